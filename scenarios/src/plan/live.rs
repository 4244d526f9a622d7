//! A plan for one patient who is treated while time goes on.

use super::anatomy::asks;
use super::body::{drawn, revived};
use super::lower::{Condition, Lowering};
use super::resting::Resting;
use super::{Plan, PlanProblem, Shown, Subject, lay_out, twin};
use crate::expression::Expression;
use crate::file::{Action, Arm, Repeat, Scenario, Timing, Verb};
use crate::medicine::{Medicine, Shelf};
use crate::span::{At, Span};
use crate::time::Time;
use engine::event::{self, Event, PartSpec};
use engine::time::{MINUTE, Nanoseconds};
use engine::world::{EngineError, Settings, Snapshot};
use std::collections::BTreeSet;

/// What one action comes to.
#[derive(Clone, Debug, Default)]
pub struct Ordered {
    /// What the engine does.
    pub events: Vec<Event>,
    /// What goes on to be looked at.
    pub standing: Vec<Standing>,
    /// What a person reads of it.
    pub shown: Vec<Shown>,
}

/// An order that stands: whenever something holds, something is done.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The drug; who stops it ends the order.
    pub drug: String,
    /// What is looked at.
    pub holds: Expression,
    /// When it is looked at next.
    pub due: Nanoseconds,
    /// It is not looked at any more after that.
    pub until: Nanoseconds,
    /// How often.
    pub every: Nanoseconds,
    /// What is done, at times counted from then.
    pub brings: Vec<Event>,
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
    /// How the heart is carried; of a patient without one it says nothing.
    pub heart: Heart,
    /// The same with an averaged heart, where something happened long before the session: a heart that beats
    /// would take too long to come from there.
    past: Option<Box<Plan>>,
    /// Drugs whose giving may change on the way: all of them.
    changing: BTreeSet<String>,
}

impl LivePlan {
    /// The patient as they come to a time before the session, where they have a past; with the parts that they
    /// take on then.
    pub fn came(&self, to: Nanoseconds) -> Option<Result<(Snapshot, Vec<PartSpec>), EngineError>> {
        let past = self.past.as_deref()?;
        let settings = Settings {
            threads: 1,
            ..Settings::default()
        };
        let carried = || {
            let mut engine = past.engine(&settings)?;
            let newcomer = twin(&past.subject, &past.spread, past.seed, 0, 1);
            let patient = engine.admit(&newcomer, 0)?;
            engine.run_to(to)?;
            Ok(engine.snapshot(patient))
        };
        let had = |part: &&PartSpec| {
            let mut parts = past.subject.parts.iter();
            parts.any(|known| known.instance == part.instance)
        };
        let new = self.plan.subject.parts.iter().filter(|part| !had(part));
        match carried() {
            Ok(snapshot) => Some(Ok((revived(snapshot?), new.cloned().collect()))),
            Err(error) => Some(Err(error)),
        }
    }
}

/// Lays out a scenario for the typical twin, with every medicine that fits the patient ready to be given.
pub fn live(
    scenario: &Scenario,
    shelf: &Shelf,
    heart: Heart,
) -> Result<LivePlan, Vec<PlanProblem>> {
    let mut averaged = scenario.clone();
    averaged.patient.beating = None;
    let mut scenario = scenario.clone();
    if let (Heart::Beating, None) = (heart, scenario.patient.beating) {
        scenario.patient.beating = asks(&scenario).map(|(span, _)| span);
    }
    let changing: BTreeSet<String> = shelf.iter().map(|drug| drug.name.clone()).collect();
    let mut plan = lay_out(&scenario, None, shelf, &changing)?;
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
    let beats = plan.subject.resting.as_ref();
    let heart = match beats.is_some_and(Resting::beating) {
        true => Heart::Beating,
        false => Heart::Averaged,
    };
    if heart == Heart::Beating {
        plan.subject.parts.extend(drawn(&plan.subject));
    }
    let is_long = heart == Heart::Beating && plan.study.start < -LONG;
    let past = match is_long {
        true => {
            let mut past = lay_out(&averaged, None, shelf, &changing)?;
            past.subject.later.clone_from(&plan.subject.later);
            Some(Box::new(past))
        }
        false => None,
    };
    Ok(LivePlan {
        plan,
        heart,
        past,
        changing,
    })
}

