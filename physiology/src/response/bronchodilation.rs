#![doc = include_str!("bronchodilation.md")]

use super::sigmoid;
use crate::{At, Model, Nothing, Real, quantities};

/// Airways that a drug opens.
pub struct Bronchodilation;

quantities! {
    /// How this person responds.
    pub struct Params {
        /// Largest part of the resistance of the bronchi that is taken away
        maximum: "1", typical = 0.5;
        /// Concentration of half that
        half: "mg/L", typical = 0.02;
        /// Steepness
        hill: "1", typical = 1.1;
    }
}

quantities! {
    /// What the effect follows.
    pub struct Inputs {
        /// Concentration of the drug that the airways meet
        concentration: "mg/L", scale = 0.1, wired = true;
    }
}

quantities! {
    /// What is left.
    pub struct Signals {
        /// Resistance of the bronchi, as a multiple
        airway_resistance_factor: "1";
    }
}

impl Model for Bronchodilation {
    const NAME: &'static str = "bronchodilation";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("bronchodilation.md");

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
            airway_resistance_factor: R::of(1.0)
                - p.maximum * sigmoid(u.concentration, p.half, p.hill),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
