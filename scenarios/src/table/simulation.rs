//! The people of a table carried through the model, and what was predicted for them.

use super::columns::Reserved;
use super::portion::{Carried, Portion};
use super::read::Table;
use super::rows::SINCE_DOSE;
use super::setup::{Quantity, Setup};
use super::visual_check::VisualCheck;
use crate::problem::Problem;
use engine::body::Body;
use engine::dosing::{Between, Crew, Kind, Shown, Steady, Varying};
use engine::recording::Values;
use engine::time::Nanoseconds;
use engine::world::{EngineError, Settings};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A table and a model, ready to run.
pub struct Simulation<'t> {
    pub(super) table: &'t Table<'t>,
    pub(super) setup: &'t Setup,
    pub(super) crew: Crew,
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

/// Rows that are made before they are handed out, at most where they are not one person's: as many as
/// there are in a group of a Parquet table. And people at most.
const ROWS: usize = 1 << 17;
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
    pub fn run<E: Send>(
        &self,
        take: impl FnMut(Vec<Values>) -> Result<(), E> + Send,
        done: impl FnMut(usize) + Send,
    ) -> Result<Summary, Stopped<E>> {
        self.run_checked(&mut None, take, done)
    }

    /// The same, followed by a check.
    pub fn run_checked<E: Send>(
        &self,
        check: &mut Option<VisualCheck>,
        mut take: impl FnMut(Vec<Values>) -> Result<(), E> + Send,
        mut done: impl FnMut(usize) + Send,
    ) -> Result<Summary, Stopped<E>> {
        let mut summary = Summary::default();
        let on_grid = check.as_ref().map(VisualCheck::on_grid);
        let threads = self.crew.threads();
        let mut portions = self.portions();
        let mut carried = Vec::new();
        // What is carried side by side comes out in the order of the table, while the next are
        // carried.
        let mut hand_out = |carried: Vec<(Result<Carried, Vec<Problem>>, Portion)>| {
            for (carried, portion) in carried {
                let carried = carried.map_err(Stopped::Table)?;
                summary.add(carried.summary);
                take(carried.values).map_err(Stopped::Taker)?;
                if let Some(check) = check {
                    for (person, time, value) in carried.noted {
                        check.note(person, time, value);
                    }
                }
                let replicate = &portion.replicate;
                if portion.is_last {
                    summary.redrawn += replicate.redrawn;
                    summary.undrawn += u64::from(replicate.undrawn);
                    check.iter_mut().for_each(VisualCheck::close);
                }
                done(replicate.number as usize * self.table.people.len() + portion.who.end);
            }
            Ok(())
        };
        loop {
            let some: Vec<Portion> = portions.by_ref().take(threads).collect();
            let is_last = some.is_empty();
            let shares = threads.div_ceil(some.len().max(1));
            let carry = |portion: Portion| (self.carry(&portion, shares, on_grid), portion);
            let before = std::mem::take(&mut carried);
            let hand_out = || hand_out(before);
            let (handed, next) = self.crew.beside(hand_out, || self.crew.each(some, carry));
            handed?;
            if is_last {
                return Ok(summary);
            }
            carried = next;
        }
    }

    /// The people of all replicates, some at a time.
    fn portions(&self) -> impl Iterator<Item = Portion> {
        let (population, replicates) = (self.setup.population(), self.setup.replicates());
        let all = self.table.people.len();
        let draw = move |number| Arc::new(population.replicate(self.seed, number, replicates));
        (0..replicates).flat_map(move |number| {
            let (replicate, mut next) = (draw(number), 0);
            std::iter::from_fn(move || {
                let (start, mut rows) = (next, 0);
                while next < all && next - start < PEOPLE {
                    let more = self.table.people[next].len() + self.grid.len();
                    if rows > 0 && rows + more > ROWS {
                        break;
                    }
                    rows += more;
                    next += 1;
                }
                (start < next).then(|| Portion {
                    replicate: Arc::clone(&replicate),
                    who: start..next,
                    is_last: next == all,
                })
            })
        })
    }
}

impl Summary {
    /// What more people came to, who come behind these in the table.
    fn add(&mut self, more: Self) {
        self.well += more.well;
        self.rows += more.rows;
        for (reason, lost) in more.failed {
            let known = self.failed.entry(reason).or_insert_with(|| Lost {
                people: 0,
                ..lost.clone()
            });
            known.people += lost.people;
            known.at = known.at.min(lost.at);
        }
    }

    /// Somebody was lost; people come in the order of the table.
    pub(super) fn lose(&mut self, reason: String, at: f64, id: impl Fn() -> String) {
        let lost = self.failed.entry(reason).or_insert_with(|| Lost {
            people: 0,
            at,
            first: id(),
        });
        lost.people += 1;
        lost.at = lost.at.min(at);
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
