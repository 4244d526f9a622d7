//! From the text of a file to a [`Condition`], or to everything that is wrong with it.

use super::grammar::CONDITION;
use super::{Becomes, Change, Condition, ConditionKind, Measure, Severe};
use crate::check::fields::{Checker, Fields};
use crate::document::{Entries, Value};
use crate::expression::{Equation, Fault};
use crate::known::Known;
use crate::medicine::Facts;
use crate::problem::{Problem, Slip};
use crate::quantity::{Quantity, split_number};
use crate::span::Span;
use physiology::unit::Unit;

/// Reads a file; `name` is what it will be called. Every problem is found at once.
pub fn read(name: &str, kind: ConditionKind, text: &[u8]) -> (Option<Condition>, Vec<Problem>) {
    let known: &Known = &crate::catalogue::OF_LIBRARY;
    crate::check::walk(
        text,
        known,
        "a condition or a procedure",
        |checker, root| condition(checker, known, name, kind, root),
    )
}

fn condition(
    checker: &mut Checker<'_>,
    known: &Known,
    name: &str,
    kind: ConditionKind,
    root: &Entries,
) -> Option<Condition> {
    let fields = checker.table(&CONDITION, root, Span::new(0, 0));
    let mut text = |key: &str| checker.text(fields, key).map(|text| text.value);
    let (title, what, source) = (text("title"), text("what"), text("source"));
    let uncertain = texts(checker, fields, "uncertain");
    let ends = texts(checker, fields, "ends");
    let mut minutes = |key: &str| {
        let time = checker.duration(fields, key);
        time.map_or(0.0, |time| time.value.minutes())
    };
    let (onset, recovery) = (minutes("onset"), minutes("recovery"));
    let mut condition = Condition {
        name: name.to_owned(),
        kind,
        title: title?,
        what: what?,
        source: source?,
        uncertain,
        measures: measures(checker, fields),
        changes: Vec::new(),
        onset,
        recovery,
        ends,
    };
    for inner in checker.list(fields, "change") {
        let Some(change) = change(checker, known, inner, &condition.source) else {
            continue;
        };
        condition.changes.push(change);
        // What an example of a person shows is wrong is wrong for everybody.
        if let Err(Fault::Slip(slip)) = condition.befalls(&Severe::default(), &Facts::example()) {
            let key = if inner.has("to") { "to" } else { "times" };
            if let Some((key, node)) = inner.get(key) {
                checker.slip(key, node, slip);
            }
            condition.changes.pop();
        }
    }
    Some(condition)
}

fn texts(checker: &mut Checker<'_>, fields: Fields<'_>, name: &str) -> Vec<String> {
    let Some((key, node)) = fields.get(name) else {
        return Vec::new();
    };
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let text = |item| checker.text_of(key, item).map(str::to_owned);
    items.iter().filter_map(text).collect()
}

fn measures(checker: &mut Checker<'_>, fields: Fields<'_>) -> Vec<Measure> {
    let Some((key, node)) = fields.get("measure") else {
        return Vec::new();
    };
    let (Value::Table(entries), Some(table)) = (&node.value, key.kind.tables()) else {
        checker.wrong_kind(key, node);
        return Vec::new();
    };
    let mut all = Vec::new();
    for (name, node) in &entries.0 {
        let Some(inner) = checker.fields(table, key, node) else {
            continue;
        };
        let within = checker.parsed(inner, "within", |text| {
            let unit = unit_of(text)?;
            ends(text, &unit.0).map(|(least, most)| (least, most, unit))
        });
        let unit = within.as_ref().map_or(Unit::ONE, |within| within.value.2.0);
        let usual = checker.parsed(inner, "usual", |text| number(text, &unit));
        let meaning = checker.text(inner, "meaning");
        let (Some(within), Some(usual), Some(meaning)) = (within, usual, meaning) else {
            continue;
        };
        let (least, most, (unit, unit_text)) = within.value;
        let value = usual.value;
        if !(least..=most).contains(&value) {
            let problem = Problem::error(usual.span, "a usual value outside its range")
                .found(format!("{value} {unit_text}"))
                .expected(format!("from {least} to {most} {unit_text}"));
            checker.report(problem);
            continue;
        }
        all.push(Measure {
            name: name.value.clone(),
            unit,
            unit_text,
            least,
            most,
            usual: value,
            meaning: meaning.value,
        });
    }
    all
}

/// The unit behind the last number of a range; a pure number has none.
fn unit_of(text: &str) -> Result<(Unit, String), Slip> {
    let behind = text.rsplit("..").next().unwrap_or(text).trim();
    let (_, end) = split_number(behind)?;
    let unit = behind[end..].trim();
    match unit.is_empty() {
        true => Ok((Unit::ONE, "1".to_owned())),
        false => Ok((Quantity::parse(behind)?.unit, unit.to_owned())),
    }
}

/// A number in this unit; a pure number needs none.
pub(crate) fn number(text: &str, unit: &Unit) -> Result<f64, Slip> {
    let (value, end) = split_number(text)?;
    if text[end..].trim().is_empty() && *unit == Unit::ONE {
        return Ok(value);
    }
    let quantity = Quantity::parse_in(text, unit)?;
    let wrong = || {
        Slip::new(
            text,
            Span::new(0, text.len()),
            "wrong unit",
            format!("a number in {unit}"),
        )
    };
    quantity.in_unit(unit).ok_or_else(wrong)
}

/// `0..1500 mL`, `2..10`
fn ends(text: &str, unit: &Unit) -> Result<(f64, f64), Slip> {
    let wrong = |message| {
        Slip::new(
            text,
            Span::new(0, text.len()),
            message,
            "a range such as 0..1500 mL",
        )
    };
    let (least, most) = text.split_once("..").ok_or_else(|| wrong("not a range"))?;
    let (least, most) = match split_number(least)? {
        (value, end) if least[end..].trim().is_empty() => {
            let most_text = most.trim();
            let (_, behind) = split_number(most_text)?;
            let shared = format!("{value}{}", &most_text[behind..]);
            (number(&shared, unit)?, number(most_text, unit)?)
        }
        _ => (number(least, unit)?, number(most, unit)?),
    };
    match least < most {
        true => Ok((least, most)),
        false => Err(wrong("a range that ends before it begins")),
    }
}

fn change(
    checker: &mut Checker<'_>,
    known: &Known,
    fields: Fields<'_>,
    general: &str,
) -> Option<Change> {
    let parameter = checker.parameter(fields, "parameter");
    let to = checker.parsed(fields, "to", Equation::parse);
    let times = checker.parsed(fields, "times", Equation::parse);
    let source = checker.text(fields, "source");
    let becomes = match (to, times) {
        (Some(to), None) => Becomes::Value(to.value),
        (None, Some(times)) => Becomes::TimesOwn(times.value),
        _ => return None,
    };
    let value = parameter?.value;
    let found = known.parameter(&value.part, &value.name)?;
    Some(Change {
        unit: found.unit,
        part: value.part,
        name: value.name,
        becomes,
        source: source.map_or(general.to_owned(), |own| own.value),
    })
}
