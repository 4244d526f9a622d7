//! Virtual patients with type 1 diabetes on an eventful day.

use super::{Case, add, close, named, open};
use engine::event::{Action, Event};
use engine::time::{HOUR, MINUTE, Nanoseconds};
use physiology::people::virtual_patients;

/// Patient number `n` of the 30, with meals, boluses and a pump, for ten hours.
pub fn day(n: usize) -> Case {
    let patients = virtual_patients();
    let patient = &patients[n % patients.len()];
    let parts = patient.parts.iter();
    let parts = parts.map(|part| named(part.instance, part.system, &part.params));
    let sampled = ["plasma_glucose", "sensor_glucose", "plasma_insulin"];
    let mut case = Case::new(parts.collect(), &sampled, 10 * HOUR);
    case.every = 7 * MINUTE;
    case.events
        .push(open(0, "basal", "insulin_depot.first", 1.2));
    // Seconds and odd nanoseconds: times that no grid of steps knows.
    for (meal, at, grams) in [
        ("breakfast", HOUR + 1_234_567_891, 45.0),
        ("lunch", 5 * HOUR, 70.0),
    ] {
        eat(&mut case, meal, at, grams);
        case.events
            .push(add(at + 3 * MINUTE, "insulin_depot.first", 4.0 * grams));
    }
    case.events.push(close(7 * HOUR, "basal"));
    case.events
        .push(open(7 * HOUR, "low", "insulin_depot.first", 0.7));
    case.events.sort_by_key(|event| event.at);
    case
}

/// A meal of ten minutes.
fn eat(case: &mut Case, name: &str, at: Nanoseconds, grams: f64) {
    let amount = 1000.0 * grams;
    let begin = Action::Jump {
        part: "gut".into(),
        jump: "begin_meal".into(),
        amount,
    };
    case.events.push(Event { at, action: begin });
    case.events.push(open(at, name, "gut.solid", amount / 10.0));
    case.events.push(close(at + 10 * MINUTE, name));
}
