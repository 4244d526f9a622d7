//! What the driver of one patient at a time asks of a method, and what it gives it.

use super::kernel::{Control, Kernel};
use crate::patient::{Counts, Numbers, Reason};
use crate::time::Nanoseconds;
use physiology::{Reading, View};

/// The rates of one patient between two events.
pub(crate) struct Flow<'a> {
    pub k: &'a Kernel,
    pub p: Vec<f64>,
    /// Inputs: those held, and room for those that are wired.
    pub u: Vec<f64>,
    /// Sum of the open infusions, per minute.
    pub inflow: Vec<f64>,
    /// Signals, as the last rates had them.
    pub y: Vec<f64>,
}

impl<'a> Flow<'a> {
    /// Of a patient as it stands.
    pub fn new(k: &'a Kernel, numbers: &Numbers) -> Self {
        Self {
            k,
            p: numbers.p.clone(),
            u: numbers.u.clone(),
            inflow: numbers.inflow.clone(),
            y: vec![0.0; k.body.signals()],
        }
    }

    /// Takes over what events have changed.
    pub fn load(&mut self, numbers: &Numbers) {
        self.p.copy_from_slice(&numbers.p);
        self.u.copy_from_slice(&numbers.u);
        self.inflow.copy_from_slice(&numbers.inflow);
    }

    /// All rates, per minute.
    pub fn rates(&mut self, t: f64, x: &[f64], dx: &mut [f64]) {
        let body = &self.k.body;
        body.all_rates(t, x, &self.p, &mut self.u, &mut self.y, dx);
        for (rate, inflow) in dx.iter_mut().zip(&self.inflow) {
            *rate += inflow;
        }
    }

    /// The sampled signals.
    pub fn sampled(&mut self, t: f64, x: &[f64], out: &mut Vec<f64>) {
        let body = &self.k.body;
        body.all_signals(t, x, &self.p, &mut self.u, &mut self.y);
        out.clear();
        out.extend(self.k.sampled.iter().map(|sampled| sampled.value(&self.y)));
    }

    /// A guard, by its number among the body's.
    pub fn guard(&mut self, guard: usize, t: f64, x: &[f64]) -> f64 {
        let body = &self.k.body;
        body.all_signals(t, x, &self.p, &mut self.u, &mut self.y);
        let (part, k) = self.k.guards[guard];
        // The signals may have become right only after the part's own turn.
        body.gather(part, &self.y, &mut self.u);
        let part = &body.parts()[part];
        let layout = part.layout();
        let view = View {
            t: t * part.per_minute,
            x: &x[part.x..part.x + layout.states.len()],
            p: &self.p[part.p..part.p + layout.params.len()],
            u: &self.u[part.u..part.u + layout.inputs.len()],
        };
        Reading::<f64>::guard(&*part.system, k, view)
    }
}

/// A step to try.
pub(crate) struct Leap<'a> {
    /// Its start.
    pub t: Nanoseconds,
    /// Its length.
    pub h: Nanoseconds,
    /// State at its start.
    pub x: &'a [f64],
    /// Whether the last attempt had the same start.
    pub again: bool,
    /// How many steps the patient may still take.
    pub budget: u64,
}

/// A method that carries one patient over one step.
pub(crate) trait OneStep {
    /// Order by which the local error answers to the step's length.
    const ORDER: u32;
    /// Whether steps end wherever signals are wanted, for want of an interpolant to be trusted; such
    /// a method chooses its steps itself, and gets all the way to the next time as one.
    const STOPS_TO_LOOK: bool;

    /// Tries a step; gives the largest error of all states relative to its tolerance.
    fn attempt(&mut self, flow: &mut Flow, leap: &Leap) -> Result<f64, Reason>;
    /// Steps that the last attempt took inside.
    fn cost(&self) -> Counts {
        Counts {
            accepted: 1,
            rejected: 0,
        }
    }
    /// State at the end of the last attempt.
    fn end(&self) -> &[f64];
    /// State at a fraction between 0 and 1 of the last attempt, which began at `start`.
    fn inside(&self, fraction: f64, start: &[f64], x: &mut [f64]);
    /// Fractions of the last attempt between which no guard is expected to rise and fall again.
    fn nodes(&self) -> &[f64] {
        &[1.0]
    }
}

/// Largest error of all states relative to its tolerance; zero where steps are fixed.
pub(crate) fn ratio(k: &Kernel, error: &[f64], start: &[f64], end: &[f64]) -> f64 {
    let Control::Adaptive { rtol, atol } = k.control else {
        return 0.0;
    };
    let mut worst = 0.0;
    for (i, error) in error.iter().enumerate() {
        let size = start[i].abs().max(end[i].abs());
        let ratio = error.abs() / (rtol * size + atol * k.scales[i]);
        // Not a number counts as the worst, and stays: `max` would lose it.
        if ratio.is_nan() || ratio > worst {
            worst = ratio;
        }
        if worst.is_nan() {
            break;
        }
    }
    worst
}
