//! Actions of a scenario become events and triggers of the engine.

use super::befall::{befall, pass};
use super::bleed::{bleed, give_fluid, staunch, stop_fluid};
use super::give::give;
use super::meal::{Meal, eat};
use super::show::{Shown, ShownKind, Waiting};
use super::{PlanProblem, Subject, severity};
use crate::catalogue::{DRINK, MEAL};
use crate::check::befalls;
use crate::condition::{self, condition};
use crate::expression::Expression;
use crate::file::{Action, Amount, Give, Repeat, Scenario, Set, SetTo, Start, Timing, Verb};
use crate::medicine::Shelf;
use crate::span::{At, Span};
use crate::time::Time;
use engine::event::{self, Event, Place, Setting};
use engine::order::Ordered;
use engine::time::{MINUTE, Nanoseconds};
use engine::world::{Course, Trigger};
use physiology::circulation::fluid::fluid;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How often conditions of triggers are looked at.
pub(super) const LOOK_EVERY: Nanoseconds = MINUTE;

/// One arm's events, and its conditions before the sampled signals are known.
pub(super) struct LoweredCourse {
    pub events: Vec<Event>,
    pub conditions: Vec<Condition>,
    /// How many of the first conditions are of actions that all arms have.
    shared: usize,
}

/// A trigger whose condition does not know yet where its quantities lie among the samples.
pub(super) struct Condition {
    /// Of the whole scenario, counted over top-level actions first: arms share those.
    pub number: usize,
    pub expression: Expression,
    /// Whether it waits for the expression to be false.
    pub turned: bool,
    pub from: Nanoseconds,
    pub until: Nanoseconds,
    pub every: Nanoseconds,
    pub rest: Nanoseconds,
    pub times: u32,
    pub brings: Vec<Event>,
    /// What it brings, for people to see.
    pub waiting: Waiting,
}

/// All arms at once.
pub(super) struct Lowering<'a> {
    pub scenario: &'a Scenario,
    pub subject: &'a Subject,
    pub shelf: &'a Shelf,
    pub seed: u64,
    /// Drugs whose giving may change on the way.
    pub changing: &'a BTreeSet<String>,
    shown: Vec<Shown>,
    problems: Vec<PlanProblem>,
    /// Severities that were worked out.
    solved: Vec<(Start, Result<Start, String>)>,
}

/// What is found while one arm is lowered.
#[derive(Default)]
pub(super) struct Found {
    pub events: Vec<Event>,
    meals: Vec<Meal>,
    pub conditions: Vec<Condition>,
}

impl<'a> Lowering<'a> {
    /// Courses of all arms, what is shown of them, and what cannot be done; the giving of `changing` drugs may
    /// change on the way.
    pub fn of(
        scenario: &'a Scenario,
        subject: &'a Subject,
        shelf: &'a Shelf,
        seed: u64,
        changing: &'a BTreeSet<String>,
    ) -> (Vec<LoweredCourse>, Vec<Shown>, Vec<PlanProblem>) {
        let mut lowering = Self {
            scenario,
            subject,
            shelf,
            seed,
            changing,
            shown: Vec::new(),
            problems: Vec::new(),
            solved: Vec::new(),
        };
        let mut courses = Vec::new();
        for (arm, own) in scenario.arms.iter().enumerate() {
            let mut found = Found::default();
            // What all arms have is shown once, with the first.
            let shared = if arm == 0 { Some(None) } else { None };
            for action in &scenario.treatment {
                lowering.action(action, Time::ZERO, shared, &mut found);
            }
            let shared = found.conditions.len();
            for action in &own.treatment {
                lowering.action(action, Time::ZERO, Some(Some(arm)), &mut found);
            }
            let mut events = found.events;
            events.extend(eat(&found.meals));
            // Stable: what the file says first happens first.
            events.sort_by_key(|event| event.at);
            courses.push(LoweredCourse {
                events,
                conditions: found.conditions,
                shared,
            });
        }
        lowering.problems.dedup();
        (courses, lowering.shown, lowering.problems)
    }

