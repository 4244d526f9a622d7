//! A model of progression: learned from people of whom the truth is known, written, read, refused,
//! and carried into the future.

use engine::learned::progression::file::{self, FileError};
use engine::learned::progression::forecaster::{Family, Forecaster};
use engine::learned::progression::future::{Future, YEAR};
use engine::learned::progression::marker::{Marker, Outlook, outlooks};
use engine::learned::progression::model::Progression;
use engine::learned::progression::schema::{Known, Visited};
use engine::random::Stream;
use engine::time::Nanoseconds;
use learn::cohort::{self, Cohort};
use learn::evaluate::{Scored, Task, c_index, evaluate, ratio};
use learn::futures::{end, twin};
use learn::score::auroc;
use learn::spec::Spec;
use learn::train::{Among, Asked, train};
use std::sync::{Arc, OnceLock};

const SPEC: &str = r#"
title = "An invented disease"
id = "id"
time = { column = "year", unit = "a" }
[[marker]]
column = "a"
unit = "mg/dL"
transform = "log"
[[marker]]
column = "b"
unit = "g/L"
[[covariate]]
column = "age"
unit = "a"
[arm]
column = "drug"
reference = "0"
randomised = true
[death]
time = { column = "end", unit = "a" }
status = "died"
is = ["1"]
"#;

/// How much the drug takes from the logarithm of `a` in a year, in truth.
const EFFECT: f64 = -0.15;

/// People whose `a` rises by a slope of their own, and `b` falls as `a` rises; the drug slows `a`;
/// who has a high `a` dies sooner.
fn table(people: u64) -> String {
    let mut text = "id,year,a,b,age,drug,end,died\n".to_owned();
    for id in 0..people {
        let chance = Stream::new(5, id, "table", "numbers");
        let drug = id % 2;
        let (level, slope) = (0.7 * chance.normal(0), 0.1 + 0.08 * chance.normal(1));
        let age = 40.0 + 20.0 * chance.uniform(2);
        let visits: Vec<f64> = (0..7)
            .map(|v| v as f64 * 0.8 + 0.2 * chance.uniform(100 + v))
            .collect();
        let threshold = -chance.uniform(3).ln();
        let (mut hazard, mut end, mut died) = (0.0, 6.0, 0);
        let truth = |t: f64| level + (slope + EFFECT * drug as f64) * t;
        for month in 0..72 {
            let t = f64::from(month) / 12.0;
            hazard += 0.06 * (1.2 * truth(t)).exp() / 12.0;
            if hazard > threshold {
                (end, died) = (t + 0.05, 1);
                break;
            }
        }
        for (v, t) in visits.iter().enumerate().filter(|(_, t)| **t < end) {
            let v = v as u64;
            let a = (truth(*t) + 0.15 * chance.normal(10 + v)).exp();
            let b = 40.0 - 3.0 * truth(*t) + 1.5 * chance.normal(30 + v);
            let a = if chance.uniform(60 + v) < 0.1 {
                "NA".to_owned()
            } else {
                format!("{a:.4}")
            };
            text += &format!("{id},{t:.4},{a},{b:.3},{age:.2},{drug},{end:.3},{died}\n");
        }
    }
    text
}

fn cohort() -> Cohort {
    let spec = Spec::read("s.toml", SPEC).expect("a spec");
    cohort::read(("t.csv", table(250).as_bytes()), ("s.toml", SPEC), &spec).expect("a cohort")
}

fn split(cohort: &Cohort) -> (Vec<usize>, Vec<usize>) {
    (0..cohort.people.len()).partition(|p| p % 5 == 0)
}

fn asked(among: Among) -> Asked {
    Asked { seed: 1, among }
}

fn trained() -> &'static (Arc<Progression>, Vec<Scored>) {
    static MODEL: OnceLock<(Arc<Progression>, Vec<Scored>)> = OnceLock::new();
    MODEL.get_or_init(|| {
        let cohort = cohort();
        let (test, inside) = split(&cohort);
        let (model, _) =
            train(&cohort, &inside, asked(Among::TREES), &mut |_, _| ()).expect("a model");
        let scored = evaluate(&model, &cohort, &inside, &test);
        (Arc::new(model), scored)
    })
}

#[test]
fn forecasts_beat_the_last_value_and_their_bands_hold() {
    let (_, scored) = trained();
    for (task, most) in [(Task::Next, 0.9), (Task::FromFirst, 0.85)] {
        let of = ratio(scored.iter(), task);
        assert!(of < most, "{task:?}: {of}");
        let sums = scored.iter().flat_map(|s| &s.sums[task as usize]);
        let (inside, count) = sums.fold((0.0, 0.0), |(a, b), s| (a + s.inside, b + s.count));
        assert!(
            (0.85..0.95).contains(&(inside / count)),
            "{task:?}: {}",
            inside / count
        );
    }
}

