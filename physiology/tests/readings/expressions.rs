//! Laws of whole expressions: random equations, read in every way, agree.

use crate::arguments::same;
use physiology::{Depends, Dual, Lanes, Real, WIDTH};
use proptest::prelude::*;
use std::array::from_fn;

const VARIABLES: usize = 3;

/// A random equation over three variables.
#[derive(Debug, Clone)]
enum Expression {
    Variable(usize),
    Number(f64),
    Unary(usize, Box<Expression>),
    Binary(usize, Box<Expression>, Box<Expression>),
    Select(Box<[Expression; 4]>),
}

impl Expression {
    fn value<R: Real>(&self, variables: &[R; VARIABLES]) -> R {
        match self {
            Self::Variable(k) => variables[*k],
            Self::Number(value) => R::of(*value),
            Self::Unary(operator, a) => {
                let a = a.value(variables);
                match operator % 7 {
                    0 => -a,
                    1 => a.exp(),
                    2 => a.ln(),
                    3 => a.sqrt(),
                    4 => a.sin(),
                    5 => a.floor(),
                    _ => a.positive(),
                }
            }
            Self::Binary(operator, a, b) => {
                let (a, b) = (a.value(variables), b.value(variables));
                match operator % 6 {
                    0 => a + b,
                    1 => a - b,
                    2 => a * b,
                    3 => a / b,
                    4 => a.max(b),
                    _ => a.min(b),
                }
            }
            Self::Select(parts) => {
                let [a, than, then, otherwise] = from_fn(|k| parts[k].value(variables));
                a.if_less(than, then, otherwise)
            }
        }
    }
}

fn expression() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![
        3 => (0..VARIABLES).prop_map(Expression::Variable),
        1 => (-3.0..3.0).prop_map(Expression::Number),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        prop_oneof![
            2 => (0..7_usize, boxed.clone()).prop_map(|(k, a)| Expression::Unary(k, a)),
            4 => (0..6_usize, boxed.clone(), boxed).prop_map(|(k, a, b)| Expression::Binary(k, a, b)),
            1 => prop::array::uniform4(inner).prop_map(|parts| Expression::Select(Box::new(parts))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_reading_of_an_equation_has_the_same_value(
        equation in expression(),
        people in prop::array::uniform8(prop::array::uniform3(-4.0..4.0)),
    ) {
        let together: [Lanes; VARIABLES] = from_fn(|k| Lanes(from_fn(|lane| people[lane][k])));
        let lanes = equation.value(&together);
        for lane in 0..WIDTH {
            prop_assert!(same(lanes[lane], equation.value(&people[lane])), "lane {lane}");
        }
        let person = people[0];
        let dual = equation.value::<Dual<f64, 3>>(&from_fn(|k| Dual::variable(person[k], k)));
        prop_assert!(same(dual.value, equation.value(&person)));
    }

    #[test]
    fn no_equation_hides_a_dependency(
        equation in expression(),
        people in prop::array::uniform8(prop::array::uniform3(-4.0..4.0)),
    ) {
        let depends: Depends = equation.value(&from_fn(Depends::variable));
        let slopes = people.map(|person| {
            equation.value::<Dual<f64, 3>>(&from_fn(|k| Dual::variable(person[k], k))).slope
        });
        for k in 0..VARIABLES {
            let mut seen = slopes.iter().map(|slope| slope[k]).filter(|slope| slope.is_finite());
            if !depends.all().has(k) {
                prop_assert!(seen.all(|slope| slope == 0.0), "hides variable {k}");
            } else if depends.linear.has(k) && !depends.nonlinear.has(k) {
                let first = seen.next().unwrap_or(0.0);
                prop_assert!(seen.all(|slope| slope == first), "not linear in variable {k}");
            }
        }
    }
}
