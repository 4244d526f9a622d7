//! Numbers with units inside a text, so that each can be moved on its own.

use crate::grammar::Kind;
use crate::quantity::{number_length, parse_unit};
use crate::time::Time;
use physiology::unit::Unit;
use std::ops::Range;

/// A number with its unit, as it stands in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenNumber {
    /// Where the number stands in the text; for a time, number and unit together.
    pub range: Range<usize>,
    /// The number; a time in minutes.
    pub value: f64,
    /// Its unit as written; "min" for a time.
    pub unit: String,
    /// Whether it is a time or a duration that may be written in several units: "1 h 30 min".
    pub is_time: bool,
}

/// The numbers with units in a text of this kind.
pub fn numbers(kind: Kind, text: &str) -> Vec<WrittenNumber> {
    match kind {
        Kind::Time | Kind::Duration | Kind::Times => time(text).into_iter().collect(),
        Kind::Condition | Kind::Outcome => scan(text, true),
        Kind::Quantity(_)
        | Kind::Share
        | Kind::Dose
        | Kind::Rate
        | Kind::Setting
        | Kind::Difference
        | Kind::Concentration
        | Kind::Step
        | Kind::Limits
        | Kind::Span
        | Kind::Equation
        | Kind::People(_)
        | Kind::Sweep => scan(text, false),
        _ => Vec::new(),
    }
}

/// The text with one of its numbers changed; the others, and all else, stay as they were.
pub fn rewrite(text: &str, number: &WrittenNumber, value: f64) -> String {
    let new = match number.is_time {
        true => Time::from_nanoseconds((value * 60e9).round() as i64).to_string(),
        false => plain(value),
    };
    let (before, after) = (&text[..number.range.start], &text[number.range.end..]);
    format!("{before}{new}{after}")
}

/// A number as a person writes it: no more digits than seven, no zeros behind.
pub(super) fn plain(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let digits = (6 - value.abs().log10().floor() as i32).clamp(0, 12) as usize;
    let text = format!("{value:.digits$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

fn time(text: &str) -> Option<WrittenNumber> {
    let time = Time::parse(text).ok()?;
    Some(WrittenNumber {
        range: 0..text.len(),
        value: time.minutes(),
        unit: "min".to_owned(),
        is_time: true,
    })
}

/// Every number that is followed by a unit, or by `..` and another number with one; where
/// moments may stand, these too, of which only expressions know (`1 h 30 min`).
fn scan(text: &str, with_moments: bool) -> Vec<WrittenNumber> {
    let mut found: Vec<WrittenNumber> = Vec::new();
    // Numbers of a range wait for the unit behind its end.
    let mut waiting: Vec<(Range<usize>, f64)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let before = text[..at].chars().next_back();
        let inside = before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '#');
        // In `70..180` the second point of the range does not belong to 180.
        let length = match rest.starts_with('.') || inside {
            true => 0,
            false => number_length(rest),
        };
        let Ok(value) = rest[..length].parse::<f64>() else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let range = at..at + length;
        at += length;
        if text[at..].starts_with("..") {
            waiting.push((range, value));
            continue;
        }
        let behind = &text[at..];
        let unit = behind.trim_start_matches(' ');
        let end = unit
            .find([' ', ',', ')', '<', '>', '='])
            .unwrap_or(unit.len());
        let unit = &unit[..end];
        if unit.is_empty() || parse_unit(unit).is_err() {
            waiting.clear();
            continue;
        }
        let start = at + behind.len() - behind.trim_start_matches(' ').len();
        if with_moments
            && waiting.is_empty()
            && let Some((length, minutes)) = moment(&text[range.start..])
        {
            at = range.start + length;
            found.push(WrittenNumber {
                range: range.start..at,
                value: minutes,
                unit: "min".to_owned(),
                is_time: true,
            });
            continue;
        }
        for (range, value) in waiting.drain(..).chain([(range, value)]) {
            found.push(WrittenNumber {
                range,
                value,
                unit: unit.to_owned(),
                is_time: false,
            });
        }
        at = start + unit.len();
    }
    found
}

