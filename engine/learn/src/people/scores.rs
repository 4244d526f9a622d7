//! How drawn people compare with those held out, beside simpler ways to draw them.

use super::copula;
use super::judge::{Columns, Effort, Leak, leak, told_apart};
use super::outcome::Outcome;
use super::table::Table;
use super::train::columns;
use engine::learned::people::model::{People, chance};
use engine::random::Stream;

/// A way to draw people, and how it did.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// What it is called.
    pub name: &'static str,
    /// How well drawn people are told from those held out; 0.5 is best.
    pub told: f64,
    /// What it gives away.
    pub leak: Leak,
    /// The outcome foretold in those held out by what was learned from drawn people.
    pub foretold: Option<f64>,
    /// Share of drawn people to whom the outcome came.
    pub rate: Option<f64>,
    /// Agreement of patterns of what is missing: 1 less half the sum of differences of shares.
    pub missing: f64,
}

/// A subgroup.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Which.
    pub name: String,
    /// People of it who were held out.
    pub count: usize,
    /// People of it of the training.
    pub trained: usize,
    /// How well those drawn are told from them; not where there are too few.
    pub told: Option<f64>,
    /// Share to whom the outcome came: drawn, and of the real.
    pub rate: Option<(f64, f64)>,
}

/// All scores of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// The model first, then other families that were tried; the training rows themselves last.
    pub ways: Vec<Way>,
    /// Share of the training, and of those held out, to whom the outcome came.
    pub rates: Option<(f64, f64)>,
    /// By subgroup.
    pub groups: Vec<Group>,
    /// People trained on and held out.
    pub counts: (usize, usize),
}

/// Fewer people of a subgroup are not scored.
const FEW: usize = 20;

/// Scores a model on those held out, and beside it the others that were tried.
pub fn scores(
    (model, others): (&People, &[People]),
    table: &Table,
    (train, held): (&[usize], &[usize]),
    outcome: Option<&Outcome>,
    seed: u64,
) -> Scores {
    let (train, held) = (table.people.rows(train), table.people.rows(held));
    let lots = |purpose: &str| chance(&Stream::new(seed, 0, "people", purpose));
    // Of few people the same score is tried more often.
    let effort = Effort {
        trees: 200,
        most: usize::MAX,
        repeats: (600 / held.len().max(1)).clamp(1, 8),
    };
    let way = |name, drawn: &Columns| {
        let chance = &mut lots("judging");
        Way {
            name,
            told: told_apart(drawn, &held, effort, chance),
            leak: leak(drawn, &train, &held),
            foretold: outcome.map(|o| o.foretold(drawn, &held, chance)),
            rate: outcome.map(|o| o.rate(drawn)),
            missing: agreement(drawn, &held),
        }
    };
    let drawn = columns(model, seed, train.len());
    let mut ways = vec![way(model.drawing.family().name(), &drawn)];
    for other in others {
        let drawn = columns(other, seed, train.len());
        ways.push(way(other.drawing.family().name(), &drawn));
    }
    let copied = copula::people(&train, &mut lots("copula"));
    let alone = copula::alone(&train, &mut lots("alone"));
    ways.push(way("Gaussian copula", &copied));
    ways.push(way("each column alone", &alone));
    ways.push(way("the training rows themselves", &train));
    let groups = groups(table).into_iter().map(|(name, column, within)| {
        let of = |people: &Columns| {
            let inside = |row: &usize| within(people.values[column][*row]);
            let rows: Vec<usize> = (0..people.len()).filter(inside).collect();
            people.rows(&rows)
        };
        let (real, trained, own) = (of(&held), of(&train), of(&drawn));
        let enough = real.len() >= FEW && own.len() >= FEW;
        Group {
            name,
            count: real.len(),
            trained: trained.len(),
            told: enough.then(|| told_apart(&own, &real, effort, &mut lots("groups"))),
            rate: outcome.filter(|_| enough).map(|o| {
                let both = real.and(&trained);
                (o.rate(&own), o.rate(&both))
            }),
        }
    });
    Scores {
        groups: groups.collect(),
        ways,
        rates: outcome.map(|o| (o.rate(&train), o.rate(&held))),
        counts: (train.len(), held.len()),
    }
}

type Within = Box<dyn Fn(f64) -> bool>;

/// Subgroups: words of sex, race and treatment and the like, which have six at most, and age by
/// bands.
fn groups(table: &Table) -> Vec<(String, usize, Within)> {
    let mut groups: Vec<(String, usize, Within)> = Vec::new();
    for (place, column) in table.columns.iter().enumerate() {
        let name = column.name.to_lowercase();
        if name.starts_with("age") && column.words.is_empty() {
            for (low, high) in [(0.0, 50.0), (50.0, 65.0), (65.0, 80.0), (80.0, 200.0)] {
                let label = match (low, high) {
                    (0.0, _) => format!("{} below {high}", column.name),
                    (_, 200.0) => format!("{} {low} and above", column.name),
                    _ => format!("{} {low} to {high}", column.name),
                };
                groups.push((label, place, Box::new(move |v| v >= low && v < high)));
            }
        }
        let social = [
            "sex", "gender", "race", "ethnic", "trt", "treat", "arm", "rx",
        ];
        if social.iter().any(|s| name.starts_with(s)) && (2..=6).contains(&column.words.len()) {
            for (word, label) in column.words.iter().enumerate() {
                let label = format!("{} {label}", column.name);
                groups.push((label, place, Box::new(move |v| v == word as f64)));
            }
        }
    }
    groups.retain(|(_, column, within)| table.people.values[*column].iter().any(|v| within(*v)));
    groups
}

/// How far patterns of what is missing agree.
fn agreement(drawn: &Columns, real: &Columns) -> f64 {
    use std::collections::BTreeMap;
    let mut shares: BTreeMap<Vec<bool>, [f64; 2]> = BTreeMap::new();
    for (which, people) in [drawn, real].into_iter().enumerate() {
        for row in 0..people.len() {
            let pattern = people.values.iter().map(|c| c[row].is_nan()).collect();
            shares.entry(pattern).or_default()[which] += 1.0 / people.len() as f64;
        }
    }
    1.0 - 0.5 * shares.values().map(|[a, b]| (a - b).abs()).sum::<f64>()
}
