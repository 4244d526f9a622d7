//! A table of visits, read as its spec says: patients, what was seen of them, and what may be wrong.

use crate::fault::Fault;
use crate::spec::{Spec, Transform, days};
use engine::learned::progression::schema::{Arms, Column, Fact, Known, Schema, Visited};
use physiology::nearest::nearest;
use std::collections::BTreeMap;
use toml::Spanned;

/// Days in a year of ours.
pub const YEAR: f64 = 365.25;

/// Fewer patients than this teach little.
pub const FEW: usize = 50;

/// One patient.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// As the table calls it.
    pub id: String,
    /// What is known.
    pub known: Known,
    /// Years to the end of follow-up, and whether it was death.
    pub end: Option<(f64, bool)>,
    /// Years to events.
    pub events: Vec<f64>,
    /// Years over which events were looked for.
    pub watched: f64,
}

/// All patients of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    /// Names and units; means and spreads of all patients.
    pub schema: Schema,
    /// Patients, in the order of the table.
    pub people: Vec<Person>,
    /// What a person should know of the table.
    pub warnings: Vec<String>,
}

/// A table as text, by columns.
pub(crate) struct Sheet<'a> {
    pub file: &'a str,
    pub head: Vec<String>,
    pub rows: Vec<csv::StringRecord>,
}

/// Whether a cell says that nothing is known.
pub(crate) fn empty(cell: &str) -> bool {
    matches!(cell.trim(), "" | "NA" | "." | "NaN" | "nan" | "null")
}

impl<'a> Sheet<'a> {
    pub fn read(file: &'a str, text: &[u8]) -> Result<Self, Fault> {
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(text);
        let tell = |error: csv::Error| {
            let line = error.position().map_or(1, |place| place.line() as usize);
            Fault::at(file, line, 1, error.to_string())
        };
        let head = reader
            .headers()
            .map_err(tell)?
            .iter()
            .map(str::to_owned)
            .collect();
        let rows = reader
            .records()
            .collect::<Result<Vec<_>, _>>()
            .map_err(tell)?;
        if rows.is_empty() {
            return Err(Fault::of(file, "no rows below the first line"));
        }
        Ok(Self { file, head, rows })
    }

    pub fn line(&self, row: usize) -> usize {
        self.rows[row]
            .position()
            .map_or(row + 2, |place| place.line() as usize)
    }

    fn number(&self, row: usize, column: usize) -> Result<f64, Fault> {
        let cell = &self.rows[row][column];
        if empty(cell) {
            return Ok(f64::NAN);
        }
        match cell.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            _ => {
                let name = &self.head[column];
                let message = format!("`{name}`: found `{cell}`, expected a number, or nothing");
                Err(Fault::at(self.file, self.line(row), column + 1, message))
            }
        }
    }
}

/// A column that a table does not have.
pub(crate) fn no_column(file: &str, name: &str, head: &[String]) -> Fault {
    let hint = nearest(name, head.iter().map(String::as_str)).map_or_else(
        || format!("expected one of {}", head.join(", ")),
        |name| format!("did you mean `{name}`?"),
    );
    Fault::of(file, format!("no column `{name}`; {hint}"))
}

/// Columns of the spec, by their places.
struct Finder<'a> {
    sheet: &'a Sheet<'a>,
    spec_file: &'a str,
    spec_text: &'a str,
    faults: Vec<Fault>,
}

impl Finder<'_> {
    fn find(&mut self, column: &Spanned<String>) -> usize {
        let name = column.get_ref();
        let found = self.sheet.head.iter().position(|head| head == name);
        found.unwrap_or_else(|| {
            let names = self.sheet.head.iter().map(String::as_str);
            let hint = nearest(name, names).map_or_else(
                || format!("expected one of {}", self.sheet.head.join(", ")),
                |name| format!("did you mean `{name}`?"),
            );
            let message = format!("{} has no column `{name}`; {hint}", self.sheet.file);
            let at = column.span().start;
            self.faults
                .push(Fault::byte(self.spec_file, self.spec_text, at, message));
            0
        })
    }

    fn wrong(&mut self, column: &Spanned<String>, message: String) {
        let at = column.span().start;
        self.faults
            .push(Fault::byte(self.spec_file, self.spec_text, at, message));
    }
}

