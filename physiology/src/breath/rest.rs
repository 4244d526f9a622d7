//! The steady state of gas exchange, from which a person starts.

use super::blood::Blood;
use super::gas::Params;

/// Rounds of the search. Every round settles what the two kinds of alveoli share exactly; the
/// difference between them falls to about a fifth each time.
const ROUNDS: usize = 40;
/// Oxygen in dry air.
const OXYGEN_FRACTION: f64 = 0.2095;

/// Gives gas exchange the start at which nothing changes with this haemoglobin (g/dL), alveolar
/// ventilation (L/min) and lung volume (L), in the air.
pub(super) fn settle(p: &mut Params<f64>, haemoglobin: f64, ventilation: f64, volume: f64) {
    let blood = p.blood(haemoglobin, 0.0);
    let dry = p.resting_pressure - p.vapour_pressure;
    let needs = p.needs(1.0);
    let used = needs[0] + needs[1] + needs[2];
    let output = p.resting_output;
    let through = output * (1.0 - p.shunt);
    let effective = ventilation * (1.0 - p.alveolar_dead_space);
    let share = [1.0 - p.side_ventilation, p.side_ventilation];
    let of_perfusion = [1.0 - p.side_perfusion, p.side_perfusion];
    let perfusion = of_perfusion.map(|part| part * through);
    let inspired = dry * OXYGEN_FRACTION;

    let mut oxygen = [inspired * 0.68; 2];
    let mut carbon_dioxide = [p.normal_carbon_dioxide; 2];
    let mut contents = [0.0; 2];
    // Net volume that each kind takes up, per time.
    let mut taken = [0.0; 2];
    for _ in 0..ROUNDS {
        let gases = blood.at_pressures(oxygen, carbon_dioxide);
        // With V' Q' C' = Q C of both and the shunt: the lungs give what the tissues use.
        let arteriovenous = [used / output, -(used * p.respiratory_quotient) / output];
        let mixed =
            |content: [f64; 2]| (perfusion[0] * content[0] + perfusion[1] * content[1]) / through;
        let on = [
            mixed(gases.map(|g| g.oxygen)),
            mixed(gases.map(|g| g.carbon_dioxide)),
        ];
        contents = [0, 1].map(|gas| on[gas] - p.shunt * arteriovenous[gas] / (1.0 - p.shunt));
        let venous = [0, 1].map(|gas| contents[gas] - arteriovenous[gas]);
        let mut wanted = [[0.0; 2]; 2];
        for k in 0..2 {
            let uptake = perfusion[k] * (gases[k].oxygen - venous[0]) * p.gas_energy;
            let release = perfusion[k] * (venous[1] - gases[k].carbon_dioxide) * p.gas_energy;
            taken[k] = (uptake - release) / dry;
            let fresh = effective * share[k];
            let (into, out) = (fresh + taken[k].max(0.0), fresh + (-taken[k]).max(0.0));
            wanted[k] = [(into * inspired - uptake) / out, release / out];
        }
        let gain =
            |k: usize, slope: f64| perfusion[k] * slope * p.gas_energy / (effective * share[k]);
        let gains = [0, 1].map(|k| {
            let s = gases[k].saturation;
            let steepness = 3.0 * s * (1.0 - s) / oxygen[k];
            gain(k, blood.capacity * steepness + blood.solubility)
        });
        oxygen = nearer(oxygen, [wanted[0][0], wanted[1][0]], share, gains);
        let gains = [0, 1].map(|k| gain(k, 0.41 * gases[k].carbon_dioxide / carbon_dioxide[k]));
        carbon_dioxide = nearer(carbon_dioxide, [wanted[0][1], wanted[1][1]], share, gains);
    }

    // Gas that is drawn in without breathing keeps the lungs a little below their volume.
    let volumes = [0, 1].map(|k| volume * of_perfusion[k] - p.filling_time * taken[k]);
    [p.resting_main_volume, p.resting_side_volume] = volumes;
    [p.resting_main_oxygen, p.resting_side_oxygen] = oxygen;
    [p.resting_main_carbon_dioxide, p.resting_side_carbon_dioxide] = carbon_dioxide;
    [p.resting_arterial_oxygen, p.resting_arterial_carbon_dioxide] = contents;
    let flows = p.flows(output, p.resting_brain_flow);
    let tissues = [0, 1, 2].map(|k| {
        let oxygen = contents[0] - needs[k] / flows[k];
        let leaving = contents[1] + needs[k] * p.respiratory_quotient / flows[k];
        pressure_of(&blood, oxygen, leaving)
    });
    [
        p.resting_brain_carbon_dioxide,
        p.resting_viscera_carbon_dioxide,
        p.resting_periphery_carbon_dioxide,
    ] = tissues;
}

/// Moves both pressures: what both lack at once, their difference as far as blood lets it.
fn nearer(pressures: [f64; 2], wanted: [f64; 2], share: [f64; 2], gain: [f64; 2]) -> [f64; 2] {
    let moved = [0, 1].map(|k| pressures[k] + (wanted[k] - pressures[k]) / (1.0 + gain[k]));
    let left = share[0] * (wanted[0] - moved[0]) + share[1] * (wanted[1] - moved[1]);
    moved.map(|pressure| pressure + left)
}

/// Carbon dioxide pressure of a tissue whose blood leaves with these contents.
fn pressure_of(blood: &Blood<f64>, oxygen: f64, carbon_dioxide: f64) -> f64 {
    let mut pressure = blood.normal_carbon_dioxide;
    for _ in 0..14 {
        let (_, [content]) = blood.leaving_tissue([oxygen], [pressure]);
        pressure += (carbon_dioxide - content) * pressure / (0.45 * content);
        pressure = pressure.max(blood.normal_carbon_dioxide * 0.05);
    }
    pressure
}
