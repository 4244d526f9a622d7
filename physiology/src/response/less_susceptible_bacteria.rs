#![doc = include_str!("less_susceptible_bacteria.md")]

use super::log_change;
use crate::{At, Model, Real, quantities};

/// Bacteria of which some are killed less.
pub struct LessSusceptibleBacteria;

quantities! {
    /// Bacteria in a volume. The scale is far below what is counted, so that a decline is followed.
    pub struct State {
        /// Growing, susceptible bacteria
        susceptible: "/mL", scale = 1e3;
        /// Growing mutants, less susceptible
        mutant: "/mL", scale = 1e3;
        /// Resting, insusceptible bacteria
        resting: "/mL", scale = 1e3;
    }
}

quantities! {
    /// How these bacteria live and die.
    pub struct Params {
        /// Bacteria when the course begins, all growing
        inoculum: "/mL", typical = 3e5;
        /// Share of them that are mutants
        mutant_share: "1", typical = 1.48e-3;
        /// Rate of multiplication (kgrowth)
        growth: "/h", typical = 1.08;
        /// Rate of multiplication of the mutants relative to that
        fitness: "1", typical = 1.0;
        /// Rate of natural death (kdeath)
        death: "/h", typical = 0.179;
        /// Bacteria that the medium carries (Bmax)
        capacity: "/mL", typical = 1.29e9;
        /// Rate of killing at the reference concentration
        slope: "/h", typical = 2.16;
        /// Reference concentration of the slope
        reference: "mg/L", typical = 1.0;
        /// Power of the concentration
        hill: "1", typical = 0.376;
        /// How many times the concentration the mutants need for the same killing
        shift: "1", typical = 23.5;
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
        /// Share of them that are mutants
        mutant_share: "1";
    }
}

impl Model for LessSusceptibleBacteria {
    const NAME: &'static str = "less_susceptible_bacteria";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("less_susceptible_bacteria.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            susceptible: (R::of(1.0) - p.mutant_share) * p.inoculum,
            mutant: p.mutant_share * p.inoculum,
            resting: R::of(0.0),
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> Signals<R> {
        let bacteria = x.susceptible + x.mutant + x.resting;
        Signals {
            bacteria,
            log_change: log_change(bacteria / p.inoculum),
            mutant_share: x.mutant / bacteria.max(R::of(1e-30) * p.inoculum),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let fullness = (x.susceptible + x.mutant + x.resting) / p.capacity;
        let multiple = u.concentration / p.reference;
        let killed = p.slope * multiple.powf(p.hill);
        let killed_mutant = p.slope * (multiple / p.shift).powf(p.hill);
        let (net, net_mutant) = (p.growth - p.death, p.growth * p.fitness - p.death);
        let (rest, rest_mutant) = (
            net * fullness * x.susceptible,
            net_mutant * fullness * x.mutant,
        );
        State {
            susceptible: (net - killed) * x.susceptible - rest,
            mutant: (net_mutant - killed_mutant) * x.mutant - rest_mutant,
            resting: rest + rest_mutant - p.death * x.resting,
        }
    }
}
