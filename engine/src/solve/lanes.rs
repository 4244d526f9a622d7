//! Eight patients side by side, each with a clock, a step and an error of its own; a lane whose
//! patient is done takes the next one.

use super::job::Job;
use super::kernel::{Control, Kernel};
use super::linear::{BASE, FASTEST, LONGEST, Propagators, floor_to_grid};
use super::pair::Dense;
use crate::event::Action;
use crate::patient::{Numbers, Reason};
use crate::time::{MINUTE, Nanoseconds, minutes};
use physiology::{Lanes, Reading, Real, Task, View, WIDTH};

/// Steps below this are not taken: time is counted in nanoseconds, and a thousand of them is where
/// rounding a step to whole ones would show.
pub(crate) const SHORTEST: Nanoseconds = 1_000;

/// The most by which a step may grow over the last. At rest every step is accepted, and one that
/// grew past the method's stability in a single leap would carry rounding far before its error
/// estimate saw it.
const GROWTH: f64 = 2.0;

/// Carries every job to its end.
pub(crate) fn integrate(kernel: &Kernel, jobs: &mut [Job]) {
    kernel.body.isa().run(Integrate(kernel, jobs));
}

struct Integrate<'a>(&'a Kernel, &'a mut [Job]);

impl Task for Integrate<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        Batch::new(self.0, self.1).run();
    }
}

/// What one lane is doing.
#[derive(Clone, Copy, Default)]
struct Lane {
    job: Option<usize>,
    t: Nanoseconds,
    /// Step being taken, and the one the controller would take.
    h: Nanoseconds,
    wish: Nanoseconds,
    /// Time of the next event, of the leg's end, or of a guard or watch that fired.
    stop: Nanoseconds,
    /// Whether the rates at the step's start must be computed anew.
    stale: bool,
    /// Whether the last attempt was rejected.
    rejected: bool,
    /// Whether a guard or a trigger has cut the step to `stop`.
    cut: bool,
    /// The trigger that fires at `stop`.
    fired: Option<usize>,
    /// Next time at which signals are wanted.
    look: Nanoseconds,
    steps: u64,
}

struct Batch<'a> {
    k: &'a Kernel,
    jobs: &'a mut [Job],
    queue: usize,
    lane: [Lane; WIDTH],
    x: Vec<Lanes>,
    p: Vec<Lanes>,
    u: Vec<Lanes>,
    y: Vec<Lanes>,
    inflow: Vec<Lanes>,
    /// State at a stage, and all rates there.
    stage: Vec<Lanes>,
    dx: Vec<Lanes>,
    /// Weighted sums of rates, by integrated state.
    sum: Vec<Lanes>,
    low: Vec<Lanes>,
    /// Rates of the integrated states at each stage.
    rates: Vec<Vec<Lanes>>,
    /// Integrated states at the step's end; error-free, exact ones.
    end: Vec<Lanes>,
    z: Vec<Lanes>,
    z_end: Vec<Lanes>,
    z_stage: Vec<Lanes>,
    b: Vec<Lanes>,
    propagators: Propagators,
    /// Group that the queue's next patients belong to, and room for the numbers of one.
    group: usize,
    group_p: Vec<Lanes>,
    group_u: Vec<Lanes>,
    /// Lanes whose step is not on the grid.
    off_grid: [bool; WIDTH],
    /// Interpolant of the step, by state: powers or nested terms.
    dense: Vec<[Lanes; 7]>,
    /// (lane, guard) of the guards that have risen by the ends of the steps.
    risen: Vec<(usize, usize)>,
    /// Sampled signals of one patient.
    signals: Vec<f64>,
}

