//! Results in words: the difference first, in natural frequencies.

use crate::outcome::{Difference, Row, Summary, Verdict};

/// The same text with a large first letter.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// A unit as clinicians write it: `mmHg` of `mm[Hg]`; none of a pure number. Tables for programs keep UCUM.
pub fn unit(ucum: &str) -> String {
    match ucum {
        "1" | "[pH]" => return String::new(),
        "K" | "Cel" => return "\u{b0}C".to_owned(),
        _ => {}
    }
    let printed = [
        ("mm[Hg]", "mmHg"),
        ("cm[H2O]", "cmH2O"),
        ("[iU]", "IU"),
        ("[degF]", "\u{b0}F"),
        ("10*9", "\u{d7}10^9"),
        ("10*", "10^"),
        (".", "\u{b7}"),
    ];
    let printed = printed.iter().fold(ucum.to_owned(), |text, (code, word)| {
        text.replace(code, word)
    });
    micro(&printed)
}

/// Micrograms and micromoles with the letter that a keyboard lacks.
fn micro(unit: &str) -> String {
    let part = |part: &str| match part.strip_prefix('u') {
        Some(rest @ ("g" | "mol" | "L" | "m" | "IU")) => format!("\u{b5}{rest}"),
        _ => part.to_owned(),
    };
    let parts: Vec<String> = unit.split('/').map(part).collect();
    parts.join("/")
}

/// A text that somebody wrote with UCUM units in it, with units as clinicians write them.
pub fn plain_units(text: &str) -> String {
    let text = text.replace("mm[Hg]", "mmHg").replace("cm[H2O]", "cmH2O");
    let mut after_number = false;
    let mut word = |word: &str| {
        let own = word.trim_end_matches([',', ';', ')']);
        let printed = match after_number {
            true => micro(own) + &word[own.len()..],
            false => word.to_owned(),
        };
        after_number = word.ends_with(|last: char| last.is_ascii_digit());
        printed
    };
    let words: Vec<String> = text.split(' ').map(&mut word).collect();
    words.join(" ")
}

/// Parts of a body whose signals say enough without them.
const ORGANS: [&str; 13] = [
    "acid_base",
    "air",
    "chest",
    "circulation",
    "electrolytes",
    "endotoxaemia",
    "endotoxin_organs",
    "gas",
    "illness_scores",
    "inflammation",
    "kidney",
    "septic_organs",
    "survival",
];

/// Who measured what some medicines' numbers are of.
const AUTHORS: [&str; 8] = [
    "beloeil", "buelga", "domino", "hamberg", "marsh", "minto", "schnider", "thomson",
];

/// A quantity's name as people say it: "mean arterial pressure", "SpO2", "plateau pressure" of `chest.plateau_pressure`,
/// "propofol BIS effect (Schnider)" of `propofol_schnider_bis.effect`.
pub fn quantity(name: &str) -> String {
    let (part, signal) = match name.split_once('.') {
        Some((part, signal)) if ORGANS.contains(&part) => ("", signal),
        Some(both) => both,
        None => ("", name),
    };
    let is_year = |word: &str| word.len() == 4 && word.parse::<u16>().is_ok();
    let of_author = |word: &&str| AUTHORS.contains(word) || is_year(word);
    let (whose, own): (Vec<&str>, Vec<&str>) = part.split('_').partition(of_author);
    let words = own.into_iter().chain(signal.split(['_', '.']));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).map(spelled).collect();
    let words = words.join(" ");
    match whose.is_empty() {
        true => words,
        false => format!("{words} ({})", capital(&whose.join(" "))),
    }
}

/// Words that have a spelling of their own.
fn spelled(word: &str) -> &str {
    match word {
        "ph" => "pH",
        "pf" => "P/F",
        "spo2" => "SpO2",
        "fio2" => "FiO2",
        "sofa" => "SOFA",
        "news2" => "NEWS2",
        "ecg" => "ECG",
        "inr" => "INR",
        "bis" => "BIS",
        _ => word,
    }
}

