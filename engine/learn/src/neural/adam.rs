//! Descent by gradients of some examples at a time (Kingma and Ba, arXiv:1412.6980), stopped by
//! examples that it does not see.

use super::tape::{Var, gradient};
use engine::random::Stream;

/// What a step leaves of the running mean of the weights, which is what is kept: steps that see few
/// examples wander about it (Polyak and Juditsky 1992, SIAM J Control Optim 30: 838).
const KEPT: f64 = 0.98;

/// How far it goes: epochs at most, those without a gain after which it stops, and the length of a
/// step at the beginning and after all of them.
pub(crate) struct Pace {
    pub epochs: usize,
    pub patience: usize,
    /// Examples a step sees.
    pub batch: usize,
    pub rate: (f64, f64),
    /// How far weights are drawn to nothing, as a share of a step.
    pub decay: f64,
}

/// [`descend`] by a loss whose slopes the tape gives.
pub(super) fn descend_by_tape<T>(
    examples: &[T],
    w: Vec<f64>,
    seed: u64,
    pace: &Pace,
    loss: impl Fn(&[Var], &T, u64) -> Var,
    seen: impl Fn(&[f64], &T) -> f64,
) -> Vec<f64> {
    let slopes = |w: &[f64], example: &T, number: u64, sum: &mut [f64]| {
        let (_, slopes) = gradient(w, |w| loss(w, example, number));
        sum.iter_mut()
            .zip(slopes)
            .for_each(|(sum, slope)| *sum += slope);
    };
    descend(examples, w, seed, pace, slopes, seen)
}

/// The weights with the least loss on every sixth example, which steps do not see. `slopes` adds
/// those of the loss of one example; `number` tells visits of it apart, for draws.
pub(crate) fn descend<T>(
    examples: &[T],
    mut w: Vec<f64>,
    seed: u64,
    pace: &Pace,
    slopes: impl Fn(&[f64], &T, u64, &mut [f64]),
    seen: impl Fn(&[f64], &T) -> f64,
) -> Vec<f64> {
    let (watched, used): (Vec<usize>, Vec<usize>) = (0..examples.len()).partition(|k| k % 6 == 5);
    let chance = Stream::new(seed, 0, "training", "order");
    let (mut first, mut second) = (vec![0.0; w.len()], vec![0.0; w.len()]);
    let mut mean = w.clone();
    let mut best = (f64::INFINITY, w.clone());
    let (mut step, mut since) = (0, 0);
    for epoch in 0..pace.epochs {
        let past = epoch as f64 / pace.epochs as f64;
        let rate = pace.rate.0 + (pace.rate.1 - pace.rate.0) * past;
        let mut order = used.clone();
        for k in 0..order.len() {
            let at = (epoch * examples.len() + k) as u64;
            let other = k + (chance.uniform(at) * (order.len() - k) as f64) as usize;
            order.swap(k, other.min(used.len() - 1));
        }
        for batch in order.chunks(pace.batch) {
            let mut sum = vec![0.0; w.len()];
            for k in batch {
                let number = (epoch * examples.len() + k) as u64;
                slopes(&w, &examples[*k], number, &mut sum);
            }
            step += 1;
            let fresh = [0.9_f64, 0.999].map(|kept| 1.0 - kept.powi(step));
            for k in 0..w.len() {
                let slope = (sum[k] / batch.len() as f64).clamp(-10.0, 10.0);
                first[k] = 0.9 * first[k] + 0.1 * slope;
                second[k] = 0.999 * second[k] + 0.001 * slope * slope;
                let by = (first[k] / fresh[0]) / ((second[k] / fresh[1]).sqrt() + 1e-8);
                w[k] -= rate * (by + pace.decay * w[k]);
                mean[k] = KEPT * mean[k] + (1.0 - KEPT) * w[k];
            }
        }
        let miss: f64 = watched.iter().map(|k| seen(&mean, &examples[*k])).sum();
        if miss < best.0 {
            best = (miss, mean.clone());
            since = 0;
        } else {
            since += 1;
        }
        if since == pace.patience {
            break;
        }
    }
    best.1
}
