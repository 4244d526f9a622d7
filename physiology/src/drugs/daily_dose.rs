#![doc = include_str!("daily_dose.md")]

use crate::{At, Model, Nothing, Real, quantities};

/// What a patient takes in a day.
pub struct DailyDose;

quantities! {
    /// What was taken.
    pub struct State {
        /// Drug taken and not yet turned over
        amount: "g", scale = 1.0, conserves = Some("drug");
    }
}

quantities! {
    /// How soon a dose is the past.
    pub struct Params {
        /// Rate of turnover
        turnover: "/d", typical = 1.0;
    }
}

quantities! {
    /// What is seen.
    pub struct Signals {
        /// Dose in a day
        exposure: "g/d", scale = 1.0;
        /// Drug leaving the body
        eliminated: "g/d", leaves = Some("drug");
    }
}

impl Model for DailyDose {
    const NAME: &'static str = "daily_dose";
    const TIME: &'static str = "d";
    const ABOUT: &'static str = include_str!("daily_dose.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> State<R> {
        State { amount: R::of(0.0) }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> Signals<R> {
        let eliminated = p.turnover * x.amount;
        Signals {
            exposure: eliminated,
            eliminated,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> State<R> {
        State {
            amount: -(p.turnover * x.amount),
        }
    }
}
