#![doc = include_str!("bispectral_index.md")]

use super::sigmoid;
use crate::{At, Model, Real, quantities};

/// Bispectral index under propofol, and what the monitor shows.
pub struct BispectralIndex;

quantities! {
    /// What the monitor has averaged so far: four stages, which delay and smooth.
    pub struct State {
        /// First stage
        stage1: "1", scale = 50.0;
        /// Second stage
        stage2: "1", scale = 50.0;
        /// Third stage
        stage3: "1", scale = 50.0;
        /// Fourth stage
        stage4: "1", scale = 50.0;
    }
}

quantities! {
    /// How this person responds.
    pub struct Params {
        /// Index without drug (E0)
        baseline: "1", typical = 93.0;
        /// Concentration of half the effect (Ce50)
        half: "mg/L", typical = 3.08;
        /// Steepness up to Ce50
        hill_below: "1", typical = 1.47;
        /// Steepness above Ce50
        hill_above: "1", typical = 1.89;
        /// Mean delay of the monitor
        delay: "s", typical = 21.0;
    }
}

quantities! {
    /// What the index follows.
    pub struct Inputs {
        /// Concentration of propofol at its site of effect
        concentration: "mg/L", scale = 5.0, wired = true;
    }
}

quantities! {
    /// What is seen.
    pub struct Signals {
        /// Index as the brain has it
        index: "1", scale = 50.0;
        /// Index as the monitor shows it
        shown: "1", scale = 50.0;
    }
}

impl Model for BispectralIndex {
    const NAME: &'static str = "bispectral_index";
    const TIME: &'static str = "s";
    const ABOUT: &'static str = include_str!("bispectral_index.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            stage1: p.baseline,
            stage2: p.baseline,
            stage3: p.baseline,
            stage4: p.baseline,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        // At Ce50 the effect is one half with either steepness: the curve is whole, its slope is not.
        let hill = p.half.if_less(u.concentration, p.hill_above, p.hill_below);
        let effect = sigmoid(u.concentration, p.half, hill);
        Signals {
            index: p.baseline * (R::of(1.0) - effect),
            shown: x.stage4,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, at: At<Self, R>) -> State<R> {
        let At { x, p, .. } = at;
        let rate = R::of(4.0) / p.delay;
        State {
            stage1: rate * (self.signals(at).index - x.stage1),
            stage2: rate * (x.stage1 - x.stage2),
            stage3: rate * (x.stage2 - x.stage3),
            stage4: rate * (x.stage3 - x.stage4),
        }
    }
}
