//! `homeostat validate`: the validation book, run.

use crate::output::terminal::{self, bold, wrap};
use crate::output::{Failure, complain, put, table};
use scenarios::book::{Row, Verdict, answer};

/// Arguments of `validate`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Print every row as JSON
    #[arg(long)]
    json: bool,
    /// Only the rows that do not hold
    #[arg(long)]
    failing: bool,
}

/// Runs the book and prints it.
pub fn validate(arguments: &Arguments) -> Result<(), Failure> {
    let rows = answer(|done, all| {
        if done % 10 == 0 {
            complain(&format!("{done} of {all} studies"));
        }
    });
    let rows = rows.map_err(Failure::other)?;
    let fails = |row: &&Row| row.verdict != Verdict::Pass;
    let shown: Vec<&Row> = match arguments.failing {
        true => rows.iter().filter(fails).collect(),
        false => rows.iter().collect(),
    };
    if arguments.json {
        let text = serde_json::to_string_pretty(&shown).map_err(Failure::other)?;
        return put(&(text + "\n"));
    }
    let width = terminal::width();
    let cells: Vec<Vec<String>> = shown.iter().map(|row| cells(row)).collect();
    let heading = ["study", "variable", "expected", "simulated", "verdict"];
    let mut out = table::plain(&heading, &cells, width);
    let reasons = shown
        .iter()
        .filter_map(|row| Some((*row, row.reason.as_ref()?)));
    for (index, (row, reason)) in reasons.enumerate() {
        if index == 0 {
            out.push_str(&format!("\n{}\n", bold("Why rows fail")));
        }
        let text = format!("{}, {}: {reason}", row.study, row.variable);
        out.push_str(&wrap(&text, "  - ", 4, width));
    }
    let validation = rows.iter().filter(|row| row.calibrated.is_none());
    let (of, failed) = (validation.clone().count(), validation.filter(fails).count());
    out.push_str(&format!(
        "\n{} of {of} rows of validation hold; {} more are calibrated and show nothing. Sources: --json\n",
        of - failed,
        rows.len() - of,
    ));
    put(&out)
}

fn cells(row: &Row) -> Vec<String> {
    let (least, most) = row.expected;
    let verdict = match &row.calibrated {
        Some(_) => format!("{} (calibrated)", row.verdict),
        None => row.verdict.to_string(),
    };
    vec![
        row.study.clone(),
        row.variable.clone(),
        format!("{least} to {most} {}", row.unit),
        format!("{:.4}", row.simulated)
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned(),
        verdict,
    ]
}
