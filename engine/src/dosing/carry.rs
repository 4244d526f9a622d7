//! Many people carried through their timelines, each independent of the others.

use super::Timeline;
use super::closed::Closed;
use super::legs::Legs;
use crate::body::{Body, BodyError};
use crate::patient::Reason;
use crate::solve::kernel::{Control, Kernel};
use crate::solve::method::Method;
use crate::solve::{BS5, Pair};
use crate::time::Nanoseconds;
use crate::world::{EngineError, Settings};
use rayon::prelude::*;
use std::fmt;
use std::sync::Arc;

/// A person and what happens to it.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// What happens.
    pub timeline: &'a Timeline,
    /// Parameters in the order of the body, a row for each record that changes them; at least one.
    pub params: &'a [f64],
    /// When its body starts, at the parameters of the first row.
    pub start: Nanoseconds,
    /// Rows of its output.
    pub rows: usize,
    /// The row of the output at which they begin, not before those of the person before end.
    pub offset: usize,
}

/// A number of the body that the output shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Minutes since the last dose.
    SinceDose,
    /// A state, by the body's index.
    State(usize),
    /// A signal, by the body's index.
    Signal(usize),
}

/// How a person's way ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum End {
    /// At its last row.
    Well,
    /// Before; rows after this time are NaN.
    Failed {
        /// Why.
        trouble: Trouble,
        /// When.
        at: Nanoseconds,
    },
}

/// Why a person could not be carried on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Trouble {
    /// The integration failed.
    Numbers(Reason),
    /// A linear body that never comes to a steady state under this train: what goes in stays.
    NoSteadyState,
    /// A nonlinear body that was not at its steady state after this many doses (of a constant
    /// infusion: doublings of an hour).
    NotSteadyYet {
        /// How many.
        rounds: u32,
        /// Change over the last of them, in units of the tolerance.
        still: f64,
    },
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Numbers(reason) => reason.fmt(f),
            Self::NoSteadyState => f.write_str(
                "no steady state: some of what goes in never leaves the body, or a parameter is \
                 not a number",
            ),
            Self::NotSteadyYet { rounds, still } => write!(
                f,
                "no steady state after {rounds} rounds of the run-in: the state still moves by \
                 {still:.1} times what the tolerance allows"
            ),
        }
    }
}

/// A body made ready to carry people.
pub struct Crew {
    body: Arc<Body>,
    settings: Settings,
    shown: Vec<Shown>,
    /// Parameters that are states too; see [`Varying`](super::Varying).
    moving: Vec<usize>,
    way: Way,
    /// None where there is one thread: it would wait while another one works.
    workers: Option<rayon::ThreadPool>,
}

enum Way {
    /// Everything in closed form.
    Closed,
    /// By a method, from event to event.
    Legs(Vec<Arc<Kernel>>),
}

impl Crew {
    /// Readies a body to show these numbers. Where parameters move in straight lines, the body's
    /// one part is a [`Varying`](super::Varying) of these parameters; else `moving` is empty.
    pub fn new(
        body: Arc<Body>,
        settings: Settings,
        shown: Vec<Shown>,
        moving: Vec<usize>,
    ) -> Result<Self, EngineError> {
        let workers = (settings.threads != 1).then(|| {
            rayon::ThreadPoolBuilder::new()
                .num_threads(settings.threads)
                .build()
                .map_err(|error| EngineError::Threads(error.to_string()))
        });
        let workers = workers.transpose()?;
        let way = match settings.method == Method::Auto && settings.exactly && is_linear(&body) {
            true => Way::Closed,
            false => Way::Legs(kernels(&body, &settings, &shown).map_err(EngineError::Body)?),
        };
        Ok(Self {
            body,
            settings,
            shown,
            moving,
            way,
            workers,
        })
    }

    /// How many numbers the output shows.
    pub fn shows(&self) -> usize {
        self.shown.len()
    }

    /// How many carry people side by side.
    pub fn threads(&self) -> usize {
        self.workers
            .as_ref()
            .map_or(1, rayon::ThreadPool::current_num_threads)
    }

    /// Whether people are carried in closed form, with no error of a method.
    pub fn in_closed_form(&self) -> bool {
        matches!(self.way, Way::Closed)
    }

    /// Whether steady states of this body may be added to what is there (SS 2).
    pub fn is_linear(&self) -> bool {
        is_linear(&self.body)
    }

