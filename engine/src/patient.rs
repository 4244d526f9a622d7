//! One patient between events: the numbers of its body, and how the integration stands.

use crate::body::Body;
use crate::deed::Deed;
use crate::time::{Nanoseconds, minutes};
use physiology::{Reading, View};
use std::fmt;
use std::ops::Range;
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
    /// Room for a part's state before a jump.
    pub(crate) before: Vec<f64>,
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
            before: Vec::new(),
        }
    }

    /// Does what an event asks.
    pub(crate) fn apply(&mut self, body: &Body, deed: &Deed) {
        match deed {
            Deed::Nothing | Deed::Look => {}
            Deed::Add { state, amount } => self.x[*state] += amount,
            Deed::Open {
                infusion,
                state,
                rate,
            } => {
                self.infusions.push(Infusion {
                    name: infusion.clone(),
                    state: *state,
                    rate: *rate,
                });
                self.sum_infusions();
            }
            Deed::Close { infusion } => {
                self.infusions.retain(|open| open.name != *infusion);
                self.sum_infusions();
            }
            Deed::Flow { state, rate } => self.inflow[*state] = *rate,
            Deed::Stop { states } => self.close_into(states),
            Deed::Set { param, to } => {
                self.p[*param] = to.of(self.own[*param]);
            }
            Deed::Hold { input, value } => self.u[*input] = *value,
            Deed::Jump { part, k, amount } => self.jump(body, *part, *k, *amount),
            Deed::Reset { states } => {
                self.close_into(states);
                let initial = body.initial(&self.p);
                self.x[states.clone()].copy_from_slice(&initial[states.clone()]);
            }
        }
    }

    /// Makes jump `k` of a part.
    pub(crate) fn jump(&mut self, body: &Body, part: usize, k: usize, amount: f64) {
        self.bring_inputs(body, part);
        let found = &body.parts()[part];
        let layout = found.layout();
        let own = found.x..found.x + layout.states.len();
        self.before.clear();
        self.before.extend_from_slice(&self.x[own.clone()]);
        let view = View {
            t: minutes(self.t) * found.per_minute,
            x: &self.before,
            p: &self.p[found.p..found.p + layout.params.len()],
            u: &self.u[found.u..found.u + layout.inputs.len()],
        };
        Reading::<f64>::jump(&*found.system, k, view, amount, &mut self.x[own]);
    }

    /// Whether guard `k` of a part is above zero.
    pub(crate) fn is_above(&mut self, body: &Body, part: usize, k: usize) -> bool {
        self.bring_inputs(body, part);
        let found = &body.parts()[part];
        let layout = found.layout();
        let view = View {
            t: minutes(self.t) * found.per_minute,
            x: &self.x[found.x..found.x + layout.states.len()],
            p: &self.p[found.p..found.p + layout.params.len()],
            u: &self.u[found.u..found.u + layout.inputs.len()],
        };
        Reading::<f64>::guard(&*found.system, k, view) > 0.0
    }

    /// Fills the wired inputs of a part with what holds now.
    fn bring_inputs(&mut self, body: &Body, part: usize) {
        if body.parts()[part].layout().inputs.is_empty() {
            return;
        }
        let mut y = vec![0.0; body.signals()];
        let t = minutes(self.t);
        body.all_signals(t, &self.x, &self.p, &mut self.u, &mut y);
        body.gather(part, &y, &mut self.u);
    }

    fn close_into(&mut self, states: &Range<usize>) {
        self.infusions.retain(|open| !states.contains(&open.state));
        self.sum_infusions();
    }

    /// Sums anew, so that closing an infusion leaves no rounding behind.
    pub fn sum_infusions(&mut self) {
        self.inflow.fill(0.0);
        for open in &self.infusions {
            self.inflow[open.state] += open.rate;
        }
    }
}
