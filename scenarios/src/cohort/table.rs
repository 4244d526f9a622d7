//! People of a table: a line each, a column for each fact.

use super::fact::{Cell, Fact, FactKind, Somebody};
use crate::document::{self, Value};
use crate::grammar::{Kind, PATIENT};
use crate::medicine::{COVARIATES, Covariate, CovariateKind, covariate};
use crate::nearest::{list, nearest};
use crate::problem::Problem;
use crate::quantity::parse_unit;
use crate::span::{At, Span};
use crate::table::sheet::{Heading, Sheet};
use engine::recording::SheetColumn;
use physiology::unit::Unit;
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
}

/// Texts that stand for a value that is not known.
const MISSING: [&str; 5] = ["", ".", "NA", "N/A", "NaN"];

/// Names of the column by which people are told apart, in small letters.
const IDS: [&str; 3] = ["id", "subject", "person"];

/// More problems of one table are not told.
const MOST_PROBLEMS: usize = 50;

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
    let mut units = Vec::new();
    if let Some(Value::Table(entries)) = cohort.get("units").map(|node| &node.value) {
        for (name, node) in &entries.0 {
            if let Value::Text(unit, _) = &node.value {
                units.push((name.value.clone(), unit.trim().to_owned()));
            }
        }
    }
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
    };
    paths.into_iter().map(of).collect()
}

/// A column, as far as its heading says.
struct Column {
    name: String,
    covariate: Option<&'static Covariate>,
    unit: Option<(Unit, String)>,
    is_id: bool,
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

/// Cells of a column.
enum Raw {
    Texts(Vec<String>),
    Numbers(Vec<f64>),
}

impl Raw {
    fn len(&self) -> usize {
        match self {
            Raw::Texts(all) => all.len(),
            Raw::Numbers(all) => all.len(),
        }
    }

    fn text(&self, row: usize) -> String {
        match self {
            Raw::Texts(all) => all[row].clone(),
            Raw::Numbers(all) if all[row].is_nan() => String::new(),
            Raw::Numbers(all) => all[row].to_string(),
        }
    }
}

fn headings(
    heading: &[Heading],
    declared: &[(String, String)],
    problems: &mut Vec<Problem>,
) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for own in heading {
        let (name, unit) = split(&own.name);
        let folded = name.to_lowercase();
        let known = covariate(name).or_else(|| {
            let same = |known: &&Covariate| known.name.to_lowercase() == folded;
            COVARIATES.iter().find(same)
        });
        let declared = declared.iter().find(|(of, _)| of == name);
        let unit = unit.or(declared.map(|(_, unit)| unit.as_str()));
        let unit = unit.and_then(|text| match parse_unit(text) {
            Ok(unit) => Some((unit, text.to_owned())),
            Err(slip) => {
                problems.push(slip.into_problem(|_| own.span));
                None
            }
        });
        if name.is_empty() || columns.iter().any(|other| other.name == name) {
            let problem = Problem::error(own.span, "columns that cannot be told apart")
                .found(format!("`{name}`"))
                .expected("a name for each column that no other has");
            problems.push(problem);
        }
        if let (Some(known), None) = (known, &unit)
            && let CovariateKind::Number(right, _) = known.kind
        {
            let right = if right == "a" { "yr" } else { right };
            let problem = Problem::error(own.span, format!("`{name}` without a unit"))
                .found(format!("`{}`", own.name))
                .expected(format!("{name}[{right}], or another unit of its kind"))
                .help(format!(
                    "or declare it in the scenario: units = {{ {name} = \"{right}\" }} in [cohort]"
                ));
            problems.push(problem);
        }
        if let (Some(known), Some((unit, text))) = (known, &unit)
            && let CovariateKind::Number(right, _) = known.kind
            && Unit::parse(right).is_ok_and(|right| !right.same_dimension(unit))
        {
            let problem = Problem::error(own.span, format!("wrong unit for `{name}`"))
                .found(format!("`{text}`"))
                .expected(format!("a unit such as {right}"));
            problems.push(problem);
        }
        let is_id = known.is_none() && IDS.contains(&folded.as_str());
        let near = nearest(name, COVARIATES.iter().map(|known| known.name));
        if known.is_none()
            && !is_id
            && let Some(near) = near
        {
            let problem = Problem::warning(own.span, "a column that no medicine reads")
                .found(format!("`{name}`"))
                .expected("the name of a fact, or a column for criteria and groups only")
                .nearest(Some(near));
            problems.push(problem);
        }
        columns.push(Column {
            name: known.map_or(name, |known| known.name).to_owned(),
            covariate: known,
            unit,
            is_id,
        });
    }
    columns
}

