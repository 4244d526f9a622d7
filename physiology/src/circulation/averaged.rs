#![doc = include_str!("averaged.md")]

use super::numbers::{Inputs, Params, Signals, pulmonary_resistance, ventricles};
use super::rhythm::Lead;
use super::ventricle::Ventricle;
use super::vessels::{
    End, Filled, Flows, arterial, arterial_compliance, brain_demand, pericardial, resistance,
    stretched, wanted,
};
use crate::{At, Model, Real, quantities};

/// Heart and vessels, averaged over the beat.
pub struct Circulation;

quantities! {
    /// Where the blood is, and how wide the vessels that watch themselves are.
    pub struct State {
        /// Blood in systemic arteries
        arteries: "mL", scale = 900.0, conserves = Some("blood");
        /// Blood in the veins of gut, liver and spleen
        splanchnic_veins: "mL", scale = 1500.0, conserves = Some("blood");
        /// Blood in the veins of the legs
        leg_veins: "mL", scale = 900.0, conserves = Some("blood");
        /// Blood in all other peripheral veins: head, arms, trunk, kidneys
        upper_veins: "mL", scale = 900.0, conserves = Some("blood");
        /// Blood in the great veins and the right atrium
        central_veins: "mL", scale = 400.0, conserves = Some("blood");
        /// Blood in the right ventricle, mean over the beat
        right_ventricle: "mL", scale = 120.0, conserves = Some("blood");
        /// Blood in the vessels of the lungs and the left atrium
        lung_vessels: "mL", scale = 800.0, conserves = Some("blood");
        /// Blood in the left ventricle, mean over the beat
        left_ventricle: "mL", scale = 110.0, conserves = Some("blood");
        /// Conductance of the brain's vessels by autoregulation, relative to rest
        brain_width: "1";
        /// Conductance of the heart's vessels by autoregulation, relative to rest
        heart_width: "1";
        /// Conductance of the kidneys' vessels by autoregulation, relative to rest
        kidney_width: "1";
    }
}

/// Near rest; a person's own rest is solved for the whole body.
#[inline(always)]
pub(super) fn resting<R: Real>(p: &Params<R>) -> State<R> {
    let pressure = p.autoregulated_pressure;
    let share = |of: f64| pressure * R::of(of);
    let venous = |unstressed: R, compliance: R, stiffening: R, pressure: R| {
        unstressed + stretched(pressure, compliance, stiffening)
    };
    let filled =
        |stiffness: R, pressure: R| (R::of(1.0) + pressure / p.stiffness_pressure).ln() / stiffness;
    let arteries =
        p.arterial_unstressed + stretched(pressure, p.arterial_compliance, p.arterial_stiffening);
    let splanchnic_veins = venous(
        p.splanchnic_unstressed,
        p.splanchnic_compliance,
        p.splanchnic_stiffening,
        share(0.07),
    );
    let leg_veins = venous(
        p.leg_unstressed,
        p.leg_compliance,
        p.leg_stiffening,
        share(0.07),
    );
    let upper_veins = p.upper_unstressed + p.upper_compliance * share(0.07);
    let right_ventricle = R::of(0.75) * filled(p.right_stiffness, share(0.065));
    let left_ventricle = R::of(0.75) * filled(p.left_stiffness, share(0.09));
    let lung_vessels = p.pulmonary_unstressed
        + p.pulmonary_arterial_compliance * share(0.18)
        + p.pulmonary_venous_compliance * share(0.1);
    // The great veins hold what is left of the usual volume.
    let central_veins = p.usual_blood_volume
        - arteries
        - splanchnic_veins
        - leg_veins
        - upper_veins
        - right_ventricle
        - left_ventricle
        - lung_vessels;
    State {
        arteries,
        splanchnic_veins,
        leg_veins,
        upper_veins,
        central_veins,
        right_ventricle,
        lung_vessels,
        left_ventricle,
        brain_width: R::of(1.0),
        heart_width: R::of(1.0),
        kidney_width: R::of(1.0),
    }
}

