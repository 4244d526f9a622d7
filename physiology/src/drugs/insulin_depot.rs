#![doc = include_str!("insulin_depot.md")]

use crate::{At, Model, Nothing, Real, quantities};

/// Rapid-acting insulin under the skin.
pub struct InsulinDepot;

quantities! {
    /// Insulin under the skin, per body weight.
    pub struct State {
        /// Insulin as given (Isc1)
        first: "pmol/kg", scale = 100.0, conserves = Some("insulin");
        /// Insulin dissociated, nearer to plasma (Isc2)
        second: "pmol/kg", scale = 100.0, conserves = Some("insulin");
    }
}

quantities! {
    /// How fast this person absorbs insulin.
    pub struct Params {
        /// Body weight
        weight: "kg", typical = 70.0;
        /// Absorption from the first compartment (ka1)
        absorption_first: "/min", typical = 0.003;
        /// Absorption from the second compartment (ka2)
        absorption_second: "/min", typical = 0.014;
        /// Dissociation, from the first to the second compartment (kd)
        dissociation: "/min", typical = 0.016;
        /// Infusion that keeps this person at the basal state (u2ss)
        basal_rate: "pmol/kg/min", typical = 1.2;
    }
}

quantities! {
    /// What the depot gives.
    pub struct Signals {
        /// Insulin entering plasma
        insulin_appearance: "pmol/kg/min", leaves = Some("insulin");
    }
}

impl Model for InsulinDepot {
    const NAME: &'static str = "insulin_depot";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("insulin_depot.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        let first = p.basal_rate / (p.absorption_first + p.dissociation);
        State {
            first,
            second: p.dissociation * first / p.absorption_second,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> Signals<R> {
        Signals {
            insulin_appearance: p.absorption_first * x.first + p.absorption_second * x.second,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> State<R> {
        let moved = p.dissociation * x.first;
        State {
            first: -(p.absorption_first * x.first) - moved,
            second: moved - p.absorption_second * x.second,
        }
    }
}
