//! The validation book: every row is answered, and fails only where the book says why.
//!
//! `cargo test -p scenarios --test validated_book -- --nocapture` prints it; so does
//! `homeostat validate`.

use scenarios::book::{Verdict, answer};

#[test]
fn validated_rows_hold_or_the_book_says_why() {
    let rows = answer(|_, _| ()).unwrap_or_else(|error| panic!("{error}"));
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
    let validated: Vec<_> = rows.iter().filter(|row| row.calibrated.is_none()).collect();
    let passed = validated
        .iter()
        .filter(|row| row.verdict == Verdict::Pass)
        .count();
    println!("{passed} of {} rows of validation pass", validated.len());
    let unexplained =
        |row: &&scenarios::book::Row| (row.verdict == Verdict::Pass) == row.reason.is_some();
    let unexplained: Vec<_> = rows.iter().filter(unexplained).collect();
    assert!(
        unexplained.is_empty(),
        "fail without a reason, or pass in spite of one: {unexplained:#?}"
    );
    assert!(
        rows.iter()
            .all(|row| row.verdict != Verdict::WrongDirection),
        "a row in the wrong direction"
    );
}
