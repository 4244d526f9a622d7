//! Settles names and units: from the tree as it was written to plain numbers.

mod call;
mod units;

use std::sync::Arc;

use physiology::unit::Unit;

use super::function::Function;
use super::syntax::{Comparison, Form, Operator, Syntax};
use super::typed::{Body, Condition, Series};
use super::{Expression, Kind, Mention, Settled};
use crate::catalogue::is_temperature;
use crate::known::Known;
use crate::nearest::{list, nearest, of_its_part};
use crate::problem::Slip;
use crate::quantity::parse_unit;
use crate::span::Span;
use units::difference;

/// Settles an expression, or says everything that is wrong with it.
pub(super) fn resolve(text: &str, syntax: &Syntax, known: &Known) -> Result<Expression, Vec<Slip>> {
    let mut resolver = Resolver {
        text,
        known,
        names: Vec::new(),
        slips: Vec::new(),
        mentions: Vec::new(),
    };
    let settled = if is_condition(syntax) {
        let condition = resolver.condition(syntax);
        condition.map(|condition| {
            (
                Body::Condition(condition),
                Unit::ONE,
                String::new(),
                Kind::Condition,
            )
        })
    } else {
        let number = resolver.number(syntax);
        number.map(|number| {
            (
                Body::Number(number.series),
                number.unit,
                number.unit_text,
                number.kind,
            )
        })
    };
    match settled {
        Some((body, unit, unit_text, kind)) if resolver.slips.is_empty() => {
            Ok(Expression(Arc::new(Settled {
                text: text.trim().to_string(),
                body,
                names: resolver.names,
                unit,
                unit_text,
                kind,
                mentions: resolver.mentions,
            })))
        }
        _ => Err(resolver.slips),
    }
}

struct Resolver<'a> {
    text: &'a str,
    known: &'a Known,
    names: Vec<String>,
    slips: Vec<Slip>,
    mentions: Vec<Mention>,
}

/// A number with its unit, and how it came about.
struct Number {
    series: Series,
    unit: Unit,
    unit_text: String,
    kind: Kind,
    span: Span,
    /// A number as written: its unit gives way to that of what it meets.
    literal: bool,
    /// A number written without a unit.
    bare: bool,
}

fn is_condition(syntax: &Syntax) -> bool {
    matches!(
        syntax.form,
        Form::Compare(..) | Form::Inside { .. } | Form::And(..) | Form::Or(..) | Form::Not(..)
    )
}

