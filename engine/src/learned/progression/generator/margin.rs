//! Conformal margins of a network: what it draws of a marker is moved to where left-out patients were.

use crate::learned::progression::shape::{KNOTS, Shape};

/// Quantiles of draws and of measurements of left-out patients, both counted from the mean of a
/// patient's own draws in their standard deviations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margin {
    /// Of draws.
    pub drawn: Shape,
    /// Of measurements.
    pub left: Shape,
}

impl Margin {
    /// Numbers in a file.
    pub(crate) const SIZE: usize = 2 * KNOTS;

    /// Where a draw is moved to, counted as both are.
    pub fn moved(&self, draw: f64) -> f64 {
        self.left.at(self.drawn.score(draw))
    }

    /// As numbers.
    pub(crate) fn numbers(&self) -> Vec<f64> {
        self.drawn.0.iter().chain(&self.left.0).copied().collect()
    }

    /// From numbers.
    pub(crate) fn of(numbers: &[f64]) -> Option<Self> {
        let (drawn, left) = numbers.split_at_checked(KNOTS)?;
        Some(Self {
            drawn: Shape(drawn.try_into().ok()?),
            left: Shape(left.try_into().ok()?),
        })
    }
}
