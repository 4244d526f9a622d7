//! What happens in a plan, for people to see under the time axis.

use crate::time::Time;

/// Kinds of things that happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownKind {
    /// A dose.
    Dose,
    /// Something that runs.
    Infusion,
    /// Food.
    Meal,
    /// Anything else.
    Change,
}

/// One thing that happens.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The arm; `None` where all have it.
    pub arm: Option<usize>,
    /// When it starts.
    pub at: Time,
    /// When it ends, where that is later.
    pub until: Option<Time>,
    /// Kind.
    pub kind: ShownKind,
    /// In words.
    pub label: String,
}
