#![doc = include_str!("blood.md")]

use crate::{At, Model, Real, quantities};

/// What blood is made of, and the fluid around the vessels.
pub struct Blood;

/// Part of plasma protein that is albumin: 44 of 74 g/L (textbook).
pub const ALBUMIN_SHARE: f64 = 0.6;

/// Part of a red cell's volume that shrinks and swells as osmolality has it: see blood.md.
pub const CELL_WATER: f64 = 0.6;

quantities! {
    /// Amounts in blood and interstitium.
    pub struct State {
        /// Haemoglobin in circulating blood
        haemoglobin_mass: "g", scale = 750.0, conserves = Some("haemoglobin");
        /// Proteins in plasma
        plasma_protein: "g", scale = 220.0, conserves = Some("protein");
        /// Proteins in the interstitium
        interstitial_protein: "g", scale = 330.0, conserves = Some("protein");
        /// Fluid in the interstitium
        interstitial_volume: "mL", scale = 11000.0, conserves = Some("fluid");
        /// Volume of a red cell relative to that at the usual osmolality
        red_cell_size: "1";
    }
}

quantities! {
    /// How this person's blood and capillaries are made.
    pub struct Params {
        /// Haemoglobin in red cells of the usual size
        cell_haemoglobin: "g/mL", typical = 0.335;
        /// Part of a red cell's volume that follows osmolality
        cell_water: "1", typical = CELL_WATER;
        /// Time in which it does
        cell_time: "min", typical = 0.5;
        /// Effective osmolality of plasma at rest
        usual_osmolality: "mosm/L", typical = 287.0;
        /// Haemoglobin at rest
        usual_haemoglobin: "g", typical = 750.0;
        /// Haemoglobin at which blood is as thick as this person's vessels are used to
        accustomed_haemoglobin: "g", typical = 750.0;
        /// Proteins in plasma at rest
        usual_plasma_protein: "g", typical = 220.0;
        /// Proteins in the interstitium at rest
        usual_interstitial_protein: "g", typical = 330.0;
        /// Fluid in the interstitium at rest
        usual_interstitial_volume: "mL", typical = 11000.0;
        /// Pressure in the interstitium at rest
        usual_interstitial_pressure: "mm[Hg]", typical = -3.0;
        /// Compliance of the interstitium below atmospheric pressure
        interstitial_compliance: "mL/mm[Hg]", typical = 668.0;
        /// How much more compliant the interstitium is above that
        oedema_compliance: "1", typical = 10.0;
        /// Filtration coefficient of all capillaries
        filtration: "mL/min/mm[Hg]", typical = 2.02;
        /// Lymph at rest
        usual_lymph: "mL/min", typical = 1.26;
        /// Rise of lymph relative to rest with interstitial pressure
        lymph_gain: "/mm[Hg]", typical = 0.57;
        /// Fall of the logarithm of lymph with interstitial pressure below that at rest
        lymph_drying: "/mm[Hg]", typical = 0.22;
        /// Most lymph relative to rest
        most_lymph: "1", typical = 20.0;
        /// Part of plasma protein that is albumin
        albumin_share: "1", typical = ALBUMIN_SHARE;
        /// Colloid osmotic pressure, linear term
        osmotic_first: "mm[Hg].dL/g", typical = 2.1;
        /// Colloid osmotic pressure, square term
        osmotic_second: "mm[Hg].dL2/g2", typical = 0.16;
        /// Colloid osmotic pressure, cubic term
        osmotic_third: "mm[Hg].dL3/g3", typical = 0.009;
        /// Clearance by which proteins leak out of capillaries
        leak: "mL/min", typical = 1.4;
        /// Rise of the logarithm of viscosity with the share of blood that is red cells
        thickening: "1", typical = 2.0;
    }
}

quantities! {
    /// What blood is told.
    pub struct Inputs {
        /// Blood volume
        blood_volume: "mL", scale = 5000.0;
        /// Blood volume relative to the usual
        blood_volume_ratio: "1";
        /// Blood lost to the outside
        blood_loss: "mL/min", scale = 10.0;
        /// Pressure in capillaries
        capillary_pressure: "mm[Hg]", scale = 17.0;
        /// How much more than at rest capillaries let through
        capillary_permeability: "1";
        /// Water that cells give to the fluid around them
        water_from_cells: "mL/min", scale = 5.0, enters = Some("fluid");
        /// Effective osmolality of plasma for red cells
        osmolality_without_glucose: "mosm/L", scale = 287.0;
    }
}

quantities! {
    /// What is seen of blood and of the fluid around.
    pub struct Signals {
        /// Share of blood that is red cells
        haematocrit: "%", scale = 45.0;
        /// Haemoglobin concentration
        haemoglobin: "g/dL", scale = 15.0;
        /// Volume of plasma
        plasma_volume: "mL", scale = 3000.0;
        /// Protein concentration in plasma
        plasma_protein_concentration: "g/dL", scale = 7.0;
        /// Albumin in plasma
        plasma_albumin: "g/dL", scale = 4.0;
        /// Albumin outside cells: in plasma and interstitium
        extracellular_albumin: "g", scale = 330.0;
        /// Colloid osmotic pressure of plasma
        plasma_osmotic_pressure: "mm[Hg]", scale = 28.0;
        /// Pressure in the interstitium
        interstitial_pressure: "mm[Hg]", scale = 3.0;
        /// Fluid outside cells: plasma and interstitium
        extracellular_volume: "mL", scale = 14000.0;
        /// Fluid that comes from the tissues into capillaries, less what leaves
        capillary_refill: "mL/min", scale = 2.0, leaves = Some("fluid");
        /// What viscosity makes of the resistance of systemic arterioles
        arteriolar_tone: "1";
        /// What viscosity makes of the resistance of the lungs' vessels
        pulmonary_tone: "1";
        /// Haemoglobin lost to the outside
        haemoglobin_loss: "g/min", leaves = Some("haemoglobin");
        /// Protein lost to the outside
        protein_loss: "g/min", leaves = Some("protein");
    }
}

