//! A table with a row for each person: what its columns are, and what may be wrong with it.

use super::judge::Columns;
use super::train::held_out;
use super::visits::person_of_visits;
use crate::cohort::{FEW, Sheet, empty};
use crate::fault::Fault;
use engine::learned::people::model::Column;
use physiology::Unit;

/// Numbers of fewer different values than this are drawn as words are.
const LEVELS: usize = 11;

/// Columns of more words than this are names or free text.
const WORDS: usize = 60;

/// Values at an edge are shared by so many people at least.
const EDGE: usize = 5;

/// People as the table tells of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Columns that are learned from.
    pub columns: Vec<Column>,
    /// Their cells.
    pub people: Columns,
    /// What a person should know of the table.
    pub warnings: Vec<String>,
}

/// `weight[kg]`, `weight (kg)` or `weight`.
fn heading(text: &str) -> (String, String) {
    for (open, close) in [('[', ']'), ('(', ')')] {
        if let Some((name, rest)) = text.split_once(open)
            && let Some(unit) = rest.trim_end().strip_suffix(close)
            && Unit::parse_friendly(unit.trim()).is_ok()
        {
            return (name.trim().to_owned(), unit.trim().to_owned());
        }
    }
    (text.trim().to_owned(), String::new())
}

/// Reads a table; `file` is its name for messages, `without` the columns to leave out.
///
/// # Errors
/// All that is wrong with it, with its places.
pub fn read(file: &str, text: &[u8], without: &[String]) -> Result<Table, Vec<Fault>> {
    let sheet = Sheet::read(file, text).map_err(|fault| vec![fault])?;
    let mut table = Table {
        columns: Vec::new(),
        people: Columns::default(),
        warnings: Vec::new(),
    };
    let mut faults = Vec::new();
    let heads: Vec<(String, String)> = sheet.head.iter().map(|h| heading(h)).collect();
    for name in without
        .iter()
        .filter(|n| !heads.iter().any(|(h, _)| h == *n))
    {
        faults.push(crate::cohort::no_column(file, name, &sheet.head));
    }
    for (place, (name, unit)) in heads.iter().enumerate() {
        if without.contains(name) {
            continue;
        }
        if name.is_empty() {
            let message = "a column without a name, expected one (R writes row numbers so; `row.names = FALSE` leaves them out)";
            faults.push(Fault::at(file, 1, place + 1, message.to_owned()));
            continue;
        }
        if heads[..place].iter().any(|(other, _)| other == name) {
            let message = format!("a second column `{name}`, expected names of their own");
            faults.push(Fault::at(file, 1, place + 1, message));
            continue;
        }
        match column(&sheet, place, name, unit) {
            Ok(Ok((column, cells, warning))) => {
                table.warnings.extend(warning);
                table.people.words.push(!column.words.is_empty());
                table.people.values.push(cells);
                table.columns.push(column);
            }
            Ok(Err(why)) => table.warnings.push(format!("`{name}` is left out: {why}")),
            Err(fault) => faults.push(fault),
        }
    }
    let count = sheet.rows.len();
    if count < 20 {
        let message =
            format!("{count} people; expected 20 at the very least, and {FEW} to learn much");
        faults.push(Fault::of(file, message));
    } else if table.columns.is_empty() && faults.is_empty() {
        let told = table.warnings.join("; ");
        faults.push(Fault::of(file, format!("nothing can be learned: {told}")));
    }
    if !faults.is_empty() {
        faults.truncate(20);
        return Err(faults);
    }
    if let Some(name) = person_of_visits(&sheet) {
        table.warnings.push(format!(
            "several rows have one `{name}`, and other columns are the same in them: a row counts as a person here; a table of visits is for `homeostat learn progression`"
        ));
    }
    if count < FEW {
        table.warnings.push(format!(
            "{count} people are few: scores are themselves uncertain, and each person weighs much"
        ));
    }
    Ok(table)
}

type Read = (Column, Vec<f64>, Option<String>);

