//! How a body's rates answer to its states and to time, exactly, by dual numbers.
//!
//! Each part is asked once how its signals and rates answer to its own states and to what it reads; the
//! chain rule joins them along the wiring. So a large part is not evaluated anew for the states of
//! every other one.

use super::one_step::Flow;
use crate::body::Body;
use crate::wiring::Input;
use nalgebra::{DMatrix, DVector};
use physiology::{Combine, Tangent};

/// Variables that one pass through a part gives.
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
    /// Of each part.
    own: Vec<Own>,
    /// Slopes of each signal: a row with a place for each state, and one for time.
    slopes: Vec<f64>,
    /// Slopes of the inputs of the part that is joined.
    read: Vec<f64>,
}

/// A slope of one row by one variable.
struct Entry {
    row: usize,
    variable: Variable,
    slope: f64,
}

#[derive(Clone, Copy)]
enum Variable {
    /// A state of the body, or time after them.
    Column(usize),
    /// An input of the part, by its number among those that are wired.
    Read(usize),
}

/// How one part's signals and rates answer to its own variables.
#[derive(Default)]
struct Own {
    signals: Vec<Entry>,
    rates: Vec<Entry>,
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
            own: Vec::new(),
            slopes: Vec::new(),
            read: Vec::new(),
        }
    }

    /// Computes them at a time and a state.
    pub fn compute(&mut self, flow: &mut Flow, t: f64, x: &[f64]) {
        let kernel = flow.k;
        let body = &kernel.body;
        // Afterwards the inputs are those of this instant.
        flow.rates(t, x, self.rates.as_mut_slice());
        constants(x, &mut self.x);
        constants(&flow.p, &mut self.p);
        constants(&flow.u, &mut self.u);
        self.y.resize(body.signals(), Tangent::constant(0.0));
        self.own.resize_with(body.parts().len(), Own::default);
        for part in 0..body.parts().len() {
            self.ask(body, part, t, kernel.uses_time);
        }
        let width = x.len() + 1;
        self.slopes.clear();
        self.slopes.resize(body.signals() * width, 0.0);
        // A part that comes twice is right after its last turn, as its signals are.
        for &part in &body.anatomy().full_order {
            self.reads(body, part, &flow.y, width);
            let first = body.parts()[part].y;
            let rows = &mut self.slopes[first * width..][..body.signals_of(part) * width];
            rows.fill(0.0);
            join(&self.own[part].signals, &self.read, width, rows);
        }
        let mut rows = vec![0.0; x.len() * width];
        for part in 0..body.parts().len() {
            self.reads(body, part, &flow.y, width);
            let rows = &mut rows[body.parts()[part].x * width..];
            join(&self.own[part].rates, &self.read, width, rows);
        }
        for (row, slopes) in rows.chunks_exact(width).enumerate() {
            for (column, slope) in slopes[..x.len()].iter().enumerate() {
                self.by_state[(row, column)] = *slope;
            }
            self.by_time[row] = slopes[x.len()];
        }
    }

    /// How one part answers to its own states, to what it reads, and to time where that counts.
    fn ask(&mut self, body: &Body, part: usize, t: f64, uses_time: bool) {
        let (places, layout) = (&body.parts()[part], body.parts()[part].layout());
        let inputs = &body.anatomy().inputs[part];
        let (states, signals) = (layout.states.len(), layout.signals.len());
        let variables = states + inputs.len() + usize::from(uses_time);
        let own = &mut self.own[part];
        own.signals.clear();
        own.rates.clear();
        for first in (0..variables).step_by(CHUNK) {
            let some = first..variables.min(first + CHUNK);
            let mut time = Tangent::constant(t);
            for variable in some.clone() {
                let seed = |value: &mut Tangent| {
                    *value = Tangent::variable(value.value, variable - first);
                };
                match variable.checked_sub(states) {
                    None => seed(&mut self.x[places.x + variable]),
                    Some(read) if read < inputs.len() => seed(&mut self.u[inputs[read].slot]),
                    Some(_) => seed(&mut time),
                }
            }
            body.part_signals(part, time, &self.x, &self.p, &self.u, &mut self.y);
            body.part_rates(part, time, &self.x, &self.p, &self.u, &mut self.dx);
            for variable in some {
                let calm = |value: &mut Tangent| *value = Tangent::constant(value.value);
                let named = match variable.checked_sub(states) {
                    None => {
                        calm(&mut self.x[places.x + variable]);
                        Variable::Column(places.x + variable)
                    }
                    Some(read) if read < inputs.len() => {
                        calm(&mut self.u[inputs[read].slot]);
                        Variable::Read(read)
                    }
                    Some(_) => Variable::Column(body.states()),
                };
                let entries = |from: &[Tangent], to: &mut Vec<Entry>| {
                    for (row, value) in from.iter().enumerate() {
                        let slope = value.slope[variable - first];
                        // A power has no slope at zero; taken as flat there, the error estimate
                        // shows whether that matters.
                        if slope != 0.0 && slope.is_finite() {
                            to.push(Entry {
                                row,
                                variable: named,
                                slope,
                            });
                        }
                    }
                };
                entries(&self.y[places.y..][..signals], &mut own.signals);
                entries(&self.dx[places.x..][..states], &mut own.rates);
            }
        }
    }

    /// Slopes of what a part reads, from those of the signals.
    fn reads(&mut self, body: &Body, part: usize, y: &[f64], width: usize) {
        let inputs = &body.anatomy().inputs[part];
        self.read.clear();
        self.read.resize(inputs.len() * width, 0.0);
        for (input, row) in inputs.iter().zip(self.read.chunks_exact_mut(width)) {
            for (place, &source) in input.sources.iter().enumerate() {
                let weight = weight(input, place, y);
                add(weight, &self.slopes[source * width..][..width], row);
            }
        }
    }
}

