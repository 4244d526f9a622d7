//! What may change on the way: repeated doses that are titrated, missed or stopped, rates that are
//! titrated, and pumps. They become orders of the engine.

use super::Subject;
use super::give::{Flow, Measured, in_state, measure};
use crate::file::{self, Action, Amount, Give, Level, LevelOf, Scenario, StepBy, Titrate, Verb};
use crate::medicine::{Medicine, Shelf};
use crate::time::Time;
use engine::order::{Adherence, By, How, Order};
use engine::pump::{Pump, Site, Typical};
use engine::time::SECOND;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Drugs whose giving may change on the way.
pub(super) fn changing(scenario: &Scenario) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut stopped = BTreeSet::new();
    let mut rows = BTreeSet::new();
    for action in scenario.actions() {
        match &action.verb {
            Verb::Titrate(titrate) => {
                names.insert(titrate.what.value.clone());
            }
            Verb::Stop(what) => {
                stopped.insert(what.value.clone());
            }
            Verb::Give(give) => {
                let pump = matches!(give.amount.value, Amount::Target(_));
                if pump || give.adherence.is_some() || action.hold.is_some() {
                    names.insert(give.what.value.clone());
                } else if action.repeat.is_some() {
                    rows.insert(give.what.value.clone());
                }
            }
            _ => {}
        }
    }
    names.extend(stopped.intersection(&rows).cloned());
    names
}

/// Whether an action begins an order: a row of doses, a dial or a pump.
pub(super) fn is_order(action: &Action, give: &Give) -> bool {
    let dial = matches!(give.amount.value, Amount::Rate(_) | Amount::Basal) && give.over.is_none();
    dial || matches!(give.amount.value, Amount::Target(_))
        || action.repeat.is_some() && matches!(action.timing, file::Timing::At(_))
}

/// The order that a `give` begins; `number` tells it from others.
pub(super) fn order(
    drug: &Medicine,
    give: &Give,
    number: u64,
    subject: &Subject,
    shelf: &Shelf,
) -> Result<(Order, Measured), String> {
    let measured = measure(drug, give, subject)?;
    let (level, how) = match (&measured.flow, &give.amount.value) {
        (Flow::AtOnce(amount), _) => (*amount, How::Doses { minutes: 0.0 }),
        (Flow::For { rate, minutes }, _) => (rate * minutes, How::Doses { minutes: *minutes }),
        (Flow::Open(rate), _) => (*rate, How::Rate),
        (Flow::Target(level), Amount::Target(target)) => {
            let pump = pump(drug, give, target, subject, shelf)?;
            (*level, How::Target(Arc::new(pump)))
        }
        (Flow::Target(_), _) => return Err("a target without a pump".to_owned()),
    };
    let order = Order {
        drug: drug.name.as_str().into(),
        number,
        level,
        how,
        place: measured.place.clone(),
    };
    Ok((order, measured))
}

/// How many doses are taken, with the seed of the run.
pub(super) fn adherence(give: &Give, seed: u64) -> Option<Adherence> {
    let known = give.adherence.as_ref()?;
    Some(Adherence {
        seed,
        taken: known.taken,
        spread: known.spread,
    })
}

/// A pump set to a medicine for the typical person of these facts.
fn pump(
    drug: &Medicine,
    give: &Give,
    target: &file::Target,
    subject: &Subject,
    shelf: &Shelf,
) -> Result<Pump, String> {
    let name = target
        .model
        .as_ref()
        .map_or(&drug.name, |model| &model.value);
    let model = shelf
        .get(name)
        .ok_or_else(|| format!("there is no medicine {name}"))?;
    let parts = model.parts(&subject.facts);
    let (kinetics, _) = parts.map_err(|unfit| format!("the pump's model: {name} {unfit}"))?;
    let compartments = ["one_compartment", "two_compartments", "three_compartments"];
    let linear = kinetics.filter(|part| compartments.contains(&&*part.system));
    let linear = linear.ok_or_else(|| format!("no pump knows {name}: it needs compartments"))?;
    let value = |name: &str| {
        let fields = model.kinetics.layout.params.iter();
        let mut known = fields.zip(&linear.params).zip(&model.kinetics.parameters);
        let ((field, value), given) = known.find(|((field, _), _)| field.name == name)?;
        given.is.as_ref()?;
        // Rates of models count in minutes or hours.
        let hours = field.unit.ends_with("/h");
        Some(if hours { value / 60.0 } else { *value })
    };
    let need = |name: &str| value(name).ok_or_else(|| format!("the pump's model has no {name}"));
    let mut peripheral = Vec::new();
    for (exchange, volume) in [("exchange2", "volume2"), ("exchange3", "volume3")] {
        if let (Some(exchange), Some(volume)) = (value(exchange), value(volume)) {
            peripheral.push((exchange, volume));
        }
    }
    let typical = Typical {
        volume: need("volume")?,
        clearance: need("clearance")?,
        peripheral,
        equilibration: match target.effect_site {
            true => need("equilibration")?,
            false => value("equilibration").unwrap_or(0.0),
        },
    };
    let site = match target.effect_site {
        true => Site::Effect,
        false => Site::Plasma,
    };
    let most = match &target.most {
        Some(level) => in_units_of_state(drug, Some(give), level, subject)?,
        None => f64::INFINITY,
    };
    let every = target.every.as_ref();
    let every = every.map_or(10 * SECOND, |every| every.value.nanoseconds());
    Ok(Pump::new(&typical, site, every, most))
}

