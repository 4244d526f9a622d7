#![doc = include_str!("vasopressor_rate.md")]

use crate::{At, Model, Nothing, Real, quantities};

/// The rate at which a vasopressor is given.
pub struct VasopressorRate;

quantities! {
    /// How this person clears it.
    pub struct Params {
        /// Clearance of the drug
        clearance: "L/min", typical = 2.1;
        /// Body weight
        weight: "kg", typical = 70.0;
        /// Norepinephrine that a unit of it is worth
        equivalent: "1", typical = 1.0;
    }
}

quantities! {
    /// What is there of it.
    pub struct Inputs {
        /// Concentration of the drug in plasma
        concentration: "mg/L", scale = 0.01, wired = true;
    }
}

quantities! {
    /// What scores count.
    pub struct Signals {
        /// Vasopressors given, as norepinephrine
        vasopressor_dose: "ug/kg/min", scale = 0.1;
    }
}

impl Model for VasopressorRate {
    const NAME: &'static str = "vasopressor_rate";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("vasopressor_rate.md");

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
        let rate = u.concentration * p.clearance / p.weight * p.equivalent;
        Signals {
            vasopressor_dose: rate.unit_change(1e3, "mg/kg/min", "ug/kg/min"),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
