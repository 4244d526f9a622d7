#![doc = include_str!("osmotic_diuretic.md")]

use crate::{At, Model, Nothing, Real, quantities};

/// A solute outside cells that tubules do not take back.
pub struct OsmoticDiuretic;

quantities! {
    /// How kidneys excrete it.
    pub struct Params {
        /// Clearance by which healthy kidneys of this person excrete it
        renal_clearance: "mL/min", typical = 98.0;
        /// Mass of a millimole
        solute_mass: "mg/mmol", typical = 182.17;
    }
}

quantities! {
    /// What there is of it.
    pub struct Inputs {
        /// Concentration outside cells
        concentration: "mg/L", scale = 2000.0, wired = true;
        /// Glomerular filtration relative to this person's usual
        filtration_ratio: "1";
    }
}

quantities! {
    /// What water and kidneys are told.
    pub struct Signals {
        /// What it adds to the effective osmolality outside cells
        osmotic_solute: "mosm/L", scale = 10.0;
        /// What tubules do not take back
        osmotic_excretion: "mmol/min";
    }
}

impl Model for OsmoticDiuretic {
    const NAME: &'static str = "osmotic_diuretic";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("osmotic_diuretic.md");

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
        let amount = u.concentration / p.solute_mass;
        let excreted = p.renal_clearance * u.filtration_ratio.positive() * amount;
        Signals {
            osmotic_solute: amount.unit_change(1.0, "mmol/L", "mosm/L"),
            osmotic_excretion: excreted.unit_change(1e-3, "mL.mmol/L/min", "mmol/min"),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
