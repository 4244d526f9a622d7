#![doc = include_str!("adaptive_resistance.md")]

use super::log_change;
use crate::{At, Model, Real, quantities};

/// Bacteria that grow or rest, and that get used to the drug.
pub struct AdaptiveResistance;

quantities! {
    /// Bacteria in a volume, and how far they are used to the drug. The scale is far below what is
    /// counted, so that a decline is followed.
    pub struct State {
        /// Growing, susceptible bacteria (S)
        growing: "/mL", scale = 1e3;
        /// Resting, insusceptible bacteria (R)
        resting: "/mL", scale = 1e3;
        /// Adaptive resistance, from 0 to 1 (ARon)
        adapted: "1";
    }
}

quantities! {
    /// How these bacteria live, die and adapt.
    pub struct Params {
        /// Bacteria when the course begins, all growing
        inoculum: "/mL", typical = 4.83e5;
        /// Rate of multiplication (kgrowth)
        growth: "/h", typical = 2.00;
        /// Rate of natural death (kdeath)
        death: "/h", typical = 0.179;
        /// Bacteria that the medium carries (Bmax)
        capacity: "/mL", typical = 8.26e8;
        /// Bacteria above which some turn to rest (BP)
        crowding: "/mL", typical = 2.09e6;
        /// Largest rate of killing without adaptation (Emax(0))
        kill: "/h", typical = 51.0;
        /// Concentration of half the largest rate (EC50)
        half: "mg/L", typical = 9.93;
        /// Adaptation that halves the largest rate (AR50)
        half_adapted: "1", typical = 0.113;
        /// Rate of adaptation for a unit of concentration (kon)
        adapting: "L/mg/h", typical = 0.0426;
        /// Rate of return to susceptibility (koff)
        recovering: "/h", typical = 0.0139;
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
        /// Largest rate of killing that is left
        kill_left: "/h", scale = 10.0;
    }
}

impl Model for AdaptiveResistance {
    const NAME: &'static str = "adaptive_resistance";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("adaptive_resistance.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        let none = R::of(0.0);
        State {
            growing: p.inoculum,
            resting: none,
            adapted: none,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> Signals<R> {
        let bacteria = x.growing + x.resting;
        Signals {
            bacteria,
            log_change: log_change(bacteria / p.inoculum),
            kill_left: p.kill * p.half_adapted / (p.half_adapted + x.adapted),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, at: At<Self, R>) -> State<R> {
        let At { x, p, u, .. } = at;
        let seen = self.signals(at);
        let net = p.growth - p.death;
        // The published rate to rest has a step: none before the bacteria are crowded.
        let crowded = net * (seen.bacteria / p.capacity) * x.growing;
        let resting = p.crowding.if_less(seen.bacteria, crowded, R::of(0.0));
        let killed = seen.kill_left * u.concentration / (p.half + u.concentration) * x.growing;
        let adapting = p.adapting * u.concentration * (R::of(1.0) - x.adapted);
        State {
            growing: net * x.growing - killed - resting,
            resting: resting - p.death * x.resting,
            adapted: adapting - p.recovering * x.adapted,
        }
    }
}