/// What an action at a time comes to; `before` are the actions so far, of which it may end or change some.
pub fn order(
    scenario: &Scenario,
    live: &LivePlan,
    shelf: &Shelf,
    (verb, repeat): (&Verb, Option<&Repeat>),
    at: Time,
    before: &[(Time, Verb, Option<Repeat>)],
) -> Result<Ordered, String> {
    // What tells an order from the others of its drug: how many came before it, beyond any place in a file.
    let action = |at: Time, verb: &Verb, repeat: Option<&Repeat>, number: usize| Action {
        timing: Timing::At(vec![At::new(at, Span::default())]),
        verb: verb.clone(),
        repeat: repeat.cloned(),
        hold: None,
        span: Span::new(LIVE + number, LIVE + number),
    };
    if let Verb::Use(_) = verb {
        return Err("a live session has no protocols".to_owned());
    }
    let drug = match verb {
        Verb::Give(give) => shelf.get(&give.what.value),
        Verb::Titrate(titrate) => shelf.get(&titrate.what.value),
        _ => None,
    };
    let subject = &live.plan.subject;
    if let Some(drug) = drug
        && let Err(unfit) = drug.parts(&subject.facts)
    {
        return Err(format!("{} {unfit}", drug.name));
    }
    // What is stopped or adjusted was begun by an action before.
    let looks_back = matches!(verb, Verb::Stop(_) | Verb::Titrate(_));
    let mut treatment: Vec<Action> = Vec::new();
    if looks_back {
        treatment.extend(scenario.treatment.iter().cloned());
        treatment.retain(|action| matches!(action.timing, Timing::At(_)));
        let so_far = before.iter().enumerate();
        treatment.extend(
            so_far.map(|(number, (at, verb, repeat))| action(*at, verb, repeat.as_ref(), number)),
        );
    }
    let lower = |treatment: Vec<Action>| {
        let alone = Scenario {
            treatment,
            arms: vec![Arm {
                name: At::new(String::new(), Span::default()),
                treatment: Vec::new(),
            }],
            ..scenario.clone()
        };
        let (courses, shown, problems) =
            Lowering::of(&alone, subject, shelf, live.plan.seed, &live.changing);
        let course = courses.into_iter().next();
        let (events, conditions) = course.map_or_else(Default::default, |course| {
            (course.events, course.conditions)
        });
        (events, conditions, shown, problems)
    };
    let (mut known, earlier) = match looks_back {
        true => {
            let (events, conditions, ..) = lower(treatment.clone());
            (events, conditions.len())
        }
        false => (Vec::new(), 0),
    };
    treatment.push(action(at, verb, repeat, before.len()));
    let (events, conditions, shown, problems) = lower(treatment);
    if let Some(problem) = problems.into_iter().next() {
        return Err(format!("{}: {}", problem.message, problem.found));
    }
    let now = at.nanoseconds();
    let standing = |condition: Condition| Standing {
        drug: drug.map_or(String::new(), |drug| drug.name.clone()),
        holds: condition.expression,
        due: condition.from.max(now),
        until: condition.until,
        every: condition.every,
        brings: condition.brings,
    };
    let mut ordered = Ordered {
        events: Vec::new(),
        standing: conditions.into_iter().skip(earlier).map(standing).collect(),
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

/// A past longer than this is carried with an averaged heart.
const LONG: Nanoseconds = 2 * MINUTE;

/// Places in files are below it.
const LIVE: usize = 1 << 32;
