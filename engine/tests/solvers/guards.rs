//! Jumps that guards make: none missed, none twice, at the right time.

use crate::problems::switching::Ball;
use crate::problems::{Case, add, named, part, reading, ways};
use engine::patient::{Reason, Status};
use engine::time::{MINUTE, Nanoseconds, SECOND, minutes};
use engine::world::{Settings, Trigger};
use std::f64::consts::{PI, TAU};
use std::sync::Arc;

fn way(settings: &Settings) -> String {
    format!("{}, exactly {}", settings.method, settings.exactly)
}

#[test]
fn a_ball_bounces_when_it_should() {
    let params = [1.3, 10.0, 0.8];
    for settings in ways(1e-9) {
        let mut case = Case::new(
            vec![part("ball", &params)],
            &["ball.height", "ball.bounces"],
            4 * SECOND,
        );
        case.every = SECOND / 32;
        let rows = case.rows(&settings);
        assert_eq!(rows.len(), 129);
        for (row, found) in rows.iter().enumerate() {
            let (height, bounces) = Ball::exact(row as f64 / 32.0, params);
            let distance = (found[0] - height).abs();
            assert!(
                distance < 1e-7,
                "{row}: {found:?} {height} by {}",
                way(&settings)
            );
            assert_eq!(found[1], bounces, "row {row} by {}", way(&settings));
        }
    }
}

/// A ball that bounces ever faster, infinitely often before the end.
#[test]
fn a_jump_without_end_ends_with_a_reason() {
    for settings in ways(1e-6) {
        let settings = Settings {
            max_steps: 3_000,
            ..settings
        };
        let case = Case::new(
            vec![part("ball", &[1.25, 10.0, 0.5])],
            &["ball.height"],
            2 * SECOND,
        );
        let track = case.run(&settings);
        let Status::Failed { reason, at } = track.status else {
            panic!("{:?} by {}", track.status, way(&settings))
        };
        assert_eq!(reason, Reason::TooManySteps, "{}", way(&settings));
        assert!(
            (at as f64 / 1.5e9 - 1.0).abs() < 1e-3,
            "{at} by {}",
            way(&settings)
        );
    }
}

/// Two parts alike jump at the same nanosecond.
#[test]
fn guards_that_rise_together_all_jump() {
    for settings in ways(1e-8) {
        let balls = ["a", "b", "c"].map(|name| named(name, "ball", &[1.25, 10.0, 0.8]));
        let case = Case::new(
            balls.to_vec(),
            &[
                "a.bounces",
                "b.bounces",
                "c.bounces",
                "a.height",
                "b.height",
                "c.height",
            ],
            4 * SECOND,
        );
        let last = case.rows(&settings).pop().expect("a row");
        let (height, bounces) = Ball::exact(4.0, [1.25, 10.0, 0.8]);
        for ball in 0..3 {
            assert_eq!(last[ball], bounces, "{last:?} by {}", way(&settings));
            assert!((last[3 + ball] - height).abs() < 1e-6);
        }
    }
}

/// A guard on a signal that nobody samples, of a part whose own signals do not need it.
#[test]
fn a_guard_sees_what_others_publish() {
    for settings in ways(1e-9) {
        let parts = vec![
            part("wave", &[]),
            reading(part("watcher", &[0.5]), "level", "wave.level"),
        ];
        let signals = ["watcher.rises", "watcher.falls", "watcher.above"];
        let case = Case::new(parts, &signals, 61 * MINUTE);
        let last = case.rows(&settings).pop().expect("a row");
        // sin t is above 1/2 for a third of each period, from pi/6 on; 61 min are 9.7 periods.
        assert_eq!(last[..2], [10.0, 10.0], "{}", way(&settings));
        let distance = (last[2] - 10.0 * TAU / 3.0).abs();
        assert!(distance < 1e-5, "{distance:e} by {}", way(&settings));
    }
}

/// Ticks a nanosecond after each minute, through steps that would be much longer.
#[test]
fn a_clock_ticks_once_a_period() {
    for settings in ways(1e-6) {
        let mut case = Case::new(
            vec![part("ticker", &[1.0])],
            &["ticker.ticks"],
            300 * MINUTE + MINUTE / 2,
        );
        case.every = MINUTE / 2;
        for (row, found) in case.rows(&settings).iter().enumerate() {
            // At whole minutes the guard stands at zero, give or take rounding.
            if row % 2 == 1 {
                assert_eq!(
                    found[0],
                    (row / 2) as f64,
                    "row {row} by {}",
                    way(&settings)
                );
            }
        }
    }
}

