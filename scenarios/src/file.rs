//! A scenario file after checking: everything a person wrote, with its meaning settled.
//!
//! Times are whole nanoseconds from now, amounts are in a unit the drug is measured in, names are
//! known to exist and expressions have passed the unit check. What is left to decide (which
//! models, which events, which random draws) belongs to the plan.

mod cohort;
mod outcome;
mod patient;
mod script;
mod sweep;
mod teaching;
mod titration;
mod treatment;

pub use cohort::{Cohort, Group, People};
pub use outcome::{Direction, Meaningful, Outcome};
pub use patient::{Parameter, Patient, Person, Sex, Spread, Variation, Who};
pub use script::{Act, By, Doing, Script, Steer};
pub use sweep::{Axis, Value};
pub use teaching::{Death, Deed, Done, Goal, Limit, LimitOf, Prompt, Say, Teaching, Test};
pub use titration::{Adherence, Hold, Level, LevelOf, Step, StepBy, Target, Titrate, Towards};
pub use treatment::{
    Action, Amount, Arm, Dose, Give, Per, Protocol, Rate, Repeat, Set, SetTo, Severity, Start,
    Timing, Verb,
};

use crate::expression::Expression;
use crate::span::At;
use crate::time::Time;

/// A whole scenario: one patient, what every arm receives, how the arms differ, and what is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// What it is called.
    pub title: At<String>,
    /// The question it answers, in one line.
    pub question: Option<At<String>>,
    /// How far it looks ahead; later than 0.
    pub horizon: At<Time>,
    /// Chooses the random draws; 1 where the file says nothing.
    pub seed: u64,
    /// Whether models of another species or age group are accepted.
    pub research: bool,
    /// What is written down, and how often.
    pub record: Record,
    /// Whom it is about.
    pub patient: Patient,
    /// What every arm receives, in the order of the file.
    pub treatment: Vec<Action>,
    /// Reusable treatments, in the order of the file.
    pub protocols: Vec<Protocol>,
    /// The arms, in the order of the file; the first is the comparator. Never empty: a file
    /// without `[[arm]]` has one arm with nothing of its own.
    pub arms: Vec<Arm>,
    /// What is measured on each twin, in the order of the file.
    pub outcomes: Vec<Outcome>,
    /// Parameters that a cell of a sweep sets from the start.
    pub preset: Vec<Set>,
    /// What a sweep changes.
    pub sweep: Vec<Axis>,
    /// What makes it a case for learners, where it is one.
    pub teaching: Option<Teaching>,
}

/// What is written down, and how often.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The time between two rows; later than 0.
    pub every: Time,
    /// The quantities asked for; empty lets the plan choose.
    pub quantities: Vec<At<String>>,
    /// The moment of each twin's own from which pictures count time; else they count from 0.
    pub from: Option<At<Expression>>,
}

impl Scenario {
    /// The protocol of that name.
    pub fn protocol(&self, name: &str) -> Option<&Protocol> {
        self.protocols
            .iter()
            .find(|protocol| protocol.name.value == name)
    }

    /// Every action, wherever it stands.
    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        let protocols = self.protocols.iter().flat_map(|protocol| &protocol.steps);
        let arms = self.arms.iter().flat_map(|arm| &arm.treatment);
        self.treatment.iter().chain(protocols).chain(arms)
    }

    /// Every `give`, wherever it stands.
    pub fn gives(&self) -> impl Iterator<Item = &Give> {
        self.actions().filter_map(|action| match &action.verb {
            Verb::Give(give) => Some(give),
            _ => None,
        })
    }

    /// Everything that an action begins or does to the patient, wherever it stands.
    pub fn starts(&self) -> impl Iterator<Item = &Start> {
        self.actions().filter_map(|action| match &action.verb {
            Verb::Start(start) => Some(start),
            _ => None,
        })
    }

    /// Every drug that an action brings into the patient, where it is named.
    pub fn drugs(&self) -> impl Iterator<Item = &At<String>> {
        self.actions().filter_map(|action| match &action.verb {
            Verb::Give(give) => Some(&give.what),
            Verb::Titrate(titrate) => Some(&titrate.what),
            _ => None,
        })
    }

    /// Every condition that an action waits for, is held by or is adjusted by, or that people must meet at the start.
    pub fn conditions(&self) -> impl Iterator<Item = &At<Expression>> {
        let cohort = self.patient.cohort().into_iter();
        let eligible = cohort.flat_map(|cohort| &cohort.at_start);
        let of_actions = self.actions().flat_map(|action| {
            let when = match &action.timing {
                Timing::When { condition, .. } => Some(condition),
                Timing::At(_) => None,
            };
            let hold = action.hold.as_ref().map(|hold| &hold.condition);
            let towards = match &action.verb {
                Verb::Titrate(titrate) => titrate.to.as_ref(),
                _ => None,
            };
            let sides = towards.map(|to| [&to.below, &to.above]);
            when.into_iter()
                .chain(hold)
                .chain(sides.into_iter().flatten())
        });
        of_actions.chain(eligible)
    }
}
