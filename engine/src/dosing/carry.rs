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
    workers: rayon::ThreadPool,
}

enum Way {
    /// Everything in closed form.
    Closed,
    /// By a method, from event to event.
    Legs([Arc<Kernel>; 2]),
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
        let workers = rayon::ThreadPoolBuilder::new()
            .num_threads(settings.threads)
            .build()
            .map_err(|error| EngineError::Threads(error.to_string()))?;
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

    /// Whether people are carried in closed form, with no error of a method.
    pub fn in_closed_form(&self) -> bool {
        matches!(self.way, Way::Closed)
    }

    /// Whether steady states of this body may be added to what is there (SS 2).
    pub fn is_linear(&self) -> bool {
        is_linear(&self.body)
    }

    /// Makes something for each of so many, on the threads that carry people.
    pub fn each<T: Send>(&self, count: usize, make: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
        self.workers
            .install(|| (0..count).into_par_iter().map(make).collect())
    }

    /// Carries people to their last rows. The output is row after row, person after person, each
    /// row with the shown numbers.
    pub fn carry(&self, people: &[Person], out: &mut [f64]) -> Vec<End> {
        let mut shares = Vec::new();
        let mut rest = out;
        for group in people.chunks(GROUP) {
            let rows: usize = group.iter().map(|person| person.rows).sum();
            let (share, behind) = rest.split_at_mut(rows * self.shown.len());
            shares.push((group, share));
            rest = behind;
        }
        let carry = |(group, share): (&[Person], &mut [f64])| {
            share.fill(f64::NAN);
            match &self.way {
                Way::Closed => Closed::new(&self.body, &self.shown).run(group, share),
                Way::Legs(kernels) => {
                    let (body, settings) = (&self.body, &self.settings);
                    Legs::new(body, settings, kernels, &self.shown, &self.moving).run(group, share)
                }
            }
        };
        let shares = || shares.into_par_iter().map(carry).collect();
        let ends: Vec<Vec<End>> = self.workers.install(shares);
        ends.concat()
    }
}

/// People who are carried by one task: so many that lanes seldom wait for the last.
const GROUP: usize = 256;

/// Whether the whole body is linear between events.
fn is_linear(body: &Body) -> bool {
    let guards = body.parts().iter().any(|part| part.layout().guards > 0);
    !guards && body.anatomy().linear_states(&[]).len() == body.states()
}

fn kernels(
    body: &Arc<Body>,
    settings: &Settings,
    shown: &[Shown],
) -> Result<[Arc<Kernel>; 2], BodyError> {
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
    let make = |exactly| {
        let kernel = Kernel::new(body, pair, control, settings.max_steps, &names, exactly);
        kernel.map(Arc::new)
    };
    Ok([make(exactly)?, make(false)?])
}

/// `part.signal` of a signal.
fn name(body: &Body, signal: usize) -> String {
    let part = body.parts().iter().rev().find(|part| part.y <= signal);
    part.map_or(String::new(), |part| {
        let field = &part.layout().signals[signal - part.y];
        format!("{}.{}", part.instance, field.name)
    })
}
