//! Breathing stops.

use crate::lungs::{Lungs, MAN};

/// Minutes until arterial saturation has fallen below this.
fn until(man: &mut Lungs, saturation: f64, most: f64) -> f64 {
    let start = man.minutes;
    while man.see("arterial_oxygen_saturation") > saturation && man.minutes - start < most {
        man.run(0.1);
    }
    man.minutes - start
}

fn preoxygenated() -> Lungs {
    let mut man = Lungs::of(&MAN);
    // An alveolar fraction of 0.87, as Benumof's people have.
    man.attach(
        "mask",
        "oxygen_device",
        &[("flow", 15.0), ("reservoir", 0.75), ("entrainment", 0.08)],
    );
    man.run(4.0);
    man.detach("mask");
    man
}

/// Benumof, Dagg and Benumof, Anesthesiology 1997;87:979: a healthy 70 kg adult, preoxygenated and then
/// apnoeic with a closed airway, is at 80 % after 8.7 min. Read from a figure: 15 % allowed.
#[test]
fn validated_time_to_desaturation_after_preoxygenation() {
    let mut man = preoxygenated();
    man.hold("muscle_strength", 0.0);
    man.set("chest", "obstruction", 1.0);
    let minutes = until(&mut man, 80.0, 15.0);
    println!("{minutes} min");
    assert!((7.4..=10.0).contains(&minutes), "{minutes}");
}

/// Breathing air, 90 % is passed in about a minute (textbooks; 0.5 to 1.5 min by lung volume).
#[test]
fn validated_time_to_desaturation_on_air() {
    let mut man = Lungs::of(&MAN);
    man.hold("muscle_strength", 0.0);
    let minutes = until(&mut man, 90.0, 5.0);
    println!("{minutes} min");
    assert!((0.5..=1.5).contains(&minutes), "{minutes}");
}

/// Frumin, Epstein and Cohen, Anesthesiology 1959;20:789: with oxygen at the open airway, apnoea for 18
/// to 55 min leaves haemoglobin saturated, while carbon dioxide goes on rising.
#[test]
fn validated_apnoeic_oxygenation() {
    let mut man = preoxygenated();
    man.set("air", "oxygen_fraction", 1.0);
    man.run(3.0);
    man.hold("muscle_strength", 0.0);
    man.run(18.0);
    let seen = man.signals();
    assert!(seen["arterial_oxygen_saturation"] > 98.0);
    assert!(seen["arterial_carbon_dioxide_pressure"] > 80.0);
}

/// The stores of tissues are calibrated to this rise, 3.4 mmHg a minute (Stock 1988): no validation. The
/// rise of the first minute is not calibrated; it is a little under the 8-16 mmHg of Eger and Severinghaus
/// 1961.
#[test]
fn pinned_rise_of_carbon_dioxide_as_calibrated() {
    let mut man = Lungs::of(&MAN);
    man.set("air", "oxygen_fraction", 1.0);
    man.run(10.0);
    let before = man.see("arterial_carbon_dioxide_pressure");
    man.hold("muscle_strength", 0.0);
    man.run(1.0);
    let first = man.see("arterial_carbon_dioxide_pressure");
    man.run(4.0);
    let rise = (man.see("arterial_carbon_dioxide_pressure") - first) / 4.0;
    println!("first minute {}, then {rise}", first - before);
    assert!((3.0..=3.8).contains(&rise), "{rise}");
    assert!(
        (6.0..=16.0).contains(&(first - before)),
        "{}",
        first - before
    );
}

/// Lungs behind a closed airway shrink to nothing without a number that is none.
#[test]
fn a_closed_airway_never_breaks_the_numbers() {
    let mut man = preoxygenated();
    man.hold("muscle_strength", 0.0);
    man.set("chest", "obstruction", 1.0);
    man.run(30.0);
    let seen = man.signals();
    assert!(seen.values().all(|value| value.is_finite()), "{seen:?}");
    assert!(seen["arterial_oxygen_saturation"] < 20.0);
}

/// In a body without a beat blood runs to and fro; what runs back made oxygen out of nothing.
#[test]
fn blood_that_runs_back_brings_no_oxygen() {
    let mut man = preoxygenated();
    man.hold("muscle_strength", 0.0);
    man.hold("cerebral_blood_flow", 3.0);
    man.hold("cardiac_output", -0.001);
    man.run(2.0);
    let brain = man.see("brain_oxygen_pressure");
    assert!((0.0..1.0).contains(&brain), "{brain} mmHg");
}
