#![doc = include_str!("potassium_effect.md")]

use super::sigmoid;
use crate::{At, Model, Nothing, Real, quantities};

/// A drug that sends potassium into cells.
pub struct PotassiumEffect;

quantities! {
    /// How this person responds.
    pub struct Params {
        /// Largest shift (Emax)
        maximum: "mmol/L", typical = 3.0;
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
    /// What electrolytes read.
    pub struct Signals {
        /// How much lower plasma potassium is when it balances with that of cells
        potassium_shift: "mmol/L";
    }
}

impl Model for PotassiumEffect {
    const NAME: &'static str = "potassium_effect";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("potassium_effect.md");

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
            potassium_shift: p.maximum * sigmoid(u.concentration, p.half, p.hill),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
