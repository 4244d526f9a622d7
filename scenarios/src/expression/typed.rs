//! An expression once its names and units are settled: plain numbers, ready to be evaluated.

use super::function::Function;

/// What an expression is.
#[derive(Clone, Debug)]
pub(super) enum Body {
    Number(Series),
    Condition(Condition),
}

/// A number at every moment.
#[derive(Clone, Debug)]
pub(super) enum Series {
    Constant(f64),
    /// A quantity, by its place among the names of the expression.
    Quantity(usize),
    /// Another unit: `by * of + plus`.
    Scale {
        of: Box<Series>,
        by: f64,
        plus: f64,
    },
    Add(Box<Series>, Box<Series>),
    Subtract(Box<Series>, Box<Series>),
    Multiply(Box<Series>, Box<Series>),
    Divide(Box<Series>, Box<Series>),
    /// A function of the whole trajectory: the same number at every moment.
    Measure(Box<Measure>),
}

/// True or false at every moment.
#[derive(Clone, Debug)]
pub(super) enum Condition {
    /// `left < right`, or `left <= right` unless strict.
    Less {
        strict: bool,
        left: Series,
        right: Series,
    },
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
}

/// A function of a trajectory over a span of time.
#[derive(Clone, Debug)]
pub(super) struct Measure {
    pub function: Function,
    pub of: Body,
    pub window: Window,
}

/// A span of time in minutes; without an end it goes on to the last sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Window {
    pub from: f64,
    pub to: Option<f64>,
}

impl Body {
    /// Whether any part of it looks at the whole trajectory.
    pub fn has_measure(&self) -> bool {
        match self {
            Body::Number(series) => series.has_measure(),
            Body::Condition(condition) => condition.has_measure(),
        }
    }
}

impl Series {
    fn has_measure(&self) -> bool {
        match self {
            Series::Constant(_) | Series::Quantity(_) => false,
            Series::Scale { of, .. } => of.has_measure(),
            Series::Add(left, right)
            | Series::Subtract(left, right)
            | Series::Multiply(left, right)
            | Series::Divide(left, right) => left.has_measure() || right.has_measure(),
            Series::Measure(_) => true,
        }
    }

    /// The same number in another unit.
    pub fn scaled(self, by: f64, plus: f64) -> Series {
        match self {
            same if by == 1.0 && plus == 0.0 => same,
            Series::Constant(value) => Series::Constant(by * value + plus),
            of => Series::Scale {
                of: Box::new(of),
                by,
                plus,
            },
        }
    }
}

impl Condition {
    fn has_measure(&self) -> bool {
        match self {
            Condition::Less { left, right, .. } => left.has_measure() || right.has_measure(),
            Condition::And(left, right) | Condition::Or(left, right) => {
                left.has_measure() || right.has_measure()
            }
            Condition::Not(inner) => inner.has_measure(),
        }
    }
}
