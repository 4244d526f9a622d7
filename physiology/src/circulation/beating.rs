#![doc = include_str!("beating.md")]

use super::averaged;
use super::chambers::{chest, cycle, heart, length};
use super::numbers::{Inputs, Params, ventricles};
use super::rhythm::Lead;
use super::vessels::{End, Filled, Flows, arterial, brain_demand, resistance, wanted};
use super::waves::Signals;
use crate::{At, Jump, Model, Quantities, Real, quantities};
use std::f64::consts::PI;

/// Heart and vessels, beat by beat.
pub struct BeatingCirculation;

/// Spread of the intervals between beats in atrial fibrillation, relative to their mean; they are drawn
/// evenly around it. Assumed: within the 0.17 to 0.28 that are usual.
const IRREGULARITY: f64 = 0.24;

/// Share of the last beat in the volume that the pericardium feels. Assumed, for stability: with all of
/// it, a heart that is large or pressed fills and starves from beat to beat, because what it held a beat
/// ago leaves no room for what comes now; a fifth holds up to a pericardium nine times as stiff as the
/// ventricles in it.
const HELD: f64 = 0.2;

quantities! {
    /// Where the blood is, where the beat is, and what the last beat was like.
    pub struct State {
        /// Blood in systemic arteries
        arteries: "mL", scale = 900.0, conserves = Some("blood");
        /// Blood in the veins of gut, liver and spleen
        splanchnic_veins: "mL", scale = 1500.0, conserves = Some("blood");
        /// Blood in the veins of the legs
        leg_veins: "mL", scale = 900.0, conserves = Some("blood");
        /// Blood in all other peripheral veins: head, arms, trunk, kidneys
        upper_veins: "mL", scale = 900.0, conserves = Some("blood");
        /// Blood in the great veins
        central_veins: "mL", scale = 400.0, conserves = Some("blood");
        /// Blood in the right atrium
        right_atrium: "mL", scale = 40.0, conserves = Some("blood");
        /// Blood in the right ventricle
        right_ventricle: "mL", scale = 120.0, conserves = Some("blood");
        /// Blood in pulmonary arteries
        pulmonary_arteries: "mL", scale = 250.0, conserves = Some("blood");
        /// Blood in pulmonary veins
        pulmonary_veins: "mL", scale = 500.0, conserves = Some("blood");
        /// Blood in the left atrium
        left_atrium: "mL", scale = 45.0, conserves = Some("blood");
        /// Blood in the left ventricle
        left_ventricle: "mL", scale = 110.0, conserves = Some("blood");
        /// Conductance of the brain's vessels by autoregulation, relative to rest
        brain_width: "1";
        /// Conductance of the heart's vessels by autoregulation, relative to rest
        heart_width: "1";
        /// Conductance of the kidneys' vessels by autoregulation, relative to rest
        kidney_width: "1";
        /// How much of the beat has passed
        phase: "1";
        /// Length of this beat relative to the mean
        beat_length: "1";
        /// From which the next lengths are drawn, where beats come at random
        chance: "1";
        /// How much of the breath has passed
        breath: "1";
        /// Flow that the aorta's inertance carries past its impedance
        aortic_stream: "mL/min", scale = 5000.0;
        /// The same in the pulmonary artery
        pulmonary_stream: "mL/min", scale = 5000.0;
        /// Pressure in a radial artery
        radial: "mm[Hg]", scale = 90.0;
        /// How fast it changes
        radial_speed: "mm[Hg]/min", scale = 50000.0;
        /// Pressure that the blood of a finger feels
        finger: "mm[Hg]", scale = 90.0;
        /// Volume of both ventricles, summed over the beat so far
        ventricles_sum: "mL.min", scale = 4.0;
        /// Time since the beat began
        elapsed: "min", scale = 0.015;
        /// Arterial pressure, summed over the beat so far
        arterial_sum: "mm[Hg].min";
        /// Right atrial stretch, summed over the beat so far
        stretch_sum: "mm[Hg].min", scale = 0.1;
        /// Pulmonary arterial pressure above the pleura, summed over the beat so far
        pulmonary_sum: "mm[Hg].min", scale = 0.2;
        /// Left atrial pressure above the pleura, summed over the beat so far
        wedge_sum: "mm[Hg].min", scale = 0.1;
        /// Blood ejected by the left ventricle in this beat
        ejected: "mL", scale = 75.0;
        /// Blood ejected by the right ventricle in this beat
        right_ejected: "mL", scale = 75.0;
        /// Highest arterial pressure of this beat
        highest: "mm[Hg]", scale = 120.0;
        /// Lowest arterial pressure of this beat
        lowest: "mm[Hg]", scale = 75.0;
        /// Mean arterial pressure of the last beat
        mean_arterial: "mm[Hg]", scale = 90.0;
        /// Right atrial stretch, mean of the last beat
        mean_stretch: "mm[Hg]", scale = 7.0;
        /// Pulmonary arterial pressure above the pleura, mean of the last beat
        mean_pulmonary: "mm[Hg]", scale = 15.0;
        /// Left atrial pressure above the pleura, mean of the last beat
        mean_wedge: "mm[Hg]", scale = 9.0;
        /// Volume of both ventricles, mean of the last beats
        mean_ventricles: "mL", scale = 240.0;
        /// Stroke volume of the last beat
        stroke: "mL", scale = 75.0;
        /// Stroke volume of the right ventricle in the last beat
        right_stroke: "mL", scale = 75.0;
        /// Highest arterial pressure of the last beat
        systolic: "mm[Hg]", scale = 120.0;
        /// Lowest arterial pressure of the last beat
        diastolic: "mm[Hg]", scale = 75.0;
        /// Volume of the left ventricle when the last beat began
        left_end_diastolic: "mL", scale = 130.0;
        /// Volume of the right ventricle when the last beat began
        right_end_diastolic: "mL", scale = 150.0;
        /// Heart rate that the last beat had
        rate: "/min", scale = 70.0;
    }
}

