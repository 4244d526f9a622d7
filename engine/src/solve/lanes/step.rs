//! One step of every lane: its length, its stages, its error, and whether it is kept.

use super::{Batch, GROWTH, Lane, SHORTEST};
use crate::patient::Reason;
use crate::solve::kernel::Control;
use crate::solve::linear::{BASE, LONGEST, floor_to_grid};
use crate::time::{MINUTE, Nanoseconds, minutes};
use physiology::{Lanes, Real, WIDTH};

impl Batch<'_> {
    #[inline(always)]
    pub(super) fn choose_steps(&mut self) {
        if self
            .lane
            .iter()
            .any(|lane| lane.job.is_some() && lane.stale)
        {
            self.first_rates();
        }
        for lane in 0..WIDTH {
            if self.lane[lane].job.is_none() {
                continue;
            }
            if self.lane[lane].wish == 0 {
                self.lane[lane].wish = self.first_step(lane);
            }
            let state = &mut self.lane[lane];
            state.stale = false;
            let left = state.stop - state.t;
            let wish = match self.k.control {
                Control::Fixed(h) => h,
                Control::Adaptive { .. } => state.wish,
            };
            state.h = wish.min(left);
            if !self.k.exact.is_empty() {
                // Nothing longer can be propagated.
                state.h = state.h.min(LONGEST);
            }
            if self.k.exact.is_empty() {
                // No last step of a sliver.
                if state.h < left
                    && left < 2 * state.h
                    && matches!(self.k.control, Control::Adaptive { .. })
                {
                    state.h = left / 2;
                }
                continue;
            }
            if state.h < left
                && let Some(h) = floor_to_grid(state.h)
                && matches!(self.k.control, Control::Adaptive { .. })
            {
                state.h = h;
            } else if state.h == left && left % BASE == 0 {
                state.h = floor_to_grid(left).unwrap_or(left);
            }
            self.off_grid[lane] = !self.propagators.take(
                &self.k.pattern,
                lane,
                self.lane[lane].h,
                &self.k.inside,
                &self.k.whole,
            );
        }
    }

    /// Rates at the steps' starts. Where a lane's are known they come out the same again.
    #[inline(always)]
    pub(super) fn first_rates(&mut self) {
        self.stage.copy_from_slice(&self.x);
        let t = self.time(0.0);
        self.rates_at(t, &self.k.order, &self.k.rate_parts);
        self.keep_rates(0);
    }

    /// A first guess: a hundredth of the time in which a state changes by its size.
    #[inline(always)]
    pub(super) fn first_step(&self, lane: usize) -> Nanoseconds {
        let mut fastest = 0.0_f64;
        for (i, state) in self.k.integrated.iter().enumerate() {
            let size = self.x[*state][lane].abs().max(self.k.scales[i]);
            fastest = fastest.max(self.rates[0][i][lane].abs() / size);
        }
        let guess = 0.01 / fastest * MINUTE as f64;
        (guess.min(10.0 * MINUTE as f64) as Nanoseconds).max(SHORTEST)
    }

    /// All stages of all lanes, to the step's end.
    #[inline(always)]
    pub(super) fn advance_stages(&mut self) {
        let k = self.k;
        let last = k.pair.c.len() - 1;
        for stage in 1..=last {
            self.combine(k.pair.a[stage - 1]);
            self.exact_at(k.pair.c[stage], k.stage_node[stage]);
            if stage == last {
                for (i, state) in k.integrated.iter().enumerate() {
                    self.end[i] = self.stage[*state];
                }
                self.z_end.copy_from_slice(&self.z_stage);
            }
            let t = self.time(k.pair.c[stage]);
            self.rates_at(t, &k.order, &k.rate_parts);
            self.keep_rates(stage);
        }
    }

    /// Integrated states at a stage: x + h sum_j a_j k_j.
    #[inline(always)]
    pub(super) fn combine(&mut self, row: &[f64]) {
        let h = self.step_minutes();
        weigh(row, &self.rates, &mut self.sum);
        for (state, sum) in self.k.integrated.iter().zip(&self.sum) {
            self.stage[*state] = self.x[*state] + h * *sum;
        }
    }

    /// Exact states at a fraction of the step, into the stage.
    #[inline(always)]
    pub(super) fn exact_at(&mut self, c: f64, node: usize) {
        let k = self.k;
        if k.exact.is_empty() {
            return;
        }
        // The end's matrices hold all rows, also where a stage before the last is at the end.
        let rows = if node + 1 == k.nodes.len() {
            &k.whole
        } else {
            &k.inside
        };
        self.propagators
            .stage(node, rows, &self.z, &self.b, &mut self.z_stage);
        if self.off_grid.contains(&true) {
            let after = std::array::from_fn(|lane| c * self.lane[lane].h as f64);
            let mut out = self.z_stage.clone();
            self.propagators
                .advance(&k.pattern, self.off_grid, after, &self.z, &self.b, &mut out);
            for (to, from) in self.z_stage.iter_mut().zip(&out) {
                for lane in 0..WIDTH {
                    if self.off_grid[lane] {
                        to[lane] = from[lane];
                    }
                }
            }
        }
        for (row, state) in k.exact.iter().enumerate() {
            self.stage[*state] = self.z_stage[row];
        }
    }

    /// Rates at the stage, into `dx`.
    #[inline(always)]
    pub(super) fn rates_at(&mut self, t: Lanes, order: &[usize], parts: &[usize]) {
        let body = &*self.k.body;
        for &part in order {
            body.gather(part, &self.y, &mut self.u);
            body.part_signals(part, t, &self.stage, &self.p, &self.u, &mut self.y);
        }
        for &part in parts {
            body.gather(part, &self.y, &mut self.u);
            body.part_rates(part, t, &self.stage, &self.p, &self.u, &mut self.dx);
        }
    }

    #[inline(always)]
    pub(super) fn keep_rates(&mut self, stage: usize) {
        for (rate, state) in self.rates[stage].iter_mut().zip(&self.k.integrated) {
            *rate = self.dx[*state] + self.inflow[*state];
        }
    }

    #[inline(always)]
    pub(super) fn step_minutes(&self) -> Lanes {
        Lanes(std::array::from_fn(|lane| minutes(self.lane[lane].h)))
    }

    #[inline(always)]
    pub(super) fn time(&self, fraction: f64) -> Lanes {
        if !self.k.uses_time {
            return Lanes::of(0.0);
        }
        Lanes(std::array::from_fn(|lane| {
            let Lane { t, h, .. } = self.lane[lane];
            if fraction == 1.0 {
                // To the bit the next step's start: its rates are taken from here, unless a
                // neighbour makes them be computed anew.
                minutes(t + h)
            } else {
                minutes(t) + fraction * minutes(h)
            }
        }))
    }

    /// Largest error of all states relative to its tolerance, by lane.
    #[inline(always)]
    pub(super) fn error(&mut self) -> Lanes {
        let Control::Adaptive { rtol, atol } = self.k.control else {
            return Lanes::of(0.0);
        };
        let h = self.step_minutes();
        weigh(self.k.pair.error, &self.rates, &mut self.sum);
        if let Some(low) = self.k.pair.error_low {
            weigh(low, &self.rates, &mut self.low);
        }
        let mut worst = Lanes::of(0.0);
        for (i, state) in self.k.integrated.iter().enumerate() {
            let mut error = self.sum[i].abs();
            if self.k.pair.error_low.is_some() {
                // Hairer's damping: e5^2 / sqrt(e5^2 + (e3 / 10)^2).
                let low = self.low[i] * Lanes::of(0.1);
                let norm = (error * error + low * low).sqrt();
                error = Lanes::of(0.0).if_less(norm, error * error / norm, error);
            }
            let size = self.x[*state].abs().max(self.end[i].abs());
            let tolerance = Lanes::of(rtol) * size + Lanes::of(atol * self.k.scales[i]);
            let ratio = h * error / tolerance;
            // Not a number counts as the worst, and stays: `max` would lose it.
            worst = Lanes(std::array::from_fn(|lane| {
                if ratio[lane] <= worst[lane] {
                    worst[lane]
                } else {
                    ratio[lane]
                }
            }));
        }
        worst
    }

    /// Accepts or rejects each lane's step, looks at what is to be seen on the way, and lets happen
    /// what is due at its end.
    #[inline(always)]
    pub(super) fn finish_steps(&mut self, error: Lanes) {
        let exponent = Lanes::of(-1.0 / f64::from(self.k.pair.order));
        let factor = (error.max(Lanes::of(1e-10)).powf(exponent) * Lanes::of(0.9))
            .min(Lanes::of(GROWTH))
            .max(Lanes::of(0.2));
        let accepted: [bool; WIDTH] =
            std::array::from_fn(|lane| self.lane[lane].job.is_some() && error[lane] <= 1.0);
        let ends: [Nanoseconds; WIDTH] =
            std::array::from_fn(|lane| self.lane[lane].t + self.lane[lane].h);
        let mut keep = accepted;
        let looks = (0..WIDTH).any(|l| accepted[l] && self.lane[l].look <= ends[l]);
        if looks || !self.k.guards.is_empty() {
            self.make_dense();
            self.find_guards(accepted, ends, &mut keep);
            self.look(ends, &mut keep);
        }
        for lane in 0..WIDTH {
            let Some(index) = self.lane[lane].job else {
                continue;
            };
            let state = &mut self.lane[lane];
            state.steps += 1;
            if !keep[lane] {
                self.jobs[index].numbers.counts.rejected += 1;
                if !accepted[lane] {
                    self.reject(lane, index, factor[lane]);
                }
                continue;
            }
            self.jobs[index].numbers.counts.accepted += 1;
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
            for (i, at) in self.k.integrated.iter().enumerate() {
                self.x[*at][lane] = self.end[i][lane];
            }
            for (row, at) in self.k.exact.iter().enumerate() {
                self.z[row][lane] = self.z_end[row][lane];
                self.x[*at][lane] = self.z_end[row][lane];
            }
            let last = self.k.pair.c.len() - 1;
            for i in 0..self.k.integrated.len() {
                self.rates[0][i][lane] = self.rates[last][i][lane];
            }
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

    #[inline(always)]
    pub(super) fn reject(&mut self, lane: usize, index: usize, factor: f64) {
        let state = &mut self.lane[lane];
        state.rejected = true;
        let factor = if factor.is_nan() {
            0.2
        } else {
            factor.min(0.9)
        };
        state.wish = (state.h as f64 * factor) as Nanoseconds;
        if state.wish < SHORTEST {
            let finite = (0..self.k.integrated.len())
                .all(|i| self.rates.iter().all(|rates| rates[i][lane].is_finite()));
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

/// Sums of weighted rates over the stages, for each state.
#[inline(always)]
pub(super) fn weigh(weights: &[f64], rates: &[Vec<Lanes>], sums: &mut [Lanes]) {
    sums.fill(Lanes::of(0.0));
    for (weight, rates) in weights.iter().zip(rates) {
        if *weight != 0.0 {
            for (sum, rate) in sums.iter_mut().zip(rates) {
                *sum = *sum + Lanes::of(*weight) * *rate;
            }
        }
    }
}
