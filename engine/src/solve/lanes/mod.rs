//! Eight patients side by side, or sixteen, each with a clock, a step and an error of its own; a lane
//! whose patient is done takes the next one.

mod attempt;
mod clock;
mod finish;
mod groups;
mod inside;
mod kinks;
mod looks;
mod patients;

pub(crate) use patients::signals_now;

use super::job::Job;
use super::kernel::{BEHIND, END, Kernel};
use super::linear::{Exact, Ready};
use crate::time::Nanoseconds;
use attempt::Judged;
use clock::Clocks;
use looks::Looks;
use physiology::{Lanes, Reading, Real, System, Task, WIDE, WIDTH};

/// Steps below this are not taken: time is counted in nanoseconds, and a thousand of them is where
/// rounding a step to whole ones would show.
pub(crate) const SHORTEST: Nanoseconds = 1_000;

/// Bodies of so many states are small enough for twice the lanes: the rates of all stages stay in a
/// core's first cache. Measured: with three states 16 to 30 % more patients in a second, with a gut,
/// glucose and insulin (13 states) 7 %, with the chambers and vessels of a beating heart 18 % fewer.
/// Where between them is assumed.
const FEW: usize = 20;

/// Carries every job to its end.
pub(crate) fn integrate(kernel: &Kernel, jobs: Vec<&mut Job>) {
    if jobs.len() > WIDTH && kernel.body.states() <= FEW {
        Batch::<WIDE>::new(kernel, jobs).run();
    } else {
        Batch::<WIDTH>::new(kernel, jobs).run();
    }
}

/// Work on all lanes at once that is compiled by itself, once for each set of vector
/// instructions: one function for all of it would be too large for its numbers to stay in registers.
macro_rules! vector_work {
    ($($name:ident: $method:ident($($argument:ident: $type:ty),*) -> $result:ty;)+) => { $(
        struct $name<'a, 'b, const N: usize>(&'a mut Batch<'b, N>, $($type),*);
        impl<const N: usize> Task for $name<'_, '_, N>
        where
            dyn System: Reading<Lanes<N>>,
        {
            type Output = $result;
            #[inline(always)]
            fn run(self) -> Self::Output {
                let Self(batch, $($argument),*) = self;
                batch.$method($($argument),*)
            }
        }
    )+ };
}

vector_work! {
    FirstRates: first_rates() -> ();
    AdvanceExact: advance_exact() -> ();
    AdvanceStages: advance_stages() -> ();
    ChooseSteps: choose_steps() -> ();
    Judge: judge() -> Judged<N>;
    MakeInside: make_inside() -> ();
    ReadGuards: read_guards(accepted: [bool; N], ends: [Nanoseconds; N]) -> bool;
    FindGuards: find_guards(accepted: [bool; N], ends: [Nanoseconds; N]) -> [bool; N];
    Look: look(ends: [Nanoseconds; N], keep: [bool; N]) -> [bool; N];
    Commit: commit(judged: Judged<N>, keep: [bool; N]) -> u32;
    TakeLooks: take_looks() -> [bool; N];
    Linearise: linearise(expected: usize) -> Option<Ready<N>>;
}

/// What one lane is doing, beside its clock.
#[derive(Clone, Copy, Default)]
struct Lane {
    job: Option<usize>,
    /// Whether a deed of the script has just changed what a step begins with.
    fresh: bool,
    /// Whether a guard or a trigger has cut the step to `stop`.
    cut: bool,
    /// The trigger that fires at `stop`.
    fired: bool,
    /// The time between samples; nothing where their times are listed.
    every: Option<Nanoseconds>,
    /// Samples until then, waiting ones among them, where their times are listed.
    sample: usize,
    /// Whether conditions are looked at, so that no look can wait.
    watched: bool,
}

