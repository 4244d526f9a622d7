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

/// A patient who is treated while time goes on.
#[derive(Clone)]
pub struct LivePlan {
    /// The plan, with every medicine that fits the patient ready to be given.
    pub plan: Plan,
    /// The body from the start: of an adult, with a heart that beats and breaths that are drawn.
    pub body: Vec<PartSpec>,
}

/// Lays out a scenario for the typical twin, with every medicine that fits the patient ready to be given.
pub fn live(scenario: &Scenario, shelf: &Shelf) -> Result<LivePlan, Vec<PlanProblem>> {
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
    let body = alive(scenario, &plan.subject);
    Ok(LivePlan { plan, body })
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
    let (subject, kind) = (&plan.subject, matches!(verb, Verb::Stop(_)));
    if let Some(drug) = drug
        && let Err(unfit) = drug.parts(&subject.facts)
    {
        return Err(format!("{} {unfit}", drug.name));
    }
    // What is stopped was begun by an action before.
    let earlier = before.iter().filter(|_| kind);
    let mut treatment: Vec<Action> = scenario
        .treatment
        .iter()
        .filter(|_| kind)
        .cloned()
        .collect();
    treatment.retain(|action| matches!(action.timing, Timing::At(_)));
    treatment.extend(earlier.map(|(at, verb)| action(*at, verb)));
    treatment.push(action(at, verb));
    let alone = Scenario {
        treatment,
        arms: vec![Arm {
            name: At::new(String::new(), Span::default()),
            treatment: Vec::new(),
        }],
        ..scenario.clone()
    };
    let (courses, shown, problems) = Lowering::of(&alone, subject, shelf, plan.seed);
    if let Some(problem) = problems.into_iter().next() {
        return Err(format!("{}: {}", problem.message, problem.found));
    }
    let events = courses
        .into_iter()
        .next()
        .map_or(Vec::new(), |course| course.events);
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
    ordered
        .events
        .extend(events.into_iter().filter(|event| match kind {
            true => event.at == now,
            false => event.at >= now,
        }));
    Ok(ordered)
}
