//! The independent judge: Dopri5 of the crate `ode_solvers`, from one event, sample or look to the
//! next.
//!
//! Nothing of it is shared with the other methods but the models: not the coefficients, the control
//! of steps or the interpolant. Each way is integrated to its end and read there (sparse output): the
//! crate's dense output can extrapolate (y' = -y on [0, 10] gives 290 for 4.5e-5). Where a body has
//! guards, they are sought on its continuous output, which does not, and the way is then integrated
//! again to the time that was found.

use super::kernel::{Control, Kernel};
use super::one_step::{Flow, Leap, OneStep};
use crate::patient::{Counts, Reason};
use crate::time::minutes;
use nalgebra::DVector;
use ode_solvers::continuous_output_model::ContinuousOutputModel;
use ode_solvers::dop_shared::IntegrationError;
use ode_solvers::{Dopri5, OutputType, System};
use std::cell::{Cell, RefCell};

/// The judge at work on the patients of one body.
pub(crate) struct Reference {
    end: Vec<f64>,
    cost: Counts,
    nodes: Vec<f64>,
    /// Interpolant of the last way, and its length in minutes.
    inside: ContinuousOutputModel<f64, DVector<f64>>,
    length: f64,
    scales: Vec<f64>,
}

impl Reference {
    /// For the patients of this body.
    pub fn new(k: &Kernel) -> Self {
        Self {
            end: vec![0.0; k.body.states()],
            cost: Counts::default(),
            nodes: vec![1.0],
            inside: ContinuousOutputModel::default(),
            length: 0.0,
            scales: k.scales.clone(),
        }
    }
}

/// The patient's rates as `ode_solvers` wants them: states in their typical sizes, since it has one
/// absolute tolerance for all, and time from the start of the way.
struct Rates<'a, 'b> {
    flow: RefCell<&'a mut Flow<'b>>,
    scales: &'a [f64],
    start: f64,
    room: RefCell<(Vec<f64>, Vec<f64>)>,
    finite: &'a Cell<bool>,
}

impl System<f64, DVector<f64>> for Rates<'_, '_> {
    fn system(&self, t: f64, y: &DVector<f64>, dy: &mut DVector<f64>) {
        let (x, dx) = &mut *self.room.borrow_mut();
        for (i, x) in x.iter_mut().enumerate() {
            *x = y[i] * self.scales[i];
        }
        self.flow.borrow_mut().rates(self.start + t, x, dx);
        for (i, dx) in dx.iter().enumerate() {
            dy[i] = dx / self.scales[i];
        }
        if dx.iter().any(|rate| !rate.is_finite()) {
            self.finite.set(false);
        }
    }
}

impl OneStep for Reference {
    const ORDER: u32 = 5;
    const STOPS_TO_LOOK: bool = true;

    fn attempt(&mut self, flow: &mut Flow, leap: &Leap) -> Result<f64, Reason> {
        let n = leap.x.len();
        self.cost = Counts::default();
        self.length = minutes(leap.h);
        if n == 0 {
            return Ok(0.0);
        }
        let guarded = !flow.k.guards.is_empty();
        let (rtol, atol, longest, first) = match flow.k.control {
            // No first step: it finds its own.
            Control::Adaptive { rtol, atol } => (rtol, atol, self.length, 0.0),
            // Without bounds on the error every step is the longest.
            Control::Fixed(h) => (1e100, 1e100, minutes(h), minutes(h).min(self.length)),
        };
        let finite = Cell::new(true);
        let rates = Rates {
            flow: RefCell::new(flow),
            scales: &self.scales,
            start: minutes(leap.t),
            room: RefCell::new((vec![0.0; n], vec![0.0; n])),
            finite: &finite,
        };
        let mut solver = Dopri5::from_param(
            rates,
            0.0,
            self.length,
            self.length,
            DVector::from_fn(n, |i, _| leap.x[i] / self.scales[i]),
            rtol,
            atol,
            0.9,
            0.04,
            0.2,
            10.0,
            longest,
            first,
            u32::try_from(leap.budget).unwrap_or(u32::MAX),
            // Never stopped on a suspicion of stiffness: steps are limited anyhow.
            u32::MAX,
            OutputType::Sparse,
        );
        self.inside = ContinuousOutputModel::default();
        let result = if guarded {
            solver.integrate_with_continuous_output_model(&mut self.inside)
        } else {
            solver.integrate()
        };
        if let Some(last) = solver.y_out().last() {
            for (i, end) in self.end.iter_mut().enumerate() {
                *end = last[i] * self.scales[i];
            }
        }
        self.nodes.clear();
        if guarded {
            self.nodes
                .extend(solver.x_out().iter().map(|t| t / self.length));
            self.nodes.pop();
        }
        self.nodes.push(1.0);
        match result {
            Ok(stats) => {
                self.cost.accepted = u64::from(stats.accepted_steps);
                self.cost.rejected = u64::from(stats.rejected_steps);
                Ok(0.0)
            }
            Err(IntegrationError::MaxNumStepReached { n_step, .. }) => {
                self.cost.rejected = u64::from(n_step);
                Err(Reason::TooManySteps)
            }
            Err(_) if finite.get() => Err(Reason::StepTooSmall),
            Err(_) => Err(Reason::NotFinite),
        }
    }

    fn cost(&self) -> Counts {
        self.cost
    }

    fn end(&self) -> &[f64] {
        &self.end
    }

    fn inside(&self, fraction: f64, _: &[f64], x: &mut [f64]) {
        match self.inside.evaluate(fraction * self.length) {
            Some(y) => {
                for (i, x) in x.iter_mut().enumerate() {
                    *x = y[i] * self.scales[i];
                }
            }
            // Rounding can put the very end outside.
            None => x.copy_from_slice(&self.end),
        }
    }

    fn nodes(&self) -> &[f64] {
        &self.nodes
    }
}