/// The truth is the state-space core's own: no family does much better, and none that learned anything
/// does much worse.
#[test]
fn families_are_compared_on_the_same_patients_left_out() {
    let people: Vec<usize> = (0..80).collect();
    let (_, choices) =
        train(&cohort(), &people, asked(Among::ALL), &mut |_, _| ()).expect("a model");
    let compared = choices.verdict.compared;
    let families: Vec<Family> = compared.iter().map(|c| c.family).collect();
    assert_eq!(families, Family::ALL);
    let core = compared[0].score;
    for c in &compared {
        let share = c.score / core;
        assert!((0.97..1.12).contains(&share), "{c:?} {core}");
        // What is better by no more than chance is not carried.
        assert!(!c.surely(), "{c:?}");
    }
}

#[test]
fn validated_the_effect_of_the_drug_is_found() {
    let (model, _) = trained();
    let core = &model.core;
    let best = core.beta[core.columns - 1] * model.schema.markers[0].sd;
    let error = model.effect[0] * model.schema.markers[0].sd;
    // By the truth from which the people were drawn.
    assert!((best - EFFECT).abs() < 3.0 * error, "{best} +- {error}");
    assert!(best + 1.645 * error < 0.0, "{best} +- {error}");
}

#[test]
fn markers_drawn_together_score_better_than_each_alone() {
    let (_, scored) = trained();
    let (joint, alone) = scored
        .iter()
        .fold((0.0, 0.0), |(a, b), s| (a + s.energy.0, b + s.energy.1));
    assert!(joint < alone, "{joint} {alone}");
}

#[test]
fn a_file_gives_the_model_back_and_is_refused_where_it_was_cut_or_altered() {
    let (model, _) = trained();
    let bytes = file::write(model);
    let again = file::read(&bytes).expect("a model");
    assert_eq!(
        (&again.core, &again.forecaster, &again.effect, &again.hazard),
        (&model.core, &model.forecaster, &model.effect, &model.hazard)
    );
    for end in [0, 7, 100, bytes.len() / 2, bytes.len() - 1] {
        assert!(
            matches!(file::read(&bytes[..end]), Err(FileError::NoModel(_))),
            "cut at {end}"
        );
    }
    let mut altered = bytes.clone();
    let at = bytes.len() - 20;
    altered[at] ^= 1;
    assert_eq!(file::read(&altered), Err(FileError::Altered));
    let unit = bytes
        .windows(5)
        .position(|w| w == b"mg/dL")
        .expect("a unit");
    let mut other = bytes.clone();
    other[unit..unit + 5].copy_from_slice(b"ug/dL");
    assert_eq!(file::read(&other), Err(FileError::Altered));
    assert!(file::read(b"title = \"a scenario\"").is_err());
}

fn known() -> Known {
    let visit = |t: f64, a: f64, b: f64| Visited {
        t,
        markers: vec![a, b],
        signs: Vec::new(),
    };
    Known {
        facts: vec![50.0],
        arm: 0,
        visits: vec![
            visit(0.0, 1.5, 38.0),
            visit(1.0, f64::NAN, 38.5),
            visit(1.5, 1.9, 37.0),
        ],
    }
}

fn visits() -> Vec<Nanoseconds> {
    (1..=6).map(|k| k * YEAR / 2).collect()
}

/// Last state of each twin on an arm.
fn futures(twins: u64, arm: f64) -> Vec<Vec<f64>> {
    let (model, _) = trained();
    let times = visits();
    let future = Future::new(model, &known(), 1.5, &times);
    let mut params = future.params();
    params[0] = arm;
    let one = |number: u64| end(&future, &times, &params, twin(3, number));
    (0..twins).map(one).collect()
}

/// What core and trees foresee at a time.
fn outlook(model: &Progression, t: f64) -> Vec<(&Marker, Outlook)> {
    let Forecaster::Trees(markers) = &model.forecaster else {
        panic!("core and trees were asked for");
    };
    let of = (&model.schema, &model.core, &model.edges[..]);
    let at = outlooks(of, markers, &known(), &[t]).remove(0);
    markers.iter().zip(at).collect()
}

