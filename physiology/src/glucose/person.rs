//! Glucose and insulin of a person: the mean healthy adult of the published model, by weight.

use super::action::{self, InsulinAction};
use super::basal_insulin::{self, BasalInsulin};
use super::beta_cells::{self, BetaCells};
use super::counter_regulation::{self, CounterRegulation};
use super::gut::{self, Gut};
use super::hepatic_glucose::{self, HepaticGlucose};
use super::insulin::{self, Insulin};
use super::ketones::{self, Ketones};
use super::plasma::{self, Glucose};
use crate::Model;
use crate::drugs::insulin_depot::{self, InsulinDepot};
use crate::people::{Adult, Part, part, typical};

/// What the parameters rest on.
pub const GLUCOSE_SOURCE: &str =
    "normal subject of Dalla Man, Rizza, Cobelli, IEEE Trans Biomed Eng 2007;54:1740";

/// Glucose, insulin and ketone bodies of an adult in health, at rest after a night's fast.
pub fn parts(adult: &Adult) -> Vec<Part> {
    let weight = adult.weight_kg;
    let beta_cells: beta_cells::Params<f64> = typical();
    let insulin = insulin::Params {
        volume: 0.05,
        liver_to_plasma: 0.190,
        plasma_to_liver: 0.484,
        peripheral_clearance: 0.194,
        // m1 HEb / (1 - HEb).
        hepatic_clearance: 0.190 * beta_cells.extraction / (1.0 - beta_cells.extraction),
        basal_plasma: 1.279,
        basal_liver: 4.565,
    };
    let (basal_plasma, basal_tissue, volume) = (172.6, 130.4, 1.88);
    let basal_insulin = insulin.basal_plasma / insulin.volume;
    let basal_portal = beta_cells.basal_secretion / beta_cells.transfer;
    let action = action::Params {
        remote_rate: 0.0331,
        delay_rate: 0.0079,
        basal_insulin,
        // kp1 - kp2 Gpb - kp3 Ib - kp4 Ipob.
        basal_production: 2.70
            - 0.0021 * basal_plasma
            - 0.009 * basal_insulin
            - 0.0618 * basal_portal,
        glucose_effect: 0.0021,
        insulin_sensitivity: 0.009,
        glucose_volume: volume,
        basal_plasma,
        portal_sensitivity: 0.0618,
    };
    let spare: plasma::Params<f64> = typical();
    let glucose = plasma::Params {
        volume,
        plasma_to_tissue: 0.065,
        tissue_to_plasma: 0.079,
        brain_use: 1.0,
        spared: spare.spared,
        spared_half: spare.spared_half,
        scarce: spare.scarce,
        usual_extracellular: adult.extracellular_volume(),
        uptake: 2.50,
        insulin_sensitivity: 0.047,
        half_saturation: 225.59,
        // Kidneys tell what they let go.
        excretion: 0.0,
        excretion_threshold: 339.0,
        basal_plasma,
        basal_tissue,
        weight,
    };
    let gut = gut::Params {
        weight,
        emptying_max: 0.0558,
        emptying_min: 0.0080,
        slowing: 0.82,
        quickening: 0.010,
        absorption: 0.057,
        bioavailability: 0.90,
    };
    // Rapid-acting insulin under the skin, where it is given: the median virtual adult's.
    let depot = insulin_depot::Params {
        weight,
        absorption_first: 0.00355,
        absorption_second: 0.01625,
        dissociation: 0.01565,
        basal_rate: 0.0,
    };
    let mut basal: basal_insulin::Params<f64> = typical();
    basal.rate = 0.0;
    let mut counter_regulation: counter_regulation::Params<f64> = typical();
    // Nobody is ill until they are.
    counter_regulation.illness = 0.0;
    // Volume that lacks sets hormones free in ketoacidosis; in shock nerves do, which are counted.
    counter_regulation.by_volume = 0.0;
    counter_regulation.usual_glucose = basal_plasma / volume;
    counter_regulation.usual_insulin = basal_insulin;
    let mut liver: hepatic_glucose::Params<f64> = typical();
    liver.usual_release = action.basal_production - liver.gluconeogenesis;
    let mut ketones: ketones::Params<f64> = typical();
    ketones.weight = weight;
    ketones.basal_insulin = basal_insulin;
    ketones.volume = 0.25 * weight;
    vec![
        part(BasalInsulin::NAME, basal),
        part(BetaCells::NAME, beta_cells),
        part(CounterRegulation::NAME, counter_regulation),
        part(Glucose::NAME, glucose),
        part(Gut::NAME, gut),
        part(Insulin::NAME, insulin),
        part(InsulinAction::NAME, action),
        part(InsulinDepot::NAME, depot),
        part(Ketones::NAME, ketones),
        part(HepaticGlucose::NAME, liver),
    ]
}
