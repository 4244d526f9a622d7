//! People carried by the methods of [`crate::solve`], side by side, from event to event.
//!
//! This file and `run_in` are all that knows of jobs: a leg goes from one time at which something
//! happens to the next, and what is looked at on the way is sampled where the times are evenly
//! spaced, as those of a grid are.

use super::carry::{End, Person, Shown, Trouble};
use super::moment::What;
use super::run_in::run_in;
use crate::agenda::Agenda;
use crate::body::Body;
use crate::patient::{Numbers, Status};
use crate::solve;
use crate::solve::job::{Grid, Job};
use crate::solve::kernel::Kernel;
use crate::time::{MINUTE, Nanoseconds, minutes};
use crate::world::Settings;
use std::sync::Arc;

/// What carries a group of people.
pub(super) struct Legs<'a> {
    pub body: &'a Body,
    pub settings: &'a Settings,
    pub kernels: &'a [Arc<Kernel>; 2],
    shown: &'a [Shown],
    /// Parameters that are states too, so that they can move; the states are the body's last.
    pub moving: &'a [usize],
    needs_states: bool,
    y: Vec<f64>,
    u: Vec<f64>,
}

/// One person on the way.
struct Walk<'p> {
    person: Person<'p>,
    /// Index among the people, and where its output lies.
    index: usize,
    offset: usize,
    /// Next moment.
    next: usize,
    /// Row of the parameters that hold.
    row: u32,
    /// Open infusions: number, state, rate per minute.
    open: Vec<(u32, usize, f64)>,
    /// Change of the moving parameters, per minute.
    slopes: Vec<f64>,
    /// Moments that this leg samples.
    sampled: std::ops::Range<usize>,
}

impl<'a> Legs<'a> {
    pub fn new(
        body: &'a Body,
        settings: &'a Settings,
        kernels: &'a [Arc<Kernel>; 2],
        shown: &'a [Shown],
        moving: &'a [usize],
    ) -> Self {
        Self {
            needs_states: shown.iter().any(|s| matches!(s, Shown::State(_))),
            y: vec![0.0; body.signals()],
            u: vec![0.0; body.inputs()],
            body,
            settings,
            kernels,
            shown,
            moving,
        }
    }

    pub fn run(mut self, people: &[Person], out: &mut [f64]) -> Vec<End> {
        let mut ends = vec![End::Well; people.len()];
        let (mut walks, mut jobs) = (Vec::new(), Vec::new());
        let mut offset = 0;
        for (index, person) in people.iter().enumerate() {
            let walk = Walk {
                person: *person,
                index,
                offset,
                next: 0,
                row: 0,
                open: Vec::new(),
                slopes: vec![0.0; self.moving.len()],
                sampled: 0..0,
            };
            offset += person.rows * self.shown.len();
            let params = walk.params(self.body).to_vec();
            let mut job = self.job(Numbers::new(self.body, params, person.start));
            self.follow(&walk, &mut job.numbers);
            walks.push(walk);
            jobs.push(job);
        }
        loop {
            let mut k = 0;
            while k < walks.len() {
                let on = self.happen(&mut walks[k], &mut jobs[k].numbers, out);
                match on {
                    Ok(true) => {
                        self.lay_out(&mut walks[k], &mut jobs[k]);
                        k += 1;
                    }
                    ended => {
                        if let Err((trouble, at)) = ended {
                            ends[walks[k].index] = End::Failed { trouble, at };
                        }
                        walks.swap_remove(k);
                        jobs.swap_remove(k);
                    }
                }
            }
            if walks.is_empty() {
                return ends;
            }
            solve::integrate(self.settings, self.kernels, &mut jobs);
            for (walk, job) in walks.iter_mut().zip(&jobs) {
                self.keep(walk, job, out);
            }
        }
    }

    /// Lets everything happen that is due now; false at the end of the person's way.
    fn happen(
        &mut self,
        walk: &mut Walk,
        numbers: &mut Numbers,
        out: &mut [f64],
    ) -> Result<bool, (Trouble, Nanoseconds)> {
        if let Status::Failed { reason, at } = numbers.status {
            return Err((Trouble::Numbers(reason), at));
        }
        let timeline = walk.person.timeline;
        while let Some(moment) = timeline.moments.get(walk.next) {
            if moment.at > numbers.t {
                return Ok(true);
            }
            walk.next += 1;
            match moment.what {
                What::Parameters(row) => {
                    walk.row = row;
                    walk.slopes.fill(0.0);
                    numbers.p.copy_from_slice(walk.params(self.body));
                    self.follow(walk, numbers);
                }
                What::Toward { row, by } => {
                    let to = walk.params_of(self.body, row);
                    let from = walk.params(self.body);
                    let span = minutes(by - moment.at);
                    let slopes = self.moving.iter().map(|p| (to[*p] - from[*p]) / span);
                    walk.slopes = slopes.collect();
                    self.sum(walk, numbers);
                }
                What::Bolus { state, amount } => numbers.x[state as usize] += amount,
                What::Open {
                    infusion,
                    state,
                    rate,
                } => {
                    walk.open.push((infusion, state as usize, rate));
                    self.sum(walk, numbers);
                }
                What::Close { infusion } => {
                    walk.open.retain(|(number, ..)| *number != infusion);
                    self.sum(walk, numbers);
                }
                What::Reset => {
                    walk.open.clear();
                    // As a newcomer: the next step is chosen anew.
                    (numbers.t, numbers.step) = (moment.at, 0);
                    numbers.x = self.body.initial(&numbers.p);
                    self.follow(walk, numbers);
                }
                What::Steady { train } => {
                    let train = &timeline.trains[train as usize];
                    let rest = self.body.initial(&numbers.p);
                    let found = run_in(self, numbers, train).map_err(|why| (why, numbers.t))?;
                    if train.adds {
                        for (x, (found, rest)) in numbers.x.iter_mut().zip(found.iter().zip(&rest))
                        {
                            *x += found - rest;
                        }
                    } else {
                        walk.open.clear();
                        numbers.x = found;
                    }
                    self.follow(walk, numbers);
                }
                What::See { row, since_dose } => {
                    let place = walk.offset + row as usize * self.shown.len();
                    self.see(numbers, since_dose, &mut out[place..][..self.shown.len()]);
                }
            }
        }
        Ok(false)
    }

