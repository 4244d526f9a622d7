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

/// What waits for a condition, and happens to each twin at times of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// Kind of the first thing that happens.
    pub kind: ShownKind,
    /// What happens and when, in words.
    pub label: String,
}

impl Waiting {
    /// The things that happen when a condition holds.
    pub(super) fn of(shown: &[Shown], condition: &str) -> Self {
        let mut labels: Vec<&str> = shown.iter().map(|shown| &*shown.label).collect();
        labels.dedup();
        Self {
            kind: shown.first().map_or(ShownKind::Change, |shown| shown.kind),
            label: format!("{} when {}", labels.join(", "), condition.replace('_', " ")),
        }
    }
}
