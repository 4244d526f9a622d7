#![doc = include_str!("dose_effect.md")]

use super::sigmoid;
use crate::{At, Model, Nothing, Real, quantities};

/// The effect of a daily dose.
pub struct DoseEffect;

quantities! {
    /// How this person responds.
    pub struct Params {
        /// Daily dose of half the effect (ED50)
        half: "g/d", typical = 1.0;
        /// Steepness (gamma)
        hill: "1", typical = 1.0;
    }
}

quantities! {
    /// What the effect follows.
    pub struct Inputs {
        /// Daily dose
        exposure: "g/d", scale = 1.0, wired = true;
    }
}

quantities! {
    /// What is seen.
    pub struct Signals {
        /// Share of the largest effect, from 0 to 1
        efficacy: "1", scale = 0.3;
    }
}

impl Model for DoseEffect {
    const NAME: &'static str = "dose_effect";
    const TIME: &'static str = "d";
    const ABOUT: &'static str = include_str!("dose_effect.md");

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
            efficacy: sigmoid(u.exposure, p.half, p.hill),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