    /// Moving parameters stand where the row of parameters has them.
    fn follow(&self, walk: &Walk, numbers: &mut Numbers) {
        let first = numbers.x.len() - self.moving.len();
        for (state, p) in numbers.x[first..].iter_mut().zip(self.moving) {
            *state = numbers.p[*p];
        }
        self.sum(walk, numbers);
    }

    /// Sums what flows in anew, so that an infusion that ends leaves no rounding behind.
    fn sum(&self, walk: &Walk, numbers: &mut Numbers) {
        numbers.inflow.fill(0.0);
        for (_, state, rate) in &walk.open {
            numbers.inflow[*state] += rate;
        }
        let first = numbers.x.len() - self.moving.len();
        for (inflow, slope) in numbers.inflow[first..].iter_mut().zip(&walk.slopes) {
            *inflow = *slope;
        }
    }

    fn see(&mut self, numbers: &Numbers, since_dose: f64, out: &mut [f64]) {
        self.u.copy_from_slice(&numbers.u);
        let t = minutes(numbers.t);
        let (x, p) = (&numbers.x, &numbers.p);
        self.body.all_signals(t, x, p, &mut self.u, &mut self.y);
        for (out, shown) in out.iter_mut().zip(self.shown) {
            *out = match shown {
                Shown::SinceDose => since_dose,
                Shown::State(state) => numbers.x[*state],
                Shown::Signal(signal) => self.y[*signal],
            };
        }
    }

    /// Lays out the leg to the next time at which something happens, sampling on the way.
    fn lay_out(&self, walk: &mut Walk, job: &mut Job) {
        let moments = &walk.person.timeline.moments;
        let first = walk.next;
        let sees = |k: usize| {
            let moment = moments.get(k)?;
            matches!(moment.what, What::See { .. }).then_some(moment.at)
        };
        let mut end = first;
        let mut grid = NO_GRID;
        // States are not sampled, only signals are.
        if let Some(start) = sees(first).filter(|_| !self.needs_states) {
            let every = sees(first + 1).map_or(0, |next| next - start);
            grid = Grid {
                start,
                every: if every > 0 { every } else { FAR },
            };
            while sees(end).is_some_and(|at| at == grid.time(end - first)) {
                end += 1;
            }
        }
        // The leg goes on to what comes after the run. Where nothing does, or time begins again there,
        // it ends at the run's last row, which is then not sampled but seen.
        let last = moments[first..end]
            .last()
            .map_or(Nanoseconds::MIN, |m| m.at);
        let next = moments.get(end).map(|m| m.at).filter(|at| *at > last);
        let until = next.unwrap_or(last);
        while end > first && moments[end - 1].at >= until {
            end -= 1;
        }
        if end == first {
            grid = NO_GRID;
        }
        walk.sampled = first..end;
        job.until = until;
        job.grid = grid;
        job.next_sample = 0;
        job.samples.clear();
    }

    /// Writes what a leg has sampled to the rows that asked for it.
    fn keep(&self, walk: &mut Walk, job: &Job, out: &mut [f64]) {
        let signals = job.recorded;
        let moments = &walk.person.timeline.moments[walk.sampled.clone()];
        let rows = job.samples.chunks(signals.max(1));
        for (moment, sample) in moments.iter().zip(rows) {
            let What::See { row, since_dose } = moment.what else {
                continue;
            };
            let mut sample = sample.iter();
            let place = walk.offset + row as usize * self.shown.len();
            for (out, shown) in out[place..].iter_mut().zip(self.shown) {
                *out = match shown {
                    Shown::Signal(_) => sample.next().copied().unwrap_or(f64::NAN),
                    Shown::SinceDose => since_dose,
                    Shown::State(_) => f64::NAN,
                };
            }
        }
        walk.next = walk.sampled.end;
    }

    /// A job that goes nowhere yet, with as many samples as signals are shown.
    pub fn job(&self, numbers: Numbers) -> Job {
        let is_signal = |shown: &&Shown| matches!(shown, Shown::Signal(_));
        Job {
            recorded: self.shown.iter().filter(is_signal).count(),
            until: numbers.t,
            numbers,
            agenda: Agenda::default(),
            deeds: Arc::new([]),
            inclusive: false,
            grid: NO_GRID,
            next_sample: 0,
            samples: Vec::new(),
            watches: Vec::new(),
            fired: Vec::new(),
            too_fast: false,
        }
    }
}

/// Longer than any leg, and such that a time plus it can be counted.
const FAR: Nanoseconds = MINUTE << 26;

/// No sample ever.
const NO_GRID: Grid = Grid {
    start: Nanoseconds::MAX,
    every: 0,
};

impl Walk<'_> {
    fn params(&self, body: &Body) -> &[f64] {
        self.params_of(body, self.row)
    }

    fn params_of(&self, body: &Body, row: u32) -> &[f64] {
        &self.person.params[row as usize * body.params()..][..body.params()]
    }
}
