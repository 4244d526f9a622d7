//! People of a table: a line each, a column for each fact.

use super::column::{Column, Raw, headings, read_column};
use super::fact::{Fact, Somebody};
use crate::document::{self, Value};
use crate::problem::Problem;
use crate::span::{At, Span};
use crate::table::sheet::{Heading, Sheet};
use engine::recording::SheetColumn;
use std::collections::BTreeSet;

/// People, with what is known of each.
#[derive(Debug, Clone, PartialEq)]
pub struct PeopleTable {
    /// Path as the scenario writes it.
    pub path: String,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub blake3: String,
    /// What its columns say.
    pub facts: Vec<Fact>,
    /// The people, in its order.
    pub rows: Vec<Somebody>,
    /// The column by which people are told apart; without one their place does.
    pub id: Option<String>,
}

/// A table that a scenario names.
#[derive(Debug, Clone)]
pub struct Mentioned {
    /// Its path, from where the scenario stands.
    pub path: At<String>,
    /// Units that the scenario declares for columns.
    pub units: Vec<(String, String)>,
    /// Columns of a learned model by the fact that they are.
    pub columns: Vec<(String, String)>,
}

/// More problems of one table are not told.
pub(super) const MOST_PROBLEMS: usize = 50;

/// Tables of people that a scenario names, before it is checked.
pub fn mentioned(text: &[u8]) -> Vec<Mentioned> {
    let Ok(text) = std::str::from_utf8(text) else {
        return Vec::new();
    };
    if text.len() > 1 << 20 {
        return Vec::new();
    }
    let root = document::parse(text).root;
    let Some(Value::Table(cohort)) = root.get("cohort").map(|node| &node.value) else {
        return Vec::new();
    };
    let texts = |key: &str| {
        let mut found = Vec::new();
        if let Some(Value::Table(entries)) = cohort.get(key).map(|node| &node.value) {
            for (name, node) in &entries.0 {
                if let Value::Text(text, _) = &node.value {
                    found.push((name.value.clone(), text.trim().to_owned()));
                }
            }
        }
        found
    };
    let (units, columns) = (texts("units"), texts("columns"));
    let mut paths: Vec<At<String>> = Vec::new();
    let mut mention = |node: &document::Node| {
        if let Value::Text(path, _) = &node.value
            && paths.iter().all(|known| known.value != *path)
        {
            paths.push(At::new(path.clone(), node.span));
        }
    };
    if let Some(node) = cohort.get("people") {
        mention(node);
    }
    if let Some(Value::Table(sweep)) = root.get("sweep").map(|node| &node.value)
        && let Some(Value::List(all)) = sweep.get("cohort.people").map(|node| &node.value)
    {
        all.iter().for_each(mention);
    }
    let of = |path| Mentioned {
        path,
        units: units.clone(),
        columns: columns.clone(),
    };
    paths.into_iter().map(of).collect()
}

/// Reads comma-separated values; problems are placed in `text`.
pub fn read_text(mention: &Mentioned, text: &[u8]) -> (Option<PeopleTable>, Vec<Problem>) {
    let (mut sheet, heading) = match Sheet::open(text) {
        Ok(opened) => opened,
        Err(problem) => return (None, vec![*problem]),
    };
    let mut problems = Vec::new();
    let columns = headings(&heading, &mention.units, &mut problems);
    // Cells by column, each with where its line begins and its number.
    let mut cells: Vec<Vec<String>> = vec![Vec::new(); columns.len()];
    let mut starts: Vec<usize> = Vec::new();
    loop {
        match sheet.next() {
            Ok(None) => break,
            Ok(Some(start)) => {
                if sheet.width() != columns.len() {
                    let span = sheet.span(start, sheet.width().min(columns.len()));
                    let problem = Problem::error(span, "a line with another number of cells")
                        .found(format!("{} cells", sheet.width()))
                        .expected(format!("{} cells, as the first line", columns.len()));
                    problems.push(problem);
                } else {
                    starts.push(start);
                    for (index, cells) in cells.iter_mut().enumerate() {
                        cells.push(sheet.cell(index).to_owned());
                    }
                }
            }
            Err(problem) => {
                problems.push(*problem);
                break;
            }
        }
        if problems.len() > MOST_PROBLEMS {
            break;
        }
    }
    let place = |row: usize, column: usize| {
        let start = starts.get(row).copied().unwrap_or(0);
        (
            crate::table::sheet::span(text, start, column),
            String::new(),
        )
    };
    let cells = cells.into_iter().map(Raw::Texts).collect();
    finish(mention, text, columns, cells, problems, &place)
}

