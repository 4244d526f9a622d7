#![doc = include_str!("chest.md")]

use super::side::{Side, Wall};
use crate::{At, Model, Real, quantities};

/// Lungs, airways, chest wall and breathing muscles, averaged over breaths.
pub struct Chest;

quantities! {
    /// What changes over many breaths.
    pub struct State {
        /// Part of the left lung that holds air
        left_aeration: "1";
        /// Part of the right lung that holds air
        right_aeration: "1";
        /// Air in the left pleural space
        left_air: "L", scale = 0.5;
        /// Air in the right pleural space
        right_air: "L", scale = 0.5;
        /// Blood in the left pleural space
        left_blood: "L", scale = 0.5;
        /// Blood in the right pleural space
        right_blood: "L", scale = 0.5;
    }
}

quantities! {
    /// This person's chest, and what is wrong with it.
    pub struct Params {
        /// Gas in the lungs at the end of a breath out
        residual_capacity: "L", typical = 2.5;
        /// Compliance of both lungs
        lung_compliance: "L/cm[H2O]", typical = 0.2;
        /// Compliance of the chest wall
        wall_compliance: "L/cm[H2O]", typical = 0.2;
        /// How far pleural pressure is below that of the air at the end of a breath out
        recoil: "cm[H2O]", typical = 5.0;
        /// Resistance of the upper airway
        upper_resistance: "cm[H2O].s/L", typical = 0.6;
        /// Resistance of the bronchi
        bronchial_resistance: "cm[H2O].s/L", typical = 0.9;
        /// Resistance of the bronchi while breathing out, as a multiple of that while breathing in
        expiratory_narrowing: "1", typical = 1.0;
        /// Part of the upper airway that is closed
        obstruction: "1", typical = 0.1;
        /// Volume of the conducting airways
        dead_space: "L", typical = 0.15;
        /// Part of a breath that is inspiration
        inspiration: "1", typical = 0.33;
        /// Largest pressure of the breathing muscles
        strength: "cm[H2O]", typical = 60.0;
        /// Pressure of the muscles from which on an effort is a breath
        trigger: "cm[H2O]", typical = 1.0;
        /// Compliance of the healthy chest, by which the drive is measured
        usual_compliance: "L/cm[H2O]", typical = 0.1;
        /// Resistance of the healthy airways, by which the drive is measured
        usual_resistance: "cm[H2O].s/L", typical = 1.5;
        /// Rate of breaths at rest
        usual_rate: "/min", typical = 12.0;
        /// Smallest breath that counts as one
        smallest_breath: "L", typical = 0.05;
        /// Part of lungs and chest that is right
        right_share: "1", typical = 0.55;
        /// Part of the left lung that is filled and cannot be opened
        left_consolidation: "1", typical = 0.1;
        /// Part of the right lung that is filled and cannot be opened
        right_consolidation: "1", typical = 0.1;
        /// Part of the left lung that closes without pressure
        left_collapse: "1", typical = 0.1;
        /// Part of the right lung that closes without pressure
        right_collapse: "1", typical = 0.1;
        /// Pressure at the end of a breath out at which half of what can close is closed
        closing_pressure: "cm[H2O]", typical = 10.0;
        /// How far closing pressures spread
        closing_spread: "cm[H2O]", typical = 3.0;
        /// Time in which lung opens and closes
        opening_time: "min", typical = 0.5;
        /// What airless lung keeps of its blood flow
        airless_perfusion: "1", typical = 0.5;
        /// How far pressure on one side of the mediastinum reaches the other
        mediastinum: "1", typical = 0.25;
        /// Flow from the left lung into its pleural space while breathing in
        left_leak: "L/min/cm[H2O]", typical = 0.01;
        /// Flow from the right lung into its pleural space while breathing in
        right_leak: "L/min/cm[H2O]", typical = 0.01;
        /// Flow through a wound of the left chest wall, both ways
        left_wound: "L/min/cm[H2O]", typical = 0.01;
        /// Flow through a wound of the right chest wall, both ways
        right_wound: "L/min/cm[H2O]", typical = 0.01;
        /// Suction at the needles and drains
        drain_suction: "cm[H2O]", typical = 5.0;
        /// Flow through a needle or drain out of the left pleural space
        left_drain: "L/min/cm[H2O]", typical = 0.1;
        /// Flow through a needle or drain out of the right pleural space
        right_drain: "L/min/cm[H2O]", typical = 0.1;
        /// Part of the blood lost that runs into the left pleural space
        left_bleeding: "1", typical = 0.2;
        /// Part of the blood lost that runs into the right pleural space
        right_bleeding: "1", typical = 0.2;
        /// Rate at which a drain empties blood from the left pleural space
        left_emptying: "/min", typical = 0.1;
        /// Rate at which a drain empties blood from the right pleural space
        right_emptying: "/min", typical = 0.1;
    }
}

