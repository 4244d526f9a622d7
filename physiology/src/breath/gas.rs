#![doc = include_str!("gas.md")]

use super::blood::{Blood, Gases};
use crate::{At, Model, Real, quantities};

/// Oxygen and carbon dioxide of a body: alveoli, blood, tissues.
pub struct Gas;

quantities! {
    /// Amounts of gas.
    pub struct State {
        /// Oxygen in the alveoli that most blood flows past
        main_oxygen: "mmol", scale = 15.0, conserves = Some("oxygen");
        /// Carbon dioxide in the alveoli that most blood flows past
        main_carbon_dioxide: "mmol", scale = 5.0, conserves = Some("carbon dioxide");
        /// Nitrogen in the alveoli that most blood flows past
        main_nitrogen: "mmol", scale = 70.0, conserves = Some("nitrogen");
        /// Oxygen in the other alveoli
        side_oxygen: "mmol", scale = 2.0, conserves = Some("oxygen");
        /// Carbon dioxide in the other alveoli
        side_carbon_dioxide: "mmol", scale = 0.5, conserves = Some("carbon dioxide");
        /// Nitrogen in the other alveoli
        side_nitrogen: "mmol", scale = 8.0, conserves = Some("nitrogen");
        /// Oxygen in arterial blood, first of four stages from the lungs to the tissues
        arterial_oxygen_1: "mmol", scale = 2.0, conserves = Some("oxygen");
        /// Oxygen in arterial blood, second stage
        arterial_oxygen_2: "mmol", scale = 2.0, conserves = Some("oxygen");
        /// Oxygen in arterial blood, third stage
        arterial_oxygen_3: "mmol", scale = 2.0, conserves = Some("oxygen");
        /// Oxygen in arterial blood, fourth stage
        arterial_oxygen_4: "mmol", scale = 2.0, conserves = Some("oxygen");
        /// Carbon dioxide in arterial blood, first of four stages
        arterial_carbon_dioxide_1: "mmol", scale = 5.0, conserves = Some("carbon dioxide");
        /// Carbon dioxide in arterial blood, second stage
        arterial_carbon_dioxide_2: "mmol", scale = 5.0, conserves = Some("carbon dioxide");
        /// Carbon dioxide in arterial blood, third stage
        arterial_carbon_dioxide_3: "mmol", scale = 5.0, conserves = Some("carbon dioxide");
        /// Carbon dioxide in arterial blood, fourth stage
        arterial_carbon_dioxide_4: "mmol", scale = 5.0, conserves = Some("carbon dioxide");
        /// Oxygen in the blood of the brain
        brain_oxygen: "mmol", scale = 0.3, conserves = Some("oxygen");
        /// Carbon dioxide in the brain and its blood
        brain_carbon_dioxide: "mmol", scale = 15.0, conserves = Some("carbon dioxide");
        /// Oxygen in the blood of the inner organs
        viscera_oxygen: "mmol", scale = 4.0, conserves = Some("oxygen");
        /// Carbon dioxide in the inner organs and their blood
        viscera_carbon_dioxide: "mmol", scale = 120.0, conserves = Some("carbon dioxide");
        /// Oxygen in the blood of muscle, skin and fat
        periphery_oxygen: "mmol", scale = 3.0, conserves = Some("oxygen");
        /// Carbon dioxide in muscle, skin and fat and their blood
        periphery_carbon_dioxide: "mmol", scale = 300.0, conserves = Some("carbon dioxide");
        /// Oxygen in venous blood, first of three stages from the tissues to the lungs
        venous_oxygen_1: "mmol", scale = 4.0, conserves = Some("oxygen");
        /// Oxygen in venous blood, second stage
        venous_oxygen_2: "mmol", scale = 4.0, conserves = Some("oxygen");
        /// Oxygen in venous blood, third stage
        venous_oxygen_3: "mmol", scale = 4.0, conserves = Some("oxygen");
        /// Carbon dioxide in venous blood, first of three stages
        venous_carbon_dioxide_1: "mmol", scale = 15.0, conserves = Some("carbon dioxide");
        /// Carbon dioxide in venous blood, second stage
        venous_carbon_dioxide_2: "mmol", scale = 15.0, conserves = Some("carbon dioxide");
        /// Carbon dioxide in venous blood, third stage
        venous_carbon_dioxide_3: "mmol", scale = 15.0, conserves = Some("carbon dioxide");
    }
}

