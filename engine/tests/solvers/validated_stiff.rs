//! Stiff problems against 17 digits from a method of order 13 (`tests/reference/stiff`).

use crate::problems::{Case, add, part, settings};
use engine::patient::{Reason, Status};
use engine::solve::method::Method;
use engine::time::{MINUTE, Nanoseconds};
use engine::world::Settings;
use std::collections::BTreeMap;
use std::path::Path;

/// Nanoseconds in the unit of time that each model counts in.
const UNIT: [(&str, f64); 3] = [
    ("hires", MINUTE as f64),
    ("robertson", 1e8),
    ("vanderpol", 1440.0 * MINUTE as f64),
];
/// Latest time that fits.
const LATEST: f64 = 4e18;

/// Values by time, problem by problem.
fn reference(problem: &str) -> BTreeMap<Nanoseconds, Vec<f64>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/reference/stiff/reference.csv");
    let text = std::fs::read_to_string(path).expect("the reference");
    let unit = UNIT.iter().find(|(name, _)| *name == problem);
    let unit = unit.expect("a problem").1;
    let mut rows: BTreeMap<Nanoseconds, Vec<f64>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |i: usize| cells[i].parse::<f64>().expect("a number");
        let time = number(1) * unit;
        if cells[0] == problem && time <= LATEST {
            let row = rows.entry(time.round() as Nanoseconds).or_default();
            row.push(number(3));
        }
    }
    rows
}

fn signals(problem: &str) -> Vec<&'static str> {
    match problem {
        "hires" => vec![
            "hires.y1", "hires.y2", "hires.y3", "hires.y4", "hires.y5", "hires.y6", "hires.y7",
            "hires.y8",
        ],
        "robertson" => vec!["robertson.y1", "robertson.y2", "robertson.y3"],
        _ => vec!["vanderpol.y1", "vanderpol.y2"],
    }
}

fn case(problem: &str, horizon: Nanoseconds) -> Case {
    Case::new(vec![part(problem, &[])], &signals(problem), horizon)
}

/// Relative tolerance alone: late in Robertson's reaction little is left of its first substance.
fn tight() -> Settings {
    Settings {
        atol: Some(1e-16),
        ..settings(Method::Rodas5p, 1e-9)
    }
}

/// Largest relative error of all components at all times.
fn worst(problem: &str, settings: &Settings, ends: bool) -> f64 {
    let reference = reference(problem);
    let times: Vec<Nanoseconds> = reference.keys().copied().collect();
    let mut case = case(problem, times[times.len() - 1]);
    if ends {
        // An event that changes nothing: steps end there.
        let state = signals(problem)[0];
        case.events = times.iter().map(|time| add(*time, state, 0.0)).collect();
    }
    let (track, seen) = case.look_at(settings, &times);
    assert_eq!(track.status, Status::Well, "{problem}");
    let mut worst = 0.0_f64;
    for (found, exact) in seen.iter().zip(reference.values()) {
        for (found, exact) in found.iter().zip(exact) {
            worst = worst.max((found / exact - 1.0).abs());
        }
    }
    println!(
        "{problem}, {}: {worst:.1e}, {:?}",
        settings.tolerances().0,
        track.counts
    );
    worst
}

#[test]
fn rodas5p_at_tight_tolerance() {
    for (problem, tolerance) in [("hires", 1e-9), ("robertson", 5e-9), ("vanderpol", 1e-8)] {
        let found = worst(problem, &tight(), true);
        assert!(found < tolerance, "{problem}: {found:e}");
    }
}

#[test]
fn rodas5p_inside_its_steps() {
    for (problem, tolerance) in [("hires", 1e-9), ("robertson", 5e-9), ("vanderpol", 1e-8)] {
        let found = worst(problem, &tight(), false);
        assert!(found < tolerance, "{problem}: {found:e}");
    }
}

#[test]
fn rodas5p_takes_few_steps_at_everyday_tolerance() {
    for problem in ["hires", "robertson", "vanderpol"] {
        let times: Vec<Nanoseconds> = reference(problem).keys().copied().collect();
        let track = case(problem, times[times.len() - 1]).run(&settings(Method::Rodas5p, 1e-6));
        println!("{problem}: {:?}", track.counts);
        assert_eq!(track.status, Status::Well);
        assert!(
            track.counts.accepted < 1_500,
            "{problem}: {:?}",
            track.counts
        );
    }
}

/// Explicit methods cannot do it, and say so within their steps.
#[test]
fn explicit_methods_give_up_with_a_reason() {
    for method in [Method::Tsit5, Method::Dop853, Method::Reference] {
        let settings = Settings {
            max_steps: 5_000,
            ..settings(method, 1e-6)
        };
        for problem in ["robertson", "vanderpol"] {
            let times: Vec<Nanoseconds> = reference(problem).keys().copied().collect();
            let horizon = times[times.len() - 1];
            let track = case(problem, horizon).run(&settings);
            let Status::Failed { reason, at } = track.status else {
                panic!("{problem} by {method}: {:?}", track.status)
            };
            assert_eq!(
                reason,
                Reason::TooManySteps,
                "{problem} by {method} at {at}"
            );
            assert!(at < horizon);
            let steps = track.counts.accepted + track.counts.rejected;
            assert!((5_000..5_010).contains(&steps), "{steps}");
        }
    }
}
