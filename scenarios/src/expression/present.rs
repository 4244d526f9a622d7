//! A condition on present values, as a trigger asks it.

use super::Expression;
use super::typed::{Body, Condition, Series};

impl Expression {
    /// Whether it looks at more than the present moment, so that no trigger can wait for it.
    pub fn looks_beyond_now(&self) -> bool {
        self.0.body.has_measure()
    }

    /// Whether the condition holds for these values of [`Expression::quantities`], in their order
    /// and in their recorded units. False for anything but a condition on present values.
    pub fn holds(&self, values: &[f64]) -> bool {
        match &self.0.body {
            Body::Condition(condition) => holds(condition, values),
            Body::Number(_) => false,
        }
    }

    /// By how much the condition holds: above zero where it is true, below where it is false, zero
    /// on its boundary, continuous in the values. This is what a root finder follows to the moment
    /// at which a trigger fires. The unit is that of whichever comparison decides.
    ///
    /// NaN for anything but a condition on present values.
    pub fn margin(&self, values: &[f64]) -> f64 {
        match &self.0.body {
            Body::Condition(condition) => margin(condition, values),
            Body::Number(_) => f64::NAN,
        }
    }
}

fn number(series: &Series, values: &[f64]) -> f64 {
    match series {
        Series::Constant(value) => *value,
        Series::Quantity(place) => values.get(*place).copied().unwrap_or(f64::NAN),
        Series::Scale { of, by, plus } => by * number(of, values) + plus,
        Series::Add(left, right) => number(left, values) + number(right, values),
        Series::Subtract(left, right) => number(left, values) - number(right, values),
        Series::Multiply(left, right) => number(left, values) * number(right, values),
        Series::Divide(left, right) => number(left, values) / number(right, values),
        Series::Measure(_) => f64::NAN,
    }
}

fn holds(condition: &Condition, values: &[f64]) -> bool {
    match condition {
        Condition::Less {
            strict: true,
            left,
            right,
        } => number(left, values) < number(right, values),
        Condition::Less { left, right, .. } => number(left, values) <= number(right, values),
        Condition::And(left, right) => holds(left, values) && holds(right, values),
        Condition::Or(left, right) => holds(left, values) || holds(right, values),
        Condition::Not(inner) => !holds(inner, values),
    }
}

fn margin(condition: &Condition, values: &[f64]) -> f64 {
    match condition {
        Condition::Less { left, right, .. } => number(right, values) - number(left, values),
        Condition::And(left, right) => least(margin(left, values), margin(right, values)),
        Condition::Or(left, right) => -least(-margin(left, values), -margin(right, values)),
        Condition::Not(inner) => -margin(inner, values),
    }
}

/// The lesser; NaN where either is, which `f64::min` would hide.
fn least(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        a.min(b)
    }
}
