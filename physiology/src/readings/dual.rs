//! Derivatives, by dual numbers (forward-mode automatic differentiation).

use crate::Real;
use std::array::from_fn;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A value and its derivatives with respect to `N` chosen variables.
///
/// ```
/// use physiology::{Dual, Real};
/// let x = Dual::<f64, 1>::variable(3.0, 0);
/// assert_eq!((x * x).slope[0], 6.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dual<R, const N: usize> {
    /// Value.
    pub value: R,
    /// Derivative with respect to each of the chosen variables.
    pub slope: [R; N],
}

impl<R: Real, const N: usize> Dual<R, N> {
    /// A number that depends on none of the variables.
    #[inline(always)]
    pub fn constant(value: R) -> Self {
        Self {
            value,
            slope: [R::of(0.0); N],
        }
    }
    /// The variable number `k`, below `N`; a larger `k` gives a constant.
    #[inline(always)]
    pub fn variable(value: R, k: usize) -> Self {
        Self {
            value,
            slope: from_fn(|i| R::of(if i == k { 1.0 } else { 0.0 })),
        }
    }
    /// Chain rule: f(x)' = f'(x) x'.
    #[inline(always)]
    fn chain(self, value: R, derivative: R) -> Self {
        Self {
            value,
            slope: self.slope.map(|s| derivative * s),
        }
    }
}

impl<R: Real, const N: usize> Add for Dual<R, N> {
    type Output = Self;
    /// Sum rule.
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self {
            value: self.value + other.value,
            slope: from_fn(|i| self.slope[i] + other.slope[i]),
        }
    }
}
impl<R: Real, const N: usize> Sub for Dual<R, N> {
    type Output = Self;
    /// Sum rule.
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self {
            value: self.value - other.value,
            slope: from_fn(|i| self.slope[i] - other.slope[i]),
        }
    }
}
impl<R: Real, const N: usize> Mul for Dual<R, N> {
    type Output = Self;
    /// Product rule.
    #[inline(always)]
    #[allow(clippy::suspicious_arithmetic_impl)] // a rule of derivatives mixes operators
    fn mul(self, other: Self) -> Self {
        Self {
            value: self.value * other.value,
            slope: from_fn(|i| self.slope[i] * other.value + self.value * other.slope[i]),
        }
    }
}
impl<R: Real, const N: usize> Div for Dual<R, N> {
    type Output = Self;
    /// Quotient rule, as (a' - (a/b) b') / b.
    #[inline(always)]
    #[allow(clippy::suspicious_arithmetic_impl)] // a rule of derivatives mixes operators
    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        Self {
            value,
            slope: from_fn(|i| (self.slope[i] - value * other.slope[i]) / other.value),
        }
    }
}
impl<R: Real, const N: usize> Neg for Dual<R, N> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self {
            value: -self.value,
            slope: self.slope.map(|s| -s),
        }
    }
}

impl<R: Real, const N: usize> Real for Dual<R, N> {
    #[inline(always)]
    fn of(value: f64) -> Self {
        Self::constant(R::of(value))
    }
    #[inline(always)]
    fn exp(self) -> Self {
        let e = self.value.exp();
        self.chain(e, e)
    }
    #[inline(always)]
    fn ln(self) -> Self {
        self.chain(self.value.ln(), R::of(1.0) / self.value)
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        let root = self.value.sqrt();
        self.chain(root, R::of(0.5) / root)
    }
    #[inline(always)]
    fn sin(self) -> Self {
        // cos x = sin(x + pi/2): accurate to the rounding of the sum, ample for a slope.
        let cos = (self.value + R::of(std::f64::consts::FRAC_PI_2)).sin();
        self.chain(self.value.sin(), cos)
    }
    #[inline(always)]
    fn floor(self) -> Self {
        // A staircase: flat wherever it has a derivative.
        Self::constant(self.value.floor())
    }
    #[inline(always)]
    fn powf(self, power: Self) -> Self {
        // (x^p)' = p x^(p-1) x' + x^p ln x p', written so that it also holds where x is so small that
        // 1/x is infinite.
        let (x, p) = (self.value, power.value);
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let value = x.powf(p);
        let by_base = p * ((p - one) * x.ln()).exp();
        let by_power = value * x.ln();
        // Below zero a power is flat, and so it is at zero unless it is the first: from the right that
        // has slope 1, as `positive` has. (A power below one is steep there; its slope is left out.)
        let first = p.if_less(one, zero, one.if_less(p, zero, one));
        let at_zero = x.if_less(zero, zero, first);
        let pick = |slope: R, edge: R| zero.if_less(x, slope, zero.if_less(p, edge, slope));
        let (by_base, by_power) = (pick(by_base, at_zero), pick(by_power, zero));
        Self {
            value,
            slope: from_fn(|i| by_base * self.slope[i] + by_power * power.slope[i]),
        }
    }
    #[inline(always)]
    fn if_less(self, than: Self, then: Self, otherwise: Self) -> Self {
        let pick = |a: R, b: R| self.value.if_less(than.value, a, b);
        Self {
            value: pick(then.value, otherwise.value),
            slope: from_fn(|i| pick(then.slope[i], otherwise.slope[i])),
        }
    }
}
