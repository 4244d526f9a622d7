//! A patient's orders, and how what is ordered becomes events.

use super::patient::Identity;
use crate::agenda::Agenda;
use crate::event::{Action, Event, Setting};
use crate::order::{By, How, Onset, Order, Ordered};
use crate::time::{MINUTE, Nanoseconds};
use bevy_ecs::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Steps in which something comes over a patient.
const STEPS: u32 = 20;

/// What is prescribed to a patient now, and what has come over it.
#[derive(Component, Debug, Clone, PartialEq, Default)]
pub struct Orders {
    /// Orders that have begun and not ended, with what their pumps remember and when they began.
    open: Vec<(Order, Vec<f64>, Nanoseconds)>,
    /// Doses of each drug that were due so far, taken or not.
    due: BTreeMap<Arc<str>, u64>,
    /// How far something has come, and since when it moves.
    onsets: BTreeMap<Arc<str>, (f64, Nanoseconds)>,
}

/// Lets something happen to a patient's orders; what it brings joins the patient's agenda.
pub(super) fn carry_out(world: &mut World, patient: Entity, ordered: &Ordered, now: Nanoseconds) {
    let Some(identity) = world.get::<Identity>(patient).copied() else {
        return;
    };
    let Some(mut orders) = world.get_mut::<Orders>(patient) else {
        return;
    };
    let actions = orders.hear(ordered, identity.patient as u64, now);
    if let Some(mut agenda) = world.get_mut::<Agenda>(patient) {
        agenda.bring(actions.into_iter().map(|(at, action)| Event { at, action }));
    }
}

impl Orders {
    /// What is to be done.
    fn hear(
        &mut self,
        ordered: &Ordered,
        patient: u64,
        now: Nanoseconds,
    ) -> Vec<(Nanoseconds, Action)> {
        match ordered {
            Ordered::Begin { order, unless_any } => {
                let any = self.open.iter().any(|(open, ..)| open.drug == order.drug);
                if any && *unless_any {
                    return Vec::new();
                }
                self.begin(order, now)
            }
            Ordered::Dose {
                drug,
                number,
                adherence,
            } => {
                let Some(order) = self.find(drug, *number).cloned() else {
                    return Vec::new();
                };
                let due = self.due.entry(drug.clone()).or_default();
                let count = *due;
                *due += 1;
                let taken = adherence.is_none_or(|a| a.takes(patient, drug, count));
                match taken {
                    true => dose(&order, now, count),
                    false => Vec::new(),
                }
            }
            Ordered::Step {
                drug,
                by,
                least,
                most,
            } => {
                let mut all = Vec::new();
                for (order, ..) in self.open.iter_mut().filter(|(open, ..)| open.drug == *drug) {
                    let level = stepped(order.level, by, (*least, *most));
                    let before = std::mem::replace(&mut order.level, level);
                    if order.how == How::Rate && order.level != before {
                        all.extend(run(order, order.level, now));
                    }
                }
                all
            }
            Ordered::Pump {
                drug,
                number,
                since,
            } => self.pump(drug, *number, *since, now),
            Ordered::End { drug } => {
                self.open.retain(|(open, ..)| open.drug != *drug);
                Vec::new()
            }
            Ordered::Come(onset) => {
                let from = self
                    .onsets
                    .get(&onset.what)
                    .map_or(0.0, |(level, _)| *level);
                self.onsets.insert(onset.what.clone(), (from, now));
                let step = if onset.minutes > 0.0 { 1 } else { STEPS };
                self.further(onset, now, from, step, now)
            }
            Ordered::Further {
                onset,
                since,
                from,
                step,
            } => self.further(onset, *since, *from, *step, now),
        }
    }

    /// Whether an event is a step that leaves all as it is: at its limit, or of nothing that runs.
    pub(super) fn leaves(&self, event: &Event) -> bool {
        let Action::Ordered(ordered) = &event.action else {
            return false;
        };
        let Ordered::Step {
            drug,
            by,
            least,
            most,
        } = &**ordered
        else {
            return false;
        };
        let mut open = self.open.iter().filter(|(open, ..)| open.drug == *drug);
        open.all(|(order, ..)| stepped(order.level, by, (*least, *most)) == order.level)
    }

    /// Something goes a step further, and says when it will go on.
    fn further(
        &mut self,
        onset: &Arc<Onset>,
        since: Nanoseconds,
        from: f64,
        step: u32,
        now: Nanoseconds,
    ) -> Vec<(Nanoseconds, Action)> {
        let mine = self.onsets.get_mut(&onset.what);
        let Some((level, _)) = mine.filter(|(_, moves)| *moves == since) else {
            return Vec::new();
        };
        let share = f64::from(step) / f64::from(STEPS);
        *level = from + share * (onset.level - from);
        let set = |(place, to): &(_, Setting)| {
            let (place, to) = (Clone::clone(place), to.partly(*level));
            (now, Action::SetParameter { place, to })
        };
        let mut all: Vec<(Nanoseconds, Action)> = onset.to.iter().map(set).collect();
        if step < STEPS {
            let wait = onset.minutes * MINUTE as f64 / f64::from(STEPS);
            let again = Ordered::Further {
                onset: onset.clone(),
                since,
                from,
                step: step + 1,
            };
            let at = now.saturating_add(wait.round() as Nanoseconds);
            all.push((at, Action::Ordered(Arc::new(again))));
        }
        all
    }

