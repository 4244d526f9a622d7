#![doc = include_str!("loop_diuretic.md")]

use super::sigmoid;
use crate::{At, Model, Nothing, Real, quantities};

/// A loop diuretic at its site of action, the inside of the tubule.
pub struct LoopDiuretic;

quantities! {
    /// How this person secretes the drug and responds.
    pub struct Params {
        /// Clearance by which healthy kidneys of this person excrete the drug unchanged
        renal_clearance: "L/h", typical = 5.0;
        /// Part of the loop's reabsorption that is blocked at most (Emax)
        maximum: "1", typical = 1.0;
        /// Urinary excretion rate of half of that (ER50)
        half: "ug/min", typical = 70.0;
        /// Steepness (gamma)
        hill: "1", typical = 1.23;
    }
}

quantities! {
    /// What reaches the tubule.
    pub struct Inputs {
        /// Concentration of the drug in plasma
        concentration: "mg/L", scale = 5.0, wired = true;
        /// Glomerular filtration relative to this person's usual
        filtration_ratio: "1";
    }
}

quantities! {
    /// What tubules are told.
    pub struct Signals {
        /// What is left of the reabsorption of salt in the loop of Henle
        loop_reabsorption: "1";
    }
}

impl Model for LoopDiuretic {
    const NAME: &'static str = "loop_diuretic";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("loop_diuretic.md");

    type State<R: Real> = Nothing<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> Nothing<R> {
        Nothing::default()
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { p, u, .. }: At<Self, R>) -> Signals<R> {
        let excreted = (p.renal_clearance * u.concentration * u.filtration_ratio.positive())
            .unit_change(1e3 / 60.0, "mg/h", "ug/min");
        Signals {
            loop_reabsorption: R::of(1.0) - p.maximum * sigmoid(excreted, p.half, p.hill),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
