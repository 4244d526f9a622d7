//! What runs into a patient now, as people read it.

use crate::file::{Act, Amount, Doing, Rate, Scenario, Verb};
use crate::medicine::Shelf;
use crate::plan::{Subject, per_minute};
use crate::quantity::{significant, split_number};
use physiology::circulation::fluid::{FLUIDS, fluid};
use std::sync::Arc;

/// Something that runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    /// The drug or the fluid.
    pub drug: String,
    /// How much, as it would be ordered: "0.1 ug/kg/min"; of a dose that runs in, what was ordered.
    pub amount: String,
    /// Whether it runs at a rate until it is stopped, so that the rate can be changed.
    pub is_rate: bool,
}

/// What runs, of what is open: part, infusion, amount per minute.
pub(super) fn running(
    open: &[(Arc<str>, Arc<str>, f64)],
    scenario: &Scenario,
    subject: &Subject,
    shelf: &Shelf,
    log: &[Act],
) -> Vec<Running> {
    let mut found: Vec<Running> = Vec::new();
    for (part, infusion, rate) in open {
        let drugs = shelf.iter().map(|drug| drug.name.as_str());
        let fluids = FLUIDS.iter().map(|fluid| fluid.name);
        let mut names: Vec<&str> = drugs.chain(fluids).collect();
        // The longest that fits: one name may begin another.
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let named = |name: &&&str| {
            let rest = infusion.strip_prefix(**name);
            rest.is_some_and(|rest| rest.starts_with(' '))
        };
        let Some(drug) = names.iter().find(named).map(|name| (*name).to_owned()) else {
            continue;
        };
        // A fluid's volume goes to the circulation, and what is in it elsewhere.
        if fluid(&drug).is_some() && **part != *"circulation" {
            continue;
        }
        let rest = infusion[drug.len() + 1..].to_owned();
        let is_rate = rest == "rate" || rest.starts_with("rate,");
        let amount = match is_rate {
            true => as_ordered(&drug, *rate, scenario, subject, shelf, log),
            false => rest.split(" at ").next().unwrap_or("").to_owned(),
        };
        found.push(Running {
            drug,
            amount,
            is_rate,
        });
    }
    found
}

/// A rate in the unit in which it was ordered last.
fn as_ordered(
    drug: &str,
    now: f64,
    scenario: &Scenario,
    subject: &Subject,
    shelf: &Shelf,
    log: &[Act],
) -> String {
    let ordered = log.iter().rev().filter_map(|act| match &act.what {
        Doing::Verb(verb) => Some(verb),
        _ => None,
    });
    let treatment: Vec<&Verb> = scenario.actions().map(|action| &action.verb).collect();
    let rate = ordered
        .chain(treatment.into_iter().rev())
        .find_map(|verb| rate_of(verb, drug));
    let shown = |rate: &Rate| {
        let whole = per_minute(drug, rate, shelf, subject)?;
        let (value, end) = split_number(&rate.text).ok()?;
        Some(format!(
            "{} {}",
            significant(value * now / whole, 3),
            rate.text[end..].trim()
        ))
    };
    rate.and_then(|rate| shown(&rate))
        .unwrap_or_else(|| "running".to_owned())
}

/// The rate that an action speaks of.
fn rate_of(verb: &Verb, drug: &str) -> Option<Rate> {
    match verb {
        Verb::Give(give) if give.what.value == drug => match &give.amount.value {
            Amount::Rate(rate) => Some(rate.clone()),
            _ => None,
        },
        Verb::Titrate(titrate) if titrate.what.value == drug => {
            let level = &titrate.step.within.value.1;
            Some(Rate {
                per_minute: level.value,
                unit: level.unit,
                per: level.per,
                text: level.text.clone(),
            })
        }
        _ => None,
    }
}
