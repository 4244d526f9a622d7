#![doc = include_str!("survival.md")]

use crate::{At, Model, Real, quantities};

/// The stated rule of death.
pub struct Survival;

quantities! {
    /// Whether the rule has been met.
    pub struct State {
        /// 0 in life, 1 in death; between the two only for minutes
        dead: "1";
    }
}

quantities! {
    /// This person's lot.
    pub struct Params {
        /// Odds of death are multiplied by this: a person's own lot, lognormal between people
        luck: "1", typical = 1.0;
        /// How long the rule must hold, as a time constant
        holding: "h", typical = 0.1;
    }
}

quantities! {
    /// What the rule looks at.
    pub struct Inputs {
        /// Risk of death that goes with this SOFA
        death_risk: "%", scale = 50.0;
    }
}

quantities! {
    /// What comes of it.
    pub struct Signals {
        /// 1 from the moment at which the rule is met, 0 before
        death: "1";
    }
}

impl Model for Survival {
    const NAME: &'static str = "survival";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("survival.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> State<R> {
        State { dead: R::of(0.0) }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, .. }: At<Self, R>) -> Signals<R> {
        Signals { death: x.dead }
    }

    /// Goes to 1 while odds times luck are above one, and never back.
    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let risk = u.death_risk.unit_change(0.01, "%", "1");
        let dying = (one - x.dead) / p.holding;
        State {
            dead: (one - risk).if_less(risk * p.luck, dying, zero),
        }
    }
}
