#![doc = include_str!("resting_bacteria.md")]

use super::{log_change, sigmoid};
use crate::{At, Model, Real, quantities};

/// Bacteria that grow, or rest and cannot be killed.
pub struct RestingBacteria;

quantities! {
    /// Bacteria in a volume. The scale is far below what is counted, so that a decline is followed.
    pub struct State {
        /// Growing, susceptible bacteria (S)
        growing: "/mL", scale = 1e3;
        /// Resting, insusceptible bacteria (R)
        resting: "/mL", scale = 1e3;
    }
}

quantities! {
    /// How these bacteria live and die.
    pub struct Params {
        /// Bacteria when the course begins
        inoculum: "/mL", typical = 1e6;
        /// Share of them that rests
        resting_share: "1", typical = 0.0078;
        /// Rate of multiplication (kgrowth)
        growth: "/h", typical = 1.46;
        /// Rate of natural death (kdeath)
        death: "/h", typical = 0.187;
        /// Bacteria that the medium carries (Bmax)
        capacity: "/mL", typical = 5e8;
        /// Largest rate of killing (Emax)
        kill: "/h", typical = 2.70;
        /// Concentration of half the largest rate (EC50)
        half: "mg/L", typical = 0.00531;
        /// Steepness (gamma)
        hill: "1", typical = 1.06;
    }
}

quantities! {
    /// What kills.
    pub struct Inputs {
        /// Concentration of the antibiotic, free of protein
        concentration: "mg/L", scale = 10.0, wired = true;
    }
}

quantities! {
    /// What is seen.
    pub struct Signals {
        /// All bacteria
        bacteria: "/mL", scale = 1e6;
        /// Decimal logarithm of their multiple since the course began
        log_change: "1";
    }
}

impl Model for RestingBacteria {
    const NAME: &'static str = "resting_bacteria";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("resting_bacteria.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        let resting = p.resting_share * p.inoculum;
        State {
            growing: p.inoculum - resting,
            resting,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> Signals<R> {
        let bacteria = x.growing + x.resting;
        Signals {
            bacteria,
            log_change: log_change(bacteria / p.inoculum),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let fullness = (x.growing + x.resting) / p.capacity;
        let resting = (p.growth - p.death) * fullness * x.growing;
        let killed = p.kill * sigmoid(u.concentration, p.half, p.hill) * x.growing;
        State {
            growing: (p.growth - p.death) * x.growing - killed - resting,
            resting: resting - p.death * x.resting,
        }
    }
}
