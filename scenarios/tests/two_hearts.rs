//! The heart averaged over its beats and the heart that beats are one body: over scenarios of the library they tell
//! the same.

use engine::world::Settings;
use rayon::prelude::*;
use scenarios::file::Scenario;
use scenarios::plan::plan;
use scenarios::run::{Projection, run};
use scenarios::{catalogue, check};
use std::path::PathBuf;

/// A scenario for each way in which a circulation is driven from its rest, and for how many minutes it is followed:
/// far enough for what befalls the patient to show. The others differ from these in what is given, and in days.
const FOLLOWED: [(&str, f64); 7] = [
    // Failing for long: an own rest, a pericardium that is full.
    ("heart-failure-diuretic", 1.0),
    // Vessels that open and leak.
    ("anaphylaxis", 4.0),
    // A heart that weakens.
    ("cardiogenic-shock", 8.0),
    // Bleeding.
    ("induction-in-shock", 4.0),
    // A pleura under pressure, in who is ventilated.
    ("needle-decompression-delayed", 4.0),
    // Stiff lungs and pressure in them.
    ("peep-in-ards", 2.0),
    // No breath.
    ("preoxygenation", 5.0),
];
/// Compared each so often, as means of three samples: a beating heart's numbers follow breath.
const EVERY: &str = "5 s";
const FLOWS: &str = "\"mean_arterial_pressure\", \"cardiac_output\", \"blood_volume\"";
const GASES: &str = ", \"arterial_oxygen_pressure\", \"arterial_carbon_dioxide_pressure\"";
const AT_REST: f64 = 0.03;
const ON_THE_WAY: f64 = 0.10;
/// How far apart courses may be whose steps are half as long: assumed, below what anybody reads off. Of a heart that beats, three looks do not fall
/// into the same places of a beat once beats come a little earlier.
const HALVED: f64 = 0.001;
const HALVED_BEATING: f64 = 0.01;
/// So many minutes of them, at most.
const SHORT: f64 = 2.0;

/// A scenario of the library with one typical twin, a heart, its first arm and its first minutes.
fn with(text: &str, heart: &str, minutes: f64) -> Scenario {
    let (mut out, mut spread) = (String::new(), false);
    // Who speaks of no gas has none.
    let gases = if text.contains("\"spo2\"") || text.contains("oxygen_") {
        GASES
    } else {
        ""
    };
    for line in text.lines() {
        if line.starts_with('[') {
            // One twin does not vary.
            spread = line == "[[patient.varies]]";
        }
        match line {
            _ if spread => {}
            "[patient]" => out.push_str(&format!("[patient]\nheart = \"{heart}\"\n")),
            line if line.starts_with("twins = ") => {}
            line if line.starts_with("record = ") => out.push_str(&format!(
                "record = {{ every = \"{EVERY}\", quantities = [{FLOWS}{gases}] }}\n"
            )),
            line if line.starts_with("horizon = ") => {
                out.push_str(&format!("horizon = \"{minutes} min\"\n"));
            }
            // One arm is enough, and what is asked may lie beyond these minutes.
            "[[arm]]" if out.contains("[[arm]]") => break,
            "[[outcome]]" => break,
            line => out.push_str(&format!("{line}\n")),
        }
    }
    out.push_str("[[outcome]]\nname = \"rest\"\nof = \"value(cardiac_output, at 0 min)\"\n");
    let (scenario, problems) = check(out.as_bytes(), &catalogue::known());
    scenario.unwrap_or_else(|| panic!("{problems:?}\n{out}"))
}

/// The course of one twin in the first arm, with the tolerance that is usual or a part of it.
fn project(scenario: &Scenario, part: f64) -> Projection {
    let plan = plan(scenario, None).unwrap_or_else(|problems| panic!("{problems:?}"));
    let usual = plan.settings(&Settings::default());
    let settings = Settings {
        rtol: Some(part * usual.tolerances().0),
        ..Settings::default()
    };
    let run = run(scenario, &plan, &settings, |_| Ok(()), |_| ());
    run.unwrap_or_else(|error| panic!("{}: {error}", scenario.title.value))
}

fn of_the_library(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("library");
    std::fs::read_to_string(folder.join(format!("{name}.toml"))).expect("a scenario")
}

/// Where two courses of a scenario are further apart than they may be, at their start and on the way.
fn apart(name: &str, [one, other]: [&Projection; 2], (start, way): (f64, f64)) -> Vec<String> {
    let (columns, times) = (&one.columns, &one.times);
    let width = columns.len();
    let (one, other) = (&one.kept[0][0], &other.kept[0][0]);
    let mut apart = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let of = |twin: &[f64], time: usize| {
            let mean: f64 = (time..time + 3).map(|time| twin[time * width + at]).sum();
            mean / 3.0
        };
        let rest = of(one, 0).abs();
        for (time, minute) in times.iter().enumerate().take(one.len() / width - 3) {
            let (a, b) = (of(one, time), of(other, time));
            // Of what is nearly nothing, a part of what it was at rest.
            let off = (a - b).abs() / a.abs().max(0.4 * rest);
            let may = if time == 0 { start } else { way };
            // What is no number is apart.
            if off.is_nan() || off > may {
                let column = &column.name;
                apart.push(format!(
                    "{name}, {column} at {minute:.2} min: {a:.3} and {b:.3}"
                ));
                break;
            }
        }
    }
    apart
}

/// Within 3 % of each other at rest and 10 % on the way.
#[test]
fn the_two_hearts_agree_over_the_library() {
    let one = |(name, minutes): &(&str, f64)| {
        let text = of_the_library(name);
        let hearts = ["averaged", "beat by beat"];
        let [averaged, beating] = hearts.map(|heart| project(&with(&text, heart, *minutes), 1.0));
        // At rest as long as nothing has happened.
        let rests = !text.contains("at = \"0 min\"");
        let start = if rests { AT_REST } else { ON_THE_WAY };
        apart(name, [&averaged, &beating], (start, ON_THE_WAY))
    };
    let apart: Vec<String> = FOLLOWED.par_iter().flat_map(one).collect();
    assert!(apart.is_empty(), "{apart:#?}");
}

/// A step follows the fifth root of the tolerance: with a thirty-second part of it steps are half as long.
#[test]
fn steps_half_as_long_change_nothing_that_is_seen() {
    let one = |(name, minutes): &(&str, f64)| {
        let text = of_the_library(name);
        let hearts = [("averaged", HALVED), ("beat by beat", HALVED_BEATING)];
        hearts.map(|(heart, may)| {
            let scenario = with(&text, heart, minutes.min(SHORT));
            let [usual, halved] = [1.0, 1.0 / 32.0].map(|part| project(&scenario, part));
            apart(&format!("{name}, {heart}"), [&usual, &halved], (may, may))
        })
    };
    let apart: Vec<String> = FOLLOWED.par_iter().flat_map(one).flatten().collect();
    assert!(apart.is_empty(), "{apart:#?}");
}
