#![doc = include_str!("survival.md")]

use crate::{At, Model, Real, quantities};

/// The stated rule of death.
pub struct Survival;

quantities! {
    /// Whether the rule has been met.
    pub struct State {
        /// 1 from the moment at which the rule is met, 0 before
        dead: "1";
    }
}

quantities! {
    /// This person's lot.
    pub struct Params {
        /// Odds of death are multiplied by this: a person's own lot, lognormal between people
        luck: "1", typical = 1.0;
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
    const GUARDS: usize = 1;
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

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> State<R> {
        State { dead: R::of(0.0) }
    }

    /// Rises through zero where odds times luck pass one; nobody dies twice.
    #[inline(always)]
    fn guard<R: Real>(&self, _: usize, At { x, p, u, .. }: At<Self, R>) -> R {
        let one = R::of(1.0);
        let risk = u.death_risk.unit_change(0.01, "%", "1");
        let beyond = risk * p.luck - (one - risk);
        x.dead.if_less(R::of(0.5), beyond, -one)
    }

    #[inline(always)]
    fn jump<R: Real>(&self, _: usize, _: At<Self, R>, _: R) -> State<R> {
        State { dead: R::of(1.0) }
    }
}
