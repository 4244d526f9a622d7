//! Oral theophylline.

use super::{Drug, Route, Variability};
use crate::people::Person;

/// Population fit of 12 subjects, 132 samples (Boeckmann, Sheiner and Beal, NONMEM Users Guide part
/// V, 1994; the data set `Theoph` of R), by nlme 3.1: lKe -2.45465, lKa 0.46550, lCl -3.22720 (per
/// kg, natural logarithms, hours), between-subject sd of lKa 0.6439 and of lCl 0.1669.
const FIT: &str = "nlme fit of Theoph (Boeckmann, Sheiner, Beal 1994), 12 subjects";

pub(super) const THEOPHYLLINE: Drug = Drug {
    name: "theophylline",
    title: "Theophylline, a bronchodilator, by mouth or vein",
    instance: "theophylline",
    system: "one_compartment",
    routes: &[(Route::Oral, "depot"), (Route::Intravenous, "central")],
    dose_unit: "mg",
    state_per_dose: 1.0,
    per_weight: false,
    example: "320 mg",
    basal: None,
    usual_minutes: 0.0,
    parameters: Some(parameters),
    variability: &[
        Variability {
            parameter: "absorption",
            sd_log: 0.6439,
            source: FIT,
        },
        Variability {
            parameter: "clearance",
            sd_log: 0.1669,
            source: FIT,
        },
    ],
    source: "nlme fit of Theoph (Boeckmann, Sheiner, Beal 1994): 12 healthy adults, 55-86 kg, one \
             oral dose of 3.1-5.9 mg/kg; ke0 assumed equal to the tracer of the central \
             compartment, no effect is modelled",
};

fn parameters(person: &Person) -> Vec<f64> {
    use crate::Real;
    let (ke, ka, clearance) = (
        Real::exp(-2.45465_f64),
        Real::exp(0.46550_f64),
        Real::exp(-3.22720_f64) * person.weight_kg,
    );
    // ka, F, CL, V, ke0: the fit is of apparent values (F = 1); no effect is modelled, so the
    // effect site follows plasma at the rate of elimination and nothing reads it.
    vec![ka, 1.0, clearance, clearance / ke, ke]
}
