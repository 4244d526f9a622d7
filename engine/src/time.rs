//! Time, counted in whole nanoseconds so that sums of doses' times never drift.

/// Nanoseconds since the simulation's zero; the past is negative.
pub type Nanoseconds = i64;

/// One second.
pub const SECOND: Nanoseconds = 1_000_000_000;
/// One minute, the unit in which bodies are integrated.
pub const MINUTE: Nanoseconds = 60 * SECOND;
/// One hour.
pub const HOUR: Nanoseconds = 60 * MINUTE;

/// In minutes. Exact for whole minutes; else to the rounding of one division.
#[inline(always)]
pub fn minutes(time: Nanoseconds) -> f64 {
    time as f64 / MINUTE as f64
}