/// A level in the unit of the state that takes the drug; a rate per minute, a concentration as it is.
fn in_units_of_state(
    drug: &Medicine,
    give: Option<&Give>,
    level: &Level,
    subject: &Subject,
) -> Result<f64, String> {
    let route = match give {
        Some(give) => super::give::route(drug, give)?,
        None => drug.routes.first().ok_or_else(|| "no route".to_owned())?,
    };
    match level.of {
        LevelOf::Target => drug
            .in_dose_unit(level.value, &level.unit)
            .map(|value| value * route.per_dose)
            .ok_or_else(|| format!("{} is measured in another unit", drug.name)),
        _ => in_state(drug, route, level.value, &level.unit, level.per, subject),
    }
}

/// What a titration does to orders.
pub(super) struct Stepping {
    /// One step up.
    pub up: By,
    /// One step down.
    pub down: By,
    /// Least and most.
    pub within: (f64, f64),
    /// What a rate begins as where none runs.
    pub begin: Option<Order>,
}

/// Works out a titration for a patient.
pub(super) fn stepping(
    scenario: &Scenario,
    drug: &Medicine,
    titrate: &Titrate,
    subject: &Subject,
) -> Result<Stepping, String> {
    let name = &drug.name;
    let gives: Vec<(&Action, &Give)> = scenario
        .actions()
        .filter_map(|action| match &action.verb {
            Verb::Give(give) if give.what.value == *name => Some((action, give)),
            _ => None,
        })
        .filter(|(action, give)| is_order(action, give))
        .collect();
    let (least, most) = &titrate.step.within.value;
    let of = match gives.first().map(|(_, give)| &give.amount.value) {
        None => least.of,
        Some(Amount::Target(_)) => LevelOf::Target,
        Some(Amount::Dose(_)) => LevelOf::Dose,
        Some(_) => LevelOf::Rate,
    };
    if gives.is_empty() && of != LevelOf::Rate {
        return Err(format!(
            "nothing gives {name} again and again, so that there is nothing to adjust"
        ));
    }
    // Limits per day of what is given once a day are limits of the dose.
    let every = gives.first().and_then(|(action, _)| action.repeat.as_ref());
    let every = every.map(|repeat| repeat.every.value.minutes());
    let give = gives.first().map(|(_, give)| *give);
    let level = |level: &Level| -> Result<f64, String> {
        let value = in_units_of_state(drug, give, level, subject)?;
        match (level.of, of, every) {
            (found, wanted, _) if found == wanted => Ok(value),
            (LevelOf::Rate, LevelOf::Dose, Some(minutes)) => Ok(value * minutes),
            _ => Err(format!(
                "{name} is given in another way than its limits are"
            )),
        }
    };
    let by = |sign: f64| match &titrate.step.by.value {
        StepBy::Share(share, _) => Ok(By::Share(sign * share)),
        StepBy::Level(step) => level(step).map(|step| By::Amount(sign * step)),
    };
    let begin = match of {
        LevelOf::Dose | LevelOf::Target => None,
        LevelOf::Rate => Some(Order {
            drug: name.as_str().into(),
            number: u64::MAX,
            level: level(least)?,
            how: How::Rate,
            place: engine::event::Place {
                part: drug.kinetics.instance.as_str().into(),
                field: drug.routes.first().map_or("", |route| &route.into).into(),
            },
        }),
    };
    Ok(Stepping {
        up: by(1.0)?,
        down: by(-1.0)?,
        within: (level(least)?, level(most)?),
        begin,
    })
}

/// What tells an order from the drug's others: where its action stands, and which of its times.
pub(super) fn number(action: &Action, which: usize) -> u64 {
    (action.span.start as u64) << 20 | which as u64
}

/// The last time at which a titration looks.
pub(super) fn last_look(titrate: &Titrate, offset: Time) -> i64 {
    let until = titrate.step.until.as_ref();
    until.map_or(i64::MAX, |until| {
        until
            .value
            .nanoseconds()
            .saturating_add(offset.nanoseconds())
    })
}
