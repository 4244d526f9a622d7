#![doc = include_str!("sensor.md")]

use crate::{At, Model, Real, quantities};

/// Glucose sensor under the skin.
pub struct GlucoseSensor;

quantities! {
    /// What the sensor lies in.
    pub struct State {
        /// Glucose in the interstitium
        interstitial: "mg/dL", scale = 100.0;
    }
}

quantities! {
    /// How the interstitium follows plasma in this person.
    pub struct Params {
        /// Rate at which the interstitium follows plasma (ksc)
        delay_rate: "/min", typical = 0.1;
        /// Glucose at the start
        basal_glucose: "mg/dL", typical = 140.0;
    }
}

quantities! {
    /// What the sensor lies beside.
    pub struct Inputs {
        /// Glucose in plasma
        plasma_glucose: "mg/dL";
    }
}

quantities! {
    /// What the sensor reads.
    pub struct Signals {
        /// Glucose as an ideal sensor reads it
        sensor_glucose: "mg/dL";
    }
}

impl Model for GlucoseSensor {
    const NAME: &'static str = "glucose_sensor";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("sensor.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            interstitial: p.basal_glucose,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, .. }: At<Self, R>) -> Signals<R> {
        Signals {
            sensor_glucose: x.interstitial,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        State {
            interstitial: p.delay_rate * (u.plasma_glucose - x.interstitial),
        }
    }
}