/// A condition as people say it: "SOFA > 1.5", "bicarbonate < 10 mmol/L".
pub fn condition(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let in_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
        let end = match first.is_alphanumeric() {
            true => rest.find(|letter| !in_name(letter)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (word, after) = rest.split_at(end);
        match first.is_alphabetic() {
            true => out.push_str(&quantity(word)),
            false => out.push_str(word),
        }
        rest = after;
    }
    plain_units(&out)
}

/// A value of an outcome with its unit, as people write it.
///
/// Minutes become hours and minutes, from four days on days, no finer than the scenario looks; shares become
/// per cent, other numbers keep three figures.
pub fn amount(row: &Row, value: f64) -> String {
    if value.is_nan() {
        return "none".to_owned();
    }
    match row.unit.as_str() {
        "min" => duration(rounded(value, row.step)),
        _ => measured(row, value),
    }
}

/// A standard error, which may be smaller than a look; empty where there is none.
pub fn error(row: &Row, value: f64) -> String {
    match row.unit.as_str() {
        _ if value.is_nan() => String::new(),
        "min" => duration(value),
        _ => measured(row, value),
    }
}

fn measured(row: &Row, value: f64) -> String {
    match row.unit.as_str() {
        "1" => format!("{} %", number(100.0 * value)),
        // A pure number that is no share, such as an INR.
        "" => number(value),
        // Nobody reads a thermometer finer.
        "Cel" => format!(
            "{} {}",
            number((100.0 * value).round() / 100.0),
            unit("Cel")
        ),
        ucum => format!("{} {}", number(value), unit(ucum)),
    }
}

/// A length of time in whole steps of a look: what is between was not seen.
fn rounded(minutes: f64, step: f64) -> f64 {
    match step > 0.0 {
        true => (minutes / step).round() * step,
        false => minutes,
    }
}

/// An end of an interval, whose unit stands before it: "+28.1" of "+28.1 mg/dL".
pub fn bare(row: &Row, text: String) -> String {
    let printed = match row.unit.as_str() {
        // Hours and minutes stay.
        "min" => return text,
        "1" => "%".to_owned(),
        ucum => unit(ucum),
    };
    let bare = text.strip_suffix(printed.as_str()).map(str::trim_end);
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
        (0, _) if minutes.abs() < 10.0 => {
            let text = number((10.0 * minutes.abs()).round() / 10.0);
            let sign = if text == "0" { "" } else { sign };
            format!("{sign}{text} min")
        }
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
    match difference.verdict {
        None => String::new(),
        Some(_) if difference.count == 0 => String::new(),
        Some(verdict) => judged(verdict, difference.count, row.who),
    }
}

fn judged(verdict: Verdict, of: usize, who: &str) -> String {
    let counts = [
        ("better", verdict.better),
        ("no meaningful difference", verdict.same),
        ("worse", verdict.worse),
    ];
    if of == 1 {
        let only = counts.iter().find(|(_, count)| *count > 0);
        return only.map_or(String::new(), |(word, _)| (*word).to_owned());
    }
    if verdict.same == of {
        return format!("no meaningful difference in any of {of} {who}");
    }
    let counts: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| format!("{word} in {count}"))
        .collect();
    format!("{} of {of} {who}", counts.join(", "))
}

/// What is said of one arm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The arm, by its number.
    pub arm: usize,
    /// A sentence.
    pub text: String,
}

/// The outcome that answers the question, in all arms: the first of the file that says what is meaningful, or
/// the first where none does.
pub fn answering(rows: &[Row]) -> Option<&Row> {
    let judged = rows.iter().find(|row| row.meaningful.is_some());
    judged.or_else(|| rows.first())
}

/// A difference of another outcome is told where it is meaningful in one of so many.
const TOLD: usize = 20;

/// The headline: what the outcome that answers comes to in each arm after the first, against the first; and the
/// most decided of the other outcomes that goes the other way. Of one arm, what it came to.
pub fn headline(rows: &[Row], arms: &[String]) -> Vec<Answer> {
    let (Some(first), Some(row)) = (arms.first(), answering(rows)) else {
        return Vec::new();
    };
    if arms.len() == 1 {
        let text = format!("{}: {}.", row.label, summary(row, &row.arms[0]));
        return vec![Answer { arm: 0, text }];
    }
    (1..arms.len())
        .map(|arm| {
            let mut text = format!("{} against {first}: {}", arms[arm], told(row, arm));
            let verdict = verdict(row, &row.differences[arm - 1]);
            if !verdict.is_empty() {
                text.push_str(&format!("; {verdict}"));
            }
            if let Some(but) = but(rows, row, arm) {
                text.push_str(&format!("; but {but}"));
            }
            text.push('.');
            Answer { arm, text }
        })
        .collect()
}