    /// `arm`: whose lane shows it; `None` where it is not to be shown again.
    fn action(
        &mut self,
        action: &Action,
        offset: Time,
        arm: Option<Option<usize>>,
        found: &mut Found,
    ) {
        match &action.timing {
            Timing::At(times) if self.changes(action) => {
                for (which, time) in times.iter().enumerate() {
                    let at = plus(offset, time.value);
                    self.ordered(action, which, at, offset, arm, found);
                }
            }
            Timing::At(times) => {
                for time in times {
                    for at in repeats(
                        plus(offset, time.value),
                        action.repeat.as_ref(),
                        self.scenario.horizon.value,
                    ) {
                        self.verb(&action.verb, at, action.span, arm, found);
                    }
                }
            }
            Timing::When {
                condition,
                from,
                until,
                look,
            } => {
                let mut brought = Found::default();
                let known = self.shown.len();
                if self.changes(action) {
                    self.ordered(action, 0, Time::ZERO, offset, Some(None), &mut brought);
                } else {
                    let arm = Some(None);
                    self.verb(&action.verb, Time::ZERO, action.span, arm, &mut brought);
                }
                if !brought.conditions.is_empty() {
                    self.problem(
                        action.span,
                        "what waits for a condition brings what waits again",
                        condition.value.text(),
                    );
                }
                let waiting = Waiting::of(&self.shown.split_off(known), condition.value.text());
                let mut brings = brought.events;
                brings.extend(eat(&brought.meals));
                brings.sort_by_key(|event| event.at);
                let time = |time: &Option<At<Time>>, otherwise: Nanoseconds| {
                    time.as_ref()
                        .map_or(otherwise, |t| plus(offset, t.value).nanoseconds())
                };
                let repeat = action.repeat.as_ref();
                let last = repeat
                    .and_then(|r| r.until.as_ref())
                    .map(|until| until.value.nanoseconds());
                found.conditions.push(Condition {
                    number: found.conditions.len(),
                    expression: condition.value.clone(),
                    turned: false,
                    from: time(from, offset.nanoseconds()),
                    until: time(until, last.unwrap_or(Nanoseconds::MAX)),
                    every: look
                        .as_ref()
                        .map_or(LOOK_EVERY, |look| look.value.nanoseconds()),
                    rest: repeat.map_or(0, |repeat| repeat.every.value.nanoseconds()),
                    times: repeat.map_or(1, |repeat| {
                        repeat.times.as_ref().map_or(u32::MAX, |t| t.value)
                    }),
                    brings,
                    waiting,
                });
            }
        }
    }

    fn verb(
        &mut self,
        verb: &Verb,
        at: Time,
        span: Span,
        arm: Option<Option<usize>>,
        found: &mut Found,
    ) {
        match verb {
            Verb::Give(what) => self.give(what, at, span, arm, found),
            Verb::Use(name) => {
                if let Some(protocol) = self.scenario.protocol(&name.value) {
                    for step in &protocol.steps {
                        self.action(step, at, arm, found);
                    }
                }
            }
            Verb::Stop(what) => {
                if befalls(&what.value) {
                    let ended = condition(&what.value);
                    found.events.extend(
                        ended.map_or_else(
                            || staunch(at),
                            |known| vec![pass(known, at, self.subject)],
                        ),
                    );
                    self.shown_ends(&what.value, at, arm);
                } else if let Some(fluid) = fluid(&what.value) {
                    let events = stop_fluid(fluid, &found.events, at);
                    found.events.extend(events);
                } else if let Some(drug) = self.shelf.get(&what.value) {
                    if self.changing.contains(&what.value) {
                        let drug = what.value.as_str().into();
                        found.order(at, Ordered::End { drug });
                    }
                    found.events.push(Event {
                        at: at.nanoseconds(),
                        action: event::Action::Stop {
                            part: drug.kinetics.instance.as_str().into(),
                        },
                    });
                }
                self.show(
                    arm,
                    at,
                    None,
                    ShownKind::Change,
                    format!("stop {}", what.value),
                );
            }
            Verb::Set(set) => self.set(set, at, arm, found),
            Verb::Start(start) => self.start(start, at, span, arm, found),
            // An action that titrates is ordered as a whole.
            Verb::Titrate(_) => {}
        }
    }

