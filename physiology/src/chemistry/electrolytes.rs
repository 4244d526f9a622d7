#![doc = include_str!("electrolytes.md")]

use super::acid_base::{ALBUMIN, PHOSPHATE};
use crate::{At, Model, Real, quantities};

/// Salts and water outside and inside of cells.
pub struct Electrolytes;

/// Charge of albumin at a pH of 7.4, mmol/g: 0.123 pH - 0.631 (Figge, Mydosh, Fencl, J Lab Clin Med 1992;120:713,
/// from memory).
pub const ALBUMIN_CHARGE: f64 = ALBUMIN[0] * 7.4 - ALBUMIN[1];
/// Charge of phosphate at a pH of 7.4: 0.309 pH - 0.469 (the same).
pub const PHOSPHATE_CHARGE: f64 = PHOSPHATE[0] * 7.4 - PHOSPHATE[1];

quantities! {
    /// Amounts outside cells (plasma and interstitium), and what cells hold.
    pub struct State {
        /// Sodium outside cells
        sodium: "mmol", scale = 2000.0, conserves = Some("sodium");
        /// Chloride outside cells
        chloride: "mmol", scale = 1500.0, conserves = Some("chloride");
        /// Potassium outside cells
        potassium: "mmol", scale = 60.0, conserves = Some("potassium");
        /// Potassium in cells
        cell_potassium: "mmol", scale = 3500.0, conserves = Some("potassium");
        /// Charge outside cells of what nobody follows: weak acids beside albumin and phosphate, less calcium and magnesium
        weak_acid: "mmol", scale = 20.0, conserves = Some("weak acid");
        /// Water in cells
        cell_water: "mL", scale = 28000.0, conserves = Some("fluid");
        /// Water that was drunk and is in the gut
        gut_water: "mL", scale = 500.0, conserves = Some("fluid");
    }
}

quantities! {
    /// How this person is made.
    pub struct Params {
        /// Fluid outside cells at rest
        usual_volume: "mL", typical = 14_000.0;
        /// Sodium in plasma at rest
        usual_sodium: "mmol/L", typical = 140.0;
        /// Chloride in plasma at rest
        usual_chloride: "mmol/L", typical = 104.0;
        /// Potassium in plasma at rest
        usual_potassium: "mmol/L", typical = 4.2;
        /// Bicarbonate at rest, which a fluid must match so that base stays
        usual_bicarbonate: "mmol/L", typical = 24.5;
        /// Albumin outside cells at rest
        usual_albumin: "g", typical = 330.0;
        /// Albumin in plasma at rest
        usual_plasma_albumin: "g/dL", typical = 4.4;
        /// Phosphate in plasma at rest
        usual_phosphate: "mmol/L", typical = 1.1;
        /// Charge of albumin at a pH of 7.4
        albumin_charge: "mmol/g", typical = ALBUMIN_CHARGE;
        /// Charge of phosphate at a pH of 7.4
        phosphate_charge: "1", typical = PHOSPHATE_CHARGE;
        /// Potassium in cells at rest
        usual_cell_potassium: "mmol", typical = 3500.0;
        /// Water in cells at rest
        usual_cell_water: "mL", typical = 28_000.0;
        /// Effective osmolality at rest
        usual_osmolality: "mosm/L", typical = 287.0;
        /// Glucose in plasma at rest
        usual_glucose: "mg/dL", typical = 90.0;
        /// Mass of a millimole of glucose
        glucose_mass: "mg/mmol", typical = 180.16;
        /// Water that flows for a difference of osmolality
        osmosis: "mL.L/min/mosm", typical = 7.0;
        /// Rate at which potassium goes into cells
        potassium_uptake: "/min", typical = 0.0333;
        /// Exponent with which plasma potassium follows that of cells where they lack some
        potassium_store: "1", typical = 2.25;
        /// Exponent with which it does where they have more than usual
        potassium_excess: "1", typical = 5.4;
        /// Exponent with which plasma potassium falls with insulin
        potassium_insulin: "1", typical = 0.095;
        /// Relative fall of plasma potassium with base
        potassium_base: "L/mmol", typical = 0.017;
        /// Rate at which water is absorbed from the gut
        absorption: "/min", typical = 0.055;
    }
}

