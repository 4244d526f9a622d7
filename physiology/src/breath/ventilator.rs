#![doc = include_str!("ventilator.md")]

use crate::{At, Model, Nothing, Real, quantities};

/// A mechanical ventilator or a bag: what it is set to.
pub struct Ventilator;

quantities! {
    /// Settings.
    pub struct Params {
        /// Pressure above that at the end of a breath out with which it inflates, at most
        pressure: "cm[H2O]", typical = 15.0;
        /// Tidal volume at which it ends a breath; 0 for breaths by pressure alone
        tidal_volume: "L", typical = 0.45;
        /// Rate of its own breaths; 0 for support of the patient's
        rate: "/min", typical = 14.0;
        /// Part of a breath in which it inflates
        inspiration: "1", typical = 0.33;
        /// Pressure at the end of a breath out
        peep: "cm[H2O]", typical = 5.0;
        /// Part of its gas that is oxygen
        oxygen_fraction: "1", typical = 0.4;
        /// Part of its pressure and volume that is lost at the mask
        leak: "1", typical = 0.1;
        /// 1 while the patient is on it, 0 while not
        connected: "1", typical = 1.0;
    }
}

quantities! {
    /// What the gas is mixed with.
    pub struct Inputs {
        /// Part of dry air that is oxygen
        ambient_oxygen_fraction: "1";
    }
}

quantities! {
    /// What it does to the airway.
    pub struct Signals {
        /// Pressure above that at the end of a breath out with which it inflates, at most
        ventilator_pressure: "cm[H2O]";
        /// Tidal volume at which it ends a breath
        ventilator_volume: "L";
        /// Rate of its breaths
        ventilator_rate: "/min";
        /// Part of a breath in which it inflates
        ventilator_inspiration: "1";
        /// Pressure at the end of a breath out
        end_expiratory_pressure: "cm[H2O]";
        /// Oxygen fraction that it adds to that of the air
        oxygen_supplement: "1";
    }
}

impl Model for Ventilator {
    const NAME: &'static str = "ventilator";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("ventilator.md");

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
        let sealed = p.connected * (R::of(1.0) - p.leak).positive();
        Signals {
            ventilator_pressure: p.pressure * sealed,
            ventilator_volume: p.tidal_volume * sealed,
            ventilator_rate: p.rate * p.connected,
            ventilator_inspiration: p.inspiration * p.connected,
            end_expiratory_pressure: p.peep * sealed,
            oxygen_supplement: (p.oxygen_fraction - u.ambient_oxygen_fraction) * p.connected,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
