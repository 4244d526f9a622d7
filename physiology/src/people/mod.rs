//! People: facts about a person, and published virtual patients.

mod adult;
mod spread;
mod type1_diabetes;

pub use adult::{ADULT_SOURCE, Adult, Sex};
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
