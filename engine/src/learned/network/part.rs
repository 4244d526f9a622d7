//! A network with names and units: what it reads and publishes, and how both are counted.

use super::layer::Network;
use crate::learned::{Held, Sampler, Visit};
use crate::random::Stream;
use crate::time::{MINUTE, Nanoseconds};
use physiology::{Field, Real};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A number that a network reads or publishes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Port {
    /// Name: one of the vocabulary, or, for what is published, any other.
    pub name: String,
    /// UCUM unit.
    pub unit: String,
    /// What stands for 0 inside.
    pub mean: f64,
    /// What stands for 1 inside, beyond `mean`.
    pub sd: f64,
    /// What was seen in training: what is read is held inside of it.
    pub range: Option<(f64, f64)>,
    /// Value before the first visit, of what is sampled.
    pub start: f64,
}

/// A network as a part of a body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NetworkPart {
    /// What it is.
    pub title: String,
    /// What it reads.
    pub reads: Vec<Port>,
    /// Whether it reads, after that, the sine and the cosine of the time of day.
    pub clock: bool,
    /// What it publishes.
    pub outputs: Vec<Port>,
    /// Minutes between two visits; none where it stands in the rates, and is never asked but always
    /// there.
    pub every: Option<f64>,
    /// The network.
    pub network: Network,
    /// What a reader must know of it.
    pub card: String,
    /// Its weights; they lie beside this in a file.
    #[serde(skip)]
    pub weights: Vec<f64>,
}

/// Radians of the time of day in a minute.
pub(super) const TURN: f64 = std::f64::consts::TAU / 1440.0;

impl Port {
    /// Counted inside, and held inside of what was seen.
    pub fn count(&self, value: f64) -> f64 {
        let (low, high) = self.range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        (value.clamp(low, high) - self.mean) / self.sd
    }

    pub(super) fn field(&self, meaning: &str) -> Field {
        let leak = |text: &str| -> &'static str { text.to_owned().leak() };
        Field::new(leak(&self.name), leak(&self.unit), leak(meaning))
    }
}

impl NetworkPart {
    /// Whether names, units, layers and weights fit one another.
    pub fn is_whole(&self) -> bool {
        let counted = |port: &Port| port.mean.is_finite() && port.sd.is_finite() && port.sd != 0.0;
        let inputs = self.reads.len() + 2 * usize::from(self.clock);
        let ranges = self.reads.iter().filter_map(|port| port.range);
        self.network.is_whole()
            && self.network.inputs == inputs
            && self.network.outputs == self.outputs.len()
            && self.network.weights() == self.weights.len()
            && self.reads.iter().chain(&self.outputs).all(counted)
            && ranges.into_iter().all(|(low, high)| low <= high)
            && match self.every {
                Some(every) => every > 0.0,
                // What is asked at any instant has neither memory nor chance.
                None => {
                    self.outputs.len() == 1
                        && !self.network.samples()
                        && self.network.remembers() == 0
                }
            }
    }

    /// The system of a part that is sampled.
    pub fn held(&self, name: &str) -> Held {
        let states: Vec<Field> = (self.outputs.iter())
            .map(|port| port.field("As the network gave it at its last visit"))
            .collect();
        let inputs: Vec<Field> = self.reads.iter().map(|port| port.field("Read")).collect();
        Held::new(name, &self.card, &states, &[], &inputs)
    }

    /// What such a part starts with.
    pub fn starts(&self) -> Vec<f64> {
        self.outputs.iter().map(|port| port.start).collect()
    }

    /// Times of its visits up to a horizon.
    pub fn visits(&self, horizon: Nanoseconds) -> Vec<Nanoseconds> {
        let every = self.every.map_or(0, |every| (every * MINUTE as f64) as i64);
        (1..)
            .map(|k| k * every)
            .take_while(|at| every > 0 && *at <= horizon)
            .collect()
    }
}

/// What samples a network's part.
pub struct Asked(pub Arc<NetworkPart>);

impl Sampler for Asked {
    fn begin(&self, _: Nanoseconds, _: &[f64], _: &Stream) -> Vec<f64> {
        vec![0.0; self.0.network.remembers()]
    }

    fn sample(&self, visit: &Visit<'_>, memory: &mut [f64], x: &mut [f64]) {
        let part = &*self.0;
        let mut read: Vec<f64> = (part.reads.iter().zip(visit.u))
            .map(|(port, value)| port.count(*value))
            .collect();
        if part.clock {
            let angle = TURN * (visit.at as f64 / MINUTE as f64);
            read.push(Real::sin(angle));
            read.push(Real::sin(angle + std::f64::consts::FRAC_PI_2));
        }
        let n = part.outputs.len();
        let draws: Vec<f64> = (0..n)
            .map(|k| visit.stream.normal((visit.number * n + k) as u64))
            .collect();
        let made = (part.network).run(|k| part.weights[k], &read, memory, &draws);
        for ((x, port), made) in x.iter_mut().zip(&part.outputs).zip(made) {
            *x = port.mean + port.sd * made;
        }
    }
}
