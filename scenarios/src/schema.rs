//! The JSON Schema of scenario files, for completion and checks in editors.

use serde_json::{Map, Value, json};

use crate::grammar::{Key, Kind, SCENARIO, Table, tables};

/// The schema (draft 2020-12) of a scenario file, made from the [grammar](crate::grammar).
///
/// An editor with a TOML plug-in uses it when the first line of a file is
/// `#:schema ../scenario.schema.json`. It knows keys, kinds of values and what excludes what;
/// names, units and expressions are checked by `homeostat check`.
pub fn schema() -> Value {
    let mut root = object(&SCENARIO);
    let inner = tables()
        .into_iter()
        .filter(|table| !std::ptr::eq(*table, &SCENARIO));
    let definitions: Map<String, Value> = inner
        .map(|table| (label(table), Value::Object(object(table))))
        .collect();
    root.insert(
        "$schema".into(),
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    root.insert("title".into(), json!("Homeostat scenario"));
    root.insert("$defs".into(), Value::Object(definitions));
    Value::Object(root)
}

/// The schema as the text of a file.
pub fn schema_text() -> String {
    format!("{:#}\n", schema())
}

/// What a table is called among the definitions.
fn label(table: &Table) -> String {
    let letters = table.name.chars().map(|c| {
        if c.is_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    });
    letters.collect::<String>().trim_matches('_').to_string()
}

fn object(table: &Table) -> Map<String, Value> {
    let properties: Map<String, Value> = table
        .keys
        .iter()
        .map(|key| (key.name.to_string(), property(key)))
        .collect();
    let required: Vec<&str> = table
        .keys
        .iter()
        .filter(|key| key.required)
        .map(|key| key.name)
        .collect();
    let mut out = Map::new();
    out.insert("type".into(), json!("object"));
    out.insert("description".into(), json!(table.meaning));
    out.insert("additionalProperties".into(), json!(false));
    out.insert("properties".into(), Value::Object(properties));
    if !required.is_empty() {
        out.insert("required".into(), json!(required));
    }
    let mut rules: Vec<Value> = table
        .one_of
        .iter()
        .map(|group| exactly_one(table, group))
        .collect();
    rules.extend(
        table
            .keys
            .iter()
            .filter(|key| key.available && !key.with.is_empty())
            .map(|key| beside(table, key)),
    );
    if !rules.is_empty() {
        out.insert("allOf".into(), Value::Array(rules));
    }
    out
}

/// Exactly one of the keys that are built.
fn exactly_one(table: &Table, group: &[&str]) -> Value {
    let built = group
        .iter()
        .filter(|name| table.key(name).is_some_and(|key| key.available));
    let one: Vec<Value> = built.map(|name| json!({ "required": [name] })).collect();
    json!({ "oneOf": one })
}

/// A key that makes sense only beside one of some others.
fn beside(table: &Table, key: &Key) -> Value {
    let built = key
        .with
        .iter()
        .filter(|name| table.key(name).is_some_and(|key| key.available));
    let others: Vec<Value> = built.map(|name| json!({ "required": [name] })).collect();
    json!({ "if": { "required": [key.name] }, "then": { "anyOf": others } })
}

fn property(key: &Key) -> Value {
    if !key.available {
        let text = format!("Not available yet. {}", key.meaning);
        return json!({ "description": text, "deprecated": true, "not": {} });
    }
    let mut out = match kind(key.kind) {
        Value::Object(out) => out,
        _ => Map::new(),
    };
    out.insert(
        "description".into(),
        json!(format!(
            "{}\nFor example {} = {}",
            key.meaning, key.name, key.example
        )),
    );
    if let Some(default) = key.default.and_then(plain) {
        out.insert("default".into(), default);
    }
    if let Some(example) = plain(key.example) {
        out.insert("examples".into(), json!([example]));
    }
    Value::Object(out)
}

/// Numbers, truths, texts and lists of texts are written alike in TOML and in JSON.
fn plain(toml: &str) -> Option<Value> {
    serde_json::from_str(toml).ok()
}

fn kind(kind: Kind) -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    match kind {
        Kind::Truth => json!({ "type": "boolean" }),
        Kind::Whole(least, i64::MAX) => json!({ "type": "integer", "minimum": least }),
        Kind::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::Number(least, most) => {
            json!({ "type": "number", "exclusiveMinimum": least, "exclusiveMaximum": most })
        }
        Kind::Choice(words) => json!({ "enum": words }),
        Kind::Difference => json!({
            "type": "string",
            "pattern": r"\s(less|more|lower|higher|fewer|greater|earlier|later|shorter|longer)\s*$"
        }),
        Kind::Share => json!({ "type": "string", "pattern": r"^\s*\+?[0-9.]+\s*%\s*$" }),
        Kind::Names(_) | Kind::Lines => json!({ "type": "array", "items": text }),
        Kind::Orders => {
            json!({ "anyOf": [{ "const": "all" }, { "type": "array", "items": text }] })
        }
        Kind::Times => json!({
            "anyOf": [text, { "type": "array", "minItems": 1, "items": { "type": "string", "minLength": 1 } }]
        }),
        Kind::Table(table) => json!({ "$ref": reference(table) }),
        Kind::Tables(table) => json!({ "type": "array", "items": { "$ref": reference(table) } }),
        Kind::NamedTables(table) => {
            json!({ "type": "object", "additionalProperties": { "$ref": reference(table) } })
        }
        Kind::Texts => json!({ "type": "object", "additionalProperties": text }),
        Kind::Lists => json!({
            "type": "object",
            "additionalProperties": { "type": "array", "items": text, "minItems": 1 }
        }),
        Kind::People(table) => json!({
            "anyOf": [text, { "type": "object", "additionalProperties": { "$ref": reference(table) } }]
        }),
        Kind::Sweep => json!({
            "type": "object",
            "additionalProperties": {
                "anyOf": [
                    { "type": "array", "minItems": 1 },
                    {
                        "type": "object",
                        "additionalProperties": false,
                        "required": ["from", "to", "count"],
                        "properties": {
                            "from": {},
                            "to": {},
                            "count": { "type": "integer", "minimum": 2 },
                            "scale": { "enum": ["linear", "log"] },
                            "called": { "type": "string", "description": "What people call it." }
                        }
                    },
                    {
                        "type": "object",
                        "additionalProperties": false,
                        "required": ["values"],
                        "properties": {
                            "values": { "type": "array", "minItems": 1 },
                            "named": {
                                "type": "array",
                                "items": { "type": "string" },
                                "description": "What people call each value."
                            },
                            "called": { "type": "string", "description": "What people call it." }
                        }
                    }
                ]
            }
        }),
        Kind::Anything => json!({}),
        Kind::Text
        | Kind::Equation
        | Kind::Span
        | Kind::Line
        | Kind::Time
        | Kind::Duration
        | Kind::Quantity(_)
        | Kind::Dose
        | Kind::Rate
        | Kind::Concentration
        | Kind::Step
        | Kind::Limits
        | Kind::Setting
        | Kind::Condition
        | Kind::Outcome
        | Kind::Goal
        | Kind::Name(_) => text,
    }
}

fn reference(table: &Table) -> String {
    format!("#/$defs/{}", label(table))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The checked-in file is what editors read.
    #[test]
    fn the_file_in_the_repository_is_current() {
        let written = include_str!("../scenario.schema.json");
        assert!(
            written == schema_text(),
            "scenarios/scenario.schema.json is out of date; make it again with\n\
             cargo run -- schema > scenarios/scenario.schema.json"
        );
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let schema = schema();
        for table in tables().into_iter().skip(1) {
            assert!(schema["$defs"][label(table)].is_object(), "{}", table.name);
        }
    }
}
