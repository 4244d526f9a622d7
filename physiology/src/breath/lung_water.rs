#![doc = include_str!("lung_water.md")]

use crate::{At, Model, Real, quantities};

/// Water in the walls and the air spaces of the lungs.
pub struct LungWater;

quantities! {
    /// What the lungs hold.
    pub struct State {
        /// Water outside the vessels of the lungs
        water: "mL", scale = 500.0;
    }
}

quantities! {
    /// At what these lungs flood.
    pub struct Params {
        /// Water at rest
        usual_water: "mL", typical = 500.0;
        /// Wedge pressure above which lungs take up water, as a part of the osmotic pressure of plasma
        onset: "1", typical = 0.857;
        /// How much higher that is in lungs that have long been used to high pressure
        habituation: "1", typical = 1.0;
        /// Water taken up for each unit of pressure above
        filtration: "mL/min/mm[Hg]", typical = 0.5;
        /// Time in which it is cleared
        clearance_time: "min", typical = 480.0;
        /// Part of the usual water that the interstitium takes beside it
        interstitium: "1", typical = 0.4;
        /// Largest part of the blood that flooded alveoli shunt
        most_shunt: "1", typical = 0.6;
    }
}

quantities! {
    /// What drives and what holds water.
    pub struct Inputs {
        /// Pressure in pulmonary veins and left atrium
        pulmonary_wedge_pressure: "mm[Hg]", scale = 8.0;
        /// Colloid osmotic pressure of plasma
        plasma_osmotic_pressure: "mm[Hg]", scale = 28.0;
    }
}

quantities! {
    /// What comes of it.
    pub struct Signals {
        /// Water outside the vessels of the lungs
        extravascular_water: "mL", scale = 500.0;
        /// Shunt of flooded alveoli
        lung_shunt: "1";
    }
}

impl Model for LungWater {
    const NAME: &'static str = "lung_water";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("lung_water.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            water: p.usual_water,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> Signals<R> {
        let one = R::of(1.0);
        let flooded = (x.water / p.usual_water - one - p.interstitium).positive();
        Signals {
            extravascular_water: x.water,
            lung_shunt: p.most_shunt * flooded / (one + flooded),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let onset = p.onset * p.habituation * u.plasma_osmotic_pressure;
        let above = (u.pulmonary_wedge_pressure - onset).positive();
        State {
            water: p.filtration * above - (x.water - p.usual_water) / p.clearance_time,
        }
    }
}
