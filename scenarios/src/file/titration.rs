//! What is adjusted, held back or left out while a treatment goes on.

use super::Per;
use crate::expression::Expression;
use crate::span::At;
use crate::time::Time;
use physiology::unit::Unit;

/// A drug adjusted: step by step towards a range, or by one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Titrate {
    /// The drug.
    pub what: At<String>,
    /// The range to reach; without it the action is one step.
    pub to: Option<Towards>,
    /// How.
    pub step: Step,
}

/// A range that a quantity is to reach.
#[derive(Clone, Debug, PartialEq)]
pub struct Towards {
    /// That the quantity is below the range.
    pub below: At<Expression>,
    /// That it is above.
    pub above: At<Expression>,
    /// As it was written.
    pub text: String,
}

/// How a drug is adjusted.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Time between two looks; there where there is a range to reach.
    pub every: Option<At<Time>>,
    /// How far; never 0, and above 0 where there is a range to reach.
    pub by: At<StepBy>,
    /// Least and most.
    pub within: At<(Level, Level)>,
    /// Whether more of the drug lowers the quantity.
    pub lowers: bool,
    /// No step after this time.
    pub until: Option<At<Time>>,
}

/// How far one step goes.
#[derive(Clone, Debug, PartialEq)]
pub enum StepBy {
    /// A share of what it is: 0.1 for "10 %".
    Share(f64, String),
    /// An amount.
    Level(Level),
}

/// How much of a drug: a dose, a rate or a concentration.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// What it is the level of.
    pub of: LevelOf,
    /// The number, in `unit` (a rate: per minute; a target: per litre) for each `per`.
    pub value: f64,
    /// One of the units that the drug's doses are measured in.
    pub unit: Unit,
    /// What it is for each of.
    pub per: Per,
    /// As it was written.
    pub text: String,
}

/// What a level is the level of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LevelOf {
    /// A dose.
    Dose,
    /// A rate.
    Rate,
    /// A concentration.
    Target,
}

/// A concentration that a pump aims at.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The concentration.
    pub level: Level,
    /// Whether at the site of effect.
    pub effect_site: bool,
    /// Medicine that the pump takes for true, where not the drug itself.
    pub model: Option<At<String>>,
    /// Largest rate.
    pub most: Option<Level>,
    /// Time between two settings of the rate, where the file says it.
    pub every: Option<At<Time>>,
}

/// How many doses are taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Adherence {
    /// Share that the median person takes.
    pub taken: f64,
    /// Standard deviation of its logit between people.
    pub spread: f64,
}

/// Doses that are not given while something holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    /// While this holds.
    pub condition: At<Expression>,
    /// Whether the dose waits, or is left out.
    pub waits: bool,
    /// How often a dose that waits looks, where the file says it.
    pub look: Option<At<Time>>,
}
