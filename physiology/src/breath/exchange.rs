//! Gas in alveoli, blood that meets it, and tissues: the parts of which gas exchange is made.

use super::blood::Blood;
use super::gas::{Inputs, Params, State};
use crate::Real;

/// Part of its volume at which a kind of alveoli begins to close.
const CLOSING: f64 = 0.2;

/// Gas of the alveoli, and what of it goes to the air, amounts per time.
pub(super) struct Alveoli<R> {
    pub oxygen_pressure: [R; 2],
    pub carbon_dioxide_pressure: [R; 2],
    pub oxygen_out: [R; 2],
    pub carbon_dioxide_out: [R; 2],
    pub nitrogen_out: [R; 2],
    /// Blood that passes them, volume per time, and that whose alveoli are closed.
    pub through: [R; 2],
    pub past: [R; 2],
}

/// What blood brings to the alveoli and takes on, amounts per time.
pub(super) struct Passing<R> {
    pub oxygen_given: [R; 2],
    pub carbon_dioxide_given: [R; 2],
    /// To the arteries with the blood, past the alveoli and past them all.
    pub oxygen_on: R,
    pub carbon_dioxide_on: R,
}

/// Brain, inner organs, periphery.
pub(super) struct Tissues<R> {
    pub oxygen: [R; 3],
    pub used: [R; 3],
    /// Of carbon dioxide.
    pub pressure: [R; 3],
}

impl<R: Real> Params<R> {
    #[inline(always)]
    pub(super) fn blood(&self, haemoglobin: R, base_excess: R) -> Blood<R> {
        let haemoglobin = haemoglobin / self.normal_haemoglobin;
        Blood {
            haemoglobin,
            base_excess: base_excess / self.normal_bicarbonate,
            half_saturation: self.half_saturation,
            normal_carbon_dioxide: self.normal_carbon_dioxide,
            capacity: self.capacity * haemoglobin,
            solubility: self.oxygen_solubility,
            dissolved: self.dissolved_carbon_dioxide,
        }
    }

    /// Oxygen use of brain, inner organs, periphery.
    #[inline(always)]
    pub(super) fn needs(&self, factor: R) -> [R; 3] {
        let all = self.oxygen_use / self.molar_volume * factor;
        let (brain, viscera) = (all * self.brain_use, all * self.viscera_use);
        [brain, viscera, all - brain - viscera]
    }

    /// Blood flow of brain, inner organs, periphery.
    #[inline(always)]
    pub(super) fn flows(&self, output: R, brain: R) -> [R; 3] {
        let brain = brain.min(output);
        let viscera = (output - brain) * self.viscera_flow;
        [brain, viscera, output - brain - viscera]
    }

    /// Oxygen is in the blood of a tissue, carbon dioxide in all of it.
    // A loop, and not a function for one tissue: it would be compiled three times over.
    #[inline(always)]
    pub(super) fn tissues(&self, x: &State<R>, blood: &Blood<R>, factor: R) -> Tissues<R> {
        let zero = R::of(0.0);
        let oxygen = [x.brain_oxygen, x.viscera_oxygen, x.periphery_oxygen];
        let carbon_dioxide = [
            x.brain_carbon_dioxide,
            x.viscera_carbon_dioxide,
            x.periphery_carbon_dioxide,
        ];
        let volumes = [
            self.brain_volume,
            self.viscera_volume,
            self.periphery_volume,
        ];
        let stores = [self.brain_store, self.viscera_store, self.periphery_store];
        let needs = self.needs(factor);
        let mut all = Tissues {
            oxygen: [zero; 3],
            used: [zero; 3],
            pressure: [zero; 3],
        };
        // What drives oxygen into cells is its pressure: thin blood gives more of the little that it holds.
        let critical = self.critical_part * blood.capacity;
        for k in 0..3 {
            let content = oxygen[k] / volumes[k];
            all.oxygen[k] = content;
            all.pressure[k] = (carbon_dioxide[k] / stores[k] - self.store_offset).positive();
            all.used[k] = needs[k] * (content / critical).positive().min(R::of(1.0));
        }
        all
    }

    /// Contents of oxygen and carbon dioxide in blood that comes to the lungs.
    #[inline(always)]
    pub(super) fn mixed_venous(&self, x: &State<R>) -> [R; 2] {
        let stage = self.venous_volume / R::of(3.0);
        [x.venous_oxygen_3 / stage, x.venous_carbon_dioxide_3 / stage]
    }

