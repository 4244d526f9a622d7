//! Conditions: when they are looked at, how often they fire, and what they bring.

use crate::problems::{Case, add, close, named, open, ways};
use engine::event::Event;
use engine::time::{MINUTE, Nanoseconds};
use engine::world::Trigger;
use std::sync::Arc;

/// A drug that goes by a tenth a minute, and a rescue of 1 when it is below 0.5.
fn case(horizon: Nanoseconds) -> Case {
    let mut case = Case::new(
        vec![named("drug", "decay", &[0.1, 1.0])],
        &["drug.amount"],
        horizon,
    );
    case.every = MINUTE;
    case
}

fn rescue(times: u32, rest: Nanoseconds, brings: Vec<Event>) -> Trigger {
    Trigger {
        holds: Arc::new(|signals| signals[0] < 0.5),
        from: 0,
        until: Nanoseconds::MAX,
        every: MINUTE,
        rest,
        times,
        brings: brings.into(),
    }
}

#[test]
fn a_trigger_fires_as_often_as_it_may() {
    for settings in ways(1e-8) {
        let mut case = case(60 * MINUTE);
        case.triggers = vec![rescue(1, 0, vec![add(0, "drug.amount", 1.0)])];
        let track = case.run(&settings);
        // exp(-0.7) is below a half, exp(-0.6) is not.
        assert_eq!(track.fired, [(0, 7 * MINUTE)], "{}", settings.method);
        let exact = (-0.7_f64).exp();
        assert!((track.samples[7] - exact).abs() < 1e-6, "a left limit");
        assert!((track.samples[8] - (exact + 1.0) * (-0.1_f64).exp()).abs() < 1e-6);

        case.triggers = vec![rescue(3, 0, vec![add(0, "drug.amount", 1.0)])];
        let track = case.run(&settings);
        assert_eq!(track.fired.len(), 3);
        assert_eq!(track.samples.len(), 61);
    }
}

#[test]
fn a_trigger_rests() {
    for settings in ways(1e-8) {
        // It brings nothing, so its condition keeps holding.
        let mut case = case(30 * MINUTE);
        case.triggers = vec![rescue(100, 5 * MINUTE, Vec::new())];
        let times: Vec<Nanoseconds> = case.run(&settings).fired.iter().map(|f| f.1).collect();
        assert_eq!(times, [7, 12, 17, 22, 27].map(|minute| minute * MINUTE));
        case.triggers[0].rest = 0;
        assert_eq!(case.run(&settings).fired.len(), 24, "minutes 7 to 30");
    }
}

#[test]
fn triggers_that_hold_at_one_look_fire_together() {
    for settings in ways(1e-8) {
        let mut case = case(30 * MINUTE);
        case.triggers = vec![rescue(100, 0, Vec::new()), rescue(100, 0, Vec::new())];
        for trigger in &mut case.triggers {
            trigger.times = 1;
        }
        let fired = case.run(&settings).fired;
        assert_eq!(fired, [(0, 7 * MINUTE), (1, 7 * MINUTE)]);
    }
}

#[test]
fn a_trigger_is_not_looked_at_before_or_after_its_time() {
    for settings in ways(1e-8) {
        let mut case = case(30 * MINUTE);
        case.triggers = vec![rescue(100, 0, Vec::new())];
        case.triggers[0].from = 10 * MINUTE;
        case.triggers[0].until = 12 * MINUTE;
        let times: Vec<Nanoseconds> = case.run(&settings).fired.iter().map(|f| f.1).collect();
        assert_eq!(times, [10, 11, 12].map(|minute| minute * MINUTE));
    }
}

/// What it brings is counted from its firing, and comes after the list's events at the same time.
#[test]
fn what_a_trigger_brings_comes_later_and_in_order() {
    for settings in ways(1e-9) {
        let mut case = case(20 * MINUTE);
        case.parts[0].params[0] = 0.0;
        case.parts[0].params[1] = 0.25;
        case.triggers = vec![rescue(
            1,
            0,
            vec![
                open(2 * MINUTE, "drip", "drug.amount", 1.0),
                close(5 * MINUTE, "drip"),
                add(7 * MINUTE, "drug.amount", 10.0),
            ],
        )];
        // Closes nothing: the drip opens at this time, but after it.
        case.events = vec![close(2 * MINUTE, "drip")];
        let rows: Vec<f64> = case.rows(&settings).iter().map(|row| row[0]).collect();
        for (minute, exact) in [(2, 0.25), (3, 1.25), (5, 3.25), (7, 3.25), (8, 13.25)] {
            assert!((rows[minute] - exact).abs() < 1e-9, "{minute}: {rows:?}");
        }
    }
}

/// It counts, and what it brings belongs to what would come next.
#[test]
fn a_trigger_that_fires_at_the_horizon_counts() {
    for settings in ways(1e-8) {
        let mut case = case(7 * MINUTE);
        case.triggers = vec![rescue(1, 0, vec![add(0, "drug.amount", 1.0)])];
        let track = case.run(&settings);
        assert_eq!(track.fired, [(0, 7 * MINUTE)], "{}", settings.method);
        assert_eq!(track.samples.len(), 8);
    }
}
