//! Chemistry of a person: parameters from sex, age, height and weight.

use super::{acid_base, electrolytes, hormones, kidney, lactate, phosphate, temperature};
use crate::people::{Adult, KCAL_PER_LITRE_OXYGEN, Part, Sex, part, typical};

/// The parts of chemistry of an adult at rest.
pub fn parts(adult: &Adult) -> Vec<Part> {
    let weight = adult.weight_kg;
    let mut lactate: lactate::Params<f64> = typical();
    lactate.oxygen_use = adult.oxygen_use();
    lactate.extraction = adult.extractable(lactate.extraction);
    // 1.19 mmol/kg/h and 1.00 L/kg/h: Levraut 1998.
    lactate.usual_production = 1.19 / 60.0 * weight;
    // Assumed: lactate.md.
    lactate.of_epinephrine = 0.013 * weight;
    lactate.usual_clearance = 1.0 / 60.0 * weight;
    lactate.usual_liver_flow = 1000.0 * adult.liver_flow();
    lactate.usual_kidney_flow = 1000.0 * adult.kidney_flow();
    lactate.volume = 0.5 * weight;
    let mut acid_base: acid_base::Params<f64> = typical();
    acid_base.volume = 0.3 * weight;
    acid_base.usual_output = adult.cardiac_output();
    vec![part("acid_base", acid_base), part("lactate", lactate)]
}

/// The kidneys of an adult at rest, the salts and water that they keep, and the hormones by which they do.
pub fn kidneys(adult: &Adult) -> Vec<Part> {
    let mut kidney: kidney::Params<f64> = typical();
    kidney.usual_flow = 1000.0 * adult.kidney_flow();
    // 120 and 110 mL/min for 1.73 m2, falling by 0.8 a year after 40 (textbook; Lindeman 1985: 0.75).
    let of_sex = match adult.sex {
        Sex::Female => 110.0,
        Sex::Male => 120.0,
    };
    let young = of_sex - 0.8 * (adult.age_yr - 40.0).max(0.0);
    kidney.usual_filtration = young * adult.body_surface() / 1.73;
    // Creatinine that muscle makes: Cockcroft and Gault, Nephron 1976;16:31.
    let made = (28.0 - 0.2 * adult.age_yr) * adult.weight_kg / 1440.0;
    kidney.creatinine_made = match adult.sex {
        Sex::Female => 0.85 * made,
        Sex::Male => made,
    };
    kidney.urea_made = 11.0 / 1440.0 * 1000.0 * adult.weight_kg / 70.0;
    kidney.water = 0.6 * adult.weight_kg;
    // Of a person of 70 kg: sodium and chloride 150 and potassium 70 mmol a day, urine 1 mL/min.
    let size = adult.weight_kg / 70.0;
    for per_70_kg in [
        &mut kidney.usual_urine,
        &mut kidney.usual_sodium_excretion,
        &mut kidney.usual_potassium_excretion,
        &mut kidney.intake,
        &mut kidney.insensible,
        &mut kidney.sodium_intake,
        &mut kidney.potassium_intake,
        &mut kidney.thirst_gain,
        &mut kidney.acid_made,
        &mut kidney.other_solutes,
    ] {
        *per_70_kg *= size;
    }
    let mut hormones: hormones::Params<f64> = typical();
    hormones.usual_flow = kidney.usual_flow;
    let mut electrolytes: electrolytes::Params<f64> = typical();
    electrolytes.usual_volume = adult.extracellular_volume();
    // 50 mmol/kg (Moore, The Body Cell Mass, 1963).
    electrolytes.usual_cell_potassium = match adult.sex {
        Sex::Female => 42.0,
        Sex::Male => 50.0,
    } * adult.weight_kg;
    // That of red cells, which moves between them and plasma, is followed in `blood`.
    electrolytes.usual_cell_water = 400.0 * adult.weight_kg - adult.red_cell_water();
    electrolytes.osmosis *= size;
    (
        electrolytes.usual_albumin,
        electrolytes.usual_plasma_albumin,
    ) = adult.albumin();
    let mut phosphate: phosphate::Params<f64> = typical();
    phosphate.usual_volume = electrolytes.usual_volume;
    phosphate.usual_cell_phosphate = 45.0 * adult.weight_kg;
    phosphate.intake *= size;
    phosphate.usual_filtration = kidney.usual_filtration;
    vec![
        part("electrolytes", electrolytes),
        part("hormones", hormones),
        part("kidney", kidney),
        part("phosphate", phosphate),
    ]
}

/// Heat of an adult at rest.
pub fn heat(adult: &Adult) -> Vec<Part> {
    let mut heat: temperature::Params<f64> = typical();
    heat.resting_heat = 4.184 * KCAL_PER_LITRE_OXYGEN * adult.oxygen_use() / 60.0;
    heat.surface = adult.body_surface();
    heat.fever = 0.0;
    heat.antipyresis = 0.0;
    heat.capacity = 3.49 * 1000.0 / 3600.0 * adult.weight_kg;
    vec![part("temperature", heat)]
}