quantities! {
    /// How this person takes up, carries and uses gas.
    pub struct Params {
        /// Oxygen that the body uses at rest
        oxygen_use: "mL/min", typical = 250.0;
        /// Carbon dioxide made for each oxygen used
        respiratory_quotient: "1", typical = 0.8;
        /// Part of the oxygen that the brain uses
        brain_use: "1", typical = 0.2;
        /// Part of the oxygen that the inner organs use
        viscera_use: "1", typical = 0.48;
        /// Part of the blood not going to the brain that goes to the inner organs
        viscera_flow: "1", typical = 0.62;
        /// Oxygen content of a tissue's venous blood below which its use falls in proportion
        critical_oxygen: "mmol/L", typical = 2.2;
        /// Part of the blood through the lungs that meets no alveolar gas
        shunt: "1", typical = 0.02;
        /// Part of alveolar ventilation that meets no blood
        alveolar_dead_space: "1", typical = 0.05;
        /// Part of unshunted blood that flows past the main alveoli
        main_perfusion: "1", typical = 0.9;
        /// Part of effective ventilation that reaches the main alveoli
        main_ventilation: "1", typical = 0.8;
        /// Blood from the lungs to the tissues
        arterial_volume: "L", typical = 0.9;
        /// Blood in the brain that exchanges gas
        brain_volume: "L", typical = 0.05;
        /// Blood in the inner organs that exchanges gas
        viscera_volume: "L", typical = 0.7;
        /// Blood in muscle, skin and fat that exchanges gas
        periphery_volume: "L", typical = 0.55;
        /// Blood from the tissues to the lungs
        venous_volume: "L", typical = 2.4;
        /// Carbon dioxide that the brain holds more for each mm[Hg]
        brain_store: "mmol/mm[Hg]", typical = 0.16;
        /// Carbon dioxide that the inner organs hold more for each mm[Hg]
        viscera_store: "mmol/mm[Hg]", typical = 1.2;
        /// Carbon dioxide that muscle, skin and fat hold more for each mm[Hg]
        periphery_store: "mmol/mm[Hg]", typical = 3.1;
        /// Pressure by which the straight line of tissue carbon dioxide begins below nothing
        store_offset: "mm[Hg]", typical = 60.0;
        /// Time in which gas flows in or out where lung volume changes
        filling_time: "min", typical = 0.0333333;
        /// Oxygen pressure of half saturation at pH 7.4
        half_saturation: "mm[Hg]", typical = 26.8568;
        /// Oxygen that blood with normal haemoglobin can bind
        capacity: "mmol/L", typical = 8.976;
        /// Haemoglobin to which the capacity belongs
        normal_haemoglobin: "g/dL", typical = 15.0;
        /// Solubility of oxygen in blood
        oxygen_solubility: "mmol/L/mm[Hg]", typical = 0.00134;
        /// Carbon dioxide pressure to which its curves are referred
        normal_carbon_dioxide: "mm[Hg]", typical = 40.0;
        /// Carbon dioxide dissolved in plasma at that pressure
        dissolved_carbon_dioxide: "mmol/L", typical = 1.228;
        /// Bicarbonate of normal plasma
        normal_bicarbonate: "mmol/L", typical = 24.26;
        /// Pressure of water vapour at body temperature
        vapour_pressure: "mm[Hg]", typical = 47.0;
        /// Pressure times volume of an amount of gas at body temperature
        gas_energy: "mm[Hg].L/mmol", typical = 19.342;
        /// Volume of an amount of gas, dry, at 0 Cel and one atmosphere
        molar_volume: "mL/mmol", typical = 22.4;
        /// A whole, in percent
        whole: "%", typical = 100.0;
        /// Cardiac output at the start
        resting_output: "L/min", typical = 5.3;
        /// Blood flow of the brain at the start
        resting_brain_flow: "L/min", typical = 0.7;
        /// Haemoglobin at the start
        resting_haemoglobin: "g/dL", typical = 15.0;
        /// Alveolar ventilation at the start
        resting_ventilation: "L/min", typical = 4.6;
        /// Gas in the lungs at the start
        resting_volume: "L", typical = 2.6;
        /// Barometric pressure at the start
        resting_pressure: "mm[Hg]", typical = 760.0;
        /// Part of the inspired gas that is oxygen at the start
        resting_oxygen_fraction: "1", typical = 0.2095;
    }
}

