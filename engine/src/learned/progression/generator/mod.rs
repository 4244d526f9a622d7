//! Networks that foresee all markers together: a conditional flow, a conditional variational
//! autoencoder, and a neural drift.
//!
//! A twin's course by the core is what they make theirs, so that its visits hang together as the core
//! says and every arm draws the same numbers. The treatment they do not read: it acts through the core.

pub mod decoder;
pub mod drift;
pub mod flow;
mod foresight;
pub mod margin;
pub mod prospect;

pub use foresight::Foresight;

use super::forecaster::Family;
use crate::learned::network::layer::Network;
use crate::random::Stream;
use decoder::{CODE, Decoder};
use drift::{Drift, Leg};
use flow::Flow;
use margin::Margin;
use prospect::{Ahead, Prospect};
use serde::{Deserialize, Serialize};

/// Positions of a stream from which codes are drawn, far beyond those of markers, events and gaps.
const CODES: u64 = 1 << 42;

/// The layers of one of the families.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layers {
    /// A flow.
    Flow(Flow),
    /// A decoder.
    Autoencoder(Decoder),
    /// A drift.
    Drift(Drift),
}

/// How numbers are counted that a network reads: mean and standard deviation of each.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale(pub Vec<(f64, f64)>);

impl Scale {
    /// By these rows; what is not known is left out.
    pub fn of(rows: &[&[f64]]) -> Self {
        let one = |k: usize| {
            let known: Vec<f64> = (rows.iter().map(|row| row[k]))
                .filter(|v| v.is_finite())
                .collect();
            let n = known.len().max(1) as f64;
            let mean = known.iter().sum::<f64>() / n;
            let square = known.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
            (mean, square.sqrt().max(1e-6))
        };
        Self(
            (0..rows.first().map_or(0, |row| row.len()))
                .map(one)
                .collect(),
        )
    }

    /// A row as counted: held within four standard deviations, 0 where not known.
    pub fn count(&self, row: &[f64]) -> Vec<f64> {
        let one = |(v, (mean, sd)): (&f64, &(f64, f64))| match v.is_finite() {
            true => ((v - mean) / sd).clamp(-4.0, 4.0),
            false => 0.0,
        };
        row.iter().zip(&self.0).map(one).collect()
    }
}

/// A trained network.
#[derive(Debug, Clone, PartialEq)]
pub struct Generator {
    /// Layers.
    pub layers: Layers,
    /// How what is read is counted.
    pub scale: Scale,
    /// Weights.
    pub weights: Vec<f64>,
    /// By marker, then by how far ahead.
    pub margins: Vec<Vec<Margin>>,
}

impl Layers {
    /// What a network of the family reads of a prospect at a visit, before it is counted.
    pub fn reads<'a>(&self, prospect: &'a Prospect, ahead: &'a Ahead) -> &'a [f64] {
        match self {
            Self::Drift(_) => &prospect.past,
            Self::Flow(_) | Self::Autoencoder(_) => &ahead.features,
        }
    }

    /// Numbers of a twin that are remembered between visits.
    pub fn remembers(&self, markers: usize) -> usize {
        match self {
            Self::Flow(_) => 0,
            Self::Autoencoder(_) => CODE,
            Self::Drift(_) => 2 * markers,
        }
    }

    /// Numbers that are read, markers that are given and weights, where layers fit one another.
    fn sizes(&self) -> Option<(usize, usize, usize)> {
        let whole = |net: &Network, samples: bool| {
            net.is_whole() && net.remembers() == 0 && net.samples() == samples
        };
        match self {
            Self::Flow(Flow(net)) if whole(net, true) => {
                Some((net.inputs, net.outputs, net.weights()))
            }
            Self::Autoencoder(Decoder(net)) if whole(net, false) => Some((
                net.inputs.checked_sub(CODE)?,
                net.outputs / 2,
                net.weights(),
            )),
            Self::Drift(drift) if whole(&drift.reader, false) && whole(&drift.step, false) => {
                let markers = drift.step.outputs / 3;
                let asked = drift.reader.outputs + markers + 1;
                let fits = asked == drift.step.inputs;
                fits.then(|| (drift.reader.inputs, markers, drift.weights()))
            }
            _ => None,
        }
    }
}

impl Generator {
    /// Its family.
    pub fn family(&self) -> Family {
        match self.layers {
            Layers::Flow(_) => Family::Flow,
            Layers::Autoencoder(_) => Family::Autoencoder,
            Layers::Drift(_) => Family::Drift,
        }
    }

    /// Whether layers, weights, scale and margins fit one another, and so many markers and lengths
    /// of time ahead.
    pub fn is_whole(&self, markers: usize, buckets: usize) -> bool {
        self.layers.sizes() == Some((self.scale.0.len(), markers, self.weights.len()))
            && self.margins.len() == markers
            && self.margins.iter().all(|row| row.len() == buckets)
    }

    /// What a twin remembers at the beginning of its course, at these levels.
    pub fn begin(&self, levels: &[f64], stream: &Stream) -> Vec<f64> {
        match &self.layers {
            Layers::Flow(_) => Vec::new(),
            Layers::Autoencoder(_) => (0..CODE as u64).map(|k| stream.normal(CODES + k)).collect(),
            Layers::Drift(_) => [levels, levels].concat(),
        }
    }

    /// What is read at a visit, as the network takes it.
    fn context(&self, prospect: &Prospect, ahead: &Ahead) -> Vec<f64> {
        let counted = self.scale.count(self.layers.reads(prospect, ahead));
        match &self.layers {
            Layers::Drift(drift) => drift.read(&self.weights, &counted),
            Layers::Flow(_) | Layers::Autoencoder(_) => counted,
        }
    }

    /// What a twin measures at a visit before margins: `core` are its levels by the core there,
    /// without noise and with it.
    fn raw(
        &self,
        (ahead, context): (&Ahead, &[f64]),
        since: (f64, f64),
        core: &[Vec<f64>; 2],
        memory: &mut [f64],
    ) -> Vec<f64> {
        let left = match &self.layers {
            Layers::Flow(flow) => flow.residuals(&self.weights, context, &ahead.draws(&core[1])),
            Layers::Autoencoder(decoder) => {
                decoder.residuals(&self.weights, context, memory, &ahead.draws(&core[1]))
            }
            Layers::Drift(drift) => {
                // Where the twin is by the core, then where it is.
                let (from, levels) = memory.split_at_mut(memory.len() / 2);
                let leg = Leg {
                    since,
                    from,
                    to: core,
                };
                let measured = drift.leg(&self.weights, context, &leg, levels);
                from.copy_from_slice(&core[0]);
                return measured;
            }
        };
        let value = |((mean, sd), left): (&(f64, f64), f64)| mean + sd * left;
        ahead.expected.iter().zip(left).map(value).collect()
    }
}
