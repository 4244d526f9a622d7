//! A medicine, described from its file.

use crate::output::{table, terminal};
use physiology::circulation::fluid::Fluid;
use scenarios::medicine::{Component, Medicine};

/// Everything that its file says.
pub fn page(drug: &Medicine) -> String {
    let width = terminal::width();
    let mut out = format!("Drug {}: {}\n\n", drug.name, drug.title);
    let mut line = |key: &str, text: &str| {
        out.push_str(&terminal::wrap(text, &format!("  {key:12}"), 14, width));
    };
    let routes: Vec<&str> = drug
        .routes
        .iter()
        .map(|route| route.name.as_str())
        .collect();
    if !drug.synonyms.is_empty() {
        line("also called", &drug.synonyms.join(", "));
    }
    line("a dose", &drug.example);
    line(
        "routes",
        &format!("{} (the first is the usual one)", routes.join(", ")),
    );
    let kinetics = &drug.kinetics;
    line(
        "model",
        &format!("{}, as `{}`", kinetics.layout.name, kinetics.instance),
    );
    if drug.basal.is_some() {
        line("basal rate", "rate = \"basal\" gives this patient's own");
    }
    line("species", &drug.species);
    line("population", &drug.population);
    for valid in &drug.valid {
        line(
            "holds for",
            &format!("{} {}", valid.covariate.name, valid.text),
        );
    }
    let needs: Vec<&str> = drug.needs().iter().map(|known| known.name).collect();
    if !needs.is_empty() {
        line("needs", &format!("{} of the patient", needs.join(", ")));
    }
    line("source", &drug.source);
    for uncertain in &drug.uncertain {
        line("uncertain", uncertain);
    }
    if !drug.made.is_empty() {
        let rows: Vec<Vec<String>> = drug
            .made
            .iter()
            .map(|made| {
                let text = Medicine::made_text(&made.is);
                vec![
                    made.name.clone(),
                    text,
                    noted(&made.source, made.uncertain.as_deref()),
                ]
            })
            .collect();
        out.push_str("\nNumbers worked out first\n");
        out.push_str(&table::plain(&["name", "is", "source"], &rows, width));
    }
    for part in drug.components().filter(|part| !part.parameters.is_empty()) {
        out.push_str(&format!("\n{}\n", heading(part)));
        out.push_str(&parameters(part, width));
    }
    let mut more = |text: &str| out.push_str(&terminal::wrap(text, "  ", 4, width));
    for pair in &drug.correlations {
        let [(_, a), (_, b)] = &pair.of;
        more(&format!(
            "{a} and {b} vary together: correlation {} ({})",
            pair.is, pair.source
        ));
    }
    if let Some(residual) = &drug.residual {
        let kinds = [&residual.proportional, &residual.additive];
        let kinds: Vec<&str> = kinds.into_iter().flatten().map(String::as_str).collect();
        more(&format!(
            "residual error: {} ({})",
            kinds.join(" and "),
            residual.source
        ));
    }
    for known in &drug.interactions {
        more(&format!(
            "with {}: {} ({})",
            known.with.join(", "),
            known.says,
            known.source
        ));
    }
    out
}

/// What is in a fluid.
pub fn fluid(fluid: &Fluid) -> String {
    let width = terminal::width();
    // No more digits than there are, and no minus before nothing.
    let plain = |value: f64| (1e3 * value).round() / 1e3 + 0.0;
    let mut out = format!("Fluid {}: {}\n\n", fluid.name, fluid.meaning);
    let mut line = |key: &str, text: &str| {
        out.push_str(&terminal::wrap(text, &format!("  {key:12}"), 14, width));
    };
    line("also called", &fluid.synonyms.join(", "));
    line("a dose", fluid.example);
    line("routes", if fluid.drunk { "oral" } else { "iv" });
    let rate = format!("{} mL/min where nothing is said", plain(fluid.usual_rate));
    line("runs at", &rate);
    for (name, amount) in [
        ("sodium", fluid.sodium),
        ("chloride", fluid.chloride),
        ("potassium", fluid.potassium),
    ] {
        let amount = plain(1e3 * amount);
        line(name, &format!("{amount} mmol/L outside cells"));
    }
    let base = format!(
        "{:+} mmol in each litre, beside the bicarbonate that it dilutes",
        plain(1e3 * fluid.base())
    );
    line("base", &base);
    if fluid.protein > 0.0 {
        let grams = plain(100.0 * fluid.protein);
        line("protein", &format!("{grams} g/dL"));
    }
    if fluid.haemoglobin > 0.0 {
        let grams = plain(100.0 * fluid.haemoglobin);
        line("haemoglobin", &format!("{grams} g/dL"));
    }
    line("source", fluid.source);
    out
}

fn heading(part: &Component) -> String {
    let reads = part.reads.iter();
    let reads: Vec<String> = reads
        .map(|(input, of, signal)| format!("{input} = {of}.{signal}"))
        .collect();
    match reads.is_empty() {
        true => format!("Parameters of `{}` ({})", part.instance, part.layout.name),
        false => format!(
            "Acts on `{}` ({}), which reads {}",
            part.instance,
            part.layout.name,
            reads.join(", ")
        ),
    }
}

fn parameters(part: &Component, width: usize) -> String {
    let given = part.parameters.iter().zip(part.layout.params);
    let rows: Vec<Vec<String>> = given
        .filter_map(|(parameter, field)| {
            let varies = parameter.varies.as_ref().map(|varies| varies.text.clone());
            Some(vec![
                parameter.name.clone(),
                parameter.is.as_ref()?.text().to_owned(),
                field.unit.to_owned(),
                varies.unwrap_or_default(),
                noted(&parameter.source, parameter.uncertain.as_deref()),
            ])
        })
        .collect();
    table::plain(
        &["parameter", "is", "unit", "people differ", "source"],
        &rows,
        width,
    )
}

fn noted(source: &str, uncertain: Option<&str>) -> String {
    match uncertain {
        None => source.to_owned(),
        Some(what) => format!("{source}; uncertain: {what}"),
    }
}
