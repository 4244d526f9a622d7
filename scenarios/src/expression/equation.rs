//! Equations over facts of a person: what a published model says of its parameters.
//!
//! ```text
//! 4.5 L/h * (clearance_of_creatinine / (120 mL/min))^0.8
//! if(age > 60 yr, max(creatinine, 1 mg/dL), creatinine)
//! ```
//!
//! The same words and signs as in conditions and outcomes, and powers, and functions of several
//! numbers. Every number carries its unit; sums and comparisons are of one kind, and exponents and
//! what `exp` and `ln` take are pure numbers.

use super::parse::parse_equation;
use super::syntax::{Comparison, Form, Operator, Syntax};
use crate::nearest::{list, nearest};
use crate::problem::Slip;
use crate::span::{At, Span};
use physiology::Real;
use physiology::unit::Unit;

/// An equation as it was written.
#[derive(Clone, Debug)]
pub struct Equation {
    text: String,
    syntax: Syntax,
}

/// A number and its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// The number.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
}

/// What a name in an equation stands for.
#[derive(Clone, Debug)]
pub enum Found {
    /// A number.
    Number(Number),
    /// A fact that nobody gave, by its name.
    Missing(String),
    /// Nothing.
    Unknown,
}

/// Where names are looked up.
pub trait Scope {
    /// What a name stands for.
    fn find(&self, name: &str) -> Found;
    /// All names.
    fn names(&self) -> Vec<&str>;
    /// What a fact that is a word stands for, where there are such.
    fn word(&self, _name: &str) -> FoundWord<'_> {
        FoundWord::Unknown
    }
}

/// What the name of a fact that is a word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundWord<'a> {
    /// This word, one of those that it can be.
    Word(&'a str, &'a [String]),
    /// One of these; which is not known.
    Missing(&'a [String]),
    /// There is no such fact.
    Unknown,
}

/// Why an equation has no value.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// It is wrong.
    Slip(Slip),
    /// It needs a fact that nobody gave.
    Missing(String),
}

/// The functions, with what they take and give.
pub const FUNCTIONS: &[(&str, usize, &str)] = &[
    ("exp", 1, "e to this power"),
    ("ln", 1, "natural logarithm"),
    ("sqrt", 1, "square root"),
    ("min", 2, "the smaller of two"),
    ("max", 2, "the larger of two"),
    (
        "if",
        3,
        "the second where the first is true, else the third",
    ),
    (
        "otherwise",
        2,
        "the first; the second where a fact for the first is not given",
    ),
];

impl Equation {
    /// Reads an equation; its names and units are checked when it is evaluated.
    pub fn parse(text: &str) -> Result<Self, Slip> {
        Ok(Self {
            text: text.to_owned(),
            syntax: parse_equation(text)?,
        })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it holds, for an equation that is a condition.
    pub fn holds(&self, scope: &dyn Scope) -> Result<bool, Fault> {
        let reader = Reader {
            text: &self.text,
            scope,
        };
        reader.condition(&self.syntax)
    }

    /// Its value. Both ways of an `if` are evaluated, so that neither hides a mistake.
    pub fn evaluate(&self, scope: &dyn Scope) -> Result<Number, Fault> {
        let reader = Reader {
            text: &self.text,
            scope,
        };
        reader.number(&self.syntax)
    }

    /// Its value in a unit.
    pub fn evaluate_in(&self, unit: &Unit, scope: &dyn Scope) -> Result<f64, Fault> {
        let reader = Reader {
            text: &self.text,
            scope,
        };
        let number = reader.number(&self.syntax)?;
        let whole = Span::new(0, self.text.len());
        let wrong = || reader.slip(whole, "wrong unit", "a value in the unit of the parameter");
        number.unit.convert(number.value, unit).ok_or_else(wrong)
    }
}

impl PartialEq for Equation {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

struct Reader<'a> {
    text: &'a str,
    scope: &'a dyn Scope,
}

impl Reader<'_> {
    fn slip(&self, span: Span, message: &'static str, expected: &str) -> Fault {
        Fault::Slip(Slip::new(self.text, span, message, expected))
    }

