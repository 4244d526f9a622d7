#![doc = include_str!("inr_hamberg_2007.md")]

use super::sigmoid;
use crate::{At, Model, Real, quantities};

/// INR under S-warfarin, from its concentration.
pub struct InrHamberg2007;

quantities! {
    /// Clotting activity on its way through two chains, relative to that without drug.
    pub struct State {
        /// Fast chain, first stage
        fast1: "1";
        /// Fast chain, second stage
        fast2: "1";
        /// Fast chain, third stage
        fast3: "1";
        /// Fast chain, fourth stage
        fast4: "1";
        /// Fast chain, fifth stage
        fast5: "1";
        /// Fast chain, sixth stage
        fast6: "1";
        /// Slow chain, its one stage
        slow: "1";
    }
}

quantities! {
    /// How this person's clotting answers.
    pub struct Params {
        /// INR without drug (BASE)
        baseline: "1", typical = 1.0;
        /// Largest rise of INR
        rise: "1", typical = 20.0;
        /// Concentration that halves the making of clotting factors (EC50): the genotype of VKORC1
        half: "mg/L", typical = 4.61;
        /// Steepness of that (gamma)
        hill: "1", typical = 0.424;
        /// Mean time in each stage of the fast chain
        fast_stage: "h", typical = 1.933;
        /// Mean time in the slow chain (MTT2)
        slow_time: "h", typical = 120.0;
        /// Steepness of INR in what is lost of clotting activity (lambda)
        steepness: "1", typical = 3.61;
    }
}

quantities! {
    /// What keeps clotting factors from being made.
    pub struct Inputs {
        /// Concentration of S-warfarin
        concentration: "mg/L", scale = 1.0, wired = true;
    }
}

quantities! {
    /// What is seen.
    pub struct Signals {
        /// International normalised ratio
        inr: "1";
        /// Clotting activity, relative to that without drug
        activity: "1";
    }
}

impl Model for InrHamberg2007 {
    const NAME: &'static str = "inr_hamberg_2007";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("inr_hamberg_2007.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> State<R> {
        let whole = R::of(1.0);
        State {
            fast1: whole,
            fast2: whole,
            fast3: whole,
            fast4: whole,
            fast5: whole,
            fast6: whole,
            slow: whole,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> Signals<R> {
        let activity = x.fast6 * x.slow;
        Signals {
            // A power of what is lost, which is nothing at the start and may be a rounding less.
            inr: p.baseline + p.rise * (R::of(1.0) - activity).powf(p.steepness),
            activity,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let made = R::of(1.0) - sigmoid(u.concentration, p.half, p.hill);
        State {
            fast1: (made - x.fast1) / p.fast_stage,
            fast2: (x.fast1 - x.fast2) / p.fast_stage,
            fast3: (x.fast2 - x.fast3) / p.fast_stage,
            fast4: (x.fast3 - x.fast4) / p.fast_stage,
            fast5: (x.fast4 - x.fast5) / p.fast_stage,
            fast6: (x.fast5 - x.fast6) / p.fast_stage,
            slow: (made - x.slow) / p.slow_time,
        }
    }
}