/// `weight[kg]`, `weight (kg)` or `weight`.
fn split(heading: &str) -> (&str, Option<&str>) {
    for (open, close) in [('[', ']'), ('(', ')')] {
        if let Some((name, rest)) = heading.split_once(open)
            && let Some(unit) = rest.trim_end().strip_suffix(close)
        {
            return (name.trim(), Some(unit.trim()));
        }
    }
    (heading.trim(), None)
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

fn read_column(
    column: &Column,
    raw: &Raw,
    index: usize,
    place: &dyn Fn(usize, usize) -> (Span, String),
    problems: &mut Vec<Problem>,
) -> (Fact, Vec<Cell>) {
    let missing = |text: &str| MISSING.iter().any(|known| known.eq_ignore_ascii_case(text));
    let numbers = match raw {
        Raw::Numbers(_) => true,
        Raw::Texts(texts) => {
            let all_numbers = texts
                .iter()
                .all(|text| missing(text) || text.parse::<f64>().is_ok_and(f64::is_finite));
            column.unit.is_some() || all_numbers
        }
    };
    let of_known = |known: &'static Covariate| matches!(known.kind, CovariateKind::Number(..));
    if !column.covariate.map_or(numbers, of_known) {
        return words(column, raw, index, place, problems, &missing);
    }
    let mut fact = match column.covariate {
        Some(known) => Fact::of(known),
        None => Fact {
            name: column.name.clone(),
            kind: FactKind::Number {
                unit: Unit::ONE,
                text: String::new(),
            },
            covariate: None,
        },
    };
    let own = column.unit.as_ref();
    if let (None, Some((unit, text))) = (column.covariate, own) {
        fact.kind = FactKind::Number {
            unit: *unit,
            text: text.clone(),
        };
    }
    let FactKind::Number { unit, text: right } = &fact.kind else {
        return (fact, Vec::new());
    };
    let range =
        column
            .covariate
            .and_then(|known| match PATIENT.key(known.name).map(|key| key.kind) {
                Some(Kind::Quantity(range)) => Some(range),
                _ => None,
            });
    let mut cells = Vec::with_capacity(raw.len());
    for row in 0..raw.len() {
        let text = raw.text(row);
        if missing(&text) {
            cells.push(Cell::Missing);
            continue;
        }
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        let Some(number) = number else {
            let (span, at) = place(row, index);
            let problem = Problem::error(span, format!("`{}` is no number{at}", column.name))
                .found(format!("`{text}`"))
                .expected("a number, or nothing where it is not known")
                .help("the unit stands in the first line, decimals have a point");
            problems.push(problem);
            cells.push(Cell::Missing);
            continue;
        };
        let value = own.map_or(number, |(from, _)| {
            from.convert(number, unit).unwrap_or(number)
        });
        if let Some(range) = range
            && !(range.least..=range.most).contains(&value)
        {
            let (span, at) = place(row, index);
            let problem = Problem::error(span, format!("`{}` out of range{at}", column.name))
                .found(format!("{value} {right}"))
                .expected(format!(
                    "{} from {} to {} {}",
                    range.what, range.least, range.most, range.unit
                ))
                .help("does the unit in the first line fit the numbers?");
            problems.push(problem);
        }
        cells.push(Cell::Number(value));
        if problems.len() > MOST_PROBLEMS {
            break;
        }
    }
    (fact, cells)
}

fn words(
    column: &Column,
    raw: &Raw,
    index: usize,
    place: &dyn Fn(usize, usize) -> (Span, String),
    problems: &mut Vec<Problem>,
    missing: &dyn Fn(&str) -> bool,
) -> (Fact, Vec<Cell>) {
    let mut words: Vec<String> = match column.covariate.map(Fact::of) {
        Some(Fact {
            kind: FactKind::Word(words),
            ..
        }) => words,
        _ => {
            let all: BTreeSet<String> = (0..raw.len())
                .map(|row| raw.text(row))
                .filter(|text| !missing(text))
                .collect();
            all.into_iter().collect()
        }
    };
    let mut cells = Vec::with_capacity(raw.len());
    for row in 0..raw.len() {
        let text = raw.text(row);
        if missing(&text) {
            cells.push(Cell::Missing);
            continue;
        }
        let same = |word: &String| word.eq_ignore_ascii_case(&text);
        // "F" for female, where only one word begins so.
        let begins = |word: &&String| word.to_lowercase().starts_with(&text.to_lowercase());
        let beginning = words.iter().filter(begins).count() == 1;
        let found = words.iter().position(same).or_else(|| match beginning {
            true => words.iter().position(|word| begins(&word)),
            false => None,
        });
        match found {
            Some(found) => cells.push(Cell::Word(found as u32)),
            None => {
                let (span, at) = place(row, index);
                let problem = Problem::error(span, format!("unknown `{}`{at}", column.name))
                    .found(format!("`{text}`"))
                    .expected(format!("one of {}", list(words.iter().map(String::as_str))))
                    .nearest(nearest(&text, words.iter().map(String::as_str)));
                problems.push(problem);
                cells.push(Cell::Missing);
            }
        }
        if problems.len() > MOST_PROBLEMS {
            break;
        }
    }
    words.shrink_to_fit();
    let fact = Fact {
        name: column.name.clone(),
        kind: FactKind::Word(words),
        covariate: column.covariate,
    };
    (fact, cells)
}