/// Reads a table by its spec. Files are named for messages.
pub fn read(
    (file, text): (&str, &[u8]),
    (spec_file, spec_text): (&str, &str),
    spec: &Spec,
) -> Result<Cohort, Vec<Fault>> {
    let sheet = Sheet::read(file, text).map_err(|fault| vec![fault])?;
    let mut finder = Finder {
        sheet: &sheet,
        spec_file,
        spec_text,
        faults: Vec::new(),
    };
    let id = finder.find(&spec.id);
    let time = finder.find(&spec.time.column);
    let markers: Vec<usize> = spec
        .markers
        .iter()
        .map(|m| finder.find(&m.column))
        .collect();
    let signs: Vec<usize> = spec.signs.iter().map(|s| finder.find(&s.column)).collect();
    let facts: Vec<usize> = spec
        .covariates
        .iter()
        .map(|c| finder.find(&c.column))
        .collect();
    let arm = spec.arm.as_ref().map(|arm| finder.find(&arm.column));
    let death =
        (spec.death.as_ref()).map(|d| (finder.find(&d.time.column), finder.find(&d.status)));
    let events =
        (spec.events.as_ref()).map(|e| (finder.find(&e.until.column), finder.find(&e.status)));
    if !finder.faults.is_empty() {
        return Err(finder.faults);
    }

    // Rows by patient, in the order of first appearance.
    let mut order: Vec<&str> = Vec::new();
    let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in 0..sheet.rows.len() {
        let name = &sheet.rows[row][id];
        if empty(name) {
            let message = format!("no patient in `{}`", sheet.head[id]);
            finder
                .faults
                .push(Fault::at(file, sheet.line(row), id + 1, message));
            continue;
        }
        rows.entry(name).or_insert_with(|| {
            order.push(name);
            Vec::new()
        });
        if let Some(rows) = rows.get_mut(name) {
            rows.push(row);
        }
    }

    let mut warnings = Vec::new();
    let unit = |unit: &Spanned<String>| days(unit.get_ref()).unwrap_or(1.0) / YEAR;
    let year = unit(&spec.time.unit);
    let schema = {
        let mut count =
            |column: usize, name: &str, unit: &str, transform: Transform, at: &Spanned<String>| {
                let values: Result<Vec<f64>, Fault> = (0..sheet.rows.len())
                    .map(|row| sheet.number(row, column))
                    .collect();
                match values {
                    Ok(values) => summed(name, unit, &values, transform).unwrap_or_else(|why| {
                        finder.wrong(at, format!("`{}`: {why}", sheet.head[column]));
                        blank(name, unit)
                    }),
                    Err(fault) => {
                        finder.faults.push(fault);
                        blank(name, unit)
                    }
                }
            };
        let forecast = spec.markers.iter().zip(&markers).map(|(m, column)| {
            let name = m.name.clone().unwrap_or_else(|| plain(m.column.get_ref()));
            count(*column, &name, m.unit.get_ref(), m.transform, &m.column)
        });
        let forecast: Vec<Column> = forecast.collect();
        let read = spec.signs.iter().zip(&signs).map(|(s, column)| {
            count(
                *column,
                &plain(s.column.get_ref()),
                s.unit.get_ref(),
                Transform::None,
                &s.column,
            )
        });
        let read: Vec<Column> = read.collect();
        let facts = spec.covariates.iter().zip(&facts).map(|(c, column)| {
            let name = plain(c.column.get_ref());
            let cells = || order.iter().map(|id| &sheet.rows[rows[id][0]][*column]);
            let words = cells().any(|cell| !empty(cell) && cell.parse::<f64>().is_err());
            if !words {
                let column = count(*column, &name, c.unit.get_ref(), Transform::None, &c.column);
                return Fact {
                    column,
                    words: Vec::new(),
                };
            }
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            cells()
                .filter(|cell| !empty(cell))
                .for_each(|cell| *counts.entry(cell).or_default() += 1);
            let mut words: Vec<(&str, usize)> = counts.into_iter().collect();
            words.sort_by_key(|(word, count)| (usize::MAX - count, word.to_string()));
            Fact {
                column: blank(&name, "1"),
                words: words.into_iter().map(|(word, _)| word.to_owned()).collect(),
            }
        });
        let facts: Vec<Fact> = facts.collect();
        Schema {
            title: spec.title.clone(),
            markers: forecast,
            signs: read,
            facts,
            arms: None,
            death: spec.death.as_ref().map(|death| death.name.clone()),
            events: spec.events.as_ref().map(|events| events.name.clone()),
        }
    };
    for (fact, covariate) in schema.facts.iter().zip(&spec.covariates) {
        match fact.words.len() {
            1 => finder.wrong(
                &covariate.column,
                format!(
                    "`{}` is `{}` for everyone: nothing can be learned from it",
                    fact.column.name, fact.words[0]
                ),
            ),
            n if n > 12 => finder.wrong(
                &covariate.column,
                format!(
                    "`{}` has {n} different words, expected 12 at most, or numbers",
                    fact.column.name
                ),
            ),
            _ => {}
        }
    }
    let mut schema = schema;
    let mut arm_values: Vec<String> = Vec::new();
    if let (Some(arm), Some(column)) = (&spec.arm, arm) {
        for row in &sheet.rows {
            let value = row[column].to_owned();
            if !empty(&value) && !arm_values.contains(&value) {
                arm_values.push(value);
            }
        }
        arm_values.sort();
        let reference = arm.reference.get_ref();
        match arm_values.iter().position(|value| value == reference) {
            Some(at) => {
                let first = arm_values.remove(at);
                arm_values.insert(0, first);
            }
            None => finder.wrong(
                &arm.reference,
                format!(
                    "no patient has `{reference}` in `{}`; expected one of {}",
                    sheet.head[column],
                    arm_values.join(", ")
                ),
            ),
        }
        let name = |value: &String| arm.names.get(value).unwrap_or(value).clone();
        schema.arms = Some(Arms {
            column: sheet.head[column].clone(),
            names: arm_values.iter().map(name).collect(),
            patients: vec![0; arm_values.len()],
            randomised: arm.randomised,
        });
    }
    if !finder.faults.is_empty() {
        finder.faults.truncate(20);
        return Err(finder.faults);
    }

    let mut people = Vec::new();
    let mut faults = finder.faults;
    let (mut unsorted, mut dropped) = (0, 0);
    for name in &order {
        let mut rows = rows[name].clone();
        let at = |row: usize| sheet.number(row, time);
        let mut times = Vec::new();
        for row in &rows {
            match at(*row) {
                Ok(t) if t.is_finite() => times.push((t, *row)),
                Ok(_) => dropped += 1,
                Err(fault) => faults.push(fault),
            }
        }
        unsorted += usize::from(times.windows(2).any(|pair| pair[1].0 < pair[0].0));
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        let Some(first) = times.first().map(|(t, _)| *t) else {
            continue;
        };
        rows = times.iter().map(|(_, row)| *row).collect();
        let mut numbers = |columns: &[usize], row: usize| -> Vec<f64> {
            let value = |column: &usize| {
                sheet.number(row, *column).unwrap_or_else(|fault| {
                    faults.push(fault);
                    f64::NAN
                })
            };
            columns.iter().map(value).collect()
        };
        let visits = times.iter().map(|(t, row)| Visited {
            t: (t - first) * year,
            markers: numbers(&markers, *row),
            signs: numbers(&signs, *row),
        });
        let visits: Vec<Visited> = visits.collect();
        let fact = |(fact, column): (&Fact, &usize)| {
            let cell = &sheet.rows[rows[0]][*column];
            match fact.words.is_empty() {
                true => cell.parse().unwrap_or(f64::NAN),
                false => (fact.words.iter())
                    .position(|word| word == cell)
                    .map_or(f64::NAN, |at| at as f64),
            }
        };
        let known_facts: Vec<f64> = schema.facts.iter().zip(&facts).map(fact).collect();
        let mut which = 0;
        if let (Some(column), Some(arms)) = (arm, &mut schema.arms) {
            let cell = &sheet.rows[rows[0]][column];
            let Some(at) = arm_values.iter().position(|value| value == cell) else {
                let message = format!("no treatment in `{}`", sheet.head[column]);
                faults.push(Fault::at(file, sheet.line(rows[0]), column + 1, message));
                continue;
            };
            which = at;
            arms.patients[at] += 1;
        }
        let last = rows[rows.len() - 1];
        let end = death
            .zip(spec.death.as_ref())
            .and_then(|((time, status), spec)| {
                let t = sheet.number(last, time).ok().filter(|t| t.is_finite())?;
                let died = spec.is.iter().any(|is| *is == sheet.rows[last][status]);
                let scale = unit(&spec.time.unit);
                Some((
                    (t * scale - first * year).max(visits[visits.len() - 1].t),
                    died,
                ))
            });
        let mut happened = Vec::new();
        let mut watched = 0.0_f64;
        if let (Some((until, status)), Some(spec)) = (events, spec.events.as_ref()) {
            for row in &rows {
                let Ok(t) = sheet.number(*row, until) else {
                    continue;
                };
                let t = t * unit(&spec.until.unit) - first * year;
                watched = watched.max(t);
                if spec.is.iter().any(|is| *is == sheet.rows[*row][status]) {
                    happened.push(t);
                }
            }
        }
        people.push(Person {
            id: (*name).to_owned(),
            known: Known {
                facts: known_facts,
                arm: which,
                visits,
            },
            end,
            events: happened,
            watched,
        });
    }
    if people.len() < 10 {
        let message = format!(
            "{} patients; expected 10 at the very least, and 50 to learn much",
            people.len()
        );
        faults.push(Fault::of(file, message));
    }
    let again = people.iter().filter(|p| p.known.visits.len() > 1).count();
    if !spec.markers.is_empty() && again == 0 {
        let message = "every patient has one visit: nothing shows how anything changes";
        faults.push(Fault::of(file, message));
    }
    if !faults.is_empty() {
        faults.truncate(20);
        return Err(faults);
    }
    if people.len() < FEW {
        warnings.push(format!(
            "{} patients are few: bands and scores are themselves uncertain",
            people.len()
        ));
    }
    if unsorted > 0 {
        warnings.push(format!(
            "{unsorted} patients' visits were not in the order of time; they were put in it"
        ));
    }
    if dropped > 0 {
        warnings.push(format!("{dropped} rows without a time were left out"));
    }
    warnings.extend(leaks(&people, &schema));
    Ok(Cohort {
        schema,
        people,
        warnings,
    })
}

