#![doc = include_str!("kidney.md")]

use crate::{At, Model, Real, quantities};

/// Both kidneys.
pub struct Kidney;

quantities! {
    /// What kidneys remember and leave in the body.
    pub struct State {
        /// Blood volume as hormones tell it, relative to the usual, less 1
        hormones: "1", scale = 0.1;
        /// Part of filtration that is lost by injury
        injury: "1";
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
        /// Urine at rest
        usual_urine: "mL/min", typical = 1.0;
        /// Water taken in beside infusions
        intake: "mL/min", typical = 1.0;
        /// Rise of the logarithm of urine with relative blood volume
        gain: "1", typical = 25.0;
        /// Time in which hormones follow volume
        hormone_time: "min", typical = 30.0;
        /// Least part of filtrate that becomes urine
        least: "1", typical = 0.003;
        /// Most part of filtrate that becomes urine
        most: "1", typical = 0.15;
        /// Flow, relative to rest, below which kidneys are injured
        critical_flow: "1", typical = 0.5;
        /// Injury at no flow
        injuring: "/min", typical = 0.00833;
        /// Injury by a unit of inflammatory damage
        by_damage: "/min", typical = 0.0000667;
        /// Time in which injury heals
        healing: "min", typical = 4320.0;
        /// Creatinine made
        creatinine_made: "mg/min", typical = 1.0;
        /// Urea nitrogen made
        urea_made: "mg/min", typical = 7.6;
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
        renal_blood_flow: "mL/min";
        /// Blood volume relative to this person's usual one
        blood_volume_ratio: "1";
        /// Tissue damage by inflammation
        tissue_damage: "1", scale = 5.0;
    }
}

quantities! {
    /// What is seen of them.
    pub struct Signals {
        /// Filtration of both kidneys
        glomerular_filtration: "mL/min", scale = 120.0;
        /// Urine
        urine_output: "mL/min";
        /// Water that enters the great veins by gut and leaves them by kidneys
        fluid_exchange: "mL/min";
        /// Creatinine in plasma
        creatinine: "mg/dL";
        /// Urea nitrogen in plasma
        urea_nitrogen: "mg/dL", scale = 14.0;
    }
}

#[inline(always)]
fn filtration<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> R {
    let relative = u.renal_blood_flow.positive() / p.usual_flow;
    // In proportion below a hundredth of the usual flow, where the power would rise without limit.
    let steepness = relative.max(R::of(0.01)).powf(p.exponent - R::of(1.0));
    p.usual_filtration * relative * steepness * (R::of(1.0) - x.injury).positive()
}

#[inline(always)]
fn urine<R: Real>(x: &State<R>, p: &Params<R>, filtration: R) -> R {
    let wanted = p.usual_urine / p.usual_filtration * (p.gain * x.hormones).exp();
    filtration * wanted.max(p.least).min(p.most)
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
        let none = R::of(0.0);
        let water = p.water.unit_change(1e3, "L", "mL");
        State {
            hormones: none,
            injury: none,
            creatinine_mass: p.creatinine_made / p.usual_filtration * water,
            urea_mass: p.urea_made / (p.usual_filtration * p.urea_leaving) * water,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let filtration = filtration(x, p, u);
        let urine = urine(x, p, filtration);
        let of_water = |mass: R| (mass / p.water).unit_change(0.1, "mg/L", "mg/dL");
        Signals {
            glomerular_filtration: filtration,
            urine_output: urine,
            fluid_exchange: p.intake - urine,
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
            hormones: (u.blood_volume_ratio - one - x.hormones) / p.hormone_time,
            injury: injuring * (one - x.injury) - x.injury / p.healing,
            creatinine_mass: p.creatinine_made - filtration * x.creatinine_mass / water,
            urea_mass: p.urea_made - p.urea_leaving * filtration * x.urea_mass / water,
        }
    }
}
