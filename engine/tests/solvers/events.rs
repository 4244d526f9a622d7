//! What happens at an instant: in order, exactly, and seen just before.

use crate::problems::{Case, add, close, named, open, place, ways};
use engine::event::{Action, Event, Setting};
use engine::patient::Status;
use engine::time::{HOUR, MINUTE, Nanoseconds};

/// A pool that loses nothing.
fn pool(horizon: Nanoseconds) -> Case {
    Case::new(
        vec![named("pool", "decay", &[0.0, 0.0])],
        &["pool.amount"],
        horizon,
    )
}

fn last(case: &Case, settings: &engine::world::Settings) -> f64 {
    let rows = case.rows(settings);
    rows[rows.len() - 1][0]
}

fn set(at: Nanoseconds, path: &str, to: Setting) -> Event {
    let place = place(path);
    Event {
        at,
        action: Action::SetParameter { place, to },
    }
}

fn on(at: Nanoseconds, action: Action) -> Event {
    Event { at, action }
}

#[test]
fn events_at_one_time_keep_their_order() {
    let reset = || {
        on(
            MINUTE,
            Action::Reset {
                part: "pool".into(),
            },
        )
    };
    for settings in ways(1e-6) {
        let mut case = pool(2 * MINUTE);
        case.events = vec![add(MINUTE, "pool.amount", 1.0), reset()];
        assert_eq!(last(&case, &settings), 0.0);
        case.events.reverse();
        assert_eq!(last(&case, &settings), 1.0);
        case.events = vec![
            set(0, "pool.rate", Setting::Value(7.0)),
            set(0, "pool.rate", Setting::Value(0.0)),
            add(0, "pool.amount", 3.0),
        ];
        assert_eq!(last(&case, &settings), 3.0);
    }
}

/// (0.1 + 0.2) - 0.1 - 0.2 is 2.8e-17 and not nothing: rates are summed anew.
#[test]
fn closed_infusions_leave_nothing_behind() {
    for settings in ways(1e-6) {
        let mut case = pool(50 * HOUR);
        case.every = MINUTE;
        case.events = vec![
            open(0, "a", "pool.amount", 0.1),
            open(MINUTE, "b", "pool.amount", 0.2),
            close(2 * MINUTE, "a"),
            close(4 * MINUTE, "b"),
            close(5 * MINUTE, "never opened"),
        ];
        let rows = case.rows(&settings);
        for (minute, exact) in [(1, 0.1), (2, 0.4), (4, 0.8)] {
            let distance: f64 = rows[minute][0] - exact;
            assert!(distance.abs() < 1e-14, "{minute}: {distance:e}");
        }
        for row in &rows[4..] {
            assert_eq!(row[0].to_bits(), rows[4][0].to_bits());
        }
    }
}

#[test]
fn samples_are_left_limits() {
    for settings in ways(1e-6) {
        let mut case = pool(3 * MINUTE);
        case.every = MINUTE;
        // The sample at the start comes before what happens at the start, too.
        case.events = vec![
            add(0, "pool.amount", 1.0),
            add(MINUTE, "pool.amount", 10.0),
            add(3 * MINUTE, "pool.amount", 100.0),
        ];
        let rows: Vec<f64> = case.rows(&settings).iter().map(|row| row[0]).collect();
        assert_eq!(rows, [0.0, 1.0, 11.0, 11.0]);
    }
}

#[test]
fn stop_closes_all_infusions_into_a_part() {
    for settings in ways(1e-6) {
        let mut case = pool(10 * MINUTE);
        case.parts.push(named("other", "decay", &[0.0, 0.0]));
        case.sampled.push("other.amount");
        case.events = vec![
            open(0, "a", "pool.amount", 1.0),
            open(0, "b", "pool.amount", 2.0),
            open(0, "c", "other.amount", 4.0),
            on(
                2 * MINUTE,
                Action::Stop {
                    part: "pool".into(),
                },
            ),
        ];
        let rows = case.rows(&settings);
        let found = &rows[rows.len() - 1];
        assert!(
            (found[0] - 6.0).abs() < 1e-12 && (found[1] - 40.0).abs() < 1e-12,
            "{found:?}"
        );
    }
}

#[test]
fn reset_brings_back_the_start_and_closes_infusions() {
    for settings in ways(1e-6) {
        let parts = vec![named("drug", "decay", &[0.5, 8.0])];
        let mut case = Case::new(parts, &["drug.amount"], 4 * MINUTE);
        case.every = 3 * MINUTE;
        case.events = vec![
            open(0, "a", "drug.amount", 5.0),
            on(
                3 * MINUTE,
                Action::Reset {
                    part: "drug".into(),
                },
            ),
        ];
        let (_, seen) = case.look_at(&settings, &[3 * MINUTE + 1, 4 * MINUTE]);
        assert!((seen[0][0] - 8.0).abs() < 1e-6);
        assert!((seen[1][0] - 8.0 * (-0.5_f64).exp()).abs() < 1e-5);
    }
}

