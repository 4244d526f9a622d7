//! Samples that wait until there are enough of them to be worked out side by side.

use super::{Batch, TakeLooks};
use crate::time::{Nanoseconds, minutes};
use physiology::{Lanes, Reading, Real, System};

/// How many samples of one lane may wait.
const ROOM: usize = 64;
/// A row of their room that no sample waits in.
pub(super) const SPARE: usize = ROOM;

/// States of the patients at the times at which signals are wanted, by lane.
pub(super) struct Looks<const N: usize> {
    /// States that signals need, sample after sample.
    pub x: Vec<Lanes<N>>,
    states: usize,
    at: [[Nanoseconds; N]; ROOM],
    /// Whether it is one of the job's sampling times, and not an event's.
    timed: [[bool; N]; ROOM],
    count: [usize; N],
    /// Sampled signals, sample after sample, and those of one patient.
    y: Vec<Lanes<N>>,
    signals: Vec<f64>,
}

impl<const N: usize> Looks<N> {
    pub fn new(states: usize, signals: usize) -> Self {
        Self {
            x: vec![Lanes::of(0.0); states * (ROOM + 1)],
            states,
            at: [[0; N]; ROOM],
            timed: [[false; N]; ROOM],
            count: [0; N],
            y: vec![Lanes::of(0.0); signals * ROOM],
            signals: vec![0.0; signals],
        }
    }

    /// The row for the states of another sample of a lane.
    #[inline(always)]
    pub fn push(&mut self, lane: usize, at: Nanoseconds, timed: bool) -> usize {
        let row = self.count[lane];
        self.at[row][lane] = at;
        self.timed[row][lane] = timed;
        self.count[lane] += 1;
        row
    }

    /// A row of states.
    #[inline(always)]
    pub fn row(&self, row: usize) -> &[Lanes<N>] {
        &self.x[row * self.states..][..self.states]
    }

    #[inline(always)]
    pub fn row_mut(&mut self, row: usize) -> &mut [Lanes<N>] {
        &mut self.x[row * self.states..][..self.states]
    }

    pub fn is_full(&self, lane: usize) -> bool {
        self.count[lane] == ROOM
    }
}

impl<const N: usize> Batch<'_, N>
where
    dyn System: Reading<Lanes<N>>,
{
    /// Samples and conditions on the way; a trigger that fires shortens the step to its time.
    #[inline(always)]
    pub(super) fn look(&mut self, ends: [Nanoseconds; N], mut keep: [bool; N]) -> [bool; N] {
        // Lanes that see something in their steps: they are few, and a list of them short.
        let (mut lanes, mut some) = ([0; N], 0);
        let mut sees = [false; N];
        for lane in 0..N {
            sees[lane] = keep[lane] & (self.clock.look[lane] <= ends[lane]);
        }
        for (lane, sees) in sees.into_iter().enumerate() {
            lanes[some] = lane;
            some += usize::from(sees);
        }
        let mut left = 0;
        for place in 0..some {
            let lane = lanes[place];
            if self.lane[lane].watched {
                keep[lane] = self.watch(lane, ends[lane]);
            } else {
                lanes[left] = lane;
                left += 1;
            }
        }
        some = left;
        // With nothing but samples to take, they can wait.
        while some > 0 {
            let (mut is_full, mut left) = (false, 0);
            self.see_next(&lanes[..some]);
            for place in 0..some {
                let lane = lanes[place];
                let Some(index) = self.lane[lane].job else {
                    continue;
                };
                is_full |= self.looks.is_full(lane);
                let (state, look) = (&mut self.lane[lane], &mut self.clock.look[lane]);
                state.sample += 1;
                *look = match state.every {
                    Some(every) => *look + every,
                    None => self.jobs[index].sample_time(state.sample),
                };
                if *look <= ends[lane] {
                    lanes[left] = lane;
                    left += 1;
                }
            }
            some = left;
            if is_full {
                self.k.body.isa().run(TakeLooks(self));
            }
        }
        keep
    }

    /// Looks of a lane that may fire a trigger, one after the other; whether the step holds.
    #[inline(always)]
    fn watch(&mut self, lane: usize, end: Nanoseconds) -> bool {
        while let Some(index) = self.lane[lane].job
            && self.clock.look[lane] <= end
        {
            let at = self.clock.look[lane];
            self.see_next(&[lane]);
            let fired = self.k.body.isa().run(TakeLooks(self))[lane];
            self.clock.look[lane] = self.jobs[index].next_look();
            if fired {
                // Samples so far hold; the step is taken again, to this time exactly.
                (self.lane[lane].fired, self.lane[lane].cut) = (true, true);
                self.clock.stop[lane] = at.max(self.clock.t[lane]);
                return self.clock.stop[lane] == end;
            }
        }
        true
    }

    /// The next sample of each of these lanes.
    #[inline(always)]
    fn see_next(&mut self, lanes: &[usize]) {
        let (mut at, mut rows) = ([0; N], [0; N]);
        for &lane in lanes {
            at[lane] = self.clock.look[lane];
            rows[lane] = self.looks.push(lane, at[lane], true);
        }
        self.see(lanes, &at, &rows);
    }

    /// Works out all that wait; tells in which lanes triggers fire.
    #[inline(always)]
    pub(super) fn take_looks(&mut self) -> [bool; N] {
        let k = self.k;
        let mut fired = [false; N];
        let count = std::mem::replace(&mut self.looks.count, [0; N]);
        let width = k.sampled.len();
        for row in 0..count.into_iter().max().unwrap_or(0) {
            for (state, from) in k.seen.iter().zip(self.looks.row(row)) {
                self.inside[*state] = *from;
            }
            let t = Lanes(self.looks.at[row].map(minutes));
            k.samples
                .run(t, &self.inside, &self.p, &mut self.u, &mut self.y, &mut []);
            let to = &mut self.looks.y[row * width..][..width];
            for (to, sampled) in to.iter_mut().zip(&k.sampled) {
                *to = sampled.value(&self.y);
            }
        }
        for lane in 0..N {
            let Some(index) = self.lane[lane].job.filter(|_| count[lane] > 0) else {
                continue;
            };
            let job = &mut self.jobs[index];
            let y = self.looks.y.chunks_exact(width.max(1));
            if self.lane[lane].watched {
                for (row, y) in y.take(count[lane]).enumerate() {
                    for (signal, y) in self.looks.signals.iter_mut().zip(y) {
                        *signal = y[lane];
                    }
                    fired[lane] = job.look(self.looks.at[row][lane], &self.looks.signals);
                }
                continue;
            }
            let recorded = job.recorded;
            let before = job.samples.len();
            job.samples.resize(before + count[lane] * recorded, 0.0);
            let rows = job.samples[before..].chunks_exact_mut(recorded.max(1));
            for (to, y) in rows.zip(y) {
                for (to, y) in to.iter_mut().zip(y) {
                    *to = y[lane];
                }
            }
            for timed in &self.looks.timed[..count[lane]] {
                job.next_sample += usize::from(timed[lane]);
            }
        }
        fired
    }
}
