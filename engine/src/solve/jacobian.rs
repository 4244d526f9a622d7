//! How a body's rates answer to its states and to time, exactly, by dual numbers.

use super::one_step::Flow;
use nalgebra::{DMatrix, DVector};
use physiology::Tangent;

/// Columns that one pass through the body gives.
const CHUNK: usize = 8;

/// Rates of one patient at an instant, and their derivatives.
pub(crate) struct Jacobian {
    /// Rates, per minute.
    pub rates: DVector<f64>,
    /// By state: row of the rate, column of the state.
    pub by_state: DMatrix<f64>,
    /// By time; zero where the body does not use it.
    pub by_time: DVector<f64>,
    x: Vec<Tangent>,
    p: Vec<Tangent>,
    u: Vec<Tangent>,
    y: Vec<Tangent>,
    dx: Vec<Tangent>,
}

impl Jacobian {
    /// Room for a body of this many states.
    pub fn new(states: usize) -> Self {
        Self {
            rates: DVector::zeros(states),
            by_state: DMatrix::zeros(states, states),
            by_time: DVector::zeros(states),
            x: Vec::new(),
            p: Vec::new(),
            u: Vec::new(),
            y: Vec::new(),
            dx: vec![Tangent::constant(0.0); states],
        }
    }

    /// Computes them at a time and a state.
    pub fn compute(&mut self, flow: &Flow, t: f64, x: &[f64]) {
        let body = &flow.k.body;
        // Time counts as one more variable, after the states.
        let columns = x.len() + usize::from(flow.k.uses_time);
        constants(&flow.p, &mut self.p);
        self.y.resize(body.signals(), Tangent::constant(0.0));
        for first in (0..columns).step_by(CHUNK) {
            let seed = |value: f64, column: usize| match column.checked_sub(first) {
                Some(k) if k < CHUNK => Tangent::variable(value, k),
                _ => Tangent::constant(value),
            };
            self.x.clear();
            self.x
                .extend(x.iter().enumerate().map(|(i, value)| seed(*value, i)));
            constants(&flow.u, &mut self.u);
            let time = seed(t, x.len());
            body.all_rates(
                time,
                &self.x,
                &self.p,
                &mut self.u,
                &mut self.y,
                &mut self.dx,
            );
            for (row, rate) in self.dx.iter().enumerate() {
                self.rates[row] = rate.value + flow.inflow[row];
                for column in first..columns.min(first + CHUNK) {
                    // A power has no slope at zero; taken as flat there, the error estimate shows
                    // whether that matters.
                    let slope = rate.slope[column - first];
                    let slope = if slope.is_finite() { slope } else { 0.0 };
                    if column < x.len() {
                        self.by_state[(row, column)] = slope;
                    } else {
                        self.by_time[row] = slope;
                    }
                }
            }
        }
    }
}

fn constants(from: &[f64], to: &mut Vec<Tangent>) {
    to.clear();
    to.extend(from.iter().map(|value| Tangent::constant(*value)));
}
