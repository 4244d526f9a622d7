//! Steps that were tried, kept or not.

use super::attempt::Judged;
use super::clock::{Clocks, GROWTH};
use super::{Batch, Commit, FindGuards, Look, MakeInside, ReadGuards, SHORTEST};
use crate::patient::Reason;
use crate::time::Nanoseconds;
use physiology::{Lanes, Reading, Real, System};

impl<const N: usize> Batch<'_, N>
where
    dyn System: Reading<Lanes<N>>,
{
    /// Keeps or drops each lane's step, looks at what is to be seen on the way, and lets happen what
    /// is due at its end.
    pub(super) fn finish_steps(&mut self, judged: Judged<N>) {
        let isa = self.k.body.isa();
        let Judged { ends, accepted, .. } = judged;
        let mut keep = accepted;
        self.risen.clear();
        let rises = !self.k.guards.is_empty() && isa.run(ReadGuards(self, accepted, ends));
        if judged.looks || rises {
            isa.run(MakeInside(self));
            if rises {
                keep = isa.run(FindGuards(self, accepted, ends));
            }
            keep = isa.run(Look(self, ends, keep));
        }
        let mut pauses = isa.run(Commit(self, judged, keep));
        while pauses != 0 {
            let lane = pauses.trailing_zeros() as usize;
            pauses &= pauses - 1;
            let Some(index) = self.lane[lane].job else {
                continue;
            };
            if !accepted[lane] & !judged.cut[lane] {
                self.reject(lane, index, judged.factor[lane]);
                continue;
            }
            if keep[lane] && self.clock.t[lane] >= self.clock.stop[lane] {
                self.arrive(lane, index);
            }
            // After an arrival too: a guard may jump without end.
            if self.lane[lane].job.is_some() && self.has_too_many_steps(lane) {
                self.give_up(lane, index, Reason::TooManySteps);
            }
        }
    }

    /// The steps that are kept are done: clocks go on, states and first rates become those at the
    /// ends. A bit for each lane that cannot simply take the next step.
    #[inline(always)]
    pub(super) fn commit(&mut self, judged: Judged<N>, keep: [bool; N]) -> u32 {
        self.go_on(&keep);
        let Judged {
            ends,
            accepted,
            cut,
            factor,
            ..
        } = judged;
        // One thing at a time, with masks of whole numbers: so each is done for all lanes at once.
        let Clocks {
            busy,
            t,
            h,
            wish,
            stop,
            most,
            growth,
            steps,
            kept,
            dropped,
            ..
        } = &mut self.clock;
        let (mut is_kept, mut is_busy, mut grown) = ([0; N], [0; N], [0; N]);
        for lane in 0..N {
            is_kept[lane] = -Nanoseconds::from(keep[lane]);
            is_busy[lane] = -Nanoseconds::from(busy[lane]);
        }
        for lane in 0..N {
            let factor = if factor[lane] > growth[lane] {
                growth[lane]
            } else {
                factor[lane]
            };
            grown[lane] = (h[lane] as f64 * factor) as Nanoseconds;
        }
        for lane in 0..N {
            // A step cut short says nothing against the longer one that was wished.
            let is_short = (ends[lane] == stop[lane]) | (h[lane] == most[lane]);
            let was_cut = is_short & (h[lane] < wish[lane]);
            let holds = was_cut & (grown[lane] < wish[lane]);
            let next = if holds { wish[lane] } else { grown[lane] };
            wish[lane] = (next & is_kept[lane]) | (wish[lane] & !is_kept[lane]);
        }
        for lane in 0..N {
            t[lane] = (ends[lane] & is_kept[lane]) | (t[lane] & !is_kept[lane]);
            growth[lane] = if keep[lane] { GROWTH } else { growth[lane] };
            most[lane] |= is_kept[lane] & Nanoseconds::MAX;
        }
        for lane in 0..N {
            steps[lane] -= is_busy[lane];
            kept[lane] -= is_kept[lane];
            dropped[lane] -= is_busy[lane] & !is_kept[lane];
        }
        let (max_steps, mut pauses) = (self.k.max_steps, 0);
        let max_steps = Nanoseconds::try_from(max_steps).unwrap_or(Nanoseconds::MAX);
        for lane in 0..N {
            let arrives = keep[lane] & (t[lane] >= stop[lane]);
            let fails = !accepted[lane] & !cut[lane];
            let is_over = busy[lane] & (fails | arrives | (steps[lane] > max_steps));
            pauses |= u32::from(is_over) << lane;
        }
        pauses
    }

    /// States and first rates of the steps that are kept become those at their ends.
    #[inline(always)]
    fn go_on(&mut self, keep: &[bool; N]) {
        let zero = Lanes::of(0.0);
        let keep = Lanes(keep.map(f64::from));
        let states = self.x.len();
        let ends = &self.nodes[self.ends()..][..states];
        let x = &mut self.x[..states];
        for &state in &self.k.everyone {
            x[state] = zero.if_less(keep, ends[state], x[state]);
        }
        let (first, rest) = self.rates.split_at_mut(states);
        let last = &rest[(self.k.pair.c.len() - 2) * states..][..states];
        for &state in &self.k.integrated {
            first[state] = zero.if_less(keep, last[state], first[state]);
        }
        let [starts, ends] = &mut self.kinks;
        for (start, end) in starts.iter_mut().zip(ends) {
            *start = zero.if_less(keep, *end, *start);
        }
    }

    fn has_too_many_steps(&self, lane: usize) -> bool {
        self.clock.steps[lane].unsigned_abs() > self.k.max_steps
    }

    fn reject(&mut self, lane: usize, index: usize, factor: f64) {
        // After a rejection no step grows.
        self.clock.growth[lane] = 1.0;
        let factor = if factor.is_nan() {
            0.2
        } else {
            factor.min(0.9)
        };
        let wish = (self.clock.h[lane] as f64 * factor) as Nanoseconds;
        self.clock.wish[lane] = wish;
        if wish < SHORTEST {
            let states = self.x.len();
            let finite = self.k.integrated.iter().all(|state| {
                let mut stages = self.rates.chunks(states);
                stages.all(|rates| rates[*state][lane].is_finite())
            });
            let reason = if finite {
                Reason::StepTooSmall
            } else {
                Reason::NotFinite
            };
            self.give_up(lane, index, reason);
        } else if self.has_too_many_steps(lane) {
            self.give_up(lane, index, Reason::TooManySteps);
        }
    }
}
