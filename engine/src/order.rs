//! What is prescribed: doses, rates and targets that rules may change while a patient is on its way.
//!
//! An [`Order`] begins, is stepped up or down, and ends; what flows into the body are the usual events,
//! made from what is ordered at that moment. Levels are in the unit of the state that takes the drug
//! (a target: in that of the concentration), so that nothing here knows of drugs.

use crate::event::{Place, Setting};
use crate::pump::Pump;
use crate::random::Stream;
use crate::time::Nanoseconds;
use physiology::Real;
use std::sync::Arc;

/// What a level is the level of.
#[derive(Debug, Clone, PartialEq)]
pub enum How {
    /// An amount, given at once or over some minutes whenever a dose is due.
    Doses {
        /// Minutes over which one runs in; 0 for at once.
        minutes: f64,
    },
    /// An amount per minute, running.
    Rate,
    /// A concentration that a pump aims at.
    Target(Arc<Pump>),
}

impl How {
    /// Whether it is a dial, of which a drug has one: turning on another turns off the first.
    pub fn is_dial(&self) -> bool {
        !matches!(self, Self::Doses { .. })
    }
}

/// An order as it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// Drug.
    pub drug: Arc<str>,
    /// Number that tells it from the drug's other orders.
    pub number: u64,
    /// How much.
    pub level: f64,
    /// Of what.
    pub how: How,
    /// State that takes it.
    pub place: Place,
}

/// How far an order is stepped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum By {
    /// By an amount, up or down.
    Amount(f64),
    /// By a share of its level: 0.1 for a tenth more.
    Share(f64),
}

/// How many of the doses that are due are taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adherence {
    /// Seed of the run.
    pub seed: u64,
    /// Share of doses that the median person takes; above 0, at most 1.
    pub taken: f64,
    /// Standard deviation of the logit of that share between people.
    pub spread: f64,
}

impl Adherence {
    /// The share that this patient takes.
    pub fn share(&self, patient: u64, drug: &str) -> f64 {
        if self.spread == 0.0 || self.taken >= 1.0 {
            return self.taken;
        }
        let score = Stream::new(self.seed, patient, drug, "adherence of the person").normal(0);
        let odds = self.taken / (1.0 - self.taken) * Real::exp(self.spread * score);
        odds / (1.0 + odds)
    }

    /// Whether this patient takes dose number `count` of this drug.
    pub fn takes(&self, patient: u64, drug: &str, count: u64) -> bool {
        let draw = Stream::new(self.seed, patient, drug, "adherence").uniform(count);
        draw < self.share(patient, drug)
    }
}

/// How something comes over a patient, or goes again: parameters on their way between the patient's own
/// values and others.
#[derive(Debug, Clone, PartialEq)]
pub struct Onset {
    /// What: of the same thing, a later onset takes the place of an earlier one from where that has come.
    pub what: Arc<str>,
    /// What parameters become when it is fully there.
    pub to: Vec<(Place, Setting)>,
    /// How far it goes: 1 for fully there, 0 for gone.
    pub level: f64,
    /// Minutes that it takes; 0 for at once.
    pub minutes: f64,
}

/// Something that happens to orders.
#[derive(Debug, Clone, PartialEq)]
pub enum Ordered {
    /// One begins.
    Begin {
        /// The order.
        order: Order,
        /// Only where the drug has none.
        unless_any: bool,
    },
    /// A dose of an order is due.
    Dose {
        /// Drug.
        drug: Arc<str>,
        /// Number of the order; nothing happens where it has ended.
        number: u64,
        /// Whether it is taken; `None` for always.
        adherence: Option<Adherence>,
    },
    /// All orders of a drug are stepped, within limits.
    Step {
        /// Drug.
        drug: Arc<str>,
        /// How far.
        by: By,
        /// Least level.
        least: f64,
        /// Greatest level.
        most: f64,
    },
    /// The pump of an order looks again.
    Pump {
        /// Drug.
        drug: Arc<str>,
        /// Number of the order.
        number: u64,
        /// When the order began, so that a pump that was started anew is not heard twice.
        since: Nanoseconds,
    },
    /// All orders of a drug end.
    End {
        /// Drug.
        drug: Arc<str>,
    },
    /// Something comes over the patient, or goes.
    Come(Arc<Onset>),
    /// It goes a step further.
    Further {
        /// What goes further.
        onset: Arc<Onset>,
        /// When this onset began; nothing happens where another has begun since.
        since: Nanoseconds,
        /// Level from which it came.
        from: f64,
        /// Which step.
        step: u32,
    },
}

#[cfg(test)]
mod tests {
    use super::Adherence;

    #[test]
    fn validated_shares_of_doses_taken() {
        let same = Adherence {
            seed: 3,
            taken: 0.8,
            spread: 0.0,
        };
        let days = 20_000;
        let taken = (0..days).filter(|count| same.takes(1, "w", *count)).count();
        // Binomial: a standard error of 0.28 %.
        assert!((taken as f64 / days as f64 - 0.8).abs() < 0.01, "{taken}");
        let varied = Adherence {
            spread: 1.0,
            ..same
        };
        let mut shares: Vec<f64> = (0..4001).map(|who| varied.share(who, "w")).collect();
        shares.sort_by(f64::total_cmp);
        let logit = |p: f64| (p / (1.0 - p)).ln();
        // Median, and one standard deviation below it: 0.8 and 1/(1 + exp(1) / 4).
        assert!((shares[2000] - 0.8).abs() < 0.01, "{}", shares[2000]);
        let below = shares[(0.158_655 * 4001.0) as usize];
        assert!((logit(0.8) - logit(below) - 1.0).abs() < 0.05, "{below}");
    }
}
