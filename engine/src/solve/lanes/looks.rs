//! Samples that wait until there are enough of them to be worked out side by side.

use super::{Batch, TakeLooks};
use crate::time::{Nanoseconds, minutes};
use physiology::{Lanes, Real, WIDTH};

/// How many samples of one lane may wait.
const ROOM: usize = 32;

/// States of the patients at the times at which signals are wanted, by lane.
pub(super) struct Looks {
    /// States that signals need, sample after sample.
    x: Vec<Lanes>,
    states: usize,
    at: [[Nanoseconds; WIDTH]; ROOM],
    /// Whether it is one of the job's sampling times, and not an event's.
    timed: [[bool; WIDTH]; ROOM],
    count: [usize; WIDTH],
    /// Sampled signals of one patient.
    signals: Vec<f64>,
}

impl Looks {
    pub fn new(states: usize) -> Self {
        Self {
            x: vec![Lanes::of(0.0); states * ROOM],
            states,
            at: [[0; WIDTH]; ROOM],
            timed: [[false; WIDTH]; ROOM],
            count: [0; WIDTH],
            signals: Vec::new(),
        }
    }

    /// Room for the states of another sample of a lane.
    #[inline(always)]
    pub fn push(&mut self, lane: usize, at: Nanoseconds, timed: bool) -> &mut [Lanes] {
        let number = self.count[lane];
        self.at[number][lane] = at;
        self.timed[number][lane] = timed;
        self.count[lane] += 1;
        &mut self.x[number * self.states..][..self.states]
    }

    pub fn is_full(&self, lane: usize) -> bool {
        self.count[lane] == ROOM
    }
}

impl Batch<'_> {
    /// Samples and conditions on the way; a trigger that fires shortens the step to its time.
    pub(super) fn look(&mut self, ends: [Nanoseconds; WIDTH], keep: &mut [bool; WIDTH]) {
        for lane in 0..WIDTH {
            while keep[lane] && self.lane[lane].look <= ends[lane] {
                let Some(index) = self.lane[lane].job else {
                    break;
                };
                let at = self.lane[lane].look;
                self.see(lane, at);
                for (to, state) in self.looks.push(lane, at, true).iter_mut().zip(&self.k.seen) {
                    to[lane] = self.inside[*state][lane];
                }
                if !self.lane[lane].watched {
                    // With nothing but samples to take, they can wait.
                    let state = &mut self.lane[lane];
                    state.sample += 1;
                    state.look = match self.jobs[index].times.is_empty() {
                        true => state.look + state.every,
                        false => self.jobs[index].sample_time(state.sample),
                    };
                    if self.looks.is_full(lane) {
                        self.k.body.isa().run(TakeLooks(self));
                    }
                    continue;
                }
                let fired = self.k.body.isa().run(TakeLooks(self))[lane];
                let state = &mut self.lane[lane];
                state.look = self.jobs[index].next_look();
                if fired {
                    // Samples so far hold; the step is taken again, to this time exactly.
                    state.fired = true;
                    state.stop = at.max(state.t);
                    state.cut = true;
                    keep[lane] = state.stop == ends[lane];
                    break;
                }
            }
        }
    }

    /// Works out all that wait; tells in which lanes triggers fire.
    #[inline(always)]
    pub(super) fn take_looks(&mut self) -> [bool; WIDTH] {
        let k = self.k;
        let mut fired = [false; WIDTH];
        let count = std::mem::take(&mut self.looks.count);
        for number in 0..count.into_iter().max().unwrap_or(0) {
            let states = self.looks.states;
            let from = &self.looks.x[number * states..][..states];
            for (state, from) in k.seen.iter().zip(from) {
                self.inside[*state] = *from;
            }
            let at = self.looks.at[number];
            let t = Lanes(at.map(minutes));
            k.samples
                .run(t, &self.inside, &self.p, &mut self.u, &mut self.y, &mut []);
            for lane in 0..WIDTH {
                let Some(index) = self.lane[lane].job.filter(|_| number < count[lane]) else {
                    continue;
                };
                let job = &mut self.jobs[index];
                if !self.lane[lane].watched {
                    for signal in &k.sampled[..job.recorded] {
                        let value = signal.map_or(0.0, |signal| self.y[signal][lane]);
                        job.samples.push(value);
                    }
                    job.next_sample += usize::from(self.looks.timed[number][lane]);
                    continue;
                }
                self.looks.signals.clear();
                for signal in &k.sampled {
                    let value = signal.map_or(0.0, |signal| self.y[signal][lane]);
                    self.looks.signals.push(value);
                }
                fired[lane] = job.look(at[lane], &self.looks.signals);
            }
        }
        fired
    }
}
