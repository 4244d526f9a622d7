//! The model card: what a model was trained on, how it does on patients whom it has not seen, and
//! where it must not be believed.

mod events;
mod guard;
mod held_out;
mod treatment;

use crate::choose::Verdict;
use crate::cohort::Cohort;
use crate::evaluate::Scored;
use crate::train::Choices;
use engine::learned::progression::forecaster::Family;
use engine::learned::progression::model::Progression;
use std::fmt::Write;

/// What else a card tells.
pub struct About<'a> {
    /// Where the data are from.
    pub source: &'a str,
    /// Their licence.
    pub licence: &'a str,
    /// Hash of the table.
    pub hash: &'a str,
    /// Warnings of the table.
    pub warnings: &'a [String],
}

/// Writes the card.
pub fn card(
    model: &Progression,
    choices: &Choices,
    cohort: &Cohort,
    train: &[usize],
    scored: &[Scored],
    about: &About<'_>,
) -> String {
    let mut out = String::new();
    let schema = &model.schema;
    let _ = writeln!(out, "{}: learned model of progression\n", schema.title);
    let _ = writeln!(out, "Trained on");
    let visits: usize = train
        .iter()
        .map(|p| cohort.people[*p].known.visits.len())
        .sum();
    let _ = writeln!(
        out,
        "  {} patients, {visits} visits; {} patients held out for the scores below",
        train.len(),
        scored.len()
    );
    let mut line = |name: &str, text: &str| {
        if !text.is_empty() {
            let _ = writeln!(out, "  {name}: {text}");
        }
    };
    line("source", about.source);
    line("licence of the data", about.licence);
    line("BLAKE3 of the table", about.hash);
    if let Some(arms) = &schema.arms {
        let each: Vec<String> = arms
            .names
            .iter()
            .zip(&arms.patients)
            .map(|(name, n)| format!("{name} {n}"))
            .collect();
        let how = match arms.randomised {
            true => "randomised: differences between arms may be read as effects",
            false => "not randomised: differences between arms are associations, not effects",
        };
        line("treatment", &format!("{} ({how})", each.join(", ")));
    }
    let columns = schema
        .markers
        .iter()
        .map(|m| ("forecast", m))
        .chain(schema.signs.iter().map(|s| ("read", s)));
    for (role, c) in columns.chain(
        schema
            .facts
            .iter()
            .filter(|f| f.words.is_empty())
            .map(|f| ("fact", &f.column)),
    ) {
        let log = if c.log { ", by logarithm" } else { "" };
        let unit = if c.unit == "1" {
            String::new()
        } else {
            format!(" {}", c.unit)
        };
        let (low, high) = (short(c.range.0), short(c.range.1));
        let missing = 100.0 * c.missing;
        let _ = writeln!(
            out,
            "  {role} {}: {low} to {high}{unit}, {missing:.0} % missing{log}",
            c.name
        );
    }
    let _ = writeln!(
        out,
        "\nChosen inside the training, by patients left out in turn"
    );
    for (freedom, score) in choices
        .freedoms
        .iter()
        .filter(|_| !schema.markers.is_empty())
    {
        let noise = if freedom.is_finite() {
            format!("noise with outliers ({freedom} degrees of freedom)")
        } else {
            "normal noise".to_owned()
        };
        let _ = writeln!(out, "  core, {noise}: score {score:.4}");
    }
    for ((marker, rounds), blend) in schema
        .markers
        .iter()
        .zip(&choices.rounds)
        .zip(&choices.blends)
    {
        let _ = writeln!(
            out,
            "  {}: {rounds} trees for place and for scatter each, weighing {:.0} %",
            marker.name,
            100.0 * blend
        );
    }

    families(&mut out, &choices.verdict, schema.markers.is_empty());
    if schema.events.is_some() {
        let _ = writeln!(out, "  events: ridge on facts and the patients' own factor");
    }

    held_out::scores(&mut out, model, scored);
    events::recurring(&mut out, model, cohort, train, scored);
    events::comings(&mut out, model, cohort, train, scored);
    held_out::groups(&mut out, model, cohort, scored);
    treatment::effects(&mut out, model);
    guard::guard(&mut out, model, scored);
    let _ = writeln!(
        out,
        "\nPrivacy\n  The file holds no row of the table: weights, ranges and counts, and trees whose questions stand between values\n  that some patients had. Whether a certain patient was among the training's was not tested; treat the\n  file with the care that the table asks for."
    );
    let _ = writeln!(
        out,
        "\nNot modelled\n  Treatments that change with the markers, and signs to come (they stay as last seen)."
    );
    if !about.warnings.is_empty() {
        let _ = writeln!(out, "\nWarnings");
        about.warnings.iter().for_each(|warning| {
            let _ = writeln!(out, "  {warning}");
        });
    }
    let _ = writeln!(
        out,
        "\nSimulated futures; to think with, not to prescribe from."
    );
    out
}

/// Families that were compared, and the one that scenarios get.
fn families(out: &mut String, verdict: &Verdict, none: bool) {
    if none || (verdict.compared.is_empty() && !verdict.asked) {
        return;
    }
    if !verdict.compared.is_empty() {
        let _ = writeln!(
            out,
            "  families, next visit and from the first (mean CRPS in standard deviations of the markers; less is better;\n  in brackets by how much it is better than core and trees, and the standard error of that over patients)"
        );
    }
    for c in &verdict.compared {
        let beside = match c.family {
            Family::Trees => String::new(),
            _ => format!(" ({:+.4}, {:.4})", c.better.0, c.better.1),
        };
        let _ = writeln!(out, "    {}: {:.4}{beside}", c.family.name(), c.score);
    }
    let _ = writeln!(out, "    {}", verdict.told());
}

/// Four significant figures.
fn short(value: f64) -> f64 {
    let size = 10f64.powi(3 - value.abs().max(1e-9).log10().floor() as i32);
    (value * size).round() / size
}
