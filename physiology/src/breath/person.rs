//! Breath and gas of a person: parameters from sex, age, height and weight, at rest from the start.

use super::{air, chest, control, gas, lung_water, oxygen_device, pulse_oximeter, ventilator};
use crate::people::{Adult, Part, Sex};
use crate::{At, Model, Quantities};

/// What the circulation gives a resting person.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Circulating {
    /// Cardiac output in L/min.
    output: f64,
    /// Blood flow of the brain in L/min: ICRP 89, 12 %.
    brain_flow: f64,
    /// Haemoglobin in g/dL.
    haemoglobin: f64,
}

impl Circulating {
    /// This person's circulation at rest.
    fn of(adult: &Adult) -> Self {
        let output = adult.cardiac_output();
        Self {
            output,
            brain_flow: 0.12 * output,
            haemoglobin: adult.haemoglobin(),
        }
    }
}

/// Arterial carbon dioxide pressure that a resting person keeps.
const SET_POINT: f64 = 40.0;
/// Pleural pressure at rest, mean over a breath, `mm[Hg]`.
const PLEURAL: f64 = -4.0;
/// Ventilation to which the typical gains of the chemoreceptors belong: 0.084 L/min/kg (Levitzky) of 75 kg.
const TYPICAL_VENTILATION: f64 = 6.3;

/// The parts of breath and gas of an adult who lies at rest.
pub fn parts(adult: &Adult) -> Vec<Part> {
    let circulating = Circulating::of(adult);
    let ideal = adult.ideal_weight();
    let (height, age) = (adult.height_cm / 100.0, adult.age_yr);
    // Sitting, of the European Coal and Steel Community: Quanjer et al., Eur Respir J 1993;6 Suppl 16:5.
    let sitting = by_sex(
        adult,
        2.24 * height + 0.001 * age - 1.00,
        2.34 * height + 0.01 * age - 1.09,
    );
    let mass_index = adult.weight_kg / (height * height);
    let vital = by_sex(
        adult,
        4.43 * height - 0.026 * age - 2.89,
        5.76 * height - 0.026 * age - 4.34,
    );
    // Jones and Nzekwu, Chest 2006;130:827; a person who lies has a quarter less (assumed: Nunn tells
    // of 0.5 to 1 L).
    let by_mass = (231.9 * (-0.070 * mass_index).exp() + 55.2) / 100.0;
    let lying = 0.75 * sitting * by_mass;

    let mut chest: chest::Params<f64> = typical();
    chest.residual_capacity = lying;
    // Specific compliance 0.06 /cm[H2O] and resistance: 0.2 and 1.5 at 3.3 L (Levitzky).
    chest.lung_compliance = 0.06 * sitting;
    chest.wall_compliance = 0.06 * sitting;
    chest.upper_resistance *= 3.3 / sitting;
    chest.bronchial_resistance *= 3.3 / sitting;
    chest.usual_compliance = 0.03 * sitting;
    chest.usual_resistance = chest.upper_resistance + chest.bronchial_resistance;
    chest.dead_space = 0.002 * ideal;
    for what_is_wrong in [
        &mut chest.obstruction,
        &mut chest.left_consolidation,
        &mut chest.right_consolidation,
        &mut chest.left_collapse,
        &mut chest.right_collapse,
        &mut chest.left_leak,
        &mut chest.right_leak,
        &mut chest.left_wound,
        &mut chest.right_wound,
        &mut chest.drain_suction,
        &mut chest.left_drain,
        &mut chest.right_drain,
        &mut chest.left_bleeding,
        &mut chest.right_bleeding,
        &mut chest.left_emptying,
        &mut chest.right_emptying,
    ] {
        *what_is_wrong = 0.0;
    }

    let mut gas: gas::Params<f64> = typical();
    gas.oxygen_use = adult.oxygen_use();
    gas.half_saturation = adult.half_saturation();
    gas.critical_part = adult.held_where(gas.critical_part);
    let blood = adult.blood_volume() / 5000.0;
    for volume in [
        &mut gas.arterial_volume,
        &mut gas.brain_volume,
        &mut gas.viscera_volume,
        &mut gas.periphery_volume,
        &mut gas.venous_volume,
    ] {
        *volume *= blood;
    }
    gas.viscera_store *= ideal / 70.0;
    gas.periphery_store *= ideal / 70.0;
    gas.resting_output = circulating.output;
    gas.resting_brain_flow = circulating.brain_flow;

    let tidal = 0.007 * ideal;
    let (mut rate, mut alveolar) = (0.0, 0.06 * ideal);
    let mut resting = rest(&mut gas, circulating, alveolar, lying);
    for _ in 0..8 {
        // Ventilation times pressure stays nearly the same.
        alveolar *= resting.arterial_carbon_dioxide_pressure / SET_POINT;
        rate = alveolar / (tidal - chest.dead_space);
        let volume = breath(&chest, tidal, rate).lung_volume;
        resting = rest(&mut gas, circulating, alveolar, volume);
    }
    chest.usual_rate = rate;
    // So that mean pleural pressure is that around the heart at rest; recoil stays near 5 cm[H2O].
    chest.recoil += (breath(&chest, tidal, rate).pleural_pressure - PLEURAL) / chest::MERCURY;

    let mut control: control::Params<f64> = typical();
    let ventilation = tidal * rate;
    let size = ventilation / TYPICAL_VENTILATION;
    control.central_gain *= size;
    control.peripheral_gain *= size;
    control.resting_carbon_dioxide = resting.arterial_carbon_dioxide_pressure;
    control.resting_oxygen = resting.arterial_oxygen_pressure;
    let hypoxia = (control.normal_oxygen - control.oxygen_asymptote)
        / (control.resting_oxygen - control.oxygen_asymptote).max(control.oxygen_floor);
    let peripheral = control.peripheral_gain * hypoxia;
    // Both ask together for what is breathed at rest.
    control.threshold = control.resting_carbon_dioxide
        - (ventilation - peripheral * control.peripheral_reach)
            / (control.central_gain + peripheral);
    control.wakeful_ventilation = 0.5 * ventilation;
    control.least_volume = 0.57 * tidal;
    control.faint_ventilation *= size;
    control.pattern = ventilation / (tidal - control.least_volume);
    control.most_volume = 0.55 * vital;
    // About 15 times the vital capacity in a minute: sustained, not a sprint (assumed).
    control.most_ventilation = 15.0 * vital;

    let mut air: air::Params<f64> = typical();
    // 0.04 % in truth, which would add 0.3 mm[Hg] to everybody.
    air.carbon_dioxide_fraction = 0.0;
    let mut oximeter: pulse_oximeter::Params<f64> = typical();
    oximeter.resting_saturation = resting.arterial_oxygen_saturation;
    // Devices are there, and do nothing yet.
    let mut water: lung_water::Params<f64> = typical();
    water.usual_water = 7.0 * ideal;
    water.filtration *= water.usual_water / 500.0;
    let mut oxygen: oxygen_device::Params<f64> = typical();
    oxygen.flow = 0.0;
    let mut ventilator: ventilator::Params<f64> = typical();
    ventilator.connected = 0.0;
    ventilator.leak = 0.0;
    vec![
        part("air", air),
        part("breathing_control", control),
        part("chest", chest),
        part("gas", gas),
        part("lung_water", water),
        part("oxygen_device", oxygen),
        part("pulse_oximeter", oximeter),
        part("ventilator", ventilator),
    ]
}

