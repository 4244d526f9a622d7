//! The unit in which a run hands over its results.

use std::path::Path;

use super::RecordingError;

/// Some moments of one twin under one arm.
///
/// ```
/// use engine::recording::Block;
/// // Two moments of two quantities.
/// let block = Block {
///     arm: "before the meal",
///     twin: 0,
///     times_min: &[0.0, 5.0],
///     values: &[110.0, 8.0, 112.5, f64::NAN],
/// };
/// assert_eq!(block.values.len(), block.times_min.len() * 2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block<'a> {
    /// Name of the arm.
    pub arm: &'a str,
    /// Number of the twin in the ensemble, from 0; one number is one person in every arm.
    pub twin: u32,
    /// Moments, minutes since the scenario's zero, rising.
    pub times_min: &'a [f64],
    /// Values, `[moment][column]`, each in its column's unit; NaN where there is none.
    pub values: &'a [f64],
}

impl Block<'_> {
    /// Refuses a block that does not hold `columns` values for each moment.
    pub(super) fn check(&self, columns: usize, path: &Path) -> Result<(), RecordingError> {
        if self.values.len() == self.times_min.len() * columns {
            return Ok(());
        }
        Err(RecordingError::new(
            path,
            format!(
                "twin {} of arm {:?} came with {} values for {} moments of {columns} quantities",
                self.twin,
                self.arm,
                self.values.len(),
                self.times_min.len(),
            ),
            "this is a fault of the program: please report it",
        ))
    }
}
