#![doc = include_str!("steroid_effect.md")]

use crate::{At, Model, Real, quantities};

/// A glucocorticoid's effect on vessels.
pub struct SteroidEffect;

quantities! {
    /// How far genes have answered.
    pub struct State {
        /// Share of the most
        effect: "1";
    }
}

quantities! {
    /// How vessels answer.
    pub struct Params {
        /// Rise of the answer to vasopressors at most
        most: "1", typical = 0.5;
        /// Concentration of half of it
        half: "mg/L", typical = 0.1;
        /// Time in which it comes and goes
        time: "h", typical = 6.0;
    }
}

quantities! {
    /// What acts.
    pub struct Inputs {
        /// Concentration of the steroid in plasma
        concentration: "mg/L", wired = true;
    }
}

quantities! {
    /// What vessels are told.
    pub struct Signals {
        /// How far vessels answer vasopressors
        vasopressor_response: "1";
    }
}

impl Model for SteroidEffect {
    const NAME: &'static str = "steroid_effect";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("steroid_effect.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> State<R> {
        State { effect: R::of(0.0) }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> Signals<R> {
        Signals {
            vasopressor_response: R::of(1.0) + p.most * x.effect,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let concentration = u.concentration.positive();
        State {
            effect: (concentration / (p.half + concentration) - x.effect) / p.time,
        }
    }
}
