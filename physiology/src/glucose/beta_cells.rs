#![doc = include_str!("beta_cells.md")]

use crate::{At, Model, Real, quantities};

/// Beta cells, and what the liver takes of what they send.
pub struct BetaCells;

quantities! {
    /// What beta cells remember.
    pub struct State {
        /// Glucose as they feel its change
        felt: "mg/dL", scale = 100.0;
        /// Secretion beside the basal one that follows the height of glucose (Y)
        provision: "pmol/kg/min";
        /// Insulin in the portal vein (Ipo)
        portal: "pmol/kg";
    }
}

quantities! {
    /// How this person secretes insulin.
    pub struct Params {
        /// Part of the beta cells that is there
        capacity: "1", typical = 1.0;
        /// Secretion at rest (Sb)
        basal_secretion: "pmol/kg/min", typical = 1.55;
        /// Glucose at rest (h)
        threshold: "mg/dL", typical = 91.8;
        /// Secretion for a rise of glucose (K)
        dynamic: "pmol/kg/(mg/dL)", typical = 2.3;
        /// Secretion for the height of glucose (beta)
        fixed: "pmol/kg/min/(mg/dL)", typical = 0.11;
        /// How secretion falls less and less with glucose below rest
        flattening: "dL/mg", typical = 0.15;
        /// Rate at which secretion follows that height (alpha)
        provision_rate: "/min", typical = 0.05;
        /// Rate from the portal vein to the liver (gamma)
        transfer: "/min", typical = 0.5;
        /// Part that the liver takes at rest (HEb)
        extraction: "1", typical = 0.6;
        /// Fall of that part with secretion (m5)
        extraction_fall: "min.kg/pmol", typical = 0.0304;
        /// Time over which a change of glucose is felt
        feeling_time: "min", typical = 1.0;
    }
}

quantities! {
    /// What beta cells feel.
    pub struct Inputs {
        /// Glucose in plasma
        plasma_glucose: "mg/dL";
        /// What stress and drugs leave of secretion
        insulin_secretion_factor: "1";
    }
}

quantities! {
    /// What beta cells give.
    pub struct Signals {
        /// Insulin that reaches the liver from the portal vein
        portal_insulin_appearance: "pmol/kg/min";
        /// Insulin in the portal vein above rest
        portal_insulin: "pmol/kg";
        /// Insulin that the liver destroys, relative to rest
        hepatic_insulin_clearance: "1";
        /// Insulin secreted
        secretion: "pmol/kg/min";
    }
}

impl Model for BetaCells {
    const NAME: &'static str = "beta_cells";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("beta_cells.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            felt: p.threshold,
            provision: R::of(0.0),
            portal: p.capacity * p.basal_secretion / p.transfer,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let one = R::of(1.0);
        let reaching = p.transfer * x.portal;
        let usual = p.capacity * p.basal_secretion;
        let extraction = p.extraction - p.extraction_fall * (reaching - usual);
        let extraction = extraction.max(R::of(0.0)).min(R::of(0.95));
        let odds = |part: R| part / (one - part);
        Signals {
            portal_insulin_appearance: reaching,
            portal_insulin: x.portal - usual / p.transfer,
            hepatic_insulin_clearance: odds(extraction) / odds(p.extraction),
            secretion: secretion(x, p, u),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let height = u.plasma_glucose - p.threshold;
        let wanted = p.fixed * height / (R::of(1.0) + p.flattening * (-height).positive());
        // Less than nothing is not secreted.
        let wanted = wanted.max(-p.basal_secretion);
        State {
            felt: (u.plasma_glucose - x.felt) / p.feeling_time,
            provision: p.provision_rate * (wanted - x.provision),
            portal: secretion(x, p, u) - p.transfer * x.portal,
        }
    }
}

#[inline(always)]
fn secretion<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> R {
    let rise = ((u.plasma_glucose - x.felt) / p.feeling_time).positive();
    let all = (p.basal_secretion + x.provision + p.dynamic * rise).positive();
    p.capacity * u.insulin_secretion_factor * all
}
