//! Blood, haemoglobin, fluid and protein come from somewhere and go somewhere.

use crate::person::{Resting, at, infuse, man, place, run, set};
use engine::event::{Action, Event};
use proptest::prelude::*;

/// Totals of the whole body: blood with interstitial fluid, haemoglobin, protein.
const HELD: [&str; 4] = [
    "blood_volume",
    "haemoglobin",
    "plasma_volume",
    "blood.plasma_protein_concentration",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is bled, given and shifted adds up: fluid by volumes, haemoglobin by what the loss carries.
    #[test]
    fn fluid_is_where_it_went(bled in 5.0..150.0_f64, given in 0.0..2000.0_f64, tilt in 0.0..80.0_f64) {
        let resting = Resting::of(&man());
        let mut events = vec![
            set(1.0, "circulation.bled", bled),
            set(9.0, "circulation.bled", 0.0),
            set(5.0, "circulation.tilt", tilt),
        ];
        events.extend(infuse(3.0, 13.0, "circulation.central_veins", given));
        let names = ["blood_volume", "capillary_refill", "blood_loss", "blood.interstitial_pressure"];
        let seen = run(&resting.parts, events, 30.0, &names);
        // Interstitial volume from its pressure: straight below atmospheric pressure.
        let size = 77.0 / 70.0;
        let interstitium = |t: f64| {
            let pressure = seen.at(t, "blood.interstitial_pressure");
            let compliance = 510.0 / 8400.0 * 11_000.0 * size * if pressure < 0.0 { 1.0 } else { 10.0 };
            pressure * compliance
        };
        let gained = seen.at(30.0, "blood_volume") - seen.at(0.0, "blood_volume")
            + interstitium(30.0) - interstitium(0.0);
        let expected = given - 8.0 * bled;
        prop_assert!((gained - expected).abs() < 1e-2, "gained {gained} mL, not {expected}");
    }

    /// Haemoglobin leaves with blood only: saline dilutes it, red cells add to it.
    #[test]
    fn haemoglobin_is_conserved(given in 100.0..2000.0_f64, cells in 0.0..300.0_f64) {
        let resting = Resting::of(&man());
        let mut events = infuse(1.0, 20.0, "circulation.central_veins", given).to_vec();
        events.push(Event {
            at: at(25.0),
            action: Action::Add { place: place("blood.haemoglobin_mass"), amount: cells },
        });
        let seen = run(&resting.parts, events, 40.0, &HELD);
        let mass = |t: f64| seen.at(t, "blood_volume") / 100.0 * seen.at(t, "haemoglobin");
        let gained = mass(40.0) - mass(0.0);
        prop_assert!((gained - cells).abs() < 1e-6 * mass(0.0), "{gained} g, not {cells}");
        prop_assert!(seen.at(20.0, "haemoglobin") < seen.at(0.0, "haemoglobin"));
    }
}

/// A wound bleeds less as pressure falls, and cannot empty the body.
#[test]
fn a_wound_limits_itself() {
    let resting = Resting::of(&man());
    // 4 mL/min/mmHg: more than 300 mL/min at first.
    let seen = run(
        &resting.parts,
        vec![set(1.0, "circulation.arterial_wound", 4.0)],
        240.0,
        &["blood_loss", "blood_volume", "mean_arterial_pressure"],
    );
    let loss = |t| seen.at(t, "blood_loss");
    assert!((loss(1.1) - 4.0 * seen.at(1.1, "mean_arterial_pressure")).abs() < 1e-6);
    for (earlier, later) in [(2.0, 10.0), (10.0, 20.0), (20.0, 60.0), (60.0, 240.0)] {
        // Nobody survives this; a body without a pulse loses what refills it.
        assert!(
            loss(later) < loss(earlier).max(5.0),
            "at {later} min {}",
            loss(later)
        );
    }
    assert!(seen.at(240.0, "blood_volume") > 0.0);
    assert!(loss(240.0) < 0.1 * loss(2.0));
}

/// The slow method and the quick ones give the same course.
#[test]
fn methods_agree() {
    use crate::person::run_with;
    use engine::solve::method::Method;
    let resting = Resting::of(&man());
    let names = [
        "mean_arterial_pressure",
        "cardiac_output",
        "heart_rate",
        "blood_volume",
    ];
    let course = |method, rtol| {
        let events = vec![
            set(1.0, "circulation.bled", 150.0),
            set(11.0, "circulation.bled", 0.0),
        ];
        run_with(&resting.parts, events, 30.0, &names, method, rtol)
    };
    let (stiff, plain) = (course(Method::Rodas5p, 1e-6), course(Method::Auto, 1e-8));
    for name in names {
        for t in [1.5, 4.0, 11.0, 12.0, 20.0, 30.0] {
            let (a, b) = (stiff.at(t, name), plain.at(t, name));
            assert!(
                (a - b).abs() < 1e-4 * b.abs(),
                "{name} at {t} min: {a} and {b}"
            );
        }
    }
}
