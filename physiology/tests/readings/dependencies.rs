//! The reading of dependencies: which variables, and which of them linearly.

use crate::arguments::ordinary;
use crate::operators::{Operator, Visitor, visit_operators};
use physiology::{Depends, Dual, Real, Variables};
use std::array::from_fn;

fn x(index: usize) -> Depends {
    Depends::variable(index)
}
fn number(value: f64) -> Depends {
    Depends::of(value)
}
fn members(set: Variables) -> Vec<usize> {
    (0..256).filter(|k| set.has(*k)).collect()
}

#[test]
fn sets_are_those_of_the_equation() {
    let (none, two) = (number(0.0), number(2.0));
    // Expression, linear in, nonlinear in.
    let cases: [(Depends, &[usize], &[usize]); 21] = [
        (two, &[], &[]),
        (x(0) + x(1), &[0, 1], &[]),
        (x(0) - x(1), &[0, 1], &[]),
        (-x(3), &[3], &[]),
        (two * x(0), &[0], &[]),
        (x(0) * two, &[0], &[]),
        (x(0) / two, &[0], &[]),
        (two / x(0), &[], &[0]),
        (x(0) * x(1), &[], &[0, 1]),
        (x(0) * x(0), &[], &[0]),
        (x(0) / x(1), &[], &[0, 1]),
        (x(0) + x(1) * x(2), &[0], &[1, 2]),
        (x(0).exp(), &[], &[0]),
        (x(0).ln() + x(0), &[0], &[0]),
        (x(0).sqrt() + x(1).sin() + x(2).floor(), &[], &[0, 1, 2]),
        // What is known before the run selects; what is not bends.
        (none.if_less(two, x(0), x(1)), &[0, 1], &[]),
        (x(2).if_less(two, x(0), x(1)), &[], &[0, 1, 2]),
        (two.if_less(x(2), x(0), two), &[], &[0, 2]),
        (x(0).positive() + x(1), &[1], &[0]),
        (x(0).max(x(1)).min(two), &[], &[0, 1]),
        (x(0).powf(two), &[], &[0]),
    ];
    for (k, (found, linear, nonlinear)) in cases.into_iter().enumerate() {
        assert_eq!(members(found.linear), linear, "linear, case {k}");
        assert_eq!(members(found.nonlinear), nonlinear, "nonlinear, case {k}");
    }
}

#[test]
fn a_set_has_its_members_and_beyond_255_everything() {
    for k in [0, 1, 63, 64, 127, 128, 255] {
        assert_eq!(members(Variables::one(k)), [k]);
    }
    assert!(Variables::default().is_empty() && !Variables::one(200).is_empty());
    // Too many variables to tell apart: never a dependency too few.
    assert_eq!(members(Variables::one(256)).len(), 256);
    assert!(Variables::one(3).has(256));
    assert_eq!(members(Variables::one(7) | Variables::one(70)), [7, 70]);
}

/// No operator hides a dependency that its slopes show, and a linear one has one slope everywhere.
struct Sound;
impl Visitor for Sound {
    fn visit<O: Operator>(&mut self) {
        let depends: Depends = O::apply(from_fn(x));
        let mut slopes: [Vec<f64>; 4] = from_fn(|_| Vec::new());
        for operands in ordinary::<O>() {
            let dual = O::apply(from_fn(|k| Dual::<f64, 4>::variable(operands[k], k)));
            for (seen, slope) in slopes.iter_mut().zip(dual.slope) {
                seen.push(slope);
            }
        }
        for (k, seen) in slopes.iter().enumerate() {
            if seen.iter().any(|slope| *slope != 0.0) {
                assert!(depends.all().has(k), "{} hides operand {k}", O::NAME);
            }
            if depends.linear.has(k) && !depends.nonlinear.has(k) {
                let one = seen.iter().all(|slope| *slope == seen[0]);
                assert!(one, "{} is not linear in operand {k}", O::NAME);
            }
            assert!(!depends.all().has(k) || k < O::ARITY, "{} of {k}", O::NAME);
        }
    }
}

#[test]
fn no_operator_hides_a_dependency() {
    visit_operators(&mut Sound);
}
