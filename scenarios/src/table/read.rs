//! A table after reading: its cells column by column, its people, and what their records mean.

use super::check::{Row, record};
use super::columns::{Columns, RESERVED, Reserved};
use super::derive::derive;
use super::setup::Setup;
use super::sheet::{Heading, Sheet, span};
use crate::population::Shape;
use crate::problem::Problem;
use crate::span::Span;
use engine::dosing::{Between, Kind, Record};
use engine::time::Nanoseconds;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// A checked event table.
pub struct Table<'t> {
    pub(super) columns: Columns,
    pub(super) heading: Vec<Heading>,
    /// Where each record begins in the text, bytes.
    starts: Vec<usize>,
    /// Records with a cell that could not be read, whose meaning is not looked at.
    unread: BTreeSet<usize>,
    /// Numbers of each column; NaN where a cell is blank or the column is text.
    pub(super) values: Vec<Vec<f64>>,
    pub(super) texts: Vec<Option<Text>>,
    /// What each column of facts tells: a number, or the place of a word.
    pub(super) facts: Vec<Vec<f64>>,
    /// Records of each person.
    pub(super) people: Vec<Range<usize>>,
    pub(super) records: Vec<Record>,
    /// People of whom a medicine's equations make nobody, and why.
    pub(super) unfit: BTreeMap<usize, String>,
    text: &'t [u8],
}

/// A column of texts, by their places in a list.
pub(super) struct Text {
    pub places: Vec<u32>,
    pub list: Arc<[String]>,
}

/// More problems than this are not looked for: a table of the wrong kind has one in every cell.
const MOST_PROBLEMS: usize = 1_000;

/// Cells that say that nothing stands there.
fn is_blank(cell: &str) -> bool {
    matches!(cell, "" | "." | "NA")
}

/// A number as people write it; "inf" and "nan" are none.
fn number(cell: &str) -> Option<f64> {
    cell.parse().ok().filter(|value: &f64| value.is_finite())
}

impl<'t> Table<'t> {
    /// Reads and checks a table; warnings where it can be used, everything that is wrong where not.
    pub fn read(text: &'t [u8], setup: &Setup) -> Result<(Self, Vec<Problem>), Vec<Problem>> {
        let mut problems = Vec::new();
        let (mut sheet, heading) = Sheet::open(text).map_err(|problem| vec![*problem])?;
        let columns = Columns::read(&heading, setup, &mut problems);
        problems.extend(super::derive::untold(setup, &columns));
        problems.extend(super::derive::nobody(setup, &columns));
        for name in setup.without_value(&columns.params) {
            problems.push(
                Problem::error(Span::new(0, 0), "a parameter without a value")
                    .found(format!("no `{name}`, which has no typical value"))
                    .expected(format!("a column `{name}`, or `--set {name}=VALUE`")),
            );
        }
        problems.extend(without_a_middle(setup, &columns));
        let mut table = Self {
            starts: Vec::new(),
            unread: BTreeSet::new(),
            values: vec![Vec::new(); heading.len()],
            texts: heading.iter().map(|_| None).collect(),
            facts: vec![Vec::new(); columns.facts.len()],
            people: Vec::new(),
            records: Vec::new(),
            unfit: BTreeMap::new(),
            text,
            columns,
            heading,
        };
        if problems.is_empty() {
            table.cells(&mut sheet, setup, &mut problems);
        }
        if !table.people.is_empty() {
            table.meanings(setup, &mut problems);
        }
        problems.sort_by_key(|problem| problem.span.start);
        match problems.iter().any(Problem::is_error) {
            true => Err(problems),
            false => Ok((table, problems)),
        }
    }

    /// How many people it has.
    pub fn people(&self) -> usize {
        self.people.len()
    }

    /// How many records it has.
    pub fn records(&self) -> usize {
        self.starts.len()
    }

    /// Names of the columns that are read as parameters, and of those that are carried through.
    pub fn read_and_carried(&self) -> (Vec<&str>, Vec<&str>) {
        let name = |column: &usize| self.heading[*column].name.as_str();
        // Columns behind the table's own were derived from facts.
        let own = |column: &&usize| **column < self.heading.len();
        let params = self.columns.params.iter().map(|(_, column)| column);
        let params = params.filter(own).map(name);
        let modelled = self.columns.modelled.iter().map(|(.., column)| column);
        let modelled = modelled.filter(own).map(name);
        let facts = self.columns.facts.iter().map(|fact| name(&fact.column));
        let mut read: Vec<&str> = params.chain(modelled).chain(facts).collect();
        read.dedup();
        (read, self.columns.carried.iter().map(name).collect())
    }

