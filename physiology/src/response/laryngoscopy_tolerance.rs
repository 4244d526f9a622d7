#![doc = include_str!("laryngoscopy_tolerance.md")]

use super::sigmoid;
use crate::{At, Model, Nothing, Real, quantities};

/// Tolerance of laryngoscopy under a hypnotic and an opioid.
pub struct LaryngoscopyTolerance;

quantities! {
    /// How this person responds.
    pub struct Params {
        /// Intensity of the stimulus before opioid
        intensity: "1", typical = 1.05;
        /// Hypnotic that alone lets half of the people tolerate a stimulus of intensity 1 (C50)
        half_hypnotic: "mg/L", typical = 8.04;
        /// Steepness of the hypnotic
        hill_hypnotic: "1", typical = 5.1;
        /// Opioid that halves a stimulus of intensity 1 (C50)
        half_opioid: "mg/L", typical = 0.00107;
        /// Steepness of the opioid
        hill_opioid: "1", typical = 0.97;
    }
}

quantities! {
    /// What the tolerance follows.
    pub struct Inputs {
        /// Concentration of the hypnotic at its site of effect
        hypnotic_concentration: "mg/L", scale = 5.0, wired = true;
        /// Concentration of the opioid at its site of effect
        opioid_concentration: "mg/L", scale = 0.005, wired = true;
    }
}

quantities! {
    /// What is seen.
    pub struct Signals {
        /// Intensity of the stimulus that the opioid lets through
        felt: "1";
        /// Probability of tolerating laryngoscopy
        tolerance: "1";
    }
}

impl Model for LaryngoscopyTolerance {
    const NAME: &'static str = "laryngoscopy_tolerance";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("laryngoscopy_tolerance.md");

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
        let half = p.half_opioid * p.intensity;
        let relieved = sigmoid(u.opioid_concentration, half, p.hill_opioid);
        let felt = p.intensity * (R::of(1.0) - relieved);
        let half = p.half_hypnotic * felt;
        Signals {
            felt,
            tolerance: sigmoid(u.hypnotic_concentration, half, p.hill_hypnotic),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
