//! The scalar that every model is written in.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A number, or anything that can be computed with like one.
///
/// A model is written once, generic over `Real`; each implementation *reads* the same source
/// another way: `f64` (one patient), [`Lanes`](crate::Lanes) (eight patients in a vector
/// register), [`Dual`](crate::Dual) (derivatives), [`Dimension`](crate::Dimension) (units),
/// [`Depends`](crate::Depends) (which output needs which input).
///
/// There is deliberately no `PartialOrd`: a model cannot branch on a value, it can only select
/// between two values that were both computed, so patients side by side never wait for each other.
///
/// ```
/// use physiology::Real;
/// fn hill<R: Real>(concentration: R, ec50: R, gamma: R) -> R {
///     let power = (concentration / ec50).powf(gamma);
///     power / (R::of(1.0) + power)
/// }
/// assert_eq!(hill(2.0, 2.0, 3.0), 0.5);
/// ```
pub trait Real:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// A literal. Equations carry no dimensional literals: only pure numbers, or an exact zero.
    fn of(value: f64) -> Self;
    /// e to the power of `self` (dimensionless).
    fn exp(self) -> Self;
    /// Natural logarithm (dimensionless).
    fn ln(self) -> Self;
    /// Square root.
    fn sqrt(self) -> Self;
    /// Sine of an angle in radians.
    fn sin(self) -> Self;
    /// Largest whole number not above `self`.
    fn floor(self) -> Self;
    /// `then` where `self < than`, else `otherwise`; `otherwise` also where either is NaN.
    fn if_less(self, than: Self, then: Self, otherwise: Self) -> Self;

    /// The same quantity in another unit: `factor` of `to` make one of `from`. The only literal with
    /// a unit that an equation may carry; [`Dimension`](crate::Dimension) checks all three.
    ///
    /// ```
    /// use physiology::Real;
    /// let litres_per_minute = 5000.0_f64.unit_change(1e-3, "mL/min", "L/min");
    /// assert_eq!(litres_per_minute, 5.0);
    /// ```
    #[inline(always)]
    fn unit_change(self, factor: f64, _from: &'static str, _to: &'static str) -> Self {
        self * Self::of(factor)
    }
    /// The larger of two values.
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        self.if_less(other, other, self)
    }
    /// The smaller of two values.
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        other.if_less(self, other, self)
    }
    /// `self` where it is above zero, else zero.
    #[inline(always)]
    fn positive(self) -> Self {
        self.max(Self::of(0.0))
    }
    /// Distance from zero.
    #[inline(always)]
    fn abs(self) -> Self {
        self.if_less(Self::of(0.0), -self, self)
    }
    /// `self` to a power, both dimensionless. To a power above zero, zero and what lies below it
    /// (a concentration that a solver left a rounding under nothing) give zero; to another power
    /// they have no value: infinity or NaN.
    #[inline(always)]
    fn powf(self, power: Self) -> Self {
        let zero = Self::of(0.0);
        let raised = (power * self.ln()).exp();
        // Nothing; but what is no number stays visible.
        #[allow(clippy::eq_op)]
        let nothing = self - self;
        let edge = zero.if_less(power, nothing, raised);
        zero.if_less(self, raised, edge)
    }
}

impl Real for f64 {
    #[inline(always)]
    fn of(value: f64) -> Self {
        value
    }
    #[inline(always)]
    fn exp(self) -> Self {
        crate::elementary::exp(self)
    }
    #[inline(always)]
    fn ln(self) -> Self {
        crate::elementary::ln(self)
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }
    #[inline(always)]
    fn sin(self) -> Self {
        crate::elementary::sin(self)
    }
    #[inline(always)]
    fn floor(self) -> Self {
        crate::elementary::floor(self)
    }
    #[inline(always)]
    fn if_less(self, than: Self, then: Self, otherwise: Self) -> Self {
        if self < than { then } else { otherwise }
    }
}