    /// Facts about people that columns tell.
    pub fn facts_told(&self) -> Vec<&'static str> {
        let facts = self.columns.facts.iter();
        facts.map(|column| column.fact.name).collect()
    }

    /// Doses whose compartment is blank or 0, and so the usual one.
    pub fn doses_without_compartment(&self) -> usize {
        let unsaid = |index: &usize| {
            let cell = self.cell(Reserved::Compartment, *index);
            cell.is_nan() || cell == 0.0
        };
        let is_dose = |index: &usize| {
            let kind = self.records[*index].kind;
            matches!(kind, Kind::Dose(_) | Kind::ResetDose(_))
        };
        let records = 0..self.records.len();
        records.filter(is_dose).filter(unsaid).count()
    }

    /// Where a cell of a record stands.
    pub(super) fn place(&self, record: usize, column: usize) -> Span {
        span(self.text, self.starts[record], column)
    }

    /// Reads all cells.
    fn cells(&mut self, sheet: &mut Sheet, setup: &Setup, problems: &mut Vec<Problem>) {
        let numeric = self.numeric();
        let compartment = self.columns.of(Reserved::Compartment);
        let id = self.columns.of(Reserved::Id);
        let mut is_text = vec![false; self.heading.len()];
        let mut who = String::new();
        // Whether numbers of people rise, and none comes again.
        let (mut rise, mut highest) = (true, f64::NEG_INFINITY);
        loop {
            let start = match sheet.next() {
                Ok(Some(start)) => start,
                Ok(None) => break,
                Err(problem) => return problems.push(*problem),
            };
            if problems.len() >= MOST_PROBLEMS {
                return;
            }
            if sheet.width() != self.heading.len() {
                problems.push(
                    Problem::error(sheet.span(start, 0), "a line of another length")
                        .found(format!("{} cells", sheet.width()))
                        .expected(format!("{}, as in the first line", self.heading.len())),
                );
                continue;
            }
            let row = self.starts.len();
            let before = problems.len();
            for index in 0..self.heading.len() {
                let cell = sheet.cell(index);
                let value = match number(cell) {
                    Some(value) => value,
                    None if is_blank(cell) => f64::NAN,
                    None if Some(index) == compartment => match setup.state(cell) {
                        Some(state) => (state + 1) as f64,
                        None => {
                            problems.push(no_compartment(sheet.span(start, index), cell, setup));
                            f64::NAN
                        }
                    },
                    None if numeric[index] => {
                        let place = sheet.span(start, index);
                        problems.push(
                            Problem::error(place, "a cell that is no number")
                                .found(format!("`{cell}`"))
                                .expected(format!(
                                    "a number, or `.` for none, in column {}",
                                    self.heading[index].name
                                )),
                        );
                        f64::NAN
                    }
                    None => {
                        is_text[index] = true;
                        f64::NAN
                    }
                };
                self.values[index].push(value);
            }
            for (index, expected) in self.refused(row, setup) {
                let name = &self.heading[index].name;
                problems.push(
                    Problem::error(
                        sheet.span(start, index),
                        format!("a number that `{name}` cannot be"),
                    )
                    .found(sheet.cell(index))
                    .expected(expected),
                );
            }
            for (place, fact) in self.columns.facts.iter().enumerate() {
                let cell = sheet.cell(fact.column);
                let told = match is_blank(cell) {
                    true => Ok(f64::NAN),
                    false => fact.read(cell),
                };
                if let Err(expected) = &told {
                    problems.push(
                        Problem::error(sheet.span(start, fact.column), "a cell that tells no fact")
                            .found(format!("`{cell}`"))
                            .expected(expected.clone()),
                    );
                }
                self.facts[place].push(told.unwrap_or(f64::NAN));
            }
            self.starts.push(start);
            if problems.len() > before {
                self.unread.insert(row);
            }
            let Some(id) = id else { continue };
            let cell = sheet.cell(id);
            if is_blank(cell) {
                problems.push(
                    Problem::error(sheet.span(start, id), "a record of nobody")
                        .found("a blank ID")
                        .expected("whose record it is"),
                );
            }
            if row == 0 || cell != who {
                who.clear();
                who.push_str(cell);
                let number = self.values[id][row];
                rise &= number > highest;
                highest = number;
                self.people.push(row..row);
            }
            if let Some(person) = self.people.last_mut() {
                person.end = row + 1;
            }
        }
        if self.starts.is_empty() && problems.is_empty() {
            problems.push(
                Problem::error(Span::new(0, 0), "the table has no records")
                    .found("a first line and nothing below it")
                    .expected("a line for every dose and every time to look at"),
            );
        }
        self.texts(&is_text);
        if let Some(id) = id.filter(|_| !rise) {
            self.find_again(id, problems);
        }
    }

    /// Tells of people who come again after others.
    fn find_again(&self, id: usize, problems: &mut Vec<Problem>) {
        let Ok((mut sheet, _)) = Sheet::open(self.text) else {
            return;
        };
        let mut starts = self.people.iter().map(|person| self.starts[person.start]);
        let mut next = starts.next();
        let mut known = BTreeSet::new();
        while let Ok(Some(start)) = sheet.next() {
            if next != Some(start) {
                continue;
            }
            next = starts.next();
            let who = sheet.cell(id);
            if !known.insert(who.to_owned()) {
                problems.push(
                    Problem::warning(sheet.span(start, id), "an ID comes again")
                        .found(format!("`{who}`, after records of others"))
                        .expected("all records of a person together")
                        .help("they are taken as another person's, as NONMEM does"),
                );
            }
            if problems.len() >= MOST_PROBLEMS {
                return;
            }
        }
    }

    /// Cells of a record that hold a number which their parameter cannot be, and what was expected.
    /// The numbers of compartments are judged where a dose asks for them.
    fn refused(&self, row: usize, setup: &Setup) -> Vec<(usize, String)> {
        let refused = |(param, column): &(usize, usize)| {
            let value = self.values[*column][row];
            let expected = setup.refuses(*param, value).filter(|_| !value.is_nan())?;
            let unit = setup.unit_at(*param);
            Some((*column, format!("{expected}, in {unit}, or `.` for none")))
        };
        self.columns.params.iter().filter_map(refused).collect()
    }

    /// Columns whose cells must be numbers.
    fn numeric(&self) -> Vec<bool> {
        let mut numeric = vec![false; self.heading.len()];
        for kind in [
            Reserved::Time,
            Reserved::Amount,
            Reserved::Rate,
            Reserved::Duration,
            Reserved::Event,
            Reserved::Missing,
            Reserved::Additional,
            Reserved::Interval,
            Reserved::SteadyState,
        ] {
            if let Some(column) = self.columns.of(kind) {
                numeric[column] = true;
            }
        }
        for (_, column) in &self.columns.params {
            numeric[*column] = true;
        }
        if let Some(column) = self.columns.occasion {
            numeric[column] = true;
        }
        for (.., column) in &self.columns.modelled {
            numeric[*column] = true;
        }
        numeric
    }

    /// Reads columns again that turned out to hold texts.
    fn texts(&mut self, is_text: &[bool]) {
        let columns: Vec<usize> = (0..is_text.len()).filter(|i| is_text[*i]).collect();
        if columns.is_empty() {
            return;
        }
        let Ok((mut sheet, _)) = Sheet::open(self.text) else {
            return;
        };
        let mut lists = vec![(BTreeMap::<String, u32>::new(), Vec::new()); columns.len()];
        while let Ok(Some(_)) = sheet.next() {
            if sheet.width() != self.heading.len() {
                continue;
            }
            for (column, (known, places)) in columns.iter().zip(&mut lists) {
                let cell = sheet.cell(*column);
                let place = match known.get(cell) {
                    Some(place) => *place,
                    None => {
                        let place = known.len() as u32;
                        known.insert(cell.to_owned(), place);
                        place
                    }
                };
                places.push(place);
            }
        }
        for (column, (known, places)) in columns.into_iter().zip(lists) {
            let mut list = vec![String::new(); known.len()];
            for (text, place) in known {
                list[place as usize] = text;
            }
            self.texts[column] = Some(Text {
                places,
                list: list.into(),
            });
        }
    }

    /// Settles what every record means, and fills blanks of parameters.
    fn meanings(&mut self, setup: &Setup, problems: &mut Vec<Problem>) {
        for person in self.people.clone() {
            for index in person.clone() {
                if problems.len() >= MOST_PROBLEMS {
                    return;
                }
                let last = self
                    .records
                    .last()
                    .copied()
                    .filter(|_| index > person.start);
                let row = Row {
                    table: self,
                    setup,
                    index,
                    last: last.map(|record| record.at),
                };
                let read = !self.unread.contains(&index);
                let found = read.then(|| record(&row, problems)).flatten();
                // One that is wrong stands where the last one does, to go on with the next.
                let nothing = Record {
                    at: last.map_or(Nanoseconds::MIN, |record| record.at),
                    kind: Kind::See,
                    varied: false,
                };
                self.records.push(found.unwrap_or(nothing));
            }
        }
        if problems.iter().any(Problem::is_error) {
            return;
        }
        for person in self.people.clone() {
            self.fill(person, setup, problems);
        }
        if !problems.iter().any(Problem::is_error) {
            derive(self, setup, problems);
            self.find_varied();
        }
    }

    fn fill(&mut self, person: Range<usize>, setup: &Setup, problems: &mut Vec<Problem>) {
        let records = &self.records[person.clone()];
        let times: Vec<Nanoseconds> = records.iter().map(|record| record.at).collect();
        let between = setup.ask.between;
        let occasion = self.columns.occasion.iter();
        for column in self
            .columns
            .params
            .iter()
            .map(|(_, column)| column)
            .chain(occasion)
        {
            let values = &mut self.values[*column][person.clone()];
            if !between.fill(&times, values) {
                let name = &self.heading[*column].name;
                let place = span(self.text, self.starts[person.start], *column);
                problems.push(
                    Problem::error(place, "a person without a value of this column")
                        .found("blank cells only")
                        .expected(format!("at least one value of {name} for every person")),
                );
            }
        }
        // A number of a compartment may be blank for a person none of whose doses asks for it.
        for (.., column) in &self.columns.modelled {
            between.fill(&times, &mut self.values[*column][person.clone()]);
        }
        for (place, fact) in self.columns.facts.iter().enumerate() {
            let values = &mut self.facts[place][person.clone()];
            let between = match (between, fact.is_word()) {
                // There is nothing between two words.
                (Between::Linear, true) => Between::Locf,
                (between, _) => between,
            };
            if !between.fill(&times, values) && !setup.ask.facts.knows(fact.fact) {
                let place = span(self.text, self.starts[person.start], fact.column);
                problems.push(
                    Problem::error(place, "a person of whom a fact is not told")
                        .found("blank cells only")
                        .expected(format!(
                            "at least one {} for every person, or --patient {}=...",
                            fact.fact.name, fact.fact.name
                        )),
                );
            }
        }
    }

    /// Notes the records at which parameters change.
    fn find_varied(&mut self) {
        for person in self.people.clone() {
            for index in person.start + 1..person.end {
                let params = self.columns.params.iter().map(|(_, column)| column);
                let mut varying = params.chain(&self.columns.occasion);
                self.records[index].varied = varying.any(|column| {
                    let values = &self.values[*column];
                    values[index].to_bits() != values[index - 1].to_bits()
                });
            }
        }
    }

    /// The value of a cell of this kind; NaN where it is blank or there is no such column.
    pub(super) fn cell(&self, kind: Reserved, record: usize) -> f64 {
        let column = self.columns.of(kind);
        column.map_or(f64::NAN, |column| self.values[column][record])
    }

    /// Name of a kind of column.
    pub(super) fn name_of(kind: Reserved) -> &'static str {
        RESERVED[kind as usize]
    }
}

