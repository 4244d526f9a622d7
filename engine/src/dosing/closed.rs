//! People whose whole body is linear, in closed form.

use super::abreast::Abreast;
use super::carry::{End, Person, Share, Shown, Trouble};
use super::flow::ABREAST;
use super::moment::What;
use super::periodic::steady;
use super::propagator::{Leap, Linear};
use crate::body::Body;
use crate::patient::Reason;
use crate::time::{Nanoseconds, minutes};

/// Times whose propagators are kept for one set of parameters. A grid needs one; a table with
/// irregular times gains nothing from more.
const KEPT: usize = 12;

/// Carries one person after the other; what it keeps is of the parameters it has seen last.
pub(super) struct Closed<'a> {
    body: &'a Body,
    shown: &'a [Shown],
    needs_signals: bool,
    linear: Linear,
    /// Parameters that `linear` is of.
    of: Vec<f64>,
    leaps: Vec<(Nanoseconds, Leap)>,
    /// Where the next new propagator goes once all places are taken.
    oldest: usize,
    x: Vec<f64>,
    u: Vec<f64>,
    y: Vec<f64>,
    /// Open infusions: number, state, rate per minute.
    open: Vec<(u32, usize, f64)>,
    flow: Vec<f64>,
    flows: bool,
    neutral: Vec<f64>,
    room: Vec<f64>,
}

impl<'a> Closed<'a> {
    pub fn new(body: &'a Body, shown: &'a [Shown]) -> Self {
        let neutral = body.neutral_inputs();
        Self {
            needs_signals: shown.iter().any(|s| matches!(s, Shown::Signal(_))),
            shown,
            linear: Linear::default(),
            of: Vec::new(),
            leaps: Vec::new(),
            oldest: 0,
            x: vec![0.0; body.states()],
            u: neutral.clone(),
            y: vec![0.0; body.signals()],
            open: Vec::new(),
            flow: vec![0.0; body.states()],
            flows: false,
            neutral,
            room: Vec::new(),
            body,
        }
    }

    pub fn run(mut self, people: &[Person], mut out: Share) -> Vec<End> {
        let mut ends = Vec::with_capacity(people.len());
        let mut abreast = Abreast::new(self.body, self.shown);
        let mut rest = people;
        while !rest.is_empty() {
            let count = abreast.as_ref().map_or(0, |abreast| abreast.count(rest));
            let some = &rest[..count.max(1)];
            let found = match &mut abreast {
                Some(abreast) if count > 0 => abreast.run(some, &mut out),
                _ => [None; ABREAST],
            };
            for (person, found) in some.iter().zip(found) {
                ends.push(
                    found.unwrap_or_else(|| match self.person(person, &mut out) {
                        Ok(()) => End::Well,
                        Err((trouble, at)) => End::Failed { trouble, at },
                    }),
                );
            }
            rest = &rest[some.len()..];
        }
        ends
    }

    fn person(&mut self, person: &Person, out: &mut Share) -> Result<(), (Trouble, Nanoseconds)> {
        let mut seen = out.first(person);
        let width = self.body.params();
        let params = |row: u32| &person.params[row as usize * width..][..width];
        let mut t = person.start;
        let mut p = params(0);
        self.take(p);
        self.x.copy_from_slice(&self.body.initial(p));
        self.open.clear();
        self.sum();
        for moment in &person.timeline.moments {
            if moment.at > t {
                self.go(moment.at - t);
                t = moment.at;
                if !self.x.iter().all(|x| x.is_finite()) {
                    return Err((Trouble::Numbers(Reason::NotFinite), t));
                }
            }
            match moment.what {
                What::Parameters(row) => {
                    p = params(row);
                    self.take(p);
                }
                // Parameters that move make a body nonlinear; it is not carried here.
                What::Toward { .. } => {}
                What::Bolus { state, amount } => self.x[state as usize] += amount,
                What::Open {
                    infusion,
                    state,
                    rate,
                } => {
                    self.open.push((infusion, state as usize, rate));
                    self.sum();
                }
                What::Close { infusion } => {
                    self.open.retain(|(number, ..)| *number != infusion);
                    self.sum();
                }
                What::Reset => {
                    t = moment.at;
                    self.open.clear();
                    self.sum();
                    self.x.copy_from_slice(&self.body.initial(p));
                }
                What::Steady { train } => {
                    let train = &person.timeline.trains[train as usize];
                    let found = steady(&self.linear, train).ok_or((Trouble::NoSteadyState, t))?;
                    if train.adds {
                        self.x
                            .iter_mut()
                            .zip(&found)
                            .for_each(|(x, more)| *x += more);
                    } else {
                        self.open.clear();
                        self.sum();
                        self.x.copy_from_slice(&found);
                    }
                }
                What::See { since_dose, .. } => {
                    self.see(t, p, since_dose, out, seen);
                    seen += 1;
                }
            }
        }
        Ok(())
    }

    /// Makes the body that of these parameters.
    fn take(&mut self, p: &[f64]) {
        let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits();
        if self.of.len() == p.len() && self.of.iter().zip(p).all(same) && self.linear.size > 0 {
            return;
        }
        self.of.clear();
        self.of.extend_from_slice(p);
        self.linear.read(self.body, p, &self.neutral);
        self.leaps.clear();
        self.oldest = 0;
        self.sum();
    }

    /// Sums infusions anew, so that one that ends leaves no rounding behind.
    fn sum(&mut self) {
        match self.linear.b.is_empty() {
            true => self.flow.fill(0.0),
            false => self.flow.copy_from_slice(&self.linear.b),
        }
        for (_, state, rate) in &self.open {
            self.flow[*state] += rate;
        }
        self.flows = self.linear.has_source || !self.open.is_empty();
    }

    fn go(&mut self, time: Nanoseconds) {
        let known = self.leaps.iter().position(|(of, _)| *of == time);
        let index = known.unwrap_or_else(|| {
            let new = (time, self.linear.leap(minutes(time)));
            if self.leaps.len() < KEPT {
                self.leaps.push(new);
                return self.leaps.len() - 1;
            }
            let place = self.oldest;
            self.leaps[place] = new;
            self.oldest = (place + 1) % KEPT;
            place
        });
        let flow = self.flows.then_some(self.flow.as_slice());
        self.leaps[index].1.carry(&mut self.x, flow, &mut self.room);
    }

    fn see(&mut self, t: Nanoseconds, p: &[f64], since_dose: f64, out: &mut Share, row: usize) {
        if self.needs_signals {
            self.u.copy_from_slice(&self.neutral);
            self.body
                .all_signals(minutes(t), &self.x, p, &mut self.u, &mut self.y);
        }
        for (column, shown) in out.columns.iter_mut().zip(self.shown) {
            column[row] = match shown {
                Shown::SinceDose => since_dose,
                Shown::State(state) => self.x[*state],
                Shown::Signal(signal) => self.y[*signal],
            };
        }
    }
}
