#![doc = include_str!("respiratory_depression.md")]

use super::remaining;
use crate::{At, Model, Nothing, Real, quantities};

/// Drive to breathe and wakefulness under an opioid or a sedative.
pub struct RespiratoryDepression;

quantities! {
    /// How this person responds.
    pub struct Params {
        /// Concentration that leaves half of ventilation at the same carbon dioxide (C50), where `maximum` is 1
        half: "mg/L", typical = 0.01;
        /// Steepness (gamma)
        hill: "1", typical = 1.2;
        /// Largest part of ventilation that is taken
        maximum: "1", typical = 0.95;
        /// How much of that is fewer breaths at the same drive, the rest less drive, as a part of the logarithm
        slowing: "1", typical = 0.4;
        /// Concentration of the antagonist that doubles the concentration needed (Ki)
        antagonist_half: "mg/L", typical = 0.001;
        /// Concentration at which half of being awake is lost
        half_awake: "mg/L", typical = 0.1;
        /// Steepness of losing it
        hill_awake: "1", typical = 3.0;
    }
}

quantities! {
    /// What the effect follows.
    pub struct Inputs {
        /// Concentration of the drug at its site of effect
        concentration: "mg/L", scale = 0.01, wired = true;
        /// Concentration there of what competes for its receptors
        antagonist_concentration: "mg/L", scale = 0.001, wired = true;
    }
}

quantities! {
    /// What is left.
    pub struct Signals {
        /// What it leaves of the drive to breathe
        respiratory_drive: "1";
        /// What it leaves of the rate of breaths at the same drive
        breathing_rhythm: "1";
        /// What it leaves of being awake
        wakefulness: "1";
        /// What it leaves of ventilation at the same carbon dioxide
        ventilation_left: "1";
        /// Concentration that would do as much without the antagonist
        unopposed_concentration: "mg/L", scale = 0.01;
    }
}

impl Model for RespiratoryDepression {
    const NAME: &'static str = "respiratory_depression";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("respiratory_depression.md");

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
        let acting = u.concentration / (one + u.antagonist_concentration / p.antagonist_half);
        // However little is left, it has a logarithm.
        let left = one - p.maximum + p.maximum * remaining(acting, p.half, p.hill);
        let left = left.max(R::of(1e-6));
        let rhythm = left.powf(p.slowing);
        Signals {
            respiratory_drive: left / rhythm,
            breathing_rhythm: rhythm,
            wakefulness: remaining(acting, p.half_awake, p.hill_awake),
            ventilation_left: left,
            unopposed_concentration: acting,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
