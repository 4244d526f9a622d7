#![doc = include_str!("kidney.md")]

use super::tubules::{self, Tubules};
use crate::{At, Model, Real, quantities};

/// Both kidneys.
pub struct Kidney;

quantities! {
    /// What kidneys remember and leave in the body.
    pub struct State {
        /// Aldosterone as tubules have answered it
        sodium_channels: "ng/dL", scale = 10.0;
        /// Antidiuretic hormone as collecting ducts have answered it
        water_channels: "pg/mL", scale = 2.7;
        /// Part of filtration that is lost by injury
        injury: "1";
        /// Chloride in plasma to which their vessels are used
        chloride_known: "mmol/L", scale = 104.0;
        /// Creatinine in body water
        creatinine_mass: "mg", scale = 400.0;
        /// Urea nitrogen in body water
        urea_mass: "mg", scale = 6000.0;
    }
}

quantities! {
    /// How these kidneys are.
    pub struct Params {
        /// Flow at rest
        usual_flow: "mL/min", typical = 1080.0;
        /// Filtration at rest
        usual_filtration: "mL/min", typical = 120.0;
        /// How filtration follows flow
        exponent: "1", typical = 0.7;
        /// Chloride in plasma at rest
        usual_chloride: "mmol/L", typical = 104.0;
        /// Fall of filtration for chloride above what its vessels are used to
        chloride_gain: "L/mmol", typical = 0.013;
        /// Time in which they become used to it
        chloride_time: "min", typical = 1440.0;
        /// Arterial pressure at rest
        usual_pressure: "mm[Hg]", typical = 91.0;
        /// Sodium in plasma at rest
        usual_sodium: "mmol/L", typical = 140.0;
        /// Potassium in plasma at rest
        usual_potassium: "mmol/L", typical = 4.2;
        /// Aldosterone at rest
        usual_aldosterone: "ng/dL", typical = 10.0;
        /// Antidiuretic hormone at rest
        usual_antidiuretic: "pg/mL", typical = 2.66;
        /// Part of the nephrons that work
        working: "1", typical = 1.0;
        /// Urine at rest
        usual_urine: "mL/min", typical = 1.0;
        /// Sodium in urine at rest
        usual_sodium_excretion: "mmol/min", typical = 0.104;
        /// Potassium in urine at rest
        usual_potassium_excretion: "mmol/min", typical = 0.0486;
        /// Water taken in beside infusions
        intake: "mL/min", typical = 1.38;
        /// Water lost by skin and breath, less what metabolism makes
        insensible: "mL/min", typical = 0.38;
        /// Sodium taken in beside infusions
        sodium_intake: "mmol/min", typical = 0.104;
        /// Potassium taken in beside infusions
        potassium_intake: "mmol/min", typical = 0.0486;
        /// Osmolality of plasma above which a person who may is thirsty
        thirst_threshold: "mosm/L", typical = 290.0;
        /// What a thirsty person drinks for an osmolality above that
        thirst_gain: "mL.L/min/mosm", typical = 2.0;
        /// Whether there is something to drink: 1, or nothing where a person may not or cannot
        drinking: "1", typical = 1.0;
        /// Rise of the logarithm of sodium excretion with arterial pressure
        pressure_gain: "/mm[Hg]", typical = 0.02;
        /// Rise of the logarithm of sodium excretion with that of natriuretic peptide
        peptide_gain: "1", typical = 0.5;
        /// Fall of the logarithm of sodium excretion with that of angiotensin
        angiotensin_gain: "1", typical = 0.35;
        /// Fall of the logarithm of sodium excretion with that of aldosterone
        aldosterone_gain: "1", typical = 0.6;
        /// Time in which tubules answer aldosterone
        aldosterone_time: "min", typical = 180.0;
        /// Time in which collecting ducts answer antidiuretic hormone
        antidiuretic_time: "min", typical = 20.0;
        /// Least part of filtered sodium that is excreted
        least_sodium: "1", typical = 0.0003;
        /// Most part of filtered sodium that is excreted without a diuretic
        most_sodium: "1", typical = 0.1;
        /// Part of filtered sodium that is excreted when nothing is reabsorbed in the loop
        loop_share: "1", typical = 0.12;
        /// How that part falls with the drive to excrete
        loop_drive: "1", typical = 0.3;
        /// Exponent with which potassium excretion follows plasma potassium
        potassium_gain: "1", typical = 4.0;
        /// Exponent with which it follows aldosterone
        potassium_aldosterone: "1", typical = 0.6;
        /// Exponent with which it follows sodium excretion
        potassium_delivery: "1", typical = 0.35;
        /// Part of potassium excretion that follows what is eaten, at once
        potassium_eaten: "1", typical = 0.65;
        /// Most part of filtered potassium that is excreted
        most_potassium: "1", typical = 1.5;
        /// Time in which kidneys bring base by chloride to where they want it
        base_time: "min", typical = 3240.0;
        /// How much faster that is for an excess of base
        excess_gain: "L/mmol", typical = 3.0;
        /// Acid of metabolism that they excrete
        acid_made: "mmol/min", typical = 0.0486;
        /// Most of it that whole kidneys can, as a multiple
        most_acid: "1", typical = 4.0;
        /// Other solutes excreted
        other_solutes: "mosm/min", typical = 0.04;
        /// Least osmolality of urine
        least_osmolality: "mosm/L", typical = 56.0;
        /// Most osmolality of urine
        most_osmolality: "mosm/L", typical = 1200.0;
        /// Osmolality of plasma, at which urine is that is neither diluted nor concentrated
        plasma_osmolality: "mosm/L", typical = 287.0;
        /// Exponent with which concentration follows antidiuretic hormone
        antidiuretic_gain: "1", typical = 2.0;
        /// Solutes above the usual, relative to them, at which half of the power to concentrate is left
        washout: "1", typical = 0.8;
        /// Part of the power to dilute that is beyond the loop
        diluted_later: "1", typical = 0.27;
        /// Glucose in plasma above which it appears in urine
        glucose_threshold: "mg/dL", typical = 180.0;
        /// Part that is excreted of what is filtered above that
        glucose_splay: "1", typical = 0.5;
        /// Most glucose that is reabsorbed
        glucose_most: "mg/min", typical = 375.0;
        /// Mass of a millimole of glucose
        glucose_mass: "mg/mmol", typical = 180.16;
        /// Sodium that leaves with ketone bodies, in place of chloride
        with_anions: "1", typical = 0.9;
        /// How that falls with the drive to excrete
        anion_drive: "1", typical = 1.0;
        /// Sodium that leaves with glucose
        with_glucose: "1", typical = 0.2;
        /// Flow, relative to rest, below which kidneys are injured
        critical_flow: "1", typical = 0.5;
        /// Injury at no flow
        injuring: "/min", typical = 0.00833;
        /// Injury by a unit of inflammatory damage
        by_damage: "/min", typical = 0.0000667;
        /// Time in which injury heals
        healing: "min", typical = 4320.0;
        /// Part of filtered sodium that injured tubules let through
        injury_leak: "1", typical = 0.03;
        /// Creatinine made
        creatinine_made: "mg/min", typical = 1.0;
        /// Urea nitrogen made
        urea_made: "mg/min", typical = 7.6;
        /// Mass of the nitrogen of a millimole of urea
        urea_mass: "mg/mmol", typical = 28.01;
        /// Part of filtered urea that leaves
        urea_leaving: "1", typical = 0.5;
        /// Body water
        water: "L", typical = 42.0;
    }
}

