#![doc = include_str!("pulse_oximeter.md")]

use crate::{At, Model, Real, quantities};

/// A pulse oximeter on a finger.
pub struct PulseOximeter;

quantities! {
    /// Saturation on its way from the arteries to the display.
    pub struct State {
        /// First stage
        first: "%", scale = 100.0;
        /// Second stage
        second: "%", scale = 100.0;
        /// Third stage
        third: "%", scale = 100.0;
        /// Fourth stage, the display
        display: "%", scale = 100.0;
    }
}

quantities! {
    /// How late it is.
    pub struct Params {
        /// Mean delay from the aorta to the display
        delay: "min", typical = 0.33;
        /// What it shows at the start
        resting_saturation: "%", typical = 97.0;
    }
}

quantities! {
    /// What it measures.
    pub struct Inputs {
        /// Oxygen saturation of arterial blood
        arterial_oxygen_saturation: "%";
    }
}

quantities! {
    /// What it shows.
    pub struct Signals {
        /// Oxygen saturation by pulse oximeter
        spo2: "%";
    }
}

impl Model for PulseOximeter {
    const NAME: &'static str = "pulse_oximeter";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("pulse_oximeter.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            first: p.resting_saturation,
            second: p.resting_saturation,
            third: p.resting_saturation,
            display: p.resting_saturation,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, .. }: At<Self, R>) -> Signals<R> {
        Signals { spo2: x.display }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let rate = R::of(4.0) / p.delay;
        State {
            first: rate * (u.arterial_oxygen_saturation - x.first),
            second: rate * (x.first - x.second),
            third: rate * (x.second - x.third),
            display: rate * (x.third - x.display),
        }
    }
}
