#![doc = include_str!("two_compartments_by_filtration.md")]

use super::two_compartments::{self, TwoCompartments};
use crate::{At, Model, Real, quantities};

/// Two compartments whose clearance follows the kidneys.
pub struct TwoCompartmentsByFiltration;

quantities! {
    /// How this person absorbs, distributes and clears the drug.
    pub struct Params {
        /// Rate of absorption (ka)
        absorption: "/h", typical = 1.5;
        /// Fraction of the depot that reaches the central compartment (F)
        bioavailability: "1", typical = 1.0;
        /// Clearance at this person's usual filtration (CL)
        clearance: "L/h", typical = 3.0;
        /// Central volume (V1)
        volume: "L", typical = 30.0;
        /// Clearance between central and peripheral compartment 2 (Q2)
        exchange2: "L/h", typical = 2.0;
        /// Volume of peripheral compartment 2 (V2)
        volume2: "L", typical = 40.0;
        /// Rate of equilibration with the site of effect (ke0)
        equilibration: "/h", typical = 2.0;
        /// Exponent with which clearance follows filtration
        filtration_power: "1", typical = 0.8;
    }
}

quantities! {
    /// What changes the drug's disposition.
    pub struct Inputs {
        /// Blood volume relative to usual
        blood_volume_ratio: "1";
        /// Glomerular filtration relative to this person's usual
        filtration_ratio: "1";
    }
}

/// The two compartments of now: those of a person who clears as these kidneys do.
#[inline(always)]
fn now<R: Real>(
    p: &Params<R>,
    u: &Inputs<R>,
) -> (two_compartments::Params<R>, two_compartments::Inputs<R>) {
    let ratio = u.filtration_ratio.max(R::of(0.01));
    let params = two_compartments::Params {
        absorption: p.absorption,
        bioavailability: p.bioavailability,
        clearance: p.clearance * ratio.powf(p.filtration_power),
        volume: p.volume,
        exchange2: p.exchange2,
        volume2: p.volume2,
        equilibration: p.equilibration,
    };
    let inputs = two_compartments::Inputs {
        blood_volume_ratio: u.blood_volume_ratio,
    };
    (params, inputs)
}

impl Model for TwoCompartmentsByFiltration {
    const NAME: &'static str = "two_compartments_by_filtration";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("two_compartments_by_filtration.md");

    type State<R: Real> = two_compartments::State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = two_compartments::Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> two_compartments::State<R> {
        let usual = Inputs {
            blood_volume_ratio: R::of(1.0),
            filtration_ratio: R::of(1.0),
        };
        TwoCompartments.initial(&now(p, &usual).0)
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { t, x, p, u }: At<Self, R>) -> two_compartments::Signals<R> {
        let (p, u) = now(p, u);
        TwoCompartments.signals(At { t, x, p: &p, u: &u })
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { t, x, p, u }: At<Self, R>) -> two_compartments::State<R> {
        let (p, u) = now(p, u);
        TwoCompartments.rates(At { t, x, p: &p, u: &u })
    }
}
