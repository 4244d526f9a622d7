#![doc = include_str!("insulin.md")]

use crate::{At, Model, Real, quantities};

/// Insulin in plasma and liver.
pub struct Insulin;

quantities! {
    /// Insulin, per body weight.
    pub struct State {
        /// Insulin in plasma (Ip)
        plasma: "pmol/kg", scale = 10.0, conserves = Some("insulin");
        /// Insulin in the liver (Il)
        liver: "pmol/kg", scale = 10.0, conserves = Some("insulin");
    }
}

quantities! {
    /// How this person distributes and clears insulin.
    pub struct Params {
        /// Volume of distribution (Vi)
        volume: "L/kg", typical = 0.05;
        /// Rate from liver to plasma (m1)
        liver_to_plasma: "/min", typical = 0.16;
        /// Rate from plasma to liver (m2)
        plasma_to_liver: "/min", typical = 0.27;
        /// Peripheral degradation (m4)
        peripheral_clearance: "/min", typical = 0.11;
        /// Hepatic degradation at basal extraction (m30)
        hepatic_clearance: "/min", typical = 0.24;
        /// Plasma insulin mass at the start
        basal_plasma: "pmol/kg", typical = 5.0;
        /// Liver insulin mass at the start
        basal_liver: "pmol/kg", typical = 3.3;
    }
}

quantities! {
    /// Where insulin comes from.
    pub struct Inputs {
        /// Insulin entering plasma
        insulin_appearance: "pmol/kg/min", enters = Some("insulin");
        /// Insulin entering the liver from the portal vein
        portal_insulin_appearance: "pmol/kg/min", enters = Some("insulin");
        /// Clearance of insulin by the liver, relative to rest
        hepatic_insulin_clearance: "1";
    }
}

quantities! {
    /// What is seen of insulin.
    pub struct Signals {
        /// Insulin in plasma
        plasma_insulin: "pmol/L", scale = 100.0;
        /// Insulin degraded in liver and periphery
        degraded: "pmol/kg/min", leaves = Some("insulin");
    }
}

impl Model for Insulin {
    const NAME: &'static str = "insulin";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("insulin.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            plasma: p.basal_plasma,
            liver: p.basal_liver,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let in_liver = p.hepatic_clearance * u.hepatic_insulin_clearance;
        Signals {
            plasma_insulin: x.plasma / p.volume,
            degraded: p.peripheral_clearance * x.plasma + in_liver * x.liver,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let to_liver = p.plasma_to_liver * x.plasma;
        let to_plasma = p.liver_to_plasma * x.liver;
        State {
            plasma: u.insulin_appearance + to_plasma - to_liver - p.peripheral_clearance * x.plasma,
            liver: u.portal_insulin_appearance + to_liver
                - to_plasma
                - p.hepatic_clearance * u.hepatic_insulin_clearance * x.liver,
        }
    }
}
