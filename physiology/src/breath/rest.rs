//! The steady state of gas exchange, from which a person starts.

use super::blood::Blood;
use super::gas::{Params, State};
use crate::Real;

/// Rounds of the search. Every round settles what the two kinds of alveoli share exactly; the
/// difference between them falls to about a fifth each time.
const ROUNDS: usize = 40;

/// The state at which nothing changes while output, ventilation and inspired gas are those at rest.
#[inline(always)]
pub(super) fn at_rest<R: Real>(p: &Params<R>) -> State<R> {
    let one = R::of(1.0);
    let zero = R::of(0.0);
    let blood = p.blood(p.resting_haemoglobin, zero);
    let dry = p.resting_pressure - p.vapour_pressure;
    let needs = p.needs(one);
    let used = needs[0] + needs[1] + needs[2];
    let output = p.resting_output;
    let through = output * (one - p.shunt);
    let effective = p.resting_ventilation * (one - p.alveolar_dead_space);
    let perfusion = [
        through * p.main_perfusion,
        through * (one - p.main_perfusion),
    ];
    let share = [p.main_ventilation, one - p.main_ventilation];
    let inspired = dry * p.resting_oxygen_fraction;

    let mut oxygen = [inspired * R::of(0.68); 2];
    let mut carbon_dioxide = [p.normal_carbon_dioxide; 2];
    let mut contents = [zero; 2];
    // Net volume that each kind takes up, per time.
    let mut taken = [zero * p.resting_ventilation; 2];
    for _ in 0..ROUNDS {
        let gases = [0, 1].map(|k| blood.at_pressures(oxygen[k], carbon_dioxide[k]));
        // With V' Q' C' = Q C of both and the shunt: the lungs give what the tissues use.
        let arteriovenous = [used / output, -(used * p.respiratory_quotient) / output];
        let mixed =
            |content: [R; 2]| (perfusion[0] * content[0] + perfusion[1] * content[1]) / through;
        let on = [
            mixed(gases.map(|g| g.oxygen)),
            mixed(gases.map(|g| g.carbon_dioxide)),
        ];
        contents = [0, 1].map(|gas| on[gas] - p.shunt * arteriovenous[gas] / (one - p.shunt));
        let venous = [0, 1].map(|gas| contents[gas] - arteriovenous[gas]);
        let mut wanted = [[zero; 2]; 2];
        for k in 0..2 {
            let uptake = perfusion[k] * (gases[k].oxygen - venous[0]) * p.gas_energy;
            let release = perfusion[k] * (venous[1] - gases[k].carbon_dioxide) * p.gas_energy;
            taken[k] = (uptake - release) / dry;
            let fresh = effective * share[k];
            let (into, out) = (fresh + taken[k].positive(), fresh + (-taken[k]).positive());
            wanted[k] = [(into * inspired - uptake) / out, release / out];
        }
        let gain =
            |k: usize, slope: R| perfusion[k] * slope * p.gas_energy / (effective * share[k]);
        let gains = [0, 1].map(|k| {
            let s = gases[k].saturation;
            let steepness = R::of(3.0) * s * (one - s) / oxygen[k];
            gain(k, blood.capacity * steepness + blood.solubility)
        });
        oxygen = nearer(oxygen, [wanted[0][0], wanted[1][0]], share, gains);
        let gains =
            [0, 1].map(|k| gain(k, R::of(0.41) * gases[k].carbon_dioxide / carbon_dioxide[k]));
        carbon_dioxide = nearer(carbon_dioxide, [wanted[0][1], wanted[1][1]], share, gains);
    }

    let volumes = [p.main_perfusion, one - p.main_perfusion].map(|part| p.resting_volume * part);
    // Gas that is drawn in without breathing keeps the lungs a little below their volume.
    let alveoli = [0, 1].map(|k| {
        let volume = volumes[k] - p.filling_time * taken[k];
        let amount = |pressure: R| volume * pressure / p.gas_energy;
        [
            amount(oxygen[k]),
            amount(carbon_dioxide[k]),
            amount(dry - oxygen[k] - carbon_dioxide[k]),
        ]
    });
    let flows = p.flows(output, p.resting_brain_flow);
    let volumes = [p.brain_volume, p.viscera_volume, p.periphery_volume];
    let stores = [p.brain_store, p.viscera_store, p.periphery_store];
    let tissue = [0, 1, 2].map(|k| {
        let oxygen = contents[0] - needs[k] / flows[k];
        let leaving = contents[1] + needs[k] * p.respiratory_quotient / flows[k];
        let pressure = pressure_of(&blood, oxygen, leaving);
        [oxygen * volumes[k], stores[k] * (pressure + p.store_offset)]
    });
    let artery = contents.map(|content| content * p.arterial_volume / R::of(4.0));
    let venous = [
        contents[0] - used / output,
        contents[1] + used * p.respiratory_quotient / output,
    ];
    let vein = venous.map(|content| content * p.venous_volume / R::of(3.0));
    State {
        main_oxygen: alveoli[0][0],
        main_carbon_dioxide: alveoli[0][1],
        main_nitrogen: alveoli[0][2],
        side_oxygen: alveoli[1][0],
        side_carbon_dioxide: alveoli[1][1],
        side_nitrogen: alveoli[1][2],
        arterial_oxygen_1: artery[0],
        arterial_oxygen_2: artery[0],
        arterial_oxygen_3: artery[0],
        arterial_oxygen_4: artery[0],
        arterial_carbon_dioxide_1: artery[1],
        arterial_carbon_dioxide_2: artery[1],
        arterial_carbon_dioxide_3: artery[1],
        arterial_carbon_dioxide_4: artery[1],
        brain_oxygen: tissue[0][0],
        brain_carbon_dioxide: tissue[0][1],
        viscera_oxygen: tissue[1][0],
        viscera_carbon_dioxide: tissue[1][1],
        periphery_oxygen: tissue[2][0],
        periphery_carbon_dioxide: tissue[2][1],
        venous_oxygen_1: vein[0],
        venous_oxygen_2: vein[0],
        venous_oxygen_3: vein[0],
        venous_carbon_dioxide_1: vein[1],
        venous_carbon_dioxide_2: vein[1],
        venous_carbon_dioxide_3: vein[1],
    }
}

/// Moves both pressures: what both lack at once, their difference as far as blood lets it.
#[inline(always)]
fn nearer<R: Real>(pressures: [R; 2], wanted: [R; 2], share: [R; 2], gain: [R; 2]) -> [R; 2] {
    let one = R::of(1.0);
    let moved = [0, 1].map(|k| pressures[k] + (wanted[k] - pressures[k]) / (one + gain[k]));
    let left = share[0] * (wanted[0] - moved[0]) + share[1] * (wanted[1] - moved[1]);
    moved.map(|pressure| pressure + left)
}

/// Carbon dioxide pressure of a tissue whose blood leaves with these contents.
#[inline(always)]
fn pressure_of<R: Real>(blood: &Blood<R>, oxygen: R, carbon_dioxide: R) -> R {
    let mut pressure = blood.normal_carbon_dioxide;
    for _ in 0..14 {
        let (_, content) = blood.leaving_tissue(oxygen, pressure);
        pressure =
            (pressure + (carbon_dioxide - content) * pressure / (R::of(0.45) * content)).positive();
        pressure = pressure.max(blood.normal_carbon_dioxide * R::of(0.05));
    }
    pressure
}
