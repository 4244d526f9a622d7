//! A neural drift: the core's linear course of a twin, moved and stretched on its way by a small
//! network that reads where the twin is.
//!
//! With m and L what the core expects and where the twin's level is by it, the twin is at
//! s = m + exp(g) (L - m) + D, and dD/dt = r - lambda D; the network gives r and g from s, the time
//! since the last known visit, and what is known of the past. Steps are exact for r held over them.

use crate::learned::network::layer::{Activation, Dense, Layer, Network};
use physiology::Real;
use serde::{Deserialize, Serialize};

/// Numbers that the past becomes, and of the hidden layer.
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
    /// These, the levels and the time since the last known visit become drifts and logarithms of
    /// stretches.
    pub step: Network,
}

/// Where a twin's course goes between two visits, by the core.
pub struct Leg<'a> {
    /// Years since the last known visit, at its beginning and its end.
    pub since: (f64, f64),
    /// What the core expects at its end.
    pub expected: &'a [(f64, f64)],
    /// Levels at its end, without noise and with it.
    pub core: &'a [Vec<f64>; 2],
}

/// Where a twin is: what the drift has added, and the levels, marker by marker.
#[derive(Debug, Clone)]
pub struct Place<R> {
    /// Added by the drift.
    pub added: Vec<R>,
    /// Levels.
    pub levels: Vec<R>,
}

impl<R: Real> Place<R> {
    /// At the beginning of the course.
    pub fn begin(levels: &[f64]) -> Self {
        Self {
            added: vec![R::of(0.0); levels.len()],
            levels: levels.iter().map(|v| R::of(*v)).collect(),
        }
    }
}

impl Drift {
    /// One that reads so many numbers of the past.
    pub fn new(past: usize, markers: usize) -> Self {
        let layers = |sizes: &[usize], last| Network {
            inputs: sizes[0],
            outputs: sizes[sizes.len() - 1],
            layers: (sizes.windows(2).enumerate())
                .map(|(k, pair)| {
                    Layer::Dense(Dense {
                        from: pair[0],
                        size: pair[1],
                        activation: if k + 2 == sizes.len() {
                            last
                        } else {
                            Activation::Tanh
                        },
                    })
                })
                .collect(),
            couplings: Vec::new(),
        };
        let asked = READ + markers + 1;
        Self {
            reader: layers(&[past, READ], Activation::Tanh),
            step: layers(&[asked, HIDDEN, 2 * markers], Activation::None),
        }
    }

    /// How many weights: of the reader, of the step, and for each marker how fast what was added
    /// goes again (logarithm, per year).
    pub fn weights(&self) -> usize {
        self.reader.weights() + self.step.weights() + self.step.outputs / 2
    }

    /// The past as the steps read it.
    pub fn read<R: Real>(&self, weights: &[R], past: &[f64]) -> Vec<R> {
        let past: Vec<R> = past.iter().map(|v| R::of(*v)).collect();
        self.reader.run(|k| weights[k], &past, &mut [], &[])
    }

    /// Carries a twin to the next visit; gives what is measured there.
    pub fn leg<R: Real>(
        &self,
        weights: &[R],
        read: &[R],
        leg: &Leg<'_>,
        place: &mut Place<R>,
    ) -> Vec<R> {
        let m = leg.expected.len();
        let first = self.reader.weights();
        let rates = &weights[first + self.step.weights()..];
        let years = leg.since.1 - leg.since.0;
        let steps = ((years / STEP).ceil() as usize).clamp(1, MOST);
        let h = years.max(0.0) / steps as f64;
        let [levels, noisy] = leg.core;
        // Where the course that the core gives, stretched, began.
        let began: Vec<R> = (0..m).map(|k| place.levels[k] - place.added[k]).collect();
        let mut stretches = vec![R::of(1.0); m];
        for number in 1..=steps {
            let mut x = read.to_vec();
            x.extend_from_slice(&place.levels);
            x.push(R::of(
                (leg.since.0 + h * (number as f64 - 0.5)).max(0.0).ln_1p(),
            ));
            let made = self.step.run(|k| weights[first + k], &x, &mut [], &[]);
            let share = R::of(number as f64 / steps as f64);
            for k in 0..m {
                // Between a fiftieth and seven a year.
                let rate = rates[k].max(R::of(-4.0)).min(R::of(2.0)).exp();
                let kept = (-(rate * R::of(h))).exp();
                place.added[k] = place.added[k] * kept + made[k] * (R::of(1.0) - kept) / rate;
                stretches[k] = made[m + k].max(R::of(-3.0)).min(R::of(2.0)).exp();
                let (mean, _) = leg.expected[k];
                let end = R::of(mean) + stretches[k] * R::of(levels[k] - mean);
                place.levels[k] = began[k] + (end - began[k]) * share + place.added[k];
            }
        }
        let measured = |k: usize| {
            let (mean, _) = leg.expected[k];
            R::of(mean) + stretches[k] * R::of(noisy[k] - mean) + place.added[k]
        };
        (0..m).map(measured).collect()
    }
}
