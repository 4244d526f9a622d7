#![doc = include_str!("tumour_simeoni.md")]

use crate::{At, Model, Real, quantities};

/// A tumour under the skin of a mouse, and a drug that kills it.
pub struct TumourSimeoni;

quantities! {
    /// Weight of the tumour's cells.
    pub struct State {
        /// Cells that proliferate (x1)
        proliferating: "g", scale = 0.1;
        /// Damaged cells, first stage (x2)
        damaged1: "g", scale = 0.1;
        /// Damaged cells, second stage (x3)
        damaged2: "g", scale = 0.1;
        /// Damaged cells, third stage (x4)
        damaged3: "g", scale = 0.1;
    }
}

quantities! {
    /// How this tumour grows and dies.
    pub struct Params {
        /// Weight when the course begins (w0)
        weight: "g", typical = 0.055;
        /// Rate of exponential growth while it is small (lambda0)
        exponential: "/d", typical = 0.273;
        /// Growth of a large tumour (lambda1)
        linear: "g/d", typical = 0.814;
        /// Rate at which damaged cells pass each stage (k1)
        death: "/d", typical = 0.968;
        /// Potency of the drug (k2)
        potency: "L/mg/d", typical = 0.629;
    }
}

quantities! {
    /// What damages cells.
    pub struct Inputs {
        /// Concentration of the drug
        concentration: "mg/L", scale = 10.0, wired = true;
    }
}

quantities! {
    /// What is seen.
    pub struct Signals {
        /// Weight of the tumour
        tumour: "g";
    }
}

impl Model for TumourSimeoni {
    const NAME: &'static str = "tumour_simeoni";
    const TIME: &'static str = "d";
    const ABOUT: &'static str = include_str!("tumour_simeoni.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        let none = R::of(0.0);
        State {
            proliferating: p.weight,
            damaged1: none,
            damaged2: none,
            damaged3: none,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, .. }: At<Self, R>) -> Signals<R> {
        Signals {
            tumour: x.proliferating + x.damaged1 + x.damaged2 + x.damaged3,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, at: At<Self, R>) -> State<R> {
        let At { x, p, u, .. } = at;
        // Weight relative to that at which growth turns from exponential to linear.
        let relative = p.exponential * self.signals(at).tumour / p.linear;
        let grown = p.exponential * x.proliferating * slowing(relative);
        let hit = p.potency * u.concentration * x.proliferating;
        State {
            proliferating: grown - hit,
            damaged1: hit - p.death * x.damaged1,
            damaged2: p.death * (x.damaged1 - x.damaged2),
            damaged3: p.death * (x.damaged2 - x.damaged3),
        }
    }
}

/// (1 + r^20)^(-1/20): 1 for a small tumour, 1 / r for a large one. The exponent is the published one
/// and no parameter, so the power is six products.
#[inline(always)]
fn slowing<R: Real>(relative: R) -> R {
    let r2 = relative * relative;
    let r4 = r2 * r2;
    let r5 = r4 * relative;
    let r10 = r5 * r5;
    let r20 = r10 * r10;
    ((R::of(1.0) + r20).ln() * R::of(-0.05)).exp()
}
