//! The book as a page of the documentation.

use super::{Absent, Row, Verdict};
use crate::medicine::cell;
use crate::words;
use std::fmt::Write;

/// Every row with what is expected, what came out and where the expectation is from, and what is not
/// answered, as Markdown.
pub fn page(rows: &[Row], absent: &[Absent]) -> String {
    let validated = rows.iter().filter(|row| row.validates());
    let (all, hold) = (
        validated.clone().count(),
        validated.filter(|row| row.verdict == Verdict::Pass).count(),
    );
    let mut out = format!(
        "# The validation book\n\nMade by `homeostat validate --page`. {hold} of {all} rows of validation hold. {} \
         more were looked at while numbers were chosen, are marked *calibrated* and show nothing. {} tell of a \
         truth that another row contradicts, and say which of both is held. A row that does not hold says why. \
         Every study is a scenario of the typical person, in `scenarios/book`.\n",
        rows.iter().filter(|row| row.calibrated.is_some()).count(),
        rows.iter().filter(|row| row.instead.is_some()).count(),
    );
    let mut chapter = "";
    let mut study = "";
    for row in rows {
        if row.system != chapter {
            chapter = &row.system;
            let _ = write!(out, "\n## {}\n", chapter.replace('_', " "));
        }
        if row.study != study {
            study = &row.study;
            let _ = write!(
                out,
                "\n**{study}**\n\n| variable | expected | simulated | verdict | source |\n|---|---|---|---|---|\n"
            );
        }
        let (least, most) = row.expected;
        let verdict = match (row.verdict, &row.calibrated) {
            _ if row.instead.is_some() => {
                let held = row.instead.as_deref().unwrap_or_default();
                format!("*two truths*: {held}")
            }
            (Verdict::Pass, None) => "holds".to_owned(),
            (Verdict::Pass, Some(to)) => format!("*{to}*"),
            (verdict, to) => {
                let to = to.as_ref().map_or(String::new(), |to| format!("; *{to}*"));
                let reason = row.reason.as_deref().unwrap_or("no reason is given");
                format!("**{}**: {reason}{to}", said(verdict))
            }
        };
        let _ = writeln!(
            out,
            "| {} | {least} to {most} {} | {} | {} | {} |",
            cell(&row.variable),
            words::unit(&row.unit),
            figures(row.simulated),
            cell(&verdict),
            cell(&row.source)
        );
    }
    if !absent.is_empty() {
        out.push_str("\n## What is not answered\n\n| asked for | missing |\n|---|---|\n");
    }
    for absent in absent {
        let _ = writeln!(out, "| {} | {} |", cell(&absent.what), cell(&absent.why));
    }
    out
}

fn said(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "holds",
        Verdict::Fail => "does not hold",
        Verdict::WrongDirection => "goes the wrong way",
    }
}

/// Four significant figures: what the last bits are is nobody's matter.
fn figures(value: f64) -> String {
    let size = value.abs().max(1e-6).log10().floor() as i32;
    let decimals = usize::try_from(3 - size).unwrap_or(0).min(4);
    let text = format!("{value:.decimals$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}
