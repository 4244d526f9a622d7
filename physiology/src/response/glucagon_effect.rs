#![doc = include_str!("glucagon_effect.md")]

use crate::{At, Model, Nothing, Real, quantities};

/// Glucagon that is given, beside that of the body.
pub struct GlucagonEffect;

quantities! {
    /// To what it is compared.
    pub struct Params {
        /// Glucagon in plasma at rest
        usual: "mg/L", typical = 6e-5;
    }
}

quantities! {
    /// What the effect follows.
    pub struct Inputs {
        /// Concentration of the drug
        concentration: "mg/L", scale = 0.001, wired = true;
    }
}

quantities! {
    /// What the body reads.
    pub struct Signals {
        /// Glucagon above rest, relative to rest
        glucagon: "1";
    }
}

impl Model for GlucagonEffect {
    const NAME: &'static str = "glucagon_effect";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("glucagon_effect.md");

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
            glucagon: u.concentration.positive() / p.usual,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
