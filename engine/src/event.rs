//! What happens to a patient at an instant.

use crate::order::Ordered;
use crate::time::Nanoseconds;
use std::sync::Arc;

/// A part of a patient: an instance of a system, with this person's parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct PartSpec {
    /// Name of the instance.
    pub instance: Arc<str>,
    /// Name of the system.
    pub system: Arc<str>,
    /// Parameters, in the order of the system's layout.
    pub params: Vec<f64>,
    /// What its wired inputs read; an input of which nothing is said is held.
    pub reads: Vec<Read>,
    /// State in which it starts, where that is not what the system makes of the parameters: the
    /// state of rest of a whole body, found by [`Rest`](crate::rest::Rest).
    pub start: Option<Vec<f64>>,
}

/// An input that reads a signal of another part, by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Read {
    /// Input of the part that reads; the model has declared it for wiring.
    pub input: Arc<str>,
    /// Part and signal. While the patient does not have the part, the input is held.
    pub from: Place,
}

/// A number of a part, by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Instance.
    pub part: Arc<str>,
    /// Field of its state, parameters, inputs or signals.
    pub field: Arc<str>,
}

/// One thing that happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Adds an amount to a state.
    Add {
        /// State.
        place: Place,
        /// Amount, in the state's unit.
        amount: f64,
    },
    /// Opens an infusion into a state; open infusions are summed anew in the order of their
    /// opening, never subtracted.
    Open {
        /// Name by which it is closed.
        infusion: Arc<str>,
        /// State.
        place: Place,
        /// Amount per minute, in the state's unit.
        rate: f64,
    },
    /// Closes an infusion; one that is not open is left alone.
    Close {
        /// Its name.
        infusion: Arc<str>,
    },
    /// Closes all infusions into a part.
    Stop {
        /// Instance.
        part: Arc<str>,
    },
    /// Gives a parameter another value.
    SetParameter {
        /// Parameter.
        place: Place,
        /// What it becomes.
        to: Setting,
    },
    /// Holds an input that nobody publishes at a value.
    Hold {
        /// Input.
        place: Place,
        /// Value, in the input's unit.
        value: f64,
    },
    /// Makes a jump of the part's model.
    Jump {
        /// Instance.
        part: Arc<str>,
        /// Name of the jump.
        jump: Arc<str>,
        /// Amount, in the jump's unit.
        amount: f64,
    },
    /// Brings a part back to the state in which it starts, and closes its infusions.
    Reset {
        /// Instance.
        part: Arc<str>,
    },
    /// Gives the patient the part of this name that was laid out for it; one that it has already is
    /// left alone.
    Attach {
        /// Instance.
        part: Arc<str>,
    },
    /// Takes a part away.
    Detach {
        /// Instance.
        part: Arc<str>,
    },
    /// Something happens to what is prescribed.
    Ordered(Arc<Ordered>),
}

/// What a parameter is set to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Setting {
    /// A value, in the parameter's unit.
    Value(f64),
    /// A multiple of the value that this patient started with.
    TimesOwn(f64),
    /// A share of the way from the value that this patient started with to another.
    Towards {
        /// The other value, in the parameter's unit.
        value: f64,
        /// How far: 0 for the patient's own, 1 for the other.
        share: f64,
    },
}

impl Setting {
    /// The value, for a patient who started with `own`.
    pub fn of(self, own: f64) -> f64 {
        match self {
            Self::Value(value) => value,
            Self::TimesOwn(factor) => factor * own,
            Self::Towards { value, share } => own + share * (value - own),
        }
    }

    /// The same setting, only part of the way from the patient's own value.
    pub fn partly(self, level: f64) -> Self {
        match self {
            Self::Value(value) => Self::Towards {
                value,
                share: level,
            },
            Self::TimesOwn(factor) => Self::TimesOwn(1.0 + level * (factor - 1.0)),
            Self::Towards { value, share } => Self::Towards {
                value,
                share: level * share,
            },
        }
    }
}

impl Action {
    /// Whether the patient's parts or orders change, so that only the world can do it.
    pub fn is_structural(&self) -> bool {
        matches!(
            self,
            Self::Attach { .. } | Self::Detach { .. } | Self::Ordered(_)
        )
    }
}

/// An action and its time. Events at one time happen in the order of their list.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When.
    pub at: Nanoseconds,
    /// What.
    pub action: Action,
}
