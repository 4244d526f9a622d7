//! Reads what a goal asks: `given(epinephrine, route = im, dose = 0.3..0.5 mg) and spo2 > 92 %`.

use super::amount::{amount_in, rate_in};
use crate::condition::{ConditionKind, conditions};
use crate::expression::{Expression, Kind};
use crate::file::{Deed, Done, Limit, LimitOf, Per, Test};
use crate::known::{Known, KnownDrug};
use crate::live::EXAMINATIONS;
use crate::nearest::{list, nearest};
use crate::problem::Slip;
use crate::quantity::{Quantity, shift, split_number};
use crate::span::Span;
use physiology::unit::Unit;

/// Deeds that a goal may ask for, by their words.
const DEEDS: [(&str, Done); 7] = [
    ("given", Done::Given),
    ("stopped", Done::Stopped),
    ("said", Done::Said),
    ("asked", Done::Asked),
    ("examined", Done::Examined),
    ("set", Done::Set),
    ("done", Done::Procedure),
];

/// Reads what a goal asks; every slip is reported.
pub(super) fn test(text: &str, known: &Known) -> Result<Test, Vec<Slip>> {
    let has_deed = DEEDS.iter().any(|(word, _)| begins(text, word));
    if !has_deed {
        return condition(text, known);
    }
    for (word, join) in [
        ("or", Test::Any as fn(Vec<Test>) -> Test),
        ("and", Test::All as fn(Vec<Test>) -> Test),
    ] {
        let pieces = split(text, word);
        if pieces.len() < 2 {
            continue;
        }
        let (mut tests, mut slips) = (Vec::new(), Vec::new());
        for (at, piece) in pieces {
            match test(piece, known) {
                Ok(one) => tests.push(one),
                Err(wrong) => slips.extend(wrong.into_iter().map(|slip| shift(slip, at))),
            }
        }
        return match slips.is_empty() {
            true => Ok(join(tests)),
            false => Err(slips),
        };
    }
    deed(text, known).map(Test::Deed).map_err(|slip| vec![slip])
}

/// Whether a deed stands somewhere in the text.
fn begins(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let apart = before.is_none_or(|c| !c.is_alphanumeric() && c != '_');
        apart && text[at + word.len()..].trim_start().starts_with('(')
    })
}

/// The pieces between a word that stands alone and outside of brackets, with their places.
fn split<'t>(text: &'t str, word: &str) -> Vec<(usize, &'t str)> {
    let (mut depth, mut start, mut pieces) = (0_i32, 0, Vec::new());
    let padded = format!(" {word} ");
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 && at >= start && text[at..].starts_with(&padded) {
            pieces.push((start, &text[start..at]));
            start = at + padded.len();
        }
    }
    pieces.push((start, &text[start..]));
    pieces
}

fn condition(text: &str, known: &Known) -> Result<Test, Vec<Slip>> {
    let expression = Expression::parse(text, known)?;
    let whole = Span::new(0, text.len());
    let expected = "a condition on present values, or a deed such as given(epinephrine)";
    if expression.kind() != Kind::Condition {
        return Err(vec![Slip::new(text, whole, "not a condition", expected)]);
    }
    if expression.looks_beyond_now() {
        let message = "a condition that looks beyond the present";
        return Err(vec![Slip::new(text, whole, message, expected)]);
    }
    Ok(Test::Holds(expression))
}

fn deed(text: &str, known: &Known) -> Result<Deed, Slip> {
    let whole = Span::new(0, text.len());
    let names = || DEEDS.iter().map(|(word, _)| *word);
    let expected = "a deed such as given(epinephrine, route = im, dose = 0.3..0.5 mg)";
    let inside = text
        .trim_end()
        .strip_suffix(')')
        .and_then(|rest| rest.split_once('('));
    let Some((word, inside)) = inside else {
        return Err(Slip::new(
            text,
            whole,
            "a deed without its brackets",
            expected,
        ));
    };
    let Some((_, done)) = DEEDS.iter().find(|(known, _)| *known == word.trim()) else {
        let expected = format!("one of {}", list(names()));
        let slip = Slip::new(text, Span::new(0, word.len()), "no such deed", expected);
        return Err(slip.nearest(nearest(word.trim(), names())));
    };
    let start = word.len() + 1;
    let mut pieces = inside.split(',').scan(start, |at, piece| {
        let here = *at;
        *at += piece.len() + 1;
        Some((here, piece))
    });
    let (at, what) = pieces.next().unwrap_or((start, ""));
    let place = Span::new(at, at + what.len());
    let what = what.trim().trim_matches('"').to_owned();
    if what.is_empty() {
        return Err(Slip::new(text, place, "a deed of nothing", expected));
    }
    let drug = known.drug(&what);
    let insult = super::befalls(&what);
    if *done == Done::Given && drug.is_none() || *done == Done::Stopped && drug.is_none() && !insult
    {
        let drugs = || known.drugs.iter().map(|drug| drug.name.as_str());
        let slip = Slip::new(
            text,
            place,
            "unknown drug",
            "the name of a drug, a fluid or a meal",
        );
        let so = known.also_called(&what).map(str::to_owned);
        return Err(slip.nearest(so.or_else(|| nearest(&what, drugs()))));
    }
    if *done == Done::Procedure {
        let of_kind = conditions()
            .iter()
            .filter(|known| known.kind == ConditionKind::Procedure);
        let names: Vec<&str> = of_kind.map(|known| known.name.as_str()).collect();
        if !names.contains(&what.as_str()) {
            let expected = format!("a procedure: {}", list(names.iter().copied()));
            let slip = Slip::new(text, place, "unknown procedure", expected);
            return Err(slip.nearest(nearest(&what, names)));
        }
    }
    if *done == Done::Examined {
        let names = EXAMINATIONS.map(|known| known.name);
        if !names.contains(&what.as_str()) {
            let expected = format!("an examination: {}", list(names));
            let slip = Slip::new(text, place, "unknown examination", expected);
            return Err(slip.nearest(nearest(&what, names)));
        }
    }
    let parameters = || {
        known
            .parameters
            .iter()
            .map(|p| format!("{}.{}", p.part, p.name))
    };
    if *done == Done::Set && !parameters().any(|name| name == what) {
        let expected = "a parameter as PART.PARAMETER, such as oxygen_device.flow";
        let slip = Slip::new(text, place, "unknown parameter", expected);
        let names: Vec<String> = parameters().collect();
        return Err(slip.nearest(nearest(&what, names.iter().map(String::as_str))));
    }
    let mut deed = Deed {
        done: *done,
        what,
        route: None,
        limits: Vec::new(),
    };
    for (at, piece) in pieces {
        let place = Span::new(at, at + piece.len());
        let named = drug.filter(|_| *done == Done::Given);
        match named {
            Some(drug) => narrow(&mut deed, drug, piece).map_err(|slip| {
                shift(
                    Slip {
                        span: slip.span,
                        ..slip
                    },
                    at,
                )
            })?,
            None => {
                let message = "only what is given has limits";
                return Err(Slip::new(text, place, message, "one name in the brackets"));
            }
        }
    }
    Ok(deed)
}

