//! A condition's page, made from its file.

use super::{Becomes, Condition, conditions};
use crate::medicine::cell;

/// The pages of all conditions and procedures of the library.
pub fn pages() -> String {
    let mut out = String::from(
        "# Conditions and procedures\n\nMade from the files in `physiology/conditions` and \
         `physiology/procedures`; `homeostat manual --conditions` makes it anew. A condition changes \
         parameters of organs, never vital signs: these follow.\n\n",
    );
    for condition in conditions() {
        out.push_str(&format!("#{}\n", page(condition)));
    }
    out
}

/// Everything that its file says, as Markdown.
pub fn page(condition: &Condition) -> String {
    let mut out = format!(
        "# {}\n\n{}. {}\n\nA {}: `{} = \"{}\"`",
        condition.name,
        condition.title,
        condition.what,
        condition.kind.word(),
        condition.kind.verb(),
        condition.name
    );
    if let Some(measure) = condition.measures.first() {
        out.push_str(&format!(
            ", `as = \"{} = {}\"`",
            measure.name,
            measure.told(measure.usual)
        ));
    }
    out.push_str(". Simulated; to think with, not to prescribe from.\n");
    if !condition.measures.is_empty() {
        out.push_str(
            "\n| severity by | from | to | usual | unit | meaning |\n|---|---|---|---|---|---|\n",
        );
        for measure in &condition.measures {
            out.push_str(&format!(
                "| `{}` | {} | {} | {} | {} | {} |\n",
                measure.name,
                measure.least,
                measure.most,
                measure.usual,
                measure.unit_text,
                cell(&measure.meaning)
            ));
        }
    }
    if !condition.changes.is_empty() {
        out.push_str("\n| parameter | becomes | source |\n|---|---|---|\n");
        for change in &condition.changes {
            let becomes = match &change.becomes {
                Becomes::Value(equation) => format!("`{}`", equation.text()),
                Becomes::TimesOwn(equation) => format!("its own times `{}`", equation.text()),
            };
            out.push_str(&format!(
                "| `{}.{}` | {} | {} |\n",
                change.part,
                change.name,
                cell(&becomes),
                cell(&change.source)
            ));
        }
    }
    out.push('\n');
    let mut fact = |name: &str, text: String| out.push_str(&format!("- {name}: {text}\n"));
    if condition.onset > 0.0 {
        fact("fully there after", format!("{} min", condition.onset));
    }
    if condition.recovery > 0.0 {
        fact(
            "gone, once it ends, after",
            format!("{} min", condition.recovery),
        );
    }
    if !condition.ends.is_empty() {
        fact("ends", condition.ends.join(", "));
    }
    fact("source", condition.source.clone());
    for uncertain in &condition.uncertain {
        fact("uncertain", uncertain.clone());
    }
    out
}
