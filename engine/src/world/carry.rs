//! A patient of one world made ready for another, where parts of theirs are carried in another way.

use super::Snapshot;
use super::patient::{Pending, Record};
use crate::time::Nanoseconds;
use physiology::Layout;

impl Snapshot {
    /// The patient's time.
    pub fn time(&self) -> Nanoseconds {
        self.clock.t
    }

    /// The same patient, of whom nothing has been seen yet: samples are counted from the grid's start, and the
    /// method chooses its first step anew.
    pub fn unseen(mut self) -> Self {
        self.record = Record::default();
        self.pending = Pending::default();
        self.clock.step = 0;
        self
    }

    /// The same patient with a part in the state of another system that has the same parameters and inputs.
    /// Infusions into it go on where the other system has a state of the same name.
    pub fn with_state(
        mut self,
        part: &str,
        (from, to): (&Layout, &Layout),
        state: impl FnOnce(&[f64], &[f64]) -> Vec<f64>,
    ) -> Self {
        let mut parts = self.parts.iter_mut();
        if let Some((_, carried)) = parts.find(|((instance, _), _)| **instance == *part) {
            carried.x = state(&carried.p, &carried.x);
            carried.infusions.retain_mut(|(_, place, _)| {
                let name = from.states.get(*place).map(|field| field.name);
                let there = to.states.iter().position(|field| Some(field.name) == name);
                *place = there.unwrap_or(0);
                there.is_some()
            });
        }
        self
    }
}
