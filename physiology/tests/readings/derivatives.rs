//! The slope of every operator: by the closed form, and by differences of the plain numbers.

use crate::arguments::{Valued, ordinary, same};
use crate::operators::{Operator, Visitor, visit_operators};
use physiology::{Dual, Lanes, Real};
use std::array::from_fn;
use std::marker::PhantomData;

/// Each operand is a variable.
fn with_slopes<O: Operator, R: Valued>(operands: [f64; 4]) -> Dual<R, 4> {
    O::apply(from_fn(|k| {
        Dual::variable(R::holding(&vec![operands[k]; R::WIDE]), k)
    }))
}

/// Central difference of the plain operator in operand `k`.
fn difference<O: Operator>(operands: [f64; 4], k: usize, step: f64) -> f64 {
    let moved = |by: f64| {
        let mut there = operands;
        there[k] += by;
        O::apply::<f64>(there)
    };
    (moved(step) - moved(-step)) / (2.0 * step)
}

struct Slopes<R>(PhantomData<R>);
impl<R: Valued> Visitor for Slopes<R> {
    fn visit<O: Operator>(&mut self) {
        let asked = ordinary::<O>();
        assert!(asked.len() >= 6, "{}", O::NAME);
        for operands in asked {
            let (dual, closed) = (with_slopes::<O, R>(operands), O::slopes(operands));
            for (k, expected) in closed.iter().enumerate() {
                // Both forms round a few times; powers the most.
                let near = 1e-14 * (1.0 + expected.abs());
                // Step 1e-5: truncation h2 f'''/6 and rounding eps f/h are below 1e-8 for
                // operands of 0.2 to 3.
                let rough = 1e-8 * (1.0 + expected.abs() + O::meaning(operands).abs());
                let differs = difference::<O>(operands, k, 1e-5);
                for slope in dual.slope[k].values() {
                    let place = format!("{} of {operands:?} in operand {k}", O::NAME);
                    assert!(
                        (slope - expected).abs() <= near,
                        "{place}: {slope:e}, closed form {expected:e}"
                    );
                    assert!(
                        (slope - differs).abs() <= rough,
                        "{place}: {slope:e}, difference {differs:e}"
                    );
                }
            }
        }
    }
}

struct SameAsAlone;
impl Visitor for SameAsAlone {
    fn visit<O: Operator>(&mut self) {
        for operands in ordinary::<O>() {
            let alone = with_slopes::<O, f64>(operands);
            let together = with_slopes::<O, Lanes>(operands);
            for k in 0..4 {
                let lanes = together.slope[k].values();
                assert!(
                    lanes.iter().all(|lane| same(*lane, alone.slope[k])),
                    "{} of {operands:?} in operand {k}",
                    O::NAME
                );
            }
        }
    }
}

/// A second derivative: the slope of a slope, against the difference of closed slopes.
struct Curvature;
impl Visitor for Curvature {
    fn visit<O: Operator>(&mut self) {
        for operands in ordinary::<O>() {
            let twice: Dual<Dual<f64, 4>, 4> = O::apply(from_fn(|k| {
                Dual::variable(Dual::variable(operands[k], k), k)
            }));
            for (i, j) in (0..O::ARITY).flat_map(|i| (0..O::ARITY).map(move |j| (i, j))) {
                let slope = |by: f64| {
                    let mut there = operands;
                    there[j] += by;
                    O::slopes(there)[i]
                };
                let expected = (slope(1e-5) - slope(-1e-5)) / 2e-5;
                let found = twice.slope[i].slope[j];
                assert!(
                    (found - expected).abs() <= 1e-7 * (1.0 + expected.abs()),
                    "{} of {operands:?} in {i}, {j}: {found:e}, difference {expected:e}",
                    O::NAME
                );
            }
        }
    }
}

macro_rules! derivatives {
    ($($name:ident: $scalar:ty;)+) => { $(
        #[test]
        fn $name() {
            visit_operators(&mut Slopes::<$scalar>(PhantomData));
        }
    )+ };
}

// A new scalar under the dual numbers is a line here.
derivatives! {
    slopes_of_one_number_are_its_derivatives: f64;
    slopes_of_lanes_are_their_derivatives: Lanes;
    slopes_of_dual_numbers_are_their_derivatives: Dual<f64, 4>;
}

#[test]
fn slopes_of_lanes_have_the_bits_of_one_number() {
    visit_operators(&mut SameAsAlone);
}

#[test]
fn slopes_of_slopes_are_second_derivatives() {
    visit_operators(&mut Curvature);
}

#[test]
fn slopes_of_what_is_not_selected_never_leak() {
    // A quotient by zero on the side not taken: its slope is no number, and stays there.
    let x = Dual::<f64, 1>::variable(0.0, 0);
    let zero = Dual::of(0.0);
    let guarded = zero.if_less(x, Dual::of(1.0) / x, x + x);
    assert_eq!((guarded.value, guarded.slope), (0.0, [2.0]));
}

/// One-sided slopes at a kink are a choice; models may come to rely on it.
#[test]
fn pinned_slopes_at_kinks() {
    let at = |v: f64| Dual::<f64, 2>::variable(v, 0);
    let other = Dual::<f64, 2>::variable(1.0, 1);
    assert_eq!(at(1.0).max(other).slope, [1.0, 0.0]);
    assert_eq!(at(1.0).min(other).slope, [1.0, 0.0]);
    assert_eq!(at(0.0).positive().slope, [1.0, 0.0]);
    assert_eq!(at(0.0).abs().slope, [1.0, 0.0]);
    assert_eq!(at(2.0).floor().slope, [0.0, 0.0]);
    // At zero a root is infinitely steep: a model selects around it.
    assert_eq!(at(0.0).sqrt().slope[0], f64::INFINITY);
    // A power is flat at zero and below; only the first power is not, at zero.
    for (power, at_zero) in [(0.4, 0.0), (1.0, 1.0), (1.5, 0.0), (2.0, 0.0)] {
        let exponent = Dual::<f64, 2>::variable(power, 1);
        for (base, slope) in [(0.0, at_zero), (-0.0, at_zero), (-1e-18, 0.0), (-2.0, 0.0)] {
            let raised = at(base).powf(exponent);
            assert_eq!((raised.value, raised.slope), (0.0, [slope, 0.0]));
        }
    }
    // What decays ends in subnormal numbers, whose inverse is infinite: slopes stay numbers.
    for tiny in [5e-324, 1e-310] {
        assert_eq!(at(tiny).powf(Dual::of(1.0)).slope[0], 1.0);
        let slope = at(tiny).powf(Dual::of(1.5)).slope[0];
        assert!((slope / (1.5 * tiny.sqrt()) - 1.0).abs() < 1e-12);
    }
    assert!(!at(0.0).powf(Dual::of(-1.0)).slope[0].is_finite());
}

#[test]
fn a_variable_beyond_the_last_is_a_constant() {
    assert_eq!(Dual::<f64, 2>::variable(3.0, 2), Dual::constant(3.0));
}