    /// The same with its severity worked out, once for all arms.
    fn severe(&mut self, known: &condition::Condition, start: &Start) -> Result<Start, String> {
        if let Some((_, solved)) = self.solved.iter().find(|(of, _)| of == start) {
            return solved.clone();
        }
        let solved = severity::solved(known, start, self.scenario, self.shelf, self.seed);
        self.solved.push((start.clone(), solved.clone()));
        solved
    }

    fn start(
        &mut self,
        start: &Start,
        at: Time,
        span: Span,
        arm: Option<Option<usize>>,
        found: &mut Found,
    ) {
        let known = condition(&start.what.value);
        let given = match known {
            None => bleed(start, at, self.subject),
            Some(known) => self
                .severe(known, start)
                .and_then(|start| befall(known, &start, at, self.subject)),
        };
        match given {
            Ok(given) => {
                found.events.extend(given.events);
                self.show(arm, at, given.until, given.kind, given.label);
                for ended in known.iter().flat_map(|known| &known.ends) {
                    self.shown_ends(ended, at, arm);
                }
            }
            Err(why) => self.problem(span, &why, &start.what.value),
        }
    }

    fn give(
        &mut self,
        what: &Give,
        at: Time,
        span: Span,
        arm: Option<Option<usize>>,
        found: &mut Found,
    ) {
        let name = &what.what.value;
        if name == MEAL || name == DRINK {
            let has_gut = self
                .subject
                .parts
                .iter()
                .any(|part| &*part.instance == "gut");
            match &what.amount.value {
                Amount::Dose(dose) if has_gut => {
                    let count = self.subject.count_of(dose.per);
                    let grams = dose.value * count.as_ref().copied().unwrap_or(f64::NAN);
                    if let Err(why) = count {
                        self.problem(what.amount.span, &why, &dose.text);
                    }
                    let over = what.over.as_ref().map(|over| over.value);
                    let meal = Meal::new(at, grams, over, name == DRINK);
                    self.show(
                        arm,
                        at,
                        Some(meal.end()),
                        ShownKind::Meal,
                        format!("{name} {}", dose.text),
                    );
                    found.meals.push(meal);
                }
                Amount::Dose(_) => self.problem(span, "this patient has no gut to eat with", name),
                Amount::Rate(_) | Amount::Basal | Amount::Target(_) => {
                    self.problems.push(PlanProblem {
                        span: what.amount.span,
                        message: "a meal or a drink is given as a dose".to_owned(),
                        found: "a rate or a target".to_owned(),
                        expected:
                            "its carbohydrate, as in `dose = \"45 g\"`, with `over = \"15 min\"` \
                                   for how long it is eaten"
                                .to_owned(),
                    });
                }
            }
            return;
        }
        let given = match (self.shelf.get(name), fluid(name)) {
            (Some(drug), _) => give(drug, what, at, self.subject),
            (None, Some(fluid)) => give_fluid(fluid, what, at, self.subject),
            (None, None) => Err("there is no such drug".to_owned()),
        };
        match given {
            Ok(given) => {
                found.events.extend(given.events);
                self.show(arm, at, given.until, given.kind, given.label);
            }
            Err(why) => self.problem(span, &why, name),
        }
    }

    fn set(&mut self, set: &Set, at: Time, arm: Option<Option<usize>>, found: &mut Found) {
        let parameter = &set.parameter.value;
        if self
            .subject
            .parameter(&parameter.part, &parameter.name)
            .is_none()
        {
            self.problem(
                set.parameter.span,
                "this patient does not have that part",
                &parameter.to_string(),
            );
        }
        let (to, label) = match &set.to.value {
            SetTo::Share(share) => (
                Setting::TimesOwn(*share),
                format!("{} %", (1e4 * share).round() / 100.0),
            ),
            SetTo::Value(quantity) => (Setting::Value(quantity.value), quantity.text.clone()),
        };
        found.events.push(Event {
            at: at.nanoseconds(),
            action: event::Action::SetParameter {
                place: Place {
                    part: parameter.part.as_str().into(),
                    field: parameter.name.as_str().into(),
                },
                to,
            },
        });
        self.show(
            arm,
            at,
            None,
            ShownKind::Change,
            format!("{parameter} to {label}"),
        );
    }