/// How an input answers to one of the signals that feed it.
fn weight(input: &Input, place: usize, y: &[f64]) -> f64 {
    match input.combine {
        Combine::Sum | Combine::Single => 1.0,
        Combine::Product => {
            let others = input.sources.iter().enumerate();
            let others = others.filter(|(other, _)| *other != place);
            others.map(|(_, &source)| y[source]).product()
        }
    }
}

/// Adds what entries come to: each its slope times those of its variable.
fn join(entries: &[Entry], read: &[f64], width: usize, rows: &mut [f64]) {
    for entry in entries {
        let row = &mut rows[entry.row * width..][..width];
        match entry.variable {
            Variable::Column(column) => row[column] += entry.slope,
            Variable::Read(input) => add(entry.slope, &read[input * width..][..width], row),
        }
    }
}

fn add(times: f64, from: &[f64], to: &mut [f64]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += times * from;
    }
}

fn constants(from: &[f64], to: &mut Vec<Tangent>) {
    to.clear();
    to.extend(from.iter().map(|value| Tangent::constant(*value)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patient::Numbers;
    use crate::solve::BS5;
    use crate::solve::kernel::{Control, Kernel};
    use physiology::people::{Adult, Sex};
    use physiology::{Isa, system};

    /// A body in which parts come twice, signals are multiplied, and time does not count.
    fn adult() -> (std::sync::Arc<Body>, Vec<f64>) {
        let adult = Adult {
            sex: Sex::Female,
            age_yr: 60.0,
            weight_kg: 70.0,
            height_cm: 165.0,
        };
        let mut parts = adult.parts();
        parts.extend(physiology::sepsis::person::defences(&adult));
        parts.extend(physiology::chemistry::person::heat(&adult));
        parts.extend(physiology::breath::person::parts(&adult));
        parts.sort_by(|a, b| a.instance.cmp(b.instance));
        let member = |part: &physiology::people::Part| {
            let system = system(part.system, Isa::BASELINE).expect("a system");
            (part.instance.to_owned(), system)
        };
        let body = Body::new(parts.iter().map(member).collect(), Isa::BASELINE).expect("a body");
        let params = parts.iter().flat_map(|part| part.params.clone()).collect();
        (body, params)
    }

    #[test]
    fn the_chain_rule_over_parts_is_the_derivative_of_the_whole() {
        let (body, params) = adult();
        let control = Control::Fixed(1);
        let kernel = Kernel::new(&body, &BS5, control, 10, &[], false).expect("a kernel");
        let numbers = Numbers::new(&body, params, 0);
        // Away from rest, so that little is zero.
        let mut x = body.initial(&numbers.p);
        for (k, value) in x.iter_mut().enumerate() {
            *value = *value * (1.0 + 0.01 * (k % 5) as f64) + 0.001;
        }
        let mut flow = Flow::new(&kernel, &numbers);
        let mut found = Jacobian::new(x.len());
        found.compute(&mut flow, 3.0, &x);
        let (mut p, mut u) = (Vec::new(), Vec::new());
        constants(&numbers.p, &mut p);
        let mut y = vec![Tangent::constant(0.0); body.signals()];
        let mut dx = vec![Tangent::constant(0.0); x.len()];
        let mut seen = 0;
        for column in 0..x.len() {
            let seeded = |(k, value): (usize, &f64)| match k == column {
                true => Tangent::variable(*value, 0),
                false => Tangent::constant(*value),
            };
            let at: Vec<Tangent> = x.iter().enumerate().map(seeded).collect();
            constants(&numbers.u, &mut u);
            body.all_rates(Tangent::constant(3.0), &at, &p, &mut u, &mut y, &mut dx);
            for (row, rate) in dx.iter().enumerate() {
                let (whole, joined) = (rate.slope[0], found.by_state[(row, column)]);
                let near = (whole - joined).abs() <= 1e-9 * whole.abs().max(1e-4);
                assert!(
                    near,
                    "{row} by {column}: {whole} as a whole, {joined} joined"
                );
                seen += usize::from(whole != 0.0);
            }
        }
        assert!(seen > 4 * x.len(), "{seen} slopes of {} states", x.len());
    }
}
