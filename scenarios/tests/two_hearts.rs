//! The heart averaged over its beats and the heart that beats are one body: over scenarios of the library they tell
//! the same.

mod hearts;

use hearts::{apart, of_the_library, project, with};
use rayon::prelude::*;

/// A scenario for each way in which a circulation is driven from its rest, and for how many minutes it is followed:
/// far enough for what befalls the patient to show. The example `two_hearts` follows the whole library for hours.
const FOLLOWED: [(&str, f64); 8] = [
    // Failing for long: an own rest, a pericardium that is full.
    ("heart-failure-diuretic", 1.0),
    // Vessels that open and leak.
    ("anaphylaxis", 4.0),
    // A heart that weakens.
    ("cardiogenic-shock", 8.0),
    // Bleeding.
    ("induction-in-shock", 4.0),
    // Nerves that let go of an empty heart.
    ("blood-or-saline", 31.0),
    // A pleura under pressure, in who is ventilated.
    ("needle-decompression-delayed", 4.0),
    // Stiff lungs and pressure in them.
    ("peep-in-ards", 2.0),
    // No breath.
    ("preoxygenation", 5.0),
];
const AT_REST: f64 = 0.03;
const ON_THE_WAY: f64 = 0.10;
/// How far apart courses may be whose steps are half as long: assumed, below what anybody reads off. Of a heart that beats, looks do not fall
/// into the same places of a beat once beats come a little earlier.
const HALVED: f64 = 0.001;
const HALVED_BEATING: f64 = 0.01;
/// So many minutes of them, at most.
const SHORT: f64 = 2.0;

/// Where two courses of a scenario are further apart than they may be, at their start and on the way.
fn too_far(
    name: &str,
    courses: [&scenarios::run::Projection; 2],
    start: f64,
    way: f64,
) -> Vec<String> {
    let far = apart(courses).into_iter();
    let far = far.filter(|apart| apart.start > start || apart.most > way);
    far.map(|apart| {
        let (quantity, minute, [a, b]) = (apart.quantity, apart.minute, apart.values);
        let (start, most) = (100.0 * apart.start, 100.0 * apart.most);
        format!("{name}, {quantity}: {start:.2} % at the start, {most:.2} % at {minute:.2} min: {a:.3} and {b:.3}")
    })
    .collect()
}

/// Within 3 % of each other at rest and 10 % on the way.
#[test]
fn the_two_hearts_agree_over_the_library() {
    let one = |(name, minutes): &(&str, f64)| {
        let hearts = ["averaged", "beat by beat"];
        let [averaged, beating] = hearts.map(|heart| project(&with(name, heart, *minutes), 1.0));
        // At rest as long as nothing has happened.
        let rests = !of_the_library(name).contains("at = \"0 min\"");
        let start = if rests { AT_REST } else { ON_THE_WAY };
        too_far(name, [&averaged, &beating], start, ON_THE_WAY)
    };
    let apart: Vec<String> = FOLLOWED.par_iter().flat_map(one).collect();
    assert!(apart.is_empty(), "{apart:#?}");
}

/// A step follows the fifth root of the tolerance: with a thirty-second part of it steps are half as long.
#[test]
fn steps_half_as_long_change_nothing_that_is_seen() {
    let one = |(name, minutes): &(&str, f64)| {
        let hearts = [("averaged", HALVED), ("beat by beat", HALVED_BEATING)];
        hearts.map(|(heart, may)| {
            let scenario = with(name, heart, minutes.min(SHORT));
            let [usual, halved] = [1.0, 1.0 / 32.0].map(|part| project(&scenario, part));
            too_far(&format!("{name}, {heart}"), [&usual, &halved], may, may)
        })
    };
    let apart: Vec<String> = FOLLOWED.par_iter().flat_map(one).flatten().collect();
    assert!(apart.is_empty(), "{apart:#?}");
}
