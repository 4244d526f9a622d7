//! How a body's rates answer to its states and to time, exactly, by dual numbers.
//!
//! Each part is asked once how its signals and rates answer to its own states and to what it reads; the
//! chain rule joins them along the wiring. So a large part is not evaluated anew for the states of
//! every other one, and its signals only for what they depend on.

use super::lu::fewest_first;
use crate::body::Body;
use crate::wiring::{Input, Needs};
use physiology::{Combine, Tangent};
use std::sync::Arc;

/// Variables that one pass through a part gives.
const CHUNK: usize = 8;

/// What a body is at an instant: its rates there, and all they were computed from.
pub(crate) struct Instant<'a> {
    pub t: f64,
    pub x: &'a [f64],
    pub p: &'a [f64],
    /// Inputs, those that are wired too.
    pub u: &'a [f64],
    pub y: &'a [f64],
}

/// Derivatives of the rates of one patient at an instant.
pub(crate) struct Jacobian {
    body: Arc<Body>,
    /// Row by row, of each rate: by each state, and in the last place by time, which is zero where the
    /// body does not use it.
    pub slopes: Vec<f64>,
    /// States, those first whose slopes are fewest. It is the body's, and not that of the numbers of anyone, so
    /// that what follows from it is the same in any company.
    pub order: Vec<usize>,
    x: Vec<Tangent>,
    p: Vec<Tangent>,
    u: Vec<Tangent>,
    y: Vec<Tangent>,
    dx: Vec<Tangent>,
    /// Of each part: what is asked of it at once.
    passes: Vec<Vec<Pass>>,
    /// Of each part.
    own: Vec<Own>,
    /// Slopes of each signal: a row with a place for each state, and one for time.
    published: Vec<f64>,
    /// Slopes of the inputs of the part that is joined.
    read: Vec<f64>,
}

/// Variables of a part that are varied together, and what answers to them.
struct Pass {
    variables: Vec<Variable>,
    signals: bool,
    rates: bool,
}

/// A slope of one row by one variable.
struct Entry {
    row: usize,
    variable: Variable,
    slope: f64,
}