quantities! {
    /// What gas exchange depends on.
    pub struct Inputs {
        /// Blood through the lungs and the body
        cardiac_output: "L/min";
        /// Blood through the brain
        brain_blood_flow: "L/min";
        /// Haemoglobin
        haemoglobin: "g/dL";
        /// Base excess
        base_excess: "mmol/L";
        /// Oxygen use, as a multiple of that at rest
        metabolic_rate_factor: "1";
        /// Fresh gas to the alveoli
        alveolar_ventilation: "L/min";
        /// Gas that the lungs hold at this pressure, were it all of it
        lung_volume: "L";
        /// Part of the airway that is open to gas drawn in without breathing
        airway_patency: "1";
        /// Shunt beside this person's own
        lung_shunt: "1";
        /// Alveolar dead space beside this person's own
        lung_dead_space: "1";
        /// Part of the inspired gas that is oxygen
        inspired_oxygen_fraction: "1";
        /// Part of the inspired gas that is carbon dioxide
        inspired_carbon_dioxide_fraction: "1";
        /// Barometric pressure
        barometric_pressure: "mm[Hg]";
    }
}

quantities! {
    /// What is measured of gases.
    pub struct Signals {
        /// Oxygen pressure of arterial blood
        arterial_oxygen_pressure: "mm[Hg]";
        /// Carbon dioxide pressure of arterial blood
        arterial_carbon_dioxide_pressure: "mm[Hg]";
        /// Oxygen saturation of arterial blood
        arterial_oxygen_saturation: "%";
        /// Oxygen content of arterial blood
        arterial_oxygen_content: "mL/L";
        /// Carbon dioxide content of arterial blood
        arterial_carbon_dioxide_content: "mL/L";
        /// pH of arterial blood
        arterial_ph: "1";
        /// Oxygen pressure of mixed venous blood
        mixed_venous_oxygen_pressure: "mm[Hg]";
        /// Carbon dioxide pressure of mixed venous blood
        mixed_venous_carbon_dioxide_pressure: "mm[Hg]";
        /// Oxygen saturation of mixed venous blood
        mixed_venous_oxygen_saturation: "%";
        /// Oxygen content of mixed venous blood
        mixed_venous_oxygen_content: "mL/L";
        /// Oxygen pressure of alveolar gas, mean by ventilation
        alveolar_oxygen_pressure: "mm[Hg]";
        /// Carbon dioxide pressure of alveolar gas, mean by ventilation
        alveolar_carbon_dioxide_pressure: "mm[Hg]";
        /// Carbon dioxide pressure at the end of a breath out
        end_tidal_carbon_dioxide: "mm[Hg]";
        /// Oxygen pressure of blood leaving the brain
        brain_oxygen_pressure: "mm[Hg]";
        /// Carbon dioxide pressure of the brain
        brain_carbon_dioxide_pressure: "mm[Hg]";
        /// Oxygen used
        oxygen_consumption: "mL/min";
        /// Part of the blood through the lungs that meets no alveolar gas
        shunt_fraction: "1";
        /// Arterial oxygen pressure for each part of oxygen inspired
        pf_ratio: "mm[Hg]";
        /// Oxygen that tissues use
        used: "mmol/min", leaves = Some("oxygen");
        /// Oxygen that goes to the air: less than nothing where it is taken up
        oxygen_out: "mmol/min", leaves = Some("oxygen");
        /// Carbon dioxide that goes to the air, less what tissues make
        carbon_dioxide_out: "mmol/min", leaves = Some("carbon dioxide");
        /// Nitrogen that goes to the air
        nitrogen_out: "mmol/min", leaves = Some("nitrogen");
    }
}

/// The gas of some alveoli, as pressures, and what flows in and out of them.
struct Alveoli<R> {
    oxygen_pressure: R,
    carbon_dioxide_pressure: R,
    /// To the air, amounts per time.
    oxygen_out: R,
    carbon_dioxide_out: R,
    nitrogen_out: R,
    /// From blood, amounts per time.
    oxygen_from_blood: R,
    carbon_dioxide_from_blood: R,
    /// To the arteries with the blood, amounts per time.
    oxygen_on: R,
    carbon_dioxide_on: R,
}

/// What reaches the alveoli.
struct Fresh<R> {
    dry_pressure: R,
    oxygen: R,
    carbon_dioxide: R,
    patency: R,
}

/// What leaves a tissue.
struct Tissue<R> {
    oxygen: R,
    carbon_dioxide: R,
    used: R,
    made: R,
    pressure: R,
    ph: R,
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

