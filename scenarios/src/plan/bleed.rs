//! Fluids into veins, and blood out of wounds.

use super::Subject;
use super::give::Given;
use super::show::ShownKind;
use crate::file::{Amount, Give, Severity, Start};
use crate::time::Time;
use engine::event::{Action, Event, Place, Setting};
use engine::time::MINUTE;
use physiology::circulation::fluid::Fluid;
use std::sync::Arc;

fn after(at: Time, minutes: f64) -> Time {
    let more = (minutes * MINUTE as f64).round() as i64;
    Time::from_nanoseconds(at.nanoseconds().saturating_add(more))
}

fn place(part: &str, field: &str) -> Place {
    Place {
        part: part.into(),
        field: field.into(),
    }
}

/// Where a millilitre of a fluid goes. Its salts make base by themselves where salts are followed.
fn contents(fluid: &Fluid, salts: bool, chemistry: bool) -> Vec<(Place, f64)> {
    if fluid.drunk {
        return vec![(place("electrolytes", "gut_water"), 1.0)];
    }
    let mut into = vec![
        (place("circulation", "central_veins"), 1.0),
        (place("blood", "haemoglobin_mass"), fluid.haemoglobin),
        (place("blood", "plasma_protein"), fluid.protein),
    ];
    if salts {
        into.extend([
            (place("electrolytes", "sodium"), fluid.sodium),
            (place("electrolytes", "chloride"), fluid.chloride),
            (place("electrolytes", "potassium"), fluid.potassium),
            (place("electrolytes", "weak_acid"), fluid.other_weak_acid()),
        ]);
    } else if chemistry {
        into.push((place("acid_base", "fixed_base"), fluid.base()));
    }
    into
}

/// Events of giving a fluid: its volume to the great veins, what is in it to the blood.
pub(super) fn give_fluid(
    fluid: &Fluid,
    what: &Give,
    at: Time,
    subject: &Subject,
) -> Result<Given, String> {
    let name = fluid.name;
    let over = what.over.as_ref().map(|over| over.value.minutes());
    let (rate, minutes, text) = match &what.amount.value {
        Amount::Dose(dose) => {
            let volume = dose.value * subject.count_of(dose.per)?;
            let minutes = over.unwrap_or(volume / fluid.usual_rate);
            (volume / minutes, Some(minutes), dose.text.clone())
        }
        Amount::Rate(rate) => (
            rate.per_minute * subject.count_of(rate.per)?,
            over,
            rate.text.clone(),
        ),
        Amount::Basal => return Err(format!("there is no basal rate of {name}")),
        Amount::Target(_) => return Err(format!("no pump aims at a concentration of {name}")),
    };
    let until = minutes.map(|minutes| after(at, minutes));
    let has = |part: &str| subject.parts.iter().any(|own| *own.instance == *part);
    let into = contents(fluid, has("electrolytes"), has("acid_base"));
    let mut events = Vec::new();
    let mut push = |time: Time, action| {
        events.push(Event {
            at: time.nanoseconds(),
            action,
        });
    };
    for (place, per_volume) in into.into_iter().filter(|(_, per)| *per != 0.0) {
        // A rate without an end is a dial: turning it again replaces it.
        let infusion: Arc<str> = match until {
            None => format!("{name} rate, {}", place.field).into(),
            Some(_) => format!("{name} {text} at {} ns, {}", at.nanoseconds(), place.field).into(),
        };
        if until.is_none() {
            let infusion = infusion.clone();
            push(at, Action::Close { infusion });
        }
        push(
            at,
            Action::Open {
                infusion: infusion.clone(),
                place,
                rate: rate * per_volume,
            },
        );
        if let Some(until) = until {
            push(until, Action::Close { infusion });
        }
    }
    Ok(Given {
        events,
        until: Some(until.unwrap_or(Time::LONGEST)),
        kind: ShownKind::Infusion,
        label: format!("{name} {text}"),
    })
}

/// Closes everything of a fluid that these events have opened.
pub(super) fn stop_fluid(fluid: &Fluid, so_far: &[Event], at: Time) -> Vec<Event> {
    let of_fluid = |name: &str| {
        let rest = name.strip_prefix(fluid.name);
        rest.is_some_and(|rest| rest.starts_with(' '))
    };
    let opened = so_far.iter().filter_map(|event| match &event.action {
        Action::Open { infusion, .. } if of_fluid(infusion) => Some(infusion.clone()),
        _ => None,
    });
    let close = |infusion| Event {
        at: at.nanoseconds(),
        action: Action::Close { infusion },
    };
    opened.map(close).collect()
}

fn set(at: Time, field: &str, value: f64) -> Event {
    Event {
        at: at.nanoseconds(),
        action: Action::SetParameter {
            place: place("circulation", field),
            to: Setting::Value(value),
        },
    }
}

/// Events of bleeding: from a wound of an artery, whose flow follows the pressure, or taken at a
/// rate.
pub(super) fn bleed(start: &Start, at: Time, subject: &Subject) -> Result<Given, String> {
    let over = start.over.as_ref().map(|over| over.value.minutes());
    let until = over.map(|minutes| after(at, minutes));
    let (field, value, text) = match &start.severity {
        Severity::Rate { per_minute, text } => ("bled", *per_minute, text.clone()),
        Severity::FirstLoss { per_minute, text } => {
            let resting = subject.resting.as_ref();
            let pressure = resting
                .and_then(|resting| resting.signal(&subject.parts, "mean_arterial_pressure"))
                .ok_or("this patient has no circulation that could bleed")?;
            ("arterial_wound", per_minute / pressure, text.clone())
        }
        Severity::Measured { .. } | Severity::Effect { .. } => {
            return Err("nothing says how much is lost".to_owned());
        }
    };
    let mut events = vec![set(at, field, value)];
    events.extend(until.map(|until| set(until, field, 0.0)));
    Ok(Given {
        events,
        until: Some(until.unwrap_or(Time::LONGEST)),
        kind: ShownKind::Infusion,
        label: format!("{} {text}", start.what.value),
    })
}

/// Events that end all bleeding.
pub(super) fn staunch(at: Time) -> Vec<Event> {
    vec![set(at, "bled", 0.0), set(at, "arterial_wound", 0.0)]
}
