//! The people of a table carried through the model, and what was predicted for them.

use super::columns::Reserved;
use super::read::Table;
use super::rows::{Laid, SINCE_DOSE, Seen, Segment, segments};
use super::setup::{Quantity, Setup};
use super::visual_check::VisualCheck;
use crate::population::Replicate;
use crate::problem::Problem;
use engine::body::Body;
use engine::dosing::{
    Between, Crew, End, Fault, Kind, Person, Shown, Steady, Timeline, Varying, Wrong,
};
use engine::recording::Values;
use engine::time::Nanoseconds;
use engine::world::{EngineError, Settings};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A table and a model, ready to run.
pub struct Simulation<'t> {
    pub(super) table: &'t Table,
    pub(super) setup: &'t Setup,
    crew: Crew,
    pub(super) grid: Vec<Nanoseconds>,
    /// The grid in the table's unit.
    pub(super) grid_times: Vec<f64>,
    pub(super) seed: u64,
    /// Numbers of compartments that are drawn.
    pub(super) drawn: Vec<usize>,
    /// The column ID, where all of it are whole numbers.
    pub(super) whole_id: Option<usize>,
    /// Where among what is seen stands the time since a dose, and each of what is shown beside the
    /// prediction, which comes first; none where nobody wants it.
    pub(super) since_dose: Option<usize>,
    pub(super) shown: Vec<Option<usize>>,
}

/// What a simulation came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// People carried to their last row.
    pub well: u64,
    /// People who were not, by reason.
    pub failed: BTreeMap<String, Lost>,
    /// Rows.
    pub rows: u64,
    /// Draws of what is uncertain that no population can be, and that were drawn again; over all
    /// replicates.
    pub redrawn: u64,
    /// Replicates that have the population as published, because no draw could be.
    pub undrawn: u64,
}

/// People who could not be carried to their last row.
#[derive(Debug, Clone, PartialEq)]
pub struct Lost {
    /// How many.
    pub people: u64,
    /// The earliest time at which one was lost, in the table's unit.
    pub at: f64,
    /// The ID of the first in the table.
    pub first: String,
}

/// Why a simulation stopped.
#[derive(Debug)]
pub enum Stopped<E> {
    /// Records that mean nothing with the numbers of their compartments.
    Table(Vec<Problem>),
    /// Whoever takes the rows.
    Taker(E),
}

/// Rows that are made before they are handed out, at most where they are not one person's: so few
/// that their memory is used again and not asked for anew, and half a group of a Parquet table. And
/// people at most.
const ROWS: usize = 1 << 16;
const PEOPLE: usize = 8_192;

impl<'t> Simulation<'t> {
    /// Makes the body ready. `settings` say how it is solved.
    pub fn new(
        table: &'t Table,
        setup: &'t Setup,
        settings: Settings,
        seed: u64,
    ) -> Result<Self, EngineError> {
        let moving = moving(table, setup);
        let models = setup.models();
        let mut parts: Vec<_> = models.iter().map(|part| part.system.clone()).collect();
        if let ([system], false) = (&mut parts[..], moving.is_empty()) {
            *system = Arc::new(Varying::new(system.clone(), &moving));
        }
        let isa = settings.isa;
        // Parts of a body stand in the order of their names: here in that of the command.
        let named = parts.into_iter().zip(&setup.reads).enumerate();
        let named = named.map(|(index, (part, reads))| {
            let instance = super::parts::instance(index, &models[index]);
            (instance, part, reads.clone())
        });
        let body = Body::wired(named.collect(), isa).map_err(EngineError::Body)?;
        let shown = |of: Quantity| match of {
            Quantity::State(place) => Shown::State(place),
            Quantity::Signal(place) => Shown::Signal(place),
        };
        let mut all = vec![shown(setup.prediction)];
        let mut place = |name: &str, shown| {
            setup.ask.writes(name).then(|| {
                all.push(shown);
                all.len() - 1
            })
        };
        let since_dose = place(SINCE_DOSE, Shown::SinceDose);
        let own = |of: &Quantity| place(setup.field(*of).name, shown(*of));
        let places = setup.shown.iter().map(own).collect();
        let grid = setup.ask.grid.map(|grid| grid.times(setup.unit()));
        let grid = grid.unwrap_or_default();
        let in_units = |time: &Nanoseconds| *time as f64 / setup.unit();
        Ok(Self {
            grid_times: grid.iter().map(in_units).collect(),
            crew: Crew::new(body, settings, all, moving)?,
            grid,
            drawn: setup.drawn_numbers(),
            whole_id: whole_id(table),
            since_dose,
            shown: places,
            table,
            setup,
            seed,
        })
    }

