//! A number that remembers how it came to be: gradients by going back over what was computed.

use physiology::Real;
use std::cell::RefCell;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// No variable: a constant.
const NONE: u32 = u32::MAX;

/// One operation: what it read, and its slopes by them.
struct Node {
    read: [u32; 2],
    slopes: [f64; 2],
}

thread_local! {
    static TAPE: RefCell<Vec<Node>> = const { RefCell::new(Vec::new()) };
}

/// A value on this thread's tape, or a constant.
#[derive(Debug, Clone, Copy)]
pub struct Var {
    value: f64,
    at: u32,
}

fn node(value: f64, read: [u32; 2], slopes: [f64; 2]) -> Var {
    if read == [NONE, NONE] {
        return Var { value, at: NONE };
    }
    TAPE.with_borrow_mut(|tape| {
        tape.push(Node { read, slopes });
        Var {
            value,
            at: tape.len() as u32 - 1,
        }
    })
}

/// A function's value and its gradient at `x`.
pub fn gradient(x: &[f64], f: impl FnOnce(&[Var]) -> Var) -> (f64, Vec<f64>) {
    TAPE.with_borrow_mut(Vec::clear);
    let own = [NONE, NONE];
    let vars: Vec<Var> = x
        .iter()
        .enumerate()
        .map(|(k, value)| {
            TAPE.with_borrow_mut(|tape| {
                tape.push(Node {
                    read: own,
                    slopes: [0.0; 2],
                });
            });
            Var {
                value: *value,
                at: k as u32,
            }
        })
        .collect();
    let y = f(&vars);
    let slopes = TAPE.with_borrow(|tape| {
        let mut by = vec![0.0; tape.len()];
        if y.at != NONE {
            by[y.at as usize] = 1.0;
        }
        for (k, node) in tape.iter().enumerate().rev() {
            let here = by[k];
            if here == 0.0 {
                continue;
            }
            for (read, slope) in node.read.iter().zip(node.slopes) {
                if *read != NONE {
                    by[*read as usize] += here * slope;
                }
            }
        }
        by.truncate(x.len());
        by
    });
    (y.value, slopes)
}

impl Var {
    fn one(self, value: f64, slope: f64) -> Self {
        node(value, [self.at, NONE], [slope, 0.0])
    }
}

impl Add for Var {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        node(self.value + other.value, [self.at, other.at], [1.0, 1.0])
    }
}
impl Sub for Var {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        node(self.value - other.value, [self.at, other.at], [1.0, -1.0])
    }
}
impl Mul for Var {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let slopes = [other.value, self.value];
        node(self.value * other.value, [self.at, other.at], slopes)
    }
}
impl Div for Var {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        let slopes = [1.0 / other.value, -value / other.value];
        node(value, [self.at, other.at], slopes)
    }
}
impl Neg for Var {
    type Output = Self;
    fn neg(self) -> Self {
        self.one(-self.value, -1.0)
    }
}

impl Real for Var {
    fn of(value: f64) -> Self {
        Self { value, at: NONE }
    }
    fn exp(self) -> Self {
        let value = Real::exp(self.value);
        self.one(value, value)
    }
    fn ln(self) -> Self {
        self.one(Real::ln(self.value), 1.0 / self.value)
    }
    fn sqrt(self) -> Self {
        let value = self.value.sqrt();
        self.one(value, 0.5 / value)
    }
    fn sin(self) -> Self {
        let quarter = std::f64::consts::FRAC_PI_2;
        self.one(Real::sin(self.value), Real::sin(self.value + quarter))
    }
    fn floor(self) -> Self {
        Self::of(self.value.floor())
    }
    fn if_less(self, than: Self, then: Self, otherwise: Self) -> Self {
        if self.value < than.value {
            then
        } else {
            otherwise
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use physiology::Dual;

    fn f<R: Real>(x: &[R]) -> R {
        let a = (x[0] * x[1]).exp() / (x[2] + R::of(2.0)).sqrt();
        let b = (x[0] - x[2]).sin() * (x[1] * x[1] + R::of(1.0)).ln();
        (a - b).max(R::of(-3.0)) + -x[2].abs()
    }

    #[test]
    fn gradients_are_those_of_dual_numbers() {
        let x = [0.7, -0.4, 1.3];
        let (value, slopes) = gradient(&x, f);
        let duals: Vec<Dual<f64, 3>> = (0..3).map(|k| Dual::variable(x[k], k)).collect();
        let dual = f(&duals);
        assert!((value - dual.value).abs() < 1e-14);
        for (a, b) in slopes.iter().zip(dual.slope) {
            assert!((a - b).abs() < 1e-13, "{a} {b}");
        }
        // The tape begins anew each time.
        assert_eq!(gradient(&x, f).1, slopes);
    }
}
