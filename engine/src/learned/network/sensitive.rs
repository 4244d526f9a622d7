//! A patient carried through its events with the slopes of what is seen by some parameters: what
//! training needs of the equations.
//!
//! Tsitouras' method on dual numbers, in equal steps of at most [`STEP`] minutes between events: the
//! slopes are those of the numbers that it gives, to rounding.

use crate::body::Body;
use crate::deed::Deed;
use crate::event::{Action, Event};
use crate::patient::Numbers;
use crate::solve::TSIT5;
use crate::time::{Nanoseconds, minutes};
use physiology::{Reading, Tangent, View};
use std::ops::Range;

/// Longest step, minutes: rates up to 1.6 a minute stay stable (the virtual patients' fastest, of
/// insulin in the liver, are about 1 a minute).
pub const STEP: f64 = 2.0;

/// Columns that one pass gives.
const CHUNK: usize = 8;

/// What was seen, and its slopes.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The signal at each look.
    pub values: Vec<f64>,
    /// By parameter, the slope at each look.
    pub slopes: Vec<Vec<f64>>,
}

/// What is carried, and what is looked at.
#[derive(Clone, Copy)]
pub struct Way<'a> {
    /// Parts, wired.
    pub body: &'a Body,
    /// Their parameters.
    pub params: &'a [f64],
    /// Events by time.
    pub events: &'a [Event],
    /// First instant.
    pub start: Nanoseconds,
    /// When the signal is looked at; they rise.
    pub looks: &'a [Nanoseconds],
    /// The signal, by the body's number.
    pub signal: usize,
}

impl Way<'_> {
    /// What happens that cannot be carried with slopes, where something is.
    pub fn refuses(&self) -> Option<String> {
        let refused = |event: &Event| match event.action {
            Action::Detach { .. } => Some("a part that is taken away"),
            Action::Ordered(_) => Some("a treatment or an illness that changes on the way"),
            _ => None,
        };
        self.events.iter().find_map(refused).map(str::to_owned)
    }

    /// Carries it, with slopes by these parameters; none for the values alone.
    pub fn go(&self, by: Range<usize>) -> Seen {
        let mut seen = Seen {
            values: Vec::new(),
            slopes: Vec::new(),
        };
        let passes: Vec<usize> = match by.is_empty() {
            true => vec![by.start],
            false => by.clone().step_by(CHUNK).collect(),
        };
        for first in passes {
            let own = first..by.end.min(first + CHUNK);
            let looked = self.pass(&own);
            seen.values = looked.iter().map(|look| look.value).collect();
            for k in 0..own.len() {
                seen.slopes
                    .push(looked.iter().map(|look| look.slope[k]).collect());
            }
        }
        seen
    }

    fn pass(&self, by: &Range<usize>) -> Vec<Tangent> {
        let lift = |values: &[f64]| -> Vec<Tangent> {
            let one = |(k, value): (usize, &f64)| match by.contains(&k) {
                true => Tangent::variable(*value, k - by.start),
                false => Tangent::constant(*value),
            };
            values.iter().enumerate().map(one).collect()
        };
        // Held inputs, infusions and parameters are kept by who keeps them for any patient.
        let mut numbers = Numbers::new(self.body, self.params.to_vec(), self.start);
        let mut going = Going {
            body: self.body,
            x: numbers.x.iter().map(|x| Tangent::constant(*x)).collect(),
            p: lift(&numbers.p),
            u: Vec::new(),
            y: vec![Tangent::constant(0.0); self.body.signals()],
            stages: vec![vec![Tangent::constant(0.0); self.body.states()]; 6],
        };
        let deeds: Vec<Deed> = (self.events.iter())
            .map(|event| Deed::of(self.body, &event.action))
            .collect();
        let (mut now, mut next) = (self.start, 0);
        let mut looked = Vec::with_capacity(self.looks.len());
        let do_at =
            |at: Nanoseconds, next: &mut usize, numbers: &mut Numbers, going: &mut Going| {
                while self.events.get(*next).is_some_and(|event| event.at <= at) {
                    going.apply(numbers, &deeds[*next], at);
                    going.p = lift(&numbers.p);
                    *next += 1;
                }
            };
        do_at(now, &mut next, &mut numbers, &mut going);
        for look in self.looks {
            while now < *look {
                let event = self.events.get(next).map_or(i64::MAX, |event| event.at);
                let until = event.min(*look);
                going.advance(&numbers, minutes(now), minutes(until));
                now = until;
                do_at(now, &mut next, &mut numbers, &mut going);
            }
            going.u = constants(&numbers.u);
            let t = Tangent::constant(minutes(now));
            (self.body).all_signals(t, &going.x, &going.p, &mut going.u, &mut going.y);
            looked.push(going.y[self.signal]);
        }
        looked
    }
}

