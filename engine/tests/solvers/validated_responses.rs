//! Responses to drugs in the engine, drug and response as separate parts, against courses that
//! another program computed (`tests/reference/response`). The models themselves are held to more
//! digits in `physiology/tests/responses`; this asks the way through wiring, events and solvers.
//!
//! Each response reads the `concentration` of the drug by name.

use crate::problems::{Case, add, close, named, open, place, reading, settings, ways};
use engine::event::{Action, Event, PartSpec};
use engine::patient::Status;
use engine::solve::method::Method;
use engine::time::{HOUR, MINUTE, Nanoseconds};
use engine::world::Settings;
use std::path::Path;

const DAY: Nanoseconds = 24 * HOUR;

/// Times and values of a case's signal.
fn course(case: &str, signal: &str, unit: Nanoseconds) -> Vec<(Nanoseconds, f64)> {
    let path = "../tests/reference/response/courses.csv";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(path).expect("the reference");
    let rows = text.lines().skip(1).filter_map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |k: usize| cells[k].parse::<f64>().expect("a number");
        let time = || (number(1) * unit as f64).round() as Nanoseconds;
        (cells[0] == case && cells[2] == signal).then(|| (time(), number(3)))
    });
    let rows: Vec<_> = rows.collect();
    assert!(!rows.is_empty(), "no {signal} of {case}");
    rows
}

/// A response to one drug: case and signal of the reference, its unit of time, the parts and what
/// happens, and the signal that is looked at.
struct Response {
    course: (&'static str, &'static str, Nanoseconds),
    parts: Vec<PartSpec>,
    events: Vec<Event>,
    seen: &'static str,
}

fn follows(part: PartSpec) -> PartSpec {
    reading(part, "concentration", "drug.concentration")
}

/// A typical patient of Friberg 2002: leukocytes, three cycles of paclitaxel; mg by 0.854 mg/umol.
fn myelosuppression() -> Response {
    let drug = [1.0, 1.0, 285.0, 290.0, 204.0, 995.0, 1.0];
    let marrow = [7.21, 124.0, 0.239, 28.9 / 0.854, 0.0];
    let mut events = Vec::new();
    for (cycle, name) in ["first", "second", "third"].into_iter().enumerate() {
        let at = cycle as Nanoseconds * 504 * HOUR;
        let per_minute = 300.0 * 0.854 / 180.0;
        events.push(open(at, name, "drug.central", per_minute));
        events.push(close(at + 3 * HOUR, name));
    }
    Response {
        course: ("myelosuppression 0", "cells", HOUR),
        parts: vec![
            named("drug", "two_compartments", &drug),
            follows(named("marrow", "myelosuppression", &marrow)),
        ],
        events,
        seen: "marrow.cells",
    }
}

/// The published tumour of Simeoni 2004; a kilogram of mouse.
fn tumour() -> Response {
    let volume = 0.81;
    let [out, across] = [20.832, 0.144].map(|per_day| per_day * volume / 24.0);
    let drug = [1.0, 1.0, out, volume, across, 0.144 * volume / 2.0112, 1.0];
    let graft = [0.055, 0.273, 0.814, 0.968, 0.629];
    Response {
        course: ("simeoni 0", "tumour", DAY),
        parts: vec![
            named("drug", "two_compartments", &drug),
            follows(named("graft", "tumour_simeoni", &graft)),
        ],
        events: [8, 12, 16]
            .map(|day| add(day * DAY, "drug.central", 30.0))
            .into(),
        seen: "graft.tumour",
    }
}

/// Kind I of Dayneka 1993, 100 mg by mouth each day.
fn indirect() -> Response {
    let drug = [1.0, 1.0, 2.0, 20.0, 1.0];
    let response = [10.0, 0.1, 0.9, 0.5, 1.5];
    Response {
        course: ("indirect 1", "response", HOUR),
        parts: vec![
            named("drug", "one_compartment", &drug),
            follows(named("response", "inhibited_production", &response)),
        ],
        events: (0..7)
            .map(|day| add(day * DAY, "drug.depot", 100.0))
            .collect(),
        seen: "response.response",
    }
}

