//! Events that come again: learned from invented people of whom the truth is known, and drawn.

use engine::learned::progression::file;
use engine::learned::progression::future::{Future, YEAR, held};
use engine::learned::progression::model::Progression;
use engine::learned::progression::schema::{Known, Visited};
use engine::random::Stream;
use engine::time::Nanoseconds;
use learn::cohort::{self, Cohort};
use learn::futures::{end, twin};
use learn::spec::Spec;
use learn::train::{Among, Asked, train};
use physiology::System;
use std::fmt::Write;
use std::sync::Arc;

const SPEC: &str = r#"
title = "An invented disease of infections"
id = "id"
time = { column = "start", unit = "d" }
[[covariate]]
column = "age"
unit = "a"
[arm]
column = "drug"
reference = "no"
randomised = true
[events]
name = "infections"
until = { column = "stop", unit = "d" }
status = "infected"
is = ["1"]
"#;

/// What the drug leaves of the rate, in truth.
const RATIO: f64 = 0.4;

/// People watched for two years, whose rates differ by a factor of their own: 0.5 or 1.5 in a year.
fn table(people: u64) -> String {
    let mut text = "id,start,age,drug,stop,infected\n".to_owned();
    for id in 0..people {
        let s = Stream::new(11, id, "table", "infections");
        let drug = id % 2 == 1;
        let own = if s.uniform(0) < 0.5 { 0.5 } else { 1.5 };
        let rate = own * if drug { RATIO } else { 1.0 } / 365.25;
        let age = 20.0 + 30.0 * s.uniform(1);
        let (mut from, mut number, end) = (0.0, 2, 730.5);
        loop {
            let next = from - s.uniform(number).ln() / rate;
            number += 1;
            let word = if drug { "yes" } else { "no" };
            let (until, came) = if next < end { (next, 1) } else { (end, 0) };
            let _ = writeln!(text, "{id},{from:.3},{age:.1},{word},{until:.3},{came}");
            if came == 0 {
                break;
            }
            from = next;
        }
    }
    text
}

fn learned(people: u64) -> (Cohort, Progression) {
    let spec = Spec::read("spec.toml", SPEC).expect("a spec");
    let text = table(people);
    let cohort = cohort::read(("t.csv", text.as_bytes()), ("spec.toml", SPEC), &spec);
    let cohort = cohort.expect("a table");
    let all: Vec<usize> = (0..cohort.people.len()).collect();
    let asked = Asked {
        seed: 1,
        among: Among::TREES,
    };
    let (model, _) = train(&cohort, &all, asked, &mut |_, _| {}).expect("a model");
    (cohort, model)
}

/// Events of some twins in a year under a treatment.
fn drawn(model: &Arc<Progression>, arm: f64, twins: u64) -> Vec<f64> {
    let known = Known {
        facts: vec![35.0],
        arm: 0,
        visits: vec![Visited::default()],
    };
    let times: Vec<Nanoseconds> = (1..=12).map(|m| m * YEAR / 12).collect();
    let future = Future::new(model, &known, 0.0, &times);
    let mut p = future.params();
    p[0] = arm;
    let one = |number| end(&future, &times, &p, twin(1, number))[1];
    (0..twins).map(one).collect()
}

#[test]
fn rates_and_what_a_treatment_does_are_found_again() {
    let (_, model) = learned(600);
    let events = model.events.as_ref().expect("events");
    let effect = events.effect[0];
    let error = events.factor[0];
    // The truth within three standard errors, and an error of the size that so many events allow.
    assert!((effect - RATIO.ln()).abs() < 3.0 * error, "{events:?}");
    assert!((0.03..0.2).contains(&error), "{events:?}");
    // Rates of 0.5 and 1.5: mean 1, variance 0.25 of a factor of mean 1.
    assert!((0.1..=0.5).contains(&events.spread), "{events:?}");
    assert!((events.rate(&[0.0]) - 1.0).abs() < 0.2, "{events:?}");
}

#[test]
fn futures_have_as_many_events_as_people_had_and_arms_share_chance() {
    let (_, model) = learned(300);
    let model = Arc::new(file::read(&file::write(&model)).expect("a file"));
    let names: Vec<&str> = held("x", &model)
        .layout()
        .states
        .iter()
        .map(|s| s.name)
        .collect();
    assert_eq!(names, ["alive", "infections"]);
    let (no, yes) = (drawn(&model, 0.0, 4000), drawn(&model, 1.0, 4000));
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let events = model.events.as_ref().expect("events");
    let x = model.schema.count_facts(&[35.0]);
    let expected = events.rate(&x);
    assert!(
        (mean(&no) - expected).abs() < 0.06 * expected,
        "{} {expected}",
        mean(&no)
    );
    let ratio = mean(&yes) / mean(&no);
    assert!(
        (ratio / events.effect[0].exp() - 1.0).abs() < 0.1,
        "{ratio} {events:?}"
    );
    // Twin by twin the drug gives more events to nobody whose drawn effect spares some.
    let more = no.iter().zip(&yes).filter(|(no, yes)| yes > no).count();
    assert!(more < 40, "{more}");
    // The same seed, the same futures.
    assert_eq!(no, drawn(&model, 0.0, 4000));
}
