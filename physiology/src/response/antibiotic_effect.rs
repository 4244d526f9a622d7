#![doc = include_str!("antibiotic_effect.md")]

use crate::{At, Model, Nothing, Real, quantities};

/// Killing by an antibiotic.
pub struct AntibioticEffect;

quantities! {
    /// How this pathogen answers.
    pub struct Params {
        /// Growth of the pathogen without drug
        growth: "/h", typical = 0.6;
        /// Net decline at the highest concentrations
        net: "/h", typical = 1.0;
        /// Steepness (kappa)
        hill: "1", typical = 1.5;
        /// Least concentration that inhibits growth (MIC)
        mic: "mg/L", typical = 0.5;
        /// Part of the drug that is free
        free: "1", typical = 0.98;
    }
}

quantities! {
    /// What kills.
    pub struct Inputs {
        /// Concentration of the antibiotic in plasma
        concentration: "mg/L", scale = 10.0, wired = true;
    }
}

quantities! {
    /// What the pathogen meets.
    pub struct Signals {
        /// Killing of the pathogen by antibiotics
        antibiotic_kill: "/h";
    }
}

impl Model for AntibioticEffect {
    const NAME: &'static str = "antibiotic_effect";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("antibiotic_effect.md");

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
        let multiple = (p.free * u.concentration / p.mic).powf(p.hill);
        Signals {
            antibiotic_kill: (p.growth + p.net) * multiple / (multiple + p.net / p.growth),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
