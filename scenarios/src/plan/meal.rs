//! Meals and sweet drinks are taken at a finite rate, minute by minute.
//!
//! Announced food joins a queue; each minute the person eats what the rate allows. A meal begins
//! when a minute is eaten and the minute before was not: the gut then captures what the stomach
//! holds. Both as in the virtual patients' reference simulator (simglucose, 5 g/min).

use crate::time::Time;
use engine::event::{Action, Event, Place};
use engine::time::MINUTE;
use std::sync::Arc;

/// Grams eaten in a minute when nothing is said.
const GRAMS_PER_MINUTE: f64 = 5.0;
/// Milligrams in a gram.
const MG: f64 = 1000.0;

/// The same of a drink: 75 g within five minutes, as tests of tolerance ask.
const DRUNK_PER_MINUTE: f64 = 15.0;

/// Food or drink announced at a time.
pub(super) struct Meal {
    at: Time,
    grams: f64,
    per_minute: f64,
    drunk: bool,
}

impl Meal {
    /// So many grams from a time on, over a time or at the usual rate.
    pub fn new(at: Time, grams: f64, over: Option<Time>, drunk: bool) -> Self {
        let over = over.map(Time::minutes).filter(|minutes| *minutes > 0.0);
        Self {
            at,
            grams,
            per_minute: match over {
                Some(minutes) => (grams / minutes).max(1e-3),
                None if drunk => DRUNK_PER_MINUTE,
                None => GRAMS_PER_MINUTE,
            },
            drunk,
        }
    }

    /// When its last minute ends, were it eaten alone.
    pub fn end(&self) -> Time {
        let minutes = (self.grams / self.per_minute).ceil();
        Time::from_nanoseconds(
            self.at
                .nanoseconds()
                .saturating_add(minutes as i64 * MINUTE),
        )
    }
}

/// The events of eating meals and of drinking, which may overlap. A drink need not be ground: it is where ground food
/// comes to.
pub(super) fn eat(meals: &[Meal]) -> Vec<Event> {
    let some = |drunk: bool| meals.iter().filter(move |meal| meal.drunk == drunk);
    let mut events = take(some(false), "eating", "solid");
    events.extend(take(some(true), "drinking", "liquid"));
    events
}

fn take<'a>(meals: impl Iterator<Item = &'a Meal>, verb: &str, into: &str) -> Vec<Event> {
    let mut waiting: Vec<&Meal> = meals.filter(|meal| meal.grams > 0.0).collect();
    waiting.sort_by_key(|meal| meal.at);
    let mut waiting = waiting.into_iter().peekable();
    let mut events = Vec::new();
    while let Some(first) = waiting.next() {
        let mut now = first.at.nanoseconds();
        let mut queue = first.grams;
        let mut rate = first.per_minute;
        let mut open: Option<(Arc<str>, f64)> = None;
        let mut jump = "begin_meal";
        loop {
            // Food that comes before the last bite is down goes on as the same meal.
            while let Some(more) = waiting.next_if(|meal| meal.at.nanoseconds() <= now) {
                queue += more.grams;
                rate = more.per_minute;
            }
            if queue <= 0.0 {
                break;
            }
            let bite = rate.min(queue);
            // What is left of a rounding is no bite.
            queue = if queue - bite < 1e-9 {
                0.0
            } else {
                queue - bite
            };
            let mut push = |action| events.push(Event { at: now, action });
            if let Some((infusion, _)) = open.take_if(|(_, running)| *running != bite) {
                push(Action::Close { infusion });
            }
            push(Action::Jump {
                part: "gut".into(),
                jump: jump.into(),
                amount: bite * MG,
            });
            if open.is_none() {
                let infusion: Arc<str> = format!("{verb} at {now} ns").into();
                push(Action::Open {
                    infusion: infusion.clone(),
                    place: Place {
                        part: "gut".into(),
                        field: into.into(),
                    },
                    rate: bite * MG,
                });
                open = Some((infusion, bite));
            }
            jump = "continue_meal";
            now = now.saturating_add(MINUTE);
        }
        if let Some((infusion, _)) = open {
            events.push(Event {
                at: now,
                action: Action::Close { infusion },
            });
        }
    }
    events
}
