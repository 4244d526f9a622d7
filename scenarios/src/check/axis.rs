//! The values that a place of a file takes in turn.

use crate::document::{Entries, Node, Value as Toml};
use crate::file::Value;
use crate::quantity::split_number;
use crate::span::{At, Span};

pub(super) fn value(node: &Node, index: usize) -> Value {
    let text = match &node.value {
        Toml::Text(text, _) => text.trim().to_owned(),
        Toml::Whole(Some(number)) => number.to_string(),
        Toml::Number(number) => number.to_string(),
        Toml::Truth(truth) => truth.to_string(),
        _ => format!("value {}", index + 1),
    };
    let number = split_number(&text).ok();
    let unit = number.map_or("", |(_, end)| text[end..].trim());
    Value {
        number: number.map(|(number, _)| number),
        unit: unit.to_owned(),
        node: node.clone(),
        text,
        name: None,
    }
}

/// `{ values = ["readiness = 1", "readiness = 3"], named = ["no shock", "shock"] }`: values with what people call
/// them, or what is wrong with the names.
pub(super) fn named_values(entries: &Entries) -> Option<Result<Vec<Value>, (String, Span)>> {
    let known = ["values", "named", "called"];
    let strange = |(name, _): &(At<String>, Node)| !known.contains(&name.value.as_str());
    if entries.0.iter().any(strange) {
        return None;
    }
    let Some(Toml::List(items)) = entries.get("values").map(|node| &node.value) else {
        return None;
    };
    if items.is_empty() {
        return None;
    }
    let mut values: Vec<Value> = (items.iter().enumerate())
        .map(|(index, item)| value(item, index))
        .collect();
    let Some(named) = entries.get("named") else {
        return Some(Ok(values));
    };
    let Toml::List(names) = &named.value else {
        return Some(Err((named.describe(), named.span)));
    };
    let names: Option<Vec<&str>> = (names.iter())
        .map(|name| match &name.value {
            Toml::Text(text, _) => Some(text.trim()),
            _ => None,
        })
        .collect();
    let names = names.filter(|names| {
        let twice = |(at, name): (usize, &&str)| name.is_empty() || names[..at].contains(name);
        names.len() == values.len() && !names.iter().enumerate().any(twice)
    });
    let Some(names) = names else {
        let found = format!("{} for {} values", named.describe(), values.len());
        return Some(Err((found, named.span)));
    };
    for (value, name) in values.iter_mut().zip(names) {
        value.name = Some(name.to_owned());
    }
    Some(Ok(values))
}

/// `{ from = "500 mg", to = "2 g", count = 4, scale = "log" }`
pub(super) fn span_values(range: &Entries, span: Span) -> Option<Vec<Value>> {
    let known = ["from", "to", "count", "scale", "called"];
    let strange = |(name, _): &(At<String>, Node)| !known.contains(&name.value.as_str());
    if range.0.iter().any(strange) {
        return None;
    }
    let Some(Toml::Whole(Some(count))) = range.get("count").map(|node| &node.value) else {
        return None;
    };
    let count = usize::try_from(*count)
        .ok()
        .filter(|count| (2..=super::sweep::MOST_CELLS).contains(count))?;
    let log = match range.get("scale").map(|node| &node.value) {
        None => false,
        Some(Toml::Text(text, _)) if text == "linear" => false,
        Some(Toml::Text(text, _)) if text == "log" => true,
        Some(_) => return None,
    };
    let (from, to) = (range.get("from")?, range.get("to")?);
    let whole = matches!((&from.value, &to.value), (Toml::Whole(_), Toml::Whole(_)));
    let (low, high) = (value(from, 0), value(to, 0));
    let (a, b) = (low.number?, high.number?);
    let b = match low.unit == high.unit {
        true => b,
        false => {
            let unit = |text: &str| crate::quantity::parse_unit(text).ok();
            unit(&high.unit)?.convert(b, &unit(&low.unit)?)?
        }
    };
    if log && (a <= 0.0 || b <= 0.0) {
        return None;
    }
    let values = (0..count).map(|index| {
        let share = index as f64 / (count - 1) as f64;
        let number = match log {
            true => a * (b / a).powf(share),
            false => a + (b - a) * share,
        };
        let number = if whole {
            number.round()
        } else {
            figures(number)
        };
        let (text, toml) = match (&from.value, whole) {
            (_, true) => (number.to_string(), Toml::Whole(Some(number as i64))),
            (Toml::Text(..), _) => {
                let text = format!("{number} {}", low.unit).trim_end().to_owned();
                (text.clone(), Toml::Text(text, None))
            }
            _ => (number.to_string(), Toml::Number(number)),
        };
        Value {
            text,
            number: Some(number),
            unit: low.unit.clone(),
            node: Node { value: toml, span },
            name: None,
        }
    });
    Some(values.collect())
}

/// Six significant figures: what a person reads is what is run.
fn figures(number: f64) -> f64 {
    format!("{number:.5e}").parse().unwrap_or(number)
}

pub(super) fn same_kind(value: &Toml, there: &Toml) -> bool {
    match (value, there) {
        (Toml::Text(..), Toml::Text(..) | Toml::List(_)) => true,
        // Several times may stand where one does.
        (Toml::List(items), Toml::Text(..)) => items
            .iter()
            .all(|item| matches!(item.value, Toml::Text(..))),
        (Toml::Whole(number), Toml::Whole(_) | Toml::Number(_)) => number.is_some(),
        (Toml::Number(_), Toml::Whole(_) | Toml::Number(_)) => true,
        (Toml::Truth(_), Toml::Truth(_)) => true,
        (Toml::List(_), Toml::List(_)) => true,
        (Toml::Table(_), Toml::Table(_) | Toml::Text(..)) => true,
        (Toml::Text(..), Toml::Table(_)) => true,
        _ => false,
    }
}
