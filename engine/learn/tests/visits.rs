//! When visits happen: people who come sooner the worse they are, and of whom some leave.

use engine::learned::progression::file;
use engine::learned::progression::future::{Future, YEAR};
use engine::learned::progression::schema::{Known, Visited};
use engine::random::Stream;
use engine::time::Nanoseconds;
use learn::futures::{end, twin};
use learn::spec::Spec;
use learn::train::{Among, Asked, pupils, train};
use learn::visits::foresee;
use learn::{cohort, visits};
use std::sync::Arc;

const SPEC: &str = r#"
title = "An invented disease"
id = "id"
time = { column = "year", unit = "a" }
[[marker]]
column = "a"
unit = "mg/dL"
transform = "none"
[death]
time = { column = "end", unit = "a" }
status = "died"
is = ["1"]
"#;

const ASKED: Asked = Asked {
    seed: 1,
    among: Among::TREES,
};

/// Who leaves after a visit.
const LEAVE: f64 = 0.08;

/// The truth: who has more of `a` comes sooner.
fn gap(level: f64, z: f64) -> f64 {
    0.8 * (-0.5 * level + 0.2 * z).exp()
}

/// Times of a patient's visits within so many years, the first at 0.
fn times(level: f64, years: f64, chance: &Stream) -> Vec<f64> {
    let (mut times, mut t) = (Vec::new(), 0.0);
    for number in 0.. {
        if t > years {
            break;
        }
        times.push(t);
        if chance.uniform(100 + 2 * number) < LEAVE {
            break;
        }
        t += gap(level, chance.normal(1000 + number));
    }
    times
}

fn table(people: u64) -> String {
    let mut text = "id,year,a,end,died\n".to_owned();
    for id in 0..people {
        let chance = Stream::new(8, id, "table", "numbers");
        let level = chance.normal(0);
        for (v, t) in times(level, 5.0, &chance).iter().enumerate() {
            let a = 10.0 + 2.0 * (level + 0.1 * chance.normal(10 + v as u64));
            text += &format!("{id},{t:.4},{a:.3},5,0\n");
        }
    }
    text
}

#[test]
fn visits_are_more_frequent_in_who_is_worse_and_stop_as_often_as_in_truth() {
    let text = table(300);
    let spec = Spec::read("spec", SPEC).expect("a spec");
    let cohort = cohort::read(("table", text.as_bytes()), ("spec", SPEC), &spec).expect("a cohort");
    let (test, inside): (Vec<usize>, Vec<usize>) =
        (0..cohort.people.len()).partition(|p| p % 5 == 0);
    let (model, _) = train(&cohort, &inside, ASKED, &mut |_, _| ()).expect("a model");
    let own = model.visits.clone().expect("visits");
    let pupils = pupils(&model.schema, &cohort);
    let told = foresee(
        (&model.schema, &own),
        &cohort.people,
        &pupils,
        &inside,
        &test,
    );
    // The truth leaves a scatter of 0.2 of 0.54 in the logarithm.
    assert!(told.score.0 < 0.6 * told.score.1, "{told:?}");
    assert!((0.82..0.97).contains(&told.held), "{told:?}");
    let (n, left, expected) = told.left;
    let reach = 3.0 * (LEAVE * (1.0 - LEAVE) * n as f64).sqrt();
    assert!((left as f64 - expected).abs() < reach, "{told:?}");

    // In a file it is the same, and futures come as often as people of the truth.
    let model = Arc::new(file::read(&file::write(&model)).expect("a model"));
    assert_eq!(model.visits, Some(own));
    for level in [-1.0, 1.0] {
        let known = Known {
            facts: Vec::new(),
            arm: 0,
            visits: vec![Visited {
                t: 0.0,
                markers: vec![10.0 + 2.0 * level],
                signs: Vec::new(),
            }],
        };
        let grid: Vec<Nanoseconds> = (1..=60).map(|k| k * YEAR / 12).collect();
        let future = Future::new(&model, &known, 0.0, &grid);
        let (mut visits, mut followed, mut truth) = (0.0, 0.0, 0.0);
        let mut p = future.params();
        p[1] = 1.0;
        for number in 0..400 {
            let x = end(&future, &grid, &p, twin(1, number));
            visits += x[2] / 400.0;
            followed += x[3] / 400.0;
            let chance = Stream::new(9, number, "truth", "visits");
            truth += (times(level, 5.0, &chance).len() as f64 - 1.0) / 400.0;
        }
        // A visit falls at the next month's end: half a month later each time.
        assert!(
            (visits / truth - 1.0).abs() < 0.2,
            "{level}: {visits} visits, {truth} in truth"
        );
        assert!(followed > 0.2 && followed < 0.9, "{level}: {followed}");
    }
}

/// Without a model of visits or with visits at all times nothing of the futures changes.
#[test]
fn visits_at_all_listed_times_are_as_without_a_model_of_them() {
    let text = table(120);
    let spec = Spec::read("spec", SPEC).expect("a spec");
    let cohort = cohort::read(("table", text.as_bytes()), ("spec", SPEC), &spec).expect("a cohort");
    let all: Vec<usize> = (0..cohort.people.len()).collect();
    let (model, _) = train(&cohort, &all, ASKED, &mut |_, _| ()).expect("a model");
    assert!(
        visits::foresee(
            (&model.schema, model.visits.as_ref().expect("visits")),
            &cohort.people,
            &pupils(&model.schema, &cohort),
            &all,
            &all
        )
        .gaps
            > 100
    );
    let mut without = model.clone();
    without.visits = None;
    let known = cohort.people[3].known.clone();
    let grid: Vec<Nanoseconds> = (1..=10).map(|k| k * YEAR / 2).collect();
    let last = |model| {
        let future = Future::new(&Arc::new(model), &known, 5.0, &grid);
        end(&future, &grid, &future.params(), twin(1, 7))
    };
    let (with, bare) = (last(model), last(without));
    assert_eq!(with[..2], bare[..2]);
    assert_eq!(with[2], 10.0);
}
