#![doc = include_str!("gas.md")]

use super::blood::HALF_SATURATION;
use super::exchange::{dead_space, forward, shunt};
use crate::people::RESPIRATORY_QUOTIENT;
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
        brain_carbon_dioxide: "mmol", scale = 6.0, conserves = Some("carbon dioxide");
        /// Oxygen in the blood of the inner organs
        viscera_oxygen: "mmol", scale = 4.0, conserves = Some("oxygen");
        /// Carbon dioxide in the inner organs and their blood
        viscera_carbon_dioxide: "mmol", scale = 45.0, conserves = Some("carbon dioxide");
        /// Oxygen in the blood of muscle, skin and fat
        periphery_oxygen: "mmol", scale = 3.0, conserves = Some("oxygen");
        /// Carbon dioxide in muscle, skin and fat and their blood
        periphery_carbon_dioxide: "mmol", scale = 120.0, conserves = Some("carbon dioxide");
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
        respiratory_quotient: "1", typical = RESPIRATORY_QUOTIENT;
        /// Pulmonary arterial pressure below which blood does not reach the uppermost alveoli
        upper_column: "mm[Hg]", typical = 7.4;
        /// Part of the alveoli that lie above the pulmonary artery
        upper_part: "1", typical = 0.5;
        /// Part of the oxygen that the brain uses
        brain_use: "1", typical = 0.2;
        /// Part of the oxygen that the inner organs use
        viscera_use: "1", typical = 0.48;
        /// Part of the blood not going to the brain that goes to the inner organs
        viscera_flow: "1", typical = 0.62;
        /// Part of what haemoglobin can bind that a tissue's venous blood holds where its use begins to fall
        critical_part: "1", typical = 0.25;
        /// Part of the blood through the lungs that meets no alveolar gas
        shunt: "1", typical = 0.02;
        /// Part of alveolar ventilation that meets no blood
        alveolar_dead_space: "1", typical = 0.05;
        /// Part of unshunted blood that flows past the other alveoli
        side_perfusion: "1", typical = 0.1;
        /// Part of effective ventilation that reaches the other alveoli: 0.1 is no mismatch
        side_ventilation: "1", typical = 0.2;
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
        /// Carbon dioxide that the brain holds more for each `mm[Hg]`
        brain_store: "mmol/mm[Hg]", typical = 0.075;
        /// Carbon dioxide that the inner organs hold more for each `mm[Hg]`
        viscera_store: "mmol/mm[Hg]", typical = 0.54;
        /// Carbon dioxide that muscle, skin and fat hold more for each `mm[Hg]`
        periphery_store: "mmol/mm[Hg]", typical = 1.5;
        /// Pressure by which the straight line of tissue carbon dioxide begins below nothing
        store_offset: "mm[Hg]", typical = 60.0;
        /// Time in which gas flows in or out where lung volume changes
        filling_time: "min", typical = 0.0333333;
        /// Oxygen pressure of half saturation at pH 7.4
        half_saturation: "mm[Hg]", typical = HALF_SATURATION;
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
        /// Cardiac output at the start
        resting_output: "L/min", typical = 5.3;
        /// Blood flow of the brain at the start
        resting_brain_flow: "L/min", typical = 0.7;
        /// Gas in the main alveoli at the start
        resting_main_volume: "L", typical = 2.34;
        /// Oxygen pressure in the main alveoli at the start
        resting_main_oxygen: "mm[Hg]", typical = 98.0;
        /// Carbon dioxide pressure in the main alveoli at the start
        resting_main_carbon_dioxide: "mm[Hg]", typical = 40.0;
        /// Gas in the other alveoli at the start
        resting_side_volume: "L", typical = 0.26;
        /// Oxygen pressure in the other alveoli at the start
        resting_side_oxygen: "mm[Hg]", typical = 116.0;
        /// Carbon dioxide pressure in the other alveoli at the start
        resting_side_carbon_dioxide: "mm[Hg]", typical = 36.0;
        /// Oxygen content of arterial blood at the start
        resting_arterial_oxygen: "mmol/L", typical = 8.9;
        /// Carbon dioxide content of arterial blood at the start
        resting_arterial_carbon_dioxide: "mmol/L", typical = 20.9;
        /// Carbon dioxide pressure of the brain at the start
        resting_brain_carbon_dioxide: "mm[Hg]", typical = 48.0;
        /// Carbon dioxide pressure of the inner organs at the start
        resting_viscera_carbon_dioxide: "mm[Hg]", typical = 44.0;
        /// Carbon dioxide pressure of muscle, skin and fat at the start
        resting_periphery_carbon_dioxide: "mm[Hg]", typical = 44.0;
        /// Barometric pressure at the start
        resting_pressure: "mm[Hg]", typical = 760.0;
    }
}

