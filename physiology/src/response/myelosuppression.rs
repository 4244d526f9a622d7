#![doc = include_str!("myelosuppression.md")]

use crate::{At, Model, Real, quantities};

/// Blood cells that a drug keeps from being made.
pub struct Myelosuppression;

quantities! {
    /// Cells, as the count in blood that they would be.
    pub struct State {
        /// Proliferating cells of the marrow
        proliferating: "10*9/L", scale = 5.0;
        /// Maturing cells, first stage
        transit1: "10*9/L", scale = 5.0;
        /// Maturing cells, second stage
        transit2: "10*9/L", scale = 5.0;
        /// Maturing cells, third stage
        transit3: "10*9/L", scale = 5.0;
        /// Circulating cells
        circulating: "10*9/L", scale = 5.0;
    }
}

quantities! {
    /// How this person makes cells, and how the drug hinders it.
    pub struct Params {
        /// Circulating cells without drug (Circ0)
        baseline: "10*9/L", typical = 5.05;
        /// Mean transit time through the marrow (MTT)
        transit_time: "h", typical = 89.3;
        /// Strength of the feedback (gamma)
        feedback: "1", typical = 0.163;
        /// Effect of a small concentration (Slope, or Emax / EC50)
        slope: "L/mg", typical = 14.48;
        /// How soon the effect saturates (1 / EC50); 0 for an effect that does not
        saturation: "L/mg", typical = 0.1726;
    }
}

quantities! {
    /// What hinders proliferation.
    pub struct Inputs {
        /// Concentration of the drug
        concentration: "mg/L", scale = 1.0, wired = true;
    }
}

quantities! {
    /// What is seen.
    pub struct Signals {
        /// Circulating cells
        cells: "10*9/L", scale = 5.0;
    }
}

/// Least share of the baseline at which the feedback is still followed. The published power goes to
/// infinity where there are no cells; at this share there are some thousand in a litre of blood, and
/// no course with published numbers comes near it.
const FEWEST: f64 = 1e-6;

impl Model for Myelosuppression {
    const NAME: &'static str = "myelosuppression";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("myelosuppression.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            proliferating: p.baseline,
            transit1: p.baseline,
            transit2: p.baseline,
            transit3: p.baseline,
            circulating: p.baseline,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, .. }: At<Self, R>) -> Signals<R> {
        Signals {
            cells: x.circulating,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let one = R::of(1.0);
        // Three stages and proliferation itself: four steps of one rate.
        let step = R::of(4.0) / p.transit_time;
        let effect = p.slope * u.concentration / (one + p.saturation * u.concentration);
        let share = (x.circulating / p.baseline).max(R::of(FEWEST));
        let feedback = share.powf(-p.feedback);
        State {
            proliferating: step * x.proliferating * ((one - effect) * feedback - one),
            transit1: step * (x.proliferating - x.transit1),
            transit2: step * (x.transit1 - x.transit2),
            transit3: step * (x.transit2 - x.transit3),
            circulating: step * (x.transit3 - x.circulating),
        }
    }
}