    /// Alveoli of which `share` of the lungs' volume is, with these amounts in them.
    #[inline(always)]
    fn alveoli(
        &self,
        [oxygen, carbon_dioxide, nitrogen]: [R; 3],
        (volume, ventilation): (R, R),
        (perfusion, venous): (R, [R; 2]),
        fresh: &Fresh<R>,
        blood: &Blood<R>,
    ) -> Alveoli<R> {
        let full = volume * fresh.dry_pressure / self.gas_energy;
        let held = (oxygen + carbon_dioxide + nitrogen).max(full * R::of(1e-6));
        let missing = volume * (R::of(1.0) - held / full) / self.filling_time;
        let into = ventilation + fresh.patency * missing.positive();
        let out = ventilation + fresh.patency * (-missing).positive();
        let pressure = |amount: R| amount / held * fresh.dry_pressure;
        let (oxygen_pressure, carbon_dioxide_pressure) =
            (pressure(oxygen), pressure(carbon_dioxide));
        let Gases {
            oxygen: oxygen_content,
            carbon_dioxide: carbon_dioxide_content,
            ..
        } = blood.at_pressures(oxygen_pressure, carbon_dioxide_pressure);
        let density = fresh.dry_pressure / self.gas_energy;
        let moved = |amount: R, fraction: R| density * (out * (amount / held) - into * fraction);
        Alveoli {
            oxygen_pressure,
            carbon_dioxide_pressure,
            oxygen_out: moved(oxygen, fresh.oxygen),
            carbon_dioxide_out: moved(carbon_dioxide, fresh.carbon_dioxide),
            nitrogen_out: moved(
                nitrogen,
                (R::of(1.0) - fresh.oxygen - fresh.carbon_dioxide).positive(),
            ),
            oxygen_from_blood: perfusion * (venous[0] - oxygen_content),
            carbon_dioxide_from_blood: perfusion * (venous[1] - carbon_dioxide_content),
            oxygen_on: perfusion * oxygen_content,
            carbon_dioxide_on: perfusion * carbon_dioxide_content,
        }
    }

