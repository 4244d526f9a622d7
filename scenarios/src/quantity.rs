//! A number with its unit, as a person writes it.

use physiology::unit::{Unit, UnitError};

use crate::problem::Slip;
use crate::span::Span;

/// A number with its unit.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// The number, in `unit`; finite.
    pub value: f64,
    /// The unit.
    pub unit: Unit,
    /// As it was written.
    pub text: String,
}

/// A number to so many significant digits.
pub(crate) fn significant(value: f64, digits: i32) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let factor = 10_f64.powi(digits - 1 - value.abs().log10().floor() as i32);
    (value * factor).round() / factor
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value && self.unit == other.unit
    }
}

impl Quantity {
    /// Reads "70 mg/dL"; a number alone is dimensionless only where `1` is written as its unit.
    pub fn parse(text: &str) -> Result<Self, Slip> {
        let (value, rest) = split_number(text)?;
        let unit_text = text[rest..].trim();
        if unit_text.is_empty() {
            let end = Span::new(0, text.len());
            return Err(Slip::new(
                text,
                end,
                "number without a unit",
                "a unit after the number",
            ));
        }
        let start = text.len() - text[rest..].trim_start().len();
        let unit = parse_unit(unit_text).map_err(|slip| shift(slip, start))?;
        Ok(Self {
            value,
            unit,
            text: text.trim().to_string(),
        })
    }

    /// Reads a number that needs no unit where `unit` is that of pure numbers.
    pub fn parse_in(text: &str, unit: &Unit) -> Result<Self, Slip> {
        if *unit == Unit::ONE
            && let Ok((value, end)) = split_number(text)
            && text[end..].trim().is_empty()
        {
            return Ok(Self {
                value,
                unit: Unit::ONE,
                text: text.trim().to_string(),
            });
        }
        Self::parse(text)
    }

    /// The number in another unit; `None` where that unit measures something else.
    pub fn in_unit(&self, unit: &Unit) -> Option<f64> {
        self.unit.convert(self.value, unit)
    }
}

/// Reads the number that a text begins with; also gives where the rest begins.
pub fn split_number(text: &str) -> Result<(f64, usize), Slip> {
    let start = text.len() - text.trim_start().len();
    let length = number_length(&text[start..]);
    let end = start + length;
    let expected = "a number such as 4.5";
    if length == 0 {
        let stop = text.len();
        return Err(Slip::new(
            text,
            Span::new(start, stop),
            "no number",
            expected,
        ));
    }
    let span = Span::new(start, end);
    if text[end..].starts_with(',') {
        let slip = Slip::new(
            text,
            Span::new(start, text.len()),
            "comma in a number",
            expected,
        );
        return Err(slip.help("write decimals with a point: 1.5"));
    }
    match text[start..end].parse::<f64>() {
        Ok(value) if value.is_finite() => Ok((value, end)),
        Ok(_) => Err(Slip::new(
            text,
            span,
            "number too large",
            "a number below 1e308",
        )),
        Err(_) => Err(Slip::new(text, span, "not a number", expected)),
    }
}

/// How many bytes at the start of `text` are one decimal number, sign included.
pub(crate) fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = digits(sign);
    let mut end = sign + whole;
    // `70..180` is a range: its first point belongs to no number.
    let point = bytes.get(end) == Some(&b'.') && bytes.get(end + 1) != Some(&b'.');
    let decimals = if point { digits(end + 1) } else { 0 };
    if whole + decimals == 0 {
        return 0;
    }
    if decimals > 0 {
        end += 1 + decimals;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let power = digits(end + 1 + sign);
        if power > 0 {
            end += 1 + sign + power;
        }
    }
    end
}

/// Reads a unit as a person writes it, or says which part of it is unknown.
pub fn parse_unit(text: &str) -> Result<Unit, Slip> {
    Unit::parse_friendly(text).map_err(|error| {
        let UnitError {
            found,
            at,
            expected,
            nearest,
        } = error;
        let span = Span::new(at.min(text.len()), (at + found.len()).min(text.len()));
        Slip::new(text, span, "unknown unit", expected).nearest(nearest)
    })
}

/// The same slip, `by` bytes further on.
pub(crate) fn shift(mut slip: Slip, by: usize) -> Slip {
    slip.span = Span::new(slip.span.start + by, slip.span.end + by);
    slip
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_a_number_and_a_unit() {
        let dose = Quantity::parse(" 4.5 U").unwrap();
        assert_eq!(dose.value, 4.5);
        assert_eq!(dose.unit, Unit::INTERNATIONAL);
        assert_eq!(dose.text, "4.5 U");
        assert_eq!(Quantity::parse("1e-3 g").unwrap().value, 1e-3);
        assert_eq!(Quantity::parse("5g").unwrap().value, 5.0);
    }

    #[test]
    fn slips_are_placed() {
        let at = |text: &str| Quantity::parse(text).unwrap_err().span;
        assert_eq!(at("4.5 mq"), Span::new(4, 6));
        assert_eq!(at("4.5"), Span::new(0, 3));
        assert_eq!(at("four U"), Span::new(0, 6));
        assert_eq!(at("1e999 g"), Span::new(0, 5));
        assert!(Quantity::parse("1,5 g").unwrap_err().help.is_some());
        assert!(Quantity::parse("").is_err());
        assert!(Quantity::parse("NaN g").is_err());
    }
}
