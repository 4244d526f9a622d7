//! A body of parts whose inputs are wired to named signals of other parts, in plain numbers: what a
//! response needs of a body, and no engine.

use crate::extrapolation::integrate;
use physiology::{Field, Isa, Reading, System, Unit, View, system};
use std::sync::Arc;

/// A model of this name with this person's parameters.
struct Part {
    name: &'static str,
    system: Arc<dyn System>,
    p: Vec<f64>,
    /// Inputs that are held.
    u: Vec<f64>,
    /// Which input reads which signal of which earlier part.
    wires: Vec<(usize, usize, usize)>,
    /// Where its states begin.
    x: usize,
    /// Its time units in one of the body's.
    pace: f64,
}

/// Parts, in an order in which each reads only earlier ones.
pub struct Body {
    time: &'static str,
    parts: Vec<Part>,
    infusions: Vec<(usize, f64)>,
    pub t: f64,
    pub x: Vec<f64>,
}

fn index(fields: &[Field], name: &str) -> usize {
    let found = fields.iter().position(|field| field.name == name);
    found.unwrap_or_else(|| panic!("no {name}"))
}

fn halves(path: &str) -> (&str, &str) {
    path.split_once('.').expect("part.field")
}

impl Body {
    /// A body whose time is told in this unit.
    pub fn new(time: &'static str) -> Self {
        let (parts, infusions, x) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            time,
            parts,
            infusions,
            t: 0.0,
            x,
        }
    }

    /// A part, at its initial state; parameters that are not given are typical.
    pub fn part(mut self, name: &'static str, model: &str, given: &[(&str, f64)]) -> Self {
        let system = system(model, Isa::BASELINE).unwrap_or_else(|| panic!("no model {model}"));
        let layout = *system.layout();
        let mut p: Vec<f64> = layout.params.iter().map(|f| f.typical).collect();
        for (field, value) in given {
            p[index(layout.params, field)] = *value;
        }
        let mut x = vec![0.0; layout.states.len()];
        system.initial(&p, &mut x);
        let unit = |text| Unit::parse(text).expect("a unit of time");
        let pace = unit(self.time).convert(1.0, &unit(layout.time));
        // Volumes are the usual ones; nothing else is wired or held.
        let u = layout
            .inputs
            .iter()
            .map(|f| f64::from(f.name == "blood_volume_ratio"));
        self.parts.push(Part {
            name,
            u: u.collect(),
            p,
            wires: Vec::new(),
            x: self.x.len(),
            pace: pace.expect("a unit of time"),
            system,
        });
        self.x.extend(x);
        self
    }

    fn find(&self, name: &str) -> usize {
        let found = self.parts.iter().position(|part| part.name == name);
        found.unwrap_or_else(|| panic!("no part {name}"))
    }

    /// Lets an input read a signal of an earlier part.
    pub fn wire(mut self, input: &str, signal: &str) -> Self {
        let ((reader, input), (source, signal)) = (halves(input), halves(signal));
        let (reader, source) = (self.find(reader), self.find(source));
        let read = &self.parts[reader].system.layout().inputs;
        let read = read[index(read, input)];
        let told = &self.parts[source].system.layout().signals;
        let told = told[index(told, signal)];
        assert!(read.wired, "{input} is not for wiring");
        assert_eq!(read.unit, told.unit, "{input} reads {signal}");
        assert!(source < reader, "{} comes first", self.parts[reader].name);
        let input = index(self.parts[reader].system.layout().inputs, input);
        let signal = index(self.parts[source].system.layout().signals, signal);
        self.parts[reader].wires.push((input, source, signal));
        self
    }

    /// Holds an input at a value.
    pub fn hold(&mut self, input: &str, value: f64) {
        let (part, input) = halves(input);
        let part = self.find(part);
        let input = index(self.parts[part].system.layout().inputs, input);
        self.parts[part].u[input] = value;
    }

    fn state(&self, path: &str) -> usize {
        let (part, state) = halves(path);
        let part = &self.parts[self.find(part)];
        part.x + index(part.system.layout().states, state)
    }

    /// Adds an amount to a state at once.
    pub fn add(&mut self, path: &str, amount: f64) {
        let state = self.state(path);
        self.x[state] += amount;
    }

    /// From now on an amount per unit of the body's time enters a state; 0 ends it.
    pub fn infuse(&mut self, path: &str, rate: f64) {
        let state = self.state(path);
        self.infusions.retain(|(into, _)| *into != state);
        self.infusions.push((state, rate));
    }

    /// Inputs of each part, and signals of all.
    fn everything(&self, t: f64, x: &[f64]) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
        let mut signals: Vec<Vec<f64>> = Vec::new();
        let mut inputs = Vec::new();
        for part in &self.parts {
            let mut u = part.u.clone();
            for (input, source, signal) in &part.wires {
                u[*input] = signals[*source][*signal];
            }
            let mut y = vec![0.0; part.system.layout().signals.len()];
            Reading::<f64>::signals(part.system.as_ref(), part.view(t, x, &u), &mut y);
            signals.push(y);
            inputs.push(u);
        }
        (inputs, signals)
    }

    fn rates(&self, t: f64, x: &[f64]) -> Vec<f64> {
        let (inputs, _) = self.everything(t, x);
        let mut all = vec![0.0; x.len()];
        for (part, u) in self.parts.iter().zip(&inputs) {
            let own = &mut all[part.x..][..part.system.layout().states.len()];
            Reading::<f64>::rates(part.system.as_ref(), part.view(t, x, u), own);
            own.iter_mut().for_each(|rate| *rate *= part.pace);
        }
        for (state, rate) in &self.infusions {
            all[*state] += rate;
        }
        all
    }

    /// Carries the body to this time.
    pub fn run_to(&mut self, end: f64) {
        let states = self.parts.iter().flat_map(|p| p.system.layout().states);
        let scales: Vec<f64> = states.map(|f| f.scale).collect();
        let mut x = self.x.clone();
        integrate(&|t, x| self.rates(t, x), self.t, end, &mut x, &scales);
        (self.x, self.t) = (x, end);
    }

    /// A signal now.
    pub fn signal(&self, path: &str) -> f64 {
        let (part, signal) = halves(path);
        let part = self.find(part);
        let signal = index(self.parts[part].system.layout().signals, signal);
        self.everything(self.t, &self.x).1[part][signal]
    }
}

impl Part {
    fn view<'a>(&'a self, t: f64, x: &'a [f64], u: &'a [f64]) -> View<'a, f64> {
        View {
            t: t * self.pace,
            x: &x[self.x..][..self.system.layout().states.len()],
            p: &self.p,
            u,
        }
    }
}