    /// A tissue: oxygen is in its blood, carbon dioxide in all of it, in equilibrium with its blood.
    #[inline(always)]
    fn tissue(
        &self,
        [oxygen, carbon_dioxide]: [R; 2],
        (volume, store): (R, R),
        need: R,
        blood: &Blood<R>,
    ) -> Tissue<R> {
        let content = oxygen / volume;
        let pressure = (carbon_dioxide / store - self.store_offset).positive();
        let (x, carbon_dioxide) = blood.leaving_tissue(content, pressure);
        let used = need * (content / self.critical_oxygen).positive().min(R::of(1.0));
        Tissue {
            oxygen: content,
            carbon_dioxide,
            used,
            made: used * self.respiratory_quotient,
            pressure,
            ph: x,
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

    #[inline(always)]
    fn tissues(&self, x: &State<R>, blood: &Blood<R>, factor: R) -> [Tissue<R>; 3] {
        let [brain, viscera, periphery] = self.needs(factor);
        [
            self.tissue(
                [x.brain_oxygen, x.brain_carbon_dioxide],
                (self.brain_volume, self.brain_store),
                brain,
                blood,
            ),
            self.tissue(
                [x.viscera_oxygen, x.viscera_carbon_dioxide],
                (self.viscera_volume, self.viscera_store),
                viscera,
                blood,
            ),
            self.tissue(
                [x.periphery_oxygen, x.periphery_carbon_dioxide],
                (self.periphery_volume, self.periphery_store),
                periphery,
                blood,
            ),
        ]
    }

    #[inline(always)]
    fn mixed_venous(&self, x: &State<R>) -> [R; 2] {
        let stage = self.venous_volume / R::of(3.0);
        [x.venous_oxygen_3 / stage, x.venous_carbon_dioxide_3 / stage]
    }

    #[inline(always)]
    fn lungs(&self, x: &State<R>, u: &Inputs<R>, blood: &Blood<R>) -> (R, [Alveoli<R>; 2]) {
        let one = R::of(1.0);
        let venous = self.mixed_venous(x);
        let fresh = Fresh {
            dry_pressure: u.barometric_pressure - self.vapour_pressure,
            oxygen: u.inspired_oxygen_fraction,
            carbon_dioxide: u.inspired_carbon_dioxide_fraction,
            patency: u.airway_patency,
        };
        let shunt = shunt(self, u);
        let effective = u.alveolar_ventilation * (one - dead_space(self, u));
        let flow = u.cardiac_output * (one - shunt);
        let (main_q, main_v) = (self.main_perfusion, self.main_ventilation);
        let main = self.alveoli(
            [x.main_oxygen, x.main_carbon_dioxide, x.main_nitrogen],
            (u.lung_volume * main_q, effective * main_v),
            (flow * main_q, venous),
            &fresh,
            blood,
        );
        let side = self.alveoli(
            [x.side_oxygen, x.side_carbon_dioxide, x.side_nitrogen],
            (u.lung_volume * (one - main_q), effective * (one - main_v)),
            (flow * (one - main_q), venous),
            &fresh,
            blood,
        );
        (u.cardiac_output * shunt, [main, side])
    }
}

/// Part of the blood through the lungs that meets no gas.
#[inline(always)]
fn shunt<R: Real>(p: &Params<R>, u: &Inputs<R>) -> R {
    let one = R::of(1.0);
    one - (one - p.shunt) * (one - u.lung_shunt).positive()
}

/// Part of alveolar ventilation that meets no blood.
#[inline(always)]
fn dead_space<R: Real>(p: &Params<R>, u: &Inputs<R>) -> R {
    let one = R::of(1.0);
    one - (one - p.alveolar_dead_space) * (one - u.lung_dead_space).positive()
}

impl Model for Gas {
    const NAME: &'static str = "gas";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("gas.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        super::rest::at_rest(p)
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let one = R::of(1.0);
        let blood = p.blood(u.haemoglobin, u.base_excess);
        let stage = p.arterial_volume / R::of(4.0);
        let arterial = blood.at_contents(
            x.arterial_oxygen_4 / stage,
            x.arterial_carbon_dioxide_4 / stage,
        );
        let [oxygen, carbon_dioxide] = p.mixed_venous(x);
        let venous = blood.at_contents(oxygen, carbon_dioxide);
        let (_, [main, side]) = p.lungs(x, u, &blood);
        let tissues = p.tissues(x, &blood, u.metabolic_rate_factor);
        let [brain, viscera, periphery] = &tissues;
        let used = brain.used + viscera.used + periphery.used;
        let made = brain.made + viscera.made + periphery.made;
        let by_ventilation =
            |main: R, side: R| p.main_ventilation * main + (one - p.main_ventilation) * side;
        let alveolar_carbon_dioxide_pressure =
            by_ventilation(main.carbon_dioxide_pressure, side.carbon_dioxide_pressure);
        let dead_space = dead_space(p, u);
        let inspired =
            u.inspired_carbon_dioxide_fraction * (u.barometric_pressure - p.vapour_pressure);
        Signals {
            arterial_oxygen_pressure: arterial.oxygen_pressure,
            arterial_carbon_dioxide_pressure: arterial.carbon_dioxide_pressure,
            arterial_oxygen_saturation: arterial.saturation * p.whole,
            arterial_oxygen_content: arterial.oxygen * p.molar_volume,
            arterial_carbon_dioxide_content: arterial.carbon_dioxide * p.molar_volume,
            arterial_ph: arterial.ph,
            mixed_venous_oxygen_pressure: venous.oxygen_pressure,
            mixed_venous_carbon_dioxide_pressure: venous.carbon_dioxide_pressure,
            mixed_venous_oxygen_saturation: venous.saturation * p.whole,
            mixed_venous_oxygen_content: venous.oxygen * p.molar_volume,
            alveolar_oxygen_pressure: by_ventilation(main.oxygen_pressure, side.oxygen_pressure),
            alveolar_carbon_dioxide_pressure,
            end_tidal_carbon_dioxide: alveolar_carbon_dioxide_pressure * (one - dead_space)
                + inspired * dead_space,
            brain_oxygen_pressure: blood.oxygen_pressure(brain.oxygen, brain.ph, brain.pressure),
            brain_carbon_dioxide_pressure: brain.pressure,
            oxygen_consumption: used * p.molar_volume,
            shunt_fraction: shunt(p, u),
            pf_ratio: arterial.oxygen_pressure / u.inspired_oxygen_fraction.max(R::of(0.01)),
            used,
            oxygen_out: main.oxygen_out + side.oxygen_out,
            carbon_dioxide_out: main.carbon_dioxide_out + side.carbon_dioxide_out - made,
            nitrogen_out: main.nitrogen_out + side.nitrogen_out,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let blood = p.blood(u.haemoglobin, u.base_excess);
        let (shunted, [main, side]) = p.lungs(x, u, &blood);
        let [brain, viscera, periphery] = p.tissues(x, &blood, u.metabolic_rate_factor);
        let flow = u.cardiac_output;
        let [brain_flow, viscera_flow, periphery_flow] = p.flows(flow, u.brain_blood_flow);
        let (arterial, venous) = (
            flow * R::of(4.0) / p.arterial_volume,
            flow * R::of(3.0) / p.venous_volume,
        );
        let on = |per_time: R, amount: R| per_time * amount;
        let [ao1, ao2, ao3, ao4] = [
            x.arterial_oxygen_1,
            x.arterial_oxygen_2,
            x.arterial_oxygen_3,
            x.arterial_oxygen_4,
        ]
        .map(|n| on(arterial, n));
        let [ac1, ac2, ac3, ac4] = [
            x.arterial_carbon_dioxide_1,
            x.arterial_carbon_dioxide_2,
            x.arterial_carbon_dioxide_3,
            x.arterial_carbon_dioxide_4,
        ]
        .map(|n| on(arterial, n));
        let [vo1, vo2, vo3] =
            [x.venous_oxygen_1, x.venous_oxygen_2, x.venous_oxygen_3].map(|n| on(venous, n));
        let [vc1, vc2, vc3] = [
            x.venous_carbon_dioxide_1,
            x.venous_carbon_dioxide_2,
            x.venous_carbon_dioxide_3,
        ]
        .map(|n| on(venous, n));
        // Each tissue takes its part of what the last stage gives.
        let part = |part: R| part / flow.max(p.resting_output * R::of(1e-9));
        let (to_brain, to_viscera) = (part(brain_flow), part(viscera_flow));
        let shared = |all: R| {
            let (brain, viscera) = (all * to_brain, all * to_viscera);
            [brain, viscera, all - brain - viscera]
        };
        let (oxygen_in, carbon_dioxide_in) = (shared(ao4), shared(ac4));
        let oxygen_on = [
            brain_flow * brain.oxygen,
            viscera_flow * viscera.oxygen,
            periphery_flow * periphery.oxygen,
        ];
        let carbon_dioxide_on = [
            brain_flow * brain.carbon_dioxide,
            viscera_flow * viscera.carbon_dioxide,
            periphery_flow * periphery.carbon_dioxide,
        ];
        let [mixed_oxygen, mixed_carbon_dioxide] = p.mixed_venous(x);
        State {
            main_oxygen: main.oxygen_from_blood - main.oxygen_out,
            main_carbon_dioxide: main.carbon_dioxide_from_blood - main.carbon_dioxide_out,
            main_nitrogen: -main.nitrogen_out,
            side_oxygen: side.oxygen_from_blood - side.oxygen_out,
            side_carbon_dioxide: side.carbon_dioxide_from_blood - side.carbon_dioxide_out,
            side_nitrogen: -side.nitrogen_out,
            arterial_oxygen_1: main.oxygen_on + side.oxygen_on + shunted * mixed_oxygen - ao1,
            arterial_oxygen_2: ao1 - ao2,
            arterial_oxygen_3: ao2 - ao3,
            arterial_oxygen_4: ao3 - ao4,
            arterial_carbon_dioxide_1: main.carbon_dioxide_on
                + side.carbon_dioxide_on
                + shunted * mixed_carbon_dioxide
                - ac1,
            arterial_carbon_dioxide_2: ac1 - ac2,
            arterial_carbon_dioxide_3: ac2 - ac3,
            arterial_carbon_dioxide_4: ac3 - ac4,
            brain_oxygen: oxygen_in[0] - oxygen_on[0] - brain.used,
            brain_carbon_dioxide: carbon_dioxide_in[0] - carbon_dioxide_on[0] + brain.made,
            viscera_oxygen: oxygen_in[1] - oxygen_on[1] - viscera.used,
            viscera_carbon_dioxide: carbon_dioxide_in[1] - carbon_dioxide_on[1] + viscera.made,
            periphery_oxygen: oxygen_in[2] - oxygen_on[2] - periphery.used,
            periphery_carbon_dioxide: carbon_dioxide_in[2] - carbon_dioxide_on[2] + periphery.made,
            venous_oxygen_1: oxygen_on[0] + oxygen_on[1] + oxygen_on[2] - vo1,
            venous_oxygen_2: vo1 - vo2,
            venous_oxygen_3: vo2 - vo3,
            venous_carbon_dioxide_1: carbon_dioxide_on[0]
                + carbon_dioxide_on[1]
                + carbon_dioxide_on[2]
                - vc1,
            venous_carbon_dioxide_2: vc1 - vc2,
            venous_carbon_dioxide_3: vc2 - vc3,
        }
    }
}
