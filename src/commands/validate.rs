//! `homeostat validate`: the validation book, run.

use crate::output::terminal::{self, bold, wrap};
use crate::output::{Failure, complain, put, table};
use physiology::nearest::nearest;
use scenarios::book::{Row, Verdict, Wanted, absent, answer, chapters, page};
use std::path::PathBuf;

/// Arguments of `validate`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Print every row as JSON
    #[arg(long)]
    json: bool,
    /// Only the rows that do not hold
    #[arg(long)]
    failing: bool,
    /// Print the page of the documentation: every row with its source, as Markdown
    #[arg(long, conflicts_with = "json")]
    page: bool,
    /// Only studies whose name, or whose chapter's, holds one of these words, such as `shock` or `propofol`
    #[arg(value_name = "WORD")]
    only: Vec<String>,
    /// Read the chapters of this folder and not the program's own
    #[arg(long, value_name = "FOLDER")]
    book: Option<PathBuf>,
}

/// Runs the book and prints it.
pub fn validate(arguments: &Arguments) -> Result<(), Failure> {
    let wanted = Wanted {
        only: arguments.only.clone(),
        folder: arguments.book.clone(),
    };
    let rows = answer(&wanted, |done, all| {
        if done % 10 == 0 {
            complain(&format!("{done} of {all} studies"));
        }
    });
    // A folder of one's own is input; the program's book is the program.
    let rows = rows.map_err(|error| match arguments.book {
        Some(_) => Failure::bad_input(error.to_string()),
        None => Failure::other(error),
    })?;
    if rows.is_empty() {
        let words = arguments.only.join(", ");
        let chapters = chapters(&wanted).map_err(Failure::other)?;
        let hint = (arguments.only.iter())
            .find_map(|word| nearest(word, chapters.iter().map(String::as_str)))
            .map_or(String::new(), |name| format!("did you mean `{name}`? "));
        return Err(Failure::bad_input(format!(
            "no study or chapter of the book has this in its name: {words}; {hint}chapters: {}",
            chapters.join(", ")
        )));
    }
    if arguments.page {
        let absent = absent(&wanted).map_err(Failure::other)?;
        return put(&page(&rows, &absent));
    }
    let fails = |row: &&Row| row.verdict != Verdict::Pass && row.instead.is_none();
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
    let validation = rows.iter().filter(|row| row.validates());
    let (of, failed) = (validation.clone().count(), validation.filter(fails).count());
    out.push_str(&format!(
        "\n{} of {of} rows of validation hold; {} more are calibrated and show nothing, and {} tell of a truth that \
         another row contradicts. Sources: --json\n",
        of - failed,
        rows.iter().filter(|row| row.calibrated.is_some()).count(),
        rows.iter().filter(|row| row.instead.is_some()).count(),
    ));
    put(&out)
}

fn cells(row: &Row) -> Vec<String> {
    let (least, most) = row.expected;
    let verdict = match (&row.calibrated, &row.instead) {
        (_, Some(held)) => format!("two truths: {held}"),
        (Some(_), None) => format!("{} (calibrated)", row.verdict),
        (None, None) => row.verdict.to_string(),
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
