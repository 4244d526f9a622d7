//! The people of a cohort: who was met, and in what they differ.

use super::{Said, layer};
use crate::cohort::{Draws, Form, Screened};
use crate::file::People;
use crate::plan::{Cast, Plan};
use std::collections::BTreeMap;

/// In what the people differ, for "what the interval covers".
pub fn differ(plan: &Plan, cast: &Cast, well: u64) -> Vec<Said> {
    let mut out = Vec::new();
    let mut say = |text: &str| out.push(Said::Text(text.to_owned()));
    say(&format!(
        "Spread between people: intervals hold the middle 90 % of {well} different people. \
         Everybody goes through every arm. They differ in their facts and in the following."
    ));
    out.extend(plan.spread.iter().map(layer));
    let mut say = |text: &str| out.push(Said::Text(text.to_owned()));
    say(
        "Not covered: uncertainty of the published numbers, errors of measurement, and what the \
         models leave out.",
    );
    say(
        "Monte Carlo error stands apart, as s.e.: the standard error from having met so many \
         people and not more. More people make it smaller, never the spread between them.",
    );
    if cast.cohort().draws == Draws::LowDiscrepancy {
        say("The people are drawn evenly (scrambled Sobol' points), not independently.");
    }
    out
}

/// Whom a result rests on, a line each.
pub fn met(
    cast: &Cast,
    screened: Option<&Screened>,
    outside: &BTreeMap<String, u64>,
) -> Vec<String> {
    let cohort = cast.cohort();
    let mut lines = Vec::new();
    match &cohort.people {
        People::Table(table) => {
            let apart = match &table.id {
                Some(id) => format!("told apart by `{id}`"),
                None => "told apart by their place in the table, for want of a column `id`".into(),
            };
            let hash = table.blake3.get(..12).unwrap_or_default();
            lines.push(format!("people: {} ({hash}), {apart}", table.path));
        }
        People::Learned(people) => {
            let hash = people.blake3.get(..12).unwrap_or_default();
            lines.push(format!(
                "people: {} ({hash}), synthetic: drawn from a model learned from {} people (`homeostat describe {}` prints its card)",
                people.path,
                people.trained(),
                people.path
            ));
        }
        People::Drawn(all, _) => {
            for own in all {
                let source = match &own.source {
                    Some(source) => source.value.clone(),
                    None if matches!(own.form, Form::Is(_)) => "as the file says".to_owned(),
                    None => "assumed: no source is said".to_owned(),
                };
                lines.push(format!("people: {} {}; {source}", own.fact.name, own.text));
            }
            let together = cohort.correlations.iter();
            lines.extend(together.map(|pair| format!("people: {pair}")));
        }
    }
    lines.extend(screened.and_then(|counts| screening(cast, counts)));
    for (of, people) in outside {
        lines.push(format!(
            "! {of} in {people} people, for whom its numbers were not made"
        ));
    }
    lines
}

/// Who was looked at and is not in the cohort; `None` where nobody was left out.
pub fn screening(cast: &Cast, counts: &Screened) -> Option<String> {
    let criterion = cast.cohort().eligible.as_ref()?;
    let mut text = format!(
        "people: {} looked at, {} enrolled; {} not eligible ({})",
        counts.screened,
        counts.enrolled,
        counts.rejected,
        criterion.value.text()
    );
    for (fact, people) in &counts.unknown {
        text.push_str(&format!("; of {people} `{fact}` is not known"));
    }
    if counts.beyond > 0 {
        text.push_str(&format!("; {} more eligible than asked for", counts.beyond));
    }
    Some(text)
}
