//! The language explained, from the same description that checks it.

use crate::expression::Function;
use crate::grammar::{Key, tables};

/// Every table, every key and every function of the language, as Markdown.
pub fn manual() -> String {
    let mut out = String::from("# Scenario files\n\n");
    out.push_str(
        "Made from `scenarios/src/grammar`, which also makes the checks and the JSON Schema.\n",
    );
    for table in tables() {
        out.push_str(&format!("\n## {}\n\n{}\n\n", table.name, table.meaning));
        out.push_str("| key | value | meaning | example |\n|---|---|---|---|\n");
        for key in table.keys.iter().filter(|key| key.available) {
            out.push_str(&row(key));
        }
        for group in table.one_of {
            let built = table.names().filter(|name| group.contains(name));
            out.push_str(&format!(
                "\nExactly one of {}.\n",
                crate::nearest::list(built)
            ));
        }
        let later: Vec<String> = table
            .keys
            .iter()
            .filter(|key| !key.available)
            .map(|key| format!("`{}`", key.name))
            .collect();
        if !later.is_empty() {
            out.push_str(&format!("\nNot available yet: {}.\n", later.join(", ")));
        }
    }
    out.push_str("\n## Expressions\n\n");
    out.push_str(
        "Quantities, numbers with units, `+ - * /`, comparisons `< > <= >=`, ranges `x = a..b`, ",
    );
    out.push_str(
        "`and`, `or`, `not`, and functions. Between two rows a value is a straight line. ",
    );
    out.push_str(
        "A function looks from 0 to the horizon unless it says `from`, `to` or `within`.\n\n",
    );
    out.push_str("| function | gives | example |\n|---|---|---|\n");
    for function in Function::all() {
        let (name, meaning, example) = (function.name(), function.meaning(), function.example());
        out.push_str(&format!("| `{name}` | {meaning} | `{example}` |\n"));
    }
    out
}

fn row(key: &Key) -> String {
    let value = match (key.required, key.default) {
        (true, _) => format!("{}; required", key.kind.describe()),
        (_, Some(default)) => format!("{}; else `{default}`", key.kind.describe()),
        _ => key.kind.describe(),
    };
    format!(
        "| `{}` | {value} | {} | `{}` |\n",
        key.name, key.meaning, key.example
    )
}