#[derive(Clone, Copy, PartialEq)]
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
    /// Of this body.
    pub fn new(body: &Arc<Body>, uses_time: bool) -> Self {
        let states = body.states();
        let own: Vec<Own> = (0..body.parts().len()).map(|k| possible(body, k)).collect();
        let passes = own.iter().enumerate();
        let passes = passes.map(|(k, own)| passes_of(body, k, own, uses_time));
        let mut jacobian = Self {
            order: Vec::new(),
            slopes: vec![0.0; states * (states + 1)],
            x: Vec::new(),
            p: Vec::new(),
            u: Vec::new(),
            y: vec![Tangent::constant(0.0); body.signals()],
            dx: vec![Tangent::constant(0.0); states],
            passes: passes.collect(),
            own,
            published: Vec::new(),
            read: Vec::new(),
            body: body.clone(),
        };
        jacobian.join_parts(&vec![1.0; body.signals()]);
        jacobian.order = fewest_first(states, &jacobian.slopes, jacobian.width());
        jacobian
    }

    /// Length of a row of slopes.
    pub fn width(&self) -> usize {
        self.body.states() + 1
    }

    /// Slope of a rate by time.
    pub fn by_time(&self, row: usize) -> f64 {
        self.slopes[row * self.width() + self.width() - 1]
    }

    /// Computes them at an instant.
    pub fn compute(&mut self, now: &Instant) {
        let body = self.body.clone();
        constants(now.x, &mut self.x);
        constants(now.p, &mut self.p);
        constants(now.u, &mut self.u);
        for part in 0..body.parts().len() {
            self.ask(&body, part, now.t);
        }
        self.join_parts(now.y);
    }

    /// Slopes of the whole from those of the parts, where signals have these values.
    fn join_parts(&mut self, y: &[f64]) {
        let (body, width) = (self.body.clone(), self.width());
        self.published.clear();
        self.published.resize(body.signals() * width, 0.0);
        // A part that comes twice is right after its last turn, as its signals are.
        for &part in &body.anatomy().rates_order {
            self.reads(&body, part, y);
            let first = body.parts()[part].y;
            let rows = &mut self.published[first * width..][..body.signals_of(part) * width];
            rows.fill(0.0);
            join(&self.own[part].signals, &self.read, width, rows);
        }
        self.slopes.fill(0.0);
        for part in 0..body.parts().len() {
            self.reads(&body, part, y);
            let rows = &mut self.slopes[body.parts()[part].x * width..];
            join(&self.own[part].rates, &self.read, width, rows);
        }
    }

    /// How one part answers to its own states, to what it reads, and to time where that counts.
    fn ask(&mut self, body: &Body, part: usize, t: f64) {
        let (places, layout) = (&body.parts()[part], body.parts()[part].layout());
        let (states, signals) = (layout.states.len(), layout.signals.len());
        let inputs = &body.anatomy().inputs[part];
        let own = &mut self.own[part];
        own.signals.clear();
        own.rates.clear();
        for pass in &self.passes[part] {
            let mut time = Tangent::constant(t);
            for (place, variable) in pass.variables.iter().enumerate() {
                let seed = |value: &mut Tangent| *value = Tangent::variable(value.value, place);
                match *variable {
                    Variable::Column(column) if column < self.x.len() => seed(&mut self.x[column]),
                    Variable::Column(_) => seed(&mut time),
                    Variable::Read(read) => seed(&mut self.u[inputs[read].slot]),
                }
            }
            if pass.signals {
                body.part_signals(part, time, &self.x, &self.p, &self.u, &mut self.y);
            }
            if pass.rates {
                body.part_rates(part, time, &self.x, &self.p, &self.u, &mut self.dx);
            }
            for (place, &variable) in pass.variables.iter().enumerate() {
                let calm = |value: &mut Tangent| *value = Tangent::constant(value.value);
                match variable {
                    Variable::Column(column) if column < self.x.len() => calm(&mut self.x[column]),
                    Variable::Column(_) => {}
                    Variable::Read(read) => calm(&mut self.u[inputs[read].slot]),
                }
                let entries = |from: &[Tangent], to: &mut Vec<Entry>| {
                    for (row, value) in from.iter().enumerate() {
                        let slope = value.slope[place];
                        // A power has no slope at zero; taken as flat there, the error estimate
                        // shows whether that matters.
                        if slope != 0.0 && slope.is_finite() {
                            to.push(Entry {
                                row,
                                variable,
                                slope,
                            });
                        }
                    }
                };
                if pass.signals {
                    entries(&self.y[places.y..][..signals], &mut own.signals);
                }
                if pass.rates {
                    entries(&self.dx[places.x..][..states], &mut own.rates);
                }
            }
        }
    }

    /// Slopes of what a part reads, from those of the signals.
    fn reads(&mut self, body: &Body, part: usize, y: &[f64]) {
        let width = self.width();
        let inputs = &body.anatomy().inputs[part];
        self.read.clear();
        self.read.resize(inputs.len() * width, 0.0);
        for (input, row) in inputs.iter().zip(self.read.chunks_exact_mut(width)) {
            for (place, &source) in input.sources.iter().enumerate() {
                let weight = weight(input, place, y);
                add(weight, &self.published[source * width..][..width], row);
            }
        }
    }
}

