#![doc = include_str!("indirect.md")]

use super::sigmoid;
use crate::{At, Model, Real, quantities};

/// A response of which a drug inhibits production (`KIND` 1) or loss (2), or stimulates production (3)
/// or loss (4).
pub struct Indirect<const KIND: usize>;

quantities! {
    /// What is measured.
    pub struct State {
        /// Response, in the unit in which production is given per hour
        response: "1", scale = 100.0;
    }
}

quantities! {
    /// How this person responds.
    pub struct Params {
        /// Production without drug (kin), in units of response
        production: "/h", typical = 10.0;
        /// Rate of loss without drug (kout)
        loss: "/h", typical = 0.1;
        /// Largest effect of the drug: the share that it takes away (Imax, at most 1), or the multiple that it adds (Smax)
        maximum: "1", typical = 0.8;
        /// Concentration of half the largest effect (IC50, SC50)
        half: "mg/L", typical = 0.5;
        /// Steepness (gamma)
        hill: "1", typical = 1.5;
    }
}

quantities! {
    /// What changes the response.
    pub struct Inputs {
        /// Concentration of the drug
        concentration: "mg/L", scale = 10.0, wired = true;
    }
}

quantities! {
    /// What is seen.
    pub struct Signals {
        /// The response
        response: "1", scale = 100.0;
        /// Share of the largest effect that the drug has now
        effect: "1";
    }
}

impl<const KIND: usize> Model for Indirect<KIND> {
    const NAME: &'static str = match KIND {
        1 => "inhibited_production",
        2 => "inhibited_loss",
        3 => "stimulated_production",
        4 => "stimulated_loss",
        _ => panic!("indirect responses are of four kinds"),
    };
    const TIME: &'static str = "h";
    const ABOUT: &'static str = match KIND {
        1 => concat!(
            "A response whose making a drug inhibits (indirect response I).\n\n",
            include_str!("indirect.md")
        ),
        2 => concat!(
            "A response whose loss a drug inhibits (indirect response II).\n\n",
            include_str!("indirect.md")
        ),
        3 => concat!(
            "A response whose making a drug stimulates (indirect response III).\n\n",
            include_str!("indirect.md")
        ),
        _ => concat!(
            "A response whose loss a drug stimulates (indirect response IV).\n\n",
            include_str!("indirect.md")
        ),
    };

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            response: p.production / p.loss,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        Signals {
            response: x.response,
            effect: sigmoid(u.concentration, p.half, p.hill),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, at: At<Self, R>) -> State<R> {
        let At { x, p, .. } = at;
        let one = R::of(1.0);
        let effect = p.maximum * self.signals(at).effect;
        // The kind is known when this is compiled: no branch is left.
        let (on_production, on_loss) = match KIND {
            1 => (one - effect, one),
            2 => (one, one - effect),
            3 => (one + effect, one),
            _ => (one, one + effect),
        };
        State {
            response: p.production * on_production - p.loss * on_loss * x.response,
        }
    }
}
