//! Steps that were tried, kept or not.

use super::{Batch, Commit, FindGuards, Look, MakeInside, ReadGuards, SHORTEST};
use crate::patient::Reason;
use crate::time::Nanoseconds;
use physiology::{Lanes, Reading, Real, System};

impl<const N: usize> Batch<'_, N>
where
    dyn System: Reading<Lanes<N>>,
{
    /// Accepts or rejects each lane's step, looks at what is to be seen on the way, and lets happen
    /// what is due at its end.
    pub(super) fn finish_steps(&mut self, square: Lanes<N>, factor: Lanes<N>) {
        let isa = self.k.body.isa();
        let (mut accepted, mut looks) = ([false; N], false);
        let mut ends: [Nanoseconds; N] = [0; N];
        for lane in 0..N {
            let state = &self.lane[lane];
            ends[lane] = state.t + state.h;
            accepted[lane] = state.job.is_some() && square[lane] <= 1.0;
            looks |= accepted[lane] && state.look <= ends[lane];
        }
        let mut keep = accepted;
        self.risen.clear();
        let rises = !self.k.guards.is_empty() && isa.run(ReadGuards(self, accepted, ends));
        if looks || rises {
            isa.run(MakeInside(self));
            if rises {
                keep = isa.run(FindGuards(self, accepted, ends));
            }
            keep = isa.run(Look(self, ends, keep));
        }
        isa.run(Commit(self, keep));
        for lane in 0..N {
            let Some(index) = self.lane[lane].job else {
                continue;
            };
            let state = &mut self.lane[lane];
            state.steps += 1;
            if !keep[lane] {
                state.dropped += 1;
                if !accepted[lane] {
                    self.reject(lane, index, factor[lane]);
                }
                continue;
            }
            state.kept += 1;
            let growth = if state.rejected {
                factor[lane].min(1.0)
            } else {
                factor[lane]
            };
            let wish = (state.h as f64 * growth) as Nanoseconds;
            // A step cut short says nothing against the longer one that was wished.
            let was_cut = ends[lane] == state.stop && state.h < state.wish;
            state.wish = if was_cut { wish.max(state.wish) } else { wish };
            state.rejected = false;
            state.t = ends[lane];
            if state.t >= state.stop {
                self.arrive(lane, index);
            }
            // After an arrival too: a guard may jump without end.
            let state = &self.lane[lane];
            if state.job.is_some() && state.steps > self.k.max_steps {
                self.give_up(lane, index, Reason::TooManySteps);
            }
        }
    }

    /// States and first rates of the steps that are kept become those at their ends.
    #[inline(always)]
    pub(super) fn commit(&mut self, keep: [bool; N]) {
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
    }

    fn reject(&mut self, lane: usize, index: usize, factor: f64) {
        let state = &mut self.lane[lane];
        state.rejected = true;
        let factor = if factor.is_nan() {
            0.2
        } else {
            factor.min(0.9)
        };
        state.wish = (state.h as f64 * factor) as Nanoseconds;
        if state.wish < SHORTEST {
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
        } else if state.steps > self.k.max_steps {
            self.give_up(lane, index, Reason::TooManySteps);
        }
    }
}
