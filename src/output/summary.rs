//! What came of a sweep: tables for people, rows for programs.

use super::table;
use super::terminal::{bold, wrap};
use scenarios::expression::Kind;
use scenarios::outcome::Row;
use scenarios::sweep::{Against, Done, Summary, Sweep, Tabled};
use scenarios::words;
use std::collections::BTreeMap;

/// More lines of groups than this are left to the files.
const MOST_LINES: usize = 24;

/// An outcome as the words for its numbers want it.
pub(super) fn row(sweep: &Sweep, outcome: usize) -> Row {
    let first = &sweep.cells[0];
    let of = &first.scenario.outcomes[outcome];
    let expression = &of.of.value;
    let unit = match expression.kind() {
        Kind::Duration | Kind::Moment => "min",
        Kind::Fraction | Kind::Risk => "1",
        // A pure number that is no share, such as a score.
        _ if expression.unit_text() == "1" => "",
        _ => expression.unit_text(),
    };
    Row {
        label: of.label().to_owned(),
        expression: expression.text().to_owned(),
        unit: unit.to_owned(),
        is_risk: expression.kind() == Kind::Risk,
        meaningful: of.meaningful.as_ref().map(|m| m.value.text.clone()),
        less_is_better: None,
        arms: Vec::new(),
        differences: Vec::new(),
        who: first.plan.who(),
        step: engine::time::minutes(first.plan.study.grid.every),
    }
}

/// A sentence for each outcome: where it is lowest and where highest.
pub fn headline(sweep: &Sweep, done: &Done) -> Vec<String> {
    let mut sentences = Vec::new();
    for outcome in 0..sweep.cells[0].scenario.outcomes.len() {
        let row = row(sweep, outcome);
        let centre = |line: &&Tabled| centre(&line.summary);
        let mut lines: Vec<&Tabled> = done
            .lines
            .iter()
            .filter(|line| line.outcome == outcome && line.group.is_none())
            .filter(|line| line.summary.people > 0)
            .collect();
        lines.sort_by(|a, b| centre(a).total_cmp(&centre(b)));
        let (Some(low), Some(high)) = (lines.first(), lines.last()) else {
            continue;
        };
        let place = |line: &Tabled| {
            let mut place = sweep.cells[line.cell].label(&sweep.axes);
            if sweep.arms().len() > 1 {
                let arm = &sweep.arms()[line.arm];
                place = match place.is_empty() {
                    true => arm.clone(),
                    false => format!("{arm}, {place}"),
                };
            }
            place
        };
        let what = match row.is_risk {
            true => "risk",
            false => "median",
        };
        sentences.push(match lines.len() {
            1 => format!(
                "{}: {what} {}.",
                row.label,
                words::amount(&row, centre(low))
            ),
            _ => format!(
                "{}: {what} from {} ({}) to {} ({}).",
                row.label,
                words::amount(&row, centre(low)),
                place(low),
                words::amount(&row, centre(high)),
                place(high)
            ),
        });
    }
    sentences
}

fn centre(summary: &Summary) -> f64 {
    match summary.risk {
        Some(_) => summary.mean,
        None => summary.quantiles[2],
    }
}

/// How exact the quantiles are.
pub fn how_exact(done: &Done) -> &'static str {
    match done.lines.iter().all(|line| line.summary.exact) {
        true => "quantiles are exact",
        false => "quantiles of more than 2000 people are within 0.4 %",
    }
}

/// Failures by reason, over all cells.
pub fn failures(done: &Done) -> BTreeMap<String, u64> {
    let mut all = BTreeMap::new();
    for ((_, reason), people) in &done.failed {
        *all.entry(reason.clone()).or_default() += people;
    }
    all
}

/// People who are missing from the numbers; empty where nobody is.
pub fn failed(sweep: &Sweep, done: &Done, width: usize) -> String {
    let mut out = String::new();
    for (reason, people) in failures(done) {
        let all: u64 = sweep.cells.iter().map(|cell| cell.people()).sum();
        let text = format!(
            "{people} of {all} people in cells could not be simulated to the end: {reason}. They \
             are left out of every arm of the cell."
        );
        out.push_str(&wrap(&text, "! ", 2, width));
    }
    out
}

