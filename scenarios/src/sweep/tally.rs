//! Numbers summed up as they come, so that none need be kept.

use super::sketch::Sketch;
use crate::cohort::REPLICATES;

/// Count, mean, spread, quantiles and Monte Carlo error of numbers that come one after the other.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    count: u64,
    mean: f64,
    /// Sum of squared distances from the mean (Welford, Technometrics 1962;4:419).
    squares: f64,
    happened: u64,
    better: u64,
    worse: u64,
    sketch: Sketch,
    /// Of a low-discrepancy cohort, count and sum of each randomisation.
    replicates: Vec<(u64, f64)>,
}

impl Tally {
    /// One of a low-discrepancy cohort where `even`.
    pub fn new(even: bool) -> Self {
        Self {
            replicates: match even {
                true => vec![(0, 0.0); REPLICATES as usize],
                false => Vec::new(),
            },
            ..Self::default()
        }
    }

    /// Takes the number of the person with this number among all screened; one that is none is left
    /// out.
    pub fn add(&mut self, value: f64, person: u64) {
        if value.is_nan() {
            return;
        }
        self.count += 1;
        let before = value - self.mean;
        self.mean += before / self.count as f64;
        self.squares += before * (value - self.mean);
        self.happened += u64::from(value > 0.5);
        self.sketch.add(value);
        if !self.replicates.is_empty() {
            let replicate = &mut self.replicates[(person % REPLICATES) as usize];
            replicate.0 += 1;
            replicate.1 += value;
        }
    }

    /// Counts whether a difference is meaningfully better or worse; `good` is the sign of better.
    pub fn judge(&mut self, difference: f64, meaningful: f64, good: f64) {
        self.better += u64::from(good * difference >= meaningful);
        self.worse += u64::from(good * difference <= -meaningful);
    }

    /// How many numbers came.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their mean; NaN where there are none.
    pub fn mean(&self) -> f64 {
        if self.count == 0 { f64::NAN } else { self.mean }
    }

    /// Their standard deviation; NaN where there are fewer than two.
    pub fn sd(&self) -> f64 {
        match self.count {
            0 | 1 => f64::NAN,
            count => (self.squares / (count - 1) as f64).sqrt(),
        }
    }

    /// The Monte Carlo standard error of the mean: of independent people from their spread, of a
    /// low-discrepancy cohort from how far its randomisations differ.
    pub fn mean_error(&self) -> f64 {
        if self.replicates.is_empty() {
            return self.sd() / (self.count as f64).sqrt();
        }
        let means: Vec<f64> = self
            .replicates
            .iter()
            .map(|(n, sum)| sum / *n as f64)
            .collect();
        let count = means.len() as f64;
        let mean = means.iter().sum::<f64>() / count;
        let squares: f64 = means.iter().map(|one| (one - mean).powi(2)).sum();
        (squares / (count - 1.0) / count).sqrt()
    }

    /// A quantile.
    pub fn quantile(&self, share: f64) -> f64 {
        self.sketch.quantile(share)
    }

    /// The Monte Carlo standard error of a quantile, from the quantiles one standard error of its
    /// rank to either side; NaN for a low-discrepancy cohort, of which no such rule is known.
    pub fn quantile_error(&self, share: f64) -> f64 {
        if !self.replicates.is_empty() || self.count < 2 {
            return f64::NAN;
        }
        let step = (share * (1.0 - share) / self.count as f64).sqrt();
        let at = |share: f64| self.quantile(share.clamp(0.0, 1.0));
        (at(share + step) - at(share - step)) / 2.0
    }

    /// Whether quantiles are exact.
    pub fn is_exact(&self) -> bool {
        self.sketch.is_exact()
    }

    /// How many numbers are above one half: to how many it happens.
    pub fn happened(&self) -> u64 {
        self.happened
    }

    /// How many differences are meaningfully better, not meaningful, and worse.
    pub fn verdict(&self) -> (u64, u64, u64) {
        let same = self.count.saturating_sub(self.better + self.worse);
        (self.better, same, self.worse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_is_what_textbooks_say() {
        let mut tally = Tally::new(false);
        for value in [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0, f64::NAN] {
            tally.add(value, 0);
        }
        assert_eq!((tally.count(), tally.mean()), (8, 5.0));
        // The sum of squares is 32.
        assert!((tally.sd() - (32.0_f64 / 7.0).sqrt()).abs() < 1e-15);
        assert!((tally.mean_error() - (32.0_f64 / 7.0 / 8.0).sqrt()).abs() < 1e-15);
    }

    /// The standard error that one run prints is how far the means of many runs differ.
    #[test]
    fn monte_carlo_errors_are_honest() {
        use crate::cohort::{Draws, Lot};
        for draws in [Draws::Random, Draws::LowDiscrepancy] {
            let even = draws == Draws::LowDiscrepancy;
            let (mut means, mut medians, mut said, mut said_median) = (vec![], vec![], 0.0, 0.0);
            for seed in 0..200 {
                let mut tally = Tally::new(even);
                for n in 1..=512 {
                    let lot = Lot::new(seed, draws, n, n);
                    let value = lot.normal(0, "", "a").exp() + lot.normal(1, "", "b");
                    tally.add(value, n);
                }
                means.push(tally.mean());
                medians.push(tally.quantile(0.5));
                said += tally.mean_error() / 200.0;
                said_median += tally.quantile_error(0.5) / 200.0;
            }
            let spread = |all: &[f64]| {
                let mean = all.iter().sum::<f64>() / all.len() as f64;
                let squares: f64 = all.iter().map(|one| (one - mean).powi(2)).sum();
                (squares / (all.len() - 1) as f64).sqrt()
            };
            // Of 200 runs the spread is known within 5 %; four of these.
            let ratio = said / spread(&means);
            assert!((0.8..1.2).contains(&ratio), "{draws:?}: {ratio}");
            if !even {
                let ratio = said_median / spread(&medians);
                assert!((0.8..1.25).contains(&ratio), "{ratio}");
            }
        }
    }
}
