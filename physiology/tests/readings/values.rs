//! Every reading gives every operator the same value, bit for bit, with every instruction set, and
//! that value is what the operator means.

use crate::arguments::{Valued, same, spicy};
use crate::operators::{Operator, Visitor, visit_operators};
use physiology::{Dual, Isa, Lanes, Task};
use proptest::prelude::*;
use std::array::from_fn;
use std::marker::PhantomData;

/// An operator at work, to be compiled for an instruction set.
struct Apply<O, R>([R; 4], PhantomData<O>);
impl<O: Operator, R: Valued> Task for Apply<O, R> {
    type Output = R;
    #[inline(always)]
    fn run(self) -> R {
        O::apply(self.0)
    }
}

/// The values that a reading computes, with these instructions, for each set of operands.
fn computed<O: Operator, R: Valued>(isa: Isa, asked: &[[f64; 4]]) -> Vec<f64> {
    asked
        .chunks(R::WIDE)
        .flat_map(|chunk| {
            let column = |k: usize| -> Vec<f64> {
                (0..R::WIDE).map(|i| chunk[i % chunk.len()][k]).collect()
            };
            let operands: [R; 4] = from_fn(|k| R::holding(&column(k)));
            let all = isa.run(Apply(operands, PhantomData::<O>)).values();
            all.into_iter().take(chunk.len())
        })
        .collect()
}

fn assert_same<O: Operator, R: Valued>(asked: &[[f64; 4]]) {
    for isa in Isa::available() {
        for (operands, value) in asked.iter().zip(computed::<O, R>(isa, asked)) {
            let expected = O::apply::<f64>(*operands);
            assert!(
                same(value, expected),
                "{} of {operands:?} with {isa}: {value:e}, alone {expected:e}",
                O::NAME
            );
        }
    }
}

/// Asks every operator about delicate numbers.
struct Spicy<R>(PhantomData<R>);
impl<R: Valued> Visitor for Spicy<R> {
    fn visit<O: Operator>(&mut self) {
        assert_same::<O, R>(&spicy::<O>());
    }
}

/// Asks every operator about these operands.
struct Given<'a, R>(&'a [[f64; 4]], PhantomData<R>);
impl<R: Valued> Visitor for Given<'_, R> {
    fn visit<O: Operator>(&mut self) {
        assert_same::<O, R>(self.0);
    }
}

macro_rules! readings {
    ($($name:ident: $scalar:ty;)+) => { $(
        mod $name {
            use super::*;

            #[test]
            fn every_operator_has_one_value() {
                visit_operators(&mut Spicy::<$scalar>(PhantomData));
            }

            proptest! {
                #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

                /// Any pattern of bits is asked for: also numbers nobody thought of.
                #[test]
                fn every_operator_has_one_value_for_any_bits(bits: [[u64; 4]; 8]) {
                    let asked = bits.map(|operands| operands.map(f64::from_bits));
                    visit_operators(&mut Given::<$scalar>(&asked, PhantomData));
                }
            }
        }
    )+ };
}

// A new reading is a line here.
readings! {
    one_number: f64;
    lanes: Lanes;
    dual: Dual<f64, 4>;
    dual_of_lanes: Dual<Lanes, 4>;
    dual_of_dual: Dual<Dual<f64, 4>, 4>;
}

struct Meaning;
impl Visitor for Meaning {
    fn visit<O: Operator>(&mut self) {
        for operands in spicy::<O>() {
            let (value, meaning) = (O::apply::<f64>(operands), O::meaning(operands));
            let tolerance = O::tolerance(operands);
            let near = (value - meaning).abs() <= tolerance;
            assert!(
                same(value, meaning) || (tolerance > 0.0 && near),
                "{} of {operands:?}: {value:e}, meant {meaning:e}",
                O::NAME
            );
        }
    }
}

#[test]
fn every_operator_means_what_the_standard_library_says() {
    visit_operators(&mut Meaning);
}

/// Choices that a model may come to rely on, where mathematics leaves them open.
#[test]
fn pinned_edges_of_derived_functions() {
    use physiology::Real;
    let nan = f64::NAN;
    // What is no number stays visible in the first operand, and is not let in by the second.
    assert!(Real::max(nan, 1.0).is_nan() && Real::min(nan, 1.0).is_nan());
    assert_eq!((Real::max(1.0, nan), Real::min(1.0, nan)), (1.0, 1.0));
    assert!(nan.positive().is_nan() && Real::abs(nan).is_nan());
    // A zero keeps its sign.
    assert!(same((-0.0_f64).positive(), -0.0) && same(Real::abs(-0.0_f64), -0.0));
    // Nothing, or less than it, to a power above zero is nothing; to another power it has no
    // value. The smallest number above zero is above zero.
    assert_eq!(Real::powf(0.0_f64, 1.7), 0.0);
    assert_eq!(Real::powf(-0.0_f64, 0.3), 0.0);
    assert_eq!(Real::powf(-1e-18_f64, 1.5), 0.0);
    assert_eq!(Real::powf(-1.0_f64, 2.0), 0.0);
    assert!(Real::powf(0.0_f64, 0.0).is_nan());
    assert!(Real::powf(-1.0_f64, 0.0).is_nan() && Real::powf(-1.0_f64, -2.0).is_nan());
    assert_eq!(Real::powf(0.0_f64, -2.0), f64::INFINITY);
    assert!(Real::powf(5e-324_f64, 0.01) > 5e-4);
    // What is no number stays visible.
    assert!(Real::powf(nan, 2.0).is_nan() && Real::powf(2.0, nan).is_nan());
}