/// A table for each outcome, and one for each of its groups.
pub fn tables(sweep: &Sweep, done: &Done, width: usize) -> String {
    let mut out = String::new();
    for outcome in 0..sweep.cells[0].scenario.outcomes.len() {
        let row = row(sweep, outcome);
        let lines: Vec<&Tabled> = done
            .lines
            .iter()
            .filter(|line| line.outcome == outcome)
            .collect();
        let all: Vec<&Tabled> = lines
            .iter()
            .copied()
            .filter(|line| line.group.is_none())
            .collect();
        let mut title = row.label.clone();
        match row.unit.as_str() {
            "min" | "" => {}
            "1" => title.push_str(", %"),
            unit => title.push_str(&format!(", {}", words::unit(unit))),
        }
        if let Some(meaningful) = &row.meaningful {
            title.push_str(&format!(" (meaningful: {meaningful})"));
        }
        out.push_str(&format!("\n{}\n", bold(&title)));
        out.push_str(&one(sweep, &row, &all, false, width));
        let grouped: Vec<&Tabled> = lines
            .iter()
            .copied()
            .filter(|line| line.group.is_some() && line.summary.people > 0)
            .collect();
        if grouped.len() > MOST_LINES {
            out.push_str(&format!(
                "  {} lines of groups are in summary.csv\n",
                grouped.len()
            ));
        } else if !grouped.is_empty() {
            out.push_str(&one(sweep, &row, &grouped, true, width));
        }
    }
    out
}

fn one(sweep: &Sweep, row: &Row, lines: &[&Tabled], grouped: bool, width: usize) -> String {
    let several = sweep.arms().len() > 1;
    let mut heading: Vec<String> = sweep
        .axes
        .iter()
        .map(|axis| {
            axis.called
                .clone()
                .unwrap_or_else(|| last(&axis.path.value))
        })
        .collect();
    if grouped {
        heading.push("group".to_owned());
    }
    if several {
        heading.push("arm".to_owned());
    }
    heading.push(row.who.to_owned());
    heading.push(if row.is_risk { "risk" } else { "median (90 %)" }.to_owned());
    heading.push(if row.is_risk { "s.e." } else { "mean ± s.e." }.to_owned());
    let judged = row.meaningful.is_some() && several;
    if several {
        heading.push(format!("against {}", sweep.arms()[0]));
        heading.push("s.e.".to_owned());
    }
    if judged {
        heading.push("better/same/worse".to_owned());
    }
    let mut rows = Vec::new();
    for line in lines {
        let cell = &sweep.cells[line.cell];
        let mut cells: Vec<String> = sweep
            .axes
            .iter()
            .zip(&cell.choices)
            .map(|(axis, choice)| axis.values[*choice].shown().to_owned())
            .collect();
        if let Some((name, label)) = &line.group {
            cells.push(format!("{name}: {label}"));
        }
        if several {
            cells.push(sweep.arms()[line.arm].clone());
        }
        let own = &line.summary;
        cells.push(own.people.to_string());
        cells.push(spread(row, own));
        let plain = |value: f64| words::bare(row, words::amount(row, value));
        let off = |value: f64| words::bare(row, words::error(row, value));
        cells.push(match row.is_risk {
            true => off(own.mean_se),
            false => format!("{} ± {}", plain(own.mean), off(own.mean_se)),
        });
        if several {
            cells.extend(match &line.against {
                Some(against) => [difference(row, against), off(against.mean_se)],
                None => Default::default(),
            });
        }
        if judged {
            let verdict = line.against.as_ref().and_then(|against| against.verdict);
            cells.push(verdict.map_or(String::new(), |(better, same, worse)| {
                format!("{better}/{same}/{worse}")
            }));
        }
        rows.push(cells);
    }
    let heading: Vec<&str> = heading.iter().map(String::as_str).collect();
    table::plain(&heading, &rows, width)
}

/// The last word of a path: tables are narrow.
fn last(path: &str) -> String {
    let mut words = path.rsplit('.').filter(|word| *word != "is");
    words.next().unwrap_or(path).replace('_', " ")
}

fn spread(row: &Row, own: &Summary) -> String {
    if own.people == 0 {
        return "none".to_owned();
    }
    let (low, high) = match own.risk {
        Some((_, low, high)) => (low, high),
        None => (own.quantiles[0], own.quantiles[4]),
    };
    format!(
        "{} ({} to {})",
        words::bare(row, words::amount(row, centre(own))),
        words::bare(row, words::amount(row, low)),
        words::bare(row, words::amount(row, high))
    )
}

fn difference(row: &Row, against: &Against) -> String {
    if against.people == 0 {
        return "none".to_owned();
    }
    let [low, middle, high] = against.quantiles;
    format!(
        "{} ({} to {})",
        words::bare(row, words::change(row, middle)),
        words::bare(row, words::change(row, low)),
        words::bare(row, words::change(row, high))
    )
}
