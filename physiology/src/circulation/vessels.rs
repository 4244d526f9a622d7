//! Vessels between heart and heart: organs, veins, columns of blood. Both fidelities share them.

use super::numbers::{Inputs, Params};
use crate::Real;
use std::f64::consts::PI;

/// A flow that goes to two places.
#[derive(Clone, Copy)]
pub(super) struct Pair<R> {
    pub upper: R,
    pub leg: R,
}

impl<R: Real> Pair<R> {
    #[inline(always)]
    pub fn total(self) -> R {
        self.upper + self.leg
    }
}

/// A vessel at one end of a flow: its pressure, and how freely blood leaves it. A vessel that is
/// nearly empty collapses: below half of its unstressed volume, outflow falls with what is left.
#[derive(Clone, Copy)]
pub(super) struct End<R> {
    pub pressure: R,
    pub open: R,
}

impl<R: Real> End<R> {
    #[inline(always)]
    pub fn of(pressure: R, volume: R, unstressed: R) -> Self {
        Self {
            pressure,
            open: (R::of(2.0) * volume / unstressed)
                .min(R::of(1.0))
                .positive(),
        }
    }
    /// The same seen from below or above by a column of blood.
    #[inline(always)]
    pub fn raised(self, by: R) -> Self {
        Self {
            pressure: self.pressure + by,
            ..self
        }
    }
    #[inline(always)]
    pub fn to(self, other: Self, conductance: R) -> R {
        let drop = self.pressure - other.pressure;
        conductance * (drop.positive() * self.open - (-drop).positive() * other.open)
    }
    /// The same where the pressure inside does not fall below that around it: veins of the head
    /// collapse when upright.
    #[inline(always)]
    pub fn floored(self, least: R) -> Self {
        Self {
            pressure: self.pressure.max(least),
            ..self
        }
    }
    /// The same through a valve.
    #[inline(always)]
    pub fn forward(self, other: Self, conductance: R) -> R {
        conductance * (self.pressure - other.pressure).positive() * self.open
    }
}

/// Pressure of a vessel that stiffens, from its volume above the unstressed one.
#[inline(always)]
fn stiffening_pressure<R: Real>(above: R, compliance: R, stiffening: R) -> R {
    stiffening * ((above / (compliance * stiffening)).exp() - R::of(1.0))
}

/// Volume of such a vessel above the unstressed one, from its pressure.
#[inline(always)]
pub(super) fn stretched<R: Real>(pressure: R, compliance: R, stiffening: R) -> R {
    compliance * stiffening * (R::of(1.0) + pressure / stiffening).ln()
}

/// Pressure of systemic arteries that hold this volume.
#[inline(always)]
pub(super) fn arterial<R: Real>(volume: R, p: &Params<R>) -> R {
    let above = volume - p.arterial_unstressed;
    stiffening_pressure(above, p.arterial_compliance, p.arterial_stiffening)
}

/// Compliance of systemic arteries at a pressure: the slope of the same law.
#[inline(always)]
pub(super) fn arterial_compliance<R: Real>(pressure: R, p: &Params<R>) -> R {
    p.arterial_compliance / (R::of(1.0) + pressure / p.arterial_stiffening)
}

/// Conductance of a bed under arteriolar tone, relative to rest: only what lies before the
/// capillaries narrows.
#[inline(always)]
pub(super) fn toned<R: Real>(p: &Params<R>, u: &Inputs<R>) -> R {
    let one = R::of(1.0);
    one / ((one - p.postcapillary_share) * u.arteriolar_tone + p.postcapillary_share)
}

/// The same of the kidneys.
#[inline(always)]
pub(super) fn kidney_toned<R: Real>(p: &Params<R>, u: &Inputs<R>) -> R {
    let one = R::of(1.0);
    let tone = (one + p.kidney_tone * (u.arteriolar_tone - one)).positive();
    one / ((one - p.postcapillary_share) * tone + p.postcapillary_share)
}

/// The width that keeps flow the same between the two pressures.
#[inline(always)]
pub(super) fn wanted<R: Real>(rest: R, pressure: R, lowest: R, highest: R) -> R {
    rest / pressure.max(lowest).min(highest)
}

/// What the gases of arterial blood make of the width of the brain's vessels.
#[inline(always)]
pub(super) fn brain_demand<R: Real>(p: &Params<R>, u: &Inputs<R>) -> R {
    let (one, two) = (R::of(1.0), R::of(2.0));
    let by_carbon_dioxide =
        one + p.brain_reactivity * (u.arterial_carbon_dioxide_pressure - p.brain_carbon_dioxide);
    let poor = p.brain_oxygen / u.arterial_oxygen_content.max(p.brain_oxygen / two);
    by_carbon_dioxide.max(R::of(0.5)).min(R::of(2.2)) * poor.max(one)
}

/// Volumes and widths of the vessels, and the pressures at their ends.
#[derive(Clone, Copy)]
pub(super) struct Filled<R> {
    pub arteries: R,
    /// What presses on arteries from outside.
    pub on_arteries: R,
    pub splanchnic: R,
    pub leg: R,
    pub upper: R,
    pub central: End<R>,
    pub widths: [R; 3],
}

/// What flows through organs and veins at an instant.
pub(super) struct Flows<R> {
    pub arterial: R,
    pub upright: R,
    pub brain: R,
    pub heart: R,
    pub kidney: R,
    pub splanchnic: R,
    pub muscle: Pair<R>,
    pub skin: Pair<R>,
    pub other: Pair<R>,
    pub splanchnic_return: R,
    pub leg_return: R,
    pub upper_return: R,
    pub capillary: R,
    /// Lost from arteries.
    pub artery_loss: R,
    /// Lost and taken from great veins.
    pub vein_loss: R,
}