    /// Whether there is no error of a method.
    pub fn in_closed_form(&self) -> bool {
        self.crew.in_closed_form()
    }

    /// Steady states that are added in a body in which courses do not add up.
    pub fn doubtful(&self) -> Vec<Problem> {
        if self.crew.is_linear() {
            return Vec::new();
        }
        let adds = |record: &engine::dosing::Record| matches!(record.kind, Kind::Dose(d) | Kind::ResetDose(d) if d.steady == Steady::Add);
        let first = self.table.records.iter().position(adds);
        let warn = |record| {
            let place = self.table.place(record, 0);
            Problem::warning(
                place,
                "a steady state is added in a model that is not linear",
            )
            .found("SS 2")
            .expected("SS 2 in linear models, whose courses add up")
            .help("the amounts above those at rest are added, as NONMEM does")
        };
        first.map(warn).into_iter().collect()
    }

    /// Carries everybody and hands out rows, some people at a time; `done` hears how many people
    /// are.
    pub fn run<E>(
        &self,
        take: impl FnMut(Vec<Values>) -> Result<(), E>,
        done: impl FnMut(usize),
    ) -> Result<Summary, Stopped<E>> {
        self.run_checked(&mut None, take, done)
    }

    /// The same, followed by a check.
    pub fn run_checked<E>(
        &self,
        check: &mut Option<VisualCheck>,
        mut take: impl FnMut(Vec<Values>) -> Result<(), E>,
        mut done: impl FnMut(usize),
    ) -> Result<Summary, Stopped<E>> {
        let mut summary = Summary::default();
        let population = self.setup.population();
        let all = self.table.people.len();
        for number in 0..self.setup.replicates() {
            let replicate = population.replicate(self.seed, number, self.setup.replicates());
            summary.redrawn += replicate.redrawn;
            summary.undrawn += u64::from(replicate.undrawn);
            let mut next = 0;
            while next < all {
                let mut rows = 0;
                let start = next;
                while next < all && next - start < PEOPLE {
                    let more = self.table.people[next].len() + self.grid.len();
                    if rows > 0 && rows + more > ROWS {
                        break;
                    }
                    rows += more;
                    next += 1;
                }
                let values = self
                    .some(start..next, &replicate, check, &mut summary)
                    .map_err(Stopped::Table)?;
                summary.rows += values.first().map_or(0, Values::len) as u64;
                take(values).map_err(Stopped::Taker)?;
                done(number as usize * all + next);
            }
            check.iter_mut().for_each(VisualCheck::close);
        }
        Ok(summary)
    }

