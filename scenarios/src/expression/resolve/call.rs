//! Settles functions and the spans of time they look at.

use physiology::unit::Unit;

use super::{Number, Resolver, is_condition};
use crate::expression::function::Function;
use crate::expression::syntax::{Setting, Syntax, Word};
use crate::expression::typed::{Body, Measure, Series, Window};
use crate::expression::{Kind, Mention};
use crate::nearest::list;
use crate::span::{At, Span};

impl Resolver<'_> {
    pub(super) fn call(
        &mut self,
        name: &At<String>,
        of: &Syntax,
        options: &[Setting],
        span: Span,
    ) -> Option<Number> {
        let Some(function) = Function::named(&name.value) else {
            let expected = format!("a function: {}", list(Function::all().map(Function::name)));
            let message = if name.value == "given" {
                "not available yet"
            } else {
                "unknown function"
            };
            let slip = self.slip(name.span, message, expected);
            slip.nearest = Function::nearest(&name.value).map(String::into_boxed_str);
            return None;
        };
        let window = self.window(function, options, span);
        let (body, inner) = if function.takes_condition() {
            if !is_condition(of) {
                let expected = format!("a condition, as in {}", function.example());
                self.slip(of.span, "number instead of a condition", expected);
                return None;
            }
            (Body::Condition(self.condition(of)?), None)
        } else {
            let inner = self.number(of)?;
            (
                Body::Number(inner.series),
                Some((inner.unit, inner.unit_text)),
            )
        };
        let minutes = (Unit::MINUTE, "min".to_string());
        let mut times = 1.0;
        let (kind, (unit, unit_text)) = match (function, inner) {
            (Function::Time, _) => (Kind::Duration, minutes),
            (Function::First | Function::WhenLowest | Function::WhenHighest, _) => {
                (Kind::Moment, minutes)
            }
            (Function::Fraction, _) => (Kind::Fraction, (Unit::ONE, String::new())),
            (Function::Risk, _) => (Kind::Risk, (Unit::ONE, String::new())),
            (Function::Area, Some((unit, text))) => {
                let (own, own_text, by) = under(unit, &text);
                times = by;
                (Kind::Value, (own, own_text))
            }
            (_, Some(inner)) => (Kind::Value, inner),
            (_, None) => return None,
        };
        let measure = Measure {
            function,
            of: body,
            window: window?,
        };
        let series = Series::Measure(Box::new(measure)).scaled(times, 0.0);
        Some(Number {
            series,
            unit,
            unit_text,
            kind,
            span,
            literal: false,
            bare: false,
        })
    }

    fn window(&mut self, function: Function, options: &[Setting], span: Span) -> Option<Window> {
        let mut given: [Option<At<f64>>; 4] = [None, None, None, None];
        for option in options {
            let place = option.word.value as usize;
            let word_span = option.word.span;
            let wanted = match function {
                Function::Value => option.word.value == Word::At,
                Function::End => option.word.value == Word::To,
                _ => option.word.value != Word::At,
            };
            if !wanted {
                let expected = match function {
                    Function::Value => "`at` and a time",
                    Function::End => "`to` and a time",
                    _ => "`from`, `to` or `within`, and a time",
                };
                self.slip(word_span, "word that this function does not know", expected);
                return None;
            }
            if given[place].is_some() {
                self.slip(word_span, "word given twice", "each of them once");
                return None;
            }
            given[place] = Some(option.minutes.clone());
        }
        let [from, to, within, at] = given;
        if function == Function::Value && at.is_none() {
            self.slip(
                span,
                "value without a time",
                format!("a time, as in {}", function.example()),
            );
            return None;
        }
        if let (Some(_), Some(within)) = (&to, &within) {
            self.slip(
                within.span,
                "two ends of a span of time",
                "either `to` or `within`",
            );
            return None;
        }
        let start = from.as_ref().map_or(0.0, |from| from.value);
        let end = to
            .or(at)
            .or(within.map(|within| within.map(|length| start + length)));
        for time in from.iter().chain(&end) {
            self.mentions.push(Mention {
                span: time.span,
                minutes: time.value,
            });
        }
        let instant = matches!(function, Function::Value | Function::End);
        match &end {
            Some(end) if end.value <= start && !instant => {
                self.slip(
                    end.span,
                    "span of time without length",
                    "an end after the beginning",
                );
                None
            }
            end => Some(Window {
                from: start,
                to: end.as_ref().map(|end| end.value),
            }),
        }
    }
}

/// The unit of an area, its text, and what an area in hours is multiplied by: a rate adds up to an amount.
fn under(unit: Unit, text: &str) -> (Unit, String, f64) {
    let amount = |text: &str| match text {
        "" => "1".to_owned(),
        text => text.to_owned(),
    };
    if let Some(text) = text.strip_suffix("/min") {
        (unit.mul(Unit::MINUTE), amount(text), 60.0)
    } else if let Some(text) = text.strip_suffix("/h") {
        (unit.mul(Unit::HOUR), amount(text), 1.0)
    } else {
        (unit.mul(Unit::HOUR), format!("{text}·h"), 1.0)
    }
}