    fn find(&self, drug: &str, number: u64) -> Option<&Order> {
        let mut open = self.open.iter().map(|(order, ..)| order);
        open.find(|order| *order.drug == *drug && order.number == number)
    }

    fn begin(&mut self, order: &Order, now: Nanoseconds) -> Vec<(Nanoseconds, Action)> {
        // A pump that gets another target goes on from what it has given.
        let dial = |open: &Order| open.how.is_dial() && order.how.is_dial();
        let replaced =
            |open: &Order| open.drug == order.drug && (open.number == order.number || dial(open));
        let before = self.open.iter().position(|(open, ..)| replaced(open));
        let mut memory = match &order.how {
            How::Target(pump) => pump.empty(),
            _ => Vec::new(),
        };
        if let Some(before) = before {
            let (old, remembered, _) = self.open.remove(before);
            if old.how == order.how {
                memory = remembered;
            }
        }
        self.open.push((order.clone(), memory, now));
        match &order.how {
            How::Doses { .. } => Vec::new(),
            How::Rate => run(order, order.level, now),
            How::Target(_) => self.pump(&order.drug, order.number, now, now),
        }
    }

    /// A pump looks, sets its rate and says when it will look again.
    fn pump(
        &mut self,
        drug: &Arc<str>,
        number: u64,
        since: Nanoseconds,
        now: Nanoseconds,
    ) -> Vec<(Nanoseconds, Action)> {
        let mut open = self.open.iter_mut();
        let mine = open.find(|(order, _, began)| {
            order.drug == *drug && order.number == number && *began == since
        });
        let Some((order, memory, _)) = mine else {
            return Vec::new();
        };
        let How::Target(pump) = order.how.clone() else {
            return Vec::new();
        };
        let rate = pump.look(memory, order.level);
        let mut all = run(order, rate, now);
        let again = Ordered::Pump {
            drug: drug.clone(),
            number,
            since,
        };
        all.push((
            now.saturating_add(pump.every),
            Action::Ordered(Arc::new(again)),
        ));
        all
    }
}

/// A level after a step, within limits.
fn stepped(level: f64, by: &By, (least, most): (f64, f64)) -> f64 {
    let wanted = match by {
        By::Amount(amount) => level + amount,
        By::Share(share) => level * (1.0 + share),
    };
    wanted.max(least).min(most)
}

/// A rate in the place of the one that ran.
fn run(order: &Order, rate: f64, now: Nanoseconds) -> Vec<(Nanoseconds, Action)> {
    let infusion: Arc<str> = format!("{} rate", order.drug).into();
    let close = Action::Close {
        infusion: infusion.clone(),
    };
    let open = Action::Open {
        infusion,
        place: order.place.clone(),
        rate,
    };
    match rate > 0.0 {
        true => vec![(now, close), (now, open)],
        false => vec![(now, close)],
    }
}

fn dose(order: &Order, now: Nanoseconds, count: u64) -> Vec<(Nanoseconds, Action)> {
    let minutes = match order.how {
        How::Doses { minutes } => minutes,
        _ => 0.0,
    };
    let place = order.place.clone();
    if order.level == 0.0 {
        return Vec::new();
    }
    if minutes <= 0.0 {
        let amount = order.level;
        return vec![(now, Action::Add { place, amount })];
    }
    let infusion: Arc<str> = format!("{} dose {count}", order.drug).into();
    let until = now.saturating_add((minutes * MINUTE as f64).round() as Nanoseconds);
    let open = Action::Open {
        infusion: infusion.clone(),
        place,
        rate: order.level / minutes,
    };
    vec![(now, open), (until, Action::Close { infusion })]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Place;

    /// "0.05 less happened to 24 of 24 twins, 28.8 times each" where three had any to be lessened.
    #[test]
    fn a_step_at_its_limit_does_not_happen() {
        let step = |amount: f64| Event {
            at: 0,
            action: Action::Ordered(Arc::new(Ordered::Step {
                drug: "norepinephrine".into(),
                by: By::Amount(amount),
                least: 0.0,
                most: 1.0,
            })),
        };
        let mut orders = Orders::default();
        assert!(orders.leaves(&step(0.1)), "nothing runs");
        let order = Order {
            drug: "norepinephrine".into(),
            number: 0,
            level: 0.0,
            how: How::Rate,
            place: Place {
                part: "norepinephrine".into(),
                field: "central".into(),
            },
        };
        orders.begin(&order, 0);
        assert!(orders.leaves(&step(-0.1)) && !orders.leaves(&step(0.1)));
        let Action::Ordered(up) = &step(0.1).action.clone() else {
            return;
        };
        orders.hear(up, 0, 0);
        assert!(!orders.leaves(&step(-0.1)));
    }
}
