//! A plan for one patient who is treated while time goes on.

use super::body::alive;
use super::lower::Lowering;
use super::{Plan, PlanProblem, Shown, Subject, plan_with};
use crate::file::{Action, Arm, Scenario, Timing, Verb};
use crate::medicine::{Medicine, Shelf};
use crate::span::{At, Span};
use crate::time::Time;
use engine::event::{self, Event, PartSpec};

/// What one action comes to.
#[derive(Clone, Debug, Default)]
pub struct Ordered {
    /// What the engine does.
    pub events: Vec<Event>,
    /// What a person reads of it.
    pub shown: Vec<Shown>,
}

/// How the heart is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heart {
    /// As means over beats: fast, without waves.
    Averaged,
    /// Beat by beat, with waves to be drawn.
    Beating,
}

/// A patient who is treated while time goes on.
#[derive(Clone)]
pub struct LivePlan {
    /// The plan, with every medicine that fits the patient ready to be given.
    pub plan: Plan,
    /// The body from the start: of an adult, with a heart that beats and breaths that are drawn.
    pub body: Vec<PartSpec>,
    /// How the heart is carried; of a patient without one it says nothing.
    pub heart: Heart,
}

/// Lays out a scenario for the typical twin, with every medicine that fits the patient ready to be given.
pub fn live(
    scenario: &Scenario,
    shelf: &Shelf,
    heart: Heart,
) -> Result<LivePlan, Vec<PlanProblem>> {
    let mut plan = plan_with(scenario, None, shelf)?;
    let may = |drug: &Medicine| {
        let teaching = scenario.teaching.as_ref();
        let listed = teaching.and_then(|teaching| teaching.orders.as_ref());
        listed.is_none_or(|names| names.contains(&drug.name))
    };
    for drug in shelf.iter().filter(|drug| drug.is_human() && may(drug)) {
        if plan.drugs.iter().any(|known| known.name == drug.name) {
            continue;
        }
        // Whose equations ask for what is not known of this patient is not to be had here; ordering it
        // says so.
        if let Ok((kinetics, effects)) = drug.parts(&plan.subject.facts) {
            let there = |instance: &str, subject: &Subject| {
                let mut parts = subject.parts.iter().chain(&subject.later);
                parts.any(|part| *part.instance == *instance)
            };
            for part in kinetics.into_iter().chain(effects) {
                if !there(&part.instance, &plan.subject) {
                    plan.subject.later.push(part);
                }
            }
        }
    }
    let body = match heart {
        Heart::Averaged => plan.subject.parts.clone(),
        Heart::Beating => alive(&plan.subject),
    };
    // Of whom nothing could be made to beat, the rest is carried as ever.
    let beats = body.len() > plan.subject.parts.len();
    let heart = if beats { heart } else { Heart::Averaged };
    Ok(LivePlan { plan, body, heart })
}

/// What an action at a time comes to; `before` are the actions so far, of which it may end some.
pub fn order(
    scenario: &Scenario,
    plan: &Plan,
    shelf: &Shelf,
    verb: &Verb,
    at: Time,
    before: &[(Time, Verb)],
) -> Result<Ordered, String> {
    let action = |at: Time, verb: &Verb| Action {
        timing: Timing::At(vec![At::new(at, Span::default())]),
        verb: verb.clone(),
        repeat: None,
        hold: None,
        span: Span::default(),
    };
    if let Verb::Titrate(_) | Verb::Use(_) = verb {
        return Err("in a live session a rate is turned by giving it anew".to_owned());
    }
    let drug = match verb {
        Verb::Give(give) => shelf.get(&give.what.value),
        _ => None,
    };
    let (subject, is_stop) = (&plan.subject, matches!(verb, Verb::Stop(_)));
    if let Some(drug) = drug
        && let Err(unfit) = drug.parts(&subject.facts)
    {
        return Err(format!("{} {unfit}", drug.name));
    }
    // What is stopped was begun by an action before.
    let mut treatment: Vec<Action> = match is_stop {
        true => scenario.treatment.clone(),
        false => Vec::new(),
    };
    treatment.retain(|action| matches!(action.timing, Timing::At(_)));
    treatment.extend(
        before
            .iter()
            .filter(|_| is_stop)
            .map(|(at, verb)| action(*at, verb)),
    );
    let lower = |treatment: Vec<Action>| {
        let alone = Scenario {
            treatment,
            arms: vec![Arm {
                name: At::new(String::new(), Span::default()),
                treatment: Vec::new(),
            }],
            ..scenario.clone()
        };
        let (courses, shown, problems) = Lowering::of(&alone, subject, shelf, plan.seed);
        let events = courses.into_iter().next().map(|course| course.events);
        (events.unwrap_or_default(), shown, problems)
    };
    let mut known = match is_stop {
        true => lower(treatment.clone()).0,
        false => Vec::new(),
    };
    treatment.push(action(at, verb));
    let (events, shown, problems) = lower(treatment);
    if let Some(problem) = problems.into_iter().next() {
        return Err(format!("{}: {}", problem.message, problem.found));
    }
    let now = at.nanoseconds();
    let mut ordered = Ordered {
        events: Vec::new(),
        shown: shown.into_iter().filter(|shown| shown.at == at).collect(),
    };
    if let Some(drug) = drug {
        let (kinetics, effects) = drug.parts(&subject.facts).unwrap_or_default();
        for part in kinetics.into_iter().chain(effects) {
            let mut later = subject.later.iter();
            if later.any(|later| later.instance == part.instance) {
                let part = part.instance;
                let action = event::Action::Attach { part };
                ordered.events.push(Event { at: now, action });
            }
        }
    }
    for event in events.into_iter().filter(|event| event.at >= now) {
        // What was ordered before has been ordered.
        match known.iter().position(|known| *known == event) {
            Some(place) => drop(known.remove(place)),
            None => ordered.events.push(event),
        }
    }
    Ok(ordered)
}
