//! How a body that beats comes to where it does the same again and again: by beating for a while.

use crate::body::{Body, BodyError};
use crate::event::PartSpec;
use crate::patient::Numbers;
use physiology::{Isa, Reading, System, View};
use std::sync::Arc;

/// Steps of the classical Runge-Kutta method, minutes: a fifth of the time in which the quickest valve of
/// a heart evens pressures out.
const STEP: f64 = 0.004 / 60.0;
/// On the way steps are so many times as long: what they miss of valves is forgotten within a few beats.
const COARSE: f64 = 2.0;
/// Part of the time that is stepped so.
const ON_THE_WAY: f64 = 0.7;

/// Bodies of the same parts, of which some jump by themselves.
pub struct Beats {
    body: Arc<Body>,
}

impl Beats {
    /// Of a body of these parts, of these systems.
    pub fn of(parts: &[PartSpec], systems: &[Arc<dyn System>]) -> Result<Self, BodyError> {
        let body = Body::of_parts(parts, systems, Isa::detect())?;
        Ok(Self { body })
    }

    /// Lets the parts start as they are after so many seconds, just after a jump; whether all their
    /// numbers are ones. The parts' clocks stand at zero.
    pub fn settle(&self, parts: &mut [PartSpec], seconds: f64) -> bool {
        let body = &*self.body;
        let mut p = vec![0.0; body.params()];
        for part in parts.iter() {
            if let Some(place) = body.part(&part.instance) {
                p[place.p..][..part.params.len()].copy_from_slice(&part.params);
            }
        }
        let mut now = Numbers::new(body, p, 0);
        for part in parts.iter() {
            if let (Some(place), Some(start)) = (body.part(&part.instance), &part.start) {
                now.x[place.x..][..start.len()].copy_from_slice(start);
            }
        }
        let mut work = Work::new(body);
        let minutes = seconds / 60.0;
        for _ in 0..(ON_THE_WAY * minutes / (COARSE * STEP)) as usize {
            work.step(body, &mut now, COARSE * STEP);
            self.jump(&mut now, &mut work);
        }
        let steps = ((1.0 - ON_THE_WAY) * minutes / STEP) as usize;
        // Twice as long at most: a heart that stands still makes no jump.
        for step in 0..2 * steps {
            work.step(body, &mut now, STEP);
            if self.jump(&mut now, &mut work) && step >= steps {
                break;
            }
        }
        for part in parts.iter_mut() {
            if let Some(place) = body.part(&part.instance) {
                let states = place.layout().states.len();
                part.start = Some(now.x[place.x..][..states].to_vec());
            }
        }
        now.x.iter().all(|x| x.is_finite())
    }

    /// Makes the jumps whose guards have risen.
    fn jump(&self, now: &mut Numbers, work: &mut Work) -> bool {
        let mut any = false;
        for (number, part) in self.body.parts().iter().enumerate() {
            let layout = part.layout();
            for k in 0..layout.guards {
                let view = View {
                    t: 0.0,
                    x: &now.x[part.x..][..layout.states.len()],
                    p: &now.p[part.p..][..layout.params.len()],
                    u: &work.u[part.u..][..layout.inputs.len()],
                };
                if Reading::<f64>::guard(&*part.system, k, view) >= 0.0 {
                    now.jump(&self.body, number, k, 0.0);
                    any = true;
                }
            }
        }
        any
    }
}

/// Room for a step.
struct Work {
    u: Vec<f64>,
    y: Vec<f64>,
    inside: Vec<f64>,
    rates: [Vec<f64>; 4],
}

impl Work {
    fn new(body: &Body) -> Self {
        let states = || vec![0.0; body.states()];
        Self {
            u: body.neutral_inputs(),
            y: vec![0.0; body.signals()],
            inside: states(),
            rates: [states(), states(), states(), states()],
        }
    }

    fn step(&mut self, body: &Body, now: &mut Numbers, minutes: f64) {
        for (stage, part) in [0.0, 0.5, 0.5, 1.0].into_iter().enumerate() {
            for (k, inside) in self.inside.iter_mut().enumerate() {
                let before = stage.checked_sub(1).map_or(0.0, |b| self.rates[b][k]);
                *inside = now.x[k] + part * minutes * before;
            }
            let Self {
                u,
                y,
                inside,
                rates,
            } = self;
            body.all_rates(0.0, inside, &now.p, u, y, &mut rates[stage]);
        }
        let [a, b, c, d] = &self.rates;
        for (k, x) in now.x.iter_mut().enumerate() {
            *x += minutes / 6.0 * (a[k] + 2.0 * (b[k] + c[k]) + d[k]);
        }
    }
}
