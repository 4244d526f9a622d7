//! Parts whose next state is sampled from a model learned from data.
//!
//! Such a part is a component like any other: a [`Held`] system, which publishes what it holds and
//! changes nothing by itself. At the times of its own list the world asks its [`Sampler`] for the
//! next state, after the patient was carried there and before anything else happens at that time.
//! Chance comes from the patient's own stream, which does not know the arm.

mod held;
pub mod network;
pub mod people;
pub mod progression;
pub mod weights;

pub use held::Held;

use crate::random::Stream;
use crate::time::Nanoseconds;
use bevy_ecs::prelude::*;
use std::sync::Arc;

/// What chance is asked for at visits: the purpose in the keys of [`Stream`].
const PURPOSE: &str = "next state";

/// The numbers of one part at the time of a visit.
pub struct Visit<'a> {
    /// Number of the visit in the part's list.
    pub number: usize,
    /// When.
    pub at: Nanoseconds,
    /// When the last one was; the time at which the part joined the body for the first.
    pub last: Nanoseconds,
    /// Parameters: those that a scenario may set, as they were up to now.
    pub p: &'a [f64],
    /// Inputs: what other parts publish just now.
    pub u: &'a [f64],
    /// The patient's own chance; positions are the sampler's to divide among visits.
    pub stream: Stream,
}

/// Samples the next state of one kind of part.
pub trait Sampler: Send + Sync {
    /// What it remembers of a patient when the part joins the body, at `at`; `p` are the part's
    /// parameters.
    fn begin(&self, at: Nanoseconds, p: &[f64], stream: &Stream) -> Vec<f64>;
    /// Writes the next state over the present one in `x`.
    fn sample(&self, visit: &Visit<'_>, memory: &mut [f64], x: &mut [f64]);
}

/// A part that is sampled, and when.
#[derive(Clone)]
pub struct Learning {
    /// Instance.
    pub instance: Arc<str>,
    /// Times of its visits; they rise.
    pub times: Arc<[Nanoseconds]>,
    /// What samples it.
    pub sampler: Arc<dyn Sampler>,
    /// Seed of the run.
    pub seed: u64,
}

impl Learning {
    /// The patient's chance for this part.
    pub(crate) fn stream(&self, patient: usize) -> Stream {
        Stream::new(self.seed, patient as u64, &self.instance, PURPOSE)
    }

    /// The part as it joins a patient's body.
    pub(crate) fn begin(&self, patient: usize, at: Nanoseconds, p: &[f64]) -> Learnt {
        Learnt {
            instance: self.instance.clone(),
            next: self.times.partition_point(|time| *time <= at),
            last: at,
            memory: self.sampler.begin(at, p, &self.stream(patient)),
        }
    }
}

/// All parts that are sampled, by instance.
#[derive(Resource, Default)]
pub(crate) struct Learned(pub Vec<Learning>);

impl Learned {
    /// The part of this name.
    pub fn get(&self, instance: &str) -> Option<&Learning> {
        self.0.iter().find(|part| *part.instance == *instance)
    }
}

/// How one learned part of a patient stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Learnt {
    /// Instance.
    pub instance: Arc<str>,
    /// Number of its next visit.
    pub next: usize,
    /// When its last visit was.
    pub last: Nanoseconds,
    /// What the sampler remembers.
    pub memory: Vec<f64>,
}

/// The learned parts of a patient, by instance; who has none does not carry it.
#[derive(Component, Debug, Clone, PartialEq, Default)]
pub struct Learner(pub Vec<Learnt>);

impl Learner {
    /// A part joins; one of this name that is there is left alone.
    pub(crate) fn join(&mut self, part: Learnt) {
        let place = self.0.partition_point(|p| p.instance < part.instance);
        if self
            .0
            .get(place)
            .is_none_or(|p| p.instance != part.instance)
        {
            self.0.insert(place, part);
        }
    }

    /// When the next visit of any part is.
    pub(crate) fn next(&self, learned: &Learned) -> Option<Nanoseconds> {
        let time = |part: &Learnt| learned.get(&part.instance)?.times.get(part.next).copied();
        self.0.iter().filter_map(time).min()
    }
}