/// Hamberg 2007, two weeks of S-warfarin.
fn clotting() -> Response {
    let drug = [2.0, 1.0, 0.314 * (1.0 - 0.453), 13.8, 0.131, 6.59, 1.0];
    let clotting = [1.0, 20.0, 3.02, 0.424, 11.6 / 6.0, 120.0, 3.61];
    Response {
        course: ("hamberg 2007 chain", "inr", HOUR),
        parts: vec![
            named("drug", "two_compartments", &drug),
            follows(named("clotting", "inr_hamberg_2007", &clotting)),
        ],
        events: (0..14)
            .map(|day| add(day * DAY, "drug.depot", 2.5))
            .collect(),
        seen: "clotting.inr",
    }
}

/// Nielsen 2011, benzylpenicillin in broth.
fn bacteria() -> Response {
    let drug = [1.0, 1.0, 2_f64.ln() + 0.020, 1.0, 1.0];
    let tube = [1e6, 0.12 * 0.0652, 1.46, 0.187, 5e8, 2.70, 0.00531, 1.06];
    Response {
        course: ("nielsen", "bacteria", HOUR),
        parts: vec![
            named("drug", "one_compartment", &drug),
            follows(named("tube", "resting_bacteria", &tube)),
        ],
        events: [0, 8, 16]
            .map(|hour| add(hour * HOUR, "drug.central", 0.192))
            .into(),
        seen: "tube.bacteria",
    }
}

/// Neumann 1998: an input that no part publishes is held.
fn virus() -> Response {
    let liver = [61.7e3, 1.0 / 300.0, 5.5e-7, 0.4, 25.0, 8.0];
    let action = Action::Hold {
        place: place("liver.production_blocked"),
        value: 0.95,
    };
    Response {
        course: ("neumann", "virus", DAY),
        parts: vec![named("liver", "viral_dynamics", &liver)],
        events: vec![Event { at: 0, action }],
        seen: "liver.virus",
    }
}

/// Largest error relative to the value.
fn worst(response: &Response, settings: &Settings) -> f64 {
    let (name, signal, unit) = response.course;
    let course = course(name, signal, unit);
    let times: Vec<Nanoseconds> = course.iter().map(|row| row.0).collect();
    let mut case = Case::new(
        response.parts.clone(),
        &[response.seen],
        times[times.len() - 1],
    );
    case.events = response.events.clone();
    let (track, seen) = case.look_at(settings, &times);
    assert_eq!(track.status, Status::Well, "{name}");
    assert_eq!(seen.len(), times.len(), "{name}");
    let errors = seen.iter().zip(&course);
    errors.fold(0.0, |worst: f64, (found, (_, exact))| {
        worst.max((found[0] / exact - 1.0).abs())
    })
}

#[test]
fn every_course_by_every_method() {
    let responses = [
        myelosuppression(),
        tumour(),
        indirect(),
        clotting(),
        bacteria(),
        virus(),
    ];
    for settings in ways(1e-10) {
        for response in &responses {
            let found = worst(response, &settings);
            let name = response.course.0;
            println!(
                "{}, exactly {}, {name}: {found:.1e}",
                settings.method, settings.exactly
            );
            // Seen inside steps, relative to the value itself. Virus falls to 1e-7 of where it
            // began, with steps as long as the method is stable: at tolerances around this one BS5
            // leaves from 1e-7 to 6e-6 of it, as chance has it.
            let tolerance = match (name, settings.method) {
                ("neumann", Method::Bs5) => 1e-5,
                ("neumann", _) => 1e-6,
                _ => 1e-8,
            };
            assert!(
                found < tolerance,
                "{name} by {}: {found:e}",
                settings.method
            );
        }
    }
}

/// A part without states: its effect is that of the concentration, at once.
#[test]
fn an_effect_without_states_follows_the_concentration() {
    let drug = [1.0, 1.0, 2.0, 20.0, 1.0];
    let parts = vec![
        named("drug", "one_compartment", &drug),
        follows(named("effect", "sigmoid_effect", &[10.0, 5.0, 3.0, 1.5])),
    ];
    let sampled = ["drug.concentration", "effect.effect"];
    let mut case = Case::new(parts, &sampled, 6 * HOUR);
    case.events = vec![add(0, "drug.depot", 100.0)];
    case.every = 17 * MINUTE;
    let rows = case.rows(&settings(Method::Tsit5, 1e-8));
    assert!(rows.len() > 20);
    for row in rows {
        let odds = (row[0] / 3.0).powf(1.5);
        let exact = 10.0 + 5.0 * odds / (1.0 + odds);
        assert!((row[1] / exact - 1.0).abs() < 1e-14, "{row:?}");
    }
}
