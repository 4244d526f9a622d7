//! The four chambers of a heart that beats, its valves, and the great vessels beside it, at an instant.

use super::beating::State;
use super::numbers::{Inputs, Params, pulmonary_resistance, ventricles};
use super::rhythm::Lead;
use super::ventricle::Ventricle;
use super::vessels::{End, arterial, pericardial};
use crate::Real;
use std::f64::consts::PI;

/// Pressures and flows of the heart at an instant, pressures above the pleura.
pub(super) struct Heart<R> {
    pub stretch: R,
    pub pericardial: R,
    pub left_pressure: R,
    pub right_pressure: R,
    pub left_atrium: R,
    pub lung_artery: R,
    /// At the roots of the great arteries, where a stream meets their impedance.
    pub aorta: R,
    pub lung_root: R,
    pub from_central: R,
    pub into_right: R,
    pub out_of_right: R,
    pub through_lungs: R,
    pub from_lungs: R,
    pub into_left: R,
    pub out_of_left: R,
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

/// Rate of what repeats: beats, compressions of the chest, or, where there are neither, looks at the
/// pressures so that their means go on.
#[inline(always)]
pub(super) fn cycle<R: Real>(p: &Params<R>, u: &Inputs<R>, lead: &Lead<R>) -> R {
    let one = R::of(1.0);
    let least = p.systole_at * (one + one - lead.pumping) / R::of(3.0);
    let own = u.heart_rate.max(least);
    lead.compressed * p.compression_rate.max(least) + (one - lead.compressed) * own
}

/// Pressure around heart and great vessels: the pleura's, and what a compression adds.
#[inline(always)]
pub(super) fn chest<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> R {
    u.pleural_pressure + Lead::of(p).press(x.phase, p)
}

/// Length of this beat relative to the mean; never nothing, because it divides.
#[inline(always)]
pub(super) fn length<R: Real>(x: &State<R>) -> R {
    x.beat_length.max(R::of(0.1))
}

#[inline(always)]
pub(super) fn heart<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> Heart<R> {
    let (left, right) = ventricles(p, u);
    let (lead, one) = (Lead::of(p), R::of(1.0));
    let quickened = (cycle(p, u, &lead) / (length(x) * p.systole_at)).sqrt();
    let ventricular = lead.force * contracted(x.phase, p.systole * lead.length * quickened);
    // Atria begin before the ventricles do, at the end of the beat before.
    let led = x.phase + p.atrial_lead * quickened;
    let atrial = lead.atria * contracted(led - led.floor(), p.atrial_systole * quickened);

    // A heart that stands still fills as a whole: there is no mean of a beat that the pericardium could hold.
    let held = lead.pumping * x.mean_ventricles
        + (one - lead.pumping) * (x.left_ventricle + x.right_ventricle);
    let pericardial = pericardial(held, p);
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
    let artery = arterial(x.arteries, p) + lead.press_on_aorta(x.phase, p) - chest(x, p, u);
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
    // A valve and the impedance behind it, one after the other; what the inertance carries passes by.
    let at = |end: End<R>, pressure: R| End { pressure, ..end };
    let root = artery - p.aortic_impedance * x.aortic_stream;
    let lung_root = lung_artery - p.pulmonary_impedance * x.pulmonary_stream;
    let through = |impedance: R| p.outflow_conductance / (one + impedance * p.outflow_conductance);
    let out_of_right =
        right_ventricle.forward(at(pulmonary, lung_root), through(p.pulmonary_impedance));
    let out_of_left = left_ventricle.forward(at(aorta, root), through(p.aortic_impedance));
    Heart {
        stretch,
        pericardial,
        left_pressure,
        right_pressure,
        left_atrium,
        lung_artery,
        aorta: root + p.aortic_impedance * out_of_left,
        lung_root: lung_root + p.pulmonary_impedance * out_of_right,
        from_central: great.to(right_atrial, p.outflow_conductance),
        into_right: right_atrial.forward(right_ventricle, p.inflow_conductance),
        out_of_right,
        through_lungs: pulmonary.to(veins, p.pulmonary_conductance / pulmonary_resistance(p, u)),
        from_lungs: veins.to(left_atrial, p.outflow_conductance),
        into_left: left_atrial.forward(left_ventricle, p.inflow_conductance),
        out_of_left,
    }
}
