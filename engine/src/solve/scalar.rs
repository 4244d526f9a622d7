//! One patient at a time: the way of a job with a method that is not done in lanes.
//!
//! A job means the same here as in `lanes.rs`: steps end at events, at the leg's end, and at the
//! times of guards and triggers that fire; samples are left limits.

use super::job::{Happened, Job};
use super::kernel::{Control, Kernel};
use super::lanes::{SHORTEST, signals_now};
use super::one_step::{Flow, Leap, OneStep};
use crate::patient::Reason;
use crate::time::{MINUTE, Nanoseconds, minutes};
use physiology::Real;

/// Carries every job to its end.
pub(crate) fn integrate<S: OneStep>(k: &Kernel, method: &mut S, jobs: &mut [Job]) {
    for job in jobs {
        Walk::new(k, method, job).run();
    }
}

struct Walk<'a, S> {
    k: &'a Kernel,
    method: &'a mut S,
    flow: Flow<'a>,
    going: bool,
    t: Nanoseconds,
    x: Vec<f64>,
    /// Step being taken, and the one the controller would take.
    h: Nanoseconds,
    wish: Nanoseconds,
    /// Time of the next event, of the leg's end, or of a guard or trigger that fired.
    stop: Nanoseconds,
    /// Whether a guard or a trigger has cut the step to `stop`.
    cut: bool,
    /// What happens at `stop` beside events.
    fired: bool,
    risen: Vec<usize>,
    /// Next time at which signals are wanted.
    look: Nanoseconds,
    /// Whether the last attempt was rejected, and whether it began here.
    rejected: bool,
    again: bool,
    steps: u64,
    /// State inside a step, and sampled signals there.
    inside: Vec<f64>,
    signals: Vec<f64>,
    job: &'a mut Job,
}

impl<'a, S: OneStep> Walk<'a, S> {
    fn new(k: &'a Kernel, method: &'a mut S, job: &'a mut Job) -> Self {
        let x = job.numbers.x.clone();
        Self {
            flow: Flow::new(k, &job.numbers),
            going: true,
            t: job.numbers.t,
            h: 0,
            wish: job.numbers.step,
            stop: 0,
            cut: false,
            fired: false,
            risen: Vec::new(),
            look: 0,
            rejected: false,
            again: false,
            steps: 0,
            inside: x.clone(),
            signals: Vec::new(),
            k,
            method,
            job,
            x,
        }
    }

    fn run(&mut self) {
        while self.job.next_look() == self.t && self.job.fired.is_empty() {
            let signals = signals_now(self.k, &self.job.numbers);
            self.job.look(self.t, &signals);
        }
        if !self.job.fired.is_empty() {
            return;
        }
        self.happen();
        while self.going {
            self.choose_step();
            self.step();
        }
    }

    /// Lets what is due now happen, and takes the patient over as it is then.
    fn happen(&mut self) {
        while let Happened::UpToLook(_) = self.job.happen(self.k, self.t) {
            let signals = signals_now(self.k, &self.job.numbers);
            let recorded = &signals[..self.job.recorded];
            self.job.samples.extend_from_slice(recorded);
        }
        self.going = self.t < self.job.until;
        self.x.copy_from_slice(&self.job.numbers.x);
        self.flow.load(&self.job.numbers);
        (self.cut, self.again, self.fired) = (false, false, false);
        self.stop = self.job.stop();
        self.look = self.job.next_look();
    }

    fn choose_step(&mut self) {
        let left = self.stop - self.t;
        if S::STOPS_TO_LOOK {
            self.h = left.min((self.look - self.t).max(1));
            return;
        }
        self.h = match self.k.control {
            Control::Fixed(h) => h.min(left),
            Control::Adaptive { .. } => {
                if self.wish == 0 {
                    self.wish = self.first_step();
                }
                // No last step of a sliver.
                if self.wish < left && left / 2 < self.wish {
                    left / 2
                } else {
                    self.wish.min(left)
                }
            }
        };
    }

    /// A first guess: a hundredth of the time in which a state changes by its size.
    fn first_step(&mut self) -> Nanoseconds {
        let mut rates = vec![0.0; self.x.len()];
        self.flow.rates(minutes(self.t), &self.x, &mut rates);
        let mut fastest = 0.0_f64;
        for (i, rate) in rates.iter().enumerate() {
            fastest = fastest.max(rate.abs() / self.x[i].abs().max(self.k.scales[i]));
        }
        let guess = 0.01 / fastest * MINUTE as f64;
        (guess.min(10.0 * MINUTE as f64) as Nanoseconds).max(SHORTEST)
    }

    /// Tries a step, accepts or rejects it, looks at what is to be seen on the way, and lets happen
    /// what is due at its end.
    fn step(&mut self) {
        let leap = Leap {
            t: self.t,
            h: self.h,
            x: &self.x,
            again: self.again,
            budget: self.k.max_steps.saturating_sub(self.steps),
        };
        let result = self.method.attempt(&mut self.flow, &leap);
        let end = self.t + self.h;
        self.again = true;
        let cost = self.method.cost();
        let steps = cost.accepted + cost.rejected;
        self.steps += steps;
        let accepted = result.is_ok_and(|error| error <= 1.0);
        let keep = accepted && self.guards_allow(end) && self.look_until(end);
        let counts = &mut self.job.numbers.counts;
        if !keep {
            counts.rejected += steps;
            match result {
                Err(reason) => self.give_up(reason),
                Ok(error) if !accepted => self.reject(error),
                Ok(_) => {}
            }
            return;
        }
        counts.accepted += cost.accepted;
        counts.rejected += cost.rejected;
        if !S::STOPS_TO_LOOK {
            self.grow(result.unwrap_or(1.0), end);
        }
        self.rejected = false;
        self.again = false;
        self.t = end;
        self.x.copy_from_slice(self.method.end());
        if self.t >= self.stop {
            self.arrive();
        }
        // After an arrival too: a guard may jump without end.
        if self.going && self.steps > self.k.max_steps {
            self.give_up(Reason::TooManySteps);
        }
    }

