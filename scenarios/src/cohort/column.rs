//! A column of a table of people: what its heading says, and what its cells are.

use super::fact::{Cell, Fact, FactKind};
use super::table::MOST_PROBLEMS;
use crate::grammar::{Kind, PATIENT};
use crate::medicine::{COVARIATES, Covariate, CovariateKind, covariate};
use crate::nearest::{list, nearest};
use crate::problem::Problem;
use crate::quantity::parse_unit;
use crate::span::Span;
use crate::table::sheet::Heading;
use physiology::unit::Unit;
use std::collections::BTreeSet;

/// Texts that stand for a value that is not known.
const MISSING: [&str; 5] = ["", ".", "NA", "N/A", "NaN"];

/// Names of the column by which people are told apart, in small letters.
const IDS: [&str; 3] = ["id", "subject", "person"];

/// A column, as far as its heading says.
pub(super) struct Column {
    pub name: String,
    pub covariate: Option<&'static Covariate>,
    pub unit: Option<(Unit, String)>,
    pub is_id: bool,
}

/// Cells of a column.
pub(super) enum Raw {
    Texts(Vec<String>),
    Numbers(Vec<f64>),
}

impl Raw {
    pub fn len(&self) -> usize {
        match self {
            Raw::Texts(all) => all.len(),
            Raw::Numbers(all) => all.len(),
        }
    }

    pub fn text(&self, row: usize) -> String {
        match self {
            Raw::Texts(all) => all[row].clone(),
            Raw::Numbers(all) if all[row].is_nan() => String::new(),
            Raw::Numbers(all) => all[row].to_string(),
        }
    }
}

pub(super) fn headings(
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

pub(super) fn read_column(
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