/// A leg that a trigger ends at the very time of a jump neither loses nor doubles it.
#[test]
fn a_trigger_at_the_time_of_a_jump() {
    for settings in ways(1e-6) {
        let mut case = Case::new(
            vec![part("ticker", &[1.0])],
            &["ticker.ticks", "ticker.phase"],
            5 * MINUTE + MINUTE / 2,
        );
        for shift in -3..=3 {
            for minute in 1..=5 {
                let at = minute * MINUTE + shift;
                case.triggers.push(Trigger {
                    holds: Arc::new(|_| true),
                    from: at,
                    until: at,
                    every: MINUTE,
                    rest: MINUTE,
                    times: 1,
                    brings: Arc::new([]),
                });
            }
        }
        let track = case.run(&settings);
        assert_eq!(track.fired.len(), 35, "{}", way(&settings));
        let last = &track.samples[track.samples.len() - 2..];
        assert_eq!(last[0], 5.0, "{last:?} by {}", way(&settings));
        assert!((last[1] - 0.5).abs() < 1e-9);
    }
}

/// An event at the time of a jump happens after it.
#[test]
fn an_event_at_the_time_of_a_jump() {
    for settings in ways(1e-6) {
        for shift in [-1, 0, 1, 2] {
            let mut case = Case::new(
                vec![part("ticker", &[1.0])],
                &["ticker.ticks"],
                3 * MINUTE + MINUTE / 2,
            );
            case.events = (1..=3)
                .map(|minute: Nanoseconds| add(minute * MINUTE + shift, "ticker.phase", 0.0))
                .collect();
            let last = case.rows(&settings).pop().expect("a row");
            assert_eq!(last[0], 3.0, "shift {shift} by {}", way(&settings));
        }
    }
}

/// The located time is that of the solution, not of the steps.
#[test]
fn a_jump_is_located_to_the_tolerance() {
    for settings in ways(1e-10) {
        let parts = vec![
            part("wave", &[]),
            reading(part("watcher", &[0.0]), "level", "wave.level"),
        ];
        let case = Case::new(parts, &["watcher.above"], 4 * MINUTE);
        let last = case.rows(&settings).pop().expect("a row");
        // It starts at zero, which is below, and rises at once: above from 0 to pi.
        assert!(
            (last[0] - PI).abs() < 1e-7,
            "{} by {}",
            last[0],
            way(&settings)
        );
        assert!(minutes(case.horizon) > PI);
    }
}

/// What lifts a guard above zero makes it jump at that time, once, and what that jump lifts too.
#[test]
fn a_guard_that_an_event_lifts_jumps_at_the_event() {
    for settings in ways(1e-9) {
        let parts = vec![
            part("wave", &[]),
            reading(part("watcher", &[2.0]), "level", "wave.level"),
            reading(named("second", "watcher", &[0.5]), "level", "watcher.rises"),
        ];
        let signals = [
            "watcher.rises",
            "watcher.falls",
            "second.rises",
            "watcher.above",
        ];
        let mut case = Case::new(parts, &signals, 11 * MINUTE);
        case.every = MINUTE / 8;
        case.events = vec![add(10 * MINUTE, "wave.sine", 3.0)];
        let rows = case.rows(&settings);
        let by = way(&settings);
        assert_eq!(rows[80], [0.0; 4], "before it, by {by}");
        assert_eq!(rows[81][..3], [1.0, 0.0, 1.0], "{by}");
        // The wave goes on from where it was put: (sin 10 + 3) cos s + cos 10 sin s.
        let (sine, cosine) = (10.0_f64.sin() + 3.0, 10.0_f64.cos());
        let exact = (2.0 / sine.hypot(cosine)).acos() + cosine.atan2(sine);
        assert_eq!(rows[88][..3], [1.0, 1.0, 1.0], "{by}");
        let distance = (rows[88][3] - exact).abs();
        assert!(distance < 1e-6, "{} {exact} by {by}", rows[88][3]);
    }
}

/// What is lifted and lowered again at one time does not jump.
#[test]
fn a_guard_that_events_lift_and_lower_at_once_stays() {
    for settings in ways(1e-9) {
        let parts = vec![
            part("wave", &[]),
            reading(part("watcher", &[2.0]), "level", "wave.level"),
        ];
        let mut case = Case::new(parts, &["watcher.rises"], 20 * MINUTE);
        case.events = vec![
            add(10 * MINUTE, "wave.sine", 3.0),
            add(10 * MINUTE, "wave.sine", -3.0),
        ];
        let last = case.rows(&settings).pop().expect("a row");
        assert_eq!(last, [0.0], "{}", way(&settings));
    }
}