impl<'a> Batch<'a> {
    fn new(k: &'a Kernel, jobs: &'a mut [Job]) -> Self {
        let zero = Lanes::of(0.0);
        let (n, m) = (k.integrated.len(), k.exact.len());
        let stages = k.pair.c.len() + k.pair.extra_c.len();
        Self {
            jobs,
            queue: 0,
            lane: [Lane::default(); WIDTH],
            x: vec![zero; k.body.states()],
            p: vec![zero; k.body.params()],
            u: vec![zero; k.body.inputs()],
            y: vec![zero; k.body.signals()],
            inflow: vec![zero; k.body.states()],
            stage: vec![zero; k.body.states()],
            dx: vec![zero; k.body.states()],
            sum: vec![zero; n],
            low: vec![zero; n],
            rates: vec![vec![zero; n]; stages],
            end: vec![zero; n],
            z: vec![zero; m],
            z_end: vec![zero; m],
            z_stage: vec![zero; m],
            b: vec![zero; m],
            propagators: Propagators::new(&k.pattern, &k.nodes),
            group: 0,
            group_p: vec![zero; k.body.params()],
            group_u: vec![zero; k.body.inputs()],
            off_grid: [false; WIDTH],
            dense: vec![[zero; 7]; n],
            risen: Vec::new(),
            signals: Vec::new(),
            k,
        }
    }

    #[inline(always)]
    fn run(&mut self) {
        loop {
            self.refill();
            if self.lane.iter().all(|lane| lane.job.is_none()) {
                return;
            }
            self.choose_steps();
            self.advance_stages();
            let error = self.error();
            self.finish_steps(error);
        }
    }

    // ---- patients in and out ----

    /// Gives idle lanes the next patients.
    #[inline(always)]
    fn refill(&mut self) {
        for lane in 0..WIDTH {
            while self.lane[lane].job.is_none() && self.queue < self.jobs.len() {
                let job = self.queue;
                self.queue += 1;
                self.enter(lane, job);
            }
        }
    }

    /// Gives a patient back whose linear states cannot be propagated exactly.
    #[inline(always)]
    fn leave_if_too_fast(&mut self, lane: usize) {
        let state = &mut self.lane[lane];
        if let Some(job) = state.job
            && !self.k.exact.is_empty()
            && self.propagators.fastest(&self.k.pattern, lane) > FASTEST
        {
            self.jobs[job].too_fast = true;
            state.job = None;
        }
    }

    /// Starts a job in a lane; the lane stays idle where there is nothing to integrate.
    #[inline(always)]
    fn enter(&mut self, lane: usize, index: usize) {
        self.join_group(lane, index);
        let job = &mut self.jobs[index];
        let t = job.numbers.t;
        self.lane[lane] = Lane {
            job: Some(index),
            t,
            wish: job.numbers.step,
            ..Lane::default()
        };
        if job.next_look() == t && job.fired.is_none() {
            let signals = signals_now(self.k, &job.numbers);
            if let Some(trigger) = job.look(t, &signals) {
                job.fired = Some(trigger);
            }
        }
        if job.fired.is_some() {
            self.lane[lane].job = None;
            return;
        }
        if self.happen(lane, index) {
            self.relinearise(lane, index);
        }
        self.leave_if_too_fast(lane);
    }

    /// Lets what is due at the lane's time happen, and loads the patient as it is then; true where
    /// a parameter or a held input changed.
    #[inline(always)]
    fn happen(&mut self, lane: usize, index: usize) -> bool {
        let t = self.lane[lane].t;
        let job = &mut self.jobs[index];
        job.numbers.t = t;
        let mut changed = false;
        while let Some(event) = job.take_due(t) {
            changed |= matches!(
                event.action,
                Action::SetParameter { .. } | Action::Hold { .. }
            );
            job.numbers.apply(&self.k.body, &event.action);
        }
        if t >= job.until {
            self.lane[lane].job = None;
            return changed;
        }
        let numbers = &job.numbers;
        load(&mut self.x, lane, &numbers.x);
        load(&mut self.inflow, lane, &numbers.inflow);
        if changed || self.lane[lane].steps == 0 {
            load(&mut self.p, lane, &numbers.p);
            load(&mut self.u, lane, &numbers.u);
        }
        for (row, state) in self.k.exact.iter().enumerate() {
            self.z[row][lane] = numbers.x[*state];
            self.b[row][lane] = self.propagators.constant(lane, row) + numbers.inflow[*state];
        }
        let state = &mut self.lane[lane];
        state.stale = true;
        state.cut = false;
        state.fired = None;
        state.stop = job.stop();
        state.look = job.next_look();
        changed
    }