/// Numbers that give the outcome away: a sign or marker whose last value tells who died, wholly.
fn leaks(people: &[Person], schema: &Schema) -> Vec<String> {
    let mut warnings = Vec::new();
    let ends: Vec<bool> = people
        .iter()
        .filter_map(|p| p.end.map(|(_, died)| died))
        .collect();
    if ends.len() != people.len() || !ends.contains(&true) || !ends.contains(&false) {
        return warnings;
    }
    let columns = schema
        .markers
        .iter()
        .map(|m| &m.name)
        .chain(schema.signs.iter().map(|s| &s.name));
    for (at, name) in columns.enumerate() {
        let value = |p: &Person| {
            let visit = &p.known.visits[0];
            visit
                .markers
                .iter()
                .chain(&visit.signs)
                .nth(at)
                .copied()
                .unwrap_or(f64::NAN)
        };
        let of = |dead: bool| {
            let chosen = people.iter().zip(&ends).filter(|(_, d)| **d == dead);
            let values: Vec<f64> = chosen
                .map(|(p, _)| value(p))
                .filter(|v| v.is_finite())
                .collect();
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            (low, high)
        };
        let (dead, alive) = (of(true), of(false));
        if dead.0 > alive.1 || alive.0 > dead.1 {
            warnings.push(format!(
                "`{name}` at the first visit tells without error who died later: it may be the outcome in another form"
            ));
        }
    }
    warnings
}

