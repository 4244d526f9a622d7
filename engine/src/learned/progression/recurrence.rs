//! Events that come again: a rate for each patient by facts and treatment, times a factor of the
//! patient's own.

use super::gaussian::low;
use crate::random::Stream;
use physiology::Real;

/// Positions of a stream from which a patient's own factor, effects and waiting times are drawn, far
/// beyond those of markers.
const OWN: u64 = 1 << 40;
const EFFECTS: u64 = OWN + (1 << 20);
const WAITS: u64 = EFFECTS + (1 << 20);

/// Events per year.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recurrence {
    /// Logarithm of the rate: a constant and facts.
    pub weights: Vec<f64>,
    /// What treatments beside the reference add to it.
    pub effect: Vec<f64>,
    /// Lower triangle of the factor of their covariance.
    pub factor: Vec<f64>,
    /// Variance between patients of a factor of their own, gamma with mean 1.
    pub spread: f64,
}

impl Recurrence {
    /// Events per year under the reference, of a patient of these facts without a factor.
    pub fn rate(&self, x: &[f64]) -> f64 {
        let facts = self.weights[1..].iter().zip(x);
        let sum = self.weights[0] + facts.map(|(w, x)| w * x).sum::<f64>();
        Real::exp(sum.clamp(-30.0, 5.0))
    }

    /// A patient's own factor.
    pub(super) fn own(&self, stream: &Stream) -> f64 {
        match self.spread > 0.0 {
            true => self.spread * gamma(1.0 / self.spread, stream, OWN),
            false => 1.0,
        }
    }

    /// Effects as drawn by their uncertainty.
    pub(super) fn effects(&self, stream: &Stream) -> Vec<f64> {
        let drawn = |i: usize| {
            let each = (0..=i).map(|j| self.factor[low(i, j)] * stream.normal(EFFECTS + j as u64));
            self.effect[i] + each.sum::<f64>()
        };
        (0..self.effect.len()).map(drawn).collect()
    }
}

/// How much rate has to add up from one event to the next.
pub(super) fn wait(stream: &Stream, number: u64) -> f64 {
    -Real::ln(stream.uniform(WAITS + number))
}

/// A draw from the gamma distribution of scale 1, after Marsaglia and Tsang (ACM Trans Math Softw
/// 2000;26:363).
fn gamma(shape: f64, stream: &Stream, from: u64) -> f64 {
    if shape < 1.0 {
        // Their remedy for shapes below 1.
        let power = Real::exp(Real::ln(stream.uniform(from)) / shape);
        return gamma(shape + 1.0, stream, from + 1) * power;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    let mut at = from;
    loop {
        let (z, u) = (stream.normal(at), stream.uniform(at + 1));
        let v = (1.0 + c * z) * (1.0 + c * z) * (1.0 + c * z);
        if v > 0.0 && Real::ln(u) < 0.5 * z * z + d - d * v + d * Real::ln(v) {
            return d * v;
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gamma_factor_has_its_mean_and_variance() {
        for spread in [0.3, 1.0, 2.5] {
            let events = Recurrence {
                spread,
                ..Recurrence::default()
            };
            let all: Vec<f64> = (0..20_000)
                .map(|n| events.own(&Stream::new(1, n, "", "gamma")))
                .collect();
            let mean = all.iter().sum::<f64>() / all.len() as f64;
            let square = all.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / all.len() as f64;
            // Four standard errors of a mean, and a tenth of the variance.
            assert!(
                (mean - 1.0).abs() < 4.0 * (spread / 20_000.0).sqrt(),
                "{spread}: {mean}"
            );
            assert!((square / spread - 1.0).abs() < 0.1, "{spread}: {square}");
        }
    }
}