    /// Writes the lane's numbers back to its patient.
    #[inline(always)]
    fn store(&mut self, lane: usize, index: usize) {
        let job = &mut self.jobs[index];
        job.numbers.t = self.lane[lane].t;
        job.numbers.step = self.lane[lane].wish;
        for (to, from) in job.numbers.x.iter_mut().zip(&self.x) {
            *to = from[lane];
        }
    }

    /// Places a patient in the group of eight that it stands in the queue with; the first of them
    /// makes the group, for all eight at once.
    #[inline(always)]
    fn join_group(&mut self, lane: usize, index: usize) {
        if self.k.exact.is_empty() {
            return;
        }
        let column = index % WIDTH;
        if column == 0 {
            let members = index..self.jobs.len().min(index + WIDTH);
            let expected = members.len();
            for member in members {
                load(
                    &mut self.group_p,
                    member % WIDTH,
                    &self.jobs[member].numbers.p,
                );
                load(
                    &mut self.group_u,
                    member % WIDTH,
                    &self.jobs[member].numbers.u,
                );
            }
            self.group = self.linearise(expected);
        }
        self.propagators.place(lane, self.group, column);
    }

    /// A group of its own for a patient whose parameters have changed.
    #[inline(always)]
    fn relinearise(&mut self, lane: usize, index: usize) {
        if self.k.exact.is_empty() {
            return;
        }
        load(&mut self.group_p, lane, &self.jobs[index].numbers.p);
        load(&mut self.group_u, lane, &self.jobs[index].numbers.u);
        let group = self.linearise(1);
        self.propagators.place(lane, group, lane);
        for (row, state) in self.k.exact.iter().enumerate() {
            let inflow = self.jobs[index].numbers.inflow[*state];
            self.b[row][lane] = self.propagators.constant(lane, row) + inflow;
        }
    }

    /// A and b of the exact states of a group, from the model's own rates at zero and at one state
    /// at a time.
    #[inline(always)]
    fn linearise(&mut self, expected: usize) -> usize {
        let k = self.k;
        std::mem::swap(&mut self.p, &mut self.group_p);
        std::mem::swap(&mut self.u, &mut self.group_u);
        // A large power of two, so that b's rounding is far below A's in the difference.
        let probe = Lanes::of(1_048_576.0);
        self.stage.fill(Lanes::of(0.0));
        self.rates_at(Lanes::of(0.0), &k.linear_order, &k.linear_parts);
        let b: Vec<Lanes> = k.exact.iter().map(|state| self.dx[*state]).collect();
        let mut a = vec![Lanes::of(0.0); k.pattern.entries.len()];
        for (column, state) in k.exact.iter().enumerate() {
            self.stage[*state] = probe;
            self.rates_at(Lanes::of(0.0), &k.linear_order, &k.linear_parts);
            self.stage[*state] = Lanes::of(0.0);
            for (entry, &(row, at)) in k.pattern.entries.iter().enumerate() {
                if at == column {
                    a[entry] = (self.dx[k.exact[row]] - b[row]) / probe;
                }
            }
        }
        std::mem::swap(&mut self.p, &mut self.group_p);
        std::mem::swap(&mut self.u, &mut self.group_u);
        self.propagators.group(a, b, expected)
    }

    // ---- one step ----

