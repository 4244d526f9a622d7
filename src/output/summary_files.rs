//! What came of a sweep, for programs and spreadsheets.

use super::summary::{headline, how_exact, row};
use engine::recording::NOTICE;
use scenarios::sweep::{Done, Sweep};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Everything, for programs. A missing number is null.
pub fn json(sweep: &Sweep, done: &Done, seed: u64) -> Value {
    let first = &sweep.cells[0];
    let axes: Vec<Value> = sweep
        .axes
        .iter()
        .map(|axis| {
            let values: Vec<&str> = axis
                .values
                .iter()
                .map(|value| value.text.as_str())
                .collect();
            json!({ "path": axis.path.value, "values": values })
        })
        .collect();
    let cells: Vec<Value> = sweep
        .cells
        .iter()
        .enumerate()
        .map(|(number, cell)| {
            let values: serde_json::Map<String, Value> = sweep
                .axes
                .iter()
                .zip(&cell.choices)
                .map(|(axis, choice)| {
                    let text = axis.values[*choice].text.clone();
                    (axis.path.value.clone(), Value::String(text))
                })
                .collect();
            let failed: BTreeMap<&str, u64> = done
                .failed
                .iter()
                .filter(|((of, _), _)| *of == number)
                .map(|((_, reason), people)| (reason.as_str(), *people))
                .collect();
            json!({
                "cell": number,
                "values": values,
                "people": cell.people(),
                "well": done.well[number],
                "failed": failed,
            })
        })
        .collect();
    let screened: Vec<Value> = done
        .screened
        .iter()
        .map(|(cell, counts)| {
            json!({
                "cell": cell,
                "screened": counts.screened,
                "enrolled": counts.enrolled,
                "not_eligible": counts.rejected,
                "not_known": counts.unknown,
                "beyond_size": counts.beyond,
            })
        })
        .collect();
    let lines: Vec<Value> = done
        .lines
        .iter()
        .map(|line| {
            let row = row(sweep, line.outcome);
            json!({
                "outcome": row.label,
                "unit": row.unit,
                "cell": line.cell,
                "arm": sweep.arms()[line.arm],
                "group": line.group,
                "summary": line.summary,
                "against_first": line.against,
            })
        })
        .collect();
    json!({
        "notice": NOTICE,
        "title": first.scenario.title.value,
        "question": first.scenario.question.as_ref().map(|question| &question.value),
        "seed": seed,
        "arms": sweep.arms(),
        "axes": axes,
        "cells": cells,
        "screened": screened,
        "headline": headline(sweep, done),
        "quantiles": how_exact(done),
        "interval": "quantiles: spread between people; of a risk, 90 % of Monte Carlo error",
        "lines": lines,
    })
}

/// The lines as a table for spreadsheets.
pub fn csv(sweep: &Sweep, done: &Done) -> String {
    let mut out = String::from("outcome,unit,cell");
    for axis in &sweep.axes {
        out.push(',');
        out.push_str(&quoted(&axis.path.value));
    }
    out.push_str(
        ",arm,group_by,group,people,mean,mean_se,sd,p05,p25,p50,p75,p95,median_se,quantiles,\
         happened,risk_low,risk_high,difference_people,difference_mean,difference_mean_se,\
         difference_sd,difference_p05,difference_p50,difference_p95,better,same,worse\r\n",
    );
    let number = |value: f64| match value.is_finite() {
        true => value.to_string(),
        false => String::new(),
    };
    for line in &done.lines {
        let row = row(sweep, line.outcome);
        let cell = &sweep.cells[line.cell];
        let mut cells = vec![quoted(&row.label), quoted(&row.unit), line.cell.to_string()];
        for (axis, choice) in sweep.axes.iter().zip(&cell.choices) {
            cells.push(quoted(&axis.values[*choice].text));
        }
        cells.push(quoted(&sweep.arms()[line.arm]));
        let (by, group) = line.group.clone().unwrap_or_default();
        cells.extend([quoted(&by), quoted(&group)]);
        let own = &line.summary;
        cells.push(own.people.to_string());
        cells.extend([own.mean, own.mean_se, own.sd].map(number));
        cells.extend(own.quantiles.map(number));
        cells.push(number(own.median_se));
        cells.push(if own.exact { "exact" } else { "within 0.4 %" }.to_owned());
        match own.risk {
            Some((happened, low, high)) => {
                cells.extend([happened.to_string(), number(low), number(high)]);
            }
            None => cells.extend([String::new(), String::new(), String::new()]),
        }
        match &line.against {
            Some(against) => {
                cells.push(against.people.to_string());
                cells.extend([against.mean, against.mean_se, against.sd].map(number));
                cells.extend(against.quantiles.map(number));
                match against.verdict {
                    Some((better, same, worse)) => {
                        cells.extend([better, same, worse].map(|count| count.to_string()));
                    }
                    None => cells.extend([String::new(), String::new(), String::new()]),
                }
            }
            None => cells.extend(vec![String::new(); 10]),
        }
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

fn quoted(field: &str) -> String {
    match field.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}
