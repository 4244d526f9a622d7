#![doc = include_str!("breathing_muscle_block.md")]

use super::remaining;
use crate::{At, Model, Nothing, Real, quantities};

/// Strength of the breathing muscles under a relaxant.
pub struct BreathingMuscleBlock;

quantities! {
    /// How this person responds.
    pub struct Params {
        /// Concentration that leaves half of the strength
        half: "mg/L", typical = 1.0;
        /// Steepness
        hill: "1", typical = 6.0;
    }
}

quantities! {
    /// What the effect follows.
    pub struct Inputs {
        /// Concentration of the relaxant at its site of effect
        concentration: "mg/L", wired = true;
    }
}

quantities! {
    /// What is left.
    pub struct Signals {
        /// What it leaves of the strength of muscles
        muscle_strength: "1";
    }
}

impl Model for BreathingMuscleBlock {
    const NAME: &'static str = "breathing_muscle_block";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("breathing_muscle_block.md");

    type State<R: Real> = Nothing<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> Nothing<R> {
        Nothing::default()
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { p, u, .. }: At<Self, R>) -> Signals<R> {
        Signals {
            muscle_strength: remaining(u.concentration, p.half, p.hill),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
