//! What is recorded of a live patient: a row of quantities each tick.

use super::session::TICK;
use super::waves::WAVES;
use crate::file::Scenario;
use crate::plan::LivePlan;
use physiology::vocabulary::{VOCABULARY, quantity};
use std::sync::Arc;

/// What goes by this name in the alveoli, and on a monitor as its capnograph reads it.
const END_TIDAL: &str = "end_tidal_carbon_dioxide";

/// Ticks of ten seconds.
const LATELY: usize = 10;

/// What was recorded so far.
#[derive(Clone, Debug, Default)]
pub struct Course {
    names: Arc<[String]>,
    /// Rows, one value for each name.
    rows: Vec<f64>,
}

impl Course {
    /// Of nothing yet: everything of the vocabulary that one part of this patient publishes, and what the
    /// scenario speaks of. What the plan samples comes first, since its triggers count on that.
    pub(super) fn of(scenario: &Scenario, live: &LivePlan) -> Self {
        let plan = &live.plan;
        let mut names = plan.study.sampled.clone();
        let publishers = |name: &str| {
            let parts = live.plan.subject.parts.iter();
            let layouts = parts.filter_map(|part| plan.subject.layout(&part.system));
            layouts
                .filter(|layout| layout.signals.iter().any(|field| field.name == name))
                .count()
        };
        let published = VOCABULARY
            .iter()
            .filter(|known| publishers(known.name) == 1)
            .filter(|known| !WAVES.contains(&known.name));
        let teaching = scenario
            .teaching
            .iter()
            .flat_map(|teaching| teaching.conditions());
        let spoken = teaching.flat_map(|(_, condition)| condition.quantities().to_vec());
        for name in published.map(|known| known.name.to_owned()).chain(spoken) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Self {
            names: names.into(),
            rows: Vec::new(),
        }
    }

    /// One row of these values, for tests of what looks at a course.
    #[cfg(test)]
    pub(super) fn fixed(values: &[(&str, f64)]) -> Self {
        let names: Vec<String> = values.iter().map(|(name, _)| (*name).to_owned()).collect();
        Self {
            names: names.into(),
            rows: values.iter().map(|(_, value)| *value).collect(),
        }
    }

    pub(super) fn push(&mut self, rows: &[f64]) {
        self.rows.extend_from_slice(rows);
    }

    /// Keeps the first rows.
    pub(super) fn cut(&mut self, rows: usize) {
        self.rows.truncate(rows * self.names.len());
    }

    /// The last row alone.
    pub fn present(&self) -> Self {
        Self {
            names: self.names.clone(),
            rows: self.last().to_vec(),
        }
    }

    /// Names of the quantities.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len() / self.names.len().max(1)
    }

    /// Whether nothing was recorded yet.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// When a row was recorded, in minutes.
    pub fn minutes(row: usize) -> f64 {
        engine::time::minutes(TICK * row as i64)
    }

    /// The last row.
    pub fn last(&self) -> &[f64] {
        let width = self.names.len();
        &self.rows[self.rows.len().saturating_sub(width)..]
    }

    /// The place of a quantity in a row.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// The present value of a quantity.
    pub fn now(&self, name: &str) -> Option<f64> {
        let value = *self.last().get(self.place(name)?)?;
        value.is_finite().then_some(value)
    }

    /// Carbon dioxide at the end of a breath, as a monitor tells it: what its capnograph reads; of a chest that is
    /// averaged over breaths, what the alveoli hold at their end.
    pub fn end_tidal(&self) -> Option<f64> {
        self.now("capnograph_end_tidal")
            .or_else(|| self.now(END_TIDAL))
    }

    /// What a monitor tells of a quantity now, for its numbers and its alarms.
    pub fn monitored(&self, name: &str) -> Option<f64> {
        match name {
            END_TIDAL => self.end_tidal(),
            name => self.now(name),
        }
    }

    /// The mean of a quantity over the last ten seconds: where a heart beats, one moment is not like the other.
    pub fn lately(&self, name: &str) -> Option<f64> {
        let (place, width) = (self.place(name)?, self.names.len());
        let rows = self.rows.rchunks_exact(width.max(1)).take(LATELY);
        let values: Vec<f64> = rows.map(|row| row[place]).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        mean.is_finite().then_some(mean)
    }

    /// A quantity over time, a value each row.
    pub fn series(&self, name: &str) -> Vec<f64> {
        match self.place(name) {
            Some(place) => self
                .rows
                .iter()
                .skip(place)
                .step_by(self.names.len())
                .copied()
                .collect(),
            None => Vec::new(),
        }
    }

    /// The unit of a quantity of the vocabulary.
    pub fn unit(name: &str) -> &'static str {
        quantity(name).map_or("", |known| known.unit)
    }
}
