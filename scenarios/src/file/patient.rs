//! Whom a scenario is about.

use super::{Cohort, Start};
use crate::span::{At, Span};
use crate::time::Time;

/// The patient, and how many plausible twins stand for them.
#[derive(Clone, Debug, PartialEq)]
pub struct Patient {
    /// A named virtual patient, or the facts of a person.
    pub who: Who,
    /// How many plausible twins; at least 1, which is the typical twin.
    pub twins: usize,
    /// Between two visits of the learned model, where there is one.
    pub visits: Option<Time>,
    /// What the patient has from the start, in the order of the file.
    pub conditions: Vec<Start>,
    /// Where the file asks for a heart that beats.
    pub beating: Option<Span>,
    /// What differs between the twins, in the order of the file.
    pub varies: Vec<Variation>,
    /// The header of the table.
    pub span: Span,
}

/// Where the patient's own numbers come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    /// A published virtual patient, such as `adult#001`.
    Virtual(At<String>),
    /// A person described by a few facts.
    Person(Person),
    /// Many different people, each of whom is one of the twins.
    Cohort(Box<Cohort>),
}

impl Patient {
    /// The cohort, where it is one.
    pub fn cohort(&self) -> Option<&Cohort> {
        match &self.who {
            Who::Cohort(cohort) => Some(cohort),
            _ => None,
        }
    }
}

/// The facts of a person; at least one is given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// Sex.
    pub sex: Option<At<Sex>>,
    /// Age in years.
    pub age_yr: Option<At<f64>>,
    /// Weight in kilograms.
    pub weight_kg: Option<At<f64>>,
    /// Height in centimetres.
    pub height_cm: Option<At<f64>>,
    /// Facts that equations of medicines read, by the names of [`COVARIATES`]: numbers in their
    /// units.
    ///
    /// [`COVARIATES`]: crate::medicine::COVARIATES
    pub numbers: Vec<(&'static str, At<f64>)>,
    /// The same for facts that are words.
    pub words: Vec<(&'static str, At<&'static str>)>,
}

/// Sex, as far as published models use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// One parameter that differs between twins.
#[derive(Clone, Debug, PartialEq)]
pub struct Variation {
    /// Which parameter.
    pub parameter: At<Parameter>,
    /// How far the twins spread.
    pub spread: At<Spread>,
    /// Where that spread comes from, as written.
    pub source: At<String>,
    /// Whether the source says that the spread is assumed.
    pub assumed: bool,
}

/// A parameter of one part of the body or of one drug.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parameter {
    /// The part, such as `insulin_action`.
    pub part: String,
    /// The parameter's name in that part, such as `sensitivity`.
    pub name: String,
}

impl std::fmt::Display for Parameter {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}.{}", self.part, self.name)
    }
}

/// How far a parameter spreads around the patient's own value. The draw is lognormal, with that
/// value as its median.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spread {
    /// Coefficient of variation, as a fraction: 0.25 for "25 %".
    Cv(f64),
    /// Standard deviation of the logarithm.
    SdLog(f64),
}

impl Spread {
    /// The standard deviation of the logarithm, whichever way the spread was written.
    pub fn sd_log(self) -> f64 {
        match self {
            Spread::Cv(cv) => (cv * cv).ln_1p().sqrt(),
            Spread::SdLog(sd) => sd,
        }
    }
}
