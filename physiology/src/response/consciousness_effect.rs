#![doc = include_str!("consciousness_effect.md")]

use super::remaining;
use crate::{At, Model, Nothing, Real, quantities};

/// Consciousness under a drug.
pub struct ConsciousnessEffect;

quantities! {
    /// How this person responds.
    pub struct Params {
        /// Concentration at which half of people respond
        half: "mg/L", typical = 1.0;
        /// Steepness
        hill: "1", typical = 4.0;
    }
}

quantities! {
    /// What the effect follows.
    pub struct Inputs {
        /// Concentration of the drug at its site of effect
        concentration: "mg/L", scale = 1.0, wired = true;
    }
}

quantities! {
    /// What is left.
    pub struct Signals {
        /// What it leaves of answering when spoken to or hurt
        responsiveness: "1";
    }
}

impl Model for ConsciousnessEffect {
    const NAME: &'static str = "consciousness_effect";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("consciousness_effect.md");

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
            responsiveness: remaining(u.concentration, p.half, p.hill),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
