//! A medicine's page in the documentation, made from its file.

use super::{Component, Medicine};

/// Everything that its file says, as Markdown.
pub fn page(drug: &Medicine) -> String {
    let mut out = format!("# {}\n\n{}\n\n", drug.name, drug.title);
    out.push_str(&format!(
        "Made from `physiology/drugs/{}.toml`; `homeostat manual --medicines docs/medicines` makes it anew. \
         Simulated; to think with, not to prescribe from.\n\n",
        drug.name
    ));
    out.push_str("| | |\n|---|---|\n");
    let mut row = |key: &str, text: &str| {
        out.push_str(&format!("| {key} | {} |\n", cell(text)));
    };
    if !drug.synonyms.is_empty() {
        row("also called", &drug.synonyms.join(", "));
    }
    row("a dose", &drug.example);
    let routes = drug.routes.iter().map(|route| route.name.as_str());
    row("routes", &routes.collect::<Vec<_>>().join(", "));
    row("species", &drug.species);
    row("population", &drug.population);
    for valid in &drug.valid {
        row(
            "holds for",
            &format!("{} {}", valid.covariate.name, valid.text),
        );
    }
    let needs: Vec<&str> = drug.needs().iter().map(|known| known.name).collect();
    if !needs.is_empty() {
        row("needs of the patient", &needs.join(", "));
    }
    if let Some(molar) = drug.molar_mass {
        row("molar mass", &format!("{molar} g/mol"));
    }
    row("source", &drug.source);
    for uncertain in &drug.uncertain {
        row("uncertain", uncertain);
    }
    if !drug.made.is_empty() {
        out.push_str("\n## Numbers worked out first\n\n| name | is | source |\n|---|---|---|\n");
        for made in &drug.made {
            let text = Medicine::made_text(&made.is);
            let source = noted(&made.source, made.uncertain.as_deref());
            out.push_str(&line(&[&code(&made.name), &code(&text), &source]));
        }
    }
    for part in drug.components() {
        out.push_str(&component(drug, part));
    }
    for correlation in &drug.correlations {
        let [(_, a), (_, b)] = &correlation.of;
        out.push_str(&format!(
            "\n`{a}` and `{b}` vary together: correlation {} ({}).\n",
            correlation.is,
            cell(&correlation.source)
        ));
    }
    if let Some(residual) = &drug.residual {
        let both = residual.proportional.iter().chain(&residual.additive);
        let both: Vec<&str> = both.map(String::as_str).collect();
        out.push_str(&format!(
            "\nError of what is measured: {} ({}).\n",
            both.join(" and "),
            cell(&residual.source)
        ));
    }
    if !drug.interactions.is_empty() {
        out.push_str("\n## With others\n\n| with | what happens | source |\n|---|---|---|\n");
        for known in &drug.interactions {
            out.push_str(&line(&[&known.with.join(", "), &known.says, &known.source]));
        }
    }
    out
}

fn component(drug: &Medicine, part: &Component) -> String {
    let mut out = match part.name.is_empty() {
        true => format!("\n## Kinetics: `{}`\n", part.layout.name),
        false => format!("\n## Effect {}: `{}`\n", part.name, part.layout.name),
    };
    let signals = part.layout.signals.iter();
    let signals = signals.map(|field| format!("`{}.{}`", part.instance, field.name));
    out.push_str(&format!(
        "\nTo record: {}.",
        signals.collect::<Vec<_>>().join(", ")
    ));
    for (input, of, signal) in &part.reads {
        out.push_str(&format!(" Reads `{input}` from `{of}.{signal}`."));
    }
    if part.name.is_empty() && drug.own_part {
        out.push_str(" The part and its parameters are the patient's own.\n");
        return out;
    }
    out.push_str("\n\n| parameter | is | unit | people differ | source |\n|---|---|---|---|---|\n");
    for (parameter, field) in part.parameters.iter().zip(part.layout.params) {
        let Some(is) = &parameter.is else {
            continue;
        };
        let varies = parameter
            .varies
            .as_ref()
            .map_or("", |varies| varies.text.as_str());
        let source = noted(&parameter.source, parameter.uncertain.as_deref());
        out.push_str(&line(&[
            &code(&parameter.name),
            &code(is.text()),
            field.unit,
            varies,
            &source,
        ]));
    }
    out
}

fn noted(source: &str, uncertain: Option<&str>) -> String {
    match uncertain {
        None => source.to_owned(),
        Some(what) => format!("{source}; uncertain: {what}"),
    }
}

fn line(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// What would end a cell of a table does not.
pub(crate) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn code(text: &str) -> String {
    format!("`{text}`")
}
