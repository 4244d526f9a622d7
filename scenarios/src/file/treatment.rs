//! What happens to the patient, and when.

use physiology::unit::Unit;

use crate::condition::Severe;
use crate::expression::Expression;
use crate::file::{Adherence, Hold, Parameter, Target, Titrate};
use crate::quantity::Quantity;
use crate::span::{At, Span};
use crate::time::Time;

/// One arm of the comparison; the treatment of the whole file comes first, then its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// What it is called; no two arms share a name.
    pub name: At<String>,
    /// What only this arm receives, in the order of the file.
    pub treatment: Vec<Action>,
}

/// A treatment with a name, to be used by arms.
#[derive(Clone, Debug, PartialEq)]
pub struct Protocol {
    /// What it is called; no two protocols share a name, and none uses itself.
    pub name: At<String>,
    /// Its actions. Their times count from the moment the protocol is used; a protocol written
    /// as one action has that action at 0.
    pub steps: Vec<Action>,
}

/// One thing done, once or again and again.
#[derive(Clone, Debug)]
pub struct Action {
    /// At given times, or when something happens.
    pub timing: Timing,
    /// What is done.
    pub verb: Verb,
    /// Whether it is done again.
    pub repeat: Option<Repeat>,
    /// What keeps its doses back.
    pub hold: Option<Hold>,
    /// Where it stands in the file.
    pub span: Span,
}

impl PartialEq for Action {
    fn eq(&self, other: &Self) -> bool {
        self.timing == other.timing
            && self.verb == other.verb
            && self.repeat == other.repeat
            && self.hold == other.hold
    }
}

/// When an action is due.
#[derive(Clone, Debug, PartialEq)]
pub enum Timing {
    /// At these times, at least one, in the order of the file.
    At(Vec<At<Time>>),
    /// When the condition becomes true.
    When {
        /// A condition on present values; never looks ahead or back.
        condition: At<Expression>,
        /// Not before this time.
        from: Option<At<Time>>,
        /// Not after this time.
        until: Option<At<Time>>,
        /// How often it is looked at; each minute where nothing is said.
        look: Option<At<Time>>,
    },
}

/// An action done again.
///
/// After `at`: every so often, counted from each of its times. After `when`: it may fire again,
/// no sooner than `every` after the last time.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeat {
    /// The time between two; later than 0.
    pub every: At<Time>,
    /// How many in all, the first included; at least 1.
    pub times: Option<At<u32>>,
    /// None after this time.
    pub until: Option<At<Time>>,
}

/// What an action does.
#[derive(Clone, Debug, PartialEq)]
pub enum Verb {
    /// Give a drug, a fluid or a meal.
    Give(Give),
    /// Do what a protocol says.
    Use(At<String>),
    /// Stop giving a drug: open infusions of it are closed.
    Stop(At<String>),
    /// Change a parameter of the patient.
    Set(Set),
    /// Adjust a rate, a repeated dose or a target.
    Titrate(Titrate),
    /// Begin a condition or a procedure.
    Start(Start),
}

/// Something that befalls the patient, or is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// Haemorrhage, or the name of a condition or a procedure.
    pub what: At<String>,
    /// How severe.
    pub severity: Severity,
    /// How long; without it until it is stopped.
    pub over: Option<At<Time>>,
}

/// How severe it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Severity {
    /// Blood that is taken at a rate, as in an experiment, mL/min.
    Rate {
        /// The rate.
        per_minute: f64,
        /// As it was written.
        text: String,
    },
    /// A wound that loses so much at the pressure of rest, and less as it falls, mL/min.
    FirstLoss {
        /// The loss at first.
        per_minute: f64,
        /// As it was written.
        text: String,
    },
    /// Such that the typical patient, untreated, has this value after a time.
    Effect {
        /// The quantity.
        quantity: String,
        /// Its value, in the unit it is recorded in.
        value: f64,
        /// How long after the start.
        after: Time,
        /// As it was written.
        text: String,
    },
    /// By the measures of a condition.
    Measured {
        /// The values of those that are said.
        severe: Severe,
        /// As they were written.
        text: String,
    },
}

/// Something given.
#[derive(Clone, Debug, PartialEq)]
pub struct Give {
    /// The drug, fluid or meal.
    pub what: At<String>,
    /// How much.
    pub amount: At<Amount>,
    /// Over how long; without it a dose is given at once and a rate runs until stopped.
    pub over: Option<At<Time>>,
    /// By which route; without it the drug's usual one.
    pub route: Option<At<String>>,
    /// How many of its doses are taken; all where nothing is said.
    pub adherence: Option<Adherence>,
}

/// How much is given.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// An amount.
    Dose(Dose),
    /// An amount per time.
    Rate(Rate),
    /// At the patient's own basal rate.
    Basal,
    /// A concentration that a pump aims at.
    Target(Target),
}

/// What an amount is for each of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// The patient.
    Patient,
    /// A kilogram of body weight.
    Kilogram,
    /// A square metre of body surface.
    SquareMetre,
}

/// An amount of a drug.
#[derive(Clone, Debug)]
pub struct Dose {
    /// The number, in `unit` for each `per`; never negative.
    pub value: f64,
    /// One of the units that the drug's doses are measured in.
    pub unit: Unit,
    /// What it is for each of.
    pub per: Per,
    /// As it was written.
    pub text: String,
}

impl PartialEq for Dose {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value && self.unit == other.unit && self.per == other.per
    }
}

/// An amount of a drug per time.
#[derive(Clone, Debug)]
pub struct Rate {
    /// The number, in `unit` per minute for each `per`; never negative.
    pub per_minute: f64,
    /// One of the units that the drug's doses are measured in.
    pub unit: Unit,
    /// What it is for each of.
    pub per: Per,
    /// As it was written.
    pub text: String,
}

impl PartialEq for Rate {
    fn eq(&self, other: &Self) -> bool {
        self.per_minute == other.per_minute && self.unit == other.unit && self.per == other.per
    }
}

/// A parameter of the patient changed from the action's time on.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// Which one.
    pub parameter: At<Parameter>,
    /// To what.
    pub to: At<SetTo>,
}

/// The value a parameter is set to.
#[derive(Clone, Debug, PartialEq)]
pub enum SetTo {
    /// A share of the twin's own value: 0.6 for "60 %".
    Share(f64),
    /// A value, already in the parameter's unit.
    Value(Quantity),
}