/// The longest unit of which times in a scenario are made, in seconds.
const WEEK: f64 = 7.0 * 86_400.0;

/// A time at the start of a text, which may be of several numbers: how many bytes, and minutes.
fn moment(text: &str) -> Option<(usize, f64)> {
    let mut end = 0;
    loop {
        let rest = &text[end..];
        let rest = rest.trim_start_matches(' ');
        let start = text.len() - rest.len();
        let length = number_length(rest);
        let behind = rest[length..].trim_start_matches(' ');
        let unit = behind.find(|c: char| !c.is_ascii_alphabetic());
        let unit = &behind[..unit.unwrap_or(behind.len())];
        let follows = behind[unit.len()..].chars().next();
        let whole = follows.is_none_or(|c| matches!(c, ' ' | ',' | ')' | '<' | '>' | '='));
        // An age is said in years, and stays in years.
        let is_time = parse_unit(unit)
            .ok()
            .and_then(|unit| unit.convert(1.0, &Unit::SECOND))
            .is_some_and(|seconds| seconds <= WEEK);
        if length == 0 || unit.is_empty() || !whole || !is_time {
            break;
        }
        end = text.len() - behind.len() + unit.len();
        if start == end {
            break;
        }
    }
    let time = Time::parse(text.get(..end)?).ok()?;
    Some((end, time.minutes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(kind: Kind, text: &str) -> Vec<(&str, f64, String)> {
        numbers(kind, text)
            .into_iter()
            .map(|number| (&text[number.range.clone()], number.value, number.unit))
            .collect()
    }

    fn of(text: &'static str, value: f64, unit: &str) -> (&'static str, f64, String) {
        (text, value, unit.to_owned())
    }

    #[test]
    fn every_number_with_a_unit_is_found() {
        assert_eq!(found(Kind::Dose, "4.5 U"), [of("4.5", 4.5, "U")]);
        assert_eq!(found(Kind::Dose, "25 mg/kg"), [of("25", 25.0, "mg/kg")]);
        assert_eq!(found(Kind::Rate, "basal"), []);
        assert_eq!(found(Kind::Rate, "45 yr"), [of("45", 45.0, "yr")]);
        assert_eq!(
            found(Kind::Time, "11 h 45 min"),
            [of("11 h 45 min", 705.0, "min")]
        );
        assert_eq!(
            found(
                Kind::Outcome,
                "time(plasma_glucose = 70..180 mg/dL, from 1 h 30 min)"
            ),
            [
                of("70", 70.0, "mg/dL"),
                of("180", 180.0, "mg/dL"),
                of("1 h 30 min", 90.0, "min")
            ]
        );
        assert_eq!(
            found(Kind::Condition, "q2 < 3 and x > 54 mg/dL"),
            [of("54", 54.0, "mg/dL")]
        );
        assert_eq!(
            found(Kind::Difference, "72 min more"),
            [of("72", 72.0, "min")]
        );
        assert_eq!(found(Kind::Difference, "5 % less"), [of("5", 5.0, "%")]);
        assert_eq!(found(Kind::Line, "time in 70-180 mg/dL"), []);
    }

    #[test]
    fn one_number_is_rewritten_and_nothing_else() {
        let text = "risk(plasma_glucose < 70 mg/dL, from 12 h, to 16 h)";
        let all = numbers(Kind::Outcome, text);
        assert_eq!(
            rewrite(text, &all[0], 63.5),
            "risk(plasma_glucose < 63.5 mg/dL, from 12 h, to 16 h)"
        );
        assert_eq!(
            rewrite(text, &all[2], 975.0),
            "risk(plasma_glucose < 70 mg/dL, from 12 h, to 16 h 15 min)"
        );
    }

    #[test]
    fn numbers_are_written_as_people_do() {
        for (value, text) in [
            (4.5, "4.5"),
            (0.1 + 0.2, "0.3"),
            (1200.0, "1200"),
            (0.0211, "0.0211"),
            (-3.0, "-3"),
            (0.0, "0"),
        ] {
            assert_eq!(plain(value), text);
        }
    }
}
