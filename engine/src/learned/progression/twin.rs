//! The course of one twin by the core: its own intercepts and slopes, and processes that wander.

use super::gaussian::{Gaussian, low};
use crate::random::Stream;
use nalgebra::{DMatrix, DVector};
use physiology::Real;

/// Mean, and factor of the covariance, of intercepts, slopes and wandering processes at a time.
pub type Latent = (DVector<f64>, DMatrix<f64>);

/// A twin's own intercepts, slopes and wandering processes, three for each marker: the first
/// positions of its stream.
pub fn own(latent: &Latent, stream: &Stream) -> Vec<f64> {
    let draws = DVector::from_fn(latent.0.len(), |i, _| stream.normal(i as u64));
    (&latent.0 + &latent.1 * draws).as_slice().to_vec()
}

impl Gaussian {
    /// Carries the wandering processes of a twin over so many years, by a normal draw for each.
    pub fn wander(&self, own: &mut [f64], gap: f64, draw: impl Fn(usize) -> f64) {
        let wandering = &mut own[2 * self.markers..3 * self.markers];
        for (k, w) in wandering.iter_mut().enumerate() {
            let kept = Real::exp(-self.rate[k] * gap);
            *w = *w * kept + (1.0 - kept * kept).sqrt() * draw(k);
        }
    }

    /// Where a marker of a twin stands at a time without its noise; `design` are the columns of the
    /// mean then.
    pub fn level(&self, own: &[f64], marker: usize, t: f64, design: &[f64]) -> f64 {
        let m = self.markers;
        let mut y = self.mean(marker, design) + own[marker] + own[m + marker] * t;
        for j in 0..=marker {
            y += self.load[low(marker, j)] * own[2 * m + j];
        }
        y
    }
}
