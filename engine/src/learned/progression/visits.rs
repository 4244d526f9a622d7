//! When a patient comes again, and whether: visits are more frequent when people worsen, and stop.

use super::shape::Shape;
use super::trees::Boosted;
use crate::random::Stream;
use physiology::Real;

/// Positions of a stream from which gaps are drawn, far beyond those of markers and events.
const GAPS: u64 = 1 << 41;

/// The time to the next visit, and the chance that there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Visits {
    /// Mean and standard deviation of the logarithm of a gap in years.
    pub scale: (f64, f64),
    /// Shortest and longest gap seen, years.
    pub range: (f64, f64),
    /// Place and scatter of a gap, as counted by `scale`.
    pub trees: Boosted,
    /// Shape of what is left.
    pub shape: Shape,
    /// Logarithm of the odds that nobody sees the patient again after a visit: weights of the row that
    /// the hazard reads; empty where too few left.
    pub leave: Vec<f64>,
}

/// What a gap is foreseen from: what the hazard reads, and the logarithm of the last gap (NaN at the
/// first visit).
pub fn gap_row(hazard_row: &[f64], last_gap: f64) -> Vec<f64> {
    let mut row = hazard_row.to_vec();
    row.push(last_gap.ln());
    row
}

impl Visits {
    /// Years to the next visit at a normal score.
    pub fn gap(&self, row: &[f64], z: f64) -> f64 {
        let (place, scatter) = self.trees.at(row);
        let counted = place + scatter * self.shape.at(z);
        let gap = Real::exp(self.scale.0 + self.scale.1 * counted);
        gap.clamp(self.range.0, self.range.1)
    }

    /// How likely it is that nobody sees the patient again.
    pub fn leaves(&self, hazard_row: &[f64]) -> f64 {
        if self.leave.is_empty() {
            return 0.0;
        }
        let sum: f64 = self.leave.iter().zip(hazard_row).map(|(w, r)| w * r).sum();
        1.0 / (1.0 + Real::exp(-sum.clamp(-30.0, 30.0)))
    }

    /// Years to the next visit after the `number`th, drawn from the patient's own chance; none where
    /// nobody sees the patient again.
    pub fn next(&self, row: &[f64], last_gap: f64, stream: &Stream, number: u64) -> Option<f64> {
        let at = GAPS + 2 * number;
        if stream.uniform(at) < self.leaves(row) {
            return None;
        }
        Some(self.gap(&gap_row(row, last_gap), stream.normal(at + 1)))
    }
}