quantities! {
    /// What drives the chest.
    pub struct Inputs {
        /// Tidal volume that the drive would bring in the healthy chest
        breathing_drive_volume: "L";
        /// Rate of breaths that is driven
        breathing_drive_rate: "/min";
        /// What relaxants leave of the muscles
        muscle_strength: "1";
        /// Resistance of the bronchi, as a multiple of this person's
        airway_resistance_factor: "1";
        /// Pressure above that at the end of a breath out with which a device inflates, at most
        ventilator_pressure: "cm[H2O]";
        /// Tidal volume at which a device ends a breath; none where it inflates by pressure alone
        ventilator_volume: "L";
        /// Rate of breaths of a device
        ventilator_rate: "/min";
        /// Part of a breath in which a device inflates
        ventilator_inspiration: "1";
        /// Pressure of a device at the end of a breath out
        end_expiratory_pressure: "cm[H2O]";
        /// Blood lost from the vessels
        blood_loss: "mL/min";
    }
}

quantities! {
    /// What the chest does.
    pub struct Signals {
        /// Volume of a breath
        tidal_volume: "L";
        /// Breaths
        respiratory_rate: "/min";
        /// Gas breathed out
        ventilation: "L/min";
        /// Fresh gas to the alveoli
        alveolar_ventilation: "L/min";
        /// Gas in the lungs, mean over a breath
        lung_volume: "L";
        /// Pleural pressure around the heart above that of the air, mean over a breath
        pleural_pressure: "mm[Hg]";
        /// Alveolar pressure above that of the air, mean over a breath
        alveolar_pressure: "mm[Hg]";
        /// Shunt through lung that holds no air
        lung_shunt: "1";
        /// Part of the airway that is open
        airway_patency: "1";
        /// Largest pressure at the airway opening
        peak_airway_pressure: "cm[H2O]";
        /// Alveolar pressure at the end of a device's breath in
        plateau_pressure: "cm[H2O]";
        /// Pressure across lungs and chest wall that a breath needs at rest, of device and muscles
        driving_pressure: "cm[H2O]";
        /// Alveolar pressure that is left at the end of a breath out, above that of the device
        trapped_pressure: "cm[H2O]";
        /// Compliance of lungs and chest wall together
        respiratory_compliance: "L/cm[H2O]", scale = 0.1;
        /// Compliance of the lungs as they are
        lung_compliance: "L/cm[H2O]", scale = 0.2;
        /// Resistance of the airways while breathing in
        airway_resistance: "cm[H2O].s/L";
        /// Resistance of the airways while breathing out
        expiratory_resistance: "cm[H2O].s/L";
        /// Volume of the conducting airways
        airway_dead_space: "L", scale = 0.15;
        /// Part of a breath that is inspiration
        inspiratory_share: "1";
        /// Blood in the pleural spaces
        haemothorax: "mL", scale = 100.0;
        /// Pressure of the breathing muscles in a breath
        muscle_pressure: "cm[H2O]", scale = 5.0;
        /// Work of the breathing muscles in a minute
        breathing_work: "L.cm[H2O]/min", scale = 30.0;
    }
}

/// 98.0665 Pa in a `cm[H2O]`, 133.322 in a `mm[Hg]`.
pub(super) const MERCURY: f64 = 98.0665 / 133.322;

/// One breath, as all breaths are.
struct Breath<R> {
    sides: [Side<R>; 2],
    compliance: R,
    /// Of the device, and of the muscles.
    volumes: [R; 2],
    rate: R,
    inspiration: R,
    muscle_pressure: R,
    resistance: R,
    /// Resistance while breathing out.
    emptying: R,
    /// Volume still in the chest when the next breath begins, as a part of the tidal volume.
    kept: R,
    /// Mean volume above the end of a breath out, as a part of the tidal volume.
    mean_inflation: R,
}

