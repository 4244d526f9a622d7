//! What one line of an event table says, its units settled.

use crate::time::Nanoseconds;

/// One record of a person. The output has a row for it, which shows the body after what it says has
/// happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Record {
    /// When.
    pub at: Nanoseconds,
    /// What.
    pub kind: Kind,
    /// Whether any parameter differs from the record before.
    pub varied: bool,
}

/// What happens at a record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Nothing: an observation or another event (EVID 0 and 2).
    See,
    /// A dose (EVID 1).
    Dose(Dose),
    /// The body starts anew, and nothing that was given before goes on (EVID 3).
    Reset,
    /// Both, in this order (EVID 4).
    ResetDose(Dose),
}

/// A dose as its record states it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dose {
    /// State that takes it.
    pub state: usize,
    /// Amount, in the state's unit (AMT); bioavailability is still to come.
    pub amount: f64,
    /// How it goes in (RATE).
    pub pace: Pace,
    /// Time to the next of its kind (II); 0 where there is none.
    pub interval: Nanoseconds,
    /// How many more follow (ADDL).
    pub additional: u32,
    /// Whether it is the last of a train that has always been (SS).
    pub steady: Steady,
}

/// How a dose goes in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    /// At once (RATE 0).
    Bolus,
    /// At this rate, per minute (RATE above 0); bioavailability then acts on the duration.
    Rate(f64),
    /// Over so many minutes (DUR); bioavailability then acts on the rate.
    Duration(f64),
    /// At the rate that the compartment's parameter gives (RATE -1).
    ModelledRate,
    /// Over the time that the compartment's parameter gives (RATE -2); bioavailability then acts on
    /// the rate.
    ModelledDuration,
}

/// What a dose says of those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steady {
    /// Nothing (SS 0).
    No,
    /// There was a train of them for ever, and nothing else (SS 1).
    Replace,
    /// There was a train of them for ever, beside whatever else there was (SS 2).
    Add,
}