    /// How much longer or shorter the next step may be.
    fn factor(error: f64) -> f64 {
        let exponent = -1.0 / f64::from(S::ORDER);
        (Real::powf(Real::max(error, 1e-10), exponent) * 0.9).clamp(0.2, 8.0)
    }

    fn grow(&mut self, error: f64, end: Nanoseconds) {
        let factor = Self::factor(error);
        let growth = if self.rejected {
            factor.min(1.0)
        } else {
            factor
        };
        let wish = (self.h as f64 * growth) as Nanoseconds;
        // A step cut short says nothing against the longer one that was wished.
        let was_cut = end == self.stop && self.h < self.wish;
        self.wish = if was_cut { wish.max(self.wish) } else { wish };
    }

    fn reject(&mut self, error: f64) {
        self.rejected = true;
        let factor = if error.is_nan() {
            0.2
        } else {
            Self::factor(error).min(0.9)
        };
        self.wish = (self.h as f64 * factor) as Nanoseconds;
        if self.wish < SHORTEST {
            self.give_up(if error.is_finite() {
                Reason::StepTooSmall
            } else {
                Reason::NotFinite
            });
        } else if self.steps > self.k.max_steps {
            self.give_up(Reason::TooManySteps);
        }
    }

    fn store(&mut self) {
        self.job.numbers.t = self.t;
        self.job.numbers.step = self.wish;
        self.job.numbers.x.copy_from_slice(&self.x);
    }

    fn give_up(&mut self, reason: Reason) {
        self.store();
        self.job.fail(reason, self.t);
        self.going = false;
    }

    /// The patient is at its stop: guards' jumps, a trigger that fired, events, or the leg's end.
    fn arrive(&mut self) {
        self.store();
        if !self.x.iter().all(|x| x.is_finite()) {
            self.give_up(Reason::NotFinite);
            return;
        }
        let risen = std::mem::take(&mut self.risen);
        if !risen.is_empty() {
            self.job.jump(self.k, &risen);
        }
        if self.fired {
            self.going = false;
            return;
        }
        self.happen();
    }

    // ---- inside a step ----

    /// State at a time in the step.
    fn go_to(&mut self, at: Nanoseconds) {
        if at >= self.t + self.h {
            self.inside.copy_from_slice(self.method.end());
        } else if at <= self.t {
            self.inside.copy_from_slice(&self.x);
        } else {
            let fraction = (at - self.t) as f64 / self.h as f64;
            self.method.inside(fraction, &self.x, &mut self.inside);
        }
    }

    fn guard_at(&mut self, guard: usize, at: Nanoseconds) -> f64 {
        self.go_to(at);
        self.flow.guard(guard, minutes(at), &self.inside)
    }

    /// Looks for guards that rise through zero. Where the first does so before the step's end, the
    /// step is taken again to that time (false); at the end, all that have risen will jump.
    fn guards_allow(&mut self, end: Nanoseconds) -> bool {
        self.risen.clear();
        let cut = self.cut && end == self.stop;
        let mut first = Nanoseconds::MAX;
        for guard in 0..self.k.guards.len() {
            let Some((mut low, mut high)) = self.rise_of(guard, end) else {
                continue;
            };
            // A step that was cut to a guard's time ends there, give or take its own rounding.
            while !cut && high - low > 1 {
                let middle = low + (high - low) / 2;
                if self.guard_at(guard, middle) > 0.0 {
                    high = middle;
                } else {
                    low = middle;
                }
            }
            if cut {
                high = end;
            }
            if high == end {
                self.risen.push(guard);
            }
            first = first.min(high);
        }
        if first <= end {
            (self.stop, self.cut) = (first, true);
        }
        first >= end
    }

    /// Two times in the step between which a guard rises.
    fn rise_of(&mut self, guard: usize, end: Nanoseconds) -> Option<(Nanoseconds, Nanoseconds)> {
        let mut low = self.t;
        let mut below = self.guard_at(guard, low) <= 0.0;
        for node in 0..self.method.nodes().len() {
            let fraction = self.method.nodes()[node];
            let high = if fraction < 1.0 {
                self.t + (self.h as f64 * fraction) as Nanoseconds
            } else {
                end
            };
            let above = self.guard_at(guard, high) > 0.0;
            if below && above {
                return Some((low, high));
            }
            (low, below) = (high, !above);
        }
        None
    }

    /// Samples and conditions on the way; where a trigger fires before the step's end, the step is
    /// taken again to that time (false). Samples so far hold.
    fn look_until(&mut self, end: Nanoseconds) -> bool {
        while self.look <= end {
            let at = self.look.max(self.t);
            self.go_to(at);
            self.flow
                .sampled(minutes(at), &self.inside, &mut self.signals);
            let fired = self.job.look(self.look, &self.signals);
            self.look = self.job.next_look();
            if fired {
                (self.fired, self.stop, self.cut) = (true, at, true);
                return at == end;
            }
        }
        true
    }
}