quantities! {
    /// What brings and takes salts and water.
    pub struct Inputs {
        /// Fluid outside cells
        extracellular_volume: "mL", scale = 14_000.0;
        /// Blood lost to the outside
        blood_loss: "mL/min", scale = 10.0;
        /// Blood volume
        blood_volume: "mL", scale = 5000.0;
        /// Volume of plasma
        plasma_volume: "mL", scale = 3000.0;
        /// Albumin outside cells: in plasma and interstitium
        extracellular_albumin: "g", scale = 330.0;
        /// Albumin in plasma
        plasma_albumin: "g/dL", scale = 4.0;
        /// Phosphate in plasma
        plasma_phosphate: "mmol/L";
        /// Sodium taken in, less what leaves in urine
        sodium_exchange: "mmol/min", enters = Some("sodium");
        /// Chloride taken in, less what leaves in urine
        chloride_exchange: "mmol/min", enters = Some("chloride");
        /// Potassium taken in, less what leaves in urine
        potassium_exchange: "mmol/min", enters = Some("potassium");
        /// Glucose in plasma
        plasma_glucose: "mg/dL", scale = 100.0;
        /// Insulin as cells feel it, relative to basal
        insulin_effect: "1";
        /// Solutes of medicines outside cells
        osmotic_solute: "mosm/L", scale = 10.0;
        /// How much lower plasma potassium is by drugs when it balances with that of cells
        potassium_shift: "mmol/L";
    }
}

quantities! {
    /// What is measured, and what moves.
    pub struct Signals {
        /// Sodium in plasma
        plasma_sodium: "mmol/L", scale = 140.0;
        /// Chloride in plasma
        plasma_chloride: "mmol/L", scale = 104.0;
        /// Potassium in plasma
        plasma_potassium: "mmol/L", scale = 4.0;
        /// Effective osmolality of plasma
        plasma_osmolality: "mosm/L", scale = 287.0;
        /// The same without glucose, which is in red cells too
        osmolality_without_glucose: "mosm/L", scale = 287.0;
        /// Base excess by strong ions
        strong_ion_base: "mmol/L";
        /// 1, because here base follows salts
        base_by_salts: "1";
        /// Water that cells give to the fluid around them
        water_from_cells: "mL/min", scale = 5.0, leaves = Some("fluid");
        /// Water that comes from the gut
        fluid_exchange: "mL/min", leaves = Some("fluid");
        /// Sodium that cells take for potassium that they give
        sodium_into_cells: "mmol/min", leaves = Some("sodium");
        /// Sodium lost with blood
        sodium_loss: "mmol/min", leaves = Some("sodium");
        /// Chloride lost with blood
        chloride_loss: "mmol/min", leaves = Some("chloride");
        /// Potassium lost with blood
        potassium_loss: "mmol/min", leaves = Some("potassium");
        /// Weak acids beside albumin and phosphate lost with blood
        weak_acid_loss: "mmol/min", leaves = Some("weak acid");
    }
}

struct Instant<R> {
    sodium: R,
    /// In plasma.
    chloride: R,
    /// Chloride that plasma's albumin keeps in the interstitium, as if all were plasma.
    kept_out: R,
    potassium: R,
    osmolality: R,
    /// Without what glucose is above rest.
    without_glucose: R,
    base: R,
    from_cells: R,
    from_gut: R,
    /// Potassium into cells, and sodium out of them.
    into_cells: R,
    /// Sodium into cells.
    sodium_in: R,
    /// Part of what is outside cells that is lost with blood in a minute.
    lost: R,
}

/// Charges of weak acids at a pH of 7.4, and how albumin's divides anions.
struct Charges<R> {
    /// Of albumin and phosphate, over plasma and interstitium.
    followed: R,
    /// Chloride and bicarbonate that plasma's albumin keeps in the interstitium.
    chloride_kept_out: R,
    bicarbonate_kept_out: R,
}

/// Charges, from albumin over plasma and interstitium, albumin in plasma (both g/L), and phosphate.
#[inline(always)]
fn charges<R: Real>(p: &Params<R>, spread: R, in_plasma: R, phosphate: R) -> Charges<R> {
    let more = p.albumin_charge * (in_plasma - spread);
    let chloride = p.usual_chloride / (p.usual_chloride + p.usual_bicarbonate);
    Charges {
        followed: p.albumin_charge * spread + p.phosphate_charge * phosphate,
        chloride_kept_out: chloride * more,
        bicarbonate_kept_out: (R::of(1.0) - chloride) * more,
    }
}

#[inline(always)]
fn usual_charges<R: Real>(p: &Params<R>) -> Charges<R> {
    charges(
        p,
        (p.usual_albumin / p.usual_volume).unit_change(1e3, "g/mL", "g/L"),
        p.usual_plasma_albumin.unit_change(10.0, "g/dL", "g/L"),
        p.usual_phosphate,
    )
}

/// What strong ions leave, in mmol/L over plasma and interstitium, beside the weak acids that are followed and the
/// usual bicarbonate: at rest the charge of what nobody follows.
#[inline(always)]
fn unfollowed<R: Real>(charges: &Charges<R>, strong: R, p: &Params<R>) -> R {
    strong - charges.followed - charges.bicarbonate_kept_out - p.usual_bicarbonate
}