    pub(super) fn show(
        &mut self,
        arm: Option<Option<usize>>,
        at: Time,
        until: Option<Time>,
        kind: ShownKind,
        label: String,
    ) {
        if let Some(arm) = arm {
            self.shown.push(Shown {
                arm,
                at,
                until,
                kind,
                label,
            });
        }
    }

    /// What is shown of something that befell the patient goes on no longer; of what befell all arms, only
    /// where it ends in all.
    fn shown_ends(&mut self, what: &str, at: Time, arm: Option<Option<usize>>) {
        let goes_on = |until: Option<Time>| until.is_none_or(|until| until == Time::LONGEST);
        let of = |shown: &&mut Shown| {
            goes_on(shown.until) && Some(shown.arm) == arm && shown.label.starts_with(what)
        };
        for shown in self.shown.iter_mut().filter(of) {
            if shown.at < at {
                shown.until = Some(at);
            }
        }
    }

    pub(super) fn problem(&mut self, span: Span, message: &str, found: &str) {
        self.problems.push(PlanProblem {
            span,
            message: message.to_owned(),
            found: format!("`{found}`"),
            expected:
                "something that this patient can be given; `homeostat list` shows what there is"
                    .to_owned(),
        });
    }
}

impl LoweredCourse {
    /// What waits for conditions, in the order of the course's triggers.
    pub fn waiting(&self) -> Vec<Waiting> {
        let mut conditions: Vec<&Condition> = self.conditions.iter().collect();
        conditions.sort_by_key(|condition| condition.number);
        conditions.iter().map(|c| c.waiting.clone()).collect()
    }

    /// The course, once it is known which signals are sampled. Triggers that all arms have are those of
    /// the `first` course, so that they go through a fork as they stand.
    pub fn bound(
        self,
        sampled: &[String],
        start: Nanoseconds,
        horizon: Nanoseconds,
        first: Option<&Course>,
    ) -> Course {
        let shared = self.shared;
        let trigger = |condition: Condition| {
            let known = first.filter(|_| condition.number < shared);
            let known = known.and_then(|first| first.triggers.get(condition.number));
            let known = known.map(|trigger| trigger.holds.clone());
            let expression = condition.expression;
            let wanted = !condition.turned;
            let places: Vec<usize> = expression
                .quantities()
                .iter()
                .map(|name| sampled.iter().position(|s| s == name).unwrap_or(usize::MAX))
                .collect();
            Trigger {
                holds: known.unwrap_or_else(move || {
                    Arc::new(move |signals: &[f64]| {
                        let value =
                            |place: &usize| signals.get(*place).copied().unwrap_or(f64::NAN);
                        let values: Vec<f64> = places.iter().map(value).collect();
                        expression.holds(&values) == wanted
                    })
                }),
                from: condition.from.max(start),
                until: condition.until.min(horizon),
                every: condition.every,
                rest: condition.rest,
                times: condition.times,
                brings: condition.brings.into(),
            }
        };
        let mut conditions = self.conditions;
        conditions.sort_by_key(|condition| condition.number);
        Course {
            triggers: conditions.into_iter().map(trigger).collect(),
            events: self.events.into(),
        }
    }
}

pub(super) fn plus(a: Time, b: Time) -> Time {
    Time::from_nanoseconds(a.nanoseconds().saturating_add(b.nanoseconds()))
}

/// The times of an action that is done again; none after the horizon.
pub(super) fn repeats(first: Time, repeat: Option<&Repeat>, horizon: Time) -> Vec<Time> {
    let Some(repeat) = repeat else {
        return vec![first];
    };
    let every = repeat.every.value.nanoseconds().max(1);
    let until = repeat
        .until
        .as_ref()
        .map_or(horizon, |until| until.value.min(horizon));
    let most = repeat.times.as_ref().map_or(u32::MAX, |times| times.value) as usize;
    (0..)
        .map(|count: i64| {
            first
                .nanoseconds()
                .saturating_add(every.saturating_mul(count))
        })
        // What would happen at the very end could not be seen any more.
        .take_while(|at| *at <= until.nanoseconds() && *at < horizon.nanoseconds())
        .take(most)
        .map(Time::from_nanoseconds)
        .collect()
}
