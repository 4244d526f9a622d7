//! How twins of somebody with a body come to rest.

use engine::beats::Beats;
use engine::event::PartSpec;
use engine::rest::Rest;
use physiology::Model;
use physiology::circulation::beating::BeatingCirculation;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// How twins come to rest.
#[derive(Clone)]
pub struct Resting {
    pub(super) rest: Arc<Rest>,
    pub(super) limits: Vec<(usize, f64, f64)>,
    /// What finds its beat from there, where the heart beats.
    pub(super) beats: Option<Arc<Beats>>,
    /// Which parts there are.
    pub(super) instances: Vec<Arc<str>>,
}

/// Seconds in which a heart finds the beat that comes again and again: three times the longest mean
/// delay of a reflex.
const BEATING: f64 = 45.0;

impl fmt::Debug for Resting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Resting")
    }
}

impl Resting {
    /// Lets the parts start at rest; whether a resting adult is like that.
    pub fn settle(&self, parts: &mut [PartSpec]) -> bool {
        let Ok(signals) = self.rest.settle(parts) else {
            return false;
        };
        let within = |(signal, least, most): &(usize, f64, f64)| {
            let value = signals[*signal];
            *least <= value && value <= *most
        };
        if !self.limits.iter().all(within) {
            return false;
        }
        let Some(beats) = &self.beats else {
            return true;
        };
        for part in parts.iter_mut() {
            if *part.system == *BeatingCirculation::NAME
                && let Some(start) = &mut part.start
            {
                *start = BeatingCirculation::like(&part.params, start);
            }
        }
        beats.settle(parts, BEATING)
    }

    /// Whether the heart beats.
    pub fn beating(&self) -> bool {
        self.beats.is_some()
    }

    /// Signals of the parts at rest, those that there are.
    pub fn signals(&self, parts: &[PartSpec], names: &[&str]) -> BTreeMap<String, f64> {
        let mut parts = parts.to_vec();
        let known = self.rest.settle(&mut parts).unwrap_or_default();
        let value = |name: &&str| {
            let value = known.get(self.rest.body().signal(name)?)?;
            Some(((*name).to_owned(), *value))
        };
        names.iter().filter_map(value).collect()
    }

    /// A signal of the parts at rest.
    pub fn signal(&self, parts: &[PartSpec], name: &str) -> Option<f64> {
        self.signals(parts, &[name]).into_values().next()
    }
}
