//! People carried by the methods of [`crate::solve`], side by side, from event to event.
//!
//! This file and `run_in` are all that knows of jobs: a leg goes on over doses and looks, to the next
//! moment that changes the equations, starts the body anew or asks for a steady state.

use super::carry::{End, Person, Share, Shown, Trouble};
use super::moment::{Moment, What};
use super::run_in::run_in;
use crate::agenda::Agenda;
use crate::body::Body;
use crate::deed::Deed;
use crate::patient::{Numbers, Status};
use crate::solve;
use crate::solve::job::{Grid, Job, Script};
use crate::solve::kernel::Kernel;
use crate::time::{Nanoseconds, minutes};
use crate::world::Settings;
use std::sync::Arc;

/// What carries a group of people.
pub(super) struct Legs<'a> {
    pub body: &'a Body,
    pub settings: &'a Settings,
    pub kernels: &'a [Arc<Kernel>],
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
    /// Index among the people, and the row of the output that is seen next.
    index: usize,
    seen: usize,
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
        kernels: &'a [Arc<Kernel>],
        shown: &'a [Shown],
        moving: &'a [usize],
    ) -> Self {
        Self {
            // Only signals are sampled; where there are none, there are no samples to count.
            needs_states: shown.iter().any(|s| matches!(s, Shown::State(_)))
                || !shown.iter().any(|s| matches!(s, Shown::Signal(_))),
            y: vec![0.0; body.signals()],
            u: vec![0.0; body.inputs()],
            body,
            settings,
            kernels,
            shown,
            moving,
        }
    }

    pub fn run(mut self, people: &[Person], mut out: Share) -> Vec<End> {
        let mut ends = vec![End::Well; people.len()];
        let (mut walks, mut jobs) = (Vec::new(), Vec::new());
        for (index, person) in people.iter().enumerate() {
            let walk = Walk {
                person: *person,
                index,
                seen: out.first(person),
                next: 0,
                row: 0,
                open: Vec::new(),
                slopes: vec![0.0; self.moving.len()],
                sampled: 0..0,
            };
            let params = walk.params(self.body).to_vec();
            let mut job = self.job(Numbers::new(self.body, params, person.start));
            self.follow(&walk, &mut job.numbers);
            walks.push(walk);
            jobs.push(job);
        }
        loop {
            let mut k = 0;
            while k < walks.len() {
                let on = self.happen(&mut walks[k], &mut jobs[k].numbers, &mut out);
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
                self.keep(walk, job, &mut out);
            }
        }
    }

    /// Lets everything happen that is due now; false at the end of the person's way.
    fn happen(
        &mut self,
        walk: &mut Walk,
        numbers: &mut Numbers,
        out: &mut Share,
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
                What::See { since_dose, .. } => {
                    self.see(numbers, since_dose, out, walk.seen);
                    walk.seen += 1;
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

    fn see(&mut self, numbers: &Numbers, since_dose: f64, out: &mut Share, row: usize) {
        self.u.copy_from_slice(&numbers.u);
        let t = minutes(numbers.t);
        let (x, p) = (&numbers.x, &numbers.p);
        self.body.all_signals(t, x, p, &mut self.u, &mut self.y);
        for (column, shown) in out.columns.iter_mut().zip(self.shown) {
            column[row] = match shown {
                Shown::SinceDose => since_dose,
                Shown::State(state) => numbers.x[*state],
                Shown::Signal(signal) => self.y[*signal],
            };
        }
    }

    /// Lays out the leg to the next moment that is more than a dose or a look, with all doses and
    /// looks on the way: what is seen before a dose of the same time is sampled, what is seen after
    /// it is a deed behind the dose's.
    fn lay_out(&self, walk: &mut Walk, job: &mut Job) {
        let moments = &walk.person.timeline.moments;
        let first = walk.next;
        let mut last = job.numbers.t;
        let (deeds, times) = (&mut job.script.deeds, &mut job.times);
        deeds.clear();
        times.clear();
        // At once, where it is known how many: growing by and by costs as much as a small body.
        times.reserve(moments.len() - first);
        job.samples.reserve(walk.person.rows * job.recorded);
        let mut end = first;
        while let Some(Moment { at, what }) = moments.get(end).copied() {
            let deed = match what {
                What::Bolus { state, amount } => Deed::Add {
                    state: state as usize,
                    amount,
                },
                What::Open {
                    infusion,
                    state,
                    rate,
                } => {
                    walk.open.push((infusion, state as usize, rate));
                    walk.flow(state as usize)
                }
                What::Close { infusion } => {
                    let place = walk.open.iter().position(|open| open.0 == infusion);
                    match place.map(|place| walk.open.remove(place)) {
                        Some((_, state, _)) => walk.flow(state),
                        None => Deed::Nothing,
                    }
                }
                What::See { .. } if self.needs_states => break,
                What::See { .. } if deeds.last().is_none_or(|(before, _)| *before < at) => {
                    times.push(at);
                    Deed::Nothing
                }
                What::See { .. } => Deed::Look,
                What::Parameters(_) | What::Toward { .. } | What::Reset | What::Steady { .. } => {
                    break;
                }
            };
            if deed != Deed::Nothing {
                deeds.push((at, deed));
            }
            last = at;
            end += 1;
        }
        let next = moments.get(end).map(|moment| moment.at);
        walk.sampled = first..end;
        // A reset may begin time again.
        job.until = next.map_or(last, |next| next.max(last));
        if moments.get(end).is_some_and(|m| m.what == What::Reset) && end > first {
            job.until = last;
        }
        job.script.next = 0;
        job.next_sample = 0;
        job.samples.clear();
    }

    /// Writes what a leg has sampled to the rows that asked for it.
    fn keep(&self, walk: &mut Walk, job: &Job, out: &mut Share) {
        let signals = job.recorded;
        let moments = &walk.person.timeline.moments[walk.sampled.clone()];
        let mut rows = job.samples.chunks(signals.max(1));
        for moment in moments {
            let What::See { since_dose, .. } = moment.what else {
                continue;
            };
            // None are left where the person's way ended.
            let Some(sample) = rows.next() else { break };
            let mut sample = sample.iter();
            let row = walk.seen;
            walk.seen += 1;
            for (column, shown) in out.columns.iter_mut().zip(self.shown) {
                column[row] = match shown {
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
            script: Script::default(),
            inclusive: true,
            grid: NO_GRID,
            times: Vec::new(),
            next_sample: 0,
            samples: Vec::new(),
            watches: Vec::new(),
            fired: Vec::new(),
            is_unsuited: false,
        }
    }
}

/// No sample ever.
const NO_GRID: Grid = Grid {
    start: Nanoseconds::MAX,
    every: 0,
};

impl Walk<'_> {
    /// All that flows into a state now, summed anew in the order of opening.
    fn flow(&self, state: usize) -> Deed {
        let into = self.open.iter().filter(|(_, other, _)| *other == state);
        let rate = into.fold(0.0, |sum, (.., rate)| sum + rate);
        Deed::Flow { state, rate }
    }

    fn params(&self, body: &Body) -> &[f64] {
        self.params_of(body, self.row)
    }

    fn params_of(&self, body: &Body, row: u32) -> &[f64] {
        &self.person.params[row as usize * body.params()..][..body.params()]
    }
}
