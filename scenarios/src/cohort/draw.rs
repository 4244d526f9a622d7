//! Draws of one person: at random, or of low discrepancy.

use engine::random::{Stream, inverse_normal};

/// Independent randomisations of a low-discrepancy cohort: how far their means differ says how
/// exact the mean over all is.
pub const REPLICATES: u64 = 16;

/// Points in one sequence, which is what 16-bit direction numbers give.
const SEQUENCE: u64 = 1 << 16;

/// Dimensions of a sequence.
pub(crate) const DIMENSIONS: usize = sobol_burley::NUM_DIMENSIONS as usize;

/// How the people of a cohort are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Draws {
    /// Independently of each other.
    #[default]
    Random,
    /// Evenly: Sobol' points, scrambled after Owen (Burley, J Comput Graph Tech 2020;9(4):1), in
    /// [`REPLICATES`] independent randomisations.
    LowDiscrepancy,
}

/// What one person draws.
#[derive(Debug, Clone, Copy)]
pub struct Lot {
    seed: u64,
    key: u64,
    /// How many draws were nobody.
    attempt: u64,
    /// Place and scramble in a sequence; `None` at random.
    point: Option<(u32, u32)>,
}

impl Lot {
    /// The draws of the person with this number and key.
    pub fn new(seed: u64, draws: Draws, number: u64, key: u64) -> Self {
        let point = (draws == Draws::LowDiscrepancy).then(|| {
            let (replicate, index) = (number % REPLICATES, number / REPLICATES);
            let (sequence, place) = (index / SEQUENCE, index % SEQUENCE);
            let stream = Stream::new(seed, replicate, "", "low discrepancy");
            let scramble = (stream.uniform(sequence) * f64::from(u32::MAX)) as u32;
            (place as u32, scramble)
        });
        Self {
            seed,
            key,
            attempt: 0,
            point,
        }
    }

    /// The draws after so many that were nobody: at random, also where points are even.
    pub fn again(self, attempt: u64) -> Self {
        Self {
            attempt,
            point: self.point.filter(|_| attempt == 0),
            ..self
        }
    }

    /// Evenly distributed between 0 and 1, never either of them. `dimension` says which
    /// coordinate it is where points are of low discrepancy.
    pub fn uniform(&self, dimension: usize, instance: &str, purpose: &str) -> f64 {
        let random = Stream::new(self.seed, self.key, instance, purpose).uniform(self.attempt);
        match self.point {
            None => random,
            Some((place, scramble)) => {
                // The point says in which of 2^24 parts, chance where in that part.
                let part = sobol_burley::sample(place, dimension as u32, scramble);
                f64::from(part) + random / f64::from(1 << 24)
            }
        }
    }

    /// From the normal distribution of mean 0 and standard deviation 1.
    pub fn normal(&self, dimension: usize, instance: &str, purpose: &str) -> f64 {
        inverse_normal(self.uniform(dimension, instance, purpose))
    }

    /// From what lies between these of that distribution.
    pub fn normal_between(
        &self,
        (least, most): (f64, f64),
        dimension: usize,
        instance: &str,
        purpose: &str,
    ) -> f64 {
        let share = self.uniform(dimension, instance, purpose);
        let (below, upto) = (normal_share(least), normal_share(most));
        inverse_normal(below + (upto - below) * share).clamp(least, most)
    }
}

/// The share of the standard normal distribution below `z`: the inverse of [`inverse_normal`],
/// found by halving, so that its bits are the same on every machine.
pub(super) fn normal_share(z: f64) -> f64 {
    if z > 0.0 {
        return 1.0 - normal_share(-z);
    }
    let (mut low, mut high) = (0.0_f64, 0.5_f64);
    for _ in 0..1100 {
        let middle = 0.5 * (low + high);
        if middle == low || middle == high {
            break;
        }
        match inverse_normal(middle) < z {
            true => low = middle,
            false => high = middle,
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn validated_share_of_the_normal_distribution() {
        // scipy 1.17 norm.cdf.
        for (z, share) in [
            (0.0, 0.5),
            (-1.0, 0.15865525393145707),
            (1.0, 0.8413447460685429),
            (-3.0, 0.0013498980316300933),
            (-6.0, 9.865876450376946e-10),
        ] {
            let error = normal_share(z) / share - 1.0;
            assert!(error.abs() < 1e-13, "{z}: {error}");
        }
    }

    #[test]
    fn a_low_discrepancy_cohort_fills_every_part_evenly() {
        // Every replicate of 256 has exactly one point in each 256th: what random points never have.
        for replicate in 0..REPLICATES {
            for dimension in 0..4 {
                let mut seen = [0; 256];
                for index in 0..256 {
                    let number = index * REPLICATES + replicate;
                    let lot = Lot::new(7, Draws::LowDiscrepancy, number, number);
                    let u = lot.uniform(dimension, "", "x");
                    assert!(0.0 < u && u < 1.0);
                    seen[(u * 256.0) as usize] += 1;
                }
                assert!(
                    seen.iter().all(|count| *count == 1),
                    "{dimension}: {seen:?}"
                );
            }
        }
    }

    #[test]
    fn the_mean_of_an_even_cohort_is_nearer_than_of_a_random_one() {
        let error = |draws| {
            let mean = |seed: u64| {
                let sum: f64 = (0..4096)
                    .map(|n| Lot::new(seed, draws, n, n).uniform(0, "", "x"))
                    .sum();
                (sum / 4096.0 - 0.5).powi(2)
            };
            ((1..9).map(mean).sum::<f64>() / 8.0).sqrt()
        };
        let (random, even) = (error(Draws::Random), error(Draws::LowDiscrepancy));
        assert!(even * 20.0 < random, "{even} {random}");
    }
}
