#![doc = include_str!("hepatic_glucose.md")]

use crate::{At, Model, Real, quantities};

/// What the liver has to send out, and what glucagon asks of it.
pub struct HepaticGlucose;

quantities! {
    /// What is stored.
    pub struct State {
        /// Glycogen of the liver, as glucose, per body weight
        glycogen: "mg/kg", scale = 900.0;
        /// What glucagon asks, as the liver has become used to it
        accustomed: "1";
    }
}

quantities! {
    /// How this liver stores, makes and sends out glucose.
    pub struct Params {
        /// Glycogen after a night
        usual_glycogen: "mg/kg", typical = 900.0;
        /// Glucose from glycogen after a night, which food brings back
        usual_release: "mg/kg/min", typical = 0.92;
        /// Whether the usual food is eaten: 1, or nothing in who fasts
        meals: "1", typical = 1.0;
        /// Time in which food fills an empty store
        refill_time: "min", typical = 360.0;
        /// Part of the glucose of a meal that is stored
        stored: "1", typical = 0.19;
        /// Glycogen at which nothing more is stored, relative to that after a night
        full: "1", typical = 1.8;
        /// How steady the answer stays while glycogen falls: half of the most at this much, relative to that after a night
        scarce: "1", typical = 2.0;
        /// Glucose made anew after a night
        gluconeogenesis: "mg/kg/min", typical = 1.0;
        /// Rise of that by glucagon and cortisol of stress
        by_stress: "1", typical = 1.0;
        /// Rise of that by glucagon
        by_glucagon: "1", typical = 1.5;
        /// Glucose that glucagon releases at most
        glucagon_release: "mg/kg/min", typical = 6.6;
        /// Glucagon, relative to rest, at which it is half of that
        glucagon_half: "1", typical = 6.0;
        /// Part of what glucagon asks that fades where it stays
        fading: "1", typical = 0.6;
        /// Time in which the liver becomes used to it
        accustoming_time: "min", typical = 45.0;
    }
}

quantities! {
    /// What the liver meets.
    pub struct Inputs {
        /// Glucose from liver and kidneys
        endogenous_glucose_production: "mg/kg/min";
        /// Glucose from gut or vein
        glucose_appearance: "mg/kg/min";
        /// Glucagon and cortisol of stress, all of them
        stress_hormones: "1";
        /// Glucagon above rest, all of it, relative to rest
        glucagon: "1";
        /// Insulin as cells feel it, relative to rest
        insulin_effect: "1";
    }
}

quantities! {
    /// What it can give.
    pub struct Signals {
        /// Glycogen relative to that after a night
        liver_glycogen: "1";
        /// How far glycogen answers what is asked of it
        glycogen_answer: "1";
        /// Glucose that can be made anew
        gluconeogenesis: "mg/kg/min";
        /// Glucose that glucagon asks for
        glucose_release: "mg/kg/min";
    }
}

/// Glucose that can be made anew, and what glucagon does beside, above rest.
#[inline(always)]
fn anew<R: Real>(p: &Params<R>, u: &Inputs<R>) -> (R, R) {
    let one = R::of(1.0);
    let glucagon = (one + u.glucagon).positive();
    let above = glucagon / (glucagon + p.glucagon_half) - one / (one + p.glucagon_half);
    let rise = one + p.by_stress * u.stress_hormones.positive() + p.by_glucagon * above;
    (p.gluconeogenesis * rise.positive(), above)
}

impl Model for HepaticGlucose {
    const NAME: &'static str = "hepatic_glucose";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("hepatic_glucose.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            glycogen: p.usual_glycogen,
            accustomed: R::of(0.0),
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let relative = (x.glycogen / p.usual_glycogen).positive();
        let (gluconeogenesis, above) = anew(p, u);
        Signals {
            liver_glycogen: relative,
            glycogen_answer: relative * (R::of(1.0) + p.scarce) / (relative + p.scarce),
            gluconeogenesis,
            glucose_release: p.glucagon_release * (above - p.fading * x.accustomed),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let one = R::of(1.0);
        let relative = x.glycogen / p.usual_glycogen;
        let lacking = (one - relative) * p.usual_glycogen / p.refill_time;
        let food = p.meals * (p.usual_release + lacking).positive();
        let room = ((p.full - relative) / (p.full - one)).positive().min(one);
        let stored = p.stored * u.glucose_appearance.positive() * room;
        let (gluconeogenesis, above) = anew(p, u);
        let sent = (u.endogenous_glucose_production - gluconeogenesis).positive();
        State {
            glycogen: food + stored - sent,
            // Where insulin lacks, what glucagon does lasts.
            accustomed: (above * u.insulin_effect.positive().min(one) - x.accustomed)
                / p.accustoming_time,
        }
    }
}