    fn number(&self, syntax: &Syntax) -> Result<Number, Fault> {
        match &syntax.form {
            Form::Number(value, unit) => Ok(Number {
                value: *value,
                unit: unit.unwrap_or(Unit::ONE),
            }),
            Form::Name(name) => self.name(name, syntax.span),
            Form::Negate(inner) => {
                let Number { value, unit } = self.number(inner)?;
                Ok(Number {
                    value: -value,
                    unit,
                })
            }
            Form::Arithmetic(operator, left, right) => {
                let (a, b) = (self.number(left)?, self.number(right)?);
                let (value, unit) = match operator {
                    Operator::Multiply => (a.value * b.value, a.unit.mul(b.unit)),
                    Operator::Divide => (a.value / b.value, a.unit.div(b.unit)),
                    Operator::Add => (a.value + self.alike(a, b, right.span)?, a.unit),
                    Operator::Subtract => (a.value - self.alike(a, b, right.span)?, a.unit),
                };
                Ok(Number { value, unit })
            }
            Form::Power(base, exponent) => self.power(base, exponent),
            Form::Apply { name, to } => self.apply(name, to),
            _ => {
                let expected = "a number here; a condition stands first in if(...)";
                Err(self.slip(syntax.span, "condition instead of a number", expected))
            }
        }
    }

    fn name(&self, name: &str, span: Span) -> Result<Number, Fault> {
        match self.scope.find(name) {
            Found::Number(number) => Ok(number),
            Found::Missing(fact) => Err(Fault::Missing(fact)),
            Found::Unknown => {
                let names = self.scope.names();
                let expected = format!("one of {}", list(names.iter().copied()));
                let slip = Slip::new(self.text, span, "unknown name in an equation", expected);
                Err(Fault::Slip(slip.nearest(nearest(name, names))))
            }
        }
    }

    /// The second in the unit of the first.
    fn alike(&self, a: Number, b: Number, span: Span) -> Result<f64, Fault> {
        let wrong = || self.slip(span, "units that do not fit", "a number of the same kind");
        b.unit.convert(b.value, &a.unit).ok_or_else(wrong)
    }

    fn pure(&self, syntax: &Syntax) -> Result<f64, Fault> {
        let Number { value, unit } = self.number(syntax)?;
        let wrong = || {
            let expected = "a pure number: divide by a number in the same unit";
            self.slip(syntax.span, "a number with a unit", expected)
        };
        unit.convert(value, &Unit::ONE).ok_or_else(wrong)
    }

    fn power(&self, base: &Syntax, exponent: &Syntax) -> Result<Number, Fault> {
        let by = self.pure(exponent)?;
        let whole = matches!(exponent.form, Form::Number(_, None)) && by.fract() == 0.0;
        if whole && by <= 4.0 {
            // Squares keep their unit: kg over square metres.
            let Number { value, unit } = self.number(base)?;
            let times = by as i32;
            let value = (0..times).fold(1.0, |product, _| product * value);
            return Ok(Number {
                value,
                unit: unit.powi(times),
            });
        }
        Ok(Number {
            value: Real::powf(self.pure(base)?, by),
            unit: Unit::ONE,
        })
    }