/// A column; why it is left out; or what is wrong with it.
fn column(
    sheet: &Sheet<'_>,
    place: usize,
    name: &str,
    unit: &str,
) -> Result<Result<Read, String>, Fault> {
    let cells: Vec<&str> = sheet.rows.iter().map(|row| row[place].trim()).collect();
    let known: Vec<&str> = cells.iter().copied().filter(|c| !empty(c)).collect();
    if known.is_empty() {
        return Ok(Err("no value in any row".to_owned()));
    }
    let (_, inside) = held_out(cells.len());
    if inside.iter().all(|row| empty(cells[*row])) {
        return Ok(Err("no value but in rows that are held out".to_owned()));
    }
    let is_number = |cell: &&str| cell.parse::<f64>().is_ok_and(f64::is_finite);
    let numbers = known.iter().filter(|c| is_number(c)).count();
    let mut words: Vec<&str> = known.clone();
    words.sort_unstable();
    words.dedup();
    if words.len() == 1 {
        return Ok(Err(format!("it is {} in every row", words[0])));
    }
    // A slip among numbers, and not a column of words.
    if numbers < known.len() && 10 * numbers > 9 * known.len() {
        let row = cells
            .iter()
            .position(|c| !empty(c) && !is_number(c))
            .unwrap_or(0);
        let message = format!(
            "`{name}`: found `{}`, expected a number as in the other rows, or nothing",
            cells[row]
        );
        return Err(Fault::at(sheet.file, sheet.line(row), place + 1, message));
    }
    let missing = 1.0 - known.len() as f64 / cells.len() as f64;
    if numbers == known.len() {
        return Ok(number(&cells, name, unit, missing));
    }
    if words.len() > WORDS || words.len() > known.len() / 2 {
        return Ok(Err(format!(
            "it has {} different words: names, dates or free text (dates: give days since a day)",
            words.len()
        )));
    }
    let few: Vec<String> = words
        .iter()
        .map(|w| (w, known.iter().filter(|c| *c == w).count()))
        .filter(|(_, n)| *n < EDGE)
        .map(|(w, n)| format!("{w} ({n})"))
        .collect();
    let warning = (!few.is_empty()).then(|| {
        format!("words of `{name}` that fewer than {EDGE} people have, and that drawn people may have too: {}", few.join(", "))
    });
    let coded = cells.iter().map(|cell| match empty(cell) {
        true => f64::NAN,
        false => words.binary_search(cell).map_or(f64::NAN, |at| at as f64),
    });
    let coded = coded.collect();
    let column = Column {
        name: name.to_owned(),
        unit: unit.to_owned(),
        words: words.into_iter().map(str::to_owned).collect(),
        decimals: 0,
        range: (0.0, 0.0),
        missing,
    };
    Ok(Ok((column, coded, warning)))
}

fn number(cells: &[&str], name: &str, unit: &str, missing: f64) -> Result<Read, String> {
    let value = |cell: &&str| match empty(cell) {
        true => f64::NAN,
        false => cell.parse().unwrap_or(f64::NAN),
    };
    let mut values: Vec<f64> = cells.iter().map(value).collect();
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    let mut levels = sorted.clone();
    levels.dedup();
    if levels.len() == 1 {
        return Err(format!("it is {} in every row", levels[0]));
    }
    let whole = sorted.iter().all(|v| v.fract() == 0.0);
    let all_different = levels.len() == sorted.len();
    let called = ["id", "subject", "person", "patient"].contains(&name.to_lowercase().as_str());
    let counted = levels.len() > 20 && levels.windows(2).all(|pair| pair[1] - pair[0] == 1.0);
    if whole && all_different && (called || counted) {
        return Err("it numbers the rows".to_owned());
    }
    let mut column = Column {
        name: name.to_owned(),
        unit: unit.to_owned(),
        words: Vec::new(),
        decimals: decimals(&sorted),
        range: (levels[0], levels[levels.len() - 1]),
        missing,
    };
    if levels.len() < LEVELS {
        let place = |v: &f64| {
            levels
                .iter()
                .position(|l| l == v)
                .map_or(f64::NAN, |at| at as f64)
        };
        column.words = levels.iter().map(f64::to_string).collect();
        return Ok((column, values.iter().map(place).collect(), None));
    }
    if sorted.len() >= FEW {
        // What stands at the edges would be somebody's own: the outermost are taken together.
        let tens = 10f64.powi(column.decimals as i32);
        let mean =
            |edge: &[f64]| (edge.iter().sum::<f64>() / edge.len() as f64 * tens).round() / tens;
        let (low, high) = (sorted[EDGE - 1], sorted[sorted.len() - EDGE]);
        // A value that more people share is nobody's own, and stays.
        let next = [EDGE, sorted.len() - EDGE - 1].map(|at| sorted[at]);
        let edge = |kept: f64, next: f64, edge: &[f64]| match kept == next {
            true => kept,
            false => mean(edge),
        };
        let least = edge(low, next[0], &sorted[..EDGE]);
        let most = edge(high, next[1], &sorted[sorted.len() - EDGE..]);
        for value in &mut values {
            match *value {
                v if v <= low && low < high && sorted[0] < low => *value = least.min(low),
                v if v >= high && low < high && sorted[sorted.len() - 1] > high => {
                    *value = most.max(high)
                }
                _ => {}
            }
        }
        column.range = (least.min(low), most.max(high));
    }
    Ok((column, values, None))
}

/// Decimals that all but one in a hundred values need, six at most.
fn decimals(values: &[f64]) -> usize {
    let fits = |d: usize| {
        let tens = 10f64.powi(d as i32);
        let rough = values.iter().filter(|v| {
            let scaled = **v * tens;
            (scaled - scaled.round()).abs() > 1e-6 * scaled.abs().max(1.0)
        });
        100 * rough.count() <= values.len()
    };
    // Digits of a computed number say nothing: four significant ones are kept.
    (0..=6).find(|d| fits(*d)).unwrap_or_else(|| {
        let size = values.iter().map(|v| v.abs()).sum::<f64>() / values.len() as f64;
        (3.0 - size.max(1e-9).log10().floor()).clamp(0.0, 6.0) as usize
    })
}