/// One limit: `route = im`, `dose = 0.3..0.5 mg`, `dose > 0.1 mg`, `rate > 0 ug/min`, `total >= 1 L`.
fn narrow(deed: &mut Deed, drug: &KnownDrug, piece: &str) -> Result<(), Slip> {
    let whole = Span::new(0, piece.len());
    let expected =
        "`route = im`, or `dose`, `rate` or `total` with a limit, such as dose = 0.3..0.5 mg";
    let Some(sign) = piece.find(['=', '<', '>']) else {
        return Err(Slip::new(piece, whole, "not a limit", expected));
    };
    let name = piece[..sign].trim();
    let length = if piece[sign + 1..].starts_with('=') {
        2
    } else {
        1
    };
    let (operator, value) = (&piece[sign..sign + length], &piece[sign + length..]);
    let at = sign + length;
    let place = Span::new(at, piece.len());
    if name == "route" && operator == "=" {
        let route = value.trim().trim_matches('"');
        if !drug.routes.iter().any(|known| known == route) {
            let routes = || drug.routes.iter().map(String::as_str);
            let expected = format!("a route of {}: {}", drug.name, list(routes()));
            let slip = Slip::new(piece, place, "unknown route", expected);
            return Err(slip.nearest(nearest(route, routes())));
        }
        deed.route = Some(route.to_owned());
        return Ok(());
    }
    let of = match name {
        "dose" => LimitOf::Dose,
        "rate" => LimitOf::Rate,
        "total" => LimitOf::Total,
        _ => {
            let names = ["route", "dose", "rate", "total"];
            let slip = Slip::new(piece, Span::new(0, sign), "no such limit", expected);
            return Err(slip.nearest(nearest(name, names)));
        }
    };
    let amount = |text: &str| measured(text, of, drug).map_err(|slip| shift(slip, at));
    let (least, most, is_strict) = match operator {
        "=" => {
            let Some((least, most)) = value.split_once("..") else {
                let expected = "a range such as 0.3..0.5 mg, or < or >";
                return Err(Slip::new(piece, place, "not a range", expected));
            };
            let (_, end) = split_number(most).map_err(|slip| shift(slip, at + least.len() + 2))?;
            let first = format!("{least}{}", &most[end..]);
            (Some(amount(&first)?), Some(amount(most)?), false)
        }
        ">" | ">=" => (Some(amount(value)?), None, operator == ">"),
        "<" | "<=" => (None, Some(amount(value)?), operator == "<"),
        _ => return Err(Slip::new(piece, whole, "not a limit", expected)),
    };
    let (unit, per) = least
        .or(most)
        .map_or((Unit::ONE, Per::Patient), |(_, unit, per)| (unit, per));
    deed.limits.push(Limit {
        of,
        least: least.map_or(f64::NEG_INFINITY, |(value, ..)| value),
        most: most.map_or(f64::INFINITY, |(value, ..)| value),
        is_strict,
        unit,
        per,
    });
    Ok(())
}

fn measured(text: &str, of: LimitOf, drug: &KnownDrug) -> Result<(f64, Unit, Per), Slip> {
    let quantity = Quantity::parse(text)?;
    let found = match of {
        LimitOf::Rate => rate_in(&quantity, &drug.units),
        LimitOf::Dose | LimitOf::Total => amount_in(&quantity, &drug.units),
    };
    found.ok_or_else(|| {
        let example = match of {
            LimitOf::Rate => format!(
                "an amount of {} per time, such as {}/h",
                drug.name, drug.example
            ),
            _ => format!("an amount of {}, such as {}", drug.name, drug.example),
        };
        Slip::new(text, Span::new(0, text.len()), "wrong unit", example)
    })
}
