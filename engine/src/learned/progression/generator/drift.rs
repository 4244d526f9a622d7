//! A neural drift: the course that the core gives a twin, moved and stretched on its way by a small
//! network that reads where the twin is.
//!
//! Where L is the twin's level by the core, it is at s with ds = r dt + exp(g) dL, and measures s with
//! the core's noise times exp(q). The network gives r, g and q from s, the time since the last known
//! visit, and what is known of the past. Where all three are nothing s is L. Over a step the core's own
//! move comes first and is read, so that a single step may already part twins who begin alike; between
//! visits L is taken for straight.

use crate::learned::network::layer::{Activation, Layer, Network};
use physiology::Real;
use serde::{Deserialize, Serialize};

/// Numbers that the past becomes, and of the hidden layer. Assumed: of some hundred patients more are not taught.
const READ: usize = 6;
const HIDDEN: usize = 8;

/// Longest step in years, and most steps between two visits. Assumed.
const STEP: f64 = 0.5;
const MOST: usize = 12;

/// A network that is asked where a twin is, and what it reads of the past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// The past becomes a few numbers.
    pub reader: Network,
    /// These, the levels and the time since the last known visit become, each marker by marker, drifts
    /// per year, logarithms of stretches, and those of the noise.
    pub step: Network,
}

/// Where a twin's course goes between two visits, by the core.
pub struct Leg<'a> {
    /// Years since the last known visit, at its beginning and its end.
    pub since: (f64, f64),
    /// Levels at its beginning.
    pub from: &'a [f64],
    /// Levels at its end, without noise and with it.
    pub to: &'a [Vec<f64>; 2],
}

impl Drift {
    /// One that reads so many numbers of the past.
    pub fn new(past: usize, markers: usize) -> Self {
        let layers = |sizes: &[usize], last| Network {
            inputs: sizes[0],
            outputs: sizes[sizes.len() - 1],
            layers: (sizes.windows(2).enumerate())
                .map(|(k, pair)| {
                    let is_last = k + 2 == sizes.len();
                    Layer::dense(
                        pair[0],
                        pair[1],
                        if is_last { last } else { Activation::Tanh },
                    )
                })
                .collect(),
            couplings: Vec::new(),
        };
        let asked = READ + markers + 1;
        Self {
            reader: layers(&[past, READ], Activation::Tanh),
            step: layers(&[asked, HIDDEN, 3 * markers], Activation::None),
        }
    }

    /// How many weights: of the reader, then of the step.
    pub fn weights(&self) -> usize {
        self.reader.weights() + self.step.weights()
    }

    /// The past as the steps read it.
    pub fn read<R: Real>(&self, weights: &[R], past: &[f64]) -> Vec<R> {
        let past: Vec<R> = past.iter().map(|v| R::of(*v)).collect();
        self.reader.run(|k| weights[k], &past, &mut [], &[])
    }

    /// Carries the levels of a twin to the next visit; gives what is measured there.
    pub fn leg<R: Real>(
        &self,
        weights: &[R],
        read: &[R],
        leg: &Leg<'_>,
        levels: &mut [R],
    ) -> Vec<R> {
        let m = levels.len();
        let first = self.reader.weights();
        let years = (leg.since.1 - leg.since.0).max(0.0);
        let steps = ((years / STEP).ceil() as usize).clamp(1, MOST);
        let h = years / steps as f64;
        let [ends, noisy] = leg.to;
        let mut loud = vec![R::of(1.0); m];
        for number in 0..steps {
            let moved = |k: usize| R::of((ends[k] - leg.from[k]) / steps as f64);
            let mut x = read.to_vec();
            x.extend((0..m).map(|k| levels[k] + moved(k)));
            x.push(R::of((leg.since.0 + h * (number as f64 + 0.5)).ln_1p()));
            let made = self.step.run(|k| weights[first + k], &x, &mut [], &[]);
            // From a twentieth to seven times as much: assumed, so that no twin is thrown out of what was seen.
            let times = |v: R| v.max(R::of(-3.0)).min(R::of(2.0)).exp();
            for k in 0..m {
                levels[k] = levels[k] + made[k] * R::of(h) + times(made[m + k]) * moved(k);
                loud[k] = times(made[2 * m + k]);
            }
        }
        let noise = |k: usize| loud[k] * R::of(noisy[k] - ends[k]);
        (0..m).map(|k| levels[k] + noise(k)).collect()
    }
}