    #[inline(always)]
    fn choose_steps(&mut self) {
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
    fn first_rates(&mut self) {
        self.stage.copy_from_slice(&self.x);
        let t = self.time(0.0);
        self.rates_at(t, &self.k.order, &self.k.rate_parts);
        self.keep_rates(0);
    }

    /// A first guess: a hundredth of the time in which a state changes by its size.
    #[inline(always)]
    fn first_step(&self, lane: usize) -> Nanoseconds {
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
    fn advance_stages(&mut self) {
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
    fn combine(&mut self, row: &[f64]) {
        let h = self.step_minutes();
        weigh(row, &self.rates, &mut self.sum);
        for (state, sum) in self.k.integrated.iter().zip(&self.sum) {
            self.stage[*state] = self.x[*state] + h * *sum;
        }
    }

    /// Exact states at a fraction of the step, into the stage.
    #[inline(always)]
    fn exact_at(&mut self, c: f64, node: usize) {
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
    fn rates_at(&mut self, t: Lanes, order: &[usize], parts: &[usize]) {
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
    fn keep_rates(&mut self, stage: usize) {
        for (rate, state) in self.rates[stage].iter_mut().zip(&self.k.integrated) {
            *rate = self.dx[*state] + self.inflow[*state];
        }
    }

    #[inline(always)]
    fn step_minutes(&self) -> Lanes {
        Lanes(std::array::from_fn(|lane| minutes(self.lane[lane].h)))
    }

    #[inline(always)]
    fn time(&self, fraction: f64) -> Lanes {
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
    fn error(&mut self) -> Lanes {
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
    fn finish_steps(&mut self, error: Lanes) {
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

    #[inline(always)]
    fn give_up(&mut self, lane: usize, index: usize, reason: Reason) {
        self.store(lane, index);
        self.jobs[index].fail(reason, self.lane[lane].t);
        self.lane[lane].job = None;
    }

    /// A lane is at its stop: events, a guard's jump, or the end of its leg.
    #[inline(always)]
    fn arrive(&mut self, lane: usize, index: usize) {
        self.store(lane, index);
        if !self.jobs[index].numbers.x.iter().all(|x| x.is_finite()) {
            self.give_up(lane, index, Reason::NotFinite);
            return;
        }
        for &(_, guard) in self.risen.iter().filter(|(risen, _)| *risen == lane) {
            let (part, k) = self.k.guards[guard];
            let name = self.k.body.parts()[part].instance.as_str();
            self.jobs[index].numbers.jump(&self.k.body, name, k, 0.0);
        }
        if let Some(trigger) = self.lane[lane].fired {
            self.jobs[index].fired = Some(trigger);
            self.lane[lane].job = None;
            return;
        }
        let changed = self.happen(lane, index);
        if changed && self.lane[lane].job.is_some() {
            self.relinearise(lane, index);
            self.leave_if_too_fast(lane);
        }
    }

    // ---- inside a step ----

    /// Makes the interpolant of the steps just computed.
    #[inline(always)]
    fn make_dense(&mut self) {
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
    fn sample(&mut self, wanted: [bool; WIDTH], at: [Nanoseconds; WIDTH]) {
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
    fn look(&mut self, ends: [Nanoseconds; WIDTH], keep: &mut [bool; WIDTH]) {
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
    fn find_guards(
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

    fn guard_at(&mut self, lane: usize, guard: usize, at: Nanoseconds) -> f64 {
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

/// Puts one patient's numbers into its lane.
#[inline(always)]
fn load(lanes: &mut [Lanes], lane: usize, numbers: &[f64]) {
    for (to, from) in lanes.iter_mut().zip(numbers) {
        to[lane] = *from;
    }
}

/// Sums of weighted rates over the stages, for each state.
#[inline(always)]
fn weigh(weights: &[f64], rates: &[Vec<Lanes>], sums: &mut [Lanes]) {
    sums.fill(Lanes::of(0.0));
    for (weight, rates) in weights.iter().zip(rates) {
        if *weight != 0.0 {
            for (sum, rate) in sums.iter_mut().zip(rates) {
                *sum = *sum + Lanes::of(*weight) * *rate;
            }
        }
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
        .map(|signal| signal.map_or(0.0, |index| y[index]))
        .collect()
}
