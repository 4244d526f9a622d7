//! The fields of a file, in sections as the file has its tables.

use super::{Field, FieldValue, Place, numbers};
use crate::document::{Entries, Node, Value, parse};
use crate::grammar::{Key, Kind, SCENARIO, Table};
use crate::words::capital;

/// A table of the file with its fields and the tables in it.
#[derive(Clone, Debug)]
pub struct Section {
    /// Where the table stands.
    pub place: Place,
    /// What a person calls it, by what it says: "insulin 4.5 U at 12 h".
    pub title: String,
    /// The same without numbers, which does not change while they do: "insulin".
    pub name: String,
    /// The table, as the language has it: `[[arm]]`.
    pub table: &'static str,
    /// Its fields, in the order of the file.
    pub fields: Vec<Field>,
    /// Tables in it.
    pub sections: Vec<Section>,
}

/// Everything that a file says, as sections and fields; what the language does not know is left
/// out. The first section is the file's own keys.
pub fn sections(text: &str) -> Vec<Section> {
    let document = parse(text);
    let words = ("Scenario".to_owned(), "scenario".to_owned());
    let mut root = section(&SCENARIO, &document.root, Place::root(), words);
    let inner = std::mem::take(&mut root.sections);
    std::iter::once(root).chain(inner).collect()
}

fn section(
    table: &'static Table,
    entries: &Entries,
    place: Place,
    (title, name): (String, String),
) -> Section {
    let mut section = Section {
        title,
        name,
        table: table.name,
        fields: Vec::new(),
        sections: Vec::new(),
        place,
    };
    for (key, node) in &entries.0 {
        let Some(known) = table.key(&key.value).filter(|key| key.available) else {
            continue;
        };
        let place = section.place.key(known.name);
        match (known.kind, &node.value) {
            (Kind::Table(table), Value::Table(inner)) => {
                let words = (capital(known.name), known.name.to_owned());
                let inner = self::section(table, inner, place, words);
                section.sections.push(inner);
            }
            (Kind::NamedTables(table) | Kind::People(table), Value::Table(named)) => {
                for (name, node) in &named.0 {
                    let place = place.key(&name.value);
                    if let Value::Table(inner) = &node.value {
                        let title = format!("{} {}", capital(known.name), name.value);
                        let words = (title, name.value.clone());
                        let inner = self::section(table, inner, place, words);
                        section.sections.push(inner);
                    } else {
                        loose(known, &name.value, place, node, &mut section.fields);
                    }
                }
            }
            (Kind::Tables(table), Value::List(items)) => {
                for (index, node) in items.iter().enumerate() {
                    if let Value::Table(inner) = &node.value {
                        let words = words_of(known.name, index, inner);
                        let inner = self::section(table, inner, place.item(index), words);
                        section.sections.push(inner);
                    }
                }
            }
            _ => loose(known, known.name, place, node, &mut section.fields),
        }
    }
    section
}

/// A value of a key, or each of the values in it, whatever they are called.
fn loose(key: &'static Key, name: &str, place: Place, node: &Node, fields: &mut Vec<Field>) {
    let value = match &node.value {
        Value::Table(entries) => {
            for (name, node) in &entries.0 {
                loose(key, &name.value, place.key(&name.value), node, fields);
            }
            return;
        }
        Value::List(items) => {
            for (index, node) in items.iter().enumerate() {
                loose(key, name, place.item(index), node, fields);
            }
            return;
        }
        Value::Text(text, _) => FieldValue::Text(text.clone(), numbers(key.kind, text)),
        Value::Whole(Some(number)) => FieldValue::Whole(*number),
        Value::Number(number) => FieldValue::Number(*number),
        Value::Truth(truth) => FieldValue::Truth(*truth),
        Value::Whole(None) | Value::Date => return,
    };
    fields.push(Field {
        place,
        key: name.to_owned(),
        meaning: key.meaning,
        kind: key.kind,
        value,
    });
}

/// What a person would call an item of a list, by what it says itself: with its numbers and
/// without.
fn words_of(key: &str, index: usize, entries: &Entries) -> (String, String) {
    let text = |key: &str| match entries.get(key).map(|node| &node.value) {
        Some(Value::Text(text, _)) => Some(text.as_str()),
        _ => None,
    };
    if let Some(name) = text("name").or_else(|| text("of")) {
        let title = match key {
            "arm" => format!("Arm: {name}"),
            "outcome" => format!("Outcome: {name}"),
            _ => name.to_owned(),
        };
        return (title, name.to_owned());
    }
    if let Some(parameter) = text("parameter") {
        let name = parameter.replace(['_', '.'], " ");
        return (format!("Varies: {name}"), name);
    }
    let verbs = [
        "give", "use", "stop", "set", "titrate", "start", "do", "say",
    ];
    let verb = verbs.iter().find_map(|verb| Some((*verb, text(verb)?)));
    let Some((verb, what)) = verb else {
        let name = format!("{key} {}", index + 1);
        return (capital(&name), name);
    };
    let name = match verb {
        "give" => what.to_owned(),
        _ => format!("{verb} {}", what.replace(['_', '.'], " ")),
    };
    let mut title = capital(&name);
    for amount in ["dose", "rate", "to"] {
        if let Some(amount) = text(amount) {
            title.push_str(&format!(" {amount}"));
        }
    }
    if let Some(condition) = text("when") {
        title.push_str(&format!(" when {}", condition.replace('_', " ")));
    }
    match entries.get("at").map(|node| &node.value) {
        Some(Value::Text(at, _)) => title.push_str(&format!(" at {at}")),
        Some(Value::List(times)) => title.push_str(&format!(", {} times", times.len())),
        _ => {}
    }
    (title, name)
}