impl Resolver<'_> {
    fn slip(
        &mut self,
        span: Span,
        message: &'static str,
        expected: impl Into<String>,
    ) -> &mut Slip {
        self.slips
            .push(Slip::new(self.text, span, message, expected));
        let last = self.slips.len() - 1;
        &mut self.slips[last]
    }

    fn condition(&mut self, syntax: &Syntax) -> Option<Condition> {
        match &syntax.form {
            Form::Compare(comparison, left, right) => {
                let (left, right) = (self.number(left), self.number(right));
                let (left, right, ..) = self.align(left?, right?)?;
                Some(match comparison {
                    Comparison::Less => Condition::Less {
                        strict: true,
                        left,
                        right,
                    },
                    Comparison::LessOrEqual => Condition::Less {
                        strict: false,
                        left,
                        right,
                    },
                    Comparison::Greater => Condition::Less {
                        strict: true,
                        left: right,
                        right: left,
                    },
                    Comparison::GreaterOrEqual => Condition::Less {
                        strict: false,
                        left: right,
                        right: left,
                    },
                })
            }
            Form::Inside { of, low, high } => self.inside(of, low, high),
            Form::And(left, right) => {
                let (left, right) = (self.condition(left), self.condition(right));
                Some(Condition::And(Box::new(left?), Box::new(right?)))
            }
            Form::Or(left, right) => {
                let (left, right) = (self.condition(left), self.condition(right));
                Some(Condition::Or(Box::new(left?), Box::new(right?)))
            }
            Form::Not(inner) => Some(Condition::Not(Box::new(self.condition(inner)?))),
            _ => {
                let expected = "a condition such as `plasma_glucose < 70 mg/dL`";
                self.slip(syntax.span, "not a condition", expected);
                None
            }
        }
    }

    fn inside(&mut self, of: &Syntax, low: &Syntax, high: &Syntax) -> Option<Condition> {
        let (of, low, high) = (self.number(of), self.number(low), self.number(high));
        let (of, mut low, high) = (of?, low?, high?);
        // In "70..180 mg/dL" the unit is written once, for both ends.
        if low.bare && high.literal {
            low.bare = high.bare;
            low.unit = high.unit;
            low.unit_text = high.unit_text.clone();
        }
        if let (Series::Constant(least), Series::Constant(most)) = (&low.series, &high.series)
            && let Some(least) = low.unit.convert(*least, &high.unit)
            && least >= *most
        {
            let span = low.span.join(high.span);
            self.slip(
                span,
                "empty range",
                "the lower end first, below the upper end",
            );
            return None;
        }
        let below = self.align(low, of.copy());
        let above = self.align(of, high);
        let (low, left, ..) = below?;
        let (right, high, ..) = above?;
        let below = Condition::Less {
            strict: false,
            left: low,
            right: left,
        };
        let above = Condition::Less {
            strict: false,
            left: right,
            right: high,
        };
        Some(Condition::And(Box::new(below), Box::new(above)))
    }

    fn number(&mut self, syntax: &Syntax) -> Option<Number> {
        let span = syntax.span;
        match &syntax.form {
            Form::Number(value, unit) => Some(Number {
                series: Series::Constant(*value),
                unit: unit.unwrap_or(Unit::ONE),
                unit_text: self.unit_text(span),
                kind: Kind::Value,
                span,
                literal: true,
                bare: unit.is_none(),
            }),
            Form::Name(name) => self.quantity(name, span),
            Form::Negate(inner) => {
                let inner = self.number(inner)?;
                let kind = if inner.kind == Kind::Series {
                    Kind::Series
                } else {
                    Kind::Value
                };
                let unit = if inner.unit.is_affine() && !inner.literal {
                    difference(inner.unit)
                } else {
                    inner.unit
                };
                Some(Number {
                    series: inner.series.scaled(-1.0, 0.0),
                    unit,
                    kind,
                    span,
                    ..inner
                })
            }
            Form::Arithmetic(operator, left, right) => {
                let (left, right) = (self.number(left), self.number(right));
                self.arithmetic(*operator, left?, right?, span)
            }
            Form::Call { name, of, options } => self.call(name, of, options, span),
            _ => {
                let expected =
                    "a number here; a condition stands inside time, fraction, first or risk";
                self.slip(span, "condition instead of a number", expected);
                None
            }
        }
    }

    /// The unit behind a number, as it was written.
    fn unit_text(&self, span: Span) -> String {
        let written = self.text.get(span.start..span.end).unwrap_or("");
        let digits = crate::quantity::number_length(written);
        written.get(digits..).unwrap_or("").trim().to_string()
    }

    fn quantity(&mut self, name: &str, span: Span) -> Option<Number> {
        let Some(quantity) = self.known.quantity(name) else {
            let names = || {
                self.known
                    .quantities
                    .iter()
                    .map(|quantity| quantity.name.as_str())
            };
            let near = nearest(name, names());
            let expected = format!(
                "the name of a quantity: {}",
                list(of_its_part(name, names()))
            );
            let is_unit = parse_unit(name).is_ok();
            let slip = self.slip(span, "unknown quantity", expected);
            slip.nearest = near.map(String::into_boxed_str);
            if Function::named(name).is_some()
                || slip.nearest.is_none() && Function::nearest(name).is_some()
            {
                let function = Function::named(name)
                    .map_or(Function::nearest(name), |f| Some(f.name().to_string()));
                let example = function
                    .and_then(|f| Function::named(&f))
                    .map(|f| f.example());
                slip.help =
                    example.map(|example| format!("a function is written like {example}").into());
            } else if is_unit {
                slip.help = Some(
                    "a unit stands right behind its number and has no blanks inside: 70 mg/dL"
                        .into(),
                );
            }
            return None;
        };
        let known = self.names.iter().position(|known| known == name);
        let place = known.unwrap_or_else(|| {
            self.names.push(name.to_string());
            self.names.len() - 1
        });
        // People read a temperature in degrees Celsius; a difference of two is in K.
        let series = Series::Quantity(place);
        let zero = quantity.unit.convert(0.0, &Unit::CELSIUS);
        let (series, unit, unit_text) = match zero {
            Some(zero) if is_temperature(name, &quantity.unit_text) => {
                (series.scaled(1.0, zero), Unit::CELSIUS, "Cel".to_owned())
            }
            _ => (series, quantity.unit, quantity.unit_text.clone()),
        };
        Some(Number {
            series,
            unit,
            unit_text,
            kind: Kind::Series,
            span,
            literal: false,
            bare: false,
        })
    }

    fn arithmetic(
        &mut self,
        operator: Operator,
        left: Number,
        right: Number,
        span: Span,
    ) -> Option<Number> {
        let series = left.kind == Kind::Series || right.kind == Kind::Series;
        let same_kind = left.kind == right.kind;
        let kind = left.kind;
        let literal = left.literal && right.literal;
        let bare = left.bare && right.bare;
        let join = match operator {
            Operator::Add => Series::Add,
            Operator::Subtract => Series::Subtract,
            Operator::Multiply => Series::Multiply,
            Operator::Divide => Series::Divide,
        };
        let (left, right, unit, unit_text) = match operator {
            Operator::Add | Operator::Subtract => {
                let (left, right, unit, text) = self.align(left, right)?;
                // The difference of two temperatures is counted in kelvin.
                if unit.is_affine() {
                    (left, right, difference(unit), "K".to_string())
                } else {
                    (left, right, unit, text)
                }
            }
            Operator::Multiply | Operator::Divide => {
                let unit = if operator == Operator::Multiply {
                    left.unit.mul(right.unit)
                } else {
                    left.unit.div(right.unit)
                };
                let text = if right.unit == Unit::ONE {
                    left.unit_text
                } else {
                    unit.to_string()
                };
                (left.series, right.series, unit, text)
            }
        };
        let value = join(Box::new(left), Box::new(right));
        // Plain numbers are worked out once.
        let value = match fold(&value) {
            Some(number) => Series::Constant(number),
            None => value,
        };
        let kind = match (series, operator) {
            (true, _) => Kind::Series,
            (_, Operator::Subtract) if same_kind && kind == Kind::Moment => Kind::Duration,
            (_, Operator::Add | Operator::Subtract) if same_kind && kind == Kind::Duration => kind,
            _ => Kind::Value,
        };
        Some(Number {
            series: value,
            unit,
            unit_text,
            kind,
            span,
            literal,
            bare,
        })
    }
}

impl Number {
    fn copy(&self) -> Number {
        Number {
            series: self.series.clone(),
            unit_text: self.unit_text.clone(),
            ..*self
        }
    }
}

/// The number that a series of written numbers is.
fn fold(series: &Series) -> Option<f64> {
    let (Series::Add(a, b)
    | Series::Subtract(a, b)
    | Series::Multiply(a, b)
    | Series::Divide(a, b)) = series
    else {
        return None;
    };
    let (Series::Constant(a), Series::Constant(b)) = (&**a, &**b) else {
        return None;
    };
    Some(match series {
        Series::Add(..) => a + b,
        Series::Subtract(..) => a - b,
        Series::Multiply(..) => a * b,
        _ => a / b,
    })
}
