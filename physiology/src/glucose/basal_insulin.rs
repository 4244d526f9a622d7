#![doc = include_str!("basal_insulin.md")]

use crate::{At, Model, Nothing, Real, quantities};

/// The insulin that a person with diabetes lives on between meals.
pub struct BasalInsulin;

quantities! {
    /// What has been given and not yet absorbed.
    pub struct State {
        /// Insulin under the skin
        depot: "pmol/kg", scale = 100.0;
    }
}

quantities! {
    /// How it is given.
    pub struct Params {
        /// Insulin given all the time
        rate: "pmol/kg/min", typical = 1.4;
        /// Mean time in which it is absorbed
        absorption_time: "min", typical = 90.0;
    }
}

quantities! {
    /// What the depot gives.
    pub struct Signals {
        /// Insulin entering plasma
        insulin_appearance: "pmol/kg/min";
    }
}

impl Model for BasalInsulin {
    const NAME: &'static str = "basal_insulin";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("basal_insulin.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            depot: p.rate * p.absorption_time,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> Signals<R> {
        Signals {
            insulin_appearance: x.depot / p.absorption_time,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> State<R> {
        State {
            depot: p.rate - x.depot / p.absorption_time,
        }
    }
}
