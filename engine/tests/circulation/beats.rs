//! The beating heart beside the averaged one.

use crate::person::{Resting, Seen, adult, beating_parts, infuse, man, run, run_with, set};
use engine::event::{Event, PartSpec};
use engine::solve::method::Method;
use physiology::people::{Adult, Sex};

const NAMES: [&str; 11] = [
    "mean_arterial_pressure",
    "cardiac_output",
    "heart_rate",
    "central_venous_pressure",
    "pulmonary_wedge_pressure",
    "mean_pulmonary_pressure",
    "circulation.left_end_diastolic_volume",
    "systolic_pressure",
    "diastolic_pressure",
    "blood_volume",
    "circulation.ejection_fraction",
];

fn beating(parts: &[PartSpec], events: Vec<Event>, minutes: f64, rtol: f64) -> Seen {
    run_with(parts, events, minutes, &NAMES, Method::Tsit5, rtol)
}

/// Without what breathing does to its beats.
fn steady(adult: &Adult) -> Vec<PartSpec> {
    beating_parts(adult)
}

/// The mean over the minute before, which evens out breaths and beats.
fn lately(seen: &Seen, minutes: f64, name: &str) -> f64 {
    let rows = 12;
    let sum: f64 = (0..rows)
        .map(|k| seen.at(minutes - f64::from(k) / 12.0, name))
        .sum();
    sum / f64::from(rows)
}

fn people() -> [Adult; 4] {
    [
        man(),
        adult(Sex::Female, 25.0, 60.0, 165.0),
        adult(Sex::Male, 75.0, 90.0, 175.0),
        adult(Sex::Female, 60.0, 85.0, 158.0),
    ]
}

#[test]
fn the_two_hearts_agree_at_rest() {
    for person in people() {
        let resting = Resting::of(&person);
        let seen = beating(&steady(&person), Vec::new(), 6.0, 1e-4);
        for name in &NAMES {
            let (a, b) = (resting.signal(name), lately(&seen, 6.0, name));
            println!(
                "{person:?} {name} {a:.3} {b:.3} {:+.1} %",
                100.0 * (b / a - 1.0)
            );
        }
        for (name, within) in [
            ("mean_arterial_pressure", 0.03),
            ("cardiac_output", 0.03),
            ("heart_rate", 0.03),
            ("blood_volume", 0.03),
        ] {
            let (a, b) = (resting.signal(name), lately(&seen, 6.0, name));
            assert!(
                (b / a - 1.0).abs() < within,
                "{person:?} {name}: {a} and {b}"
            );
        }
    }
}

#[test]
fn the_two_hearts_agree_on_the_way() {
    let resting = Resting::of(&man());
    let volume = resting.signal("blood_volume");
    let bled = vec![
        set(2.0, "circulation.bled", 0.02 * volume),
        set(12.0, "circulation.bled", 0.0),
    ];
    let given = infuse(2.0, 12.0, "circulation.central_veins", 1000.0).to_vec();
    for events in [bled, given] {
        let averaged = run(&resting.parts, events.clone(), 20.0, &NAMES);
        let seen = beating(&steady(&man()), events, 20.0, 1e-4);
        for minute in 4..20 {
            let minute = f64::from(minute);
            for name in [
                "mean_arterial_pressure",
                "cardiac_output",
                "blood_volume",
                "heart_rate",
            ] {
                let (a, b) = (lately(&averaged, minute, name), lately(&seen, minute, name));
                println!(
                    "{minute} {name} {a:.2} {b:.2} {:+.1} %",
                    100.0 * (b / a - 1.0)
                );
                assert!(
                    (b / a - 1.0).abs() < 0.1,
                    "{name} at {minute} min: {a} and {b}"
                );
            }
        }
    }
}

#[test]
fn a_finer_tolerance_changes_nothing() {
    let parts = steady(&man());
    let (coarse, fine) = (
        beating(&parts, Vec::new(), 2.0, 2e-4),
        beating(&parts, Vec::new(), 2.0, 1e-6),
    );
    for name in [
        "mean_arterial_pressure",
        "cardiac_output",
        "systolic_pressure",
        "diastolic_pressure",
    ] {
        let (a, b) = (lately(&coarse, 2.0, name), lately(&fine, 2.0, name));
        assert!((a / b - 1.0).abs() < 2e-3, "{name}: {a} and {b}");
    }
}
