//! People: facts about a person, and published virtual patients.

mod adult;
mod affinity;
mod spread;
mod type1_diabetes;

use crate::Quantities;

pub use adult::{ADULT_SOURCE, Adult, KCAL_PER_LITRE_OXYGEN, RESPIRATORY_QUOTIENT, Sex};
pub use spread::{DIFFERENCES, Difference, PLAUSIBLE, PLAUSIBLE_SOURCE, Plausible};

/// What is known of a person before any measurement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Person {
    /// Body weight in kilograms.
    pub weight_kg: f64,
}

impl Default for Person {
    /// The 70 kg of pharmacology's reference adult.
    fn default() -> Self {
        Self { weight_kg: 70.0 }
    }
}

/// One part of a body: an instance of a system, with its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Name of the instance.
    pub instance: &'static str,
    /// Name of the system.
    pub system: &'static str,
    /// Parameters, in the order of the system's layout.
    pub params: Vec<f64>,
}

/// The numbers of a model as they typically are.
pub(crate) fn typical<Q: Quantities<f64>>() -> Q {
    let values: Vec<f64> = Q::FIELDS.iter().map(|field| field.typical).collect();
    Q::read(&values)
}

/// A part that has the name of its system.
pub(crate) fn part<Q: Quantities<f64>>(name: &'static str, params: Q) -> Part {
    let mut values = vec![0.0; Q::FIELDS.len()];
    params.write(&mut values);
    Part {
        instance: name,
        system: name,
        params: values,
    }
}

/// A published virtual patient.
#[derive(Debug, Clone, PartialEq)]
pub struct VirtualPatient {
    /// Name, as `adult#001`.
    pub name: &'static str,
    /// Facts.
    pub person: Person,
    /// Parts of the body.
    pub parts: Vec<Part>,
    /// Insulin infusion that keeps the basal state, U/min.
    pub basal_insulin: f64,
}

/// What the virtual patients rest on.
pub const VIRTUAL_PATIENTS_SOURCE: &str = "30 virtual patients with type 1 diabetes (10 adults, 10 adolescents, \
    10 children) of the simulator of Kovatchev et al., J Diabetes Sci Technol 2009;3:44, values as \
    in simglucose (J. Xie, MIT licence, 2017)";

/// All virtual patients, in the order of their source.
pub fn virtual_patients() -> Vec<VirtualPatient> {
    type1_diabetes::patients()
}

/// The virtual patient of this name.
pub fn virtual_patient(name: &str) -> Option<VirtualPatient> {
    virtual_patients()
        .into_iter()
        .find(|patient| patient.name == name)
}
