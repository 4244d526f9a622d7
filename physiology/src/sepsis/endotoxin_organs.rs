#![doc = include_str!("endotoxin_organs.md")]

use crate::{At, Model, Real, quantities};

/// Organs of a volunteer who was given endotoxin.
pub struct EndotoxinOrgans;

quantities! {
    /// How far they are affected, each from 0 to 1.
    pub struct State {
        /// Set point of temperature and drive to breathe
        fever: "1";
        /// Vessels
        vessels: "1";
    }
}

quantities! {
    /// How much each changes at most, and when half of it.
    pub struct Params {
        /// Interleukin 6 at half of fever
        fever_half: "pg/mL", typical = 150.0;
        /// Time in which the set point follows
        fever_time: "h", typical = 0.5;
        /// Rise of the set point of temperature
        fever_most: "K", typical = 2.0;
        /// Rise of the drive to breathe
        breathlessness: "1", typical = 2.3;
        /// Tumour necrosis factor at half of symptoms
        symptoms_half: "pg/mL", typical = 100.0;
        /// Symptoms at most, points of 28
        symptoms_most: "1", typical = 8.0;
        /// Excitation of sympathetic nerves at most, with the symptoms
        excitement: "1", typical = 0.5;
        /// Interleukin 6 at half of the effect on vessels
        vessels_half: "pg/mL", typical = 150.0;
        /// Time in which vessels follow
        vessels_time: "h", typical = 1.2;
        /// Fall of arteriolar tone
        dilation: "1", typical = 0.75;
        /// Fall of the baroreflex
        unanswered: "1", typical = 0.5;
        /// Fall of the answer to vasopressors
        refractoriness: "1", typical = 0.72;
    }
}

quantities! {
    /// What organs are exposed to.
    pub struct Inputs {
        /// Interleukin 6 in plasma
        interleukin_6: "pg/mL", scale = 700.0;
        /// Tumour necrosis factor alpha in plasma
        tumour_necrosis_factor: "pg/mL", scale = 300.0;
    }
}

quantities! {
    /// What it does to them.
    pub struct Signals {
        /// Resistance of systemic arterioles relative to rest
        arteriolar_tone: "1";
        /// What is left of the baroreflex's gain
        baroreflex_gain: "1";
        /// Drive to breathe
        respiratory_drive: "1";
        /// Excitation of sympathetic nerves beside the baroreflex
        sympathetic_drive: "1";
        /// Headache, nausea, shivering, pain of muscles and back, 0 to 5 points each, and 3 for vomiting
        symptom_score: "1", scale = 10.0;
        /// Shift of the set point of temperature
        temperature_set_point: "K";
        /// How far vessels answer vasopressors
        vasopressor_response: "1";
    }
}

impl Model for EndotoxinOrgans {
    const NAME: &'static str = "endotoxin_organs";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("endotoxin_organs.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> State<R> {
        let none = R::of(0.0);
        State {
            fever: none,
            vessels: none,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let one = R::of(1.0);
        let factor = u.tumour_necrosis_factor.positive();
        let ill = factor * factor / (factor * factor + p.symptoms_half * p.symptoms_half);
        Signals {
            arteriolar_tone: one - p.dilation * x.vessels,
            baroreflex_gain: one - p.unanswered * x.vessels,
            respiratory_drive: one + p.breathlessness * x.fever,
            sympathetic_drive: p.excitement * ill,
            symptom_score: p.symptoms_most * ill,
            temperature_set_point: p.fever_most * x.fever,
            vasopressor_response: one - p.refractoriness * x.vessels,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let six = u.interleukin_6.positive();
        // Squared, so that what is in plasma at rest does nothing.
        let squared = six * six;
        let of = |half: R| squared / (squared + half * half);
        State {
            fever: (of(p.fever_half) - x.fever) / p.fever_time,
            vessels: (of(p.vessels_half) - x.vessels) / p.vessels_time,
        }
    }
}
