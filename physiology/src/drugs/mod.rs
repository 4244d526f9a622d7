//! Medicines, and the dispositions that they share.

pub mod insulin_depot;
pub mod one_compartment;
pub mod three_compartments;
pub mod two_compartments;

mod theophylline;

use crate::people::Person;

/// Where a dose goes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// By mouth.
    Oral,
    /// Into a vein.
    Intravenous,
    /// Under the skin.
    Subcutaneous,
}

impl Route {
    /// As scenario files write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Oral => "oral",
            Self::Intravenous => "iv",
            Self::Subcutaneous => "sc",
        }
    }
}

/// A parameter that differs between people or between days, and by how much.
#[derive(Debug, Clone, Copy)]
pub struct Variability {
    /// Parameter of the drug's system.
    pub parameter: &'static str,
    /// Standard deviation of its logarithm.
    pub sd_log: f64,
    /// Where the figure is from; begins with "assumed" where it is.
    pub source: &'static str,
}

/// A medicine.
#[derive(Debug, Clone, Copy)]
pub struct Drug {
    /// Name in scenario files, and of the part that carries it.
    pub name: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Part of the body it is given into.
    pub instance: &'static str,
    /// Model of its disposition.
    pub system: &'static str,
    /// Routes, the usual one first, each with the state that takes the dose.
    pub routes: &'static [(Route, &'static str)],
    /// UCUM unit of a dose.
    pub dose_unit: &'static str,
    /// Units of the state for one unit of dose.
    pub state_per_dose: f64,
    /// Whether the state is per kilogram of body weight.
    pub per_weight: bool,
    /// A dose as a person writes it.
    pub example: &'static str,
    /// Parameter of the part that holds the person's own basal rate, in state units per minute.
    pub basal: Option<&'static str>,
    /// Minutes over which a dose runs in when nothing is said; 0 is at once.
    pub usual_minutes: f64,
    /// Parameters, in the order of the system's layout, for a person to whom it is newly given;
    /// `None` where only a body that has the part already can take it.
    pub parameters: Option<fn(&Person) -> Vec<f64>>,
    /// Published spread of the parameters.
    pub variability: &'static [Variability],
    /// What the numbers rest on, and for whom they hold.
    pub source: &'static str,
}

/// Rapid-acting insulin.
///
/// One unit is 6000 pmol, as the virtual patients' reference simulator has it (WHO: 0.0347 mg of
/// human insulin per unit, 5808 g/mol). Pumps deliver a bolus within a minute.
const INSULIN: Drug = Drug {
    name: "insulin",
    title: "Rapid-acting insulin under the skin, by pump or pen",
    instance: "insulin_depot",
    system: "insulin_depot",
    routes: &[(Route::Subcutaneous, "first")],
    dose_unit: "[iU]",
    state_per_dose: 6000.0,
    per_weight: true,
    example: "4.5 U",
    basal: Some("basal_rate"),
    usual_minutes: 1.0,
    parameters: None,
    variability: &[],
    source: "Dalla Man et al., J Diabetes Sci Technol 2007;1:323; parameters of the virtual patient",
};

/// All medicines, by name.
pub const DRUGS: &[Drug] = &[INSULIN, theophylline::THEOPHYLLINE];

/// The medicine of this name.
pub fn drug(name: &str) -> Option<&'static Drug> {
    DRUGS.iter().find(|drug| drug.name == name)
}
