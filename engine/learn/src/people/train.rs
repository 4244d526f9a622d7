//! All choices by people left out inside the training, then one model of all of it.

use super::fit::{Settings, fit};
use super::flow;
use super::judge::{Columns, Effort, nearness, told_apart};
use super::outcome::Outcome;
use super::table::Table;
use crate::score::auroc;
use engine::learned::people::family::Family;
use engine::learned::people::model::{Drawing, People, chance};
use engine::random::Stream;
use std::fmt;

/// A way to learn that is tried.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Candidate {
    /// Trees: fewest people in a leaf, and what a question must take away.
    Trees(usize, f64),
    /// A flow: numbers of each layer of its networks.
    Flow(usize),
}

impl Candidate {
    /// Its family.
    pub fn family(self) -> Family {
        match self {
            Self::Trees(..) => Family::Trees,
            Self::Flow(_) => Family::Flow,
        }
    }
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trees(leaf, worth) => {
                write!(f, "trees, leaves of {leaf} people, questions worth {worth}")
            }
            Self::Flow(hidden) => write!(f, "flow, networks of two layers of {hidden}"),
        }
    }
}

/// What was tried, and how it did inside the training.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// What.
    pub candidate: Candidate,
    /// How well drawn people are told from left-out ones.
    pub told: f64,
    /// How well those trained on are told from left-out ones.
    pub leak: f64,
    /// Whether it was taken.
    pub taken: bool,
}

/// What was learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Learned {
    /// The model that was taken.
    pub model: People,
    /// The best of each other family that was tried.
    pub others: Vec<People>,
    /// All that was tried.
    pub tried: Vec<Tried>,
}

/// Which families, and chance.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Families that are tried; where none is said, trees, and a flow of 10,000 people and more.
    pub families: &'a [Family],
    /// Chooses rows, and where descent begins.
    pub seed: u64,
}

/// All that is tried.
const CANDIDATES: [Candidate; 5] = [
    Candidate::Trees(10, 0.0),
    Candidate::Trees(20, 0.0),
    Candidate::Trees(20, 4.0),
    Candidate::Trees(40, 4.0),
    Candidate::Flow(32),
];

/// Of a table of fewer people a flow is tried only where it is asked for. Assumed: it takes longer
/// than trees, and a person waits for it only where many people let it learn what trees cannot.
const MANY: usize = 10_000;

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

/// What all candidates learn alike.
struct Lesson<'a> {
    table: &'a Table,
    order: Vec<usize>,
    outcome: Vec<usize>,
    share: f64,
}

impl Lesson<'_> {
    fn learn(&self, people: &Columns, candidate: Candidate, seed: u64) -> People {
        let columns = &self.table.columns;
        let decimals = columns.iter().map(|c| c.decimals).collect();
        let order = self.order.clone();
        let drawing = match candidate {
            Candidate::Trees(leaf, worth) => Drawing::Trees(fit(
                people,
                &Settings {
                    order,
                    trees: TREES,
                    share: self.share,
                    leaf,
                    outcome: self.outcome.clone(),
                    worth,
                    blur: BLUR,
                    decimals,
                    seed,
                },
            )),
            Candidate::Flow(hidden) => Drawing::Flow(flow::fit(
                people,
                &flow::Settings {
                    order,
                    hidden,
                    words: columns.iter().map(|c| c.words.len()).collect(),
                    decimals,
                    seed,
                },
            )),
        };
        People {
            columns: columns.clone(),
            words: self.table.people.words.clone(),
            drawing,
            trained: people.len(),
            card: String::new(),
        }
    }
}

/// Trains on some rows of a table; `say` is told what is done and how far it is.
pub fn train(
    table: &Table,
    rows: &[usize],
    outcome: Option<&Outcome>,
    asked: Asked<'_>,
    say: &mut dyn FnMut(&str, f64),
) -> Learned {
    let people = table.people.rows(rows);
    let seed = asked.seed;
    let is_few = people.len() < FEW;
    let lesson = Lesson {
        table,
        order: order(table, outcome),
        outcome: outcome.map_or_else(Vec::new, |o| o.time.into_iter().chain([o.event]).collect()),
        share: SHARE[usize::from(is_few)],
    };
    let is_tried = |family: Family| match asked.families {
        [] => family == Family::Trees || table.people.len() >= MANY,
        families => families.contains(&family),
    };
    let candidates: Vec<Candidate> = (CANDIDATES.into_iter())
        .filter(|candidate| is_tried(candidate.family()))
        .collect();
    let folds = if is_few { 5 } else { 1 };
    let mut tried: Vec<Tried> = Vec::new();
    for (number, candidate) in candidates.iter().enumerate() {
        let (mut told, mut near, mut far) = (0.0, Vec::new(), Vec::new());
        for fold in 0..folds {
            say(
                &format!("trying {candidate}"),
                number as f64 / candidates.len() as f64,
            );
            let (left, inside): (Vec<usize>, Vec<usize>) =
                (0..people.len()).partition(|row| row % 5 == fold);
            let (left, inside) = (people.rows(&left), people.rows(&inside));
            let model = lesson.learn(&inside, *candidate, seed + 1 + fold as u64);
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
            candidate: *candidate,
            told,
            leak: auroc(&near, &far),
            taken: false,
        });
    }
    let best = best(&tried);
    tried[best].taken = true;
    let taken = tried[best].candidate;
    let rivals = Family::ALL.into_iter().filter(|f| *f != taken.family());
    let others: Vec<Candidate> = rivals
        .filter_map(|family| {
            let own = tried.iter().filter(|t| t.candidate.family() == family);
            let own: Vec<Tried> = own.cloned().collect();
            (!own.is_empty()).then(|| own[self::best(&own)].candidate)
        })
        .collect();
    say("learning from all", 1.0);
    Learned {
        model: lesson.learn(&people, taken, seed),
        others: (others.into_iter())
            .map(|candidate| lesson.learn(&people, candidate, seed))
            .collect(),
        tried,
    }
}

/// The place of the one that is told apart least among those that do not leak; where all do, of the
/// one that leaks least.
fn best(tried: &[Tried]) -> usize {
    let quiet = tried.iter().any(|t| t.leak <= LEAK);
    let score = |t: &Tried| match quiet {
        true if t.leak > LEAK => f64::INFINITY,
        true => t.told,
        false => t.leak,
    };
    let best = (0..tried.len()).min_by(|a, b| score(&tried[*a]).total_cmp(&score(&tried[*b])));
    best.unwrap_or(0)
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
