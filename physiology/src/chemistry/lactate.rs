#![doc = include_str!("lactate.md")]

use crate::{At, Model, Real, quantities};

/// Lactate of the whole body.
pub struct Lactate;

/// Oxygen that a gram of haemoglobin binds, mL/g (Huefner).
const BOUND: f64 = 1.34;

quantities! {
    /// How much lactate there is.
    pub struct State {
        /// Lactate in the body
        amount: "mmol", scale = 45.0;
    }
}

quantities! {
    /// How this person makes and clears lactate.
    pub struct Params {
        /// Oxygen that the body uses at rest
        oxygen_use: "mL/min", typical = 250.0;
        /// Oxygen that a gram of haemoglobin binds
        bound: "mL/g", typical = BOUND;
        /// Part of the oxygen delivered that tissues can take
        extraction: "1", typical = 0.6;
        /// Sharpness with which use follows delivery once that is short
        sharpness: "1", typical = 4.0;
        /// Lactate whose making yields the energy of an amount of oxygen
        of_oxygen: "mmol/mL", typical = 0.1667;
        /// Part of the energy that oxygen does not give that glycolysis makes up
        made_up: "1", typical = 0.5;
        /// Lactate at which its acid stops glycolysis
        most: "mmol/L", typical = 25.0;
        /// Lactate made at rest
        usual_production: "mmol/min", typical = 1.49;
        /// Lactate clearance at rest
        usual_clearance: "L/min", typical = 1.25;
        /// Part of the clearance that is the liver's
        liver_part: "1", typical = 0.6;
        /// Part of the clearance that is the kidneys'
        kidney_part: "1", typical = 0.3;
        /// Flow to gut, liver and spleen at rest
        usual_liver_flow: "mL/min", typical = 1400.0;
        /// Flow to the kidneys at rest
        usual_kidney_flow: "mL/min", typical = 1000.0;
        /// Lactate that tissues make for the body's own epinephrine, at a unit of sympathetic activity
        of_epinephrine: "mmol/min", typical = 1.0;
        /// Volume in which lactate is
        volume: "L", typical = 37.5;
    }
}

quantities! {
    /// What lactate depends on.
    pub struct Inputs {
        /// Cardiac output
        cardiac_output: "L/min";
        /// Haemoglobin
        haemoglobin: "g/dL";
        /// Oxygen saturation of arterial blood
        arterial_oxygen_saturation: "%";
        /// Oxygen use of the body, as a multiple of that at rest
        metabolic_rate_factor: "1";
        /// Flow to gut, liver and spleen
        splanchnic_blood_flow: "mL/min";
        /// Flow to the kidneys
        renal_blood_flow: "mL/min";
        /// Outflow of sympathetic nerves above that at rest
        sympathetic_activity: "1";
        /// Blood lost to the outside
        blood_loss: "mL/min";
        /// Lactate made beside the usual and beside that of missing oxygen
        lactate_production: "mmol/min";
        /// Clearance of lactate relative to what flows allow
        lactate_clearance: "1";
    }
}

quantities! {
    /// What is seen of it.
    pub struct Signals {
        /// Lactate in blood
        lactate: "mmol/L";
        /// Oxygen that blood brings to the tissues
        delivered: "mL/min", scale = 1000.0;
        /// Oxygen that tissues need and do not get
        oxygen_deficit: "mL/min", scale = 100.0;
        /// Lactate made
        production: "mmol/min";
        /// Volume cleared of lactate
        clearance: "L/min";
    }
}

impl Model for Lactate {
    const NAME: &'static str = "lactate";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("lactate.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            amount: p.usual_production / p.usual_clearance * p.volume,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let one = R::of(1.0);
        let haemoglobin = u.haemoglobin.unit_change(10.0, "g/dL", "g/L");
        let saturation = u.arterial_oxygen_saturation.unit_change(0.01, "%", "1");
        let delivered = u.cardiac_output * haemoglobin * p.bound * saturation;
        let need = p.oxygen_use * u.metabolic_rate_factor;
        // A part that is cut off from everything is not to divide by nothing.
        let supply = p.extraction * delivered.positive() / need.max(p.oxygen_use * R::of(0.01));
        let used = supply / (one + supply.powf(p.sharpness)).powf(one / p.sharpness);
        let oxygen_deficit = need * (one - used);

        let usual_liver = p.liver_part * p.usual_clearance;
        let usual_flow = p.usual_liver_flow.unit_change(1e-3, "mL/min", "L/min");
        let flow = u
            .splanchnic_blood_flow
            .unit_change(1e-3, "mL/min", "L/min")
            .positive();
        let intrinsic = usual_liver * usual_flow / (usual_flow - usual_liver);
        let liver = flow * intrinsic / (flow + intrinsic);
        let kidney =
            p.kidney_part * p.usual_clearance * u.renal_blood_flow.positive() / p.usual_kidney_flow;
        let rest = (one - p.liver_part - p.kidney_part) * p.usual_clearance;
        let lactate = x.amount / p.volume;
        Signals {
            lactate,
            delivered,
            oxygen_deficit,
            production: p.usual_production
                + p.of_oxygen * p.made_up * oxygen_deficit * (one - lactate / p.most).positive()
                // The adrenals' epinephrine rises steeper than nerves' activity.
                + p.of_epinephrine * u.sympathetic_activity * u.sympathetic_activity
                + u.lactate_production,
            clearance: (liver + kidney + rest) * u.lactate_clearance,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, at: At<Self, R>) -> State<R> {
        let now = self.signals(At { ..at });
        let lost = at.u.blood_loss.unit_change(1e-3, "mL/min", "L/min");
        State {
            amount: now.production - (now.clearance + lost) * now.lactate,
        }
    }
}
