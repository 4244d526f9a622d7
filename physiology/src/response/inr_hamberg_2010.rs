#![doc = include_str!("inr_hamberg_2010.md")]

use super::sigmoid;
use crate::{At, Model, Real, quantities};

/// INR under warfarin, from dosing alone.
pub struct InrHamberg2010;

quantities! {
    /// Clotting activity on its way through two chains, relative to that without drug.
    pub struct State {
        /// Fast chain, first stage
        fast1: "1";
        /// Fast chain, second stage
        fast2: "1";
        /// Fast chain, third stage
        fast3: "1";
        /// Slow chain, first stage
        slow1: "1";
        /// Slow chain, second stage
        slow2: "1";
        /// Slow chain, third stage
        slow3: "1";
    }
}

quantities! {
    /// How this person's clotting answers.
    pub struct Params {
        /// INR without drug (BASE)
        baseline: "1", typical = 1.0;
        /// Largest rise of INR
        rise: "1", typical = 20.0;
        /// Concentration that halves the making of clotting factors (EC50): the two alleles of VKORC1
        half: "mg/L", typical = 4.10;
        /// Steepness of that (gamma)
        hill: "1", typical = 1.15;
        /// Mean time in the fast chain (MTT1)
        fast_time: "h", typical = 28.6;
        /// Mean time in the slow chain (MTT2)
        slow_time: "h", typical = 118.3;
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
    }
}

impl Model for InrHamberg2010 {
    const NAME: &'static str = "inr_hamberg_2010";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("inr_hamberg_2010.md");

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
            slow1: whole,
            slow2: whole,
            slow3: whole,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> Signals<R> {
        let activity = (x.fast3 + x.slow3) * R::of(0.5);
        Signals {
            inr: p.baseline + p.rise * (R::of(1.0) - activity),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let made = R::of(1.0) - sigmoid(u.concentration, p.half, p.hill);
        let stages = R::of(3.0);
        let (fast, slow) = (stages / p.fast_time, stages / p.slow_time);
        State {
            fast1: fast * (made - x.fast1),
            fast2: fast * (x.fast1 - x.fast2),
            fast3: fast * (x.fast2 - x.fast3),
            slow1: slow * (made - x.slow1),
            slow2: slow * (x.slow1 - x.slow2),
            slow3: slow * (x.slow2 - x.slow3),
        }
    }
}