    /// Some people.
    fn some(
        &self,
        who: Range<usize>,
        replicate: &Replicate,
        check: &mut Option<VisualCheck>,
        summary: &mut Summary,
    ) -> Result<Vec<Values>, Vec<Problem>> {
        let people = &self.table.people[who.clone()];
        let mut persons = self.persons(who.clone(), replicate);
        // People whose records say the same share a timeline.
        let mut firsts: Vec<usize> = Vec::new();
        let mut course = Vec::with_capacity(people.len());
        for (index, rows) in people.iter().enumerate() {
            let shares = |first: &usize| {
                let one_can = persons.impossible[*first].is_none();
                one_can == persons.impossible[index].is_none() && self.alike(&people[*first], rows)
            };
            if !firsts.last().is_some_and(shares) {
                firsts.push(index);
            }
            course.push(firsts.len() - 1);
        }
        let made = self.crew.each(firsts.clone(), |first| {
            let rows = &people[first];
            let made = match persons.impossible[first] {
                Some(_) => self.looks(rows),
                None => self.timeline(rows, persons.numbers(first)),
            };
            let made = match made {
                // Nobody wrote what was drawn: it is this person who cannot be.
                Err(fault) if self.was_drawn(&fault) => {
                    let why = format!("a dose of theirs means nothing: {}", kind(fault.wrong));
                    self.looks(rows).map(|made| (made, Some(why)))
                }
                made => made.map(|made| (made, None)),
            };
            made.map(|(made, why)| (segments(&made, rows.len()), made, why))
        });
        let mut courses: Vec<(Vec<Segment>, Timeline)> = Vec::with_capacity(made.len());
        let mut problems = Vec::new();
        for (made, first) in made.into_iter().zip(firsts) {
            match made {
                Ok((segments, timeline, why)) => {
                    courses.push((segments, timeline));
                    if why.is_some() {
                        persons.impossible[first] = why;
                    }
                }
                Err(fault) => problems.push(self.problem(people[first].start, fault)),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut crowd = Vec::with_capacity(people.len());
        // Who of them each of the crowd is.
        let mut places = Vec::with_capacity(people.len());
        let mut seen_people = Vec::with_capacity(people.len());
        let mut offset = 0;
        for (index, rows) in people.iter().enumerate() {
            let (segments, timeline) = &courses[course[index]];
            let count = rows.len() + self.grid.len();
            match &persons.impossible[index] {
                // Their rows stay blank.
                Some(reason) => {
                    let at = self.table.records[rows.start].at;
                    summary.lose(reason.clone(), self.in_units(at), || self.id(rows.start));
                }
                None => {
                    crowd.push(Person {
                        timeline,
                        params: persons.params(index),
                        start: self.start(rows),
                        rows: count,
                        offset,
                    });
                    places.push(index);
                }
            }
            offset += count;
            seen_people.push(Seen {
                number: who.start + index,
                first: rows.start,
                segments,
                eta: &persons.etas[index],
            });
        }
        let blank = || vec![f64::NAN; offset];
        let mut seen: Vec<Vec<f64>> = (0..self.crew.shows()).map(|_| blank()).collect();
        let ends = self.crew.carry(&crowd, &mut seen);
        for (end, index) in ends.into_iter().zip(places) {
            match end {
                End::Well => summary.well += 1,
                End::Failed { trouble, at } => {
                    let first = people[index].start;
                    summary.lose(trouble.to_string(), self.in_units(at), || self.id(first));
                }
            }
        }
        let mut laid = Laid {
            crowd: &seen_people,
            rows: offset,
            seen,
            measured: Vec::new(),
            replicate: replicate.number,
            error: self.setup.error_of(replicate.residual),
        };
        laid.measured = self.measured(&laid);
        if let Some(check) = check {
            self.note(check, &laid);
        }
        Ok(self.lay_out(laid))
    }

    fn in_units(&self, at: Nanoseconds) -> f64 {
        at as f64 / self.setup.unit()
    }

    /// Whose record this is, as the table says it.
    fn id(&self, record: usize) -> String {
        let Some(column) = self.table.columns.of(Reserved::Id) else {
            return String::new();
        };
        match &self.table.texts[column] {
            Some(text) => text.list[text.places[record] as usize].clone(),
            None => self.table.values[column][record].to_string(),
        }
    }

    /// Whether a fault may be of what was drawn, and not of what the table says.
    fn was_drawn(&self, fault: &Fault) -> bool {
        !self.drawn.is_empty() && !matches!(fault.wrong, Wrong::NoRate | Wrong::NoDuration)
    }
}

impl Summary {
    /// Somebody was lost; people come in the order of the table.
    fn lose(&mut self, reason: String, at: f64, id: impl Fn() -> String) {
        let lost = self.failed.entry(reason).or_insert_with(|| Lost {
            people: 0,
            at,
            first: id(),
        });
        lost.people += 1;
        lost.at = lost.at.min(at);
    }
}

/// What is wrong with a dose, without the number that only one person has.
fn kind(wrong: Wrong) -> &'static str {
    match wrong {
        Wrong::Bioavailability(_) => "its bioavailability",
        Wrong::Lag(_) => "its lag",
        Wrong::Rate(_) | Wrong::NoRate => "its rate",
        Wrong::Duration(_) | Wrong::NoDuration => "its duration",
        Wrong::TooLong(_) => "an infusion longer than time can count",
    }
}

/// The column ID, where all of it are whole numbers that are counted exactly.
fn whole_id(table: &Table) -> Option<usize> {
    let column = table.columns.of(Reserved::Id)?;
    let is_whole = |id: &f64| id.fract() == 0.0 && (0.0..9e15).contains(id);
    let is_text = table.texts[column].is_some();
    (!is_text && table.values[column].iter().all(is_whole)).then_some(column)
}

/// Parameters that move in straight lines between records.
fn moving(table: &Table, setup: &Setup) -> Vec<usize> {
    if setup.ask.between != Between::Linear {
        return Vec::new();
    }
    let varies = |column: usize| {
        table.people.iter().any(|person| {
            let values = &table.values[column][person.clone()];
            values.windows(2).any(|pair| pair[0] != pair[1])
        })
    };
    let columns = table.columns.params.iter();
    let mut moving: Vec<usize> = columns
        .filter(|(_, column)| varies(*column))
        .map(|(param, _)| *param)
        .collect();
    moving.sort_unstable();
    moving
}