    /// Gas of the main and of the other alveoli; no blood is met here, so that who asks for gas alone pays for no blood.
    // A loop, and not a function for one kind of alveoli: it would be compiled twice over.
    #[inline(always)]
    pub(super) fn alveoli(&self, x: &State<R>, u: &Inputs<R>) -> Alveoli<R> {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let dry = u.barometric_pressure - self.vapour_pressure;
        let density = dry / self.gas_energy;
        let effective = u.alveolar_ventilation * (one - dead_space(self, u));
        let flow = forward(u) * (one - shunt(self, u));
        let inspired_nitrogen =
            (one - u.inspired_oxygen_fraction - u.inspired_carbon_dioxide_fraction).positive();

        let oxygen = [x.main_oxygen, x.side_oxygen];
        let carbon_dioxide = [x.main_carbon_dioxide, x.side_carbon_dioxide];
        let nitrogen = [x.main_nitrogen, x.side_nitrogen];
        let of_perfusion = [one - self.side_perfusion, self.side_perfusion];
        let of_ventilation = [one - self.side_ventilation, self.side_ventilation];
        let mut all = Alveoli {
            oxygen_pressure: [zero; 2],
            carbon_dioxide_pressure: [zero; 2],
            oxygen_out: [zero; 2],
            carbon_dioxide_out: [zero; 2],
            nitrogen_out: [zero; 2],
            through: [zero; 2],
            past: [zero; 2],
        };
        for k in 0..2 {
            let (volume, ventilation) = (
                u.lung_volume * of_perfusion[k],
                effective * of_ventilation[k],
            );
            let full = volume * density;
            let held = (oxygen[k] + carbon_dioxide[k] + nitrogen[k]).max(full * R::of(1e-6));
            all.oxygen_pressure[k] = oxygen[k] / held * dry;
            all.carbon_dioxide_pressure[k] = carbon_dioxide[k] / held * dry;
            let missing = volume * (one - held / full) / self.filling_time;
            let into = density * (ventilation + u.airway_patency * missing.positive());
            let out = density * (ventilation + u.airway_patency * (-missing).positive()) / held;
            all.oxygen_out[k] = out * oxygen[k] - into * u.inspired_oxygen_fraction;
            all.carbon_dioxide_out[k] =
                out * carbon_dioxide[k] - into * u.inspired_carbon_dioxide_fraction;
            all.nitrogen_out[k] = out * nitrogen[k] - into * inspired_nitrogen;
            // Alveoli that have lost nearly all of their gas are closed: their blood is shunted.
            let full_enough = (held / (full * R::of(CLOSING))).min(one);
            all.through[k] = flow * of_perfusion[k] * full_enough;
            all.past[k] = flow * of_perfusion[k] - all.through[k];
        }
        all
    }

    /// What venous blood that passes the alveoli, meets their gas and goes on carries.
    #[inline(always)]
    pub(super) fn passing(
        &self,
        x: &State<R>,
        u: &Inputs<R>,
        blood: &Blood<R>,
        alveoli: &Alveoli<R>,
    ) -> Passing<R> {
        let zero = R::of(0.0);
        let [venous_oxygen, venous_carbon_dioxide] = self.mixed_venous(x);
        let shunted = forward(u) * shunt(self, u);
        let mut all = Passing {
            oxygen_given: [zero; 2],
            carbon_dioxide_given: [zero; 2],
            oxygen_on: shunted * venous_oxygen,
            carbon_dioxide_on: shunted * venous_carbon_dioxide,
        };
        let gases = blood.at_pressures(alveoli.oxygen_pressure, alveoli.carbon_dioxide_pressure);
        for k in 0..2 {
            let (gases, through, past) = (gases[k], alveoli.through[k], alveoli.past[k]);
            all.oxygen_given[k] = through * (venous_oxygen - gases.oxygen);
            all.carbon_dioxide_given[k] = through * (venous_carbon_dioxide - gases.carbon_dioxide);
            all.oxygen_on = all.oxygen_on + through * gases.oxygen + past * venous_oxygen;
            all.carbon_dioxide_on = all.carbon_dioxide_on
                + through * gases.carbon_dioxide
                + past * venous_carbon_dioxide;
        }
        all
    }
}

/// Part of the blood through the lungs that meets no gas.
#[inline(always)]
pub(super) fn shunt<R: Real>(p: &Params<R>, u: &Inputs<R>) -> R {
    let one = R::of(1.0);
    one - (one - p.shunt) * (one - u.lung_shunt).positive()
}

/// Blood that runs back in a body without a beat carries nothing here.
#[inline(always)]
pub(super) fn forward<R: Real>(u: &Inputs<R>) -> R {
    u.cardiac_output.positive()
}

/// Part of alveolar ventilation that meets no blood.
#[inline(always)]
pub(super) fn dead_space<R: Real>(p: &Params<R>, u: &Inputs<R>) -> R {
    let one = R::of(1.0);
    // Blood no longer climbs to alveoli that lie higher than its pressure.
    let high = (one - u.mean_pulmonary_pressure / p.upper_column)
        .positive()
        .min(one);
    one - (one - p.alveolar_dead_space)
        * (one - u.lung_dead_space).positive()
        * (one - p.upper_part * high)
}
