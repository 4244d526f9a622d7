//! What operators are asked about: spicy numbers, ordinary numbers, and how readings hold them.

use crate::operators::Operator;
use physiology::{Dual, Lanes, Real, WIDTH};
use std::array::from_fn;
use std::f64::consts::PI;

/// Where arithmetic is known to be delicate.
pub const SPICY: &[f64] = &[
    f64::NAN,
    0.0,
    -0.0,
    f64::INFINITY,
    f64::NEG_INFINITY,
    // Subnormal, and around the smallest normal number.
    5e-324,
    -5e-324,
    1e-310,
    f64::MIN_POSITIVE,
    -f64::MIN_POSITIVE,
    f64::MAX,
    f64::MIN,
    f64::EPSILON,
    // Neighbours of one.
    1.0,
    -1.0,
    1.0 - f64::EPSILON / 2.0,
    1.0 + f64::EPSILON,
    0.5,
    -0.5,
    2.5,
    1e-9,
    -1e-9,
    // Fractions of pi.
    PI / 6.0,
    PI / 4.0,
    PI / 2.0,
    -PI / 2.0,
    PI,
    -PI,
    1.5 * PI,
    2.0 * PI,
    1000.0 * PI,
    -31830.0 * PI,
    123_456_789.0,
    1e9,
    1.1e9,
    // Where exp overflows, becomes subnormal, vanishes.
    709.0,
    709.79,
    -708.3,
    -708.5,
    -745.1,
    -746.0,
    // Where every number is whole.
    4_503_599_627_370_495.5,
    -4_503_599_627_370_495.5,
    9_007_199_254_740_992.0,
    1e20,
    -1e20,
];

/// Every operand of a unary operator, every pair of a binary one; the operands beyond the second
/// go round with the pairs.
pub fn spicy<O: Operator>() -> Vec<[f64; 4]> {
    let of = |i: usize| SPICY[i % SPICY.len()];
    let second = if O::ARITY == 1 { 1 } else { SPICY.len() };
    (0..SPICY.len())
        .flat_map(|i| (0..second).map(move |j| [of(i), of(j), of(i + 2 * j), of(3 * i + j)]))
        .collect()
}

/// Ordinary operands, no two of them the same, away from whole numbers and from zero.
pub fn ordinary<O: Operator>() -> Vec<[f64; 4]> {
    const SOME: [f64; 6] = [-2.3, -0.7, 0.2, 0.85, 1.6, 2.9];
    let of = |i: usize, k: usize| SOME[i % SOME.len()] + 0.013 * k as f64;
    (0..SOME.len())
        .flat_map(|i| (0..SOME.len()).map(move |j| from_fn(|k| of([i, j, i + j, i + 2 * j][k], k))))
        .filter(|operands| O::meaning(*operands).is_finite())
        .collect()
}

/// A reading that holds one value or several side by side.
pub trait Valued: Real {
    /// How many.
    const WIDE: usize;
    /// Exactly `WIDE` values.
    fn holding(values: &[f64]) -> Self;
    fn values(self) -> Vec<f64>;
}

impl Valued for f64 {
    const WIDE: usize = 1;
    fn holding(values: &[f64]) -> Self {
        values[0]
    }
    fn values(self) -> Vec<f64> {
        vec![self]
    }
}

impl Valued for Lanes {
    const WIDE: usize = WIDTH;
    fn holding(values: &[f64]) -> Self {
        Self(from_fn(|lane| values[lane]))
    }
    fn values(self) -> Vec<f64> {
        self.0.to_vec()
    }
}

impl<R: Valued, const N: usize> Valued for Dual<R, N> {
    const WIDE: usize = R::WIDE;
    fn holding(values: &[f64]) -> Self {
        Self::constant(R::holding(values))
    }
    fn values(self) -> Vec<f64> {
        self.value.values()
    }
}

/// The same bits, or both no number (whose sign and payload mean nothing).
pub fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}
