#![doc = include_str!("chemoreflex.md")]

use crate::{At, Model, Real, quantities};

/// What arterial gases make of the outflow of nerves to heart and vessels.
pub struct Chemoreflex;

quantities! {
    /// What the receptors have come to.
    pub struct State {
        /// Excitation by lack of oxygen
        hypoxic: "1";
        /// Excitation by carbon dioxide
        hypercapnic: "1";
        /// Excitation of breathing by receptors that lack flow
        stagnant: "1";
    }
}

quantities! {
    /// How this person answers arterial gases.
    pub struct Params {
        /// Oxygen pressure below which the receptors excite
        oxygen_threshold: "mm[Hg]", typical = 80.0;
        /// Oxygen pressure at which the hyperbola would be without limit
        oxygen_asymptote: "mm[Hg]", typical = 32.0;
        /// Distance from there below which excitation grows no more
        oxygen_floor: "mm[Hg]", typical = 10.0;
        /// Excitation for each unit by which the hyperbola rises
        oxygen_gain: "1", typical = 0.2;
        /// Carbon dioxide pressure above which the receptors excite
        carbon_dioxide_threshold: "mm[Hg]", typical = 45.0;
        /// Excitation for each unit of carbon dioxide pressure above
        carbon_dioxide_gain: "/mm[Hg]", typical = 0.015;
        /// Widening of arterioles by lack of oxygen itself, for each unit of the hyperbola's rise
        local_dilation: "1", typical = 0.1;
        /// Rise of the resistance of the lungs' vessels by lack of oxygen, for each unit of the hyperbola's rise
        pulmonary_constriction: "1", typical = 0.25;
        /// Arterial pressure below which the receptors lack flow
        pressure_threshold: "mm[Hg]", typical = 60.0;
        /// Rise of the drive to breathe for each unit of pressure below
        pressure_gain: "/mm[Hg]", typical = 0.13;
        /// Most by which receptors that lack flow raise the drive to breathe
        pressure_most: "1", typical = 1.4;
        /// Time constant
        time: "s", typical = 15.0;
    }
}

quantities! {
    /// What the receptors meet.
    pub struct Inputs {
        /// Oxygen pressure of arterial blood
        arterial_oxygen_pressure: "mm[Hg]", scale = 95.0;
        /// Carbon dioxide pressure of arterial blood
        arterial_carbon_dioxide_pressure: "mm[Hg]", scale = 40.0;
        /// Mean arterial pressure
        mean_arterial_pressure: "mm[Hg]", scale = 90.0;
    }
}

quantities! {
    /// What comes of it.
    pub struct Signals {
        /// Excitation of sympathetic nerves
        sympathetic_drive: "1";
        /// What lack of oxygen leaves of arterioles' resistance
        arteriolar_tone: "1";
        /// What lack of oxygen makes of the resistance of the lungs' vessels
        pulmonary_tone: "1";
        /// Drive to breathe relative to that of receptors with enough flow
        respiratory_drive: "1";
    }
}

impl Model for Chemoreflex {
    const NAME: &'static str = "chemoreflex";
    const TIME: &'static str = "s";
    const ABOUT: &'static str = include_str!("chemoreflex.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> State<R> {
        State {
            hypoxic: R::of(0.0),
            hypercapnic: R::of(0.0),
            stagnant: R::of(0.0),
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> Signals<R> {
        Signals {
            sympathetic_drive: p.oxygen_gain * x.hypoxic + x.hypercapnic,
            arteriolar_tone: R::of(1.0) / (R::of(1.0) + p.local_dilation * x.hypoxic.positive()),
            pulmonary_tone: R::of(1.0) + p.pulmonary_constriction * x.hypoxic.positive(),
            respiratory_drive: R::of(1.0) + x.stagnant.positive(),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let distance = (u.arterial_oxygen_pressure - p.oxygen_asymptote).max(p.oxygen_floor);
        let hypoxic =
            ((p.oxygen_threshold - p.oxygen_asymptote) / distance - R::of(1.0)).positive();
        let lacking = (p.pressure_threshold - u.mean_arterial_pressure).positive();
        let above = u.arterial_carbon_dioxide_pressure - p.carbon_dioxide_threshold;
        State {
            hypoxic: (hypoxic - x.hypoxic) / p.time,
            hypercapnic: (p.carbon_dioxide_gain * above.positive() - x.hypercapnic) / p.time,
            stagnant: ((p.pressure_gain * lacking).min(p.pressure_most) - x.stagnant) / p.time,
        }
    }
}
