//! Trees for each column, given those before it.

use super::grow::{Binned, Stops, Target, grow};
use super::judge::Columns;
use engine::learned::people::draw::{Chance, Grove, Leaf, Step, Tree};
use engine::learned::people::model::chance;
use engine::learned::people::sorted::Sorted;
use engine::random::{Stream, inverse_normal};
use rayon::prelude::*;

/// Leaves of what is missing, and of an outcome: small, so that what goes together without exception
/// stays so, and rates are kept. Assumed.
const SMALL: usize = 10;

/// The least share of the people that a tree of these sees: of fewer, it would not find what goes
/// together without exception.
const HALF: f64 = 0.5;

/// How people are learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Columns in the order in which they are drawn.
    pub order: Vec<usize>,
    /// Trees for each column.
    pub trees: usize,
    /// Share of the rows on which each tree is grown: what one tree knows of a person, others do not.
    pub share: f64,
    /// Fewest rows in a leaf.
    pub leaf: usize,
    /// Columns of an outcome, whose leaves may be as small as [`SMALL`].
    pub outcome: Vec<usize>,
    /// What a question must take away, in variances of a row's scatter.
    pub worth: f64,
    /// How far a number moves among those of its column, as a share of all of them.
    pub blur: f64,
    /// Decimals of each column.
    pub decimals: Vec<usize>,
    /// Chooses the rows of each tree.
    pub seed: u64,
}

/// Learns from rows; one step for each column, in the order of drawing. Columns are learned
/// independently of each other, on as many threads as there are.
pub fn fit(people: &Columns, settings: &Settings) -> Vec<Step> {
    let binned: Vec<Binned> = (people.values.iter().zip(&people.words))
        .map(|(values, words)| Binned::of(values, *words))
        .collect();
    let places: Vec<usize> = (0..settings.order.len()).collect();
    places
        .par_iter()
        .map(|done| step(people, &binned, settings, *done))
        .collect()
}

fn step(people: &Columns, binned: &[Binned], settings: &Settings, done: usize) -> Step {
    let column = settings.order[done];
    let chance = &mut chance(&Stream::new(settings.seed, done as u64, "people", "trees"));
    let values = &people.values[column];
    let before: Vec<(usize, &Binned)> = (settings.order[..done].iter())
        .map(|c| (*c, &binned[*c]))
        .collect();
    let all: Vec<u32> = (0..people.len() as u32).collect();
    let missing: Vec<f64> = (values.iter())
        .map(|v| f64::from(u8::from(v.is_nan())))
        .collect();
    let rows: Vec<u32> = (all.iter().copied())
        .filter(|r| !values[*r as usize].is_nan())
        .collect();
    let small = Settings {
        leaf: settings.leaf.min(SMALL),
        share: settings.share.max(HALF),
        ..settings.clone()
    };
    let settings = match settings.outcome.contains(&column) {
        true => &small,
        false => settings,
    };
    let known = missing.contains(&1.0).then(|| {
        let is = [is(0.0, &missing), is(1.0, &missing)];
        grove(&before, &is, &all, &small, chance, |rows| {
            shares(rows, &missing)
        })
    });
    let (value, sorted) = if people.words[column] {
        let most = rows.iter().map(|r| values[*r as usize]).fold(0.0, f64::max) as usize;
        let each: Vec<Vec<f64>> = (0..=most).map(|w| is(w as f64, values)).collect();
        let value = grove(&before, &each, &rows, settings, chance, |rows| {
            shares(rows, values)
        });
        (value, Vec::new())
    } else {
        let (places, sorted) = places(values, &rows);
        let n = sorted.len() as f64;
        // How high a number stands among all, and how far out: trees see both move.
        let scores: Vec<f64> = (mean_places(values, &sorted).iter())
            .map(|p| inverse_normal((p + 0.5) / n))
            .collect();
        let spread: Vec<f64> = scores.iter().map(|z| (z * z - 1.0) / 2f64.sqrt()).collect();
        let value = grove(
            &before,
            &[scores, spread],
            &rows,
            settings,
            chance,
            |rows| Leaf::Numbers(rows.iter().map(|r| places[*r as usize]).collect()),
        );
        (value, sorted)
    };
    Step {
        column,
        known,
        value,
        blur: settings.blur * sorted.len() as f64,
        sorted: Sorted::new(sorted, settings.decimals[column]),
    }
}

fn is(word: f64, values: &[f64]) -> Vec<f64> {
    values
        .iter()
        .map(|v| f64::from(u8::from(*v == word)))
        .collect()
}

fn shares(rows: &[u32], values: &[f64]) -> Leaf {
    let mut counts: Vec<(u32, f64)> = Vec::new();
    for row in rows {
        let word = values[*row as usize] as u32;
        match counts.binary_search_by_key(&word, |(w, _)| *w) {
            Ok(at) => counts[at].1 += 1.0,
            Err(at) => counts.insert(at, (word, 1.0)),
        }
    }
    let mut below = 0.0;
    for (_, count) in &mut counts {
        below += *count / rows.len() as f64;
        *count = below;
    }
    Leaf::Words(counts)
}

/// Place of each row's value among the sorted ones; values alike share theirs out by row.
fn places(values: &[f64], rows: &[u32]) -> (Vec<u32>, Vec<f64>) {
    let mut order = rows.to_vec();
    order.sort_by(|a, b| {
        values[*a as usize]
            .total_cmp(&values[*b as usize])
            .then(a.cmp(b))
    });
    let mut places = vec![0; values.len()];
    order
        .iter()
        .enumerate()
        .for_each(|(at, row)| places[*row as usize] = at as u32);
    (places, order.iter().map(|r| values[*r as usize]).collect())
}

/// The mean place of all values like each row's.
fn mean_places(values: &[f64], sorted: &[f64]) -> Vec<f64> {
    let mean = |v: &f64| {
        let low = sorted.partition_point(|s| s < v);
        let high = sorted.partition_point(|s| s <= v);
        (low + high).saturating_sub(1) as f64 / 2.0
    };
    values.iter().map(mean).collect()
}

fn grove(
    before: &[(usize, &Binned)],
    outputs: &[Vec<f64>],
    rows: &[u32],
    settings: &Settings,
    chance: &mut impl Chance,
    leaf: impl Fn(&[u32]) -> Leaf,
) -> Grove {
    let (width, n) = (outputs.len(), outputs[0].len());
    let mut numbers = Vec::with_capacity(n * width);
    for row in 0..n {
        numbers.extend(outputs.iter().map(|output| output[row]));
    }
    let target = Target { width, numbers };
    let stops = Stops {
        leaf: settings.leaf,
        worth: settings.worth,
        looks: usize::MAX,
    };
    // The first column is drawn from all.
    let (trees, share) = match before.is_empty() {
        true => (1, 1.0),
        false => (settings.trees, settings.share),
    };
    let count = ((share * rows.len() as f64).round() as usize).max(1);
    let one = |_| {
        let mut order = rows.to_vec();
        if count < rows.len() {
            lot(&mut order, count, chance);
        }
        order.truncate(count);
        let (nodes, ends) = grow(before, &target, order, stops, chance);
        Tree {
            nodes,
            leaves: ends.iter().map(|rows| leaf(rows)).collect(),
        }
    };
    Grove((0..trees).map(one).collect())
}

/// Puts `count` chosen by lot at the front.
fn lot(order: &mut [u32], count: usize, chance: &mut impl Chance) {
    for k in 0..count {
        let other = k + (chance.next() * (order.len() - k) as f64) as usize;
        order.swap(k, other);
    }
}
