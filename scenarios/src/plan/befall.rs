//! Conditions and procedures as events.

use super::Subject;
use super::give::Given;
use super::show::ShownKind;
use crate::condition::{Befallen, Condition, ConditionKind, Severe, condition};
use crate::expression::Fault;
use crate::file::{Severity, Start};
use crate::medicine::Facts;
use crate::time::Time;
use engine::event::{Action, Event};
use engine::order::{Onset, Ordered};
use std::sync::Arc;

fn come(onset: Onset, at: Time) -> Event {
    Event {
        at: at.nanoseconds(),
        action: Action::Ordered(Arc::new(Ordered::Come(Arc::new(onset)))),
    }
}

/// The event by which a condition passes, from as far as it has come.
pub(super) fn pass(known: &Condition, at: Time, subject: &Subject) -> Event {
    let had = subject.had.iter().find(|(name, _)| *name == known.name);
    // Where it was there from the start, the patient's own values are those with it.
    let (to, level) = match had {
        Some((_, undo)) => (undo.clone(), 1.0),
        None => (known.passes(), 0.0),
    };
    let onset = Onset {
        what: known.name.as_str().into(),
        to,
        level,
        minutes: known.recovery,
    };
    come(onset, at)
}

/// What becomes of a patient of whom this is known, or why that cannot be said.
pub(super) fn befallen(
    known: &Condition,
    severity: &Severity,
    facts: &Facts,
) -> Result<Befallen, String> {
    let usual = Severe::default();
    let severe = match severity {
        Severity::Measured { severe, .. } => severe,
        _ => &usual,
    };
    known.befalls(severe, facts).map_err(|fault| match fault {
        Fault::Missing(fact) => format!("needs the patient's {fact}"),
        Fault::Slip(slip) => slip.message.to_owned(),
    })
}

/// Events of what befalls the patient or is done.
pub(super) fn befall(
    known: &Condition,
    start: &Start,
    at: Time,
    subject: &Subject,
) -> Result<Given, String> {
    let text = match &start.severity {
        Severity::Measured { text, .. } => text.as_str(),
        _ => "",
    };
    if subject.had.iter().any(|(name, _)| *name == known.name) {
        return Err("the patient has it from the start".to_owned());
    }
    let lacks = |change: &&crate::condition::Change| {
        let has = subject.parameter(&change.part, &change.name);
        has.is_none()
    };
    if let Some(change) = known.changes.iter().find(lacks) {
        return Err(format!("this patient has no {}", change.part));
    }
    let to = befallen(known, &start.severity, &subject.facts)?;
    let onset = Onset {
        what: known.name.as_str().into(),
        to,
        level: 1.0,
        minutes: known.onset,
    };
    let mut events = vec![come(onset, at)];
    let ended = known.ends.iter().filter_map(|name| condition(name));
    events.extend(ended.map(|ended| pass(ended, at, subject)));
    let over = start.over.as_ref();
    let until = over.map(|over| {
        let until = at.nanoseconds().saturating_add(over.value.nanoseconds());
        Time::from_nanoseconds(until)
    });
    events.extend(until.map(|until| pass(known, until, subject)));
    let kind = match (known.kind, until) {
        (ConditionKind::Procedure, None) => ShownKind::Change,
        _ => ShownKind::Infusion,
    };
    let shown = match kind {
        ShownKind::Change => None,
        _ => Some(until.unwrap_or(Time::LONGEST)),
    };
    Ok(Given {
        events,
        until: shown,
        kind,
        label: format!("{} {text}", known.name).trim_end().to_owned(),
    })
}
