//! Eight patients in one vector register.

use crate::{Real, elementary};
use std::ops::{Add, Div, Index, IndexMut, Mul, Neg, Sub};

/// How many patients stand side by side.
pub const WIDTH: usize = 8;

/// One number of eight patients. Every operation is done for each of them on its own, with the
/// same rounding as on a single `f64`.
///
/// ```
/// use physiology::{Lanes, Real};
/// let x = Lanes::of(2.0) * Lanes::of(3.0).ln();
/// assert_eq!(x[5].to_bits(), (2.0 * Real::ln(3.0_f64)).to_bits());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub struct Lanes(pub [f64; WIDTH]);

/// The expression for each lane. A macro and not a closure: closures and `std::array::from_fn` are
/// sometimes compiled as calls of their own, outside the vector instructions.
macro_rules! each {
    (|$lane:ident| $value:expr) => {{
        let mut all = [0.0; WIDTH];
        let mut $lane = 0;
        while $lane < WIDTH {
            all[$lane] = $value;
            $lane += 1;
        }
        Lanes(all)
    }};
}

impl Lanes {
    /// `self * by + plus`, rounded once: for the long sums of solvers, of which it is half the work.
    ///
    /// Without instructions for it every number is a call into the C library, slow and with the
    /// same bits: call it only in work that is compiled for each set of instructions
    /// ([`Task`](crate::Task)). Models do not have it, because they are also read one patient at a time.
    #[inline(always)]
    #[must_use]
    pub fn fused(self, by: Self, plus: Self) -> Self {
        each!(|i| self.0[i].mul_add(by.0[i], plus.0[i]))
    }
}

impl Index<usize> for Lanes {
    type Output = f64;
    #[inline(always)]
    fn index(&self, lane: usize) -> &f64 {
        &self.0[lane]
    }
}
impl IndexMut<usize> for Lanes {
    #[inline(always)]
    fn index_mut(&mut self, lane: usize) -> &mut f64 {
        &mut self.0[lane]
    }
}

impl Add for Lanes {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        each!(|i| self.0[i] + other.0[i])
    }
}
impl Sub for Lanes {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        each!(|i| self.0[i] - other.0[i])
    }
}
impl Mul for Lanes {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        each!(|i| self.0[i] * other.0[i])
    }
}
impl Div for Lanes {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        each!(|i| self.0[i] / other.0[i])
    }
}
impl Neg for Lanes {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        each!(|i| -self.0[i])
    }
}

impl Real for Lanes {
    #[inline(always)]
    fn of(value: f64) -> Self {
        Self([value; WIDTH])
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
