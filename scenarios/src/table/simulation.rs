//! The people of a table carried through the model, and what was predicted for them.

use super::columns::Number;
use super::read::Table;
use super::rows::{Laid, Seen, Segment, segments};
use super::setup::{Quantity, Setup};
use super::visual_check::VisualCheck;
use crate::population::Replicate;
use crate::problem::Problem;
use engine::body::Body;
use engine::dosing::{
    Between, Crew, End, Fault, Kind, Modelled, Person, Shown, Source, Steady, Timeline, Varying,
    Wrong, timeline,
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
}

/// What a simulation came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// People carried to their last row.
    pub well: u64,
    /// People who were not, by reason; and the first time at which one failed (table's unit).
    pub failed: BTreeMap<String, (u64, f64)>,
    /// Rows.
    pub rows: u64,
}

/// Why a simulation stopped.
#[derive(Debug)]
pub enum Stopped<E> {
    /// Records that mean nothing with the numbers of their compartments.
    Table(Vec<Problem>),
    /// Whoever takes the rows.
    Taker(E),
}

/// Rows that are made before they are handed out, about, so few that their memory is used again and
/// not asked for anew; and people at most.
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
        let mut all = vec![Shown::SinceDose, shown(setup.prediction)];
        all.extend(setup.shown.iter().map(|of| shown(*of)));
        let grid = setup.ask.grid.map(|grid| grid.times(setup.unit()));
        let grid = grid.unwrap_or_default();
        let in_units = |time: &Nanoseconds| *time as f64 / setup.unit();
        Ok(Self {
            grid_times: grid.iter().map(in_units).collect(),
            crew: Crew::new(body, settings, all, moving)?,
            grid,
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
            let mut next = 0;
            while next < all {
                let mut rows = 0;
                let start = next;
                while next < all && rows < ROWS && next - start < PEOPLE {
                    rows += self.table.people[next].len() + self.grid.len();
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
        // People whose records say the same share a timeline.
        let mut firsts: Vec<usize> = Vec::new();
        let mut course = Vec::with_capacity(people.len());
        for (index, rows) in people.iter().enumerate() {
            if !firsts
                .last()
                .is_some_and(|first| self.alike(&people[*first], rows))
            {
                firsts.push(index);
            }
            course.push(firsts.len() - 1);
        }
        let made = self.crew.each(firsts.len(), |index| {
            let rows = &people[firsts[index]];
            let made = self.timeline(rows);
            made.map(|made| (segments(&made, rows.len()), made))
        });
        let mut courses: Vec<(Vec<Segment>, Timeline)> = Vec::with_capacity(made.len());
        let mut problems = Vec::new();
        for (made, first) in made.into_iter().zip(firsts) {
            match made {
                Ok(course) => courses.push(course),
                Err(fault) => problems.push(self.problem(people[first].start, fault)),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let (etas, params) = self.params(who.clone(), replicate);
        let mut crowd = Vec::with_capacity(people.len());
        let mut seen_people = Vec::with_capacity(people.len());
        let mut offset = 0;
        for (index, rows) in people.iter().enumerate() {
            let (segments, timeline) = &courses[course[index]];
            let count = rows.len() + self.grid.len();
            crowd.push(Person {
                timeline,
                params: &params.0[params.1[index]..params.1[index + 1]],
                start: self.start(rows),
                rows: count,
            });
            seen_people.push(Seen {
                number: who.start + index,
                first: rows.start,
                records: rows.len(),
                offset,
                segments,
                eta: &etas[index],
            });
            offset += count;
        }
        let width = 2 + self.setup.shown.len();
        let mut seen = vec![f64::NAN; offset * width];
        let ends = self.crew.carry(&crowd, &mut seen);
        for end in ends {
            match end {
                End::Well => summary.well += 1,
                End::Failed { trouble, at } => {
                    let at = at as f64 / self.setup.unit();
                    let known = summary.failed.entry(trouble.to_string());
                    let (count, first) = known.or_insert((0, at));
                    *count += 1;
                    *first = first.min(at);
                }
            }
        }
        let laid = Laid {
            crowd: &seen_people,
            seen: &seen,
            width,
            replicate: replicate.number,
        };
        if let Some(check) = check {
            self.note(check, &laid);
        }
        Ok(self.lay_out(&laid))
    }

    /// Whether the same happens to both, whatever their parameters.
    fn alike(&self, one: &Range<usize>, other: &Range<usize>) -> bool {
        let (one, other) = (
            &self.table.records[one.clone()],
            &self.table.records[other.clone()],
        );
        self.table.columns.modelled.is_empty() && one == other
    }

    fn start(&self, rows: &Range<usize>) -> Nanoseconds {
        let first = self.table.records[rows.start].at;
        self.grid.first().map_or(first, |grid| first.min(*grid))
    }

    fn timeline(&self, rows: &Range<usize>) -> Result<Timeline, Fault> {
        let modelled = self.modelled(rows);
        let records = &self.table.records[rows.clone()];
        timeline(records, &self.grid, &modelled, self.setup.ask.between)
    }

    /// Numbers of the compartments, in minutes.
    fn modelled(&self, rows: &Range<usize>) -> Modelled<'_> {
        let states = self.setup.layout().states.len();
        let minutes = self.setup.minutes;
        let of = |number: Number| -> Vec<Option<Source>> {
            let source = |state: usize| {
                let factor = match number {
                    Number::Bioavailability => 1.0,
                    Number::Lag | Number::Duration => minutes,
                    Number::Rate => 1.0 / minutes,
                };
                if let Some(value) = self.setup.constant(number, state) {
                    return Some(Source::Constant(value * factor));
                }
                let columns = &self.table.columns.modelled;
                let found = columns.iter().find(|(n, s, _)| (*n, *s) == (number, state));
                let (.., column) = found?;
                let values = &self.table.values[*column][rows.clone()];
                Some(Source::Column(values, factor))
            };
            (0..states).map(source).collect()
        };
        Modelled {
            bioavailability: of(Number::Bioavailability),
            lag: of(Number::Lag),
            rate: of(Number::Rate),
            duration: of(Number::Duration),
        }
    }

    /// The draws of people, and their parameters: for each a row for each record, or one where none
    /// varies; and where those of each begin.
    #[allow(clippy::type_complexity)] // draws, rows, and where they begin
    fn params(
        &self,
        who: Range<usize>,
        replicate: &Replicate,
    ) -> (Vec<Vec<f64>>, (Vec<f64>, Vec<usize>)) {
        let population = self.setup.population();
        let people = &self.table.people[who.clone()];
        let mut params = Vec::with_capacity(people.len() * self.setup.defaults.len());
        let mut begins = vec![0];
        let mut etas = Vec::with_capacity(people.len());
        for (person, rows) in who.zip(people) {
            let records = &self.table.records[rows.clone()];
            let count = match records.iter().any(|record| record.varied) {
                true => rows.len(),
                false => 1,
            };
            let eta = population.eta(self.seed, person as u64, replicate.number);
            let mut occasion = (f64::NAN, Vec::new());
            for record in rows.start..rows.start + count {
                let first = params.len();
                params.extend_from_slice(&self.setup.defaults);
                for (param, column) in &self.table.columns.params {
                    params[first + param] = self.table.values[*column][record];
                }
                let own = &mut params[first..];
                for (param, factor) in &replicate.factors {
                    own[*param] *= factor;
                }
                population.between.apply(&eta, own);
                if let Some(column) = self.table.columns.occasion {
                    let number = self.table.values[column][record];
                    if number != occasion.0 {
                        let n = replicate.number;
                        occasion = (
                            number,
                            population.kappa(self.seed, person as u64, number, n),
                        );
                    }
                    population.between_occasions.apply(&occasion.1, own);
                }
            }
            begins.push(params.len());
            etas.push(eta);
        }
        (etas, (params, begins))
    }

    fn problem(&self, first: usize, fault: Fault) -> Problem {
        let record = first + fault.record;
        let minutes = self.setup.minutes;
        let unit = &self.setup.time_unit;
        let expected = match fault.wrong {
            Wrong::Bioavailability(_) => "a fraction of 0 or more".to_owned(),
            Wrong::Lag(_) => "a time of 0 or more".to_owned(),
            Wrong::Rate(_) => "a rate above 0".to_owned(),
            Wrong::Duration(_) => format!("a time above 0, in {unit}"),
            Wrong::NoRate => {
                "a column R and the compartment's number, such as R1, or `--rate 1=COLUMN`"
                    .to_owned()
            }
            Wrong::NoDuration => {
                "a column D and the compartment's number, such as D1, or `--duration 1=COLUMN`"
                    .to_owned()
            }
            Wrong::TooLong(_) => "an infusion that ends".to_owned(),
        };
        let said = |what: &str, found: f64, unit: &str| match found.is_nan() {
            true => format!("a blank {what}"),
            false => format!("a {what} of {found}{unit}"),
        };
        let found = match fault.wrong {
            Wrong::Bioavailability(found) => said("bioavailability", found, ""),
            Wrong::Lag(found) => said("lag", found / minutes, &format!(" {unit}")),
            Wrong::Duration(found) => said("duration", found / minutes, &format!(" {unit}")),
            Wrong::Rate(found) => said("rate", found * minutes, &format!(" per {unit}")),
            other => other.to_string(),
        };
        Problem::error(self.table.place(record, 0), "a dose that means nothing")
            .found(found)
            .expected(expected)
    }
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
