#![doc = include_str!("acid_base.md")]

use crate::{At, Model, Real, quantities};

/// Acid and base of blood.
pub struct AcidBase;

quantities! {
    /// What infusions have left.
    pub struct State {
        /// Base by strong ions beside the usual
        fixed_base: "mmol", scale = 50.0;
    }
}

quantities! {
    /// From where changes are counted.
    pub struct Params {
        /// Volume over which base spreads
        volume: "L", typical = 22.5;
        /// Time in which kidneys bring base back
        renal_time: "h", typical = 36.0;
        /// Lactate of this person at rest
        usual_lactate: "mmol/L", typical = 1.19;
        /// Carbon dioxide dissolved in plasma for each `mm[Hg]`
        solubility: "mmol/L/mm[Hg]", typical = 0.0307;
        /// Negative logarithm of the constant of carbonic acid
        dissociation: "1", typical = 6.105;
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
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let acidity = (u.arterial_ph - p.dissociation) * R::of(std::f64::consts::LN_10);
        Signals {
            base_excess: x.fixed_base / p.volume + u.strong_ion_base
                - (u.lactate - p.usual_lactate)
                - u.ketones,
            bicarbonate: p.solubility * u.arterial_carbon_dioxide_pressure * acidity.exp(),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> State<R> {
        State {
            fixed_base: -(x.fixed_base / p.renal_time),
        }
    }
}
