//! Results for programs. A missing number is null.

use crate::file::Scenario;
use crate::outcome::{Difference, Row, Summary};
use crate::plan::Plan;
use crate::rests;
use crate::run::{Projection, columns};
use crate::words;
use engine::recording::{Manifest, NOTICE, ScenarioRecord, SolverRecord, StatusCounts};
use engine::world::Settings;
use serde_json::{Value, json};

/// Outcomes, differences, verdicts and counts.
pub fn outcomes(scenario: &Scenario, plan: &Plan, projection: &Projection) -> Value {
    let failed: Vec<Value> = projection
        .failed
        .iter()
        .map(|(reason, (twins, first))| {
            json!({ "reason": reason, "twins": twins, "first_at_min": first })
        })
        .collect();
    let spread: Vec<Value> = plan
        .spread
        .iter()
        // One twin is the patient as published.
        .filter(|_| plan.twins > 1)
        .map(|layer| {
            json!({
                "parameter": format!("{}.{}", layer.part, layer.parameter),
                "spread": layer.spread,
                "sd_log": layer.sd_log,
                "source": layer.source,
                "assumed": layer.assumed,
            })
        })
        .collect();
    json!({
        "notice": NOTICE,
        "title": scenario.title.value,
        "question": scenario.question.as_ref().map(|question| &question.value),
        "headline": headline(&projection.rows, &plan.arms),
        "arms": plan.arms,
        "patient": plan.subject.name,
        "seed": plan.seed,
        "twins": plan.twins,
        "well": projection.well,
        "failed": failed,
        "spread": spread,
        "interval": "middle 90 % of the twins; of a risk, 90 % of Monte Carlo error",
        "outcomes": projection.rows.iter().map(|one| row(one, &plan.arms)).collect::<Vec<_>>(),
    })
}

fn headline(rows: &[Row], arms: &[String]) -> Vec<String> {
    let answers = words::headline(rows, arms).into_iter();
    answers.map(|answer| answer.text).collect()
}

/// The manifest of a run that is about to begin: all that is known beforehand.
pub fn manifest(path: &str, text: &[u8], plan: &Plan, settings: &Settings) -> Manifest {
    let settings = plan.settings(settings);
    let (rtol, atol) = settings.tolerances();
    Manifest {
        scenario: ScenarioRecord::of(path, text),
        seed: plan.seed,
        patients: plan.twins as u64,
        arms: plan.arms.clone(),
        models: rests::models(plan),
        solver: SolverRecord {
            method: settings.method.resolved(rtol).to_string(),
            rtol,
            atol,
        },
        columns: columns(plan),
        ..Manifest::default()
    }
}

/// How the twins of a projection ended.
pub fn statuses(projection: &Projection) -> StatusCounts {
    let failed = projection.failed.iter();
    StatusCounts {
        well: projection.well as u64,
        failed: failed
            .map(|(reason, (twins, _))| (reason.clone(), *twins as u64))
            .collect(),
    }
}

fn row(row: &Row, arms: &[String]) -> Value {
    let by_arm: Vec<Value> = row
        .arms
        .iter()
        .zip(arms)
        .map(|(summary, arm)| of_arm(arm, summary))
        .collect();
    let differences: Vec<Value> = row
        .differences
        .iter()
        .zip(arms.iter().skip(1))
        .map(|(difference, arm)| against_first(arm, difference))
        .collect();
    json!({
        "name": row.label,
        "expression": row.expression,
        "unit": row.unit,
        "is_risk": row.is_risk,
        "meaningful": row.meaningful,
        "less_is_better": row.less_is_better,
        "arms": by_arm,
        "differences": differences,
    })
}

fn of_arm(arm: &str, summary: &Summary) -> Value {
    json!({
        "arm": arm,
        "twins": summary.count,
        "centre": summary.centre,
        "low": summary.interval.0,
        "high": summary.interval.1,
        "happened": summary.happened,
        "mean": summary.mean,
        "monte_carlo_se": summary.monte_carlo,
    })
}

fn against_first(arm: &str, difference: &Difference) -> Value {
    let verdict = difference
        .verdict
        .map(|v| json!({ "better": v.better, "same": v.same, "worse": v.worse }));
    json!({
        "arm": arm,
        "twins": difference.count,
        "centre": difference.centre,
        "low": difference.interval.0,
        "high": difference.interval.1,
        "mean": difference.mean,
        "monte_carlo_se": difference.monte_carlo,
        "verdict": verdict,
    })
}

/// The outcomes as a table for spreadsheets: a line for each outcome and arm.
pub fn outcomes_csv(projection: &Projection, arms: &[String]) -> String {
    let mut out = String::from(
        "outcome,unit,arm,twins,centre,low,high,happened,monte_carlo_se,difference,\
         difference_low,difference_high,difference_monte_carlo_se,better,same,worse\r\n",
    );
    let number = |value: f64| {
        if value.is_nan() {
            String::new()
        } else {
            value.to_string()
        }
    };
    let count = |count: Option<usize>| count.map_or(String::new(), |count| count.to_string());
    for row in &projection.rows {
        for (index, (summary, arm)) in row.arms.iter().zip(arms).enumerate() {
            let difference = index.checked_sub(1).and_then(|at| row.differences.get(at));
            let of = |pick: fn(&Difference) -> f64| difference.map_or(f64::NAN, pick);
            let verdict = difference.and_then(|difference| difference.verdict);
            let cells = [
                quoted(&row.label),
                quoted(&row.unit),
                quoted(arm),
                summary.count.to_string(),
                number(summary.centre),
                number(summary.interval.0),
                number(summary.interval.1),
                count(summary.happened),
                number(summary.monte_carlo),
                number(of(|d| d.centre)),
                number(of(|d| d.interval.0)),
                number(of(|d| d.interval.1)),
                number(of(|d| d.monte_carlo)),
                count(verdict.map(|v| v.better)),
                count(verdict.map(|v| v.same)),
                count(verdict.map(|v| v.worse)),
            ];
            out.push_str(&cells.join(","));
            out.push_str("\r\n");
        }
    }
    out
}

fn quoted(field: &str) -> String {
    match field.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}
