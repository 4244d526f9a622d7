//! What the model adds to a dose: how much of it arrives, when, how fast.

use super::{Between, Dose, Pace};
use crate::time::{MINUTE, Nanoseconds};
use std::fmt;

/// Where a number of a compartment comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Source<'a> {
    /// One number for the whole table.
    Constant(f64),
    /// A number for each record of the person, and what makes its unit ours.
    Column(&'a [f64], f64),
}

/// The numbers of the compartments that doses go through, in the order of the states. What is not
/// there has its neutral value: all of the dose arrives, at once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Modelled<'a> {
    /// Fraction that arrives (F), by state.
    pub bioavailability: Vec<Option<Source<'a>>>,
    /// Time until a dose arrives (ALAG), minutes, by state.
    pub lag: Vec<Option<Source<'a>>>,
    /// Rate of doses that leave it to the model (R), per minute, by state.
    pub rate: Vec<Option<Source<'a>>>,
    /// Duration of doses that leave it to the model (D), minutes, by state.
    pub duration: Vec<Option<Source<'a>>>,
}

/// A record that means nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fault {
    /// Index of the record among the person's.
    pub record: usize,
    /// What is wrong with it.
    pub wrong: Wrong,
}

/// What can be wrong with a dose once the model's numbers are known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wrong {
    /// A fraction below zero, or no number.
    Bioavailability(f64),
    /// A time below zero, too long, or no number; minutes.
    Lag(f64),
    /// A modelled rate that is not above zero; per minute.
    Rate(f64),
    /// A modelled duration that is not above zero; minutes.
    Duration(f64),
    /// The compartment has no modelled rate.
    NoRate,
    /// The compartment has no modelled duration.
    NoDuration,
    /// An infusion of this many minutes is longer than time can count, or overlaps too many of its
    /// kind.
    TooLong(f64),
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bioavailability(found) => write!(f, "a bioavailability of {found}"),
            Self::Lag(found) => write!(f, "a lag of {found} min"),
            Self::Rate(found) => write!(f, "a modelled rate of {found} per min"),
            Self::Duration(found) => write!(f, "a modelled duration of {found} min"),
            Self::NoRate => f.write_str("RATE -1, where the compartment has no modelled rate"),
            Self::NoDuration => {
                f.write_str("RATE -2, where the compartment has no modelled duration")
            }
            Self::TooLong(found) => write!(f, "an infusion of {found} min"),
        }
    }
}

/// What goes in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Delivery {
    Bolus(f64),
    /// Per minute, and for how long.
    Infusion(f64, Nanoseconds),
}

/// No lag, duration or interval is longer: four hundred years would overflow the clock.
pub(super) const LONGEST: f64 = 1e17 / MINUTE as f64;

impl Source<'_> {
    fn at(&self, times: &[Nanoseconds], between: Between, when: When) -> f64 {
        match (self, when) {
            (Self::Constant(value), _) => *value,
            (Self::Column(column, factor), When::Record(record)) => column[record] * factor,
            (Self::Column(column, factor), When::Time(at)) => {
                between.value(times, column, at) * factor
            }
        }
    }
}

/// At a record, or at a time at which none need stand.
#[derive(Clone, Copy)]
pub(super) enum When {
    Record(usize),
    Time(Nanoseconds),
}

/// The model's numbers along one person's records.
pub(super) struct Along<'a> {
    pub modelled: &'a Modelled<'a>,
    pub times: &'a [Nanoseconds],
    pub between: Between,
}

impl Along<'_> {
    fn number(&self, of: &[Option<Source>], state: usize, when: When) -> Option<f64> {
        let source = of.get(state).copied().flatten()?;
        Some(source.at(self.times, self.between, when))
    }

    /// How long a dose takes to arrive; the lag of its own record holds for all that follow from it.
    pub fn lag(&self, dose: &Dose, record: usize) -> Result<Nanoseconds, Wrong> {
        let lag = self.number(&self.modelled.lag, dose.state, When::Record(record));
        let lag = lag.unwrap_or(0.0);
        match (0.0..LONGEST).contains(&lag) {
            true => Ok(whole(lag)),
            false => Err(Wrong::Lag(lag)),
        }
    }

    /// What a dose brings when it arrives.
    pub fn delivery(&self, dose: &Dose, when: When) -> Result<Delivery, Wrong> {
        let fraction = self.number(&self.modelled.bioavailability, dose.state, when);
        let fraction = fraction.unwrap_or(1.0);
        if !(0.0..f64::INFINITY).contains(&fraction) {
            return Err(Wrong::Bioavailability(fraction));
        }
        let amount = fraction * dose.amount;
        let (rate, minutes) = match dose.pace {
            Pace::Bolus => return Ok(Delivery::Bolus(amount)),
            Pace::Rate(rate) => (rate, amount / rate),
            Pace::Duration(minutes) => (amount / minutes, minutes),
            Pace::ModelledRate => {
                let rate = self.modelled_rate(dose, when)?;
                (rate, amount / rate)
            }
            Pace::ModelledDuration => {
                let found = self.number(&self.modelled.duration, dose.state, when);
                let minutes = found.ok_or(Wrong::NoDuration)?;
                if minutes.is_nan() || minutes <= 0.0 {
                    return Err(Wrong::Duration(minutes));
                }
                (amount / minutes, minutes)
            }
        };
        if !(0.0..LONGEST).contains(&minutes) {
            return Err(Wrong::TooLong(minutes));
        }
        // What is over before the clock ticks is given at once.
        Ok(match whole(minutes) {
            0 => Delivery::Bolus(amount),
            duration => Delivery::Infusion(rate, duration),
        })
    }

    /// The rate of an infusion that has always been.
    pub fn constant_rate(&self, dose: &Dose, record: usize) -> Result<f64, Wrong> {
        match dose.pace {
            Pace::Rate(rate) => Ok(rate),
            Pace::ModelledRate => self.modelled_rate(dose, When::Record(record)),
            Pace::Bolus | Pace::Duration(_) | Pace::ModelledDuration => Ok(0.0),
        }
    }

    fn modelled_rate(&self, dose: &Dose, when: When) -> Result<f64, Wrong> {
        let found = self.number(&self.modelled.rate, dose.state, when);
        let rate = found.ok_or(Wrong::NoRate)?;
        match rate > 0.0 && rate.is_finite() {
            true => Ok(rate),
            false => Err(Wrong::Rate(rate)),
        }
    }
}

/// Minutes as whole nanoseconds.
fn whole(minutes: f64) -> Nanoseconds {
    (minutes * MINUTE as f64).round() as Nanoseconds
}
