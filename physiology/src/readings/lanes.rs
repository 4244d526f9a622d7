//! Patients side by side in vector registers.

use crate::{Real, elementary};
use std::ops::{Add, Div, Index, IndexMut, Mul, Neg, Sub};

/// How many patients stand side by side: one vector register of AVX-512.
pub const WIDTH: usize = 8;

/// How many where there are many patients of a small body, whose equations are one long chain of
/// operations that wait for each other: two registers, of which one works while the other waits.
pub const WIDE: usize = 2 * WIDTH;

/// One number of eight patients (or of `N`). Every operation is done for each of them on its own,
/// with the same rounding as on a single `f64`, so that no number depends on `N`.
///
/// ```
/// use physiology::{Lanes, Real};
/// let x: Lanes = Lanes::of(2.0) * Lanes::of(3.0).ln();
/// assert_eq!(x[5].to_bits(), (2.0 * Real::ln(3.0_f64)).to_bits());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub struct Lanes<const N: usize = WIDTH>(pub [f64; N]);

/// The expression for each lane. A macro and not a closure: closures and `std::array::from_fn` are
/// sometimes compiled as calls of their own, outside the vector instructions.
macro_rules! each {
    (|$lane:ident| $value:expr) => {{
        let mut all = [0.0; N];
        let mut $lane = 0;
        while $lane < N {
            all[$lane] = $value;
            $lane += 1;
        }
        Lanes(all)
    }};
}

impl<const N: usize> Lanes<N> {
    /// `self * by + plus`, rounded once: for the long sums of solvers, of which it is half the work.
    ///
    /// Without instructions for it every number is a call of a function, slow and with the
    /// same bits: call it only in work that is compiled for each set of instructions
    /// ([`Task`](crate::Task)). Models do not have it, because they are also read one patient at a time.
    #[inline(always)]
    #[must_use]
    pub fn fused(self, by: Self, plus: Self) -> Self {
        each!(|i| self.0[i].mul_add(by.0[i], plus.0[i]))
    }

    /// e to the power `self` less 1 ([`elementary::exp_m1`]); for work that is compiled for each set
    /// of instructions, as [`fused`](Self::fused) is.
    #[inline(always)]
    #[must_use]
    pub fn exp_m1(self) -> Self {
        each!(|i| elementary::exp_m1(self.0[i]))
    }

    /// `self` to a power from -1 to 1, within 1 %, where `self` is positive and finite
    /// ([`elementary::rough_powf`]).
    #[inline(always)]
    #[must_use]
    pub fn rough_powf(self, power: f64) -> Self {
        each!(|i| elementary::rough_powf(self.0[i], power))
    }
}

impl<const N: usize> Index<usize> for Lanes<N> {
    type Output = f64;
    #[inline(always)]
    fn index(&self, lane: usize) -> &f64 {
        &self.0[lane]
    }
}
impl<const N: usize> IndexMut<usize> for Lanes<N> {
    #[inline(always)]
    fn index_mut(&mut self, lane: usize) -> &mut f64 {
        &mut self.0[lane]
    }
}

impl<const N: usize> Add for Lanes<N> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        each!(|i| self.0[i] + other.0[i])
    }
}
impl<const N: usize> Sub for Lanes<N> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        each!(|i| self.0[i] - other.0[i])
    }
}
impl<const N: usize> Mul for Lanes<N> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        each!(|i| self.0[i] * other.0[i])
    }
}
impl<const N: usize> Div for Lanes<N> {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        each!(|i| self.0[i] / other.0[i])
    }
}
impl<const N: usize> Neg for Lanes<N> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        each!(|i| -self.0[i])
    }
}

impl<const N: usize> Real for Lanes<N> {
    #[inline(always)]
    fn of(value: f64) -> Self {
        Self([value; N])
    }
    #[inline(always)]
    fn exp(self) -> Self {
        each!(|i| elementary::exp(self.0[i]))
    }
    #[inline(always)]
    fn ln(self) -> Self {
        each!(|i| elementary::ln(self.0[i]))
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        each!(|i| self.0[i].sqrt())
    }
    #[inline(always)]
    fn sin(self) -> Self {
        each!(|i| elementary::sin(self.0[i]))
    }
    #[inline(always)]
    fn floor(self) -> Self {
        each!(|i| elementary::floor(self.0[i]))
    }
    #[inline(always)]
    fn if_less(self, than: Self, then: Self, otherwise: Self) -> Self {
        each!(|i| {
            if self.0[i] < than.0[i] {
                then.0[i]
            } else {
                otherwise.0[i]
            }
        })
    }
}
