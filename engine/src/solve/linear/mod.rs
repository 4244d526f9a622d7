//! Exact propagation of the states that are linear: z' = A z + b, b constant between events. Where the
//! eigenvalues of A are real and told apart, by [`modes`], over steps of any length; else by matrices
//! on a grid of steps, which are found again:
//!
//! z(t + h) = z + M(h) z + F(h) b with M(h) = exp(A h) - 1 and F(h) = int_0^h exp(A s) ds, both
//! from a Taylor series at a short step and then doubled: M(2h) = 2M + MM, F(2h) = 2F + MF. Keeping
//! exp(A h) - 1 rather than exp(A h) keeps slow modes accurate through many doublings, and equal
//! rates need no care, as nothing is divided by their difference.
//! C. Moler, C. Van Loan, SIAM Rev. 45 (2003) 3, methods 1 and 3.

mod exact;
mod grid;
mod group;
mod modes;
mod passage;
mod pattern;
mod propagators;
mod reads;
mod spectrum;

pub(crate) use exact::{Exact, Ready};
pub(crate) use grid::{LONGEST, Level};
pub(crate) use pattern::Pattern;
pub(crate) use reads::{Read, Reads};
pub(crate) use spectrum::Spectrum;

/// Rates above this, per minute, are not propagated exactly (the series would not have converged).
pub(crate) const FASTEST: f64 = 128.0;
