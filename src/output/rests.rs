//! What the interval covers, and what a result rests on, for the terminal.

use super::terminal::{bold, wrap};
use engine::recording::Manifest;
use scenarios::file::Scenario;
use scenarios::plan::Plan;
use scenarios::rests::{self, Said};
use scenarios::run::Projection;

/// "What the interval covers".
pub fn interval(plan: &Plan, projection: &Projection, width: usize) -> String {
    let heading = bold("What the interval covers");
    format!(
        "{heading}\n{}",
        said(&rests::interval(plan, projection), width)
    )
}

/// Paragraphs and lists.
pub fn said(said: &[Said], width: usize) -> String {
    let one = |said: &Said| match said {
        Said::Text(text) => wrap(text, "  ", 2, width),
        Said::Item(text) => wrap(text, "  - ", 6, width),
    };
    said.iter().map(one).collect()
}

/// Twins that are missing from the numbers; empty where none are.
pub fn failures(plan: &Plan, projection: &Projection, width: usize) -> String {
    let failures = rests::failures(plan, projection);
    failures
        .iter()
        .map(|text| wrap(text, "! ", 2, width))
        .collect()
}

/// "What this rests on".
pub fn rests(
    scenario: &Scenario,
    plan: &Plan,
    manifest: &Manifest,
    projection: &Projection,
    width: usize,
) -> String {
    let mut out = format!("{}\n", bold("What this rests on"));
    for text in rests::rests(scenario, plan, manifest, projection) {
        out.push_str(&wrap(&text, "  - ", 6, width));
    }
    out
}