struct Batch<'a, const N: usize> {
    k: &'a Kernel,
    jobs: Vec<&'a mut Job>,
    queue: usize,
    lane: [Lane; N],
    clock: Clocks<N>,
    /// Whether a lane has become idle, whether a step's length is to be guessed, and whether rates at a
    /// step's start must be computed anew.
    vacant: bool,
    guess: bool,
    stale: bool,
    /// The steps being taken, minutes; and one over them, per nanosecond, once they are looked into.
    h: Lanes<N>,
    per_step: Lanes<N>,
    x: Vec<Lanes<N>>,
    p: Vec<Lanes<N>>,
    u: Vec<Lanes<N>>,
    y: Vec<Lanes<N>>,
    inflow: Vec<Lanes<N>>,
    /// All states inside the step and at its end, and the exact ones of its stages.
    nodes: Vec<Lanes<N>>,
    /// Rates at each stage, stage after stage; only those of integrated states are right.
    rates: Vec<Lanes<N>>,
    /// Weighted sums of rates.
    sums: Vec<Lanes<N>>,
    low: Vec<Lanes<N>>,
    exact: Exact<'a, N>,
    /// Exact states of one patient.
    z: Vec<f64>,
    /// Coefficients of what is affine in the states; their constants without infusions.
    coefficients: Vec<Lanes<N>>,
    constants: Vec<Lanes<N>>,
    /// What is ready for the group that the queue's next patients belong to, its coefficients, and
    /// room to make one.
    group: Option<Ready<N>>,
    group_coefficients: Vec<Lanes<N>>,
    probed: Vec<Lanes<N>>,
    probed_rates: Vec<Lanes<N>>,
    group_p: Vec<Lanes<N>>,
    group_u: Vec<Lanes<N>>,
    /// Terms of the interpolant of the steps just computed, by seen integrated state: of a polynomial
    /// the coefficients of the powers of the place in the step, else nested ones.
    terms: Vec<[Lanes<N>; 7]>,
    /// States inside a step.
    inside: Vec<Lanes<N>>,
    /// The kinks where the steps start, and where they end.
    kinks: [Vec<Lanes<N>>; 2],
    /// The guards where the steps start, and then where they end.
    guards: Vec<Lanes<N>>,
    /// (lane, guard) of the guards that have risen by the ends of the steps.
    risen: Vec<(usize, usize)>,
    looks: Looks<N>,
}

impl<'a, const N: usize> Batch<'a, N>
where
    dyn System: Reading<Lanes<N>>,
{
    fn new(k: &'a Kernel, jobs: Vec<&'a mut Job>) -> Self {
        let zero = Lanes::of(0.0);
        let states = k.body.states();
        let stages = k.pair.c.len() + k.pair.extra_c.len();
        Self {
            jobs,
            queue: 0,
            lane: [Lane::default(); N],
            clock: Clocks::new(),
            vacant: true,
            guess: false,
            stale: false,
            h: zero,
            per_step: zero,
            x: vec![zero; states],
            p: vec![zero; k.body.params()],
            u: vec![zero; k.body.inputs()],
            y: vec![zero; k.body.signals()],
            inflow: vec![zero; states],
            nodes: vec![zero; states * BEHIND + k.reads.reads().len()],
            rates: vec![zero; states * stages],
            sums: vec![zero; states],
            low: vec![zero; states],
            exact: Exact::new(&k.pattern, &k.reads, k.spectrum.as_ref()),
            z: vec![0.0; k.exact.len()],
            coefficients: vec![zero; k.affine.size],
            constants: vec![zero; k.affine.size],
            group: None,
            group_coefficients: vec![zero; k.affine.size],
            probed: vec![zero; k.affine.size],
            probed_rates: vec![zero; states],
            group_p: vec![zero; k.body.params()],
            group_u: vec![zero; k.body.inputs()],
            terms: vec![[zero; 7]; k.seen_integrated.len()],
            inside: vec![zero; states],
            kinks: [vec![zero; k.kinks], vec![zero; k.kinks]],
            guards: Vec::new(),
            risen: Vec::new(),
            looks: Looks::new(k.seen.len(), k.sampled.len()),
            k,
        }
    }

    fn run(&mut self) {
        let isa = self.k.body.isa();
        loop {
            if std::mem::take(&mut self.vacant) {
                self.refill();
                if self.lane.iter().all(|lane| lane.job.is_none()) {
                    return;
                }
            }
            if std::mem::take(&mut self.stale) {
                isa.run(FirstRates(self));
            }
            if std::mem::take(&mut self.guess) {
                self.guess_steps();
            }
            isa.run(ChooseSteps(self));
            if !self.k.exact.is_empty() {
                isa.run(AdvanceExact(self));
            }
            isa.run(AdvanceStages(self));
            let judged = isa.run(Judge(self));
            self.finish_steps(judged);
        }
    }

    /// Where the states at the steps' ends begin.
    #[inline(always)]
    fn ends(&self) -> usize {
        END * self.x.len()
    }
}