#[test]
fn a_held_input_acts_until_it_is_held_otherwise() {
    let hold = |at, value| {
        let place = place("drug.blood_volume_ratio");
        on(at, Action::Hold { place, value })
    };
    for settings in ways(1e-6) {
        let parts = vec![named(
            "drug",
            "one_compartment",
            &[1.0, 1.0, 0.0, 10.0, 1.0],
        )];
        let mut case = Case::new(parts, &["drug.concentration"], 4 * MINUTE);
        case.every = MINUTE;
        case.events = vec![
            add(0, "drug.central", 100.0),
            hold(MINUTE, 0.5),
            hold(3 * MINUTE, 2.0),
        ];
        let rows: Vec<f64> = case.rows(&settings).iter().map(|row| row[0]).collect();
        for (found, exact) in rows.iter().zip([0.0, 10.0, 20.0, 20.0, 5.0]) {
            assert!((found - exact).abs() < 1e-12, "{rows:?}");
        }
    }
}

#[test]
fn a_parameter_is_a_multiple_of_what_the_patient_came_with() {
    for settings in ways(1e-10) {
        let parts = vec![named("drug", "decay", &[0.5, 1.0])];
        let mut case = Case::new(parts, &["drug.amount"], 3 * MINUTE);
        case.events = vec![
            set(MINUTE, "drug.rate", Setting::Value(9.0)),
            set(MINUTE, "drug.rate", Setting::TimesOwn(2.0)),
            set(2 * MINUTE, "drug.rate", Setting::TimesOwn(0.5)),
        ];
        let exact = (-0.5_f64 - 1.0 - 0.25).exp();
        assert!((last(&case, &settings) - exact).abs() < 1e-9);
    }
}

/// A parameter that makes the linear states too fast for the series behind exact propagation.
#[test]
fn a_parameter_may_become_very_fast_on_the_way() {
    for settings in ways(1e-8) {
        let parts = vec![named("drug", "decay", &[0.5, 1.0])];
        let mut case = Case::new(parts, &["drug.amount"], 2 * MINUTE);
        case.events = vec![set(MINUTE, "drug.rate", Setting::Value(1e4))];
        let after = MINUTE / 10_000;
        let (track, seen) = case.look_at(&settings, &[MINUTE, MINUTE + after, 2 * MINUTE]);
        assert_eq!(track.status, Status::Well);
        let start = (-0.5_f64).exp();
        assert!((seen[0][0] - start).abs() < 1e-7, "{seen:?}");
        assert!(
            (seen[1][0] - start * (-1.0_f64).exp()).abs() < 1e-6,
            "{seen:?}"
        );
        assert!(seen[2][0].abs() < 1e-6, "{seen:?}");
    }
}

#[test]
fn parts_come_and_go() {
    let attach = |at| {
        on(
            at,
            Action::Attach {
                part: "drug".into(),
            },
        )
    };
    let detach = |at| {
        on(
            at,
            Action::Detach {
                part: "drug".into(),
            },
        )
    };
    for settings in ways(1e-9) {
        let mut case = pool(10 * MINUTE);
        case.later = vec![named("drug", "decay", &[1.0, 2.0])];
        case.sampled.push("drug.amount");
        case.every = MINUTE;
        case.events = vec![
            attach(2 * MINUTE),
            // One that is there already is left alone.
            attach(3 * MINUTE),
            // In the order of the list: the second comes to a body that has no such part.
            add(5 * MINUTE, "drug.amount", 1.0),
            detach(5 * MINUTE),
            add(5 * MINUTE, "drug.amount", 50.0),
            add(5 * MINUTE, "pool.amount", 7.0),
            attach(8 * MINUTE),
            add(8 * MINUTE, "drug.amount", 1.0),
        ];
        let rows = case.rows(&settings);
        let drug: Vec<f64> = rows.iter().map(|row| row[1]).collect();
        let (e, zero) = (|t: f64| (-t).exp(), 0.0);
        let exact = [
            zero,
            zero,
            zero,
            2.0 * e(1.0),
            2.0 * e(2.0),
            2.0 * e(3.0),
            zero,
            zero,
            zero,
            3.0 * e(1.0),
            3.0 * e(2.0),
        ];
        for (minute, (found, exact)) in drug.iter().zip(exact).enumerate() {
            assert!((found - exact).abs() < 1e-7, "{minute}: {drug:?}");
        }
        assert_eq!(rows[10][0], 7.0);
    }
}

/// A place that the body does not have, and nonsense, change nothing.
#[test]
fn what_cannot_be_done_is_not_done() {
    for settings in ways(1e-6) {
        let mut case = pool(2 * MINUTE);
        case.events = vec![
            add(0, "nobody.amount", 1.0),
            add(0, "pool.nothing", 1.0),
            set(0, "pool.nothing", Setting::Value(1.0)),
            on(
                0,
                Action::Detach {
                    part: "nobody".into(),
                },
            ),
            on(
                0,
                Action::Attach {
                    part: "nobody".into(),
                },
            ),
        ];
        assert_eq!(last(&case, &settings), 0.0);
    }
}
