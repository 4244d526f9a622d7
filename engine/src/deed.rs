//! Actions with their names looked up in a body.

use crate::body::Body;
use crate::event::{Action, Event, Place, Setting};
use crate::time::Nanoseconds;
use physiology::Field;
use std::ops::{BitOrAssign, Range};
use std::sync::Arc;

/// What an [`Action`] does to the numbers of a patient with a certain body.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Deed {
    /// Nothing: the body does not have the place (the planner has refused it with a message
    /// before), or only the world can do it.
    Nothing,
    /// Adds to a state.
    Add { state: usize, amount: f64 },
    /// Opens an infusion into a state, per minute.
    Open {
        infusion: Arc<str>,
        state: usize,
        rate: f64,
    },
    /// Closes an infusion.
    Close { infusion: Arc<str> },
    /// Closes all infusions into some states.
    Stop { states: Range<usize> },
    /// Sets a parameter.
    Set { param: usize, to: Setting },
    /// Holds an input.
    Hold { input: usize, value: f64 },
    /// Makes jump `k` of a part.
    Jump { part: usize, k: usize, amount: f64 },
    /// Brings some states back to the start, and closes the infusions into them.
    Reset { states: Range<usize> },
    /// What flows into a state from here on, per minute, whatever flowed before; infusions that
    /// were opened by name are not asked.
    Flow { state: usize, rate: f64 },
    /// Samples the signals as they are now, after what has happened; done by who carries the job.
    Look,
}

/// An event of a course, as a body takes it: all that is asked of the next one lies together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Listed {
    /// When.
    pub at: Nanoseconds,
    /// Whether it is left to the world.
    pub is_structural: bool,
    /// What it does.
    pub deed: Deed,
}

impl Listed {
    /// What this event is to this body.
    pub fn of(body: &Body, event: &Event) -> Self {
        Self {
            at: event.at,
            is_structural: event.action.is_structural(),
            deed: Deed::of(body, &event.action),
        }
    }
}

impl Deed {
    /// What this action does to this body.
    pub fn of(body: &Body, action: &Action) -> Self {
        Self::find(body, action).unwrap_or(Self::Nothing)
    }

    fn find(body: &Body, action: &Action) -> Option<Self> {
        let parts = body.parts();
        let number = |name: &str| body.number(name);
        let states = |name: &str| {
            let part = &parts[number(name)?];
            Some(part.x..part.x + part.layout().states.len())
        };
        let state = |place: &Place| {
            let part = &parts[number(&place.part)?];
            Some(part.x + position(part.layout().states, place)?)
        };
        Some(match action {
            Action::Add { place, amount } => Self::Add {
                state: state(place)?,
                amount: *amount,
            },
            Action::Open {
                infusion,
                place,
                rate,
            } => Self::Open {
                infusion: infusion.clone(),
                state: state(place)?,
                rate: *rate,
            },
            Action::Close { infusion } => Self::Close {
                infusion: infusion.clone(),
            },
            Action::Stop { part } => Self::Stop {
                states: states(part)?,
            },
            Action::SetParameter { place, to } => {
                let part = &parts[number(&place.part)?];
                Self::Set {
                    param: part.p + position(part.layout().params, place)?,
                    to: *to,
                }
            }
            Action::Hold { place, value } => {
                let part = &parts[number(&place.part)?];
                Self::Hold {
                    input: part.u + position(part.layout().inputs, place)?,
                    value: *value,
                }
            }
            Action::Jump { part, jump, amount } => {
                let part = number(part)?;
                let jumps = parts[part].layout().jumps;
                Self::Jump {
                    part,
                    k: jumps.iter().position(|j| j.name == &**jump)?,
                    amount: *amount,
                }
            }
            Action::Reset { part } => Self::Reset {
                states: states(part)?,
            },
            Action::Attach { .. } | Action::Detach { .. } | Action::Ordered(_) => Self::Nothing,
        })
    }

    /// What changes beside states.
    pub fn changes(&self) -> Changes {
        Changes {
            equations: matches!(self, Self::Set { .. } | Self::Hold { .. }),
            states: false,
            infusions: matches!(
                self,
                Self::Open { .. }
                    | Self::Close { .. }
                    | Self::Stop { .. }
                    | Self::Reset { .. }
                    | Self::Flow { .. }
            ),
        }
    }
}

/// What deeds change beside states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Changes {
    /// A parameter or a held input.
    pub equations: bool,
    /// Open infusions.
    pub infusions: bool,
    /// States or flows into them, by a script.
    pub states: bool,
}

impl BitOrAssign for Changes {
    fn bitor_assign(&mut self, other: Self) {
        self.equations |= other.equations;
        self.infusions |= other.infusions;
        self.states |= other.states;
    }
}

fn position(fields: &[Field], place: &Place) -> Option<usize> {
    fields.iter().position(|field| field.name == &*place.field)
}
