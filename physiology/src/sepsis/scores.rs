#![doc = include_str!("scores.md")]

use crate::{At, Model, Nothing, Real, quantities};

/// Scores of illness.
pub struct IllnessScores;

quantities! {
    /// From where points are counted: thresholds are part of the scores, in the units in which they are
    /// published.
    pub struct Params {
        /// Log odds of death at no SOFA points
        risk_at_none: "1", typical = -4.54;
        /// Rise of the log odds with a point
        risk_by_point: "1", typical = 0.435;
        /// Mean arterial pressure below which there is no life
        least_pressure: "mm[Hg]", typical = 30.0;
        /// What pressures are counted in
        one_pressure: "mm[Hg]", typical = 1.0;
        /// What platelets are counted in
        one_count: "10*9/L", typical = 1.0;
        /// What bilirubin and creatinine are counted in
        one_mass: "mg/dL", typical = 1.0;
        /// What pressures of devices are counted in
        one_airway_pressure: "cm[H2O]", typical = 1.0;
        /// What vasopressors are counted in
        one_dose: "ug/kg/min", typical = 1.0;
        /// What rates are counted in
        one_rate: "/min", typical = 1.0;
        /// What saturation is counted in
        one_percent: "%", typical = 1.0;
        /// What temperature is counted in
        one_degree: "K", typical = 1.0;
    }
}

quantities! {
    /// What is measured.
    pub struct Inputs {
        /// Arterial oxygen pressure for each part of inspired oxygen
        pf_ratio: "mm[Hg]";
        /// Pressure above that at the end of a breath out with which a device inflates
        ventilator_pressure: "cm[H2O]", scale = 10.0;
        /// Platelets
        platelets: "10*9/L";
        /// Bilirubin in plasma
        bilirubin: "mg/dL";
        /// Mean arterial pressure
        mean_arterial_pressure: "mm[Hg]";
        /// Vasopressors given, as norepinephrine
        vasopressor_dose: "ug/kg/min";
        /// Glasgow coma score
        coma_score: "1";
        /// Being awake
        wakefulness: "1";
        /// What drugs leave of answering
        responsiveness: "1";
        /// Creatinine in plasma
        creatinine: "mg/dL";
        /// Breaths
        respiratory_rate: "/min";
        /// Oxygen saturation by pulse oximeter
        spo2: "%";
        /// Oxygen fraction that devices add to that of the air
        oxygen_supplement: "1";
        /// Systolic arterial pressure
        systolic_pressure: "mm[Hg]";
        /// Heart rate
        heart_rate: "/min";
        /// Temperature of the core
        core_temperature: "K";
    }
}

quantities! {
    /// Points and risk.
    pub struct Signals {
        /// Sequential organ failure assessment
        sofa: "1", scale = 10.0;
        /// National early warning score 2
        news2: "1", scale = 10.0;
        /// Glasgow coma score as it is examined, under sedatives too
        examined_coma_score: "1", scale = 15.0;
        /// Risk of death that goes with this SOFA
        death_risk: "%", scale = 50.0;
    }
}

/// Points of steps: one for each threshold that the value has fallen below.
#[inline(always)]
fn below<R: Real>(value: R, steps: &[(f64, f64)]) -> R {
    let mut points = R::of(0.0);
    for (threshold, worth) in steps {
        points = points + value.if_less(R::of(*threshold), R::of(*worth), R::of(0.0));
    }
    points
}

/// Points of steps: one for each threshold that the value has reached.
#[inline(always)]
fn from<R: Real>(value: R, steps: &[(f64, f64)]) -> R {
    let mut points = R::of(0.0);
    for (threshold, worth) in steps {
        points = points + value.if_less(R::of(*threshold), R::of(0.0), R::of(*worth));
    }
    points
}

impl Model for IllnessScores {
    const NAME: &'static str = "illness_scores";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("scores.md");

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
        let one = R::of(1.0);
        // Counted in the units in which the scores are published.
        let oxygen = u.pf_ratio / p.one_pressure;
        // The last two points are for who is ventilated.
        let supported = from(u.ventilator_pressure / p.one_airway_pressure, &[(0.5, 1.0)]);
        let respiration = below(oxygen, &[(400.0, 1.0), (300.0, 1.0)])
            + supported * below(oxygen, &[(200.0, 1.0), (100.0, 1.0)]);
        let coagulation = below(
            u.platelets / p.one_count,
            &[(150.0, 1.0), (100.0, 1.0), (50.0, 1.0), (20.0, 1.0)],
        );
        let liver = from(
            u.bilirubin / p.one_mass,
            &[(1.2, 1.0), (2.0, 1.0), (6.0, 1.0), (12.0, 1.0)],
        );
        let dose = u.vasopressor_dose / p.one_dose;
        let hypotension = below(u.mean_arterial_pressure / p.one_pressure, &[(70.0, 1.0)]);
        let circulation = from(dose, &[(0.001, 3.0), (0.100_001, 1.0)]).max(hypotension);
        let brain = below(
            u.coma_score,
            &[(14.5, 1.0), (12.5, 1.0), (9.5, 1.0), (5.5, 1.0)],
        );
        let kidney = from(
            u.creatinine / p.one_mass,
            &[(1.2, 1.0), (2.0, 1.0), (3.5, 1.0), (5.0, 1.0)],
        );
        let sofa = respiration + coagulation + liver + circulation + brain + kidney;

        // Three points are given to whoever does not answer at all.
        let least = R::of(3.0);
        let answers = (u.wakefulness * u.responsiveness).positive().min(one);
        let examined = least + (u.coma_score - least) * answers;
        let breaths = u.respiratory_rate / p.one_rate;
        let saturation = u.spo2 / p.one_percent;
        let systolic = u.systolic_pressure / p.one_pressure;
        let rate = u.heart_rate / p.one_rate;
        let temperature = u.core_temperature / p.one_degree;
        let news2 = below(breaths, &[(11.5, 1.0), (8.5, 2.0)])
            + from(breaths, &[(20.5, 2.0), (24.5, 1.0)])
            + below(saturation, &[(95.5, 1.0), (93.5, 1.0), (91.5, 1.0)])
            + from(u.oxygen_supplement, &[(0.005, 2.0)])
            + below(systolic, &[(110.5, 1.0), (100.5, 1.0), (90.5, 1.0)])
            + from(systolic, &[(219.5, 3.0)])
            + below(rate, &[(50.5, 1.0), (40.5, 2.0)])
            + from(rate, &[(90.5, 1.0), (110.5, 1.0), (130.5, 1.0)])
            + below(examined, &[(14.5, 3.0)])
            + below(temperature, &[(309.20, 1.0), (308.20, 2.0)])
            + from(temperature, &[(311.20, 1.0), (312.20, 1.0)]);
        let risk = one / (one + (-(p.risk_at_none + p.risk_by_point * sofa)).exp());
        Signals {
            sofa,
            news2,
            examined_coma_score: examined,
            death_risk: u
                .mean_arterial_pressure
                .if_less(p.least_pressure, one, risk)
                .unit_change(100.0, "1", "%"),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