fn constants(values: &[f64]) -> Vec<Tangent> {
    values.iter().map(|v| Tangent::constant(*v)).collect()
}

/// A patient in dual numbers.
struct Going<'a> {
    body: &'a Body,
    x: Vec<Tangent>,
    p: Vec<Tangent>,
    u: Vec<Tangent>,
    y: Vec<Tangent>,
    stages: Vec<Vec<Tangent>>,
}

impl Going<'_> {
    fn apply(&mut self, numbers: &mut Numbers, deed: &Deed, at: Nanoseconds) {
        match deed {
            Deed::Add { state, amount } => {
                self.x[*state] = self.x[*state] + Tangent::constant(*amount);
            }
            Deed::Jump { part, k, amount } => {
                self.u = constants(&numbers.u);
                let t = Tangent::constant(minutes(at));
                (self.body).all_signals(t, &self.x, &self.p, &mut self.u, &mut self.y);
                self.body.gather(*part, &self.y, &mut self.u);
                let part = &self.body.parts()[*part];
                let layout = part.layout();
                let before = self.x[part.x..][..layout.states.len()].to_vec();
                let view = View {
                    t: t * Tangent::constant(part.per_minute),
                    x: &before,
                    p: &self.p[part.p..][..layout.params.len()],
                    u: &self.u[part.u..][..layout.inputs.len()],
                };
                let x = &mut self.x[part.x..][..layout.states.len()];
                Reading::jump(&*part.system, *k, view, Tangent::constant(*amount), x);
            }
            Deed::Reset { states } => {
                numbers.apply(self.body, deed);
                for k in states.clone() {
                    self.x[k] = Tangent::constant(numbers.x[k]);
                }
            }
            _ => numbers.apply(self.body, deed),
        }
    }

    fn advance(&mut self, numbers: &Numbers, from: f64, to: f64) {
        let steps = ((to - from) / STEP).ceil().max(1.0);
        let h = (to - from) / steps;
        for step in 0..steps as usize {
            self.step(numbers, from + step as f64 * h, h);
        }
    }

    fn step(&mut self, numbers: &Numbers, t: f64, h: f64) {
        let (nodes, rows) = (TSIT5.c, TSIT5.a);
        let mut x = self.x.clone();
        for stage in 0..6 {
            if stage > 0 {
                self.moved(&mut x, rows[stage - 1], h);
            }
            self.u = constants(&numbers.u);
            let dx = &mut self.stages[stage];
            let t = Tangent::constant(t + nodes[stage] * h);
            (self.body).all_rates(t, &x, &self.p, &mut self.u, &mut self.y, dx);
            for (rate, inflow) in dx.iter_mut().zip(&numbers.inflow) {
                rate.value += inflow;
            }
        }
        self.moved(&mut x, rows[5], h);
        self.x = x;
    }

    /// From where the step began, by a row of weights.
    fn moved(&self, x: &mut [Tangent], row: &[f64], h: f64) {
        for (k, x) in x.iter_mut().enumerate() {
            let mut sum = self.x[k];
            for (weight, stage) in row.iter().zip(&self.stages) {
                let share = h * weight;
                sum.value += share * stage[k].value;
                for (sum, slope) in sum.slope.iter_mut().zip(&stage[k].slope) {
                    *sum += share * slope;
                }
            }
            *x = sum;
        }
    }
}
