//! Moments to go back to, and ways that were left.

use super::course::Course;
use super::watch::Watch;
use crate::file::Act;
use crate::plan::Standing;
use crate::time::Time;
use engine::world::Snapshot;

/// Everything at one moment, before anything is done at it.
pub(super) struct Mark {
    pub at: Time,
    pub snapshot: Snapshot,
    pub watch: Watch,
    pub standing: Vec<Standing>,
    /// Samples so far, and rows of the course.
    pub sampled: i64,
    pub rows: usize,
}

/// A way that a session went and was left.
#[derive(Clone, Debug)]
pub struct Branch {
    /// Where it parted from the way that is gone on.
    pub from: Time,
    /// How far it went.
    pub until: Time,
    /// What was done on it, from time 0.
    pub log: Vec<Act>,
    /// What was recorded on it, from time 0.
    pub course: Course,
}
