//! What happens to a person, moment by moment, as plain data.

use crate::time::Nanoseconds;

/// What happens or is looked at, and when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// When.
    pub at: Nanoseconds,
    /// What.
    pub what: What,
}

/// What happens at a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum What {
    /// From here on the parameters are those of this record.
    Parameters(u32),
    /// From here on the parameters go in straight lines to those of a record.
    Toward {
        /// The record.
        row: u32,
        /// When they are there.
        by: Nanoseconds,
    },
    /// An amount enters a state at once.
    Bolus {
        /// State.
        state: u32,
        /// Amount, in its unit.
        amount: f64,
    },
    /// An infusion begins.
    Open {
        /// Its number.
        infusion: u32,
        /// State.
        state: u32,
        /// Amount per minute.
        rate: f64,
    },
    /// An infusion ends; one that is not open is left alone.
    Close {
        /// Its number.
        infusion: u32,
    },
    /// The body starts anew at this time, which may be before the last.
    Reset,
    /// The state becomes that of a train of doses, or it is added; the infusions of the train that
    /// are still running are opened after it.
    Steady {
        /// Index of the train.
        train: u32,
    },
    /// The body is looked at.
    See {
        /// Which of the person's rows this is: one of its records, and behind them the times of the
        /// grid. Rows come out in the order in which they are seen.
        row: u32,
        /// Minutes since the last dose that was due, lag left out; NaN before any.
        since_dose: f64,
    },
}

/// Doses that have always been given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Train {
    /// State that takes them.
    pub state: usize,
    /// What they are.
    pub input: Input,
    /// Whether the state found is added to the present one and open infusions go on.
    pub adds: bool,
}

/// What a train of doses brings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Input {
    /// An amount at once, again and again.
    Bolus {
        /// Amount.
        amount: f64,
        /// From one to the next; above zero.
        interval: Nanoseconds,
        /// Since the last of them; below the interval.
        phase: Nanoseconds,
    },
    /// An infusion, again and again; it may be longer than the interval.
    Infusion {
        /// Amount per minute.
        rate: f64,
        /// How long each takes.
        duration: Nanoseconds,
        /// From the beginning of one to that of the next; above zero.
        interval: Nanoseconds,
        /// Since the last of them began; below the interval.
        phase: Nanoseconds,
    },
    /// An infusion without end, which stops now.
    Constant {
        /// Amount per minute.
        rate: f64,
    },
}

/// What happens to a person, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Timeline {
    /// Moments; times rise, except at resets.
    pub moments: Vec<Moment>,
    /// Trains of doses that they speak of.
    pub trains: Vec<Train>,
}

impl Timeline {
    /// Which of the person's rows are seen, in the order in which they are.
    pub fn rows(&self) -> impl Iterator<Item = usize> {
        self.moments.iter().filter_map(|moment| match moment.what {
            What::See { row, .. } => Some(row as usize),
            _ => None,
        })
    }
}