#[inline(always)]
fn instant<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> Instant<R> {
    let (zero, one, small) = (R::of(0.0), R::of(1.0), R::of(0.05));
    let volume = u.extracellular_volume.max(small * p.usual_volume);
    let of_volume = |amount: R| (amount / volume).unit_change(1e3, "mmol/mL", "mmol/L");
    let (sodium, chloride, potassium) = (
        of_volume(x.sodium),
        of_volume(x.chloride),
        of_volume(x.potassium),
    );
    let charges = charges(
        p,
        (u.extracellular_albumin / volume).unit_change(1e3, "g/mL", "g/L"),
        u.plasma_albumin.unit_change(10.0, "g/dL", "g/L"),
        u.plasma_phosphate,
    );
    let strong = sodium + potassium - chloride;
    let base = unfollowed(&charges, strong, p) - of_volume(x.weak_acid);
    let kept_out = charges.chloride_kept_out;
    // Each cation has its anion; those of phosphate come out of cells with it, which are left with as much less.
    let salts = R::of(2.0)
        * (sodium + potassium
            - p.usual_sodium
            - p.usual_potassium
            - p.phosphate_charge * (u.plasma_phosphate - p.usual_phosphate));
    let sugar =
        (u.plasma_glucose - p.usual_glucose).unit_change(10.0, "mg/dL", "mg/L") / p.glucose_mass;
    let osmoles = |solutes: R| solutes.unit_change(1.0, "mmol/L", "mosm/L");
    let without_glucose = p.usual_osmolality + osmoles(salts) + u.osmotic_solute;
    let osmolality = without_glucose + osmoles(sugar);
    // Cells are never dry, and give what they have.
    let water = x.cell_water.max(small * p.usual_cell_water);
    let flow = p.osmosis * (osmolality - p.usual_osmolality * p.usual_cell_water / water);
    let from_cells = flow.if_less(zero, flow, flow * x.cell_water / water);
    let held = x.cell_potassium / p.usual_cell_potassium;
    let store = held.if_less(one, p.potassium_store, p.potassium_excess);
    let balance = held.powf(store)
        * u.insulin_effect.max(small).powf(-p.potassium_insulin)
        * (-(p.potassium_base * base + u.potassium_shift / p.usual_potassium)
            .max(-one)
            .min(one))
        .exp();
    let balanced = (p.usual_potassium * balance).unit_change(1e-3, "mmol/L", "mmol/mL") * volume;
    let into_cells = p.potassium_uptake * (x.potassium - balanced);
    let there = (x.sodium
        / (small * p.usual_sodium * p.usual_volume).unit_change(1e-3, "mmol.mL/L", "mmol"))
    .min(one);
    Instant {
        sodium,
        chloride: chloride - kept_out,
        kept_out: (kept_out * volume).unit_change(1e-3, "mmol.mL/L", "mmol"),
        potassium,
        osmolality,
        without_glucose,
        base,
        from_cells,
        from_gut: p.absorption * x.gut_water,
        into_cells,
        sodium_in: (-into_cells).positive() * there - into_cells.positive(),
        lost: u.blood_loss * u.plasma_volume / u.blood_volume / volume,
    }
}

impl Model for Electrolytes {
    const NAME: &'static str = "electrolytes";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("electrolytes.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        let of_volume =
            |amount: R| (amount * p.usual_volume).unit_change(1e-3, "mmol.mL/L", "mmol");
        let charges = usual_charges(p);
        let chloride = p.usual_chloride + charges.chloride_kept_out;
        let strong = p.usual_sodium + p.usual_potassium - chloride;
        State {
            sodium: of_volume(p.usual_sodium),
            chloride: of_volume(chloride),
            potassium: of_volume(p.usual_potassium),
            cell_potassium: p.usual_cell_potassium,
            weak_acid: of_volume(unfollowed(&charges, strong, p)),
            cell_water: p.usual_cell_water,
            gut_water: R::of(0.0),
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let now = instant(x, p, u);
        Signals {
            plasma_sodium: now.sodium,
            plasma_chloride: now.chloride,
            plasma_potassium: now.potassium,
            plasma_osmolality: now.osmolality,
            osmolality_without_glucose: now.without_glucose,
            strong_ion_base: now.base,
            base_by_salts: R::of(1.0),
            water_from_cells: now.from_cells,
            fluid_exchange: now.from_gut,
            sodium_into_cells: now.sodium_in,
            sodium_loss: now.lost * x.sodium,
            chloride_loss: now.lost * (x.chloride - now.kept_out),
            potassium_loss: now.lost * x.potassium,
            weak_acid_loss: now.lost * x.weak_acid,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let now = instant(x, p, u);
        State {
            sodium: u.sodium_exchange - now.sodium_in - now.lost * x.sodium,
            chloride: u.chloride_exchange - now.lost * (x.chloride - now.kept_out),
            potassium: u.potassium_exchange - now.into_cells - now.lost * x.potassium,
            cell_potassium: now.into_cells,
            weak_acid: -(now.lost * x.weak_acid),
            cell_water: -now.from_cells,
            gut_water: -now.from_gut,
        }
    }
}