struct Instant<R> {
    /// Red cells.
    cells: R,
    plasma: R,
    plasma_concentration: R,
    plasma_osmotic: R,
    pressure: R,
    refill: R,
    /// Proteins from plasma to interstitium, less what lymph brings back.
    leak: R,
    haemoglobin_loss: R,
    protein_loss: R,
}

/// Colloid osmotic pressure at a concentration.
#[inline(always)]
fn osmotic<R: Real>(p: &Params<R>, concentration: R) -> R {
    let c = concentration.unit_change(100.0, "g/mL", "g/dL");
    c * (p.osmotic_first + c * (p.osmotic_second + c * p.osmotic_third))
}

#[inline(always)]
fn instant<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> Instant<R> {
    let one = R::of(1.0);
    let cells = x.haemoglobin_mass / p.cell_haemoglobin * x.red_cell_size;
    // Blood is never all cells.
    let plasma = (u.blood_volume - cells).max(R::of(0.05) * u.blood_volume);
    let plasma_concentration = x.plasma_protein / plasma;
    // An interstitium is never dry.
    let fluid = x
        .interstitial_volume
        .max(R::of(0.05) * p.usual_interstitial_volume);
    let around = x.interstitial_protein / fluid;
    // Stiff below atmospheric pressure, wide above.
    let above = x.interstitial_volume
        - p.usual_interstitial_volume
        - p.interstitial_compliance * -p.usual_interstitial_pressure;
    let pressure = above.if_less(
        R::of(0.0),
        above / p.interstitial_compliance,
        above / (p.interstitial_compliance * p.oedema_compliance),
    );
    let fuller = pressure - p.usual_interstitial_pressure;
    let flow = (one + p.lymph_gain * fuller.positive()).min(p.most_lymph)
        * (p.lymph_drying * fuller.min(R::of(0.0))).exp();
    let lymph = p.usual_lymph * flow * (x.interstitial_volume / fluid);
    let plasma_osmotic = osmotic(p, plasma_concentration);
    // What lets protein through is not held back by it.
    let (open, held) = (
        u.capillary_permeability,
        one / u.capillary_permeability.max(one),
    );
    let filtered = p.filtration
        * open
        * (u.capillary_pressure - pressure - held * (plasma_osmotic - osmotic(p, around)));
    // What is drawn in must be there.
    let drawn = (-filtered).positive() * (x.interstitial_volume / fluid);
    Instant {
        cells,
        plasma,
        plasma_concentration,
        plasma_osmotic,
        pressure,
        refill: lymph + drawn - filtered.positive(),
        leak: p.leak * open * (plasma_concentration - around) - lymph * around,
        haemoglobin_loss: u.blood_loss * x.haemoglobin_mass / u.blood_volume,
        protein_loss: u.blood_loss * x.plasma_protein / u.blood_volume,
    }
}

impl Model for Blood {
    const NAME: &'static str = "blood";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("blood.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            haemoglobin_mass: p.usual_haemoglobin,
            plasma_protein: p.usual_plasma_protein,
            interstitial_protein: p.usual_interstitial_protein,
            interstitial_volume: p.usual_interstitial_volume,
            red_cell_size: R::of(1.0),
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let now = instant(x, p, u);
        let share = now.cells / u.blood_volume;
        let usual =
            p.accustomed_haemoglobin / p.cell_haemoglobin * u.blood_volume_ratio / u.blood_volume;
        // Blood of nothing but cells does not flow at all; what is here means something up to two thirds.
        let viscosity = (p.thickening * (share.min(R::of(0.7)) - usual)).exp();
        Signals {
            haematocrit: share.unit_change(100.0, "1", "%"),
            haemoglobin: (x.haemoglobin_mass / u.blood_volume).unit_change(100.0, "g/mL", "g/dL"),
            plasma_volume: now.plasma,
            plasma_protein_concentration: now
                .plasma_concentration
                .unit_change(100.0, "g/mL", "g/dL"),
            plasma_albumin: (p.albumin_share * now.plasma_concentration)
                .unit_change(100.0, "g/mL", "g/dL"),
            extracellular_albumin: p.albumin_share * (x.plasma_protein + x.interstitial_protein),
            plasma_osmotic_pressure: now.plasma_osmotic,
            interstitial_pressure: now.pressure,
            extracellular_volume: now.plasma + x.interstitial_volume,
            capillary_refill: now.refill,
            arteriolar_tone: viscosity,
            pulmonary_tone: viscosity,
            haemoglobin_loss: now.haemoglobin_loss,
            protein_loss: now.protein_loss,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let (now, one) = (instant(x, p, u), R::of(1.0));
        let thinned = p.usual_osmolality
            / u.osmolality_without_glucose
                .max(R::of(0.5) * p.usual_osmolality);
        let wanted = one + p.cell_water * (thinned - one);
        State {
            haemoglobin_mass: -now.haemoglobin_loss,
            plasma_protein: -now.leak - now.protein_loss,
            interstitial_protein: now.leak,
            interstitial_volume: u.water_from_cells - now.refill,
            red_cell_size: (wanted - x.red_cell_size) / p.cell_time,
        }
    }
}
