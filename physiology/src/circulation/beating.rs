#![doc = include_str!("beating.md")]

use super::numbers::{Inputs, Params, pulmonary_resistance, ventricles};
use super::ventricle::Ventricle;
use super::vessels::{End, Filled, Flows, pericardial, resistance, wanted};
use super::waves::Signals;
use crate::{At, Jump, Model, Real, quantities};
use std::f64::consts::PI;

/// Heart and vessels, beat by beat.
pub struct BeatingCirculation;

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

/// Pressures and flows of the heart at an instant, pressures above the pleura.
struct Heart<R> {
    stretch: R,
    pericardial: R,
    left_pressure: R,
    left_atrium: R,
    lung_artery: R,
    from_central: R,
    into_right: R,
    out_of_right: R,
    through_lungs: R,
    from_lungs: R,
    into_left: R,
    out_of_left: R,
}

/// How far a chamber is contracted, 0 to 1, so long after its contraction began: half a cosine up
/// over its systole, half a cosine down in half of that.
#[inline(always)]
fn contracted<R: Real>(phase: R, systole: R) -> R {
    let (zero, half, one) = (R::of(0.0), R::of(0.5), R::of(1.0));
    let cosine = |angle: R| (angle + R::of(PI / 2.0)).sin();
    let rising = half * (one - cosine(R::of(PI) * phase / systole));
    let falling = half * (one + cosine(R::of(2.0 * PI) * (phase - systole) / systole));
    phase.if_less(
        systole,
        rising,
        phase.if_less(R::of(1.5) * systole, falling, zero),
    )
}

#[inline(always)]
fn chamber<R: Real>(ventricle: &Ventricle<R>, volume: R, contraction: R) -> R {
    contraction * ventricle.elastance * (volume - ventricle.unstressed)
        + (R::of(1.0) - contraction) * ventricle.filling_pressure(volume)
}

#[inline(always)]
fn atrium<R: Real>(volume: R, unstressed: R, compliance: R, strength: R, contraction: R) -> R {
    let elastance = (R::of(1.0) + (strength - R::of(1.0)) * contraction) / compliance;
    elastance * (volume - unstressed)
}

#[inline(always)]
fn heart<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> Heart<R> {
    let (left, right) = ventricles(p, u);
    let quickened = (u.heart_rate / p.systole_at).sqrt();
    let ventricular = contracted(x.phase, p.systole * quickened);
    // Atria begin before the ventricles do, at the end of the beat before.
    let led = x.phase + p.atrial_lead * quickened;
    let atrial = contracted(led - led.floor(), p.atrial_systole * quickened);

    let pericardial = pericardial(x.left_ventricle + x.right_ventricle, p);
    let right_pressure = chamber(&right, x.right_ventricle, ventricular) + pericardial;
    let left_pressure = chamber(&left, x.left_ventricle, ventricular) + pericardial;
    let stretch = atrium(
        x.right_atrium,
        p.right_atrial_unstressed,
        p.right_atrial_compliance,
        p.right_atrial_strength,
        atrial,
    );
    let left_atrium = atrium(
        x.left_atrium,
        p.left_atrial_unstressed,
        p.left_atrial_compliance,
        p.left_atrial_strength,
        atrial,
    );
    let artery = (x.arteries - p.arterial_unstressed) / p.arterial_compliance - u.pleural_pressure;
    // Of the lungs' unstressed volume, arteries have 160 of 590 mL (CVSim).
    let lungs = p.pulmonary_unstressed - p.left_atrial_unstressed;
    let (arteries_own, veins_own) = (R::of(160.0 / 590.0) * lungs, R::of(430.0 / 590.0) * lungs);
    let lung_artery = (x.pulmonary_arteries - arteries_own) / p.pulmonary_arterial_compliance;
    let lung_vein = (x.pulmonary_veins - veins_own)
        / (p.pulmonary_venous_compliance - p.left_atrial_compliance);
    let great = (x.central_veins - (p.central_unstressed - p.right_atrial_unstressed))
        / (p.central_compliance - p.right_atrial_compliance);

    let end = |pressure: R, volume: R, unstressed: R| End::of(pressure, volume, unstressed);
    let great = end(great, x.central_veins, p.central_unstressed);
    let right_atrial = end(stretch, x.right_atrium, p.right_atrial_unstressed);
    let right_ventricle = end(right_pressure, x.right_ventricle, right.unstressed);
    let pulmonary = end(lung_artery, x.pulmonary_arteries, arteries_own);
    let veins = end(lung_vein, x.pulmonary_veins, veins_own);
    let left_atrial = end(left_atrium, x.left_atrium, p.left_atrial_unstressed);
    let left_ventricle = end(left_pressure, x.left_ventricle, left.unstressed);
    let aorta = end(artery, x.arteries, p.arterial_unstressed);
    Heart {
        stretch,
        pericardial,
        left_pressure,
        left_atrium,
        lung_artery,
        from_central: great.to(right_atrial, p.outflow_conductance),
        into_right: right_atrial.forward(right_ventricle, p.inflow_conductance),
        out_of_right: right_ventricle.forward(pulmonary, p.outflow_conductance),
        through_lungs: pulmonary.to(veins, p.pulmonary_conductance / pulmonary_resistance(p, u)),
        from_lungs: veins.to(left_atrial, p.outflow_conductance),
        into_left: left_atrial.forward(left_ventricle, p.inflow_conductance),
        out_of_left: left_ventricle.forward(aorta, p.outflow_conductance),
    }
}