quantities! {
    /// What kidneys meet.
    pub struct Inputs {
        /// Flow to the kidneys
        renal_blood_flow: "mL/min", scale = 1100.0;
        /// Mean arterial pressure
        mean_arterial_pressure: "mm[Hg]", scale = 90.0;
        /// Tissue damage by inflammation
        tissue_damage: "1", scale = 5.0;
        /// Sodium in plasma
        plasma_sodium: "mmol/L", scale = 140.0;
        /// Potassium in plasma
        plasma_potassium: "mmol/L", scale = 4.0;
        /// Chloride in plasma
        plasma_chloride: "mmol/L", scale = 104.0;
        /// Base excess by strong ions
        strong_ion_base: "mmol/L";
        /// Base excess that they want
        base_wanted: "mmol/L";
        /// Being awake
        wakefulness: "1";
        /// Fluid outside cells
        extracellular_volume: "mL", scale = 14_000.0;
        /// Angiotensin II relative to rest
        angiotensin: "1";
        /// Aldosterone
        aldosterone: "ng/dL", scale = 10.0;
        /// Antidiuretic hormone
        antidiuretic_hormone: "pg/mL", scale = 2.7;
        /// Atrial natriuretic peptide relative to rest
        natriuretic_peptide: "1";
        /// What diuretics leave of reabsorption in the loop of Henle
        loop_reabsorption: "1";
        /// Glucose in plasma
        plasma_glucose: "mg/dL", scale = 100.0;
        /// Ketone bodies lost in urine
        ketone_excretion: "mmol/min";
        /// Solutes of medicines in urine
        osmotic_excretion: "mmol/min";
    }
}