/// Part of an even pressure that becomes volume: Marini and Crooke 1993, and the part of the breath
/// that is still in the chest when the next begins.
#[inline(always)]
fn filling<R: Real>([within, out]: [R; 2], inspiration: R, length: R) -> (R, R) {
    let one = R::of(1.0);
    let left_in = (-(inspiration * length) / within).exp();
    let left_out = (-((one - inspiration) * length) / out).exp();
    let filled = (one - left_in) * (one - left_out) / (one - left_in * left_out);
    (filled, left_out)
}

#[inline(always)]
fn breath<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> Breath<R> {
    let (zero, one) = (R::of(0.0), R::of(1.0));
    let open = (one - p.obstruction).max(R::of(1e-3));
    let peep = u.end_expiratory_pressure;
    let wall = Wall {
        compliance: p.wall_compliance,
        lung: p.lung_compliance,
        capacity: p.residual_capacity,
        recoil: p.recoil,
    };
    let sides = Side::both(
        wall,
        [one - p.right_share, p.right_share],
        [x.left_aeration, x.right_aeration],
        [x.left_air + x.left_blood, x.right_air + x.right_blood],
        peep,
        p.mediastinum,
    );
    let compliance =
        (sides[0].compliance + sides[1].compliance).max(p.usual_compliance * R::of(1e-4));
    let upper = p.upper_resistance / (open * open);
    let bronchi = p.bronchial_resistance * u.airway_resistance_factor;
    let resistance = upper + bronchi;

    let able = u.muscle_strength.positive();
    let stiff = (p.usual_compliance / compliance).max(one).sqrt();
    let least = p.usual_rate * R::of(1e-3);
    // What the same drive would do in the healthy chest gives the pressure of the muscles.
    let asked_rate = u.breathing_drive_rate * stiff;
    let usual_length = (one / asked_rate.max(least)).unit_change(60.0, "min", "s");
    let usual = p.usual_resistance * p.usual_compliance;
    let (usually, _) = filling([usual, usual], p.inspiration, usual_length);
    // Muscles make up for half of a load, the rate for the rest.
    let asked = u.breathing_drive_volume / (p.usual_compliance * usually) * stiff;
    let muscle_pressure = asked.min(p.strength) * able;

    let driven = asked_rate * (muscle_pressure / p.trigger).min(one);
    let rate = driven.max(u.ventilator_rate).max(least);
    let inspiration = zero
        .if_less(
            u.ventilator_inspiration,
            u.ventilator_inspiration,
            p.inspiration,
        )
        .min(R::of(0.9));
    let length = (one / rate).unit_change(60.0, "min", "s");
    let emptying = (upper + bronchi * p.expiratory_narrowing) * compliance;
    let (filled, left) = filling([resistance * compliance, emptying], inspiration, length);
    let by_muscles = muscle_pressure * (driven / rate).min(one) * compliance * filled;

    let by_pressure = u.ventilator_pressure * compliance * filled;
    let by_device = zero.if_less(
        u.ventilator_volume,
        by_pressure.min(u.ventilator_volume),
        by_pressure,
    );
    // A breath of set volume is as large as it is set, whatever the muscles do.
    let by_muscles = zero.if_less(u.ventilator_volume, zero * by_muscles, by_muscles);
    Breath {
        sides,
        compliance,
        volumes: [by_device, by_muscles],
        rate,
        inspiration,
        muscle_pressure,
        resistance,
        kept: left / (one - left),
        mean_inflation: inspiration * R::of(0.5)
            + (emptying / length * (one - left)).min(one - inspiration),
        emptying: emptying / compliance,
    }
}