/// Something that is to differ between people around a value that cannot be such a middle, or that
/// nobody gives.
fn without_a_middle(setup: &Setup, columns: &Columns) -> Vec<Problem> {
    let population = setup.population();
    let mut wrong = Vec::new();
    let layers = [&population.between, &population.between_occasions];
    for spread in layers.iter().flat_map(|layer| &layer.spreads) {
        let by_column = match setup.number_at(spread.param) {
            None => columns.params.iter().any(|(own, _)| *own == spread.param),
            Some(own) => columns.modelled.iter().any(|(n, s, _)| (*n, *s) == own),
        };
        let (name, usual) = (&spread.name, setup.usual_at(spread.param));
        let is_share = spread.shape != Shape::Logit || (usual > 0.0 && usual < 1.0);
        let known = !usual.is_nan() || setup.number_at(spread.param).is_none();
        let from = setup.medicine_of(spread.param).is_some();
        if by_column || from || (known && is_share) {
            continue;
        }
        let found = match usual.is_nan() {
            true => format!("no value of {name}"),
            false => format!("{name} of {usual}"),
        };
        let problem = Problem::error(Span::new(0, 0), format!("`{name}` varies around nothing"));
        wrong.push(problem.found(found).expected(match spread.shape {
            Shape::Logit => format!(
                "a share between 0 and 1, whose logit varies: a column `{name}`, or `{name} = ...` \
                 in [typical] of the population"
            ),
            _ => format!("a column `{name}`, or `{name} = ...` in [typical] of the population"),
        }));
    }
    wrong
}

/// A dose or a record that names a compartment which the model does not have.
pub(super) fn no_compartment(place: Span, found: &str, setup: &Setup) -> Problem {
    let states = setup.layout().states;
    let names: Vec<String> = (states.iter().enumerate())
        .map(|(index, field)| format!("{} {}", index + 1, field.name))
        .collect();
    let nearest = crate::nearest::nearest(found, states.iter().map(|field| field.name));
    Problem::error(place, "the model does not have this compartment")
        .found(format!("`{found}`"))
        .expected(format!("one of {}", names.join(", ")))
        .nearest(nearest)
}
