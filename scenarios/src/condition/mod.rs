//! What befalls a patient and what is done about it, as files: which parameters of the body become
//! what, how severe by what is measured, how fast, and where each number is from.
//!
//! A condition changes parameters of organs, never vital signs: these follow. A procedure is the same
//! with another intent, and may end conditions. Those of the library stand in `physiology/conditions` and
//! `physiology/procedures`, inside the program.

mod befall;
mod grammar;
mod page;
mod read;
mod shelf;

pub use befall::{Befallen, Severe};
pub use page::{page, pages};
pub(crate) use read::number;
pub use read::read;
pub use shelf::{HAEMORRHAGE, condition, conditions, faults, names};

use crate::expression::Equation;
use physiology::unit::Unit;
use std::fmt::Display;

/// Whether something befalls the patient or is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConditionKind {
    /// It befalls the patient: `start = "tamponade"`.
    Condition,
    /// It is done: `do = "pericardiocentesis"`.
    Procedure,
}

impl ConditionKind {
    /// What it is, in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Condition => "condition",
            Self::Procedure => "procedure",
        }
    }

    /// The verb by which a scenario begins it.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Condition => "start",
            Self::Procedure => "do",
        }
    }
}

/// A condition or a procedure.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Name in scenario files: that of its file, with blanks.
    pub name: String,
    /// Which of the two.
    pub kind: ConditionKind,
    /// What it is called.
    pub title: String,
    /// What happens in the body.
    pub what: String,
    /// Where it was published.
    pub source: String,
    /// What is not certain, or left out.
    pub uncertain: Vec<String>,
    /// By what its severity is measured, the first foremost.
    pub measures: Vec<Measure>,
    /// What becomes of the body.
    pub changes: Vec<Change>,
    /// Minutes until it is fully there.
    pub onset: f64,
    /// Minutes until it is gone once it ends.
    pub recovery: f64,
    /// Conditions that it ends.
    pub ends: Vec<String>,
}

impl Condition {
    /// A measure by its name.
    pub fn measure(&self, name: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.name == name)
    }
}

/// By what severity is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Name in `as`.
    pub name: String,
    /// Its unit.
    pub unit: Unit,
    /// That unit as people write it.
    pub unit_text: String,
    /// Least value.
    pub least: f64,
    /// Greatest value.
    pub most: f64,
    /// Value where nothing is said.
    pub usual: f64,
    /// What it means, and where the usual value is from.
    pub meaning: String,
}

impl Measure {
    /// A number of it, with its unit as people write it; a pure number has none.
    pub fn told(&self, number: impl Display) -> String {
        match self.unit_text.as_str() {
            "1" => number.to_string(),
            unit => format!("{number} {unit}"),
        }
    }
}

/// What becomes of one parameter.
#[derive(Debug, Clone)]
pub struct Change {
    /// Part of the body.
    pub part: String,
    /// Parameter of that part.
    pub name: String,
    /// Unit of the parameter.
    pub unit: Unit,
    /// What it becomes.
    pub becomes: Becomes,
    /// Where that is from.
    pub source: String,
}

/// What a parameter becomes, as an equation over measures and facts of the person.
#[derive(Debug, Clone, PartialEq)]
pub enum Becomes {
    /// This value.
    Value(Equation),
    /// This multiple of the patient's own value.
    TimesOwn(Equation),
}
