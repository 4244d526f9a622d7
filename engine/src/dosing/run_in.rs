//! The steady state of a nonlinear body: the train is given until the state no longer moves.

use super::carry::Trouble;
use super::legs::Legs;
use super::moment::{Input, Train};
use crate::patient::{Numbers, Status};
use crate::solve;
use crate::time::{HOUR, Nanoseconds};

/// Doses after which a body that still moves is given up: ten years of one every day.
const MOST: u32 = 3_650;
/// Doublings of the time over which a constant infusion is watched: from an hour to thirty years.
const MOST_DOUBLINGS: u32 = 18;
/// The state may move by so many tolerances of the integration, over all doses to come.
///
/// Each dose is integrated anew, so that the state cannot stand stiller than the integration's own
/// error.
const TOLERANCES: f64 = 10.0;

/// The state in which a train leaves a body that was at rest before it, at its phase.
pub(super) fn run_in(legs: &Legs, numbers: &Numbers, train: &Train) -> Result<Vec<f64>, Trouble> {
    let mut runner = Runner {
        legs,
        train,
        numbers: Numbers {
            x: legs.body.initial(&numbers.p),
            ..numbers.clone()
        },
        // Moving parameters stand still in the past.
        still: numbers.inflow.len() - legs.moving.len(),
        tolerances: legs.body.scales(),
    };
    runner.hold(numbers);
    match train.input {
        Input::Constant { rate } => runner.constant(rate),
        Input::Bolus {
            amount,
            interval,
            phase,
        } => runner.train_of(amount, &[(interval, 0.0)], phase),
        Input::Infusion {
            rate,
            duration,
            interval,
            phase,
        } => {
            let (always, rest) = (duration / interval, duration % interval);
            let pieces = [
                (rest, (always + 1) as f64 * rate),
                (interval - rest, always as f64 * rate),
            ];
            runner.train_of(0.0, &pieces, phase)
        }
    }
}

struct Runner<'l> {
    legs: &'l Legs<'l>,
    train: &'l Train,
    numbers: Numbers,
    still: usize,
    /// Typical sizes of the states.
    tolerances: Vec<f64>,
}

impl Runner<'_> {
    /// Moving parameters are where they are now.
    fn hold(&mut self, now: &Numbers) {
        self.numbers.x[self.still..].copy_from_slice(&now.x[self.still..]);
    }

    /// Doses, each an amount at once and then pieces of constant flow, until they change nothing.
    fn train_of(
        mut self,
        amount: f64,
        pieces: &[(Nanoseconds, f64)],
        phase: Nanoseconds,
    ) -> Result<Vec<f64>, Trouble> {
        let whole: Nanoseconds = pieces.iter().map(|(length, _)| length).sum();
        let mut last_moved = f64::INFINITY;
        for _ in 0..MOST {
            let before = self.numbers.x.clone();
            self.dose(amount, pieces, whole)?;
            let moved = self.moved(&before);
            // The way still to go, if each dose moves the state by as much less as this one did.
            let ratio = moved / last_moved;
            let to_go = match ratio < 1.0 {
                true => moved * ratio / (1.0 - ratio),
                false => moved,
            };
            if moved <= 1.0 && to_go <= 1.0 {
                self.dose(amount, pieces, phase)?;
                return Ok(self.numbers.x);
            }
            last_moved = moved;
        }
        Err(Trouble::NotSteadyYet {
            rounds: MOST,
            still: last_moved,
        })
    }

    /// A constant flow over times that double, until the state no longer moves.
    fn constant(mut self, rate: f64) -> Result<Vec<f64>, Trouble> {
        let mut moved = f64::INFINITY;
        for doubling in 0..MOST_DOUBLINGS {
            let before = self.numbers.x.clone();
            self.go(HOUR << doubling, rate)?;
            moved = self.moved(&before);
            if moved <= 1.0 {
                return Ok(self.numbers.x);
            }
        }
        Err(Trouble::NotSteadyYet {
            rounds: MOST_DOUBLINGS,
            still: moved,
        })
    }

    fn dose(
        &mut self,
        amount: f64,
        pieces: &[(Nanoseconds, f64)],
        until: Nanoseconds,
    ) -> Result<(), Trouble> {
        self.numbers.x[self.train.state] += amount;
        let mut left = until;
        for (length, rate) in pieces {
            let length = left.min(*length);
            if length > 0 {
                self.go(length, *rate)?;
            }
            left -= length;
        }
        Ok(())
    }

    fn go(&mut self, length: Nanoseconds, rate: f64) -> Result<(), Trouble> {
        // Every round starts at the same time of the body's clock, which then never overflows.
        let start = self.numbers.t;
        self.numbers.inflow.fill(0.0);
        self.numbers.inflow[self.train.state] = rate;
        let mut job = self.legs.job(self.numbers.clone());
        job.until = start.saturating_add(length);
        let jobs = std::slice::from_mut(&mut job);
        solve::integrate(self.legs.settings, self.legs.kernels, jobs);
        self.numbers = job.numbers;
        self.numbers.t = start;
        match self.numbers.status {
            Status::Well => Ok(()),
            Status::Failed { reason, .. } => Err(Trouble::Numbers(reason)),
        }
    }

    /// The largest change of a state, in tolerances.
    fn moved(&self, before: &[f64]) -> f64 {
        let (rtol, atol) = self.legs.settings.tolerances();
        let states = self.numbers.x.iter().zip(before).zip(&self.tolerances);
        states
            .map(|((now, before), scale)| {
                let size = now.abs().max(before.abs());
                (now - before).abs() / (rtol * size + atol * scale) / TOLERANCES
            })
            .fold(0.0, f64::max)
    }
}