    /// Makes something of each, on the threads that carry people.
    pub fn each<U: Send, T: Send>(
        &self,
        of: Vec<U>,
        make: impl Fn(U) -> T + Sync + Send,
    ) -> Vec<T> {
        match &self.workers {
            Some(workers) => workers.install(|| of.into_par_iter().map(make).collect()),
            None => of.into_iter().map(make).collect(),
        }
    }

    /// Does one thing, and beside it another where there are threads for both.
    pub fn beside<T: Send, U: Send>(
        &self,
        one: impl FnOnce() -> T + Send,
        other: impl FnOnce() -> U + Send,
    ) -> (T, U) {
        match &self.workers {
            Some(workers) => workers.install(|| rayon::join(one, other)),
            None => (one(), other()),
        }
    }

    /// Carries people to their last rows, in so many shares at least, for threads that would be idle.
    /// The output has a column for each of the shown numbers, at least as long as the last person's
    /// rows reach; rows to which a person does not come are left as they were.
    pub fn carry(&self, people: &[Person], out: &mut [Vec<f64>], shares: usize) -> Vec<End> {
        let count = people
            .len()
            .div_ceil(MOST)
            .max(shares.min(people.len() / LEAST));
        let size = people.len().div_ceil(count.max(1)).max(1);
        let mut rest: Vec<&mut [f64]> = out.iter_mut().map(Vec::as_mut_slice).collect();
        let mut base = 0;
        let mut shares = Vec::new();
        for group in people.chunks(size) {
            let end = group.last().map_or(base, |last| last.offset + last.rows);
            let own = rest
                .iter_mut()
                .map(|column| column.split_off_mut(..end - base));
            let columns = own.map(Option::unwrap_or_default).collect();
            shares.push((group, Share { base, columns }));
            base = end;
        }
        let carry = |(group, share): (&[Person], Share)| match &self.way {
            Way::Closed => Closed::new(&self.body, &self.shown).run(group, share),
            Way::Legs(kernels) => {
                let (body, settings) = (&self.body, &self.settings);
                Legs::new(body, settings, kernels, &self.shown, &self.moving).run(group, share)
            }
        };
        self.each(shares, carry).concat()
    }
}

/// The output of some people.
pub(super) struct Share<'o> {
    /// Where it begins in that of all.
    base: usize,
    /// A column for each of the shown numbers.
    pub columns: Vec<&'o mut [f64]>,
}

impl Share<'_> {
    /// Where a person's rows begin here.
    pub fn first(&self, person: &Person) -> usize {
        person.offset - self.base
    }
}

/// People in a share, at least where threads would be idle, and at most: so many that lanes seldom
/// wait for the last, so few that what is kept of them is near. Measured: 256 carry 2 % fewer people in
/// a second, 2,048 no more; the least is assumed, four rounds of sixteen lanes.
const LEAST: usize = 64;
const MOST: usize = 1024;

/// Whether the whole body is linear between events.
fn is_linear(body: &Body) -> bool {
    let guards = body.parts().iter().any(|part| part.layout().guards > 0);
    !guards && body.anatomy().linear_states(&[]).len() == body.states()
}

fn kernels(
    body: &Arc<Body>,
    settings: &Settings,
    shown: &[Shown],
) -> Result<Vec<Arc<Kernel>>, BodyError> {
    let (rtol, atol) = settings.tolerances();
    let control = match settings.step {
        Some(step) => Control::Fixed(step),
        None => Control::Adaptive { rtol, atol },
    };
    let pair: &'static Pair = settings.method.pair(rtol).unwrap_or(&BS5);
    let signals: Vec<usize> = shown
        .iter()
        .filter_map(|shown| match shown {
            Shown::Signal(signal) => Some(*signal),
            Shown::State(_) | Shown::SinceDose => None,
        })
        .collect();
    let names: Vec<String> = signals.iter().map(|s| name(body, *s)).collect();
    // A method that was asked for by name integrates everything: it is the judge of the exact way.
    let exactly = settings.exactly && settings.method == Method::Auto;
    Kernel::ways(body, pair, control, settings.max_steps, &names, exactly)
}

/// `part.signal` of a signal.
fn name(body: &Body, signal: usize) -> String {
    let part = body.parts().iter().rev().find(|part| part.y <= signal);
    part.map_or(String::new(), |part| {
        let field = &part.layout().signals[signal - part.y];
        format!("{}.{}", part.instance, field.name)
    })
}
