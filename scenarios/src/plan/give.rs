//! Giving a drug: attach it where the patient does not carry it yet, then dose or infuse.

use super::Subject;
use super::show::ShownKind;
use crate::file::{Amount, Give};
use crate::medicine::{Medicine, Route};
use crate::time::Time;
use engine::event::{Action, Event, Place};
use engine::time::MINUTE;
use physiology::unit::Unit;
use std::sync::Arc;

/// What giving comes to.
pub(super) struct Given {
    pub events: Vec<Event>,
    pub until: Option<Time>,
    pub kind: ShownKind,
    pub label: String,
}

/// Events of one `give` of a drug at a time.
pub(super) fn give(
    drug: &Medicine,
    what: &Give,
    at: Time,
    subject: &Subject,
) -> Result<Given, String> {
    let name = what.what.value.as_str();
    let instance = drug.kinetics.instance.as_str();
    let has = subject.parts.iter().any(|part| *part.instance == *instance);
    let mut events = Vec::new();
    let mut push = |time: Time, action| {
        events.push(Event {
            at: time.nanoseconds(),
            action,
        });
    };
    let part: Arc<str> = instance.into();
    if !has {
        if drug.own_part {
            return Err(format!(
                "this patient cannot take {name}: choose a virtual patient who can"
            ));
        }
        push(at, Action::Attach { part: part.clone() });
    }
    let place = Place {
        part: part.clone(),
        field: route(drug, what)?.into.as_str().into(),
    };
    let route = route(drug, what)?;
    let after = |minutes: f64| {
        Time::from_nanoseconds(
            at.nanoseconds()
                .saturating_add((minutes * MINUTE as f64).round() as i64),
        )
    };
    let over = what.over.as_ref().map(|over| over.value.minutes());
    let (rate, until, kind, text) = match &what.amount.value {
        Amount::Dose(dose) => {
            let amount = in_state(drug, route, dose.value, &dose.unit, dose.per_kg, subject)?;
            let minutes = over.unwrap_or(drug.usual_minutes);
            if minutes <= 0.0 {
                push(at, Action::Add { place, amount });
                let label = format!("{name} {}", dose.text);
                return Ok(Given {
                    events,
                    until: None,
                    kind: ShownKind::Dose,
                    label,
                });
            }
            let kind = match over {
                Some(_) => ShownKind::Infusion,
                None => ShownKind::Dose,
            };
            (
                amount / minutes,
                Some(after(minutes)),
                kind,
                dose.text.clone(),
            )
        }
        Amount::Rate(rate) => {
            let per_minute = in_state(
                drug,
                route,
                rate.per_minute,
                &rate.unit,
                rate.per_kg,
                subject,
            )?;
            (
                per_minute,
                over.map(after),
                ShownKind::Infusion,
                rate.text.clone(),
            )
        }
        Amount::Basal => {
            let own = drug
                .basal
                .as_ref()
                .and_then(|parameter| subject.parameter(instance, parameter));
            let rate = own.ok_or_else(|| format!("this patient has no basal rate of {name}"))?;
            (
                rate,
                over.map(after),
                ShownKind::Infusion,
                "basal".to_owned(),
            )
        }
    };
    // A rate without an end is a dial: turning it again replaces it. Doses run beside each other.
    let infusion: Arc<str> = match until {
        None => format!("{name} rate").into(),
        Some(_) => format!("{name} {text} at {} ns", at.nanoseconds()).into(),
    };
    if until.is_none() {
        push(
            at,
            Action::Close {
                infusion: infusion.clone(),
            },
        );
    }
    push(
        at,
        Action::Open {
            infusion: infusion.clone(),
            place,
            rate,
        },
    );
    if let Some(until) = until {
        push(until, Action::Close { infusion });
    }
    let shown_until = match kind {
        ShownKind::Dose => None,
        // An open-ended infusion is shown to the figure's end.
        _ => Some(until.unwrap_or(Time::LONGEST)),
    };
    Ok(Given {
        events,
        until: shown_until,
        kind,
        label: format!("{name} {text}"),
    })
}

/// The route that was asked for, or the usual one.
fn route<'d>(drug: &'d Medicine, what: &Give) -> Result<&'d Route, String> {
    let Some(route) = &what.route else {
        return drug.routes.first().ok_or_else(|| "no route".to_owned());
    };
    let mut routes = drug.routes.iter();
    routes
        .find(|known| known.name == route.value)
        .ok_or_else(|| format!("{} is not given by that route", drug.name))
}

/// An amount in the unit of the state that takes it.
fn in_state(
    drug: &Medicine,
    route: &Route,
    value: f64,
    unit: &Unit,
    per_kg: bool,
    subject: &Subject,
) -> Result<f64, String> {
    let dose = unit
        .convert(value, &drug.dose_unit)
        .ok_or_else(|| format!("{} is dosed in another unit: {}", drug.name, drug.example))?;
    let share = drug.share(route, &subject.facts);
    let share = share.map_err(|unfit| format!("{} {unfit}", drug.name))?;
    let weight = subject.person.weight_kg;
    let dose = dose * if per_kg { weight } else { 1.0 };
    Ok(dose * route.per_dose * share / if route.per_weight { weight } else { 1.0 })
}
