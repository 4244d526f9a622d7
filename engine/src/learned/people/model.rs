//! A model of people: its columns, and how a person is drawn.

use super::condition::Condition;
use super::draw::{Chance, Step};
use super::family::Family;
use super::flow::Flow;
use crate::random::Stream;
use rand::Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// People drawn at once.
const BLOCK: u64 = 4096;

/// Conditions that fewer than one in so many people meet are given up.
const RAREST: u64 = 100_000;

/// What is known of a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Name.
    pub name: String,
    /// UCUM unit; empty where the table did not say it.
    pub unit: String,
    /// Its words, or the few values that a number has, as the table writes them; empty for other
    /// numbers.
    pub words: Vec<String>,
    /// Decimals of a number.
    pub decimals: usize,
    /// Least and greatest value that is drawn.
    pub range: (f64, f64),
    /// Share of people of whom it was not known.
    pub missing: f64,
}

impl Column {
    /// Numbers behind its words, where all of them are.
    pub fn levels(&self) -> Option<Vec<f64>> {
        let all: Option<Vec<f64>> = self.words.iter().map(|w| w.parse().ok()).collect();
        all.filter(|all| !all.is_empty())
    }

    /// A cell as a number, where it is one: of words that are numbers that number.
    pub fn number(&self, cell: f64) -> f64 {
        match self.words.get(cell as usize).filter(|_| !cell.is_nan()) {
            Some(word) => word.parse().unwrap_or(f64::NAN),
            None if self.words.is_empty() => cell,
            None => f64::NAN,
        }
    }
}

/// How people are drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Drawing {
    /// By trees for each column, in the order of drawing.
    Trees(Vec<Step>),
    /// By a flow.
    Flow(Flow),
}

impl Drawing {
    /// Its family.
    pub fn family(&self) -> Family {
        match self {
            Self::Trees(_) => Family::Trees,
            Self::Flow(_) => Family::Flow,
        }
    }

    /// Columns in the order in which they are drawn.
    pub fn order(&self) -> Vec<usize> {
        match self {
            Self::Trees(steps) => steps.iter().map(|step| step.column).collect(),
            Self::Flow(flow) => flow.0.iter().map(|given| given.column).collect(),
        }
    }
}

/// A generator of people.
#[derive(Debug, Clone, PartialEq)]
pub struct People {
    /// Columns in the order of the table.
    pub columns: Vec<Column>,
    /// Which columns are of words.
    pub words: Vec<bool>,
    /// How they are drawn.
    pub drawing: Drawing,
    /// People of the training.
    pub trained: usize,
    /// For people to read.
    pub card: String,
}

struct Draws<R: Rng>(R);

impl<R: Rng> Chance for Draws<R> {
    fn next(&mut self) -> f64 {
        // As `Stream::uniform`, without seeking.
        ((self.0.next_u64() >> 11) | 1) as f64 / (1u64 << 53) as f64
    }
}

/// The numbers of a stream, one after the other.
pub fn chance(stream: &Stream) -> impl Chance + use<> {
    Draws(stream.generator(0))
}

/// People who were drawn, and how many were looked at for them.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// Number of each among all that were looked at, and the cells: words by their places, NaN where
    /// not known.
    pub people: Vec<(u64, Vec<f64>)>,
    /// Looked at.
    pub screened: u64,
}

impl People {
    /// The person of this number, from 1.
    pub fn person(&self, seed: u64, number: u64) -> Vec<f64> {
        let stream = Stream::new(seed, number, "", "person");
        let mut chance = chance(&stream);
        match &self.drawing {
            Drawing::Trees(steps) => {
                let mut row = vec![f64::NAN; self.columns.len()];
                for step in steps {
                    step.draw(&mut row, &self.words, &mut chance);
                }
                row
            }
            Drawing::Flow(flow) => flow.person(self.columns.len(), &mut chance),
        }
    }

    /// The next `count` people after number `after` who meet all conditions: exactly the people whom
    /// one would keep of all drawn.
    ///
    /// # Errors
    /// Where hardly anybody meets them.
    pub fn sample(
        &self,
        seed: u64,
        after: u64,
        count: usize,
        conditions: &[Condition],
    ) -> Result<Drawn, String> {
        let mut drawn = Drawn {
            people: Vec::with_capacity(count),
            screened: 0,
        };
        while drawn.people.len() < count {
            if drawn.screened > RAREST * (drawn.people.len() as u64 + 1) {
                return Err(format!(
                    "hardly anybody is so: {} of the first {} people drawn",
                    drawn.people.len(),
                    drawn.screened
                ));
            }
            let first = after + drawn.screened + 1;
            let block = match conditions.is_empty() {
                true => BLOCK.min((count - drawn.people.len()) as u64),
                false => BLOCK,
            };
            let met: Vec<Option<(u64, Vec<f64>)>> = (first..first + block)
                .into_par_iter()
                .map(|number| {
                    let row = self.person(seed, number);
                    let fits = conditions.iter().all(|c| c.holds(&self.columns, &row));
                    fits.then_some((number, row))
                })
                .collect();
            for (place, person) in met.into_iter().enumerate() {
                drawn.screened = first - after + place as u64;
                drawn.people.extend(person);
                if drawn.people.len() == count {
                    break;
                }
            }
        }
        Ok(drawn)
    }

    /// Why a person is unlike those of the training: numbers outside of what was seen.
    pub fn outside(&self, row: &[f64]) -> Vec<String> {
        let pairs = self.columns.iter().zip(row);
        pairs
            .filter(|(c, v)| c.words.is_empty() && (**v < c.range.0 || **v > c.range.1))
            .map(|(c, v)| format!("{} {v}, seen {} to {}", c.name, c.range.0, c.range.1))
            .collect()
    }
}
