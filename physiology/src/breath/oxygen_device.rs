#![doc = include_str!("oxygen_device.md")]

use crate::{At, Model, Nothing, Real, quantities};

/// Oxygen by cannula, mask or mask with a bag, to someone who breathes.
pub struct OxygenDevice;

quantities! {
    /// The device and its flow.
    pub struct Params {
        /// Flow of oxygen
        flow: "L/min", typical = 6.0;
        /// Volume that fills with oxygen before a breath: nasopharynx, mask, bag
        reservoir: "L", typical = 0.05;
        /// Part of each breath that comes from the air however much oxygen there is
        entrainment: "1", typical = 0.05;
        /// Part of a breath that is inspiration
        inspiration: "1", typical = 0.33;
        /// Part of a breath in which nothing flows and the reservoir fills
        pause: "1", typical = 0.25;
        /// Ventilation below which there is time for any amount
        least_ventilation: "L/min", typical = 0.1;
        /// Smallest breath that counts as one
        smallest_breath: "L", typical = 0.05;
    }
}

quantities! {
    /// Breathing, and what is mixed in.
    pub struct Inputs {
        /// Volume of a breath
        tidal_volume: "L";
        /// Gas breathed out
        ventilation: "L/min";
        /// Part of dry air that is oxygen
        ambient_oxygen_fraction: "1";
    }
}

quantities! {
    /// What the device adds.
    pub struct Signals {
        /// Oxygen fraction that it adds to that of the air
        oxygen_supplement: "1";
    }
}

impl Model for OxygenDevice {
    const NAME: &'static str = "oxygen_device";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("oxygen_device.md");

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
        let volume = u.tidal_volume.max(p.smallest_breath);
        // Oxygen that flows in a whole breath.
        let of_a_breath = p.flow * volume / u.ventilation.max(p.least_ventilation);
        let stored = (of_a_breath * p.pause).min(p.reservoir);
        let oxygen = stored + of_a_breath * p.inspiration;
        let pure = (oxygen / volume).min(one - p.entrainment);
        Signals {
            oxygen_supplement: pure * (one - u.ambient_oxygen_fraction),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
