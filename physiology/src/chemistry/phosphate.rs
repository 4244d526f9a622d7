#![doc = include_str!("phosphate.md")]

use super::electrolytes::PHOSPHATE_CHARGE;
use crate::{At, Model, Real, quantities};

/// Phosphate outside and inside of cells.
pub struct Phosphate;

quantities! {
    /// Amounts outside cells (plasma and interstitium) and in soft tissue.
    pub struct State {
        /// Phosphate outside cells
        phosphate: "mmol", scale = 16.0, conserves = Some("phosphate");
        /// Phosphate in cells, without bone
        cell_phosphate: "mmol", scale = 3200.0, conserves = Some("phosphate");
    }
}

quantities! {
    /// How this person is made.
    pub struct Params {
        /// Fluid outside cells at rest
        usual_volume: "mL", typical = 14_000.0;
        /// Phosphate in plasma at rest
        usual_phosphate: "mmol/L", typical = 1.1;
        /// Phosphate in cells at rest
        usual_cell_phosphate: "mmol", typical = 3200.0;
        /// Phosphate taken up from food
        intake: "mmol/min", typical = 0.0139;
        /// Filtration at rest
        usual_filtration: "mL/min", typical = 120.0;
        /// Carbon dioxide pressure at rest
        usual_carbon_dioxide: "mm[Hg]", typical = 40.0;
        /// Rate at which phosphate goes into cells
        uptake: "/min", typical = 0.0333;
        /// Exponent with which plasma phosphate follows that of cells
        store: "1", typical = 16.0;
        /// Exponent with which plasma phosphate falls with insulin
        by_insulin: "1", typical = 0.35;
        /// Exponent with which plasma phosphate follows carbon dioxide
        by_carbon_dioxide: "1", typical = 1.35;
        /// Relative fall of plasma phosphate with base
        by_base: "L/mmol", typical = 0.027;
        /// Charge of phosphate at a pH of 7.4, which comes and goes with sodium
        charge: "1", typical = PHOSPHATE_CHARGE;
    }
}

quantities! {
    /// What moves it.
    pub struct Inputs {
        /// Fluid outside cells
        extracellular_volume: "mL", scale = 14_000.0;
        /// Blood lost to the outside
        blood_loss: "mL/min", scale = 10.0;
        /// Blood volume
        blood_volume: "mL", scale = 5000.0;
        /// Volume of plasma
        plasma_volume: "mL", scale = 3000.0;
        /// Filtration of both kidneys
        glomerular_filtration: "mL/min", scale = 120.0;
        /// Insulin as cells feel it, relative to basal
        insulin_effect: "1";
        /// Carbon dioxide pressure of arterial blood
        arterial_carbon_dioxide_pressure: "mm[Hg]", scale = 40.0;
        /// Base excess
        base_excess: "mmol/L";
    }
}

quantities! {
    /// What is measured.
    pub struct Signals {
        /// Phosphate in plasma
        plasma_phosphate: "mmol/L";
        /// Sodium that comes with phosphate that is taken in, less what leaves with it in urine and into cells
        sodium_exchange: "mmol/min", scale = 0.01;
        /// Phosphate lost in urine and with blood, less what is taken in
        phosphate_loss: "mmol/min", scale = 0.01, leaves = Some("phosphate");
    }
}

struct Instant<R> {
    concentration: R,
    into_cells: R,
    /// Excreted, less what is taken in.
    exchanged: R,
    /// Lost, less what is taken in.
    loss: R,
}

#[inline(always)]
fn instant<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> Instant<R> {
    let small = R::of(0.05);
    let volume = u.extracellular_volume.max(small * p.usual_volume);
    let each = x.phosphate / volume;
    let usual = p.usual_phosphate.unit_change(1e-3, "mmol/L", "mmol/mL");
    // What is eaten is what leaves at rest.
    let threshold = (usual - p.intake / p.usual_filtration).positive();
    let excreted = u.glomerular_filtration.positive() * (each - threshold).positive();
    let with_blood = u.blood_loss * u.plasma_volume / u.blood_volume * each;
    let held = (x.cell_phosphate / p.usual_cell_phosphate).positive();
    let carbon_dioxide = u.arterial_carbon_dioxide_pressure / p.usual_carbon_dioxide;
    let drive = p.store * held.max(small).ln() - p.by_insulin * u.insulin_effect.max(small).ln()
        + p.by_carbon_dioxide * carbon_dioxide.max(small).ln()
        - p.by_base * u.base_excess;
    // From a fifth to five times the usual, whatever cells want.
    let most = R::of(1.6);
    let balanced = usual * drive.max(-most).min(most).exp();
    Instant {
        concentration: each.unit_change(1e3, "mmol/mL", "mmol/L"),
        into_cells: p.uptake * (x.phosphate - balanced * volume) * held,
        exchanged: excreted - p.intake,
        loss: excreted + with_blood - p.intake,
    }
}

impl Model for Phosphate {
    const NAME: &'static str = "phosphate";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("phosphate.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        let usual = p.usual_phosphate.unit_change(1e-3, "mmol/L", "mmol/mL");
        State {
            phosphate: usual * p.usual_volume,
            cell_phosphate: p.usual_cell_phosphate,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let now = instant(x, p, u);
        Signals {
            plasma_phosphate: now.concentration,
            sodium_exchange: -(p.charge * (now.exchanged + now.into_cells)),
            phosphate_loss: now.loss,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let now = instant(x, p, u);
        State {
            phosphate: -now.loss - now.into_cells,
            cell_phosphate: now.into_cells,
        }
    }
}
