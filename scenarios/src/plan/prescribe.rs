//! Actions that begin an order, step one or hold its doses back, as events and triggers.

use super::give::after;
use super::lower::{Condition, Found, LOOK_EVERY, Lowering, repeats};
use super::orders;
use super::show::{ShownKind, Waiting};
use crate::file::{Action, Give, StepBy, Titrate, Verb};
use crate::time::Time;
use crate::words;
use engine::event::{self, Event};
use engine::order::{By, How, Ordered};
use engine::time::{HOUR, Nanoseconds};
use std::sync::Arc;

impl Found {
    pub(super) fn order(&mut self, at: Time, ordered: Ordered) {
        self.events.push(Event {
            at: at.nanoseconds(),
            action: event::Action::Ordered(Arc::new(ordered)),
        });
    }
}

impl Lowering<'_> {
    /// Whether an action begins or changes what may change on the way.
    pub(super) fn changes(&self, action: &Action) -> bool {
        match &action.verb {
            Verb::Give(give) => {
                self.changing.contains(&give.what.value) && orders::is_order(action, give)
            }
            Verb::Titrate(_) => true,
            _ => false,
        }
    }

    /// An action that begins an order or changes one, at one of its times.
    pub(super) fn ordered(
        &mut self,
        action: &Action,
        which: usize,
        at: Time,
        offset: Time,
        arm: Option<Option<usize>>,
        found: &mut Found,
    ) {
        let done = match &action.verb {
            Verb::Give(give) => self.prescribe(action, give, which, at, arm, found),
            Verb::Titrate(titrate) => self.titrate(action, titrate, at, offset, arm, found),
            _ => Ok(()),
        };
        if let Err(why) = done {
            let name = match &action.verb {
                Verb::Give(give) => &give.what.value,
                Verb::Titrate(titrate) => &titrate.what.value,
                _ => return,
            };
            self.problem(action.span, &why, name);
        }
    }

    fn prescribe(
        &mut self,
        action: &Action,
        give: &Give,
        which: usize,
        at: Time,
        arm: Option<Option<usize>>,
        found: &mut Found,
    ) -> Result<(), String> {
        let name = &give.what.value;
        let drug = self.shelf.get(name).cloned();
        let drug = drug.ok_or_else(|| "there is no such drug".to_owned())?;
        let number = orders::number(action, which);
        let (order, measured) = orders::order(&drug, give, number, self.subject, self.shelf)?;
        let label = format!("{} {}", drug.called, measured.text);
        if measured.new {
            found.events.push(Event {
                at: at.nanoseconds(),
                action: event::Action::Attach {
                    part: order.place.part.clone(),
                },
            });
        }
        let how = order.how.clone();
        let due = Ordered::Dose {
            drug: order.drug.clone(),
            number,
            adherence: orders::adherence(give, self.seed),
        };
        let begin = Ordered::Begin {
            order,
            unless_any: false,
        };
        found.order(at, begin);
        let How::Doses { minutes } = how else {
            self.show(arm, at, Some(Time::LONGEST), ShownKind::Infusion, label);
            return Ok(());
        };
        let Some(hold) = &action.hold else {
            for time in repeats(at, action.repeat.as_ref(), self.scenario.horizon.value) {
                found.order(time, due.clone());
                let until = match measured.kind {
                    ShownKind::Infusion => Some(after(time, minutes)),
                    _ => None,
                };
                self.show(arm, time, until, measured.kind, label.clone());
            }
            return Ok(());
        };
        let Some(repeat) = &action.repeat else {
            return Err("`hold` without `repeat`".to_owned());
        };
        let every = repeat.every.value.nanoseconds();
        let times = repeat.times.as_ref().map_or(u32::MAX, |times| times.value);
        let until = repeat.until.as_ref();
        let mut until = until.map_or(Nanoseconds::MAX, |until| until.value.nanoseconds());
        let (look, rest, times) = match hold.waits {
            true => {
                let look = hold.look.as_ref().map(|look| look.value.nanoseconds());
                (look.unwrap_or(24 * HOUR).min(every), every, times)
            }
            // What is left out is one of the times all the same.
            false => {
                let all = every.saturating_mul(Nanoseconds::from(times) - 1);
                until = until.min(at.nanoseconds().saturating_add(all));
                (every, 0, u32::MAX)
            }
        };
        let verb = if hold.waits { "waits" } else { "is left out" };
        let condition = words::condition(hold.condition.value.text());
        found.conditions.push(Condition {
            number: found.conditions.len(),
            expression: hold.condition.value.clone(),
            turned: true,
            from: at.nanoseconds(),
            until,
            every: look,
            rest,
            times,
            brings: vec![Event {
                at: 0,
                action: event::Action::Ordered(Arc::new(due)),
            }],
            waiting: Waiting::one(measured.kind, format!("{label} ({verb} while {condition})")),
        });
        Ok(())
    }

    fn titrate(
        &mut self,
        action: &Action,
        titrate: &Titrate,
        at: Time,
        offset: Time,
        arm: Option<Option<usize>>,
        found: &mut Found,
    ) -> Result<(), String> {
        let name = titrate.what.value.as_str();
        let drug = self.shelf.get(name).cloned();
        let drug = drug.ok_or_else(|| "there is no such drug".to_owned())?;
        let called = &drug.called;
        let stepping = orders::stepping(self.scenario, &drug, titrate, self.subject)?;
        let step = |by: By| Ordered::Step {
            drug: name.into(),
            by,
            least: stepping.within.0,
            most: stepping.within.1,
        };
        let by = match &titrate.step.by.value {
            StepBy::Share(_, text) => text,
            StepBy::Level(level) => &level.text,
        };
        let Some(to) = &titrate.to else {
            for time in repeats(at, action.repeat.as_ref(), self.scenario.horizon.value) {
                found.order(time, step(stepping.up));
                let label = format!("{called} by {by}");
                self.show(arm, time, None, ShownKind::Change, label);
            }
            return Ok(());
        };
        if let Some(order) = stepping.begin {
            found.events.push(Event {
                at: at.nanoseconds(),
                action: event::Action::Attach {
                    part: order.place.part.clone(),
                },
            });
            let begin = Ordered::Begin {
                order,
                unless_any: true,
            };
            found.order(at, begin);
        }
        let label = format!("{called} towards {}", words::condition(&to.text));
        self.show(arm, at, None, ShownKind::Change, label);
        let every = titrate.step.every.as_ref();
        let every = every.map_or(LOOK_EVERY, |every| every.value.nanoseconds());
        let (when_low, when_high) = match titrate.step.lowers {
            false => (stepping.up, stepping.down),
            true => (stepping.down, stepping.up),
        };
        let more = if titrate.step.lowers {
            ["less", "more"]
        } else {
            ["more", "less"]
        };
        for ((side, by_side), more) in [(&to.below, when_low), (&to.above, when_high)]
            .into_iter()
            .zip(more)
        {
            found.conditions.push(Condition {
                number: found.conditions.len(),
                expression: side.value.clone(),
                turned: false,
                from: at.nanoseconds(),
                until: orders::last_look(titrate, offset),
                every,
                rest: 0,
                times: u32::MAX,
                brings: vec![Event {
                    at: 0,
                    action: event::Action::Ordered(Arc::new(step(by_side))),
                }],
                waiting: Waiting::one(ShownKind::Change, format!("{called} {by} {more}")),
            });
        }
        Ok(())
    }
}
