//! Linear problems.

use physiology::{At, Model, Nothing, Real, quantities};

/// Loss at one rate: x' = -k x, x(0) = 1.
pub struct Decay;
/// x' = v, v' = -x, from (1, 0).
pub struct Oscillator;
/// Four compartments that empty into each other at one rate: a matrix without a basis of
/// eigenvectors, from (1, 0, 0, 0).
pub struct Cascade;

pub mod decay {
    use super::quantities;
    quantities! { /// What is left.
    pub struct State { /// Amount
        amount: "mg"; } }
    quantities! { /// How fast.
    pub struct Params { /// Rate
        rate: "/min", typical = 1.0;
        /// Amount at the start
        first: "mg", typical = 1.0; } }
}

impl Model for Decay {
    const NAME: &'static str = "decay";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = "Loss at one rate.";
    type State<R: Real> = decay::State<R>;
    type Params<R: Real> = decay::Params<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = decay::State<R>;
    fn initial<R: Real>(&self, p: &decay::Params<R>) -> decay::State<R> {
        decay::State { amount: p.first }
    }
    fn signals<R: Real>(&self, at: At<Self, R>) -> decay::State<R> {
        *at.x
    }
    fn rates<R: Real>(&self, at: At<Self, R>) -> decay::State<R> {
        decay::State {
            amount: -(at.p.rate * at.x.amount),
        }
    }
}

pub mod oscillator {
    use super::quantities;
    quantities! { /// Where it is.
    pub struct State { /// Place
        x: "1"; /// Speed
        v: "/min"; } }
    quantities! { /// How fast.
    pub struct Params { /// Angular frequency
        frequency: "/min", typical = 1.0; } }
}

impl Model for Oscillator {
    const NAME: &'static str = "oscillator";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = "A harmonic oscillator.";
    type State<R: Real> = oscillator::State<R>;
    type Params<R: Real> = oscillator::Params<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = oscillator::State<R>;
    fn initial<R: Real>(&self, _: &oscillator::Params<R>) -> oscillator::State<R> {
        oscillator::State {
            x: R::of(1.0),
            v: R::of(0.0),
        }
    }
    fn signals<R: Real>(&self, at: At<Self, R>) -> oscillator::State<R> {
        *at.x
    }
    fn rates<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> oscillator::State<R> {
        oscillator::State {
            x: p.frequency * x.v,
            v: -(p.frequency * x.x),
        }
    }
}

pub mod cascade {
    use super::quantities;
    quantities! { /// Amounts.
    pub struct State { /// First
        a: "mg"; /// Second
        b: "mg"; /// Third
        c: "mg"; /// Fourth
        d: "mg"; } }
    quantities! { /// How fast.
    pub struct Params { /// Rate
        rate: "/min", typical = 1.0; } }
}

impl Model for Cascade {
    const NAME: &'static str = "cascade";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = "Four compartments with one rate.";
    type State<R: Real> = cascade::State<R>;
    type Params<R: Real> = cascade::Params<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = cascade::State<R>;
    fn initial<R: Real>(&self, _: &cascade::Params<R>) -> cascade::State<R> {
        let none = R::of(0.0);
        cascade::State {
            a: R::of(1.0),
            b: none,
            c: none,
            d: none,
        }
    }
    fn signals<R: Real>(&self, at: At<Self, R>) -> cascade::State<R> {
        *at.x
    }
    fn rates<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> cascade::State<R> {
        cascade::State {
            a: -(p.rate * x.a),
            b: p.rate * (x.a - x.b),
            c: p.rate * (x.b - x.c),
            d: p.rate * (x.c - x.d),
        }
    }
}
