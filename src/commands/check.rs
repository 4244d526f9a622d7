//! `homeostat check`: everything that is wrong, at once.

use super::source;
use crate::output::{Failure, complain, put, terminal};
use scenarios::file::Scenario;
use scenarios::medicine::Shelf;
use scenarios::plan::Plan;
use scenarios::report::Report;
use scenarios::source::Source;
use scenarios::time::Time;
use serde_json::{Value, json};

/// Arguments of `check`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Scenario files, or names from the library
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Print the problems as JSON
    #[arg(long)]
    json: bool,
}

/// Checks every file; fails if any has an error.
pub fn check(arguments: &Arguments) -> Result<(), Failure> {
    let mut failed = false;
    let mut rows: Vec<Value> = Vec::new();
    for name in &arguments.files {
        let source = match source::open(name) {
            Ok(source) => source,
            Err(Failure::Said { message, .. }) => {
                failed = true;
                if arguments.json {
                    rows.push(json!({ "file": name, "errors": 1, "unreadable": message }));
                } else {
                    complain(&message);
                }
                continue;
            }
            Err(gone) => return Err(gone),
        };
        if scenarios::medicine::is_medicine(&source.text) {
            failed |= !medicine(&source, arguments.json, &mut rows)?;
            continue;
        }
        let checked = source.check(None);
        failed |= checked.ready.is_none();
        let summary = checked
            .ready
            .as_ref()
            .map(|(scenario, plan)| summary(scenario, plan))
            .map(|text| match &checked.sweep {
                Some(sweep) => format!(
                    "{text}; `homeostat sweep` would run its {} cells, {} simulations",
                    sweep.cells.len(),
                    sweep.simulations()
                ),
                None => text,
            });
        if arguments.json {
            rows.push(json!({
                "file": name,
                "errors": checked.report.errors(),
                "warnings": checked.report.warnings(),
                "problems": checked.report.rows(),
                "tables": checked.tables.iter().flat_map(Report::rows).collect::<Vec<_>>(),
                "runs": summary,
            }));
            continue;
        }
        if !checked.is_clean() {
            let said = format!(
                "{}{}",
                source::drawn(&checked),
                source::counted(&checked, name)
            );
            complain(&said);
        }
        if let Some(summary) = summary {
            let clean = match checked.report.warnings() {
                0 => "no problems",
                _ => "no errors",
            };
            put(&format!("{name}: {clean}; {summary}\n"))?;
        }
    }
    if arguments.json {
        let text = serde_json::to_string_pretty(&rows).map_err(Failure::other)?;
        put(&format!("{text}\n"))?;
    }
    match failed {
        true => Err(Failure::bad_input("")),
        false => Ok(()),
    }
}

/// Checks a medicine file; whether it has no errors.
fn medicine(source: &Source, as_json: bool, rows: &mut Vec<Value>) -> Result<bool, Failure> {
    let name = Shelf::name_of(&source.given);
    let (medicine, problems) = scenarios::medicine::read(&name, &source.text);
    let report = Report::new(&source.given, &source.text, problems);
    if as_json {
        rows.push(json!({
            "file": source.given,
            "errors": report.errors(),
            "warnings": report.warnings(),
            "problems": report.rows(),
        }));
        return Ok(medicine.is_some());
    }
    if !report.rows().is_empty() {
        complain(&report.draw(terminal::error_colours(), terminal::width()));
    }
    if let Some(medicine) = &medicine {
        let parts: Vec<&str> = medicine.components().map(|part| part.layout.name).collect();
        put(&format!(
            "{}: a medicine, given as `{name}`; {}; of {}\n",
            source.given,
            parts.join(", "),
            medicine.population
        ))?;
    }
    Ok(medicine.is_some())
}

/// What a scenario would run, in a line.
pub fn summary(scenario: &Scenario, plan: &Plan) -> String {
    let many = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    let start = Time::from_nanoseconds(plan.study.start);
    let span = match plan.study.start {
        0 => format!("{}", scenario.horizon.value),
        _ => format!("{start} to {}", scenario.horizon.value),
    };
    format!(
        "it would run {} of {} ({}) over {span}, recording {} every {}, and compare {}",
        many(plan.arms.len(), "arm"),
        match &plan.cast {
            Some(_) => format!("{} people", plan.twins),
            None => many(plan.twins, "twin"),
        },
        plan.subject.name,
        plan.study.sampled[..plan.study.recorded].join(", "),
        scenario.record.every,
        many(scenario.outcomes.len(), "outcome"),
    )
}
