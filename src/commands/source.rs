//! Where a scenario comes from, and what is wrong with it, for the terminal.

use crate::output::{Failure, terminal};
use scenarios::report::Report;
use scenarios::source::{Checked, Source};

/// Reads a file, or takes the library's scenario of that name.
pub fn open(given: &str) -> Result<Source, Failure> {
    Source::open(given).map_err(Failure::bad_input)
}

/// The problems, drawn for the terminal behind standard error.
pub fn drawn(checked: &Checked) -> String {
    let draw = |report: &Report| report.draw(terminal::error_colours(), terminal::width());
    let tables: Vec<String> = checked.tables.iter().map(draw).collect();
    tables.concat() + &draw(&checked.report)
}

/// "2 errors and 1 warning in FILE".
pub fn counted(checked: &Checked, name: &str) -> String {
    count(&checked.report, name)
}

/// The same of the problems of any file.
pub fn count(report: &Report, name: &str) -> String {
    let count = |number: usize, what: &str| match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    };
    let (errors, warnings) = (report.errors(), report.warnings());
    match (errors, warnings) {
        (_, 0) => format!("{} in {name}", count(errors, "error")),
        (0, _) => format!("{} in {name}", count(warnings, "warning")),
        _ => format!(
            "{} and {} in {name}",
            count(errors, "error"),
            count(warnings, "warning")
        ),
    }
}