#[inline(always)]
fn flows<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> Flows<R> {
    let own = p.central_unstressed - p.right_atrial_unstressed;
    let pressure = (x.central_veins - own) / (p.central_compliance - p.right_atrial_compliance)
        + u.pleural_pressure;
    let filled = Filled {
        arteries: x.arteries,
        splanchnic: x.splanchnic_veins,
        leg: x.leg_veins,
        upper: x.upper_veins,
        central: End::of(pressure, x.central_veins, own),
        widths: [x.brain_width, x.heart_width, x.kidney_width],
    };
    Flows::of(&filled, p, u)
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
        let zero = R::of(0.0);
        let start = super::averaged::resting(p);
        let pressure = p.autoregulated_pressure;
        let share = |of: f64| pressure * R::of(of);
        let lungs = p.pulmonary_unstressed - p.left_atrial_unstressed;
        let left_atrium = p.left_atrial_unstressed + p.left_atrial_compliance * share(0.1);
        let right_atrium = p.right_atrial_unstressed + p.right_atrial_compliance * share(0.075);
        let pulmonary_arteries =
            R::of(160.0 / 590.0) * lungs + p.pulmonary_arterial_compliance * share(0.18);
        State {
            arteries: start.arteries,
            splanchnic_veins: start.splanchnic_veins,
            leg_veins: start.leg_veins,
            upper_veins: start.upper_veins,
            central_veins: start.central_veins - right_atrium,
            right_atrium,
            right_ventricle: start.right_ventricle,
            pulmonary_arteries,
            pulmonary_veins: start.lung_vessels - pulmonary_arteries - left_atrium,
            left_atrium,
            left_ventricle: start.left_ventricle,
            brain_width: R::of(1.0),
            heart_width: R::of(1.0),
            kidney_width: R::of(1.0),
            phase: zero,
            elapsed: zero,
            arterial_sum: zero,
            stretch_sum: zero,
            pulmonary_sum: zero,
            wedge_sum: zero,
            ejected: zero,
            right_ejected: zero,
            highest: pressure,
            lowest: pressure,
            mean_arterial: pressure,
            mean_stretch: share(0.075),
            mean_pulmonary: share(0.18),
            mean_wedge: share(0.1),
            stroke: start.left_ventricle * R::of(0.6),
            right_stroke: start.left_ventricle * R::of(0.6),
            systolic: pressure,
            diastolic: pressure,
            left_end_diastolic: start.left_ventricle,
            right_end_diastolic: start.right_ventricle,
            rate: p.systole_at,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let (heart, flows) = (heart(x, p, u), flows(x, p, u));
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
            central_venous_pressure: x.mean_stretch + u.pleural_pressure,
            right_atrial_stretch: x.mean_stretch,
            mean_pulmonary_pressure: x.mean_pulmonary + u.pleural_pressure,
            pulmonary_wedge_pressure: x.mean_wedge + u.pleural_pressure,
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
            coronary_blood_flow: flows.heart,
            renal_blood_flow: flows.kidney,
            splanchnic_blood_flow: flows.splanchnic,
            muscle_blood_flow: flows.muscle.total(),
            skin_blood_flow: flows.skin.total(),
            capillary_pressure: flows.capillary,
            blood_volume: volume,
            blood_volume_ratio: volume / p.usual_blood_volume,
            blood_loss: flows.artery_loss + flows.vein_loss,
            arterial_pressure: flows.arterial,
            left_ventricular_pressure: heart.left_pressure + u.pleural_pressure,
            left_ventricular_volume: x.left_ventricle,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let (heart, flows) = (heart(x, p, u), flows(x, p, u));
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let third = u.capillary_refill / R::of(3.0);
        let width = |now: R, pressure: R, lowest: R, highest: R| {
            (wanted(p.autoregulated_pressure, pressure, lowest, highest) - now)
                / p.autoregulation_time
        };
        let carotid = x.mean_arterial - p.carotid_column * flows.upright;
        // Highest and lowest pressure follow within a hundredth of a second.
        let follow = R::of(10.0) * p.filling_rate;
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
            brain_width: width(x.brain_width, carotid, p.brain_lowest, p.brain_highest),
            heart_width: width(
                x.heart_width,
                x.mean_arterial,
                p.heart_lowest,
                p.heart_highest,
            ),
            kidney_width: width(
                x.kidney_width,
                x.mean_arterial,
                p.kidney_lowest,
                p.kidney_highest,
            ),
            phase: u.heart_rate,
            elapsed: one,
            arterial_sum: flows.arterial,
            stretch_sum: heart.stretch,
            pulmonary_sum: heart.lung_artery,
            wedge_sum: heart.left_atrium,
            ejected: heart.out_of_left,
            right_ejected: heart.out_of_right,
            highest: follow * (flows.arterial - x.highest).positive(),
            lowest: -(follow * (x.lowest - flows.arterial).positive()),
            mean_arterial: zero,
            mean_stretch: zero,
            mean_pulmonary: zero,
            mean_wedge: zero,
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
        let zero = R::of(0.0);
        let arterial = (x.arteries - p.arterial_unstressed) / p.arterial_compliance;
        // A beat that was called before any time had passed has no means: the last ones stay.
        let mean = |sum: R, last: R| zero.if_less(x.elapsed, sum / x.elapsed, last);
        State {
            phase: x.phase - x.phase.floor(),
            elapsed: zero,
            arterial_sum: zero,
            stretch_sum: zero,
            pulmonary_sum: zero,
            wedge_sum: zero,
            ejected: zero,
            right_ejected: zero,
            highest: arterial,
            lowest: arterial,
            mean_arterial: mean(x.arterial_sum, x.mean_arterial),
            mean_stretch: mean(x.stretch_sum, x.mean_stretch),
            mean_pulmonary: mean(x.pulmonary_sum, x.mean_pulmonary),
            mean_wedge: mean(x.wedge_sum, x.mean_wedge),
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
