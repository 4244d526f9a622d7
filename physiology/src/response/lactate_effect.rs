#![doc = include_str!("lactate_effect.md")]

use super::sigmoid;
use crate::{At, Model, Nothing, Real, quantities};

/// A drug that has tissues make lactate.
pub struct LactateEffect;

quantities! {
    /// How this person responds.
    pub struct Params {
        /// Most that is made for it (Emax)
        maximum: "mmol/min", typical = 5.0;
        /// Concentration of half of it (EC50)
        half: "mg/L", typical = 0.005;
        /// Steepness (gamma)
        hill: "1", typical = 1.0;
    }
}

quantities! {
    /// What the effect follows.
    pub struct Inputs {
        /// Concentration of the drug
        concentration: "mg/L", scale = 0.01, wired = true;
    }
}

quantities! {
    /// What the body's lactate reads.
    pub struct Signals {
        /// Lactate made beside the usual and beside that of missing oxygen
        lactate_production: "mmol/min";
    }
}

impl Model for LactateEffect {
    const NAME: &'static str = "lactate_effect";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("lactate_effect.md");

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
            lactate_production: p.maximum * sigmoid(u.concentration, p.half, p.hill),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
