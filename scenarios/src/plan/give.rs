//! Giving a drug: attach it where the patient does not carry it yet, then dose or infuse.

use super::Subject;
use super::show::ShownKind;
use crate::file::{Amount, Give, Per, Rate};
use crate::medicine::{Medicine, Route, Shelf};
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

/// What one `give` is to this patient, in the unit of the state that takes it.
pub(super) struct Measured {
    /// State that takes it.
    pub place: Place,
    /// How it flows.
    pub flow: Flow,
    /// Whether the patient does not carry the part from the start.
    pub new: bool,
    /// How it is shown, and as what.
    pub kind: ShownKind,
    pub text: String,
}

/// How something given flows into a state.
pub(super) enum Flow {
    /// At once.
    AtOnce(f64),
    /// At a rate for some minutes.
    For { rate: f64, minutes: f64 },
    /// At a rate until stopped.
    Open(f64),
    /// As a pump thinks best for a concentration.
    Target(f64),
}

/// Measures one `give` for a patient.
pub(super) fn measure(drug: &Medicine, what: &Give, subject: &Subject) -> Result<Measured, String> {
    let name = what.what.value.as_str();
    let instance = drug.kinetics.instance.as_str();
    let new = !subject.parts.iter().any(|part| *part.instance == *instance);
    if new && drug.own_part {
        return Err(format!(
            "this patient cannot take {name}: choose a virtual patient who can"
        ));
    }
    let route = route(drug, what)?;
    let place = Place {
        part: instance.into(),
        field: route.into.as_str().into(),
    };
    let over = what.over.as_ref().map(|over| over.value.minutes());
    let open = |rate: f64| match over {
        Some(minutes) => Flow::For { rate, minutes },
        None => Flow::Open(rate),
    };
    let (flow, kind, text) = match &what.amount.value {
        Amount::Dose(dose) => {
            let amount = in_state(drug, route, dose.value, &dose.unit, dose.per, subject)?;
            let minutes = over.unwrap_or(drug.usual_minutes);
            let flow = match minutes <= 0.0 {
                true => Flow::AtOnce(amount),
                false => Flow::For {
                    rate: amount / minutes,
                    minutes,
                },
            };
            let kind = match over {
                Some(_) if minutes > 0.0 => ShownKind::Infusion,
                _ => ShownKind::Dose,
            };
            (flow, kind, dose.text.clone())
        }
        Amount::Rate(rate) => {
            let rate_text = rate.text.clone();
            let rate = in_state(drug, route, rate.per_minute, &rate.unit, rate.per, subject)?;
            (open(rate), ShownKind::Infusion, rate_text)
        }
        Amount::Basal => {
            let own = drug
                .basal
                .as_ref()
                .and_then(|parameter| subject.parameter(instance, parameter));
            let rate = own.ok_or_else(|| format!("this patient has no basal rate of {name}"))?;
            (open(rate), ShownKind::Infusion, "basal".to_owned())
        }
        Amount::Target(target) => {
            let level = drug.in_dose_unit(target.level.value, &target.level.unit);
            let level = level.ok_or_else(|| format!("{name} is measured in another unit"))?;
            let text = match target.effect_site {
                true => format!("{} at the site of effect", target.level.text),
                false => format!("{} in plasma", target.level.text),
            };
            (
                Flow::Target(level * route.per_dose),
                ShownKind::Infusion,
                text,
            )
        }
    };
    Ok(Measured {
        place,
        flow,
        new,
        kind,
        text,
    })
}

/// Events of one `give` of a drug at a time.
pub(super) fn give(
    drug: &Medicine,
    what: &Give,
    at: Time,
    subject: &Subject,
) -> Result<Given, String> {
    let name = what.what.value.as_str();
    let Measured {
        place,
        flow,
        new,
        kind,
        text,
    } = measure(drug, what, subject)?;
    let mut events = Vec::new();
    let mut push = |time: Time, action| {
        events.push(Event {
            at: time.nanoseconds(),
            action,
        });
    };
    if new {
        let part = place.part.clone();
        push(at, Action::Attach { part });
    }
    let (rate, until) = match flow {
        Flow::AtOnce(amount) => {
            push(at, Action::Add { place, amount });
            return Ok(Given {
                events,
                until: None,
                kind,
                label: format!("{} {text}", drug.called),
            });
        }
        Flow::For { rate, minutes } => (rate, Some(after(at, minutes))),
        Flow::Open(rate) => (rate, None),
        // Targets are orders.
        Flow::Target(_) => return Err("a target without a pump".to_owned()),
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
        label: format!("{} {text}", drug.called),
    })
}

/// A time so many minutes later.
pub(super) fn after(at: Time, minutes: f64) -> Time {
    let later = (minutes * MINUTE as f64).round() as i64;
    Time::from_nanoseconds(at.nanoseconds().saturating_add(later))
}

/// The route that was asked for, or the usual one.
pub(super) fn route<'d>(drug: &'d Medicine, what: &Give) -> Result<&'d Route, String> {
    let Some(route) = &what.route else {
        return drug.routes.first().ok_or_else(|| "no route".to_owned());
    };
    let mut routes = drug.routes.iter();
    routes
        .find(|known| known.name == route.value)
        .ok_or_else(|| format!("{} is not given by that route", drug.name))
}

/// An amount in the unit of the state that takes it.
pub(super) fn in_state(
    drug: &Medicine,
    route: &Route,
    value: f64,
    unit: &Unit,
    per: Per,
    subject: &Subject,
) -> Result<f64, String> {
    let dose = drug
        .in_dose_unit(value, unit)
        .ok_or_else(|| format!("{} is dosed in another unit: {}", drug.name, drug.example))?;
    let share = drug.share(route, &subject.facts);
    let share = share.map_err(|unfit| format!("{} {unfit}", drug.name))?;
    let weight = subject.person.weight_kg;
    let dose = dose * subject.count_of(per)?;
    Ok(dose * route.per_dose * share / if route.per_weight { weight } else { 1.0 })
}

/// A rate in the unit of the state that takes it, for each minute; a fluid's in mL.
pub(crate) fn per_minute(name: &str, rate: &Rate, shelf: &Shelf, subject: &Subject) -> Option<f64> {
    let Some(drug) = shelf.get(name) else {
        return Some(rate.per_minute * subject.count_of(rate.per).ok()?);
    };
    let route = drug.routes.first()?;
    in_state(drug, route, rate.per_minute, &rate.unit, rate.per, subject).ok()
}