/// All blood.
#[inline(always)]
fn blood_volume<R: Real>(x: &State<R>) -> R {
    x.arteries
        + x.splanchnic_veins
        + x.leg_veins
        + x.upper_veins
        + x.central_veins
        + x.right_ventricle
        + x.lung_vessels
        + x.left_ventricle
}

/// Pressures and flows of the heart at an instant.
struct Heart<R> {
    stretch: R,
    /// Emptyings a minute: beats, or compressions of the chest.
    rate: R,
    pericardial: R,
    half_pulse: R,
    left_stroke: R,
    right_stroke: R,
    left_inflow: R,
    right_inflow: R,
    lung_artery: R,
    lung_vein: R,
}

#[inline(always)]
fn flows<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> Flows<R> {
    let stretch = (x.central_veins - p.central_unstressed) / p.central_compliance;
    let filled = Filled {
        arteries: x.arteries,
        on_arteries: R::of(0.0),
        splanchnic: x.splanchnic_veins,
        leg: x.leg_veins,
        upper: x.upper_veins,
        central: End::of(
            stretch + u.pleural_pressure,
            x.central_veins,
            p.central_unstressed,
        ),
        widths: [x.brain_width, x.heart_width, x.kidney_width],
    };
    Flows::of(&filled, p, u)
}

/// See the equations in averaged.md.
#[inline(always)]
fn heart<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> Heart<R> {
    let (half, one) = (R::of(0.5), R::of(1.0));
    let stretch = (x.central_veins - p.central_unstressed) / p.central_compliance;
    let arterial = arterial(x.arteries, p);
    let (mut left, mut right) = ventricles(p, u);
    let lead = Lead::of(p);
    let (rate, strength) = (lead.rate(u.heart_rate, p), lead.strength(p));
    left.elastance = left.elastance * strength;
    right.elastance = right.elastance * strength;
    // A heart that stands still has no systole; what it would be has a length.
    let paced = rate.max(R::of(0.05) * p.systole_at);
    let pericardial = pericardial(x.left_ventricle + x.right_ventricle, p);
    let systole = p.systole * lead.length * (paced / p.systole_at).sqrt();
    let half_pulse = Ventricle::half_pulse(arterial_compliance(arterial, p), systole);
    let left_stroke = ((x.left_ventricle
        - left.unstressed
        - (arterial - u.pleural_pressure - pericardial) / left.elastance)
        / left.stroke_divisor(half_pulse))
    .min(R::of(2.0) * x.left_ventricle)
    .positive();
    let lung_compliance = p.pulmonary_arterial_compliance + p.pulmonary_venous_compliance;
    let lung_stressed = x.lung_vessels - p.pulmonary_unstressed;
    let lung_rate = rate * pulmonary_resistance(p, u) / p.pulmonary_conductance;
    let right_stroke = ((x.right_ventricle - right.unstressed + pericardial / right.elastance
        - lung_stressed / (lung_compliance * right.elastance))
        / (right.stroke_divisor(Ventricle::half_pulse(
            p.pulmonary_arterial_compliance,
            systole,
        )) + p.pulmonary_venous_compliance * lung_rate / (lung_compliance * right.elastance)))
        .min(R::of(2.0) * x.right_ventricle)
        .positive();
    let lung_vein = (lung_stressed - p.pulmonary_arterial_compliance * lung_rate * right_stroke)
        / lung_compliance;
    let lung_artery = lung_vein + lung_rate * right_stroke;
    // What is left of the beat after systole and a relaxation of half its length.
    let filling = one - (-(p.filling_rate * (one - R::of(1.5) * systole).positive() / paced)).exp();
    let inflow = |ventricle: &Ventricle<R>, mean: R, stroke: R, pressure: R, open: R| {
        let left_over = mean - half * stroke;
        let wanted = ventricle.filled(pressure - pericardial) - left_over;
        rate * filling * wanted.positive() * open
    };
    let lungs = End::of(lung_vein, x.lung_vessels, p.pulmonary_unstressed);
    let left_inflow = inflow(&left, x.left_ventricle, left_stroke, lung_vein, lungs.open);
    let central = End::of(stretch, x.central_veins, p.central_unstressed);
    let right_inflow = inflow(
        &right,
        x.right_ventricle,
        right_stroke,
        stretch,
        central.open,
    );
    Heart {
        stretch,
        rate,
        pericardial,
        half_pulse,
        left_stroke,
        right_stroke,
        left_inflow,
        right_inflow,
        lung_artery,
        lung_vein,
    }
}

