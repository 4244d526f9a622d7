//! Units, checked by running a model once on them.

use crate::{Real, Unit};
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A number of which only the unit is known, or a literal, or the first fault met.
///
/// ```
/// use physiology::{Dimension, Real, Unit};
/// let amount = Dimension::in_unit(Unit::parse("mg").unwrap());
/// let volume = Dimension::in_unit(Unit::parse("L").unwrap());
/// assert!((amount / volume + amount).fault().is_some());
/// assert!((amount + amount.positive()).fault().is_none());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Dimension(Reading);

#[derive(Debug, Clone, Copy)]
enum Reading {
    /// A pure number known at this point of the source.
    Literal(f64),
    Unit(Unit),
    Fault(Fault),
}

/// Two units that an equation put together and that do not go together.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// What was computed, as "sum" or "exp".
    pub operation: &'static str,
    /// Unit on the left.
    pub left: Unit,
    /// Unit on the right, or what was expected.
    pub right: Unit,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} of {} where {} goes",
            self.operation, self.left, self.right
        )
    }
}

impl Dimension {
    /// Some number in this unit.
    pub fn in_unit(unit: Unit) -> Self {
        Self(Reading::Unit(unit))
    }
    /// The unit; `None` for an exact zero, which has every unit, and after a fault.
    pub fn unit(&self) -> Option<Unit> {
        match self.0 {
            Reading::Literal(0.0) | Reading::Fault(_) => None,
            Reading::Literal(_) => Some(Unit::ONE),
            Reading::Unit(unit) => Some(unit),
        }
    }
    /// The first fault met on the way to this number.
    pub fn fault(&self) -> Option<Fault> {
        match self.0 {
            Reading::Fault(fault) => Some(fault),
            _ => None,
        }
    }

    /// Both operands must have one unit; the result has it too.
    fn alike(self, other: Self, operation: &'static str, literal: fn(f64, f64) -> f64) -> Self {
        use Reading::{Fault as Bad, Literal, Unit as In};
        Self(match (self.0, other.0) {
            (Bad(fault), _) | (_, Bad(fault)) => Bad(fault),
            (Literal(a), Literal(b)) => Literal(literal(a, b)),
            // An exact zero is a number of any unit.
            (Literal(0.0), In(unit)) | (In(unit), Literal(0.0)) => In(unit),
            (left, right) => {
                let unit = |reading| match reading {
                    In(unit) => unit,
                    _ => Unit::ONE,
                };
                let (left, right) = (unit(left), unit(right));
                if left == right {
                    In(left)
                } else {
                    Bad(Fault {
                        operation,
                        left,
                        right,
                    })
                }
            }
        })
    }

    /// The operand must be a pure number.
    fn pure(self, operation: &'static str, literal: fn(f64) -> f64) -> Self {
        Self(match self.0 {
            Reading::Literal(a) => Reading::Literal(literal(a)),
            Reading::Unit(unit) if unit != Unit::ONE => Reading::Fault(Fault {
                operation,
                left: unit,
                right: Unit::ONE,
            }),
            other => other,
        })
    }

    fn combine(
        self,
        other: Self,
        units: fn(Unit, Unit) -> Unit,
        literal: fn(f64, f64) -> f64,
    ) -> Self {
        use Reading::{Fault as Bad, Literal, Unit as In};
        Self(match (self.0, other.0) {
            (Bad(fault), _) | (_, Bad(fault)) => Bad(fault),
            (Literal(a), Literal(b)) => Literal(literal(a, b)),
            (Literal(_), In(b)) => In(units(Unit::ONE, b)),
            (In(a), Literal(_)) => In(units(a, Unit::ONE)),
            (In(a), In(b)) => In(units(a, b)),
        })
    }
}

impl Add for Dimension {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.alike(other, "sum", |a, b| a + b)
    }
}
impl Sub for Dimension {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.alike(other, "difference", |a, b| a - b)
    }
}
impl Mul for Dimension {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        self.combine(other, Unit::mul, |a, b| a * b)
    }
}
impl Div for Dimension {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        self.combine(other, Unit::div, |a, b| a / b)
    }
}
impl Neg for Dimension {
    type Output = Self;
    fn neg(self) -> Self {
        match self.0 {
            Reading::Literal(a) => Self::of(-a),
            _ => self,
        }
    }
}

impl Real for Dimension {
    fn of(value: f64) -> Self {
        Self(Reading::Literal(value))
    }
    fn exp(self) -> Self {
        self.pure("exp", Real::exp)
    }
    fn ln(self) -> Self {
        self.pure("ln", Real::ln)
    }
    fn sin(self) -> Self {
        self.pure("sin", Real::sin)
    }
    fn floor(self) -> Self {
        self.pure("floor", Real::floor)
    }
    fn sqrt(self) -> Self {
        Self(match self.0 {
            Reading::Literal(a) => Reading::Literal(Real::sqrt(a)),
            Reading::Unit(unit) => match unit.sqrt() {
                Some(root) => Reading::Unit(root),
                None => Reading::Fault(Fault {
                    operation: "square root",
                    left: unit,
                    right: unit.mul(unit),
                }),
            },
            fault => fault,
        })
    }
    fn unit_change(self, factor: f64, from: &'static str, to: &'static str) -> Self {
        let (Ok(from), Ok(to)) = (Unit::parse(from), Unit::parse(to)) else {
            return Self(Reading::Fault(Fault {
                operation: "change to no unit",
                left: Unit::ONE,
                right: Unit::ONE,
            }));
        };
        let right = from
            .convert(1.0, &to)
            .is_some_and(|found| (found - factor).abs() <= 1e-12 * factor.abs());
        if let Some(fault) = self.alike(Self::in_unit(from), "change", |a, _| a).fault() {
            return Self(Reading::Fault(fault));
        }
        Self(if right {
            Reading::Unit(to)
        } else {
            Reading::Fault(Fault {
                operation: "change by a wrong factor",
                left: from,
                right: to,
            })
        })
    }
    fn if_less(self, than: Self, then: Self, otherwise: Self) -> Self {
        if let Some(fault) = self.alike(than, "comparison", |a, _| a).fault() {
            return Self(Reading::Fault(fault));
        }
        // Two literals: which one is not known here, but they are both pure numbers.
        then.alike(otherwise, "selection", |a, b| if a == 0.0 { b } else { a })
    }
}