impl<R: Real> Flows<R> {
    #[inline(always)]
    pub fn of(now: &Filled<R>, p: &Params<R>, u: &Inputs<R>) -> Self {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let upright = p.tilt.unit_change(PI / 180.0, "deg", "rad").sin();
        let arterial = arterial(now.arteries, p) + now.on_arteries;
        let splanchnic_pressure = stiffening_pressure(
            now.splanchnic - p.splanchnic_unstressed * u.venous_capacity,
            p.splanchnic_compliance,
            p.splanchnic_stiffening,
        );
        let leg_pressure = stiffening_pressure(
            now.leg - p.leg_unstressed * u.venous_capacity,
            p.leg_compliance,
            p.leg_stiffening,
        );
        let upper_pressure =
            (now.upper - p.upper_unstressed * u.venous_capacity) / p.upper_compliance;
        let artery = End::of(arterial, now.arteries, p.arterial_unstressed);
        let gut = End::of(splanchnic_pressure, now.splanchnic, p.splanchnic_unstressed);
        let leg = End::of(leg_pressure, now.leg, p.leg_unstressed);
        let upper = End::of(upper_pressure, now.upper, p.upper_unstressed);
        let central = now.central;
        let [brain_width, heart_width, kidney_width] = now.widths;

        let behind = p.postcapillary_share;
        let (toned, kidney_toned) = (toned(p, u), kidney_toned(p, u));
        let leg_column = p.leg_column * upright;
        let splanchnic_column = p.splanchnic_column * upright;
        let carotid_column = p.carotid_column * upright;
        let both = |conductance: R| {
            let conductance = conductance * toned;
            Pair {
                upper: artery.to(upper, conductance * (one - p.leg_share)),
                leg: artery.raised(leg_column).to(leg, conductance * p.leg_share),
            }
        };
        let splanchnic = artery
            .raised(splanchnic_column)
            .to(gut, p.splanchnic_conductance * toned);
        let (muscle, skin, other) = (
            both(p.muscle_conductance),
            both(p.skin_conductance),
            both(p.other_conductance),
        );
        // Capillaries: of gut, of the legs and of the upper body alike.
        let drop = |flow: R, conductance: R| flow * behind / conductance;
        let limbs = p.muscle_conductance + p.skin_conductance + p.other_conductance;
        let capillary = (gut.pressure
            + drop(splanchnic, p.splanchnic_conductance)
            + upper.pressure
            + drop(
                muscle.upper + skin.upper + other.upper,
                limbs * (one - p.leg_share),
            )
            + leg.pressure
            + drop(muscle.leg + skin.leg + other.leg, limbs * p.leg_share))
            / R::of(3.0);
        Self {
            arterial,
            upright,
            brain: artery.raised(-carotid_column).to(
                upper.raised(-carotid_column).floored(zero),
                p.brain_conductance * brain_width,
            ),
            heart: artery.to(central, p.heart_conductance * heart_width),
            kidney: artery.to(upper, p.kidney_conductance * kidney_width * kidney_toned),
            splanchnic,
            muscle,
            skin,
            other,
            splanchnic_return: gut
                .raised(-splanchnic_column)
                .to(central, p.splanchnic_return),
            leg_return: leg.raised(-leg_column).forward(central, p.leg_return),
            upper_return: upper.to(central, p.upper_return),
            capillary,
            artery_loss: p.arterial_wound * arterial.positive() * artery.open,
            vein_loss: (p.bled + p.venous_wound * central.pressure.positive()) * central.open,
        }
    }

    /// To the veins of the upper body.
    #[inline(always)]
    pub fn to_upper(&self) -> R {
        self.brain + self.kidney + self.muscle.upper + self.skin.upper + self.other.upper
    }
    /// To the veins of the legs.
    #[inline(always)]
    pub fn to_leg(&self) -> R {
        self.muscle.leg + self.skin.leg + self.other.leg
    }
    /// Out of the arteries.
    #[inline(always)]
    pub fn out_of_arteries(&self) -> R {
        self.heart + self.splanchnic + self.to_upper() + self.to_leg() + self.artery_loss
    }
    /// Into the great veins, less what is lost from them.
    #[inline(always)]
    pub fn to_central(&self) -> R {
        self.splanchnic_return + self.leg_return + self.upper_return + self.heart - self.vein_loss
    }
}

/// Systemic vascular resistance, of the widths and the tone of now.
#[inline(always)]
pub(super) fn resistance<R: Real>(widths: [R; 3], p: &Params<R>, u: &Inputs<R>) -> R {
    let [brain, heart, kidney] = widths;
    let conductance = p.brain_conductance * brain
        + p.heart_conductance * heart
        + p.kidney_conductance * kidney * kidney_toned(p, u)
        + (p.splanchnic_conductance
            + p.muscle_conductance
            + p.skin_conductance
            + p.other_conductance)
            * toned(p, u);
    (R::of(1.0) / conductance).unit_change(1e3, "mm[Hg].min/mL", "mm[Hg].min/L")
}

/// Pressure of the pericardium around ventricles of these volumes.
#[inline(always)]
pub(super) fn pericardial<R: Real>(ventricles: R, p: &Params<R>) -> R {
    let above = ventricles + p.pericardial_effusion - p.pericardial_slack;
    p.pericardial_pressure_scale * ((p.pericardial_stiffness * above).exp() - R::of(1.0)).positive()
}
