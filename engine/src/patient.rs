//! One patient between events: the numbers of its body, and how the integration stands.

use crate::body::Body;
use crate::event::{Action, Place, Setting};
use crate::time::{Nanoseconds, minutes};
use physiology::{Reading, View};
use std::fmt;
use std::sync::Arc;

/// Why a patient could not be carried on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The step that the tolerance asks for is below what time can resolve.
    StepTooSmall,
    /// A rate or a state is not a number.
    NotFinite,
    /// More steps than the limit.
    TooManySteps,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StepTooSmall => {
                "the tolerance asks for steps below the resolution of time; a stiff method or a looser tolerance may help"
            }
            Self::NotFinite => "a state or a rate is not a number",
            Self::TooManySteps => "more steps than the limit",
        })
    }
}

/// How a patient stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Carried on as far as asked.
    Well,
    /// Not carried on beyond this time.
    Failed {
        /// Why.
        reason: Reason,
        /// Since when.
        at: Nanoseconds,
    },
}

/// What the integration cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Steps accepted.
    pub accepted: u64,
    /// Steps rejected.
    pub rejected: u64,
}

/// An open infusion.
#[derive(Debug, Clone, PartialEq)]
pub struct Infusion {
    /// Name.
    pub name: Arc<str>,
    /// State that it runs into, by the body's index.
    pub state: usize,
    /// Amount per minute.
    pub rate: f64,
}

/// The numbers of one patient at its own time.
#[derive(Debug, Clone, PartialEq)]
pub struct Numbers {
    /// The patient's time.
    pub t: Nanoseconds,
    /// Step that the controller would take next, ns; 0 where it has not been asked yet.
    pub step: Nanoseconds,
    /// State.
    pub x: Vec<f64>,
    /// Parameters.
    pub p: Vec<f64>,
    /// Parameters that the patient started with.
    pub own: Vec<f64>,
    /// Inputs held; those that are wired are overwritten.
    pub u: Vec<f64>,
    /// Sum of the open infusions into each state, per minute.
    pub inflow: Vec<f64>,
    /// Open infusions, in the order of their opening.
    pub infusions: Vec<Infusion>,
    /// How it stands.
    pub status: Status,
    /// What it cost.
    pub counts: Counts,
}

impl Numbers {
    /// A patient with these parameters, at the start.
    pub fn new(body: &Body, p: Vec<f64>, t: Nanoseconds) -> Self {
        Self {
            t,
            step: 0,
            x: body.initial(&p),
            own: p.clone(),
            p,
            u: body.neutral_inputs(),
            inflow: vec![0.0; body.states()],
            infusions: Vec::new(),
            status: Status::Well,
            counts: Counts::default(),
        }
    }

    /// Does what an event asks; a place that the body does not have, and a structural action,
    /// change nothing (the planner has refused them with a message before).
    pub fn apply(&mut self, body: &Body, action: &Action) {
        match action {
            Action::Add { place, amount } => {
                if let Some(state) = state_of(body, place) {
                    self.x[state] += amount;
                }
            }
            Action::Open {
                infusion,
                place,
                rate,
            } => {
                if let Some(state) = state_of(body, place) {
                    self.infusions.push(Infusion {
                        name: infusion.clone(),
                        state,
                        rate: *rate,
                    });
                    self.sum_infusions();
                }
            }
            Action::Close { infusion } => {
                self.infusions.retain(|open| open.name != *infusion);
                self.sum_infusions();
            }
            Action::Stop { part } => self.close_into(body, part),
            Action::SetParameter { place, to } => {
                let Some(part) = body.part(&place.part) else {
                    return;
                };
                let fields = part.layout().params;
                if let Some(index) = fields.iter().position(|f| f.name == &*place.field) {
                    self.p[part.p + index] = match to {
                        Setting::Value(value) => *value,
                        Setting::TimesOwn(factor) => factor * self.own[part.p + index],
                    };
                }
            }
            Action::Hold { place, value } => {
                let Some(part) = body.part(&place.part) else {
                    return;
                };
                let fields = part.layout().inputs;
                if let Some(index) = fields.iter().position(|f| f.name == &*place.field) {
                    self.u[part.u + index] = *value;
                }
            }
            Action::Jump { part, jump, amount } => {
                let Some(found) = body.part(part) else { return };
                let jumps = found.layout().jumps;
                if let Some(k) = jumps.iter().position(|j| j.name == &**jump) {
                    self.jump(body, part, k, *amount);
                }
            }
            Action::Reset { part } => {
                self.close_into(body, part);
                if let Some(part) = body.part(part) {
                    let initial = body.initial(&self.p);
                    let range = part.x..part.x + part.layout().states.len();
                    self.x[range.clone()].copy_from_slice(&initial[range]);
                }
            }
            Action::Attach { .. } | Action::Detach { .. } => {}
        }
    }

    /// Makes jump `k` of a part.
    pub fn jump(&mut self, body: &Body, part: &str, k: usize, amount: f64) {
        let Some(part) = body.part(part) else { return };
        let layout = part.layout();
        let t = minutes(self.t);
        if !layout.inputs.is_empty() {
            let mut y = vec![0.0; body.signals()];
            body.all_signals(t, &self.x, &self.p, &mut self.u, &mut y);
            let index = body
                .parts()
                .iter()
                .position(|other| std::ptr::eq(other, part));
            if let Some(index) = index {
                body.gather(index, &y, &mut self.u);
            }
        }
        let before = self.x[part.x..part.x + layout.states.len()].to_vec();
        let view = View {
            t: t * part.per_minute,
            x: &before,
            p: &self.p[part.p..part.p + layout.params.len()],
            u: &self.u[part.u..part.u + layout.inputs.len()],
        };
        let after = &mut self.x[part.x..part.x + layout.states.len()];
        Reading::<f64>::jump(&*part.system, k, view, amount, after);
    }

    fn close_into(&mut self, body: &Body, part: &str) {
        if let Some(part) = body.part(part) {
            let states = part.x..part.x + part.layout().states.len();
            self.infusions.retain(|open| !states.contains(&open.state));
            self.sum_infusions();
        }
    }

    /// Sums anew, so that closing an infusion leaves no rounding behind.
    pub fn sum_infusions(&mut self) {
        self.inflow.fill(0.0);
        for open in &self.infusions {
            self.inflow[open.state] += open.rate;
        }
    }
}

fn state_of(body: &Body, place: &Place) -> Option<usize> {
    let part = body.part(&place.part)?;
    let index = part
        .layout()
        .states
        .iter()
        .position(|field| field.name == &*place.field)?;
    Some(part.x + index)
}