/// Reads the columns of a Parquet file, whose bytes are `text`.
pub fn read_parquet(
    mention: &Mentioned,
    text: &[u8],
    found: Vec<SheetColumn>,
) -> (Option<PeopleTable>, Vec<Problem>) {
    let mut problems = Vec::new();
    let nowhere = Span::new(0, 0);
    let heading: Vec<Heading> = found
        .iter()
        .map(|column| Heading {
            name: match column.unit.as_deref() {
                Some(unit) if !unit.is_empty() => format!("{}[{unit}]", column.name),
                _ => column.name.clone(),
            },
            span: nowhere,
        })
        .collect();
    let columns = headings(&heading, &mention.units, &mut problems);
    let names: Vec<String> = found.iter().map(|column| column.name.clone()).collect();
    let cells = found
        .into_iter()
        .map(|column| match column.texts {
            Some(texts) => Raw::Texts(texts.into_iter().map(Option::unwrap_or_default).collect()),
            None => Raw::Numbers(column.numbers),
        })
        .collect();
    let place = |row: usize, column: usize| {
        let where_ = format!(" in row {}, column `{}`", row + 1, names[column]);
        (nowhere, where_)
    };
    finish(mention, text, columns, cells, problems, &place)
}

fn finish(
    mention: &Mentioned,
    bytes: &[u8],
    columns: Vec<Column>,
    cells: Vec<Raw>,
    mut problems: Vec<Problem>,
    place: &dyn Fn(usize, usize) -> (Span, String),
) -> (Option<PeopleTable>, Vec<Problem>) {
    let rows = cells.first().map_or(0, Raw::len);
    if rows == 0 && problems.is_empty() {
        let problem = Problem::error(Span::new(0, 0), "nobody is in the table")
            .found("a first line and nothing below")
            .expected("a line for each person");
        problems.push(problem);
    }
    let mut facts = Vec::new();
    let mut people: Vec<Somebody> = (0..rows)
        .map(|row| Somebody {
            number: row as u64 + 1,
            key: row as u64 + 1,
            cells: Vec::with_capacity(columns.len()),
        })
        .collect();
    let mut id = None;
    for (index, (column, raw)) in columns.iter().zip(&cells).enumerate() {
        if problems.len() > MOST_PROBLEMS {
            break;
        }
        if column.is_id && id.is_none() {
            id = Some(column.name.clone());
            let mut seen = BTreeSet::new();
            for (row, who) in people.iter_mut().enumerate() {
                let text = raw.text(row);
                who.key = key(&text);
                if text.is_empty() || !seen.insert(text.clone()) {
                    let (span, at) = place(row, index);
                    let problem =
                        Problem::error(span, format!("people that cannot be told apart{at}"))
                            .found(format!("`{text}`"))
                            .expected(format!("a `{}` that nobody else has", column.name))
                            .help("each person draws by it: a person stands in one line");
                    problems.push(problem);
                }
            }
            continue;
        }
        let (fact, found) = read_column(column, raw, index, place, &mut problems);
        facts.push(fact);
        for (who, cell) in people.iter_mut().zip(found) {
            who.cells.push(cell);
        }
    }
    problems.truncate(MOST_PROBLEMS);
    problems.sort_by_key(|problem| problem.span.start);
    let failed = problems.iter().any(Problem::is_error);
    let table = (!failed).then(|| PeopleTable {
        path: mention.path.value.clone(),
        blake3: blake3::hash(bytes).to_hex().to_string(),
        facts,
        rows: people,
        id,
    });
    (table, problems)
}

/// The key of a person by the text that tells people apart.
fn key(text: &str) -> u64 {
    let hash = blake3::hash(text.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(first)
}