#[inline(always)]
fn flows<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> Flows<R> {
    let own = p.central_unstressed - p.right_atrial_unstressed;
    let pressure = (x.central_veins - own) / (p.central_compliance - p.right_atrial_compliance)
        + chest(x, p, u);
    let filled = Filled {
        arteries: x.arteries,
        on_arteries: Lead::of(p).press_on_aorta(x.phase, p),
        splanchnic: x.splanchnic_veins,
        leg: x.leg_veins,
        upper: x.upper_veins,
        central: End::of(pressure, x.central_veins, own),
        widths: [x.brain_width, x.heart_width, x.kidney_width],
    };
    Flows::of(&filled, p, u)
}

/// The beginning of a beat of a heart that is, on the mean, like this averaged one.
#[inline(always)]
fn near<R: Real>(p: &Params<R>, like: &averaged::State<R>) -> State<R> {
    let (zero, one) = (R::of(0.0), R::of(1.0));
    let arterial = arterial(like.arteries, p);
    let stretch = (like.central_veins - p.central_unstressed) / p.central_compliance;
    let right_atrium = (p.right_atrial_unstressed + p.right_atrial_compliance * stretch).positive();
    let lungs = p.pulmonary_unstressed - p.left_atrial_unstressed;
    // Pressure in the lungs' arteries is about 1.8 times that in their veins.
    let vein = (like.lung_vessels - p.pulmonary_unstressed)
        / (R::of(1.8) * p.pulmonary_arterial_compliance + p.pulmonary_venous_compliance);
    let artery = R::of(1.8) * vein;
    let left_atrium = (p.left_atrial_unstressed + p.left_atrial_compliance * vein).positive();
    let pulmonary_arteries =
        (R::of(160.0 / 590.0) * lungs + p.pulmonary_arterial_compliance * artery).positive();
    let stroke = R::of(0.6) * like.left_ventricle;
    State {
        arteries: like.arteries,
        splanchnic_veins: like.splanchnic_veins,
        leg_veins: like.leg_veins,
        upper_veins: like.upper_veins,
        central_veins: like.central_veins - right_atrium,
        right_atrium,
        right_ventricle: like.right_ventricle,
        pulmonary_arteries,
        pulmonary_veins: like.lung_vessels - pulmonary_arteries - left_atrium,
        left_atrium,
        left_ventricle: like.left_ventricle,
        brain_width: like.brain_width,
        heart_width: like.heart_width,
        kidney_width: like.kidney_width,
        phase: zero,
        beat_length: one,
        chance: zero,
        breath: zero,
        aortic_stream: p.systole_at * stroke,
        pulmonary_stream: p.systole_at * stroke,
        radial: arterial,
        radial_speed: zero * arterial * p.systole_at,
        finger: arterial,
        ventricles_sum: zero,
        elapsed: zero,
        arterial_sum: zero,
        stretch_sum: zero,
        pulmonary_sum: zero,
        wedge_sum: zero,
        ejected: zero,
        right_ejected: zero,
        highest: arterial,
        lowest: arterial,
        mean_arterial: arterial,
        mean_stretch: stretch,
        mean_pulmonary: artery,
        mean_wedge: vein,
        mean_ventricles: like.left_ventricle + like.right_ventricle,
        stroke,
        right_stroke: stroke,
        systolic: arterial,
        diastolic: arterial,
        left_end_diastolic: like.left_ventricle,
        right_end_diastolic: like.right_ventricle,
        rate: p.systole_at,
    }
}

