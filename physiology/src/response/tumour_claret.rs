#![doc = include_str!("tumour_claret.md")]

use crate::{At, Jump, Model, Real, quantities};

/// A tumour's size on scans, under treatment that loses its force.
pub struct TumourClaret;

quantities! {
    /// The tumour.
    pub struct State {
        /// Size: the sum of the longest diameters of the target lesions
        size: "mm", scale = 100.0;
        /// What is left of the treatment's force, from 1
        sensitivity: "1";
    }
}

quantities! {
    /// How this tumour grows and how it answers.
    pub struct Params {
        /// Size when the course begins
        size: "mm", typical = 80.0;
        /// Rate of growth (KL)
        growth: "/wk", typical = 0.015;
        /// Shrinkage for a unit of exposure (KD)
        shrinkage: "d/g/wk", typical = 0.058;
        /// Rate at which resistance appears (lambda)
        resistance: "/wk", typical = 0.042;
    }
}

quantities! {
    /// What shrinks it.
    pub struct Inputs {
        /// Exposure: the daily dose
        exposure: "g/d", scale = 1.0, wired = true;
    }
}

quantities! {
    /// What is seen.
    pub struct Signals {
        /// Size
        tumour: "mm", scale = 100.0;
    }
}

impl Model for TumourClaret {
    const NAME: &'static str = "tumour_claret";
    const TIME: &'static str = "wk";
    const ABOUT: &'static str = include_str!("tumour_claret.md");
    const JUMPS: &'static [Jump] = &[Jump {
        name: "begin_treatment",
        unit: "1",
        meaning: "Treatment has its full force from now on; the amount means nothing",
    }];

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            size: p.size,
            sensitivity: R::of(1.0),
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, .. }: At<Self, R>) -> Signals<R> {
        Signals { tumour: x.size }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let shrinking = p.shrinkage * x.sensitivity * u.exposure;
        State {
            size: (p.growth - shrinking) * x.size,
            sensitivity: -(p.resistance * x.sensitivity),
        }
    }

    #[inline(always)]
    fn jump<R: Real>(&self, _: usize, at: At<Self, R>, _: R) -> State<R> {
        State {
            sensitivity: R::of(1.0),
            ..*at.x
        }
    }
}
