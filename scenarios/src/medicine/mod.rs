//! Medicines as files: kinetics with numbers and equations over facts of a person, how people
//! differ, effects, for whom the numbers hold, and where each is from.
//!
//! Those of the library stand in `physiology/drugs`, inside the program; a person's own are read
//! the same way.

mod component;
mod covariate;
mod grammar;
mod page;
mod person;
mod read;
mod shelf;

pub use covariate::{COVARIATES, Covariate, CovariateKind, Facts, covariate};
pub use grammar::MEDICINE;
pub(crate) use page::cell;
pub use page::page;
pub use person::{Outside, Unfit};
pub use read::read;
pub use shelf::{Shelf, is_medicine, mentioned};

use covariate::MOLAR_MASS;
pub(crate) use covariate::{Names, shown};

use crate::expression::Equation;
use physiology::Layout;
use physiology::unit::Unit;

/// A medicine.
#[derive(Debug, Clone)]
pub struct Medicine {
    /// Name in scenario files: that of its file.
    pub name: String,
    /// Name as people say it, in pictures and lists.
    pub called: String,
    /// What people also call it.
    pub synonyms: Vec<String>,
    /// What it is.
    pub title: String,
    /// Species that its numbers are of.
    pub species: String,
    /// Whose numbers they are.
    pub population: String,
    /// Where they were published.
    pub source: String,
    /// What is not certain about them, and what is left out.
    pub uncertain: Vec<String>,
    /// A dose as a person writes it.
    pub example: String,
    /// Facts within whose ranges the numbers hold.
    pub valid: Vec<Validity>,
    /// Numbers worked out before the parameters, in order.
    pub made: Vec<Made>,
    /// Where it goes in the body.
    pub kinetics: Component,
    /// Whether its part is one of the patient's own organs, which events never attach.
    pub own_part: bool,
    /// Ways to give it, the usual one first.
    pub routes: Vec<Route>,
    /// Unit of a dose.
    pub dose_unit: Unit,
    /// Grams in a mole of it, where the file says so: doses and equations may then be in moles.
    pub molar_mass: Option<f64>,
    /// Amount of the state's substance in one unit of dose, where the units do not say it.
    pub holds: Option<crate::quantity::Quantity>,
    /// Parameter with the patient's own basal rate.
    pub basal: Option<String>,
    /// Minutes over which a dose runs in when nothing is said.
    pub usual_minutes: f64,
    /// What it does.
    pub effects: Vec<Component>,
    /// Parameters that vary together.
    pub correlations: Vec<Correlation>,
    /// Error of what is measured, as published.
    pub residual: Option<ResidualError>,
    /// What it must not be given with unthinkingly.
    pub interactions: Vec<Interaction>,
}

/// A range of a fact within which the numbers hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Validity {
    /// Fact.
    pub covariate: &'static Covariate,
    /// Least, in the fact's unit.
    pub least: f64,
    /// Most.
    pub most: f64,
    /// As it was written.
    pub text: String,
}

impl PartialEq for Covariate {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// A number with a name, for the equations after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// Name.
    pub name: String,
    /// What it is.
    pub is: Is,
    /// Where it is from.
    pub source: String,
    /// What is not certain about it.
    pub uncertain: Option<String>,
}

/// What a number is.
#[derive(Debug, Clone, PartialEq)]
pub enum Is {
    /// An equation.
    Equation(Equation),
    /// An equation for each word of a fact.
    By(&'static Covariate, Vec<(String, Equation)>),
}

/// A part of the body that comes with the medicine.
#[derive(Debug, Clone)]
pub struct Component {
    /// Name of the part.
    pub instance: String,
    /// What it is called in the file; empty for the kinetics.
    pub name: String,
    /// Model.
    pub layout: Layout,
    /// Parameters, in the order of the model; none where the body brings its own.
    pub parameters: Vec<Parameter>,
    /// What its inputs read: input, part, signal.
    pub reads: Vec<(String, String, String)>,
    /// Where it was published.
    pub source: String,
}

/// A parameter of a part.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Name in the model.
    pub name: String,
    /// What it is; `None` where nothing of the medicine uses it.
    pub is: Option<Equation>,
    /// Where it is from.
    pub source: String,
    /// How people differ, if that was published or assumed.
    pub varies: Option<Varies>,
    /// What is not certain about it.
    pub uncertain: Option<String>,
}

/// How far a parameter differs between people.
#[derive(Debug, Clone, PartialEq)]
pub struct Varies {
    /// Standard deviation of its logarithm.
    pub sd_log: f64,
    /// As it was written.
    pub text: String,
    /// Where it is from; begins with "assumed" where it is.
    pub source: String,
}

/// Two parameters that vary together.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    /// Part and parameter of each.
    pub of: [(String, String); 2],
    /// How closely: the correlation of their logarithms.
    pub is: f64,
    /// Where it is from.
    pub source: String,
}

/// Error of what is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct ResidualError {
    /// As a share of the value.
    pub proportional: Option<String>,
    /// As an amount.
    pub additive: Option<String>,
    /// Where it is from.
    pub source: String,
}

/// A warning of another medicine.
#[derive(Debug, Clone, PartialEq)]
pub struct Interaction {
    /// Names of the others.
    pub with: Vec<String>,
    /// What happens.
    pub says: String,
    /// Where that is from.
    pub source: String,
}

/// A way to give it.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// As scenario files write it.
    pub name: String,
    /// State that takes the dose.
    pub into: String,
    /// Units of the state for one unit of dose.
    pub per_dose: f64,
    /// Whether the state is per kilogram of body weight.
    pub per_weight: bool,
    /// Share of the dose that arrives, where not all.
    pub share: Option<Equation>,
}

impl Medicine {
    /// Its parts: kinetics, then effects.
    pub fn components(&self) -> impl Iterator<Item = &Component> {
        std::iter::once(&self.kinetics).chain(&self.effects)
    }

    /// Whether people differ in any of its parameters.
    pub fn varies(&self) -> bool {
        let mut parameters = self.components().flat_map(|part| &part.parameters);
        parameters.any(|parameter| parameter.varies.is_some())
    }

    /// Units in which a dose may be written.
    pub fn dose_units(&self) -> Vec<Unit> {
        let mut units = vec![self.dose_unit];
        if self.molar_mass.is_some() {
            let mass = self.dose_unit.same_dimension(&Unit::GRAM);
            units.push(if mass { Unit::MOLE } else { Unit::GRAM });
        }
        units
    }

    /// An amount in the unit of its doses, through its molar mass where one is in moles.
    pub fn in_dose_unit(&self, value: f64, unit: &Unit) -> Option<f64> {
        unit.convert(value, &self.dose_unit).or_else(|| {
            let molar = self.molar_mass?;
            match unit.convert(value, &Unit::MOLE) {
                Some(moles) => Unit::GRAM.convert(moles * molar, &self.dose_unit),
                None => {
                    let grams = unit.convert(value, &Unit::GRAM)?;
                    Unit::MOLE.convert(grams / molar, &self.dose_unit)
                }
            }
        })
    }

    /// Whether its numbers are of people.
    pub fn is_human(&self) -> bool {
        self.species == "human"
    }
}