impl Model for Circulation {
    const NAME: &'static str = "circulation";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("averaged.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        resting(p)
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let (heart, flows) = (heart(x, p, u), flows(x, p, u));
        let (half, arterial) = (R::of(0.5), flows.arterial);
        let third = R::of(2.0) * heart.half_pulse * heart.left_stroke / R::of(3.0);
        let output = (heart.rate * heart.left_stroke).unit_change(1e-3, "mL/min", "L/min");
        let volume = blood_volume(x);
        let left_end = x.left_ventricle + half * heart.left_stroke;
        Signals {
            mean_arterial_pressure: arterial,
            systolic_pressure: arterial + R::of(2.0) * third,
            diastolic_pressure: arterial - third,
            carotid_pressure: arterial - p.carotid_column * flows.upright,
            central_venous_pressure: heart.stretch + u.pleural_pressure,
            right_atrial_stretch: heart.stretch,
            mean_pulmonary_pressure: heart.lung_artery + u.pleural_pressure,
            pulmonary_wedge_pressure: heart.lung_vein + u.pleural_pressure,
            pericardial_pressure: heart.pericardial,
            cardiac_output: output,
            stroke_volume: heart.left_stroke,
            right_stroke_volume: heart.right_stroke,
            left_end_diastolic_volume: left_end,
            ejection_fraction: (heart.left_stroke / left_end.max(p.left_unstressed))
                .unit_change(100.0, "1", "%"),
            right_end_diastolic_volume: x.right_ventricle + half * heart.right_stroke,
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
            imposed_heart_rate: Lead::of(p).imposed,
            chronotropy: p.sinus_rate_factor,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let (heart, flows) = (heart(x, p, u), flows(x, p, u));
        let third = u.capillary_refill / R::of(3.0);
        let width = |now: R, pressure: R, [lowest, highest]: [R; 2], demand: R| {
            (demand * wanted(p.autoregulated_pressure, pressure, lowest, highest) - now)
                / p.autoregulation_time
        };
        let (brain, one) = (brain_demand(p, u), R::of(1.0));
        let (arterial, carotid) = (
            flows.arterial,
            flows.arterial - p.carotid_column * flows.upright,
        );
        State {
            arteries: heart.rate * heart.left_stroke - flows.out_of_arteries(),
            splanchnic_veins: flows.splanchnic - flows.splanchnic_return + third,
            leg_veins: flows.to_leg() - flows.leg_return + third,
            upper_veins: flows.to_upper() - flows.upper_return + third,
            central_veins: flows.to_central() - heart.right_inflow + u.fluid_exchange,
            right_ventricle: heart.right_inflow - heart.rate * heart.right_stroke,
            lung_vessels: heart.rate * heart.right_stroke - heart.left_inflow,
            left_ventricle: heart.left_inflow - heart.rate * heart.left_stroke,
            brain_width: width(
                x.brain_width,
                carotid,
                [p.brain_lowest, p.brain_highest],
                brain,
            ),
            heart_width: width(
                x.heart_width,
                arterial,
                [p.heart_lowest, p.heart_highest],
                one,
            ),
            kidney_width: width(
                x.kidney_width,
                arterial,
                [p.kidney_lowest, p.kidney_highest],
                one,
            ),
        }
    }
}