/// An outcome of an arm against the first: "died in 3 instead of 5 of 24 twins", "peak +21 mg/dL (+17 to +27)".
fn told(row: &Row, arm: usize) -> String {
    match row.is_risk {
        true => format!("{} of {} {}", risk(row, arm), row.arms[arm].count, row.who),
        false => format!(
            "{} {}",
            row.label,
            difference(row, &row.differences[arm - 1])
        ),
    }
}

fn risk(row: &Row, arm: usize) -> String {
    let count = |index: usize| row.arms[index].happened.unwrap_or(0);
    format!("{} in {} instead of {}", row.label, count(arm), count(0))
}

/// What an arm is worse in where the answer is better, or the other way round; either where the answer mostly
/// goes nowhere.
fn but(rows: &[Row], answer: &Row, arm: usize) -> Option<String> {
    let counts = |row: &Row| {
        let verdict = row.differences[arm - 1].verdict;
        verdict.map_or((0, 0), |verdict| (verdict.better, verdict.worse))
    };
    let (better, worse) = counts(answer);
    // An answer that mostly goes nowhere is said more of, whichever way.
    let nowhere = 2 * (better + worse) < answer.differences[arm - 1].count;
    // The first of the most decided, in the order of the file.
    let mut most: Option<(&Row, usize, &str)> = None;
    for row in rows.iter().filter(|row| !std::ptr::eq(*row, answer)) {
        let (own_better, own_worse) = counts(row);
        for (count, way, wanted) in [
            (own_worse, "worse", nowhere || better >= worse),
            (own_better, "better", nowhere || worse >= better),
        ] {
            let enough = count > 0 && count * TOLD >= row.differences[arm - 1].count;
            if wanted && enough && most.is_none_or(|(_, most, _)| count > most) {
                most = Some((row, count, way));
            }
        }
    }
    let (row, count, way) = most?;
    let of = row.differences[arm - 1].count;
    let what = match row.is_risk {
        true => risk(row, arm),
        false => format!(
            "{} {}",
            row.label,
            change(row, row.differences[arm - 1].centre)
        ),
    };
    Some(match of {
        1 => format!("{what}, {way}"),
        _ => format!("{what}, {way} in {count}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summed(happened: Option<usize>) -> Summary {
        Summary {
            count: 24,
            centre: 1.0,
            interval: (0.0, 2.0),
            happened,
            mean: 1.0,
            monte_carlo: 0.1,
        }
    }

    fn row(label: &str, centre: f64, less: bool, [better, same, worse]: [usize; 3]) -> Row {
        Row {
            label: label.to_owned(),
            expression: String::new(),
            unit: "mm[Hg]".to_owned(),
            is_risk: false,
            meaningful: Some("5 mmHg more".to_owned()),
            less_is_better: Some(less),
            arms: vec![summed(None), summed(None)],
            differences: vec![Difference {
                count: 24,
                centre,
                interval: (centre - 1.0, centre + 1.0),
                mean: centre,
                monte_carlo: 0.1,
                verdict: Some(Verdict {
                    better,
                    same,
                    worse,
                }),
            }],
            who: "twins",
            step: 0.0,
        }
    }

    fn said(rows: &[Row]) -> String {
        let arms = ["low".to_owned(), "high".to_owned()];
        headline(rows, &arms).remove(0).text
    }

    /// Each arm was judged on the outcome that was most decided in it, so that PEEP 20 was "better in 60 of 60" by
    /// oxygen in blood while less oxygen reached the body.
    #[test]
    fn one_outcome_speaks_for_all_arms_and_what_goes_the_other_way_is_told() {
        let rows = [
            row("oxygen in blood", 40.0, false, [19, 5, 0]),
            row("flow", -0.5, false, [0, 10, 14]),
            row("plateau", 4.3, true, [0, 0, 24]),
            row("lactate", -4.0, true, [24, 0, 0]),
        ];
        assert_eq!(
            said(&rows),
            "high against low: oxygen in blood +40 mmHg (+39 to +41); better in 19, no meaningful difference in 5 \
             of 24 twins; but plateau +4.3 mmHg, worse in 24."
        );
    }

    #[test]
    fn where_nothing_differs_it_is_said_plainly() {
        let rows = [row("creatinine", 0.2, true, [0, 24, 0])];
        assert_eq!(
            said(&rows),
            "high against low: creatinine +0.2 mmHg (-0.8 to +1.2); no meaningful difference in any of 24 twins."
        );
        let rows = [
            row("creatinine", 0.2, true, [0, 24, 0]),
            row("chloride", 8.0, true, [0, 0, 24]),
            row("pH", 8.0, true, [0, 23, 1]),
        ];
        assert!(said(&rows).ends_with("; but chloride +8 mmHg, worse in 24."));
        // Mostly nothing: a peak that is worse in all was left untold because four were worse in the answer too.
        let rows = [
            row("time in range", -20.0, false, [0, 20, 4]),
            row("peak", 60.0, true, [0, 0, 24]),
        ];
        assert!(said(&rows).ends_with("worse in 4 of 24 twins; but peak +60 mmHg, worse in 24."));
    }

    /// What is measured but not judged answered the question where it stood before what is judged.
    #[test]
    fn the_first_outcome_that_says_what_matters_answers() {
        let mut first = row("seen", 1.0, true, [0, 24, 0]);
        first.meaningful = None;
        let rows = [first, row("asked", 1.0, true, [0, 24, 0])];
        assert!(said(&rows).contains(": asked "));
        assert!(said(&rows[..1]).contains(": seen "));
    }

    #[test]
    fn names_and_conditions_are_for_people() {
        for (name, said) in [
            ("theophylline.concentration", "theophylline concentration"),
            ("spo2", "SpO2"),
            ("pf_ratio", "P/F ratio"),
            ("chest.plateau_pressure", "plateau pressure"),
            (
                "propofol_schnider_bis.effect",
                "propofol BIS effect (Schnider)",
            ),
            (
                "warfarin_hamberg_2010_clotting.inr",
                "warfarin clotting INR (Hamberg 2010)",
            ),
        ] {
            assert_eq!(quantity(name), said);
        }
        for (text, said) in [
            ("sofa > 1.5", "SOFA > 1.5"),
            (
                "mean_arterial_pressure < 65 mm[Hg] and bicarbonate < 10 mmol/L",
                "mean arterial pressure < 65 mmHg and bicarbonate < 10 mmol/L",
            ),
            (
                "plasma_glucose = 70..180 mg/dL",
                "plasma glucose = 70..180 mg/dL",
            ),
        ] {
            assert_eq!(condition(text), said);
        }
    }

    #[test]
    fn units_are_as_clinicians_write_them() {
        let printed = [
            "mm[Hg]",
            "cm[H2O]",
            "Cel",
            "10*9/L",
            "ug/kg/min",
            "1",
            "mg.h/L",
            "umol/L",
        ]
        .map(unit);
        let wanted = [
            "mmHg",
            "cmH2O",
            "\u{b0}C",
            "\u{d7}10^9/L",
            "\u{b5}g/kg/min",
            "",
            "mg\u{b7}h/L",
            "\u{b5}mol/L",
        ];
        assert_eq!(printed, wanted);
        assert_eq!(
            plain_units("Norepinephrine 0.05 ug/kg/min (while pressure < 65 mm[Hg], ug)"),
            "Norepinephrine 0.05 \u{b5}g/kg/min (while pressure < 65 mmHg, ug)"
        );
        let warm = Row {
            unit: "Cel".to_owned(),
            ..row("temperature", -0.257, true, [15, 9, 0])
        };
        assert_eq!(
            difference(
                &warm,
                &Difference {
                    interval: (-0.377, -0.148),
                    ..warm.differences[0].clone()
                }
            ),
            "-0.26 \u{b0}C (-0.38 to -0.15)"
        );
    }

    /// "-0.619 min (-13 h 50 min to +13 min)" was said of a scenario that looks every half hour.
    #[test]
    fn times_are_no_finer_than_the_looks() {
        let time = Row {
            unit: "min".to_owned(),
            step: 30.0,
            ..row("hours", -0.619, false, [0, 24, 0])
        };
        let seen = Difference {
            interval: (-830.0, 13.0),
            ..time.differences[0].clone()
        };
        assert_eq!(difference(&time, &seen), "0 min (-14 h to 0 min)");
        let fine = Row {
            step: 1.0 / 6.0,
            ..time
        };
        assert_eq!(amount(&fine, 7.51), "7.5 min");
        assert_eq!(amount(&fine, -0.028), "0 min");
    }
}