#[test]
fn futures_spread_as_the_forecast_says() {
    let (model, _) = trained();
    let t = 1.5 + 3.0;
    let outlook = outlook(model, t);
    // Without death, which keeps the worst from being seen.
    let mut immortal = (**model).clone();
    immortal.hazard = None;
    let immortal = Arc::new(immortal);
    let times = visits();
    let future = Future::new(&immortal, &known(), 1.5, &times);
    for k in 0..2 {
        let mut ends: Vec<f64> = (0..4000)
            .map(|number| {
                let x = end(&future, &times, &future.params(), twin(9, number));
                immortal.schema.markers[k].count(x[k])
            })
            .collect();
        ends.sort_by(f64::total_cmp);
        for (share, z) in [(0.05, -1.6449), (0.5, 0.0), (0.95, 1.6449)] {
            let sampled = ends[(share * 4000.0) as usize];
            let (marker, outlook) = &outlook[k];
            let expected = marker.quantile(outlook, z);
            assert!(
                (sampled - expected).abs() < 0.12 * outlook.sd,
                "{k} {share}: {sampled} {expected}"
            );
        }
    }
}

#[test]
fn arms_share_their_chance_and_the_drug_helps() {
    let (without, with) = (futures(500, 0.0), futures(500, 1.0));
    assert_eq!(without, futures(500, 0.0));
    let lower = without
        .iter()
        .zip(&with)
        .filter(|(a, b)| b[0] < a[0] || a[2] == 0.0)
        .count();
    assert!(lower > 450, "{lower}");
    let dead = |people: &[Vec<f64>]| people.iter().filter(|x| x[2] == 0.0).count();
    assert!(
        dead(&with) < dead(&without),
        "{} {}",
        dead(&with),
        dead(&without)
    );
}

#[test]
fn the_guard_knows_who_is_strange() {
    let (model, _) = trained();
    assert_eq!(model.outside(&known()), Vec::<String>::new());
    let mut old = known();
    old.facts[0] = 95.0;
    old.visits[2].markers[0] = 60.0;
    let why = model.outside(&old).join("; ");
    assert!(
        why.contains("age is 95 a")
            && why.contains("a is 60 mg/dL")
            && why.contains("taken together"),
        "{why}"
    );
}

/// What is never measured in somebody, though in everyone else it was, is told of.
#[test]
fn the_guard_knows_who_was_measured_otherwise() {
    let (model, _) = trained();
    let mut other = known();
    other
        .visits
        .iter_mut()
        .for_each(|v| v.markers[0] = f64::NAN);
    let why = model.outside(&other).join("; ");
    assert!(why.contains("what not, is unusual: a"), "{why}");
    assert!(model.alarm(&other) > 1.0 && model.alarm(&known()) < 1.0);
    // Nobody has been seen: there is nothing to miss.
    other.visits.clear();
    assert!(model.outside(&other).is_empty());
}

/// Of patients who were not trained on; in truth who has a high `a` dies sooner.
#[test]
fn those_held_out_are_ranked_and_the_guard_tells_them_from_strange_ones() {
    let (_, scored) = trained();
    let of = c_index(scored.iter());
    assert!((0.6..0.95).contains(&of), "{of}");
    let warned = scored.iter().filter(|s| s.guard.warned).count();
    assert!(10 * warned < scored.len(), "{warned} of {}", scored.len());
    let [own, moved]: [Vec<f64>; 2] = [
        scored.iter().map(|s| s.guard.own).collect(),
        scored.iter().map(|s| s.guard.moved).collect(),
    ];
    let of = auroc(&moved, &own);
    assert!(of > 0.85, "{of}");
}

/// A marker that one patient alone has, twice: those of no other fold tell how far it goes.
#[test]
fn a_model_of_a_marker_that_hardly_anyone_has_is_read_back() {
    let mut text = table(60);
    let values = ["2", "3", ""];
    let lines: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(number, line)| match number {
            0 => format!("{line},c"),
            _ => format!("{line},{}", values[(number - 1).min(2)]),
        })
        .collect();
    text = lines.join("\n");
    let spec_text = format!("{SPEC}\n[[marker]]\ncolumn = \"c\"\nunit = \"g/L\"\n");
    let spec = Spec::read("s.toml", &spec_text).expect("a spec");
    let from = ("t.csv", text.as_bytes());
    let cohort = cohort::read(from, ("s.toml", &spec_text), &spec).expect("a cohort");
    let all: Vec<usize> = (0..cohort.people.len()).collect();
    let (model, _) = train(&cohort, &all, asked(Among::TREES), &mut |_, _| ()).expect("a model");
    assert!(model.guard.beyond.is_finite() && model.guard.limit.is_finite());
    file::read(&file::write(&model)).expect("the same model");
}

#[test]
fn training_again_gives_the_same_bytes() {
    let cohort = cohort();
    let people: Vec<usize> = (0..40).collect();
    let once = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads");
        pool.install(|| {
            let (model, choices) =
                train(&cohort, &people, asked(Among::ALL), &mut |_, _| ()).expect("a model");
            (file::write(&model), choices)
        })
    };
    assert_eq!(once(1), once(3));
}
