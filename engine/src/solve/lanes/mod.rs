//! Eight patients side by side, each with a clock, a step and an error of its own; a lane whose
//! patient is done takes the next one.

mod groups;
mod inside;
mod patients;
mod step;

pub(crate) use patients::signals_now;

use super::job::Job;
use super::kernel::Kernel;
use super::linear::Propagators;
use crate::time::Nanoseconds;
use physiology::{Lanes, Real, Task, WIDTH};

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
}