quantities! {
    /// What gas exchange depends on.
    pub struct Inputs {
        /// Blood through the lungs and the body
        cardiac_output: "L/min";
        /// Blood through the brain
        cerebral_blood_flow: "mL/min";
        /// Haemoglobin
        haemoglobin: "g/dL";
        /// Base excess of the fluid outside cells
        base_excess: "mmol/L";
        /// Base that has gone from blood into the fluid around it
        base_in_tissue: "mmol/L";
        /// Oxygen use, as a multiple of that at rest
        metabolic_rate_factor: "1";
        /// Mean pressure in the pulmonary artery
        mean_pulmonary_pressure: "mm[Hg]";
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
        let dry = p.resting_pressure - p.vapour_pressure;
        let main = p.resting_main_volume / p.gas_energy;
        let side = p.resting_side_volume / p.gas_energy;
        let needs = p.needs(R::of(1.0));
        let flows = p.flows(p.resting_output, p.resting_brain_flow);
        let used = needs[0] + needs[1] + needs[2];
        let (oxygen, carbon_dioxide) =
            (p.resting_arterial_oxygen, p.resting_arterial_carbon_dioxide);
        let (artery, vein) = (p.arterial_volume / R::of(4.0), p.venous_volume / R::of(3.0));
        let venous_oxygen = (oxygen - used / p.resting_output) * vein;
        let venous_carbon_dioxide =
            (carbon_dioxide + used * p.respiratory_quotient / p.resting_output) * vein;
        State {
            main_oxygen: main * p.resting_main_oxygen,
            main_carbon_dioxide: main * p.resting_main_carbon_dioxide,
            main_nitrogen: main * (dry - p.resting_main_oxygen - p.resting_main_carbon_dioxide),
            side_oxygen: side * p.resting_side_oxygen,
            side_carbon_dioxide: side * p.resting_side_carbon_dioxide,
            side_nitrogen: side * (dry - p.resting_side_oxygen - p.resting_side_carbon_dioxide),
            arterial_oxygen_1: oxygen * artery,
            arterial_oxygen_2: oxygen * artery,
            arterial_oxygen_3: oxygen * artery,
            arterial_oxygen_4: oxygen * artery,
            arterial_carbon_dioxide_1: carbon_dioxide * artery,
            arterial_carbon_dioxide_2: carbon_dioxide * artery,
            arterial_carbon_dioxide_3: carbon_dioxide * artery,
            arterial_carbon_dioxide_4: carbon_dioxide * artery,
            brain_oxygen: (oxygen - needs[0] / flows[0]) * p.brain_volume,
            brain_carbon_dioxide: p.brain_store * (p.resting_brain_carbon_dioxide + p.store_offset),
            viscera_oxygen: (oxygen - needs[1] / flows[1]) * p.viscera_volume,
            viscera_carbon_dioxide: p.viscera_store
                * (p.resting_viscera_carbon_dioxide + p.store_offset),
            periphery_oxygen: (oxygen - needs[2] / flows[2]) * p.periphery_volume,
            periphery_carbon_dioxide: p.periphery_store
                * (p.resting_periphery_carbon_dioxide + p.store_offset),
            venous_oxygen_1: venous_oxygen,
            venous_oxygen_2: venous_oxygen,
            venous_oxygen_3: venous_oxygen,
            venous_carbon_dioxide_1: venous_carbon_dioxide,
            venous_carbon_dioxide_2: venous_carbon_dioxide,
            venous_carbon_dioxide_3: venous_carbon_dioxide,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let one = R::of(1.0);
        let blood = p.blood(u.haemoglobin, u.base_excess - u.base_in_tissue);
        // What a needle in an artery and the carotid bodies meet: the third stage, about 7 s from the lungs.
        let stage = p.arterial_volume / R::of(4.0);
        let [venous_oxygen, venous_carbon_dioxide] = p.mixed_venous(x);
        let oxygen = [x.arterial_oxygen_3 / stage, venous_oxygen];
        let carbon_dioxide = [x.arterial_carbon_dioxide_3 / stage, venous_carbon_dioxide];
        let [arterial, venous] = blood.at_contents(oxygen, carbon_dioxide);
        let lungs = p.alveoli(x, u);
        let tissues = p.tissues(x, &blood, u.metabolic_rate_factor);
        // Of the tissues' blood only the brain's is wanted here.
        let (brain_oxygen, brain_carbon_dioxide) = (tissues.oxygen[0], tissues.pressure[0]);
        let ([brain_ph], _) = blood.leaving_tissue([brain_oxygen], [brain_carbon_dioxide]);
        let used = tissues.used[0] + tissues.used[1] + tissues.used[2];
        let main = one - p.side_ventilation;
        let alveolar_carbon_dioxide_pressure = main * lungs.carbon_dioxide_pressure[0]
            + p.side_ventilation * lungs.carbon_dioxide_pressure[1];
        let dead_space = dead_space(p, u);
        let inspired =
            u.inspired_carbon_dioxide_fraction * (u.barometric_pressure - p.vapour_pressure);
        Signals {
            arterial_oxygen_pressure: arterial.oxygen_pressure,
            arterial_carbon_dioxide_pressure: arterial.carbon_dioxide_pressure,
            arterial_oxygen_saturation: arterial.saturation.unit_change(100.0, "1", "%"),
            arterial_oxygen_content: oxygen[0] * p.molar_volume,
            arterial_carbon_dioxide_content: carbon_dioxide[0] * p.molar_volume,
            arterial_ph: arterial.ph,
            mixed_venous_oxygen_pressure: venous.oxygen_pressure,
            mixed_venous_carbon_dioxide_pressure: venous.carbon_dioxide_pressure,
            mixed_venous_oxygen_saturation: venous.saturation.unit_change(100.0, "1", "%"),
            mixed_venous_oxygen_content: oxygen[1] * p.molar_volume,
            alveolar_oxygen_pressure: main * lungs.oxygen_pressure[0]
                + p.side_ventilation * lungs.oxygen_pressure[1],
            alveolar_carbon_dioxide_pressure,
            end_tidal_carbon_dioxide: alveolar_carbon_dioxide_pressure * (one - dead_space)
                + inspired * dead_space,
            brain_oxygen_pressure: blood.oxygen_pressure(
                brain_oxygen,
                brain_ph,
                brain_carbon_dioxide,
            ),
            brain_carbon_dioxide_pressure: brain_carbon_dioxide,
            oxygen_consumption: used * p.molar_volume,
            shunt_fraction: shunt(p, u),
            pf_ratio: arterial.oxygen_pressure / u.inspired_oxygen_fraction.max(R::of(0.01)),
            used,
            oxygen_out: lungs.oxygen_out[0] + lungs.oxygen_out[1],
            carbon_dioxide_out: lungs.carbon_dioxide_out[0] + lungs.carbon_dioxide_out[1]
                - used * p.respiratory_quotient,
            nitrogen_out: lungs.nitrogen_out[0] + lungs.nitrogen_out[1],
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let blood = p.blood(u.haemoglobin, u.base_excess - u.base_in_tissue);
        let lungs = p.alveoli(x, u);
        let passing = p.passing(x, u, &blood, &lungs);
        let tissues = p.tissues(x, &blood, u.metabolic_rate_factor);
        let (_, carbon_dioxide) = blood.leaving_tissue(tissues.oxygen, tissues.pressure);
        let flow = forward(u);
        let flows = p.flows(
            flow,
            u.cerebral_blood_flow
                .unit_change(1e-3, "mL/min", "L/min")
                .positive()
                .min(flow),
        );
        let (artery, vein) = (
            flow * R::of(4.0) / p.arterial_volume,
            flow * R::of(3.0) / p.venous_volume,
        );
        let (ao1, ao2) = (artery * x.arterial_oxygen_1, artery * x.arterial_oxygen_2);
        let (ao3, ao4) = (artery * x.arterial_oxygen_3, artery * x.arterial_oxygen_4);
        let (ac1, ac2) = (
            artery * x.arterial_carbon_dioxide_1,
            artery * x.arterial_carbon_dioxide_2,
        );
        let (ac3, ac4) = (
            artery * x.arterial_carbon_dioxide_3,
            artery * x.arterial_carbon_dioxide_4,
        );
        let (vo1, vo2, vo3) = (
            vein * x.venous_oxygen_1,
            vein * x.venous_oxygen_2,
            vein * x.venous_oxygen_3,
        );
        let (vc1, vc2) = (
            vein * x.venous_carbon_dioxide_1,
            vein * x.venous_carbon_dioxide_2,
        );
        let vc3 = vein * x.venous_carbon_dioxide_3;
        // Each tissue takes its part of what the last arterial stage gives.
        let still = p.resting_output * R::of(1e-9);
        let (mut oxygen_in, mut carbon_dioxide_in) = ([ao4; 3], [ac4; 3]);
        let (mut oxygen_on, mut carbon_dioxide_on) = ([ao4; 3], [ac4; 3]);
        for k in 0..3 {
            let part = flows[k] / flow.max(still);
            oxygen_in[k] = ao4 * part;
            carbon_dioxide_in[k] = ac4 * part;
            oxygen_on[k] = flows[k] * tissues.oxygen[k];
            carbon_dioxide_on[k] = flows[k] * carbon_dioxide[k];
        }
        let quotient = p.respiratory_quotient;
        State {
            main_oxygen: passing.oxygen_given[0] - lungs.oxygen_out[0],
            main_carbon_dioxide: passing.carbon_dioxide_given[0] - lungs.carbon_dioxide_out[0],
            main_nitrogen: -lungs.nitrogen_out[0],
            side_oxygen: passing.oxygen_given[1] - lungs.oxygen_out[1],
            side_carbon_dioxide: passing.carbon_dioxide_given[1] - lungs.carbon_dioxide_out[1],
            side_nitrogen: -lungs.nitrogen_out[1],
            arterial_oxygen_1: passing.oxygen_on - ao1,
            arterial_oxygen_2: ao1 - ao2,
            arterial_oxygen_3: ao2 - ao3,
            arterial_oxygen_4: ao3 - ao4,
            arterial_carbon_dioxide_1: passing.carbon_dioxide_on - ac1,
            arterial_carbon_dioxide_2: ac1 - ac2,
            arterial_carbon_dioxide_3: ac2 - ac3,
            arterial_carbon_dioxide_4: ac3 - ac4,
            brain_oxygen: oxygen_in[0] - oxygen_on[0] - tissues.used[0],
            brain_carbon_dioxide: carbon_dioxide_in[0] - carbon_dioxide_on[0]
                + quotient * tissues.used[0],
            viscera_oxygen: oxygen_in[1] - oxygen_on[1] - tissues.used[1],
            viscera_carbon_dioxide: carbon_dioxide_in[1] - carbon_dioxide_on[1]
                + quotient * tissues.used[1],
            periphery_oxygen: oxygen_in[2] - oxygen_on[2] - tissues.used[2],
            periphery_carbon_dioxide: carbon_dioxide_in[2] - carbon_dioxide_on[2]
                + quotient * tissues.used[2],
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
