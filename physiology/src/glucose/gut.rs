#![doc = include_str!("gut.md")]

use crate::{At, Jump, Model, Nothing, Real, quantities};

/// Stomach and gut.
pub struct Gut;

quantities! {
    /// Glucose on its way to plasma.
    pub struct State {
        /// Glucose in the stomach, solid phase
        solid: "mg", scale = 6e4, conserves = Some("carbohydrate");
        /// Glucose in the stomach, liquid phase
        liquid: "mg", scale = 6e4, conserves = Some("carbohydrate");
        /// Glucose in the intestine
        intestine: "mg", scale = 6e4, conserves = Some("carbohydrate");
        /// Size of the meal as the stomach sees it: its content when the meal began and what was eaten since
        meal: "mg", scale = 6e4;
    }
}

quantities! {
    /// How fast this person's stomach and gut are.
    pub struct Params {
        /// Body weight
        weight: "kg", typical = 70.0;
        /// Fastest rate of gastric emptying (kmax)
        emptying_max: "/min", typical = 0.04;
        /// Slowest rate of gastric emptying (kmin)
        emptying_min: "/min", typical = 0.01;
        /// Fraction of the meal at which emptying falls to the mean of its extremes (b)
        slowing: "1", typical = 0.8;
        /// Fraction of the meal at which emptying has risen again to the mean of its extremes (d)
        quickening: "1", typical = 0.2;
        /// Rate of intestinal absorption (kabs)
        absorption: "/min", typical = 0.1;
        /// Fraction of absorbed glucose that reaches plasma (f)
        bioavailability: "1", typical = 0.9;
    }
}

quantities! {
    /// What the gut gives.
    pub struct Signals {
        /// Glucose entering plasma, per body weight
        glucose_appearance: "mg/kg/min";
        /// Glucose leaving the intestine
        absorbed: "mg/min", leaves = Some("carbohydrate");
    }
}

/// A meal begins: the amount is what is eaten in its first minute.
pub const BEGIN_MEAL: usize = 0;
/// A meal goes on: the amount is what is eaten in this minute.
pub const CONTINUE_MEAL: usize = 1;

impl Model for Gut {
    const NAME: &'static str = "gut";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("gut.md");
    const JUMPS: &'static [Jump] = &[
        Jump {
            name: "begin_meal",
            unit: "mg",
            meaning: "A meal begins; the amount is eaten in its first minute",
        },
        Jump {
            name: "continue_meal",
            unit: "mg",
            meaning: "A meal goes on; the amount is eaten in this minute",
        },
    ];

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> State<R> {
        let empty = R::of(0.0);
        State {
            solid: empty,
            liquid: empty,
            intestine: empty,
            meal: empty,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> Signals<R> {
        let absorbed = p.absorption * x.intestine;
        Signals {
            glucose_appearance: p.bioavailability * absorbed / p.weight,
            absorbed,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> State<R> {
        let ground = p.emptying_max * x.solid;
        let emptied = emptying(x, p) * x.liquid;
        State {
            solid: -ground,
            liquid: ground - emptied,
            intestine: emptied - p.absorption * x.intestine,
            meal: R::of(0.0),
        }
    }

    #[inline(always)]
    fn jump<R: Real>(&self, k: usize, at: At<Self, R>, amount: R) -> State<R> {
        let held = match k {
            BEGIN_MEAL => at.x.solid + at.x.liquid,
            _ => at.x.meal,
        };
        State {
            meal: held + amount,
            ..*at.x
        }
    }
}

/// Rate of gastric emptying, kgut.
#[inline(always)]
fn emptying<R: Real>(x: &State<R>, p: &Params<R>) -> R {
    let zero = R::of(0.0);
    let one = R::of(1.0);
    // Twice the arguments of the two tanh, 5 (content / meal - b) / (1 - b) and
    // 5 (content / meal - d) / d, with one division for both. Before any meal they are no numbers,
    // and not selected.
    let content = x.solid + x.liquid;
    let rest = one - p.slowing;
    let shared = R::of(5.0) / (x.meal * rest * p.quickening);
    let falling = (content - p.slowing * x.meal) * (p.quickening * shared);
    let rising = (content - p.quickening * x.meal) * (rest * shared);
    // (tanh u - tanh v) / 2 = (e^2u - e^2v) / ((e^2u + 1)(e^2v + 1)): two exponentials, one division.
    // From 20 on tanh is 1 to the last bit, and e^40 does not overflow however full the stomach.
    let e2 = |twice: R| twice.min(R::of(40.0)).exp();
    let (u, v) = (e2(falling), e2(rising));
    let bend = (u - v) / ((u + one) * (v + one));
    let eating = p.emptying_min + (p.emptying_max - p.emptying_min) * (bend + one);
    zero.if_less(x.meal, eating, p.emptying_max)
}
