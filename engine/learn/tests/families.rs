//! Families of networks on people of whom the truth is known: chosen where they foresee better, and
//! carried into files and futures.

use engine::learned::progression::file;
use engine::learned::progression::forecaster::{Family, Forecaster};
use engine::learned::progression::future::{Future, YEAR};
use engine::learned::progression::model::Progression;
use engine::learned::progression::schema::{Known, Visited};
use engine::random::Stream;
use engine::time::Nanoseconds;
use learn::cohort::{self, Cohort};
use learn::evaluate::{Task, evaluate, ratio};
use learn::futures::{end, twin};
use learn::spec::Spec;
use learn::train::{Among, Asked, Choices, train};
use std::sync::{Arc, OnceLock};

const SPEC: &str = r#"
title = "A disease with two ends"
id = "id"
time = { column = "year", unit = "a" }
[[marker]]
column = "a"
unit = "g/L"
transform = "none"
[[marker]]
column = "b"
unit = "g/L"
transform = "none"
[arm]
column = "drug"
reference = "0"
randomised = true
"#;

/// Who is above 10 runs to 11 and who is below to 9, and chance may carry over who is near: a' = 1.5
/// (s - s^3) of s = a - 10, moved by 0.35 a year; `b` follows it at 2 less. Visits are irregular.
fn table(people: u64) -> String {
    let mut text = "id,year,a,b,drug\n".to_owned();
    for id in 0..people {
        let chance = Stream::new(8, id, "table", "numbers");
        let walk = Stream::new(8, id, "table", "walk");
        let mut s = 0.5 * chance.normal(0);
        let (mut t, mut step) = (0.0, 0);
        for v in 0..6u64 {
            let next = if v == 0 {
                0.0
            } else {
                t + 0.3 + 1.0 * chance.uniform(20 + v)
            };
            while t < next {
                s += 0.02 * 1.5 * (s - s.powi(3)) + 0.35 * 0.02f64.sqrt() * walk.normal(step);
                (t, step) = (t + 0.02, step + 1);
            }
            let a = 10.0 + s + 0.1 * chance.normal(40 + v);
            let b = 8.0 + s + 0.1 * chance.normal(60 + v);
            text += &format!("{id},{next:.3},{a:.4},{b:.4},{}\n", id % 2);
        }
    }
    text
}

fn cohort(people: u64) -> Cohort {
    let spec = Spec::read("s.toml", SPEC).expect("a spec");
    cohort::read(("t.csv", table(people).as_bytes()), ("s.toml", SPEC), &spec).expect("a cohort")
}

fn learned(cohort: &Cohort, people: &[usize], among: Among) -> (Progression, Choices) {
    train(cohort, people, Asked { seed: 1, among }, &mut |_, _| ()).expect("a model")
}

#[test]
#[ignore]
fn tune() {
    let cohort = cohort(240);
    let (test, inside): (Vec<usize>, Vec<usize>) = (0..240).partition(|p| p % 4 == 0);
    let (model, choices) = learned(&cohort, &inside, Among::All);
    println!("{:?}", choices.verdict);
    for among in [Among::Trees, Among::Only(Family::Drift)] {
        let (model, _) = learned(&cohort, &inside, among);
        let scored = evaluate(&model, &cohort, &inside, &test);
        for task in [Task::Next, Task::FromFirst] {
            println!("{among:?} {task:?} {}", ratio(scored.iter(), task));
        }
    }
    let _ = (model.forecaster.family(), OnceLock::<u8>::new());
    let _ = file::write(&model);
    let _: Option<(Nanoseconds, Known, Visited)> = None;
    let _ = (YEAR, end as usize, twin as usize);
    let _ = |m: Arc<Progression>, k: Known| Future::new(&m, &k, 0.0, &[]);
    let _ = |f: Forecaster| f.family();
}
