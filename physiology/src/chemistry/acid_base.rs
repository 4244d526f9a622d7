#![doc = include_str!("acid_base.md")]

use crate::breath::blood::shared_base_excess;
use crate::{At, Model, Real, quantities};

/// Acid and base of blood.
pub struct AcidBase;

// Figge, Mydosh, Fencl, J Lab Clin Med 1992;120:713, from memory.
/// Charge of albumin for a unit of pH, and at a pH of 0 below zero, mmol/g.
pub(super) const ALBUMIN: [f64; 2] = [0.123, 0.631];
/// The same of phosphate, for each mmol.
pub(super) const PHOSPHATE: [f64; 2] = [0.309, 0.469];

quantities! {
    /// What infusions have left, and what blood has given to the fluid around it.
    pub struct State {
        /// Base beside the usual that is no lactate, no ketone body and no salt that is followed
        fixed_base: "mmol", scale = 50.0;
        /// Base of blood that carbon dioxide has sent into the fluid around it
        in_tissue: "mmol/L";
    }
}

quantities! {
    /// From where changes are counted.
    pub struct Params {
        /// Volume over which base spreads
        volume: "L", typical = 22.5;
        /// Time in which kidneys bring base to where they want it
        renal_time: "h", typical = 54.0;
        /// Base that kidneys want for carbon dioxide that is no answer of breathing to acid
        renal_answer: "mmol/L/mm[Hg]", typical = 0.45;
        /// Carbon dioxide pressure with which breathing answers base
        breathing_answer: "mm[Hg]/(mmol/L)", typical = 1.2;
        /// Carbon dioxide pressure at which kidneys want no base beside the usual
        usual_carbon_dioxide: "mm[Hg]", typical = 40.0;
        /// Part of an acid that comes slowly which bone and cells leave in this volume
        slow_part: "1", typical = 0.6;
        /// Time in which bone takes what kidneys keep
        bone_time: "h", typical = 240.0;
        /// Time in which base spreads between blood and the fluid around it, at the usual output of the heart
        spreading_time: "h", typical = 0.1;
        /// Cardiac output at rest
        usual_output: "L/min", typical = 5.3;
        /// Haemoglobin of normal blood
        normal_haemoglobin: "g/dL", typical = 15.0;
        /// Bicarbonate of normal plasma
        normal_bicarbonate: "mmol/L", typical = 24.26;
        /// Carbon dioxide pressure at which blood and the fluid around it have that
        normal_carbon_dioxide: "mm[Hg]", typical = 40.0;
        /// Lactate of this person at rest
        usual_lactate: "mmol/L", typical = 1.19;
        /// Carbon dioxide dissolved in plasma for each `mm[Hg]`
        solubility: "mmol/L/mm[Hg]", typical = 0.0307;
        /// Negative logarithm of the constant of carbonic acid
        dissociation: "1", typical = 6.105;
        /// Charge of albumin for a unit of pH
        albumin_by_ph: "mmol/g", typical = ALBUMIN[0];
        /// Charge of albumin at a pH of 0, below zero
        albumin_at_zero: "mmol/g", typical = ALBUMIN[1];
        /// Charge of phosphate for a unit of pH
        phosphate_by_ph: "1", typical = PHOSPHATE[0];
        /// Charge of phosphate at a pH of 0, below zero
        phosphate_at_zero: "1", typical = PHOSPHATE[1];
    }
}

quantities! {
    /// What base excess follows, and what is measured beside.
    pub struct Inputs {
        /// Lactate in blood
        lactate: "mmol/L";
        /// Ketone bodies in blood
        ketones: "mmol/L";
        /// Base excess by sodium, potassium and chloride, where they are followed
        strong_ion_base: "mmol/L";
        /// 1 where they are followed, so that kidneys bring base back by chloride
        base_by_salts: "1";
        /// Acid that failing kidneys do not excrete
        acid_kept: "mmol/min";
        /// Filtration relative to this person's usual
        filtration_ratio: "1";
        /// pH of arterial blood
        arterial_ph: "1";
        /// Carbon dioxide pressure of arterial blood
        arterial_carbon_dioxide_pressure: "mm[Hg]";
        /// Haemoglobin
        haemoglobin: "g/dL";
        /// Cardiac output
        cardiac_output: "L/min";
        /// Sodium in plasma
        plasma_sodium: "mmol/L", scale = 140.0;
        /// Potassium in plasma
        plasma_potassium: "mmol/L", scale = 4.0;
        /// Chloride in plasma
        plasma_chloride: "mmol/L", scale = 104.0;
        /// Albumin in plasma
        plasma_albumin: "g/dL", scale = 4.0;
        /// Phosphate in plasma
        plasma_phosphate: "mmol/L";
    }
}