/// What a monitor draws of a breath: beside the parts, because it never rests.
pub fn waves() -> Part {
    part("breath_waves", typical::<super::waves::Params<f64>>())
}

fn by_sex(adult: &Adult, female: f64, male: f64) -> f64 {
    match adult.sex {
        Sex::Female => female,
        Sex::Male => male,
    }
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

/// Lets gas exchange start at rest, and tells the gases of that.
fn rest(
    p: &mut gas::Params<f64>,
    circulating: Circulating,
    alveolar: f64,
    volume: f64,
) -> gas::Signals<f64> {
    super::rest::settle(p, circulating.haemoglobin, alveolar, volume);
    let x = gas::Gas.initial(p);
    let u = gas::Inputs {
        cardiac_output: circulating.output,
        cerebral_blood_flow: circulating.brain_flow * 1000.0,
        haemoglobin: circulating.haemoglobin,
        base_excess: 0.0,
        base_in_tissue: 0.0,
        metabolic_rate_factor: 1.0,
        mean_pulmonary_pressure: 14.0,
        alveolar_ventilation: alveolar,
        lung_volume: volume,
        airway_patency: 1.0,
        lung_shunt: 0.0,
        lung_dead_space: 0.0,
        inspired_oxygen_fraction: 0.2095,
        inspired_carbon_dioxide_fraction: 0.0,
        barometric_pressure: p.resting_pressure,
    };
    gas::Gas.signals(At {
        t: 0.0,
        x: &x,
        p,
        u: &u,
    })
}

/// The chest of a person who breathes so.
fn breath(p: &chest::Params<f64>, volume: f64, rate: f64) -> chest::Signals<f64> {
    let x = chest::Chest.initial(p);
    let u = chest::Inputs {
        breathing_drive_volume: volume,
        breathing_drive_rate: rate,
        muscle_strength: 1.0,
        airway_resistance_factor: 1.0,
        ventilator_pressure: 0.0,
        ventilator_volume: 0.0,
        ventilator_rate: 0.0,
        ventilator_inspiration: 0.0,
        end_expiratory_pressure: 0.0,
        blood_loss: 0.0,
    };
    chest::Chest.signals(At {
        t: 0.0,
        x: &x,
        p,
        u: &u,
    })
}
