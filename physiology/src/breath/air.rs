#![doc = include_str!("air.md")]

use crate::{At, Model, Nothing, Real, quantities};

/// The gas around a person, and what oxygen devices add to it.
pub struct Air;

quantities! {
    /// What the air is.
    pub struct Params {
        /// Barometric pressure
        barometric_pressure: "mm[Hg]", typical = 760.0;
        /// Part of dry air that is oxygen
        oxygen_fraction: "1", typical = 0.2095;
        /// Part of dry air that is carbon dioxide
        carbon_dioxide_fraction: "1", typical = 0.0004;
    }
}

quantities! {
    /// What devices add.
    pub struct Inputs {
        /// Oxygen fraction that devices add to that of the air
        oxygen_supplement: "1";
    }
}

quantities! {
    /// What is breathed.
    pub struct Signals {
        /// Barometric pressure
        barometric_pressure: "mm[Hg]";
        /// Part of dry air that is oxygen
        ambient_oxygen_fraction: "1";
        /// Part of the inspired gas that is oxygen
        inspired_oxygen_fraction: "1";
        /// Part of the inspired gas that is carbon dioxide
        inspired_carbon_dioxide_fraction: "1";
    }
}

impl Model for Air {
    const NAME: &'static str = "air";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("air.md");

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
        let one = R::of(1.0);
        let added = u.oxygen_supplement.positive();
        Signals {
            barometric_pressure: p.barometric_pressure,
            ambient_oxygen_fraction: p.oxygen_fraction,
            inspired_oxygen_fraction: (p.oxygen_fraction + added).min(one),
            inspired_carbon_dioxide_fraction: p.carbon_dioxide_fraction * (one - added).positive(),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
