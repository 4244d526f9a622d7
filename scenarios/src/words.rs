//! Results in words: the difference first, in natural frequencies.

use crate::outcome::{Difference, Row, Summary};

/// The same text with a large first letter.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// A value of an outcome with its unit, as people write it.
///
/// Minutes become hours and minutes, from four days on days; shares become per cent, other numbers keep
/// three figures.
pub fn amount(row: &Row, value: f64) -> String {
    if value.is_nan() {
        return "none".to_owned();
    }
    match row.unit.as_str() {
        "min" => duration(value),
        "1" => format!("{} %", number(100.0 * value)),
        // A pure number that is no share, such as an INR.
        "" => number(value),
        unit => format!("{} {unit}", number(value)),
    }
}

/// An end of an interval, whose unit stands before it: "+28.1" of "+28.1 mg/dL".
fn bare(row: &Row, text: String) -> String {
    let unit = match row.unit.as_str() {
        // Hours and minutes stay.
        "min" => return text,
        "1" => "%",
        unit => unit,
    };
    let bare = text.strip_suffix(unit).map(str::trim_end);
    bare.map_or_else(|| text.clone(), str::to_owned)
}

/// A difference with its sign.
pub fn change(row: &Row, value: f64) -> String {
    let text = amount(row, value.abs());
    match value {
        value if value.is_nan() => "none".to_owned(),
        _ if is_nothing(&text) => text,
        value if value < 0.0 => format!("-{text}"),
        _ => format!("+{text}"),
    }
}

fn is_nothing(text: &str) -> bool {
    !text.contains(|digit: char| digit.is_ascii_digit() && digit != '0')
}

/// Hours from which a length of time is said in days.
const DAYS: u64 = 96;

fn duration(minutes: f64) -> String {
    let sign = if minutes < 0.0 { "-" } else { "" };
    let whole = minutes.abs().round() as u64;
    match (whole / 60, whole % 60) {
        (0, _) if minutes.abs() < 10.0 => format!("{sign}{} min", number(minutes.abs())),
        (0, minutes) => format!("{sign}{minutes} min"),
        (hours, _) if hours >= DAYS => format!("{sign}{} d", number(minutes.abs() / 1440.0)),
        (hours, 0) => format!("{sign}{hours} h"),
        (hours, minutes) => format!("{sign}{hours} h {minutes:02} min"),
    }
}

/// Three significant figures, no exponent in the everyday range.
fn number(value: f64) -> String {
    let size = value.abs();
    let decimals = match size {
        _ if size < 5e-4 => return "0".to_owned(),
        _ if size >= 100.0 => 0,
        _ if size >= 10.0 => 1,
        _ if size >= 1.0 => 2,
        _ => 3,
    };
    let text = format!("{value:.decimals$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// One arm's summary: "8 h 05 min (6 h 40 min to 9 h 20 min)" or "23 of 200 twins".
pub fn summary(row: &Row, summary: &Summary) -> String {
    if summary.count == 0 {
        return format!("none of the {} has one", row.who);
    }
    match summary.happened {
        Some(happened) => format!("{happened} of {} {}", summary.count, row.who),
        None if summary.count == 1 => amount(row, summary.centre),
        None => {
            let (low, high) = summary.interval;
            format!(
                "{} ({} to {})",
                amount(row, summary.centre),
                bare(row, amount(row, low)),
                bare(row, amount(row, high))
            )
        }
    }
}

/// A paired difference: "-1 h 05 min (-2 h 10 min to -20 min)".
pub fn difference(row: &Row, difference: &Difference) -> String {
    match difference.count {
        0 => format!("none of the {} has both", row.who),
        1 => change(row, difference.centre),
        _ => {
            let (low, high) = difference.interval;
            format!(
                "{} ({} to {})",
                change(row, difference.centre),
                bare(row, change(row, low)),
                bare(row, change(row, high))
            )
        }
    }
}

/// The judgement, in natural frequencies; empty where the scenario says nothing of what matters.
pub fn verdict(row: &Row, difference: &Difference) -> String {
    let Some(verdict) = difference.verdict else {
        return String::new();
    };
    format!(
        "better in {}, no meaningful difference in {}, worse in {} of {} {}",
        verdict.better, verdict.same, verdict.worse, difference.count, row.who
    )
}

/// The headline: for each arm after the first, its most decided outcome against the first arm.
pub fn headline(rows: &[Row], arms: &[String]) -> Vec<String> {
    let Some(first) = arms.first() else {
        return Vec::new();
    };
    let decided = |difference: &Difference| {
        difference
            .verdict
            .map_or(0, |verdict| verdict.better.max(verdict.worse))
    };
    (1..arms.len())
        .filter_map(|arm| {
            // The first of the most decided, in the order of the file.
            let row = rows
                .iter()
                .filter(|row| row.differences[arm - 1].count > 0)
                .fold(None, |best: Option<&Row>, row| match best {
                    Some(best)
                        if decided(&best.differences[arm - 1])
                            >= decided(&row.differences[arm - 1]) =>
                    {
                        Some(best)
                    }
                    _ => Some(row),
                })?;
            let difference = &row.differences[arm - 1];
            let sentence = if row.is_risk {
                let count = |index: usize| row.arms[index].happened.unwrap_or(0);
                format!(
                    "{} against {first}: {} in {} instead of {} of {} {}",
                    arms[arm],
                    row.label,
                    count(arm),
                    count(0),
                    row.arms[arm].count,
                    row.who,
                )
            } else {
                format!(
                    "{} against {first}: {} {}",
                    arms[arm],
                    row.label,
                    self::difference(row, difference)
                )
            };
            let verdict = verdict(row, difference);
            Some(match verdict.is_empty() {
                true => format!("{sentence}."),
                false => format!("{sentence}; {verdict}."),
            })
        })
        .collect()
}
