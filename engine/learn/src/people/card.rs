//! The card of a generator of people: for people to read.

use super::scores::{Scores, Way};
use super::table::Table;
use super::train::Tried;
use engine::learned::people::model::People;
use std::fmt::Write;

/// Where the data are from.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Name of the table's file.
    pub table: &'a str,
    /// BLAKE3 of the table.
    pub hash: &'a str,
    /// Columns in words, where an outcome was named.
    pub outcome: Option<&'a str>,
}

/// Writes it.
pub fn card(
    model: &People,
    table: &Table,
    tried: &[Tried],
    scores: &Scores,
    about: &About<'_>,
) -> String {
    let mut out = String::new();
    let (train, held) = scores.counts;
    let _ = writeln!(out, "Virtual people, learned from {}", about.table);
    let _ = writeln!(
        out,
        "Synthetic: no drawn person is a real one; not shown to be anonymous.\n"
    );
    let _ = writeln!(
        out,
        "Trained on {train} people; {held} (every fifth row) were held out and scored once."
    );
    let _ = writeln!(out, "Table: BLAKE3 {}\n", about.hash);
    let _ = writeln!(out, "Columns");
    let width = table
        .columns
        .iter()
        .map(|c| c.name.chars().count())
        .max()
        .unwrap_or(0)
        .max(6);
    for column in &table.columns {
        let missing = match column.missing > 0.0 {
            true => format!("; not known of {:.1} %", 100.0 * column.missing),
            false => String::new(),
        };
        let what = match column.words.is_empty() {
            true => {
                let unit = if column.unit.is_empty() {
                    "no unit given"
                } else {
                    &column.unit
                };
                format!("{} to {}, {unit}", column.range.0, column.range.1)
            }
            false => column.words.join(" | "),
        };
        let _ = writeln!(out, "  {:width$}  {what}{missing}", column.name);
    }
    let _ = writeln!(out, "\nScores on those held out");
    let _ = writeln!(
        out,
        "  {:30} {:>6} {:>7} {:>9} {:>8} {:>9} {:>8}",
        "", "told", "member-", "found at", "missing", "outcome", "outcome"
    );
    let _ = writeln!(
        out,
        "  {:30} {:>6} {:>7} {:>9} {:>8} {:>9} {:>8}",
        "", "apart", "ship", "1 % false", "together", "foretold", "rate"
    );
    let optional = |value: Option<f64>, percent: bool| match value {
        Some(v) if percent => format!("{:.1} %", 100.0 * v),
        Some(v) => format!("{v:.3}"),
        None => "-".to_owned(),
    };
    for Way {
        name,
        told,
        leak,
        foretold,
        rate,
        missing,
    } in &scores.ways
    {
        let _ = writeln!(
            out,
            "  {name:30} {told:>6.3} {:>7.3} {:>9} {missing:>8.3} {:>9} {:>8}",
            leak.auc,
            format!("{:.1} %", 100.0 * leak.found),
            optional(*foretold, false),
            optional(*rate, true)
        );
    }
    if let Some((train, held)) = scores.rates {
        let _ = writeln!(
            out,
            "  real people: outcome rate {:.1} % in the training, {:.1} % held out",
            100.0 * train,
            100.0 * held
        );
    }
    for line in [
        "told apart: area under the curve of a random forest that tells drawn people from real ones held",
        "  out (0.5: it cannot); membership: of an attack that tells who was trained on by the distance to",
        "  the nearest drawn person (0.5: it cannot), and the share it finds at 1 % false alarms; missing",
        "  together: agreement of the patterns of what is not known (1: the same); outcome foretold: area",
        "  under the curve in real people of a forest that learned from drawn ones",
    ] {
        let _ = writeln!(out, "  {line}");
    }
    if let Some(outcome) = about.outcome {
        let _ = writeln!(out, "  outcome: {outcome}");
    }
    let own = &scores.ways[0];
    let _ = writeln!(out, "\nPrivacy");
    let _ = writeln!(
        out,
        "  {} of 1,000 drawn people equal somebody of the training in every column; membership inference {:.3}.",
        (1000.0 * own.leak.copies).round(),
        own.leak.auc
    );
    let _ = writeln!(
        out,
        "  Columns keep values that real people had; the five lowest and highest of a number are taken together."
    );
    let _ = writeln!(out, "\nSubgroups");
    for group in &scores.groups {
        let few = if group.count < 50 { "  ! under 50" } else { "" };
        let told = optional(group.told, false);
        let rate = group.rate.map_or(String::new(), |(drawn, real)| {
            format!(
                ", outcome {:.1} % of drawn, {:.1} % of real",
                100.0 * drawn,
                100.0 * real
            )
        });
        let _ = writeln!(
            out,
            "  {:24} {:>5} held out, {:>5} trained: told apart {told}{rate}{few}",
            group.name, group.count, group.trained
        );
    }
    let worst = scores.groups.iter().filter(|g| g.told.is_some());
    if let Some(worst) =
        worst.max_by(|a, b| a.told.unwrap_or(0.0).total_cmp(&b.told.unwrap_or(0.0)))
    {
        let _ = writeln!(out, "  worst: {}", worst.name);
    }
    if scores.groups.is_empty() {
        let _ = writeln!(out, "  no column of sex, age, race or treatment was found");
    }
    let _ = writeln!(out, "\nChosen inside the training");
    for t in tried {
        let _ = writeln!(
            out,
            "  {}: told apart {:.3}, membership {:.3}{}",
            t.candidate,
            t.told,
            t.leak,
            if t.taken { "  taken" } else { "" }
        );
    }
    let order = model.drawing.order();
    let order: Vec<&str> = (order.iter())
        .map(|column| model.columns[*column].name.as_str())
        .collect();
    let _ = writeln!(out, "  drawn in this order: {}", order.join(", "));
    if !table.warnings.is_empty() {
        let _ = writeln!(out, "\nWarnings");
        table.warnings.iter().for_each(|w| {
            let _ = writeln!(out, "  ! {w}");
        });
    }
    out
}
