//! What every patient carries beside its parts.

use crate::event::PartSpec;
use crate::patient::{Counts, Status};
use crate::time::Nanoseconds;
use bevy_ecs::prelude::*;
use std::sync::Arc;

/// Who it is.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// Number of the patient; twins of one patient differ in it.
    pub patient: usize,
    /// Number of its course.
    pub course: usize,
}

/// Its own clock.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Time.
    pub t: Nanoseconds,
    /// Step that the controller would take next; 0 where it has not been asked yet.
    pub step: Nanoseconds,
    /// Where this run of the schedule ends for it.
    pub goal: Nanoseconds,
    /// Where the present leg ends, and whether what happens then belongs to it.
    pub leg: (Nanoseconds, bool),
}

/// How it stands and what it cost.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Status.
    pub status: Status,
    /// Steps.
    pub counts: Counts,
}

/// When each trigger is looked at next, and how often it may still fire.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
pub struct Triggers(pub Vec<TriggerState>);

/// How one trigger stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TriggerState {
    /// When its condition is looked at next.
    pub due: Nanoseconds,
    /// How often it may still fire.
    pub left: u32,
}

/// What has been seen of it.
#[derive(Component, Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// Number of the next sample.
    pub next: usize,
    /// Samples, row after row of the recorded signals.
    pub samples: Vec<f64>,
    /// Triggers that fired, and when.
    pub fired: Vec<(usize, Nanoseconds)>,
}

/// Triggers that fired, at one time, and have not been dealt with.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
pub struct Pending(pub Vec<usize>);

/// Parts laid out for it, with its own parameters, that events may attach.
#[derive(Component, Debug, Clone)]
pub struct Wardrobe(pub Arc<[PartSpec]>);
