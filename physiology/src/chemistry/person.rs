//! Chemistry of a person: parameters from sex, age, height and weight.

use super::{acid_base, lactate};
use crate::Quantities;
use crate::people::{Adult, Part};

/// The parts of chemistry of an adult at rest.
pub fn parts(adult: &Adult) -> Vec<Part> {
    let weight = adult.weight_kg;
    let mut lactate: lactate::Params<f64> = typical();
    lactate.oxygen_use = adult.oxygen_use();
    // 1.19 mmol/kg/h and 1.00 L/kg/h: Levraut 1998.
    lactate.usual_production = 1.19 / 60.0 * weight;
    lactate.usual_clearance = 1.0 / 60.0 * weight;
    lactate.usual_liver_flow = 1000.0 * adult.liver_flow();
    lactate.usual_kidney_flow = 1000.0 * adult.kidney_flow();
    lactate.volume = 0.5 * weight;
    let acid_base: acid_base::Params<f64> = typical();
    vec![part("acid_base", acid_base), part("lactate", lactate)]
}

fn typical<Q: Quantities<f64>>() -> Q {
    let values: Vec<f64> = Q::FIELDS.iter().map(|field| field.typical).collect();
    Q::read(&values)
}

fn part<Q: Quantities<f64>>(name: &'static str, params: Q) -> Part {
    let mut values = vec![0.0; Q::FIELDS.len()];
    params.write(&mut values);
    Part {
        instance: name,
        system: name,
        params: values,
    }
}
