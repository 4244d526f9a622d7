#![doc = include_str!("acid_base.md")]

use crate::{At, Model, Nothing, Real, quantities};

/// Acid and base of blood.
pub struct AcidBase;

quantities! {
    /// From where changes are counted.
    pub struct Params {
        /// Sodium less chloride of this person
        usual_difference: "mmol/L", typical = 38.0;
        /// Lactate of this person at rest
        usual_lactate: "mmol/L", typical = 1.19;
        /// Proteins of this person's plasma
        usual_protein: "g/dL", typical = 7.4;
        /// Part of plasma proteins that is albumin
        albumin_part: "1", typical = 0.57;
        /// Charge of albumin as a weak acid
        albumin_charge: "mmol/g", typical = 0.25;
        /// Carbon dioxide dissolved in plasma for each `mm[Hg]`
        solubility: "mmol/L/mm[Hg]", typical = 0.0307;
        /// Negative logarithm of the constant of carbonic acid
        dissociation: "1", typical = 6.105;
    }
}

quantities! {
    /// What base excess follows, and what is measured beside.
    pub struct Inputs {
        /// Sodium in plasma
        plasma_sodium: "mmol/L";
        /// Chloride in plasma
        plasma_chloride: "mmol/L";
        /// Proteins in plasma
        plasma_protein_concentration: "g/dL";
        /// Lactate in blood
        lactate: "mmol/L";
        /// Ketone bodies in blood
        ketones: "mmol/L";
        /// pH of arterial blood
        arterial_ph: "1";
        /// Carbon dioxide pressure of arterial blood
        arterial_carbon_dioxide_pressure: "mm[Hg]";
    }
}

quantities! {
    /// What is seen of it.
    pub struct Signals {
        /// Base excess of blood
        base_excess: "mmol/L";
        /// Bicarbonate of arterial plasma
        bicarbonate: "mmol/L", scale = 24.0;
        /// Sodium less chloride and bicarbonate
        anion_gap: "mmol/L", scale = 12.0;
        /// Albumin in plasma
        albumin: "g/L", scale = 42.0;
    }
}

impl Model for AcidBase {
    const NAME: &'static str = "acid_base";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("acid_base.md");

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
        let albumin = |protein: R| p.albumin_part * protein.unit_change(10.0, "g/dL", "g/L");
        let now = albumin(u.plasma_protein_concentration);
        let acidity = u.arterial_ph - p.dissociation;
        let bicarbonate = p.solubility
            * u.arterial_carbon_dioxide_pressure
            * (acidity * R::of(std::f64::consts::LN_10)).exp();
        Signals {
            base_excess: u.plasma_sodium - u.plasma_chloride - p.usual_difference
                + p.albumin_charge * (albumin(p.usual_protein) - now)
                - (u.lactate - p.usual_lactate)
                - u.ketones,
            bicarbonate,
            anion_gap: u.plasma_sodium - u.plasma_chloride - bicarbonate,
            albumin: now,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
