#![doc = include_str!("plasma.md")]

use crate::{At, Model, Real, quantities};

/// Glucose in plasma and tissue.
pub struct Glucose;

quantities! {
    /// Glucose, per body weight.
    pub struct State {
        /// Glucose in plasma and fast tissue (Gp)
        plasma: "mg/kg", scale = 250.0, conserves = Some("glucose");
        /// Glucose in slow tissue (Gt)
        tissue: "mg/kg", scale = 150.0, conserves = Some("glucose");
    }
}

quantities! {
    /// How this person distributes and uses glucose.
    pub struct Params {
        /// Volume of distribution (Vg)
        volume: "dL/kg", typical = 1.8;
        /// Rate from plasma to tissue (k1)
        plasma_to_tissue: "/min", typical = 0.07;
        /// Rate from tissue to plasma (k2)
        tissue_to_plasma: "/min", typical = 0.1;
        /// Insulin-independent use (Fsnc)
        brain_use: "mg/kg/min", typical = 1.0;
        /// Insulin-dependent use at basal insulin, at saturation (Vm0)
        uptake: "mg/kg/min", typical = 5.0;
        /// Insulin-dependent use for each unit of insulin action, at saturation (Vmx): insulin sensitivity of the tissues
        insulin_sensitivity: "mg/kg/min/(pmol/L)", typical = 0.06;
        /// Tissue glucose at half saturation (Km0)
        half_saturation: "mg/kg", typical = 230.0;
        /// Rate of renal excretion above the threshold (ke1)
        excretion: "/min", typical = 0.0005;
        /// Renal threshold (ke2)
        excretion_threshold: "mg/kg", typical = 339.0;
        /// Plasma glucose mass at the start (Gp at basal state)
        basal_plasma: "mg/kg", typical = 250.0;
        /// Tissue glucose mass at the start (Gt at basal state)
        basal_tissue: "mg/kg", typical = 150.0;
        /// Body weight
        weight: "kg", typical = 70.0;
        /// Most part of insulin-independent use that ketone bodies can take over
        spared: "1", typical = 0.5;
        /// Ketone bodies at which they take over half of that
        spared_half: "mmol/L", typical = 5.0;
        /// Plasma glucose mass below which the brain finds less
        scarce: "mg/kg", typical = 40.0;
        /// Fluid outside cells that the volume of distribution is of
        usual_extracellular: "mL", typical = 14_000.0;
    }
}

quantities! {
    /// What glucose depends on.
    pub struct Inputs {
        /// Glucose from gut or vein
        glucose_appearance: "mg/kg/min", enters = Some("glucose");
        /// Glucose from liver and kidneys
        endogenous_glucose_production: "mg/kg/min", enters = Some("glucose");
        /// Remote insulin above basal
        insulin_action: "pmol/L";
        /// Glucose that the kidneys let go
        glucose_excretion: "mg/min";
        /// Ketone bodies beside the usual
        ketones: "mmol/L";
        /// Fluid outside cells
        extracellular_volume: "mL", scale = 14_000.0;
    }
}

quantities! {
    /// What is seen of glucose.
    pub struct Signals {
        /// Glucose in plasma
        plasma_glucose: "mg/dL", scale = 100.0;
        /// Glucose used by all tissues
        utilisation: "mg/kg/min", leaves = Some("glucose");
        /// Glucose lost in urine
        excretion: "mg/kg/min", leaves = Some("glucose");
    }
}

/// Use by all tissues and loss in urine.
#[inline(always)]
fn losses<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> (R, R, R) {
    let (one, there) = (R::of(1.0), x.tissue.positive());
    let ketones = u.ketones.positive();
    // One division for the three of them, which take as long as all else here.
    let (taken, spared) = (p.half_saturation + there, p.spared_half + ketones);
    let over = one / (taken * spared * p.scarce);
    let uptake = (p.uptake + p.insulin_sensitivity * u.insulin_action).positive()
        * (there * (spared * p.scarce * over));
    let excreted = (p.excretion * (x.plasma - p.excretion_threshold)).positive()
        + u.glucose_excretion / p.weight;
    let part = (x.plasma * (taken * spared * over)).positive().min(one);
    let spared = p.spared * (ketones * (taken * p.scarce * over));
    let found = x.plasma.if_less(p.scarce, part, one);
    (p.brain_use * (one - spared) * found, uptake, excreted)
}

impl Model for Glucose {
    const KINKS: usize = 1;
    const NAME: &'static str = "glucose";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("plasma.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            plasma: p.basal_plasma,
            tissue: p.basal_tissue,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let (brain, uptake, excretion) = losses(x, p, u);
        Signals {
            plasma_glucose: x.plasma * p.usual_extracellular / (p.volume * u.extracellular_volume),
            utilisation: brain + uptake,
            excretion,
        }
    }

    // Kidneys let glucose go above a threshold.
    #[inline(always)]
    fn kink<R: Real>(&self, _: usize, At { x, p, .. }: At<Self, R>) -> R {
        x.plasma - p.excretion_threshold
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let (brain, uptake, excreted) = losses(x, p, u);
        let exchange = p.plasma_to_tissue * x.plasma - p.tissue_to_plasma * x.tissue;
        State {
            plasma: u.endogenous_glucose_production + u.glucose_appearance
                - brain
                - excreted
                - exchange,
            tissue: exchange - uptake,
        }
    }
}