/// A name that scenarios can write: dots and spaces are where parts begin.
fn plain(name: &str) -> String {
    let letter = |c: char| if c.is_alphanumeric() { c } else { '_' };
    name.chars().map(letter).collect()
}

fn blank(name: &str, unit: &str) -> Column {
    Column {
        name: name.to_owned(),
        unit: unit.to_owned(),
        log: false,
        mean: 0.0,
        sd: 1.0,
        range: (0.0, 1.0),
        missing: 0.0,
    }
}

/// A column summed up; why it cannot be learned from.
pub fn summed(
    name: &str,
    unit: &str,
    values: &[f64],
    transform: Transform,
) -> Result<Column, String> {
    let known: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    if known.is_empty() {
        return Err("no value in any row".to_owned());
    }
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if low == high {
        return Err(format!(
            "{low} in every row: nothing can be learned from it"
        ));
    }
    if transform == Transform::Log && low <= 0.0 {
        return Err(format!(
            "found {low}, and a logarithm needs values above zero"
        ));
    }
    let logs: Vec<f64> = known.iter().map(|v| v.ln()).collect();
    let log = match transform {
        Transform::Log => true,
        Transform::None => false,
        Transform::Auto => {
            low > 0.0 && skewness(&known) > 1.0 && skewness(&logs).abs() < skewness(&known)
        }
    };
    let counted = if log { &logs } else { &known };
    let (mean, sd) = moments(counted);
    Ok(Column {
        name: name.to_owned(),
        unit: unit.to_owned(),
        log,
        mean,
        sd,
        range: (low, high),
        missing: 1.0 - known.len() as f64 / values.len() as f64,
    })
}

fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let square = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
    (mean, square.sqrt())
}

fn skewness(values: &[f64]) -> f64 {
    let (mean, sd) = moments(values);
    let cubes = values.iter().map(|v| ((v - mean) / sd).powi(3));
    cubes.sum::<f64>() / values.len() as f64
}
