//! All choices by people left out inside the training, then one model of all of it.

use super::fit::{Settings, fit};
use super::judge::{Columns, Effort, nearness, told_apart};
use super::outcome::Outcome;
use super::table::Table;
use crate::score::auroc;
use engine::learned::people::model::{People, chance};
use engine::random::Stream;

/// What was tried, and how it did inside the training.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// Fewest people in a leaf.
    pub leaf: usize,
    /// What a question must take away.
    pub worth: f64,
    /// How well drawn people are told from left-out ones.
    pub told: f64,
    /// How well those trained on are told from left-out ones.
    pub leak: f64,
    /// Whether it was taken.
    pub taken: bool,
}

/// Fewest people in a leaf, and what a question must take away.
const CANDIDATES: [(usize, f64); 4] = [(10, 0.0), (20, 0.0), (20, 4.0), (40, 4.0)];

/// A candidate that leaks more than this is taken only where all do.
const LEAK: f64 = 0.52;

/// Trees for each column. Assumed: more change nothing that is measured.
const TREES: usize = 20;

/// The share of people on which each tree is grown, of many and of few. Assumed: a half leaves each
/// person unknown to every second tree; of few each stands out more, and three trees of four do not
/// know them.
const SHARE: [f64; 2] = [0.5, 0.25];

/// Fewer people than this are few: each part left out is small, so all are left out in turn.
const FEW: usize = 2000;

/// How far numbers move among those of their column: assumed, a hundredth.
const BLUR: f64 = 0.01;

/// Who is held out: every fifth row, from the first; and who is trained on.
pub fn held_out(count: usize) -> (Vec<usize>, Vec<usize>) {
    (0..count).partition(|row| row % 5 == 0)
}

/// Coarse columns before fine ones, so that what has few values is drawn first and what has many is
/// drawn within; an outcome last, its time before whether it came.
fn order(table: &Table, outcome: Option<&Outcome>) -> Vec<usize> {
    let values = |column: usize| {
        let mut all = table.people.values[column].clone();
        all.retain(|v| !v.is_nan());
        all.sort_by(f64::total_cmp);
        all.dedup();
        all.len()
    };
    let last = |column: usize| match outcome {
        Some(outcome) if outcome.event == column => 2,
        Some(outcome) if outcome.time == Some(column) => 1,
        // What only repeats the outcome comes after it.
        Some(outcome) if !outcome.from.contains(&column) => 3,
        _ => 0,
    };
    let mut order: Vec<usize> = (0..table.columns.len()).collect();
    order.sort_by_key(|column| (last(*column), values(*column), *column));
    order
}

/// Trains on some rows of a table; `say` is told what is done and how far it is.
pub fn train(
    table: &Table,
    rows: &[usize],
    outcome: Option<&Outcome>,
    seed: u64,
    say: &mut dyn FnMut(&str, f64),
) -> (People, Vec<Tried>) {
    let people = table.people.rows(rows);
    let is_few = people.len() < FEW;
    let settings = |(leaf, worth): (usize, f64), seed: u64| Settings {
        order: order(table, outcome),
        trees: TREES,
        share: SHARE[usize::from(is_few)],
        leaf,
        outcome: outcome.map_or_else(Vec::new, |o| o.time.into_iter().chain([o.event]).collect()),
        worth,
        blur: BLUR,
        decimals: table.columns.iter().map(|c| c.decimals).collect(),
        seed,
    };
    let folds = if is_few { 5 } else { 1 };
    let mut tried: Vec<Tried> = Vec::new();
    for (number, candidate) in CANDIDATES.iter().copied().enumerate() {
        let (mut told, mut near, mut far) = (0.0, Vec::new(), Vec::new());
        for fold in 0..folds {
            say(
                "choosing how fine the trees are",
                number as f64 / CANDIDATES.len() as f64,
            );
            let (left, inside): (Vec<usize>, Vec<usize>) =
                (0..people.len()).partition(|row| row % 5 == fold);
            let (left, inside) = (people.rows(&left), people.rows(&inside));
            let steps = fit(&inside, &settings(candidate, seed + 1 + fold as u64));
            let model = model(table, steps, inside.len());
            let drawn = columns(&model, seed, inside.len());
            let chance = &mut chance(&Stream::new(seed, fold as u64, "people", "choosing"));
            let effort = Effort {
                trees: 50,
                most: 1000,
                repeats: 1,
            };
            told += told_apart(&drawn, &left, effort, chance) / folds as f64;
            // Everyone is left out once and inside otherwise: that some are nearer to anybody than
            // others are is on both sides.
            let of = nearness(&drawn, &inside, &left);
            near.extend(of.0);
            far.extend(of.1);
        }
        tried.push(Tried {
            leaf: candidate.0,
            worth: candidate.1,
            told,
            leak: auroc(&near, &far),
            taken: false,
        });
    }
    let quiet = tried.iter().any(|t| t.leak <= LEAK);
    let score = |t: &Tried| match quiet {
        true if t.leak > LEAK => f64::INFINITY,
        true => t.told,
        false => t.leak,
    };
    let best = (0..tried.len()).min_by(|a, b| score(&tried[*a]).total_cmp(&score(&tried[*b])));
    let best = best.unwrap_or(0);
    tried[best].taken = true;
    say("growing trees", 1.0);
    let steps = fit(&people, &settings(CANDIDATES[best], seed));
    (model(table, steps, people.len()), tried)
}

fn model(table: &Table, steps: Vec<engine::learned::people::draw::Step>, trained: usize) -> People {
    People {
        columns: table.columns.clone(),
        words: table.people.words.clone(),
        steps,
        trained,
        card: String::new(),
    }
}

/// People drawn, by columns.
pub fn columns(model: &People, seed: u64, count: usize) -> Columns {
    let rows: Vec<Vec<f64>> = (1..=count as u64).map(|n| model.person(seed, n)).collect();
    Columns {
        values: (0..model.columns.len())
            .map(|c| rows.iter().map(|row| row[c]).collect())
            .collect(),
        words: model.words.clone(),
    }
}
