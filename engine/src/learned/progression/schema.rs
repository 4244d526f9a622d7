//! What a progression model speaks of: names, units, how numbers are counted inside, and what was
//! seen of them in training.

use super::gaussian::{Course, Seen};
use serde::{Deserialize, Serialize};

/// What was seen of a column in training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Name.
    pub name: String,
    /// UCUM unit.
    pub unit: String,
    /// Whether it is counted by its natural logarithm.
    pub log: bool,
    /// Mean, as counted.
    pub mean: f64,
    /// Standard deviation, as counted.
    pub sd: f64,
    /// Least and largest value seen, in `unit`.
    pub range: (f64, f64),
    /// Share of visits (or patients) at which it was not known.
    pub missing: f64,
}

impl Column {
    /// A value of `unit` as counted inside; NaN stays.
    pub fn count(&self, value: f64) -> f64 {
        let value = if self.log { value.ln() } else { value };
        (value - self.mean) / self.sd
    }

    /// The value in `unit` of one counted inside.
    pub fn value(&self, counted: f64) -> f64 {
        let value = counted * self.sd + self.mean;
        if self.log { value.exp() } else { value }
    }
}

/// A fact of a patient from the start: a number, or one of some words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The number; of words, the share of each beyond the first is counted by a column of its own.
    pub column: Column,
    /// Words, the commonest first; empty for a number.
    pub words: Vec<String>,
}

/// The treatments of the training data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arms {
    /// Column.
    pub column: String,
    /// Names, the reference first.
    pub names: Vec<String>,
    /// Patients of each.
    pub patients: Vec<usize>,
    /// Whether chance decided who got what.
    pub randomised: bool,
}

/// All that a progression model speaks of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    /// Title.
    pub title: String,
    /// What is forecast.
    pub markers: Vec<Column>,
    /// What is read at visits but not forecast.
    pub signs: Vec<Column>,
    /// What is known from the start.
    pub facts: Vec<Fact>,
    /// Treatment.
    pub arms: Option<Arms>,
    /// What the end is called, where it is modelled.
    pub death: Option<String>,
    /// What events are called, where they are modelled.
    pub events: Option<String>,
}

impl Schema {
    /// How many treatments there are beside the reference.
    pub fn treatments(&self) -> usize {
        self.arms
            .as_ref()
            .map_or(0, |arms| arms.names.len().saturating_sub(1))
    }

    /// How many columns facts have: one for a number, one less than words for words.
    pub fn fact_columns(&self) -> usize {
        let columns = |fact: &Fact| fact.words.len().max(2) - 1;
        self.facts.iter().map(columns).sum()
    }
}

/// A visit as a person would write it down.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Visited {
    /// Years since the patient's first visit.
    pub t: f64,
    /// Markers in their units; NaN where not measured.
    pub markers: Vec<f64>,
    /// Signs in their units; NaN where not seen.
    pub signs: Vec<f64>,
}

/// What is known of a patient.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Known {
    /// Facts: numbers in their units, words by their place in the schema's list; NaN where unknown.
    pub facts: Vec<f64>,
    /// Treatment so far: 0 for the reference.
    pub arm: usize,
    /// Visits by time.
    pub visits: Vec<Visited>,
}

impl Schema {
    /// Facts as counted inside; what is unknown is taken for the mean.
    pub fn count_facts(&self, facts: &[f64]) -> Vec<f64> {
        let mut x = Vec::new();
        for (fact, value) in self.facts.iter().zip(facts) {
            let known = value.is_finite();
            match fact.words.len() {
                0 if known => x.push(fact.column.count(*value)),
                0 => x.push(0.0),
                n => {
                    let is = |word: usize| f64::from(u8::from(known && *value == word as f64));
                    x.extend((1..n).map(is));
                }
            }
        }
        x
    }

    /// Years on each treatment beside the reference after `t` years on `arm`.
    pub fn exposure(&self, arm: usize, t: f64) -> Vec<f64> {
        (1..=self.treatments())
            .map(|k| if k == arm { t } else { 0.0 })
            .collect()
    }

    /// The patient in the numbers of the core.
    pub fn course(&self, known: &Known) -> Course {
        let seen = |visit: &Visited| Seen {
            t: visit.t,
            on: self.exposure(known.arm, visit.t),
            y: self
                .markers
                .iter()
                .zip(&visit.markers)
                .map(|(m, y)| m.count(*y))
                .collect(),
        };
        Course {
            x: self.count_facts(&known.facts),
            seen: known.visits.iter().map(seen).collect(),
        }
    }
}