quantities! {
    /// What is seen of them.
    pub struct Signals {
        /// Filtration of both kidneys
        glomerular_filtration: "mL/min", scale = 120.0;
        /// Filtration relative to this person's usual
        filtration_ratio: "1";
        /// Urine
        urine_output: "mL/min";
        /// Osmolality of urine
        urine_osmolality: "mosm/L", scale = 600.0;
        /// Water taken in, less what leaves by kidneys, skin and breath
        fluid_exchange: "mL/min";
        /// Water drunk out of thirst
        drunk: "mL/min";
        /// Acid that kidneys do not excrete
        acid_kept: "mmol/min", scale = 0.05;
        /// Sodium in urine
        sodium_excretion: "mmol/min", scale = 0.1;
        /// Potassium in urine
        potassium_excretion: "mmol/min", scale = 0.05;
        /// Sodium taken in, less that in urine
        sodium_exchange: "mmol/min", scale = 0.1;
        /// Potassium taken in, less that in urine
        potassium_exchange: "mmol/min", scale = 0.05;
        /// Chloride taken in, less that in urine
        chloride_exchange: "mmol/min", scale = 0.1;
        /// Glucose in urine
        glucose_excretion: "mg/min", scale = 50.0;
        /// Creatinine in plasma
        creatinine: "mg/dL";
        /// Urea nitrogen in plasma
        urea_nitrogen: "mg/dL", scale = 14.0;
    }
}

#[inline(always)]
fn filtration<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> R {
    let relative = u.renal_blood_flow.positive() / p.usual_flow;
    let left = p.working * (R::of(1.0) - x.injury).positive();
    // In proportion below a hundredth of the usual flow, where the power would rise without limit.
    let steepness = relative.max(R::of(0.01)).powf(p.exponent - R::of(1.0));
    // What chloride does to the vessels before the glomeruli; nothing is known of too little.
    let above = (u.plasma_chloride - x.chloride_known).positive();
    let narrowed = R::of(1.0) / (R::of(1.0) + p.chloride_gain * above);
    p.usual_filtration * relative * steepness * left * narrowed
}

/// What is drunk out of thirst: asleep nobody drinks.
#[inline(always)]
fn thirst<R: Real>(p: &Params<R>, u: &Inputs<R>) -> R {
    // Sodium leaves with an anion: what counts for water is twice its amount.
    let osmolality = p.plasma_osmolality
        + R::of(2.0) * (u.plasma_sodium - p.usual_sodium).unit_change(1.0, "mmol/L", "mosm/L");
    let awake = u.wakefulness.positive().min(R::of(1.0));
    p.drinking * awake * p.thirst_gain * (osmolality - p.thirst_threshold).positive()
}

impl Model for Kidney {
    const NAME: &'static str = "kidney";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("kidney.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        let water = p.water.unit_change(1e3, "L", "mL");
        State {
            sodium_channels: p.usual_aldosterone,
            water_channels: p.usual_antidiuretic,
            injury: R::of(0.0),
            chloride_known: p.usual_chloride,
            creatinine_mass: p.creatinine_made / p.usual_filtration * water,
            urea_mass: p.urea_made / (p.usual_filtration * p.urea_leaving) * water,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let filtration = filtration(x, p, u);
        let of_water = |mass: R| (mass / p.water).unit_change(0.1, "mg/L", "mg/dL");
        let Tubules {
            sodium,
            potassium,
            chloride,
            glucose,
            osmolality,
            urine,
        } = tubules::urine(x, p, u, filtration);
        let drunk = thirst(p, u);
        let ratio = filtration / p.usual_filtration;
        Signals {
            glomerular_filtration: filtration,
            filtration_ratio: ratio,
            urine_output: urine,
            urine_osmolality: osmolality,
            fluid_exchange: p.intake + drunk - p.insensible - urine,
            drunk,
            acid_kept: (p.acid_made * (R::of(1.0) - p.most_acid * ratio)).positive(),
            sodium_excretion: sodium,
            potassium_excretion: potassium,
            sodium_exchange: p.sodium_intake - sodium,
            potassium_exchange: p.potassium_intake - potassium,
            // What is eaten of sodium is table salt.
            chloride_exchange: p.sodium_intake - chloride,
            glucose_excretion: glucose,
            creatinine: of_water(x.creatinine_mass),
            urea_nitrogen: of_water(x.urea_mass),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let one = R::of(1.0);
        let filtration = filtration(x, p, u);
        let flow = u.renal_blood_flow / p.usual_flow;
        let lacking = (one - flow / p.critical_flow).positive();
        let injuring = p.injuring * lacking + p.by_damage * u.tissue_damage;
        let water = p.water.unit_change(1e3, "L", "mL");
        State {
            sodium_channels: (u.aldosterone - x.sodium_channels) / p.aldosterone_time,
            water_channels: (u.antidiuretic_hormone - x.water_channels) / p.antidiuretic_time,
            injury: injuring * (one - x.injury) - x.injury / p.healing,
            chloride_known: (u.plasma_chloride - x.chloride_known) / p.chloride_time,
            creatinine_mass: p.creatinine_made - filtration * x.creatinine_mass / water,
            urea_mass: p.urea_made - p.urea_leaving * filtration * x.urea_mass / water,
        }
    }
}
