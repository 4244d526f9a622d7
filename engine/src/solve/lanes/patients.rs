//! Patients entering and leaving their lanes, and what happens to them between steps.

use super::{Batch, Lane, TakeLooks};
use crate::deed::Changes;
use crate::patient::{Numbers, Reason};
use crate::solve::job::Happened;
use crate::solve::kernel::Kernel;
use crate::time::{Nanoseconds, minutes};
use physiology::{Lanes, Reading, System};

impl<const N: usize> Batch<'_, N>
where
    dyn System: Reading<Lanes<N>>,
{
    /// Gives idle lanes the next patients.
    pub(super) fn refill(&mut self) {
        for lane in 0..N {
            while self.lane[lane].job.is_none() && self.queue < self.jobs.len() {
                let job = self.queue;
                self.queue += 1;
                self.enter(lane, job);
            }
        }
    }

    /// Gives a patient back whose linear states cannot be propagated in this way.
    pub(super) fn leave_if_unsuited(&mut self, lane: usize) {
        if let Some(job) = self.lane[lane].job
            && !self.k.exact.is_empty()
            && !self.exact.holds(lane)
        {
            self.jobs[job].is_unsuited = true;
            self.leave(lane);
        }
    }

    /// Starts a job in a lane; the lane stays idle where there is nothing to integrate.
    pub(super) fn enter(&mut self, lane: usize, index: usize) {
        self.join_group(lane, index);
        let job = &mut self.jobs[index];
        let t = job.numbers.t;
        self.clock.begin(lane, t, job.numbers.step);
        self.guess = true;
        self.lane[lane] = Lane {
            job: Some(index),
            watched: !job.watches.is_empty(),
            every: job.times.is_empty().then_some(job.grid.every),
            ..Lane::default()
        };
        while job.next_look() == t && job.fired.is_empty() {
            let signals = signals_now(self.k, &job.numbers);
            job.look(t, &signals);
        }
        self.lane[lane].sample = job.next_sample;
        if !job.fired.is_empty() {
            self.leave(lane);
            return;
        }
        if self.happen(lane, index) {
            self.relinearise(lane, index);
        }
        self.leave_if_unsuited(lane);
    }

    /// Lets what is due at the lane's time happen, and loads the patient as it is then; true where
    /// a parameter or a held input changed.
    pub(super) fn happen(&mut self, lane: usize, index: usize) -> bool {
        let t = self.clock.t[lane];
        let changes = self.deeds(lane, index, t);
        let changed = changes.equations;
        let leaves = t >= self.jobs[index].until;
        if changed || leaves {
            // What has been seen so far was of the equations as they were.
            self.k.body.isa().run(TakeLooks(self));
        }
        if leaves {
            self.leave(lane);
            return changed;
        }
        let numbers = &self.jobs[index].numbers;
        let enters = self.clock.steps[lane] == 0;
        load(&mut self.x, lane, &numbers.x);
        if changed || enters {
            load(&mut self.p, lane, &numbers.p);
            load(&mut self.u, lane, &numbers.u);
        }
        if changes.infusions || enters {
            load(&mut self.inflow, lane, &numbers.inflow);
            self.infuse(lane, index);
        }
        let job = &self.jobs[index];
        let state = &mut self.lane[lane];
        self.stale = true;
        state.fresh = changes.states;
        self.guess |= changes.states;
        state.cut = false;
        state.fired = false;
        self.clock.stop[lane] = job.stop();
        if state.watched || enters {
            // Else samples may be waiting that the job does not know of.
            self.clock.look[lane] = job.next_look();
        }
        changed
    }

    /// Lets what is due happen, and has the looks that are due in between.
    fn deeds(&mut self, lane: usize, index: usize, t: Nanoseconds) -> Changes {
        let mut changes = Changes::default();
        loop {
            match self.jobs[index].happen(self.k, t) {
                Happened::All(more) => {
                    changes |= more;
                    return changes;
                }
                Happened::UpToLook(more) => changes |= more,
            }
            if changes.equations || self.clock.steps[lane] == 0 {
                // What the lane has loaded is not what holds now.
                self.k.body.isa().run(TakeLooks(self));
                let job = &mut self.jobs[index];
                let signals = signals_now(self.k, &job.numbers);
                job.samples.extend_from_slice(&signals[..job.recorded]);
                continue;
            }
            let x = &self.jobs[index].numbers.x;
            let row = self.looks.push(lane, t, false);
            for (to, state) in self.looks.row_mut(row).iter_mut().zip(&self.k.seen) {
                to[lane] = x[*state];
            }
            if self.looks.is_full(lane) {
                self.k.body.isa().run(TakeLooks(self));
            }
        }
    }

    /// Writes the lane's numbers back to its patient.
    pub(super) fn store(&mut self, lane: usize, index: usize) {
        let job = &mut self.jobs[index];
        job.numbers.t = self.clock.t[lane];
        job.numbers.step = self.clock.wish[lane];
        job.numbers.counts.accepted += std::mem::take(&mut self.clock.kept[lane]).unsigned_abs();
        job.numbers.counts.rejected += std::mem::take(&mut self.clock.dropped[lane]).unsigned_abs();
        for (to, from) in job.numbers.x.iter_mut().zip(&self.x) {
            *to = from[lane];
        }
    }

    /// A lane is at its stop: events, a guard's jump, or the end of its leg.
    pub(super) fn arrive(&mut self, lane: usize, index: usize) {
        self.store(lane, index);
        if !self.jobs[index].numbers.x.iter().all(|x| x.is_finite()) {
            self.give_up(lane, index, Reason::NotFinite);
            return;
        }
        if !self.risen.is_empty() {
            let own = self.risen.iter().filter(|(risen, _)| *risen == lane);
            let risen: Vec<usize> = own.map(|(_, guard)| *guard).collect();
            if !risen.is_empty() {
                self.jobs[index].jump(self.k, &risen);
            }
        }
        if self.lane[lane].fired {
            self.k.body.isa().run(TakeLooks(self));
            self.leave(lane);
            return;
        }
        let changed = self.happen(lane, index);
        if changed && self.lane[lane].job.is_some() {
            self.relinearise(lane, index);
            self.leave_if_unsuited(lane);
        }
    }

    pub(super) fn give_up(&mut self, lane: usize, index: usize, reason: Reason) {
        self.k.body.isa().run(TakeLooks(self));
        self.store(lane, index);
        self.jobs[index].fail(reason, self.clock.t[lane]);
        self.leave(lane);
    }

    /// The lane is free for the next patient.
    fn leave(&mut self, lane: usize) {
        self.lane[lane].job = None;
        self.clock.busy[lane] = false;
        self.vacant = true;
    }
}

/// Puts one patient's numbers into its lane.
pub(super) fn load<const N: usize>(lanes: &mut [Lanes<N>], lane: usize, numbers: &[f64]) {
    for (to, from) in lanes.iter_mut().zip(numbers) {
        to[lane] = *from;
    }
}

/// The sampled signals of a patient where it stands.
pub(crate) fn signals_now(kernel: &Kernel, numbers: &Numbers) -> Vec<f64> {
    let body = &kernel.body;
    let (mut u, mut y) = (numbers.u.clone(), vec![0.0; body.signals()]);
    body.all_signals(minutes(numbers.t), &numbers.x, &numbers.p, &mut u, &mut y);
    kernel
        .sampled
        .iter()
        .map(|sampled| sampled.value(&y))
        .collect()
}