    fn apply(&self, name: &At<String>, to: &[Syntax]) -> Result<Number, Fault> {
        let known = FUNCTIONS.iter().find(|(known, ..)| *known == name.value);
        let Some((_, takes, _)) = known else {
            let names: Vec<&str> = FUNCTIONS.iter().map(|(name, ..)| *name).collect();
            let expected = format!("one of {}", list(names.iter().copied()));
            let slip = Slip::new(self.text, name.span, "unknown function", expected);
            return Err(Fault::Slip(slip.nearest(nearest(&name.value, names))));
        };
        if to.len() != *takes {
            let expected = format!("{} takes {takes}", name.value);
            return Err(self.slip(name.span, "wrong number of arguments", &expected));
        }
        let one = |value| Number {
            value,
            unit: Unit::ONE,
        };
        match name.value.as_str() {
            "exp" => Ok(one(Real::exp(self.pure(&to[0])?))),
            "ln" => Ok(one(Real::ln(self.pure(&to[0])?))),
            "sqrt" => Ok(one(Real::sqrt(self.pure(&to[0])?))),
            "if" => {
                let holds = self.condition(&to[0])?;
                let (a, b) = (self.number(&to[1])?, self.number(&to[2])?);
                let value = self.alike(a, b, to[2].span)?;
                Ok(Number {
                    value: if holds { a.value } else { value },
                    unit: a.unit,
                })
            }
            "otherwise" => match self.number(&to[0]) {
                Err(Fault::Missing(_)) => self.number(&to[1]),
                Err(slip) => Err(slip),
                Ok(first) => match self.number(&to[1]) {
                    // What is not needed may need what is not known, but not be wrong.
                    Err(Fault::Slip(slip)) => Err(Fault::Slip(slip)),
                    Err(Fault::Missing(_)) => Ok(first),
                    Ok(second) => self.alike(first, second, to[1].span).map(|_| first),
                },
            },
            least => {
                let (a, b) = (self.number(&to[0])?, self.number(&to[1])?);
                let b = self.alike(a, b, to[1].span)?;
                Ok(Number {
                    value: if (b < a.value) == (least == "min") {
                        b
                    } else {
                        a.value
                    },
                    unit: a.unit,
                })
            }
        }
    }

    fn is(&self, name: &At<String>, word: &At<String>) -> Result<bool, Fault> {
        let (found, all) = match self.scope.word(&name.value) {
            FoundWord::Word(found, all) => (Some(found), all),
            FoundWord::Missing(all) => (None, all),
            FoundWord::Unknown => {
                let expected = "a fact that is a word, or a range such as 50..85 yr";
                let slip = Slip::new(self.text, name.span, "no fact that is a word", expected);
                return Err(Fault::Slip(slip));
            }
        };
        let is = |known: &str| known.eq_ignore_ascii_case(&word.value);
        if !all.iter().any(|known| is(known)) {
            let expected = format!("one of {}", list(all.iter().map(String::as_str)));
            let slip = Slip::new(self.text, word.span, "a word that it never is", expected);
            let nearest = nearest(&word.value, all.iter().map(String::as_str));
            return Err(Fault::Slip(slip.nearest(nearest)));
        }
        found
            .map(is)
            .ok_or_else(|| Fault::Missing(name.value.clone()))
    }

    fn condition(&self, syntax: &Syntax) -> Result<bool, Fault> {
        match &syntax.form {
            Form::Compare(comparison, left, right) => {
                let (a, b) = (self.number(left)?, self.number(right)?);
                let (a, b) = (a.value, self.alike(a, b, right.span)?);
                Ok(match comparison {
                    Comparison::Less => a < b,
                    Comparison::LessOrEqual => a <= b,
                    Comparison::Greater => a > b,
                    Comparison::GreaterOrEqual => a >= b,
                })
            }
            Form::And(a, b) => Ok(self.condition(a)? & self.condition(b)?),
            Form::Or(a, b) => Ok(self.condition(a)? | self.condition(b)?),
            Form::Not(inner) => Ok(!self.condition(inner)?),
            Form::Inside { of, low, high } => {
                let (of, upper) = (self.number(of)?, self.number(high)?);
                let mut lower = self.number(low)?;
                // `50..85 yr`: the unit stands once.
                if matches!(low.form, Form::Number(_, None)) {
                    lower.unit = upper.unit;
                }
                let (least, most) = (
                    self.alike(of, lower, low.span)?,
                    self.alike(of, upper, high.span)?,
                );
                Ok((least..=most).contains(&of.value))
            }
            Form::Is { name, word } => self.is(name, word),
            _ => Err(self.slip(
                syntax.span,
                "not a condition",
                "a comparison such as age > 60 yr",
            )),
        }
    }
}
