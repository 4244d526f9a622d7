//! Times and durations, in whole nanoseconds from now.

use std::fmt;

use physiology::unit::Unit;

use crate::problem::Slip;
use crate::quantity::{parse_unit, shift, split_number};
use crate::span::Span;

/// A time or a duration in whole nanoseconds; 0 is now, the past is negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

const SECOND: i64 = 1_000_000_000;

impl Time {
    /// Now.
    pub const ZERO: Time = Time(0);
    /// The longest time that a scenario may speak of: 100 years of 365.25 days.
    pub const LONGEST: Time = Time(36_525 * 86_400 * SECOND);

    /// That many nanoseconds.
    pub const fn from_nanoseconds(nanoseconds: i64) -> Self {
        Time(nanoseconds)
    }

    /// That many minutes.
    pub const fn from_minutes(minutes: i64) -> Self {
        Time(minutes.saturating_mul(60 * SECOND))
    }

    /// In nanoseconds.
    pub const fn nanoseconds(self) -> i64 {
        self.0
    }

    /// In minutes.
    pub fn minutes(self) -> f64 {
        self.0 as f64 / (60 * SECOND) as f64
    }

    /// In hours.
    pub fn hours(self) -> f64 {
        self.0 as f64 / (3600 * SECOND) as f64
    }

    /// Reads "90 min", "-15 min", "1.5 h" or "1 h 30 min".
    pub fn parse(text: &str) -> Result<Self, Slip> {
        let mut sum = 0.0;
        let mut at = 0;
        let negative = text.trim_start().starts_with('-');
        loop {
            let (value, length) = split_number(&text[at..]).map_err(|slip| shift(slip, at))?;
            let number = Span::new(at, at + length);
            if at > 0 && (value < 0.0 || text[at..].trim_start().starts_with(['+', '-'])) {
                let expected = "one sign, in front of the whole time";
                return Err(Slip::new(text, number, "sign inside a time", expected));
            }
            at += length;
            let blank = text[at..].len() - text[at..].trim_start().len();
            let unit_start = at + blank;
            let unit_length = unit_length(&text[unit_start..]);
            let span = Span::new(unit_start, unit_start + unit_length);
            let expected = "a unit of time: s, min, h, d, wk, mo or yr";
            if unit_length == 0 {
                let whole = Span::new(number.start, text.len());
                return Err(Slip::new(text, whole, "time without a unit", expected));
            }
            let unit =
                parse_unit(&text[span.start..span.end]).map_err(|slip| shift(slip, unit_start))?;
            let Some(seconds) = unit.convert(value, &Unit::SECOND) else {
                return Err(Slip::new(text, span, "not a unit of time", expected));
            };
            sum += if negative { -seconds.abs() } else { seconds };
            at = span.end;
            if text[at..].trim().is_empty() {
                break;
            }
        }
        let nanoseconds = (sum * SECOND as f64).round();
        // Far inside i64, so the cast is exact.
        if nanoseconds.abs() > Time::LONGEST.0 as f64 {
            let whole = Span::new(0, text.len());
            return Err(Slip::new(text, whole, "time too long", "at most 100 yr"));
        }
        Ok(Time(nanoseconds as i64))
    }
}

/// A unit inside a time goes on until a blank or the next number.
fn unit_length(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || c.is_ascii_digit())
        .unwrap_or(text.len())
}

impl fmt::Display for Time {
    /// "1 h 30 min": the way a person writes it, exact to the nanosecond.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.unsigned_abs();
        if rest == 0 {
            return out.write_str("0 h");
        }
        if self.0 < 0 {
            out.write_str("-")?;
        }
        let second = SECOND.unsigned_abs();
        let mut blank = "";
        // Up to two days people count in hours.
        let days = if rest >= 48 * 3600 * second {
            rest / (86_400 * second)
        } else {
            0
        };
        rest -= days * 86_400 * second;
        let hours = rest / (3600 * second);
        rest -= hours * 3600 * second;
        let minutes = rest / (60 * second);
        rest -= minutes * 60 * second;
        for (count, unit) in [(days, "d"), (hours, "h"), (minutes, "min")] {
            if count > 0 {
                write!(out, "{blank}{count} {unit}")?;
                blank = " ";
            }
        }
        if rest > 0 {
            let digits = format!("{}.{:09}", rest / second, rest % second);
            let digits = digits.trim_end_matches('0').trim_end_matches('.');
            write!(out, "{blank}{digits} s")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        let read = |text: &str| Time::parse(text).unwrap().minutes();
        assert_eq!(read("90 min"), 90.0);
        assert_eq!(read("0 h"), 0.0);
        assert_eq!(read("-15 min"), -15.0);
        assert_eq!(read("1.5 h"), 90.0);
        assert_eq!(read("1 h 30 min"), 90.0);
        assert_eq!(read("-1 h 30 min"), -90.0);
        assert_eq!(read("1h30min"), 90.0);
        assert_eq!(read("2 d"), 2880.0);
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "h",
            "5",
            "5 mg",
            "5 fortnights",
            "1 h 30",
            "1 h -5 min",
            "200 yr",
            "1e300 h",
        ] {
            assert!(Time::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_shown_reads_back() {
        for text in [
            "0 h",
            "1 h 30 min",
            "-15 min",
            "3 d",
            "24 h",
            "47 h 1.5 s",
            "3 d 1 h",
        ] {
            let time = Time::parse(text).unwrap();
            assert_eq!(time.to_string(), text);
            assert_eq!(Time::parse(&time.to_string()).unwrap(), time);
        }
    }
}
