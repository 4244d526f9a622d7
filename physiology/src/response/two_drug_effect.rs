#![doc = include_str!("two_drug_effect.md")]

use super::sigmoid;
use crate::{At, Model, Nothing, Real, quantities};

/// One effect of two drugs.
pub struct TwoDrugEffect;

quantities! {
    /// How this person responds.
    pub struct Params {
        /// Value without drug (E0), in the unit in which the effect is measured
        baseline: "1", typical = 97.4;
        /// Largest fall (Emax)
        fall: "1", typical = 97.4;
        /// Concentration of the first drug that alone has half the effect (C50)
        half_first: "mg/L", typical = 4.47;
        /// Concentration of the second drug that alone has half the effect (C50)
        half_second: "mg/L", typical = 0.0193;
        /// Steepness (gamma)
        hill: "1", typical = 1.43;
    }
}

quantities! {
    /// What the effect follows.
    pub struct Inputs {
        /// Concentration of the first drug at its site of effect
        first_concentration: "mg/L", scale = 5.0, wired = true;
        /// Concentration of the second drug at its site of effect
        second_concentration: "mg/L", scale = 0.01, wired = true;
    }
}

quantities! {
    /// What is seen.
    pub struct Signals {
        /// The effect
        effect: "1", scale = 50.0;
        /// Both drugs together, in units of the dose that has half the effect (U)
        potency: "1";
    }
}

impl Model for TwoDrugEffect {
    const NAME: &'static str = "two_drug_effect";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("two_drug_effect.md");

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
        let potency = u.first_concentration / p.half_first + u.second_concentration / p.half_second;
        Signals {
            effect: p.baseline - p.fall * sigmoid(potency, R::of(1.0), p.hill),
            potency,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
