//! Drugs that depress breathing: at held carbon dioxide, and as breathing stops.

use crate::lungs::{Lungs, MAN};
use physiology::response::respiratory_depression::{
    Inputs, Params, RespiratoryDepression, Signals,
};
use physiology::{At, Model, Nothing};

const OPIOID: Params<f64> = Params {
    half: 0.0009,
    hill: 1.0,
    maximum: 1.0,
    slowing: 0.4,
    antagonist_half: 0.00018,
    half_awake: 0.01,
    hill_awake: 3.0,
};

fn effect(concentration: f64, antagonist_concentration: f64) -> Signals<f64> {
    let (x, u) = (
        Nothing::default(),
        Inputs {
            concentration,
            antagonist_concentration,
        },
    );
    let (p, x, u) = (&OPIOID, &x, &u);
    RespiratoryDepression.signals(At { t: 0.0, x, p, u })
}

/// Half at its concentration, split between drive and rhythm; nothing without drug.
#[test]
fn half_of_ventilation_is_left_at_its_concentration() {
    let seen = effect(OPIOID.half, 0.0);
    assert!((seen.ventilation_left - 0.5).abs() < 1e-12);
    assert!((seen.respiratory_drive * seen.breathing_rhythm - 0.5).abs() < 1e-12);
    assert!((seen.breathing_rhythm - 0.5_f64.powf(0.4)).abs() < 1e-12);
    let none = effect(0.0, 0.0);
    assert_eq!(
        [
            none.respiratory_drive,
            none.breathing_rhythm,
            none.wakefulness
        ],
        [1.0; 3]
    );
}

/// Gaddum 1937: with the antagonist at (r - 1) times its constant it takes r times as much drug.
#[test]
fn an_antagonist_shifts_the_curve_and_leaves_its_shape() {
    for ratio in [2.0, 5.0, 30.0] {
        let against = OPIOID.antagonist_half * (ratio - 1.0);
        for concentration in [1e-4, 1e-3, 1e-2] {
            let (alone, with) = (
                effect(concentration, 0.0),
                effect(concentration * ratio, against),
            );
            assert!((alone.ventilation_left / with.ventilation_left - 1.0).abs() < 1e-9);
        }
    }
}

/// At the same carbon dioxide ventilation is that of health times what the drug leaves of it.
#[test]
fn what_is_left_is_left_at_the_same_carbon_dioxide() {
    let at = |concentration: f64| {
        let seen = effect(concentration, 0.0);
        let mut man = Lungs::of(&MAN);
        man.detach("gas");
        man.hold("arterial_oxygen_pressure", 150.0);
        man.hold("arterial_carbon_dioxide_pressure", 50.0);
        man.hold("brain_oxygen_pressure", 34.0);
        man.hold("respiratory_drive", seen.respiratory_drive);
        man.hold("breathing_rhythm", seen.breathing_rhythm);
        man.run(15.0);
        man.see("ventilation")
    };
    for concentration in [3e-4, 9e-4, 2.7e-3] {
        let left = at(concentration) / at(0.0);
        let expected = effect(concentration, 0.0).ventilation_left;
        // A chest that is asked for less in a breath brings a little more of it.
        assert!((left / expected - 1.0).abs() < 0.05, "{left} {expected}");
    }
}

/// As the drive goes to nothing breaths become fewer and smaller, never larger, and end.
#[test]
fn breaths_do_not_grow_as_breathing_stops() {
    let mut before = (f64::INFINITY, f64::INFINITY);
    for step in 0..=40 {
        let mut man = Lungs::of(&MAN);
        man.hold("respiratory_drive", 1.0 - f64::from(step) / 40.0);
        let seen = man.signals();
        let now = (seen["tidal_volume"], seen["respiratory_rate"]);
        assert!(
            now.0 <= before.0 + 1e-9 && now.1 <= before.1 + 1e-9,
            "{now:?} after {before:?}"
        );
        before = now;
    }
    assert!(before.0 < 1e-3 && before.1 < 1e-3, "{before:?}");
}