/// A slope of one wherever a signal or a rate of a part can answer to a variable.
fn possible(body: &Body, part: usize) -> Own {
    let (anatomy, places) = (body.anatomy(), &body.parts()[part]);
    let inputs = &anatomy.inputs[part];
    let entries = |of: &[Needs]| {
        let mut entries = Vec::new();
        for (row, needs) in of.iter().enumerate() {
            let states = needs.states.iter().map(|(state, _)| *state);
            let columns = states.chain(needs.time.then_some(body.states()));
            let read = |(slot, _): &(usize, bool)| inputs.iter().position(|i| i.slot == *slot);
            let reads = needs.inputs.iter().filter_map(read).map(Variable::Read);
            entries.extend(columns.map(Variable::Column).chain(reads).map(|variable| {
                let slope = 1.0;
                Entry {
                    row,
                    variable,
                    slope,
                }
            }));
        }
        entries
    };
    let mut signals = entries(&anatomy.signal[places.y..][..body.signals_of(part)]);
    // What no rate reads is not asked for.
    signals.retain(|entry| anatomy.read_by_rates.contains(&(places.y + entry.row)));
    Own {
        signals,
        rates: entries(&anatomy.rate[places.x..][..places.layout().states.len()]),
    }
}

/// The variables of a part, those that reach its signals first, some at a time.
fn passes_of(body: &Body, part: usize, own: &Own, uses_time: bool) -> Vec<Pass> {
    let places = &body.parts()[part];
    let reached = |of: &[Entry], variable| of.iter().any(|entry| entry.variable == variable);
    let columns = places.x..places.x + places.layout().states.len();
    let mut variables: Vec<(Variable, bool, bool)> = columns
        .chain(uses_time.then_some(body.states()))
        .map(Variable::Column)
        .chain((0..body.anatomy().inputs[part].len()).map(Variable::Read))
        .map(|variable| {
            (
                variable,
                reached(&own.signals, variable),
                reached(&own.rates, variable),
            )
        })
        .filter(|(_, signals, rates)| *signals || *rates)
        .collect();
    // Only signals, then both, then only rates.
    variables.sort_by_key(|(_, signals, rates)| match (*signals, *rates) {
        (true, false) => 0,
        (true, true) => 1,
        _ => 2,
    });
    let pass = |some: &[(Variable, bool, bool)]| Pass {
        variables: some.iter().map(|(variable, ..)| *variable).collect(),
        signals: some.iter().any(|(_, signals, _)| *signals),
        rates: some.iter().any(|(.., rates)| *rates),
    };
    variables.chunks(CHUNK).map(pass).collect()
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
    use physiology::people::{Adult, Sex};
    use physiology::{Isa, system};

    /// A body in which parts come twice, signals are multiplied, and time does not count.
    fn adult() -> (std::sync::Arc<Body>, Vec<f64>) {
        let adult = Adult {
            sex: Sex::Female,
            age_yr: 60.0,
            weight_kg: 70.0,
            height_cm: 165.0,
            haemoglobin_g_dl: None,
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
        // Away from rest, so that little is zero.
        let mut x = body.initial(&params);
        for (k, value) in x.iter_mut().enumerate() {
            *value = *value * (1.0 + 0.01 * (k % 5) as f64) + 0.001;
        }
        let (mut inputs, mut signals) = (body.neutral_inputs(), vec![0.0; body.signals()]);
        let mut rates = vec![0.0; x.len()];
        body.all_rates(3.0, &x, &params, &mut inputs, &mut signals, &mut rates);
        let mut found = Jacobian::new(&body, true);
        found.compute(&Instant {
            t: 3.0,
            x: &x,
            p: &params,
            u: &inputs,
            y: &signals,
        });
        let (mut p, mut u) = (Vec::new(), Vec::new());
        constants(&params, &mut p);
        let mut y = vec![Tangent::constant(0.0); body.signals()];
        let mut dx = vec![Tangent::constant(0.0); x.len()];
        let mut seen = 0;
        for column in 0..x.len() {
            let seeded = |(k, value): (usize, &f64)| match k == column {
                true => Tangent::variable(*value, 0),
                false => Tangent::constant(*value),
            };
            let at: Vec<Tangent> = x.iter().enumerate().map(seeded).collect();
            constants(&inputs, &mut u);
            body.all_rates(Tangent::constant(3.0), &at, &p, &mut u, &mut y, &mut dx);
            for (row, rate) in dx.iter().enumerate() {
                let (whole, joined) = (rate.slope[0], found.slopes[row * found.width() + column]);
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
