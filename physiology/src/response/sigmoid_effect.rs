#![doc = include_str!("sigmoid_effect.md")]

use super::sigmoid;
use crate::{At, Model, Nothing, Real, quantities};

/// A direct effect.
pub struct SigmoidEffect;

quantities! {
    /// How this person responds.
    pub struct Params {
        /// Value without drug (E0), in the unit in which the effect is measured
        baseline: "1", typical = 10.0;
        /// Largest change, up or down (Emax)
        maximum: "1", typical = 5.0;
        /// Concentration of half the largest change (EC50)
        half: "mg/L", typical = 3.0;
        /// Steepness (gamma)
        hill: "1", typical = 1.5;
    }
}

quantities! {
    /// What the effect follows.
    pub struct Inputs {
        /// Concentration of the drug, as a rule at its site of effect
        concentration: "mg/L", scale = 10.0, wired = true;
    }
}

quantities! {
    /// What is seen.
    pub struct Signals {
        /// The effect
        effect: "1", scale = 10.0;
    }
}

impl Model for SigmoidEffect {
    const NAME: &'static str = "sigmoid_effect";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("sigmoid_effect.md");

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
            effect: p.baseline + p.maximum * sigmoid(u.concentration, p.half, p.hill),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
