//! From the text of a file to a [`Scenario`], or to everything that is wrong with it.

mod amount;
mod arms;
mod axis;
mod cohort;
mod deed;
mod distribution;
pub(crate) mod fields;
mod group;
mod insult;
mod outcome;
mod path;
mod patient;
mod protocol;
mod scenario;
mod script;
mod sweep;
mod teaching;
mod titration;
mod treatment;
mod values;

pub(crate) use insult::befalls;
pub use script::check_script;
pub(crate) use script::steerable;

use std::collections::BTreeSet;

use crate::document;
use crate::file::{Axis, Scenario};
use crate::known::Known;
use crate::problem::Problem;
use crate::span::Span;

/// Longer files are refused: nobody writes them by hand.
const LARGEST: usize = 1 << 20;

/// More problems than this are not counted one by one.
const MOST_PROBLEMS: usize = 1000;

/// Checks the text of a scenario file against the grammar and against what exists.
///
/// Every problem is found at once, in the order of the file. The scenario is there exactly when
/// none of the problems is an error. No text makes this panic.
pub fn check(text: &[u8], known: &Known) -> (Option<Scenario>, Vec<Problem>) {
    walk(text, known, SCENARIO, |checker, root| {
        checker.scenario(root)
    })
}

/// Checks the file of a sweep with the values of one cell in their places: for each of `axes`, the
/// number of its value. Problems point to those values.
pub fn check_cell(
    text: &[u8],
    known: &Known,
    axes: &[Axis],
    choices: &[usize],
) -> (Option<Scenario>, Vec<Problem>) {
    walk(text, known, SCENARIO, |checker, root| {
        let root = path::with_values(root, axes, choices);
        let mut scenario = checker.scenario(&root)?;
        checker.preset(&mut scenario, choices);
        Some(scenario)
    })
}

/// What a file of a scenario is expected to be.
const SCENARIO: &str = "a scenario, such as `homeostat new` writes";

/// Reads a file in TOML, which is expected to be `what`, with what reads its root, and gathers the problems.
pub(crate) fn walk<T>(
    text: &[u8],
    known: &Known,
    what: &str,
    read: impl FnOnce(&mut fields::Checker<'_>, &document::Entries) -> Option<T>,
) -> (Option<T>, Vec<Problem>) {
    let text = match readable(text) {
        Ok(text) => text,
        Err(problem) => return (None, vec![*problem]),
    };
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        let problem = Problem::error(Span::new(0, 0), "empty file").found("nothing");
        return (None, vec![problem.expected(what)]);
    }
    let document = document::parse(text);
    let mut checker = fields::Checker::new(known);
    let found = read(&mut checker, &document.root);
    let mut problems = checker.problems;
    if !document.problems.is_empty() {
        // What was read around a mistake of syntax may be garbled: speak of the rest only where
        // the mistake cannot be the cause.
        let starts: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
        let line = |problem: &Problem| starts.partition_point(|start| *start < problem.span.start);
        let lines: BTreeSet<usize> = document.problems.iter().map(line).collect();
        let open = document
            .problems
            .iter()
            .any(|problem| problem.message.contains("unclosed"));
        problems.retain(|problem| {
            let sure = !problem.message.starts_with("missing") && problem.is_error() && !open;
            sure && !lines.contains(&line(problem))
        });
        problems.extend(document.problems);
    }
    for problem in &mut problems {
        problem.span = inside(text, problem.span);
    }
    // Stable: what was said first about one place stays first.
    problems.sort_by_key(|problem| problem.span.start);
    problems.dedup();
    if problems.len() > MOST_PROBLEMS {
        let more = problems.split_off(MOST_PROBLEMS);
        let last = Problem::error(more[0].span, "too many problems")
            .found(format!("{} more from here on", more.len()))
            .expected("at most so many");
        problems.push(last);
    }
    let failed = problems.iter().any(Problem::is_error);
    (found.filter(|_| !failed), problems)
}

/// The text, if it is text.
fn readable(bytes: &[u8]) -> Result<&str, Box<Problem>> {
    let start = Span::new(0, 0);
    if bytes.len() > LARGEST {
        let problem = Problem::error(start, "file too large");
        return Err(Box::new(
            problem
                .found(format!("{} bytes", bytes.len()))
                .expected("at most 1 MiB"),
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let problem = Problem::error(Span::new(at, at), "not a text in UTF-8");
        let byte = bytes.get(at).copied().unwrap_or_default();
        let problem = problem
            .found(format!("the byte 0x{byte:02X}"))
            .expected("text in UTF-8");
        Box::new(problem.help("save the file as UTF-8 in your editor"))
    })?;
    Ok(text)
}

/// The same span, moved into the text and onto whole characters; the end of the file is the end
/// of its last line.
fn inside(text: &str, span: Span) -> Span {
    let last = text.trim_end().len();
    let mut start = span.start.min(last);
    let mut end = span.end.min(text.len()).max(start);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    Span::new(start, end)
}
