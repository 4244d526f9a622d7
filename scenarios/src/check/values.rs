//! Reads single values: texts, numbers, times, shares and names.

use physiology::unit::Unit;

use super::fields::{Checker, Fields};
use crate::document::{Node, Value};
use crate::grammar::{Key, Kind};
use crate::nearest::{list, nearest, of_its_part};
use crate::problem::{Problem, Slip};
use crate::quantity::Quantity;
use crate::span::{At, Span};
use crate::time::Time;

impl Checker<'_> {
    /// A text that is not empty.
    pub fn text(&mut self, fields: Fields<'_>, name: &str) -> Option<At<String>> {
        let (key, node) = fields.get(name)?;
        self.text_of(key, node)
            .map(|text| At::new(text.trim().to_string(), node.span))
    }

    /// A text that is not empty, of one line where the key wants that.
    pub fn text_of<'n>(&mut self, key: &Key, node: &'n Node) -> Option<&'n str> {
        match &node.value {
            Value::Text(text, _) if text.trim().is_empty() => {
                self.wrong_kind(key, node);
                None
            }
            Value::Text(text, _)
                if matches!(key.kind, Kind::Line) && text.trim().contains(char::is_control) =>
            {
                let problem = Problem::error(node.span, format!("`{}` takes one line", key.name))
                    .found("a text of several lines")
                    .expected(format!("a text of one line, such as {}", key.example));
                self.report(problem);
                None
            }
            Value::Text(text, _) => Some(text),
            _ => {
                self.wrong_kind(key, node);
                None
            }
        }
    }

    /// A text with a meaning of its own; a slip inside it is placed inside it.
    pub fn parsed<T>(
        &mut self,
        fields: Fields<'_>,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, Slip>,
    ) -> Option<At<T>> {
        let (key, node) = fields.get(name)?;
        self.parsed_of(key, node, parse)
    }

    /// The same for a node that is at hand.
    pub fn parsed_of<T>(
        &mut self,
        key: &Key,
        node: &Node,
        parse: impl FnOnce(&str) -> Result<T, Slip>,
    ) -> Option<At<T>> {
        let text = self.text_of(key, node)?;
        match parse(text) {
            Ok(value) => Some(At::new(value, node.span)),
            Err(slip) => {
                self.slip(key, node, slip);
                None
            }
        }
    }

    /// Reports a slip inside the text of a node.
    pub fn slip(&mut self, key: &Key, node: &Node, slip: Slip) {
        let mut problem = slip.into_problem(|span| node.place(span));
        // A row of names, or an example of its own, already shows what to write.
        if !problem.expected.contains("such as")
            && !problem.expected.contains('`')
            && !key.example.is_empty()
        {
            problem.expected = format!(
                "{}; for example {} = {}",
                problem.expected, key.name, key.example
            );
        }
        self.report(problem);
    }

    pub fn truth(&mut self, fields: Fields<'_>, name: &str) -> Option<bool> {
        let (key, node) = fields.get(name)?;
        match node.value {
            Value::Truth(truth) => Some(truth),
            _ => {
                self.wrong_kind(key, node);
                None
            }
        }
    }

    /// A whole number in the range of its key.
    pub fn whole(&mut self, fields: Fields<'_>, name: &str) -> Option<At<i64>> {
        let (key, node) = fields.get(name)?;
        match (&node.value, key.kind) {
            (Value::Whole(Some(number)), Kind::Whole(least, most))
                if (least..=most).contains(number) =>
            {
                Some(At::new(*number, node.span))
            }
            _ => {
                self.wrong_kind(key, node);
                if let (Value::Whole(_), Some(problem)) = (&node.value, self.problems.last_mut()) {
                    problem.message = format!("`{name}` out of range");
                }
                None
            }
        }
    }

    /// A number in the range of its key.
    pub fn number(&mut self, fields: Fields<'_>, name: &str) -> Option<At<f64>> {
        let (key, node) = fields.get(name)?;
        let number = match node.value {
            Value::Number(number) => number,
            Value::Whole(Some(number)) => number as f64,
            _ => f64::NAN,
        };
        match key.kind {
            Kind::Number(least, most) if number > least && number < most => {
                Some(At::new(number, node.span))
            }
            _ => {
                self.wrong_kind(key, node);
                None
            }
        }
    }

    pub fn time(&mut self, fields: Fields<'_>, name: &str) -> Option<At<Time>> {
        self.parsed(fields, name, Time::parse)
    }

    /// A length of time above 0.
    pub fn duration(&mut self, fields: Fields<'_>, name: &str) -> Option<At<Time>> {
        self.parsed(fields, name, |text| {
            let time = Time::parse(text)?;
            if time <= Time::ZERO {
                let expected = "a length of time longer than 0";
                return Err(Slip::new(
                    text,
                    Span::new(0, text.len()),
                    "no length of time",
                    expected,
                ));
            }
            Ok(time)
        })
    }

    /// A share in percent, as a fraction.
    pub fn share(&mut self, fields: Fields<'_>, name: &str) -> Option<At<f64>> {
        self.parsed(fields, name, |text| {
            let quantity = Quantity::parse(text)?;
            let whole = Span::new(0, text.len());
            let expected = "a share above 0 % and at most 300 %";
            match quantity.in_unit(&Unit::ONE) {
                Some(share) if text.contains('%') && share > 0.0 && share <= 3.0 => Ok(share),
                Some(_) if text.contains('%') => {
                    Err(Slip::new(text, whole, "share out of range", expected))
                }
                _ => Err(Slip::new(text, whole, "not a share", expected)),
            }
        })
    }

    /// A physical quantity in the range and in the unit of its key.
    pub fn ranged(&mut self, fields: Fields<'_>, name: &str) -> Option<At<f64>> {
        let (key, node) = fields.get(name)?;
        let Kind::Quantity(range) = key.kind else {
            return None;
        };
        self.parsed_of(key, node, |text| {
            let unit = crate::quantity::parse_unit(range.unit)?;
            let quantity = Quantity::parse_in(text, &unit)?;
            let whole = Span::new(0, text.len());
            let expected = format!(
                "{} from {} to {} {}",
                range.what, range.least, range.most, range.unit
            );
            match quantity.in_unit(&unit) {
                Some(value) if value >= range.least && value <= range.most => Ok(value),
                Some(_) => Err(Slip::new(text, whole, "out of range", expected)),
                None => Err(Slip::new(text, whole, "wrong unit", expected)),
            }
        })
    }

    /// One of the words of its key.
    pub fn choice(&mut self, fields: Fields<'_>, name: &str) -> Option<At<&'static str>> {
        let (key, node) = fields.get(name)?;
        let Kind::Choice(words) = key.kind else {
            return None;
        };
        let text = self.text_of(key, node)?.trim().to_lowercase();
        match words.iter().find(|word| **word == text) {
            Some(word) => Some(At::new(*word, node.span)),
            None => {
                let problem = Problem::error(node.span, format!("unknown word for `{name}`"))
                    .found(node.describe())
                    .expected(format!("one of {}", list(words.iter().copied())))
                    .nearest(nearest(&text, words.iter().copied()));
                self.report(problem);
                None
            }
        }
    }

    /// Says that a name is the name of nothing.
    pub fn unknown_name(
        &mut self,
        what: &str,
        name: &str,
        span: Span,
        names: &[&str],
    ) -> &mut Problem {
        let shown = crate::document::shorten(name);
        let problem = Problem::error(span, format!("unknown {what} `{shown}`"))
            .found(format!("`{shown}`"))
            .expected(format!(
                "{}: {}",
                with_article(what),
                list(of_its_part(name, names.iter().copied()))
            ))
            .nearest(nearest(name, names.iter().copied()));
        self.problems.push(problem);
        let last = self.problems.len() - 1;
        &mut self.problems[last]
    }
}

/// "a drug", "an examination".
fn with_article(noun: &str) -> String {
    match noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        true => format!("an {noun}"),
        false => format!("a {noun}"),
    }
}
