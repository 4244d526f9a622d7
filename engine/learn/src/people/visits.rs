//! Whether a table that should have a row for each person has one for each visit.

use crate::cohort::Sheet;

/// Fewest people of whom it is told.
const PEOPLE: usize = 5;

/// The column that tells people apart, where it stays the same over rows that follow each other, comes
/// back nowhere, and another column that differs between people is the same in each of them.
pub(super) fn person_of_visits<'a>(sheet: &'a Sheet<'_>) -> Option<&'a str> {
    let rows = sheet.rows.len();
    let cell = |row: usize, column: usize| sheet.rows[row][column].trim();
    let blocks = |column: usize| -> Option<Vec<std::ops::Range<usize>>> {
        let mut starts: Vec<usize> = (0..rows)
            .filter(|row| *row == 0 || cell(*row, column) != cell(row - 1, column))
            .collect();
        let mut names: Vec<&str> = starts.iter().map(|row| cell(*row, column)).collect();
        names.sort_unstable();
        names.dedup();
        let once = names.len() == starts.len();
        if !once || starts.len() < PEOPLE || 2 * starts.len() > rows {
            return None;
        }
        starts.push(rows);
        Some(starts.windows(2).map(|pair| pair[0]..pair[1]).collect())
    };
    let columns = sheet.head.len();
    let tells = |column: &usize| {
        let Some(blocks) = blocks(*column) else {
            return false;
        };
        let same = |other: usize| {
            let each = |rows: &std::ops::Range<usize>| {
                rows.clone()
                    .all(|row| cell(row, other) == cell(rows.start, other))
            };
            let differs = (1..rows).any(|row| cell(row, other) != cell(0, other));
            differs && blocks.iter().all(each)
        };
        (0..columns).any(|other| other != *column && same(other))
    };
    let found = (0..columns).find(tells)?;
    Some(sheet.head[found].as_ref())
}