quantities! {
    /// What is seen of it.
    pub struct Signals {
        /// Base excess of the fluid outside cells
        base_excess: "mmol/L";
        /// Base of blood that carbon dioxide has sent into the fluid around it
        base_in_tissue: "mmol/L";
        /// Base excess that kidneys want for carbon dioxide that is no answer of breathing to acid
        base_wanted: "mmol/L";
        /// Bicarbonate of arterial plasma
        bicarbonate: "mmol/L", scale = 24.0;
        /// Sodium less chloride and bicarbonate
        anion_gap: "mmol/L", scale = 12.0;
        /// What is left of strong ions beside lactate when bicarbonate, albumin and phosphate are taken away
        strong_ion_gap: "mmol/L", scale = 4.0;
    }
}

impl Model for AcidBase {
    const NAME: &'static str = "acid_base";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("acid_base.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> State<R> {
        State {
            fixed_base: R::of(0.0),
            in_tissue: R::of(0.0),
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let acidity = (u.arterial_ph - p.dissociation) * R::of(std::f64::consts::LN_10);
        let bicarbonate = p.solubility * u.arterial_carbon_dioxide_pressure * acidity.exp();
        let strong = u.plasma_sodium + u.plasma_potassium - u.plasma_chloride - u.lactate;
        let albumin = u.plasma_albumin.unit_change(10.0, "g/dL", "g/L")
            * (p.albumin_by_ph * u.arterial_ph - p.albumin_at_zero);
        let phosphate =
            u.plasma_phosphate * (p.phosphate_by_ph * u.arterial_ph - p.phosphate_at_zero);
        Signals {
            base_excess: base_excess(x, p, u),
            base_in_tissue: x.in_tissue,
            base_wanted: wanted(x, p, u),
            bicarbonate,
            anion_gap: u.plasma_sodium - u.plasma_chloride - bicarbonate,
            strong_ion_gap: strong - bicarbonate - albumin - phosphate,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let one = R::of(1.0);
        // Where salts are followed the same is done by chloride, in the kidneys.
        let own = one - u.base_by_salts;
        let wanted = own * wanted(x, p, u);
        let working = u.filtration_ratio.positive().min(one);
        let by_kidneys = working * (wanted * p.volume - x.fixed_base) / p.renal_time;
        let by_bone = (one - working) * x.fixed_base / p.bone_time;
        let together = base_excess(x, p, u);
        let of_blood = p.normal_bicarbonate
            * shared_base_excess(
                u.haemoglobin / p.normal_haemoglobin,
                together / p.normal_bicarbonate,
                u.arterial_carbon_dioxide_pressure.positive() / p.normal_carbon_dioxide,
            );
        // Blood that stands still keeps its base.
        let flowing = (u.cardiac_output / p.usual_output).positive().min(one);
        let kept = u.acid_kept.unit_change(60.0, "mmol/min", "mmol/h");
        State {
            fixed_base: by_kidneys - by_bone - p.slow_part * kept,
            in_tissue: flowing * (together - of_blood - x.in_tissue) / p.spreading_time,
        }
    }
}

#[inline(always)]
fn base_excess<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> R {
    x.fixed_base / p.volume + u.strong_ion_base - (u.lactate - p.usual_lactate) - u.ketones
}

#[inline(always)]
fn wanted<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> R {
    p.renal_answer
        * (u.arterial_carbon_dioxide_pressure
            - p.usual_carbon_dioxide
            - p.breathing_answer * base_excess(x, p, u))
}
