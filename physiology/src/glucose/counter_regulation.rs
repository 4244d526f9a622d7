#![doc = include_str!("counter_regulation.md")]

use crate::{At, Model, Real, quantities};

/// Hormones that work against insulin.
pub struct CounterRegulation;

quantities! {
    /// What the liver has got used to.
    pub struct State {
        /// Catecholamines that the liver no longer answers
        accustomed: "1";
    }
}

quantities! {
    /// How much there is of them, and what they do.
    pub struct Params {
        /// Hormones of an illness that is no part of the model, 1 as in severe stress
        illness: "1", typical = 1.0;
        /// Hormones for each unit of activated phagocytes
        by_inflammation: "1", typical = 1.0;
        /// Catecholamines for each unit of sympathetic drive
        by_drive: "1", typical = 1.0;
        /// Glucose below which the body answers
        alarm: "mg/dL", typical = 70.0;
        /// Hormones for each unit of glucose below it
        by_glucose: "dL/mg", typical = 0.08;
        /// Hormones for blood volume that lacks, each part of the usual
        by_volume: "1", typical = 8.7;
        /// Glucose at rest
        usual_glucose: "mg/dL", typical = 91.8;
        /// Insulin at rest
        usual_insulin: "pmol/L", typical = 25.6;
        /// Rise of the logarithm of glucagon with relative fall of glucose
        glucagon_glucose: "1", typical = 1.2;
        /// Rise beside with the square of that fall
        glucagon_low: "1", typical = 1.5;
        /// Fall of the logarithm of glucagon with that of insulin
        glucagon_insulin: "1", typical = 0.15;
        /// Glucose released for catecholamines
        release: "mg/kg/min", typical = 1.7;
        /// Glucose released for glucagon and cortisol
        steady_release: "mg/kg/min", typical = 0.2;
        /// Time in which the liver gets used to catecholamines
        accustoming_time: "min", typical = 80.0;
        /// Resistance of tissues to insulin by catecholamines
        resistance: "1", typical = 3.0;
        /// Resistance by glucagon and cortisol
        steady_resistance: "1", typical = 0.3;
        /// Resistance by acidosis
        acid_resistance: "L/mmol", typical = 0.3;
        /// Base deficit that is borne
        borne_deficit: "mmol/L", typical = 5.0;
        /// Fall of secretion by catecholamines
        restraint: "1", typical = 4.0;
        /// Part of that fall that fades as the liver gets used to them
        restraint_fades: "1", typical = 0.5;
        /// Rise of heart rate by the body's own catecholamines, beside that by its nerves
        haste: "1", typical = 0.15;
    }
}

quantities! {
    /// What sets them free.
    pub struct Inputs {
        /// Glucose in plasma
        plasma_glucose: "mg/dL";
        /// Insulin in plasma
        plasma_insulin: "pmol/L";
        /// Activated phagocytes
        immune_activation: "1";
        /// Excitation of sympathetic nerves beside the baroreflex
        sympathetic_drive: "1";
        /// Base excess
        base_excess: "mmol/L";
        /// Blood volume relative to this person's usual one
        blood_volume_ratio: "1";
        /// Catecholamines, all of them
        catecholamines: "1";
        /// Glucagon and cortisol, all of them
        stress_hormones: "1";
    }
}

quantities! {
    /// What they do.
    pub struct Signals {
        /// Catecholamines that the body sets free
        catecholamines: "1";
        /// Glucagon and cortisol that the body sets free
        stress_hormones: "1";
        /// Glucagon above rest, relative to rest
        glucagon: "1";
        /// Glucose released by liver beside what insulin and glucose allow
        glucose_release: "mg/kg/min";
        /// What is left of insulin's effect on tissues
        insulin_sensitivity: "1";
        /// What is left of insulin's secretion
        insulin_secretion_factor: "1";
        /// Heart rate relative to what the nerves ask for
        chronotropy: "1";
    }
}

impl Model for CounterRegulation {
    const NAME: &'static str = "counter_regulation";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("counter_regulation.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> State<R> {
        State {
            accustomed: R::of(0.0),
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let one = R::of(1.0);
        let alarm = p.by_glucose * (p.alarm - u.plasma_glucose).positive();
        let (fast, steady) = (u.catecholamines, u.stress_hormones);
        // Glucagon and cortisol keep the liver answering.
        let used_to = x.accustomed * (one - steady).positive();
        let deficit = (-u.base_excess - p.borne_deficit).positive();
        let own = p.illness + alarm + p.by_volume * (one - u.blood_volume_ratio).positive();
        let fall = one - u.plasma_glucose / p.usual_glucose;
        let low = fall.positive();
        let insulin = (u.plasma_insulin / p.usual_insulin).max(R::of(0.05));
        // High glucose restrains alpha cells only as far as insulin tells them of it.
        let high = (-fall).positive().min(one) * insulin.min(one);
        Signals {
            catecholamines: own + p.by_drive * u.sympathetic_drive.positive(),
            stress_hormones: own + p.by_inflammation * u.immune_activation,
            glucagon: (p.glucagon_glucose * (low - high) + p.glucagon_low * low * low
                - p.glucagon_insulin * insulin.ln())
            .exp()
                - one,
            glucose_release: p.release * (fast - used_to).positive() + p.steady_release * steady,
            insulin_sensitivity: one
                / (one
                    + p.resistance * fast
                    + p.steady_resistance * steady
                    + p.acid_resistance * deficit),
            insulin_secretion_factor: one
                / (one + p.restraint * (fast - p.restraint_fades * used_to).positive()),
            chronotropy: one + p.haste * own,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        State {
            accustomed: (u.catecholamines - x.accustomed) / p.accustoming_time,
        }
    }
}
