//! The whole path, from a scenario file to samples, against an independent integration of the
//! published 13-state model.

mod diabetes;

use diabetes::{day, reference, run};
use engine::world::Settings;

/// Largest distance in glucose over both scenarios of all patients, mg/dL.
fn worst(settings: &Settings) -> (f64, String) {
    let mut worst = (0.0, String::new());
    for scenario in ["A", "B"] {
        let traces = reference(scenario);
        for (patient, rows) in &traces {
            let samples = run(&day(patient, scenario), settings);
            for row in rows {
                let found = &samples[(row.minute / 5.0) as usize * 3..][..3];
                for (found, expected) in [(found[0], row.plasma), (found[1], row.sensor)] {
                    let distance = (found - expected).abs();
                    if distance > worst.0 || distance.is_nan() {
                        worst = (
                            distance,
                            format!("{patient} {scenario} at {} min", row.minute),
                        );
                    }
                }
                let insulin = (found[2] - row.insulin).abs() / row.insulin;
                assert!(
                    insulin < 1e-9,
                    "insulin of {patient} {scenario}: {insulin:e}"
                );
            }
        }
    }
    worst
}

/// `tests/reference/t1d/traces_[AB].csv`: scipy DOP853 at rtol 3e-14, good to 1e-8 mg/dL.
#[test]
fn validated_default_tolerance_is_within_5e_3_mg_per_dl() {
    let (distance, at) = worst(&Settings::default());
    println!("default tolerance: {distance:.2e} mg/dL ({at})");
    assert!(distance < 5e-3, "{distance:e} {at}");
}

/// What it is at one tolerance may be luck; not at some around the default.
#[test]
fn validated_tolerances_around_the_default_are_within_5e_3_mg_per_dl() {
    for rtol in [6.5e-7, 7.2e-7, 9e-7] {
        let settings = Settings {
            rtol: Some(rtol),
            ..Settings::default()
        };
        let (distance, at) = worst(&settings);
        println!("rtol {rtol:e}: {distance:.2e} mg/dL ({at})");
        assert!(distance < 5e-3, "{distance:e} {at}");
    }
}

#[test]
fn validated_tight_tolerance_is_within_1e_5_mg_per_dl() {
    let settings = Settings {
        rtol: Some(1e-10),
        ..Settings::default()
    };
    let (distance, at) = worst(&settings);
    println!("rtol 1e-10: {distance:.2e} mg/dL ({at})");
    assert!(distance < 1e-5, "{distance:e} {at}");
}
