//! A ventricle as an elastance: how far it fills, and how far it empties.

use crate::Real;

/// What a ventricle is made of.
#[derive(Debug, Clone, Copy)]
pub struct Ventricle<R> {
    /// Elastance at the end of systole, mmHg/mL.
    pub elastance: R,
    /// Volume at which systole makes no pressure, mL.
    pub unstressed: R,
    /// Pressure scale of the diastolic curve, mmHg.
    pub stiffness_pressure: R,
    /// Steepness of the diastolic curve, /mL.
    pub stiffness: R,
}

impl<R: Real> Ventricle<R> {
    /// Volume at the end of a diastole of any length, at a transmural pressure: the exponential
    /// P = P0 (exp(k V) - 1) of Ursino 1998, turned round; empty where nothing fills it.
    #[inline(always)]
    pub fn filled(&self, pressure: R) -> R {
        (R::of(1.0) + pressure.positive() / self.stiffness_pressure).ln() / self.stiffness
    }
    /// Transmural pressure at the end of a diastole that left this volume.
    #[inline(always)]
    pub fn filling_pressure(&self, volume: R) -> R {
        self.stiffness_pressure * ((self.stiffness * volume).exp() - R::of(1.0))
    }
    /// Half of a beat's rise of pressure in arteries of this compliance, for each mL of the stroke:
    /// arteries that rise in a straight line while blood is ejected (a share of the beat) and fall
    /// until the next.
    #[inline(always)]
    pub fn half_pulse(compliance: R, systole: R) -> R {
        R::of(0.5) * (R::of(1.0) - systole) / compliance
    }
    /// Mean volume less half a stroke, less what is left when nothing is ejected against the mean
    /// pressure, is the stroke times this.
    #[inline(always)]
    pub fn stroke_divisor(&self, half_pulse: R) -> R {
        R::of(0.5) + half_pulse / self.elastance
    }
}
