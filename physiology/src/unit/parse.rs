//! Reading a UCUM expression, and saying where and why one cannot be read.

use std::fmt;

use super::atoms::{ALIASES, lookup, nearest};
use super::{DIMS, Unit};

/// Why a text is not a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitError {
    /// The piece of text that could not be read; empty at the end of the text.
    pub found: String,
    /// Where it starts, in bytes from the start of the text.
    pub at: usize,
    /// What would have been accepted there.
    pub expected: &'static str,
    /// The known unit with the nearest spelling, where one is close enough to be a slip.
    pub nearest: Option<String>,
}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.found.as_str() {
            "" => write!(f, "expected {} at the end", self.expected)?,
            found => write!(
                f,
                "expected {}, found `{found}` at byte {}",
                self.expected, self.at
            )?,
        }
        match &self.nearest {
            Some(known) => write!(f, "; did you mean `{known}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnitError {}

/// Parentheses deeper than this are refused, so that no text can exhaust the stack.
const MAX_DEPTH: u32 = 16;

/// Exponents beyond this size are refused (a doubled exponent must fit in an `i8`).
const MAX_EXPONENT: i64 = 20;

pub(super) fn parse(text: &str, friendly: bool) -> Result<Unit, UnitError> {
    let mut reader = Reader {
        text,
        at: 0,
        friendly,
        depth: 0,
    };
    let unit = reader.term()?;
    match reader.peek() {
        None => Ok(unit),
        Some(_) => Err(reader.error("`.`, `/` or the end")),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    friendly: bool,
    depth: u32,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// The next character; in friendly mode spaces between tokens are passed over.
    fn peek(&mut self) -> Option<char> {
        if self.friendly {
            self.at += self.rest().len() - self.rest().trim_start().len();
        }
        self.rest().chars().next()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let there = self.peek() == Some(wanted);
        if there {
            self.at += wanted.len_utf8();
        }
        there
    }

    /// Takes characters while `keep` holds.
    fn take(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !keep(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// An error at the present position, quoting what stands there up to the next operator.
    fn error(&self, expected: &'static str) -> UnitError {
        let rest = self.rest();
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest
            .char_indices()
            .find(|(i, c)| *i >= first && "./(){}".contains(*c))
            .map_or(rest.len(), |(i, _)| i);
        UnitError {
            found: rest[..end].to_string(),
            at: self.at,
            expected,
            nearest: None,
        }
    }

    /// `['/'] component { ('.' | '/') component }`, left to right: `a/b.c` is `(a/b).c`.
    fn term(&mut self) -> Result<Unit, UnitError> {
        let mut unit = if self.eat('/') {
            self.component()?.inverse()
        } else {
            self.component()?
        };
        loop {
            let before = self.at;
            let product = self.eat('.') || self.friendly && (self.eat('*') || self.eat('·'));
            let next = |r: &mut Self| r.component();
            unit = match product {
                true => unit.mul(next(self)?),
                false if self.eat('/') => unit.div(next(self)?),
                false => return Ok(unit),
            };
            // Exponents saturate in a product; refuse long before that can happen.
            if unit
                .dims()
                .iter()
                .any(|e| i64::from(*e).abs() > 2 * MAX_EXPONENT)
            {
                self.at = before;
                return Err(self.error("a total exponent of at most 20"));
            }
        }
    }

    /// A parenthesis, a number, an annotation, or a name with an exponent; then any annotation.
    fn component(&mut self) -> Result<Unit, UnitError> {
        let unit = match self.peek() {
            Some('(') => {
                if self.depth >= MAX_DEPTH {
                    return Err(self.error("fewer parentheses"));
                }
                self.at += 1;
                self.depth += 1;
                let inner = self.term()?;
                self.depth -= 1;
                if !self.eat(')') {
                    return Err(self.error("`)`"));
                }
                inner
            }
            Some('{') => Unit::ONE,
            Some(c) if c.is_ascii_digit() => self.number()?,
            Some(c) if !"./)}+-".contains(c) && !c.is_whitespace() => self.named()?,
            _ => return Err(self.error("a unit")),
        };
        if self.rest().starts_with('{') {
            let Some(end) = self.rest().find('}') else {
                return Err(self.error("an annotation closed by `}`"));
            };
            self.at += end + 1;
        }
        Ok(unit)
    }

    /// A positive integer (`1`, `100`) or a power of ten (`10*3`, `10*-6`, `10^3`).
    ///
    /// UCUM's grammar reads `1.73` as 1 times 73; it is refused here, since no one means that.
    fn number(&mut self) -> Result<Unit, UnitError> {
        let start = self.at;
        let digits = self.take(|c| c.is_ascii_digit());
        if digits == "10" && (self.rest().starts_with('*') || self.rest().starts_with('^')) {
            let star = self.at;
            self.at += 1;
            match self.exponent(300)? {
                Some(n) => return Ok(Unit::ONE.scaled(power_of_ten(n))),
                // `10*` alone is the number ten; in friendly mode `10*mg` is a product.
                None if self.friendly && !self.rest().is_empty() => self.at = star,
                None => return Ok(Unit::ONE.scaled(10.0)),
            }
        }
        let decimal = self
            .rest()
            .strip_prefix('.')
            .is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()));
        match digits.parse::<f64>() {
            Ok(n) if !decimal && n > 0.0 && n < 1e15 => Ok(Unit::ONE.scaled(n)),
            _ => {
                self.at = start;
                Err(self.error("a whole number from 1 to 1e15"))
            }
        }
    }

    /// A signed integer exponent of size at most `limit`, if one stands here.
    fn exponent(&mut self, limit: i64) -> Result<Option<i32>, UnitError> {
        let start = self.at;
        let sign = self.rest().starts_with(['+', '-']);
        self.at += usize::from(sign);
        let digits = self.take(|c| c.is_ascii_digit());
        let whole = &self.text[start..self.at];
        if digits.is_empty() && !sign {
            return Ok(None);
        }
        // The range is checked before narrowing, so the cast is exact.
        match whole.parse::<i64>() {
            Ok(n) if n.abs() <= limit => Ok(Some(n as i32)),
            _ => {
                self.at = start;
                Err(self.error("an integer exponent of moderate size"))
            }
        }
    }

    /// A unit name (prefix and atom, or an alias) with an optional exponent.
    fn named(&mut self) -> Result<Unit, UnitError> {
        let start = self.at;
        self.name();
        let mut name = &self.text[start..self.at];
        if self.friendly {
            // `m^2` for `m2`
            name = name.strip_suffix('^').unwrap_or(name);
        }
        let mut unit = self.resolve(name).ok_or_else(|| UnitError {
            found: name.to_string(),
            at: start,
            expected: "a known unit",
            nearest: nearest(name, self.friendly),
        })?;
        if let Some(n) = self.exponent(MAX_EXPONENT)? {
            let largest = (0..DIMS)
                .map(|i| i64::from(unit.dims()[i]).abs())
                .max()
                .unwrap_or(0);
            if largest * i64::from(n).abs() > 2 * MAX_EXPONENT {
                self.at = start;
                return Err(self.error("an exponent of at most 20"));
            }
            unit = unit.powi(n);
        }
        Ok(unit)
    }

    /// Passes over a name: anything but operators, digits and spaces, and brackets whole (`[H2O]`).
    /// Digits inside a name occur outside brackets only in the alias `cmH2O`.
    fn name(&mut self) {
        if self.friendly
            && let Some((typed, _)) = ALIASES.iter().find(|(t, _)| {
                t.contains(|c: char| c.is_ascii_digit()) && self.rest().starts_with(t)
            })
        {
            self.at += typed.len();
            return;
        }
        loop {
            self.take(|c| !"./(){}[+-*·".contains(c) && !c.is_ascii_digit() && !c.is_whitespace());
            match self
                .rest()
                .strip_prefix('[')
                .and_then(|inner| inner.find(']'))
            {
                Some(end) => self.at += end + 2,
                None if self.rest().starts_with('[') => {
                    self.at = self.text.len();
                    return;
                }
                None => return,
            }
        }
    }

    fn resolve(&self, name: &str) -> Option<Unit> {
        if self.friendly {
            let micro = name.strip_prefix(['µ', 'μ']).map(|rest| format!("u{rest}"));
            let name = micro.as_deref().unwrap_or(name);
            return match ALIASES.iter().find(|(typed, _)| *typed == name) {
                Some((_, ucum)) => parse(ucum, false).ok(),
                None => lookup(name),
            };
        }
        lookup(name)
    }
}

/// Ten to an integer power, correctly rounded because it is read as decimal text.
fn power_of_ten(n: i32) -> f64 {
    format!("1e{n}").parse().unwrap_or(f64::NAN)
}
