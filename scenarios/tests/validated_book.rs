//! The validation book: every row is answered, and fails only where the book says why.
//!
//! `cargo test -p scenarios --test validated_book -- --nocapture` prints it; so does
//! `homeostat validate`.

use scenarios::book::{Verdict, Wanted, absent, answer, page};
use std::path::Path;

#[test]
fn validated_rows_hold_or_the_book_says_why() {
    let rows = answer(&Wanted::default(), |_, _| ()).unwrap_or_else(|error| panic!("{error}"));
    for row in &rows {
        let (least, most) = row.expected;
        println!(
            "{:15} {:32} {:36} {least:>8} to {most:<8} {:>9.3} {:12} {}{}",
            row.verdict.to_string(),
            row.study,
            row.variable,
            row.simulated,
            row.unit,
            row.reason.as_deref().unwrap_or_default(),
            if row.calibrated.is_some() {
                " (calibrated)"
            } else {
                ""
            }
        );
    }
    let validated: Vec<_> = rows.iter().filter(|row| row.validates()).collect();
    let passed = validated
        .iter()
        .filter(|row| row.verdict == Verdict::Pass)
        .count();
    println!("{passed} of {} rows of validation pass", validated.len());
    // A row that holds contradicts nothing that is held.
    let unexplained = |row: &&scenarios::book::Row| {
        let excused = row.reason.is_some() || row.instead.is_some();
        (row.verdict == Verdict::Pass) == excused
    };
    let unexplained: Vec<_> = rows.iter().filter(unexplained).collect();
    assert!(
        unexplained.is_empty(),
        "fail without a reason, or pass in spite of one: {unexplained:#?}"
    );
    let astray = |row: &&scenarios::book::Row| {
        row.verdict == Verdict::WrongDirection && row.instead.is_none()
    };
    let astray: Vec<_> = rows.iter().filter(astray).collect();
    assert!(
        astray.is_empty(),
        "rows in the wrong direction: {astray:#?}"
    );
    // Heart, vessels, breath, what befalls them and the drugs that act on them; other chapters are younger.
    // The aim is 95 %.
    let body = |row: &&&scenarios::book::Row| !matches!(&*row.system, "glucose" | "kidney");
    let of = validated.iter().filter(body).count();
    let held = validated.iter().filter(body);
    let held = held.filter(|row| row.verdict == Verdict::Pass).count();
    assert!(
        100 * held >= 90 * of,
        "only {held} of {of} rows of the body hold"
    );
    let absent = absent(&Wanted::default()).unwrap_or_else(|error| panic!("{error}"));
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/validation.md");
    let written = std::fs::read_to_string(place).unwrap_or_default();
    // A page is long: only the first line that differs is told.
    let (anew, written) = (told(&page(&rows, &absent)), told(&written));
    let differs = anew
        .iter()
        .zip(&written)
        .find(|(anew, written)| anew != written);
    assert!(
        differs.is_none() && anew.len() == written.len(),
        "make it anew with `homeostat validate --page > docs/validation.md`; first: {differs:?}"
    );
}

/// What a page says but for the simulated numbers, whose last figures are nobody's matter.
fn told(page: &str) -> Vec<String> {
    let line = |line: &str| {
        let cells = line.split(" | ").enumerate();
        let kept = cells.filter(|(at, _)| *at != 2).map(|(_, cell)| cell);
        kept.collect::<Vec<_>>().join(" | ")
    };
    page.lines().map(line).collect()
}