impl Model for Chest {
    const NAME: &'static str = "chest";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("chest.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        let none = R::of(0.0);
        State {
            left_aeration: aerated(p, [p.left_consolidation, p.left_collapse], none),
            right_aeration: aerated(p, [p.right_consolidation, p.right_collapse], none),
            left_air: none,
            right_air: none,
            left_blood: none,
            right_blood: none,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let one = R::of(1.0);
        let breath = breath(x, p, u);
        let [by_device, by_muscles] = breath.volumes;
        let volume = by_device + by_muscles;
        let [left, right] = breath.sides;
        let lungs = (left.lung + right.lung).max(p.lung_compliance * R::of(1e-4));
        let inflation = breath.mean_inflation + breath.kept;
        let trapped = volume * breath.kept / breath.compliance;
        // Mean flow is none, so that mean alveolar pressure is that of the device: what a device
        // brings presses on the wall, what the muscles bring pulls on the lung.
        // The mediastinum yields to the side that presses more.
        let around = left.pressure.max(right.pressure);
        let pleural =
            around + inflation * by_device / p.wall_compliance - inflation * by_muscles / lungs;
        let alveolar = u.end_expiratory_pressure + inflation * by_device / breath.compliance;
        let plateau = u.end_expiratory_pressure + trapped + by_device / breath.compliance;
        // By pressure flow has ended with the breath in; by volume it is even until then.
        let pushing =
            (breath.resistance * by_device * breath.rate.unit_change(1.0 / 60.0, "/min", "/s")
                / breath.inspiration)
                .min((u.ventilator_pressure - by_device / breath.compliance).positive());
        let by_volume = R::of(0.0).if_less(
            u.ventilator_volume,
            plateau + pushing,
            u.end_expiratory_pressure + u.ventilator_pressure,
        );
        let [shut_left, shut_right] = [
            left.airless * (one - p.right_share),
            right.airless * p.right_share,
        ];
        let shut = (shut_left + shut_right) * p.airless_perfusion;
        let size = volume / p.smallest_breath;
        let seen = breath.rate * (one - (-(size * size)).exp());
        Signals {
            tidal_volume: volume,
            respiratory_rate: seen,
            ventilation: volume * breath.rate,
            alveolar_ventilation: (volume - p.dead_space).positive() * breath.rate,
            lung_volume: left.volume + right.volume + inflation * volume,
            pleural_pressure: pleural.unit_change(MERCURY, "cm[H2O]", "mm[Hg]"),
            alveolar_pressure: alveolar.unit_change(MERCURY, "cm[H2O]", "mm[Hg]"),
            lung_shunt: shut / (one - shut_left - shut_right + shut),
            airway_patency: (one - p.obstruction).positive(),
            peak_airway_pressure: by_volume,
            plateau_pressure: plateau,
            driving_pressure: volume / breath.compliance,
            trapped_pressure: trapped,
            respiratory_compliance: breath.compliance,
            lung_compliance: lungs,
            airway_resistance: breath.resistance,
            expiratory_resistance: breath.emptying,
            airway_dead_space: p.dead_space,
            inspiratory_share: breath.inspiration,
            haemothorax: (x.left_blood + x.right_blood).unit_change(1000.0, "L", "mL"),
            muscle_pressure: breath.muscle_pressure,
            breathing_work: breath.muscle_pressure * by_muscles * breath.rate,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let breath = breath(x, p, u);
        let [left, right] = breath.sides;
        let volume = breath.volumes[0] + breath.volumes[1];
        let held = u.end_expiratory_pressure + volume * breath.kept / breath.compliance;
        // At the end of a breath in: alveolar pressure, and what the muscles add across the lung.
        let peak = held + breath.volumes[0] / breath.compliance + breath.muscle_pressure;
        let air = |side: &Side<R>, air: R, leak: R, wound: R, drain: R| {
            let there = (air / p.smallest_breath).positive().min(R::of(1.0));
            let (pressure, none) = (side.pressure, R::of(0.0));
            leak * breath.inspiration * (peak - pressure).positive()
                + wound * ((none - pressure).positive() - pressure.positive() * there)
                - drain * (pressure + p.drain_suction).positive() * there
        };
        let towards = |now: R, filled: R, closing: R| {
            (aerated(p, [filled, closing], held) - now) / p.opening_time
        };
        let lost = u.blood_loss.unit_change(1e-3, "mL/min", "L/min");
        State {
            left_aeration: towards(x.left_aeration, p.left_consolidation, p.left_collapse),
            right_aeration: towards(x.right_aeration, p.right_consolidation, p.right_collapse),
            left_air: air(&left, x.left_air, p.left_leak, p.left_wound, p.left_drain),
            right_air: air(
                &right,
                x.right_air,
                p.right_leak,
                p.right_wound,
                p.right_drain,
            ),
            left_blood: lost * p.left_bleeding - x.left_blood * p.left_emptying,
            right_blood: lost * p.right_bleeding - x.right_blood * p.right_emptying,
        }
    }
}

/// Part of a lung that holds air at this pressure at the end of a breath out.
#[inline(always)]
fn aerated<R: Real>(p: &Params<R>, [consolidation, collapse]: [R; 2], held: R) -> R {
    let one = R::of(1.0);
    let closed = one / (one + ((held - p.closing_pressure) / p.closing_spread).exp());
    (one - consolidation).positive() * (one - collapse * closed).positive()
}
