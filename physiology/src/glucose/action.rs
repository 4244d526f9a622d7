#![doc = include_str!("action.md")]

use crate::{At, Model, Real, quantities};

/// Insulin's action on tissues and on endogenous production.
pub struct InsulinAction;

quantities! {
    /// Insulin as tissue and liver feel it.
    pub struct State {
        /// Remote insulin above basal (X)
        remote: "pmol/L", scale = 100.0;
        /// Delayed insulin, first stage (I1)
        delayed_once: "pmol/L", scale = 100.0;
        /// Delayed insulin, second stage (Id)
        delayed: "pmol/L", scale = 100.0;
    }
}

quantities! {
    /// How fast and how strongly insulin acts in this person.
    pub struct Params {
        /// Rate at which remote insulin follows plasma (p2u)
        remote_rate: "/min", typical = 0.03;
        /// Rate of each delay stage to the liver (ki)
        delay_rate: "/min", typical = 0.008;
        /// Basal plasma insulin (Ib)
        basal_insulin: "pmol/L", typical = 100.0;
        /// Basal glucose production (EGPb)
        basal_production: "mg/kg/min", typical = 2.2;
        /// Fall of production for each unit of plasma glucose mass (kp2): hepatic glucose effectiveness
        glucose_effect: "/min", typical = 0.005;
        /// Fall of production for each unit of delayed insulin (kp3): insulin sensitivity of the liver
        insulin_sensitivity: "mg/kg/min/(pmol/L)", typical = 0.01;
        /// Volume of distribution of glucose (Vg)
        glucose_volume: "dL/kg", typical = 1.8;
        /// Plasma glucose mass at basal state (Gpb)
        basal_plasma: "mg/kg", typical = 250.0;
        /// Fall of production for each unit of insulin in the portal vein (kp4)
        portal_sensitivity: "mg/min/pmol", typical = 0.0618;
    }
}

quantities! {
    /// What drives insulin's action.
    pub struct Inputs {
        /// Insulin in plasma
        plasma_insulin: "pmol/L";
        /// Glucose in plasma
        plasma_glucose: "mg/dL";
        /// Insulin in the portal vein above rest
        portal_insulin: "pmol/kg";
        /// What is left of insulin's effect on tissues
        insulin_sensitivity: "1";
        /// Glucose released by counter-regulatory hormones
        glucose_release: "mg/kg/min";
        /// Glucose that can be made anew
        gluconeogenesis: "mg/kg/min";
        /// How far glycogen answers what is asked beyond that
        glycogen_answer: "1";
    }
}

quantities! {
    /// What insulin's action does.
    pub struct Signals {
        /// Remote insulin above basal
        insulin_action: "pmol/L";
        /// Insulin as cells feel it, relative to rest
        insulin_effect: "1";
        /// Glucose released by liver and kidneys
        endogenous_glucose_production: "mg/kg/min";
    }
}

/// Endogenous production as it would be if it could fall below nothing.
#[inline(always)]
fn production<R: Real>(At { x, p, u, .. }: At<InsulinAction, R>) -> R {
    let excess_glucose = u.plasma_glucose * p.glucose_volume - p.basal_plasma;
    let excess_insulin = x.delayed - p.basal_insulin;
    p.basal_production
        - p.glucose_effect * excess_glucose
        - p.insulin_sensitivity * excess_insulin
        - p.portal_sensitivity * u.portal_insulin
        + u.glucose_release
}

impl Model for InsulinAction {
    const KINKS: usize = 1;
    const NAME: &'static str = "insulin_action";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("action.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            remote: R::of(0.0),
            delayed_once: p.basal_insulin,
            delayed: p.basal_insulin,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, at: At<Self, R>) -> Signals<R> {
        let At { x, p, u, .. } = at;
        let asked = production(at).positive();
        let anew = asked.min(u.gluconeogenesis);
        Signals {
            insulin_action: x.remote,
            // 1 + remote / basal, over the sensitivity: one division for both.
            insulin_effect: (p.basal_insulin + x.remote).positive()
                / (p.basal_insulin * u.insulin_sensitivity.max(R::of(0.01))),
            endogenous_glucose_production: anew + (asked - anew) * u.glycogen_answer,
        }
    }

    // Production does not fall below nothing.
    #[inline(always)]
    fn kink<R: Real>(&self, _: usize, at: At<Self, R>) -> R {
        production(at)
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        State {
            remote: p.remote_rate
                * (u.insulin_sensitivity * u.plasma_insulin - p.basal_insulin - x.remote),
            delayed_once: p.delay_rate * (u.plasma_insulin - x.delayed_once),
            delayed: p.delay_rate * (x.delayed_once - x.delayed),
        }
    }
}