impl BeatingCirculation {
    /// The state, in the order of the layout, of a heart that is, on the mean, like the averaged one of
    /// the same parameters in this state: from there it finds its own beat within some.
    pub fn like(p: &[f64], averaged: &[f64]) -> Vec<f64> {
        let mut numbers = vec![0.0; <State<f64> as Quantities<f64>>::FIELDS.len()];
        near(&Params::read(p), &averaged::State::read(averaged)).write(&mut numbers);
        numbers
    }
}

impl Model for BeatingCirculation {
    const NAME: &'static str = "beating_circulation";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("beating.md");
    const GUARDS: usize = 1;
    const JUMPS: &'static [Jump] = &[Jump {
        name: "beat",
        unit: "1",
        meaning: "A beat ends and the next begins",
    }];

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    /// Near rest, at the beginning of a beat.
    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        near(p, &averaged::resting(p))
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let (heart, flows) = (heart(x, p, u), flows(x, p, u));
        let (left, right) = ventricles(p, u);
        let (chest, lead) = (chest(x, p, u), Lead::of(p));
        let mean_chest = u.pleural_pressure + lead.mean_press(p);
        let volume = x.arteries
            + x.splanchnic_veins
            + x.leg_veins
            + x.upper_veins
            + x.central_veins
            + x.right_atrium
            + x.right_ventricle
            + x.pulmonary_arteries
            + x.pulmonary_veins
            + x.left_atrium
            + x.left_ventricle;
        Signals {
            mean_arterial_pressure: x.mean_arterial,
            systolic_pressure: x.systolic,
            diastolic_pressure: x.diastolic,
            carotid_pressure: x.mean_arterial - p.carotid_column * flows.upright,
            central_venous_pressure: x.mean_stretch + mean_chest,
            right_atrial_stretch: x.mean_stretch,
            mean_pulmonary_pressure: x.mean_pulmonary + mean_chest,
            pulmonary_wedge_pressure: x.mean_wedge + mean_chest,
            pericardial_pressure: heart.pericardial,
            cardiac_output: (x.rate * x.stroke).unit_change(1e-3, "mL/min", "L/min"),
            stroke_volume: x.stroke,
            right_stroke_volume: x.right_stroke,
            left_end_diastolic_volume: x.left_end_diastolic,
            ejection_fraction: (x.stroke / x.left_end_diastolic.max(p.left_unstressed))
                .unit_change(100.0, "1", "%"),
            right_end_diastolic_volume: x.right_end_diastolic,
            systemic_vascular_resistance: resistance(
                [x.brain_width, x.heart_width, x.kidney_width],
                p,
                u,
            ),
            cerebral_blood_flow: flows.brain,
            cerebral_flow_wanted: brain_demand(p, u),
            coronary_blood_flow: flows.heart,
            renal_blood_flow: flows.kidney,
            splanchnic_blood_flow: flows.splanchnic,
            muscle_blood_flow: flows.muscle.total(),
            skin_blood_flow: flows.skin.total(),
            capillary_pressure: flows.capillary,
            blood_volume: volume,
            blood_volume_ratio: volume / p.usual_blood_volume,
            blood_loss: flows.artery_loss + flows.vein_loss,
            imposed_heart_rate: lead.imposed,
            chronotropy: p.sinus_rate_factor,
            beat_phase: x.phase,
            heart_rhythm: p.rhythm,
            arterial_pressure_wave: x.radial,
            central_venous_pressure_wave: heart.stretch + chest,
            pulmonary_pressure_wave: heart.lung_root + chest,
            plethysmogram: (x.finger - x.diastolic).positive()
                / (p.finger_pulse * u.arteriolar_tone),
            aortic_pressure: heart.aorta + chest,
            left_ventricular_pressure: heart.left_pressure + chest,
            left_ventricular_volume: x.left_ventricle,
            right_ventricular_pressure: heart.right_pressure + chest,
            right_ventricular_volume: x.right_ventricle,
            left_atrial_pressure: heart.left_atrium + chest,
            left_end_diastolic_pressure: left.filling_pressure(x.left_end_diastolic)
                + heart.pericardial
                + u.pleural_pressure,
            right_end_diastolic_pressure: right.filling_pressure(x.right_end_diastolic)
                + heart.pericardial
                + u.pleural_pressure,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let (heart, flows) = (heart(x, p, u), flows(x, p, u));
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let third = u.capillary_refill / R::of(3.0);
        let width = |now: R, pressure: R, [lowest, highest]: [R; 2], demand: R| {
            (demand * wanted(p.autoregulated_pressure, pressure, lowest, highest) - now)
                / p.autoregulation_time
        };
        let brain = brain_demand(p, u);
        let carotid = x.mean_arterial - p.carotid_column * flows.upright;
        // Highest and lowest pressure follow within a hundredth of a second.
        let follow = R::of(14.0) * p.filling_rate;
        let lead = Lead::of(p);
        let breathing =
            R::of(1.0) + lead.atria * p.sinus_arrhythmia * (R::of(2.0 * PI) * x.breath).sin();
        let root = heart.aorta + chest(x, p, u);
        State {
            arteries: heart.out_of_left - flows.out_of_arteries(),
            splanchnic_veins: flows.splanchnic - flows.splanchnic_return + third,
            leg_veins: flows.to_leg() - flows.leg_return + third,
            upper_veins: flows.to_upper() - flows.upper_return + third,
            central_veins: flows.to_central() - heart.from_central + u.fluid_exchange,
            right_atrium: heart.from_central - heart.into_right,
            right_ventricle: heart.into_right - heart.out_of_right,
            pulmonary_arteries: heart.out_of_right - heart.through_lungs,
            pulmonary_veins: heart.through_lungs - heart.from_lungs,
            left_atrium: heart.from_lungs - heart.into_left,
            left_ventricle: heart.into_left - heart.out_of_left,
            brain_width: width(
                x.brain_width,
                carotid,
                [p.brain_lowest, p.brain_highest],
                brain,
            ),
            heart_width: width(
                x.heart_width,
                x.mean_arterial,
                [p.heart_lowest, p.heart_highest],
                one,
            ),
            kidney_width: width(
                x.kidney_width,
                x.mean_arterial,
                [p.kidney_lowest, p.kidney_highest],
                one,
            ),
            phase: cycle(p, u, &lead) * breathing / length(x),
            beat_length: zero,
            chance: zero,
            breath: u.respiratory_rate,
            aortic_stream: (heart.out_of_left - x.aortic_stream) / p.impedance_time,
            pulmonary_stream: (heart.out_of_right - x.pulmonary_stream) / p.impedance_time,
            radial: x.radial_speed,
            radial_speed: p.radial_frequency
                * (p.radial_frequency * (root - x.radial)
                    - R::of(2.0) * p.radial_damping * x.radial_speed),
            finger: p.finger_rate * (x.radial - x.finger),
            ventricles_sum: x.left_ventricle + x.right_ventricle,
            elapsed: one,
            arterial_sum: flows.arterial,
            stretch_sum: heart.stretch,
            pulmonary_sum: heart.lung_artery,
            wedge_sum: heart.left_atrium,
            ejected: heart.out_of_left,
            right_ejected: heart.out_of_right,
            highest: follow * (x.radial - x.highest).positive(),
            lowest: -(follow * (x.lowest - x.radial).positive()),
            mean_arterial: zero,
            mean_stretch: zero,
            mean_pulmonary: zero,
            mean_wedge: zero,
            mean_ventricles: zero,
            stroke: zero,
            right_stroke: zero,
            systolic: zero,
            diastolic: zero,
            left_end_diastolic: zero,
            right_end_diastolic: zero,
            rate: zero,
        }
    }

    #[inline(always)]
    fn guard<R: Real>(&self, _: usize, At { x, .. }: At<Self, R>) -> R {
        x.phase - R::of(1.0)
    }

    #[inline(always)]
    fn jump<R: Real>(&self, _: usize, At { x, p, .. }: At<Self, R>, _: R) -> State<R> {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let fraction = |value: R| value - value.floor();
        // A congruential sequence: full period, because 997 - 1 is a multiple of four.
        let chance = fraction(R::of(997.0) * x.chance + R::of(0.618_033_988_749_895));
        let random = one + R::of(IRREGULARITY * 3.464_101_615_137_754_6) * (chance - R::of(0.5));
        // A beat that was called before any time had passed has no means: the last ones stay.
        let mean = |sum: R, last: R| zero.if_less(x.elapsed, sum / x.elapsed, last);
        State {
            phase: fraction(x.phase),
            beat_length: one + Lead::of(p).irregular * (random - one),
            chance,
            breath: fraction(x.breath),
            ventricles_sum: zero,
            elapsed: zero,
            arterial_sum: zero,
            stretch_sum: zero,
            pulmonary_sum: zero,
            wedge_sum: zero,
            ejected: zero,
            right_ejected: zero,
            highest: x.radial,
            lowest: x.radial,
            mean_arterial: mean(x.arterial_sum, x.mean_arterial),
            mean_stretch: mean(x.stretch_sum, x.mean_stretch),
            mean_pulmonary: mean(x.pulmonary_sum, x.mean_pulmonary),
            mean_wedge: mean(x.wedge_sum, x.mean_wedge),
            mean_ventricles: x.mean_ventricles
                + R::of(HELD) * (mean(x.ventricles_sum, x.mean_ventricles) - x.mean_ventricles),
            stroke: x.ejected,
            right_stroke: x.right_ejected,
            systolic: x.highest,
            diastolic: x.lowest,
            left_end_diastolic: x.left_ventricle,
            right_end_diastolic: x.right_ventricle,
            rate: mean(R::of(1.0), x.rate),
            ..*x
        }
    }
}
