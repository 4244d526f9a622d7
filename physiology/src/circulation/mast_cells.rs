#![doc = include_str!("mast_cells.md")]

use crate::{At, Model, Nothing, Real, quantities};

/// Mast cells, and what their mediators do to vessels and bronchi.
pub struct MastCells;

quantities! {
    /// What has been set free.
    pub struct State {
        /// Mediators around vessels and bronchi, as a share of the severest reaction
        mediators: "1";
    }
}

quantities! {
    /// How this person reacts, and to what extent it does now.
    pub struct Params {
        /// Release as a share of that of the severest reaction: 0 without one
        release: "1", typical = 0.5;
        /// Time in which mediators gather and go
        release_time: "min", typical = 3.0;
        /// Share of arterioles' resistance that the severest reaction takes
        dilation: "1", typical = 0.75;
        /// Share by which it widens veins
        venodilation: "1", typical = 0.3;
        /// How much more capillaries let through in it
        leak: "1", typical = 5.0;
        /// How much more bronchi resist in it
        bronchoconstriction: "1", typical = 6.0;
    }
}

quantities! {
    /// What comes of it.
    pub struct Signals {
        /// What is left of arterioles' resistance
        arteriolar_tone: "1";
        /// Unstressed volume of veins relative to that without reaction
        venous_capacity: "1";
        /// What capillaries let through relative to that without reaction
        capillary_permeability: "1";
        /// Resistance of bronchi relative to that without reaction
        airway_resistance_factor: "1";
    }
}

impl Model for MastCells {
    const NAME: &'static str = "mast_cells";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("mast_cells.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            mediators: p.release,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> Signals<R> {
        let (one, mediators) = (R::of(1.0), x.mediators.positive());
        Signals {
            arteriolar_tone: (one - p.dilation * mediators).max(R::of(0.05)),
            venous_capacity: one + p.venodilation * mediators,
            capillary_permeability: one + p.leak * mediators,
            airway_resistance_factor: one + p.bronchoconstriction * mediators,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> State<R> {
        State {
            mediators: (p.release - x.mediators) / p.release_time,
        }
    }
}
