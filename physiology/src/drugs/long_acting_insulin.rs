#![doc = include_str!("long_acting_insulin.md")]

use crate::{At, Model, Nothing, Real, quantities};

/// Long-acting insulin under the skin.
pub struct LongActingInsulin;

quantities! {
    /// Insulin under the skin, per body weight.
    pub struct State {
        /// Insulin in the deposit
        formed: "pmol/kg", scale = 2000.0, conserves = Some("insulin");
        /// Insulin that the deposit has let go
        dissolved: "pmol/kg", scale = 200.0, conserves = Some("insulin");
    }
}

quantities! {
    /// How fast it is absorbed.
    pub struct Params {
        /// Rate at which the deposit lets go
        dissociation: "/h", typical = 0.0273;
        /// Rate at which what it let go is absorbed
        absorption: "/h", typical = 0.25;
    }
}

quantities! {
    /// What the deposit gives.
    pub struct Signals {
        /// Insulin entering plasma
        insulin_appearance: "pmol/kg/min", leaves = Some("insulin");
    }
}

impl Model for LongActingInsulin {
    const NAME: &'static str = "long_acting_insulin";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("long_acting_insulin.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> State<R> {
        State {
            formed: R::of(0.0),
            dissolved: R::of(0.0),
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> Signals<R> {
        let absorption = p.absorption.unit_change(1.0 / 60.0, "/h", "/min");
        Signals {
            insulin_appearance: absorption * x.dissolved,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> State<R> {
        let let_go = p.dissociation.unit_change(1.0 / 60.0, "/h", "/min") * x.formed;
        let absorbed = p.absorption.unit_change(1.0 / 60.0, "/h", "/min") * x.dissolved;
        State {
            formed: -let_go,
            dissolved: let_go - absorbed,
        }
    }
}
