//! Exact propagation of the states that are linear: z' = A z + b, b constant between events.
//!
//! z(t + h) = z + M(h) z + F(h) b with M(h) = exp(A h) - 1 and F(h) = int_0^h exp(A s) ds, both
//! from a Taylor series at a short step and then doubled: M(2h) = 2M + MM, F(2h) = 2F + MF. Keeping
//! exp(A h) - 1 rather than exp(A h) keeps slow modes accurate through many doublings, and equal
//! rates need no care, as nothing is divided by their difference.
//! C. Moler, C. Van Loan, SIAM Rev. 45 (2003) 3, methods 1 and 3.

mod grid;
mod group;
mod pattern;
mod propagators;
mod reads;

pub(crate) use grid::{LONGEST, Level};
pub(crate) use pattern::Pattern;
pub(crate) use propagators::Propagators;
pub(crate) use reads::{Read, Reads};

/// Rates above this, per minute, are not propagated exactly (the series would not have converged).
pub(crate) const FASTEST: f64 = 128.0;
