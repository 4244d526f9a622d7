//! Who may do what to a live patient.

use crate::check::befalls;
use crate::condition::{ConditionKind, condition};
use crate::file::{Act, By, Doing, Scenario, Verb};

/// What learners set themselves; all else that can be set is the patient's disease.
pub const DEVICES: [&str; 2] = ["oxygen_device", "ventilator"];

/// Whether an act may be done in a case by whom it is done.
pub(super) fn may(scenario: &Scenario, act: &Act) -> Result<(), String> {
    if act.by == By::Instructor {
        return Ok(());
    }
    let verb = match &act.what {
        Doing::Verb(verb) => verb,
        Doing::Steer(_) => return Err("only the instructor steers".to_owned()),
        Doing::Ask(_) | Doing::Examine(_) | Doing::Say(_) | Doing::Note(_) => return Ok(()),
    };
    let teaching = scenario.teaching.as_ref();
    let orders = teaching.and_then(|teaching| teaching.orders.as_ref());
    let drug = match verb {
        Verb::Give(give) => Some(&give.what.value),
        Verb::Titrate(titrate) => Some(&titrate.what.value),
        _ => None,
    };
    match (verb, drug, orders) {
        (_, Some(drug), Some(orders)) if !orders.contains(drug) => {
            let there = crate::nearest::list(orders.iter().map(String::as_str));
            Err(format!("`{drug}` is not at hand; there are {there}"))
        }
        (Verb::Set(set), ..) if DEVICES.contains(&&*set.parameter.value.part) => Ok(()),
        (Verb::Start(start), ..) if is_procedure(&start.what.value) => Ok(()),
        // Who bleeds is tied off by a surgeon, whom the instructor plays.
        (Verb::Stop(what), ..) if befalls(&what.value) && !is_procedure(&what.value) => {
            Err("only the instructor ends what befell the patient".to_owned())
        }
        (Verb::Set(_) | Verb::Start(_), ..) => {
            Err("only the instructor changes the patient's disease".to_owned())
        }
        _ => Ok(()),
    }
}

fn is_procedure(name: &str) -> bool {
    condition(name).is_some_and(|known| known.kind == ConditionKind::Procedure)
}
