//! What is seen inside a step: samples, conditions, guards.

use super::Batch;
use super::step::weigh;
use crate::solve::pair::Dense;
use crate::time::{Nanoseconds, minutes};
use physiology::{Lanes, Reading, Real, View, WIDTH};

impl Batch<'_> {
    /// Makes the interpolant of the steps just computed.
    #[inline(always)]
    pub(super) fn make_dense(&mut self) {
        let k = self.k;
        let first = k.pair.c.len();
        for (extra, row) in k.pair.extra_a.iter().enumerate() {
            self.combine(row);
            self.exact_at(k.pair.extra_c[extra], k.extra_node[extra]);
            let t = self.time(k.pair.extra_c[extra]);
            self.rates_at(t, &k.order, &k.rate_parts);
            self.keep_rates(first + extra);
        }
        let h = self.step_minutes();
        let rows: (usize, &[&[f64]]) = match k.pair.dense {
            Dense::Polynomial(rows) => (0, rows),
            Dense::Nested(rows) => (3, rows),
        };
        for (term, row) in rows.1.iter().enumerate() {
            weigh(row, &self.rates, &mut self.sum);
            for (dense, sum) in self.dense.iter_mut().zip(&self.sum) {
                dense[rows.0 + term] = h * *sum;
            }
        }
        if let Dense::Nested(_) = k.pair.dense {
            let last = k.pair.c.len() - 1;
            for (i, state) in k.integrated.iter().enumerate() {
                let change = self.end[i] - self.x[*state];
                self.dense[i][0] = change;
                self.dense[i][1] = h * self.rates[0][i] - change;
                self.dense[i][2] = change + change - h * (self.rates[last][i] + self.rates[0][i]);
            }
        }
    }

    /// All states at times inside the steps, into the stage, and the sampled signals into `y`.
    #[inline(always)]
    pub(super) fn sample(&mut self, wanted: [bool; WIDTH], at: [Nanoseconds; WIDTH]) {
        let k = self.k;
        // A look that is overdue is had at once.
        let after: [f64; WIDTH] = std::array::from_fn(|l| (at[l] - self.lane[l].t).max(0) as f64);
        let s = Lanes(std::array::from_fn(|l| after[l] / self.lane[l].h as f64));
        let one = Lanes::of(1.0);
        for (i, state) in k.integrated.iter().enumerate() {
            let d = &self.dense[i];
            let change = match &k.pair.dense {
                Dense::Polynomial(_) => s * (d[0] + s * (d[1] + s * (d[2] + s * d[3]))),
                Dense::Nested(_) => {
                    let r = one - s;
                    s * (d[0]
                        + r * (d[1] + s * (d[2] + r * (d[3] + s * (d[4] + r * (d[5] + s * d[6]))))))
                }
            };
            // At its end the step itself, to the bit.
            self.stage[*state] = s.if_less(one, self.x[*state] + change, self.end[i]);
        }
        if k.samples_exact {
            self.propagators.advance(
                &k.pattern,
                wanted,
                after,
                &self.z,
                &self.b,
                &mut self.z_stage,
            );
            for (row, state) in k.exact.iter().enumerate() {
                self.stage[*state] = s.if_less(one, self.z_stage[row], self.z_end[row]);
            }
        }
        let t = Lanes(std::array::from_fn(|lane| minutes(at[lane])));
        let body = &*k.body;
        for &part in &k.sample_order {
            body.gather(part, &self.y, &mut self.u);
            body.part_signals(part, t, &self.stage, &self.p, &self.u, &mut self.y);
        }
    }

    /// Samples and conditions on the way; a trigger that fires shortens the step to its time.
    #[inline(always)]
    pub(super) fn look(&mut self, ends: [Nanoseconds; WIDTH], keep: &mut [bool; WIDTH]) {
        loop {
            let wanted: [bool; WIDTH] =
                std::array::from_fn(|l| keep[l] && self.lane[l].look <= ends[l]);
            if wanted == [false; WIDTH] {
                return;
            }
            let at = std::array::from_fn(|l| self.lane[l].look);
            self.sample(wanted, at);
            for lane in 0..WIDTH {
                let Some(index) = self.lane[lane].job.filter(|_| wanted[lane]) else {
                    continue;
                };
                self.signals.clear();
                for signal in &self.k.sampled {
                    self.signals.push(signal.map_or(0.0, |s| self.y[s][lane]));
                }
                let job = &mut self.jobs[index];
                let fired = job.look(at[lane], &self.signals);
                let state = &mut self.lane[lane];
                state.look = job.next_look();
                if let Some(trigger) = fired {
                    // Samples so far hold; the step is taken again, to this time exactly.
                    state.fired = Some(trigger);
                    state.stop = at[lane].max(state.t);
                    state.cut = true;
                    keep[lane] = state.stop == ends[lane];
                }
            }
        }
    }

    /// Looks for guards that rise through zero. Where the first does so before the step's end, the
    /// step is taken again to that time; at the end, all that have risen will jump.
    #[inline(always)]
    pub(super) fn find_guards(
        &mut self,
        accepted: [bool; WIDTH],
        ends: [Nanoseconds; WIDTH],
        keep: &mut [bool; WIDTH],
    ) {
        self.risen.clear();
        for lane in 0..WIDTH {
            if !accepted[lane] {
                continue;
            }
            let (start, end) = (self.lane[lane].t, ends[lane]);
            // A step that was cut to a guard's time ends there, give or take its own rounding.
            let cut = self.lane[lane].cut && end == self.lane[lane].stop;
            let mut first = Nanoseconds::MAX;
            for guard in 0..self.k.guards.len() {
                let below = self.guard_at(lane, guard, start) <= 0.0;
                let above = below && self.guard_at(lane, guard, end) > 0.0;
                if !above {
                    continue;
                }
                let (mut low, mut high) = (start, end);
                while !cut && high - low > 1 {
                    let middle = low + (high - low) / 2;
                    if self.guard_at(lane, guard, middle) > 0.0 {
                        high = middle;
                    } else {
                        low = middle;
                    }
                }
                if high == end {
                    self.risen.push((lane, guard));
                }
                first = first.min(high);
            }
            if first <= end {
                self.lane[lane].stop = first;
                self.lane[lane].cut = true;
                keep[lane] = first == end;
            }
        }
    }

    pub(super) fn guard_at(&mut self, lane: usize, guard: usize, at: Nanoseconds) -> f64 {
        let mut wanted = [false; WIDTH];
        wanted[lane] = true;
        let mut times = std::array::from_fn(|l| self.lane[l].t);
        times[lane] = at;
        self.sample(wanted, times);
        let (part, k) = self.k.guards[guard];
        self.k.body.gather(part, &self.y, &mut self.u);
        let part = &self.k.body.parts()[part];
        let layout = part.layout();
        let take = |from: &[Lanes], offset: usize, count: usize| -> Vec<f64> {
            from[offset..offset + count]
                .iter()
                .map(|v| v[lane])
                .collect()
        };
        let view = View {
            t: minutes(at) * part.per_minute,
            x: &take(&self.stage, part.x, layout.states.len()),
            p: &take(&self.p, part.p, layout.params.len()),
            u: &take(&self.u, part.u, layout.inputs.len()),
        };
        Reading::<f64>::guard(&*part.system, k, view)
    }
}
