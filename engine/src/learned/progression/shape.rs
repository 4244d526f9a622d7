//! The shape of what is left over, as it was on patients whom the model had not seen: conformal
//! quantiles by marker and by how far ahead, in place of a normal or logistic distribution.

use crate::random::inverse_normal;
use physiology::Real;

/// Normal scores at which quantiles are kept: from -2.6 to 2.6.
pub const KNOTS: usize = 27;
const STEP: f64 = 0.2;
const FIRST: f64 = -2.6;

/// Quantiles at the knots.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape(pub [f64; KNOTS]);

/// The share of a standard normal distribution below `z` (Abramowitz and Stegun 26.2.17, to 7.5e-8).
pub fn normal_share(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let poly = t
        * (0.319_381_530
            + t * (-0.356_563_782
                + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    let tail = Real::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt() * poly;
    if z > 0.0 { 1.0 - tail } else { tail }
}

impl Shape {
    /// The standard normal one.
    pub fn normal() -> Self {
        Self(std::array::from_fn(|i| FIRST + STEP * i as f64))
    }

    /// Quantiles of these numbers (with weights), which are sorted on the way; wide enough for one
    /// more like them.
    pub fn of(mut numbers: Vec<(f64, f64)>) -> Self {
        numbers.retain(|(value, weight)| value.is_finite() && *weight > 0.0);
        if numbers.len() < 20 {
            return Self::normal();
        }
        numbers.sort_by(|a, b| a.0.total_cmp(&b.0));
        let whole: f64 = numbers.iter().map(|(_, weight)| weight).sum();
        // Middles of the steps of the distribution, between which it is straight.
        let mut sum = 0.0;
        let middles: Vec<(f64, f64)> = numbers
            .iter()
            .map(|(value, weight)| {
                sum += weight;
                ((sum - 0.5 * weight) / whole, *value)
            })
            .collect();
        let n = middles.len();
        let widen = 1.0 + 1.0 / n as f64;
        Self(std::array::from_fn(|i| {
            let z = FIRST + STEP * i as f64;
            let share = 0.5 + (normal_share(z) - 0.5) * widen;
            let at = middles.partition_point(|(s, _)| *s < share);
            match at {
                0 => middles[0].1,
                at if at == n => middles[n - 1].1,
                at => {
                    let (low, high) = (middles[at - 1], middles[at]);
                    let part = (share - low.0) / (high.0 - low.0).max(1e-12);
                    low.1 + part * (high.1 - low.1)
                }
            }
        }))
    }

    /// The quantile at a normal score; straight between knots and beyond them.
    pub fn at(&self, z: f64) -> f64 {
        let place = (z - FIRST) / STEP;
        let low = place.floor().clamp(0.0, (KNOTS - 2) as f64);
        let index = low as usize;
        let (a, b) = (self.0[index], self.0[index + 1]);
        // Tails go on as between the last knots two apart: a single pair is too rough.
        let (first, last) = (0.0, (KNOTS - 1) as f64);
        if place < first {
            return self.0[0] + (place - first) * 0.25 * (self.0[4] - self.0[0]);
        }
        if place > last {
            let top = KNOTS - 1;
            return self.0[top] + (place - last) * 0.25 * (self.0[top] - self.0[top - 4]);
        }
        a + (place - low) * (b - a)
    }

    /// The normal score whose quantile is this; the middle of them where several have the same.
    pub fn score(&self, value: f64) -> f64 {
        let top = KNOTS - 1;
        let tail = |from: f64, to: f64| 0.25 * (to - from).max(1e-9);
        let place = if value < self.0[0] {
            (value - self.0[0]) / tail(self.0[0], self.0[4])
        } else if value > self.0[top] {
            top as f64 + (value - self.0[top]) / tail(self.0[top - 4], self.0[top])
        } else {
            let below = self.0.partition_point(|q| *q < value);
            let upto = self.0.partition_point(|q| *q <= value);
            match upto > below {
                true => (below + upto - 1) as f64 / 2.0,
                false => {
                    let (a, b) = (self.0[below - 1], self.0[below]);
                    (below - 1) as f64 + (value - a) / (b - a)
                }
            }
        };
        FIRST + STEP * place
    }
}

/// Normal scores of evenly spread shares.
pub fn scores(count: usize) -> Vec<f64> {
    (0..count)
        .map(|i| inverse_normal((i as f64 + 0.5) / count as f64))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_normal_numbers_are_normal() {
        let numbers = scores(4001).into_iter().map(|z| (z, 1.0)).collect();
        let shape = Shape::of(numbers);
        for z in [-3.0, -2.0, -0.33, 0.0, 1.1, 2.5] {
            assert!((shape.at(z) - z).abs() < 0.02, "{z} {}", shape.at(z));
        }
    }

    #[test]
    fn a_score_is_that_of_its_quantile() {
        let mut shape = Shape::normal();
        shape.0.iter_mut().for_each(|q| *q = (0.7 * *q).sinh());
        for z in [-4.0, -2.6, -2.55, -0.33, 0.0, 1.1, 2.6, 3.7] {
            let found = shape.score(shape.at(z));
            assert!((found - z).abs() < 1e-9, "{z} {found}");
        }
        // Where values repeat, the middle of them.
        let same = shape.0[10];
        shape.0[10..=16].fill(same);
        assert!(shape.score(same).abs() < 1e-9, "{}", shape.score(same));
    }
}
