//! Families of networks on people of whom the truth is known: chosen where they foresee better, and
//! carried into files and futures.

use engine::learned::progression::file::{self, FileError};
use engine::learned::progression::forecaster::Family;
use engine::learned::progression::future::{Future, YEAR};
use engine::learned::progression::model::Progression;
use engine::learned::progression::schema::{Known, Visited};
use engine::random::Stream;
use engine::time::Nanoseconds;
use learn::cohort::{self, Cohort};
use learn::evaluate::{Scored, Sums, Task, evaluate};
use learn::futures::{end, twin};
use learn::spec::Spec;
use learn::train::{Among, Asked, Choices, train};
use rayon::prelude::*;
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

/// How fast they run, and how far chance moves them, in a year.
const PULL: f64 = 3.0;
const CHANCE: f64 = 0.35;

/// Who is above 10 runs to 11 and who is below to 9, and chance may carry over who is near: of s, which
/// is `a` less 10, ds = PULL (s - s^3) dt and chance; `b` is the same less 2. Visits are irregular, and
/// the drug does nothing.
fn table(people: u64) -> String {
    let mut text = "id,year,a,b,drug\n".to_owned();
    for id in 0..people {
        let chance = Stream::new(8, id, "table", "numbers");
        let walk = Stream::new(8, id, "table", "walk");
        let mut s = 0.2 * chance.normal(0);
        let (mut t, mut step) = (0.0, 0);
        for v in 0..6u64 {
            let next = match v {
                0 => 0.0,
                v => t + 0.3 + chance.uniform(20 + v),
            };
            while t < next {
                let moved = CHANCE * 0.02f64.sqrt() * walk.normal(step);
                s += 0.02 * PULL * (s - s.powi(3)) + moved;
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
    let text = table(people);
    cohort::read(("t.csv", text.as_bytes()), ("s.toml", SPEC), &spec).expect("a cohort")
}

/// Patients trained on; those after them are held out.
const INSIDE: usize = 160;

/// Where core and trees, and the drift, are compared.
fn chosen() -> &'static (Arc<Progression>, Choices, Vec<Scored>) {
    static MODEL: OnceLock<(Arc<Progression>, Choices, Vec<Scored>)> = OnceLock::new();
    MODEL.get_or_init(|| {
        let cohort = cohort(INSIDE as u64 + 60);
        let inside: Vec<usize> = (0..INSIDE).collect();
        let test: Vec<usize> = (INSIDE..INSIDE + 60).collect();
        let asked = Asked {
            seed: 1,
            among: Among::Best(&[Family::Drift]),
        };
        let (model, choices) = train(&cohort, &inside, asked, &mut |_, _| ()).expect("a model");
        let scored = evaluate(&model, &cohort, &inside, &test);
        (Arc::new(model), choices, scored)
    })
}

/// One of each network, of few people: what they know is not asked.
fn networks() -> &'static [Arc<Progression>] {
    static MODELS: OnceLock<Vec<Arc<Progression>>> = OnceLock::new();
    MODELS.get_or_init(|| {
        let cohort = cohort(24);
        let inside: Vec<usize> = (0..24).collect();
        let one = |family: Family| {
            let among = Among::Only(family);
            let asked = Asked { seed: 1, among };
            let (model, choices) = train(&cohort, &inside, asked, &mut |_, _| ()).expect("a model");
            assert_eq!(choices.verdict.family, Some(family));
            assert!(choices.verdict.told().contains("as the spec asks"));
            Arc::new(model)
        };
        let all = [Family::Flow, Family::Autoencoder, Family::Drift];
        all.into_iter().map(one).collect()
    })
}

#[test]
fn a_drift_is_chosen_where_the_truth_is_one() {
    let (model, choices, _) = chosen();
    assert_eq!(model.forecaster.family(), Family::Drift);
    let of = |family| choices.verdict.compared.iter().find(|c| c.family == family);
    let (trees, drift) = (of(Family::Trees), of(Family::Drift));
    let (trees, drift) = (trees.expect("trees"), drift.expect("a drift"));
    assert!(drift.surely() && drift.score < trees.score, "{choices:?}");
}

/// Of patients who were not trained on.
#[test]
fn bands_of_a_drift_hold_and_markers_drawn_together_score_better() {
    let (_, _, scored) = chosen();
    for task in [Task::Next, Task::FromFirst] {
        let mut sums = Sums::default();
        let all = scored.iter().flat_map(|s| &s.sums[task as usize]);
        all.for_each(|s| sums.add(s));
        let held = sums.inside / sums.count;
        assert!((0.86..0.95).contains(&held), "{task:?}: {held}");
        assert!(sums.crps < 0.9 * sums.last, "{task:?}");
    }
    let (joint, alone) =
        (scored.iter()).fold((0.0, 0.0), |(a, b), s| (a + s.energy.0, b + s.energy.1));
    assert!(joint < alone, "{joint} {alone}");
}

fn known(a: f64) -> Known {
    Known {
        facts: Vec::new(),
        arm: 0,
        visits: vec![Visited {
            t: 0.0,
            markers: vec![a, a - 2.0],
            signs: Vec::new(),
        }],
    }
}

fn times() -> Vec<Nanoseconds> {
    (1..=6).map(|k| k * YEAR / 2).collect()
}

/// Last state of each twin on an arm.
fn futures(model: &Arc<Progression>, known: &Known, arm: f64, twins: u64) -> Vec<Vec<f64>> {
    let times = times();
    let future = Future::new(model, known, 0.0, &times);
    let mut params = future.params();
    params[0] = arm;
    let one = |number: u64| end(&future, &times, &params, twin(3, number));
    (0..twins).into_par_iter().map(one).collect()
}

/// Also from a file.
#[test]
fn futures_run_to_the_end_on_whose_side_they_begin() {
    let (model, ..) = chosen();
    let again = Arc::new(file::read(&file::write(model)).expect("the same model"));
    assert_eq!(again.forecaster, model.forecaster);
    let above = |a: f64| {
        let ends = futures(&again, &known(a), 0.0, 400);
        let near = |x: &&Vec<f64>| (x[0] - 10.0).abs() > 0.5;
        let up = ends.iter().filter(|x| x[0] > 10.0).count();
        // Hardly anyone stays between.
        assert!(ends.iter().filter(near).count() > 300, "{a}");
        up as f64 / 400.0
    };
    let (low, middle, high) = (above(9.6), above(10.0), above(10.4));
    assert!(low < 0.15 && high > 0.85, "{low} {high}");
    assert!((0.25..0.75).contains(&middle), "{middle}");
}

#[test]
fn every_network_gives_the_same_futures_from_a_file_on_any_threads_and_in_any_order() {
    for model in networks() {
        let again = Arc::new(file::read(&file::write(model)).expect("the same model"));
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            let pool = pool.expect("threads");
            pool.install(|| futures(&again, &known(10.2), 0.0, 50))
        };
        let own = futures(model, &known(10.2), 0.0, 50);
        assert_eq!(own, on(1));
        assert_eq!(own, on(2));
        let times = times();
        let future = Future::new(&again, &known(10.2), 0.0, &times);
        let backwards = (0..50)
            .rev()
            .map(|n| end(&future, &times, &future.params(), twin(3, n)));
        let backwards: Vec<Vec<f64>> = backwards.collect();
        assert!(own.iter().eq(backwards.iter().rev()));
    }
}

#[test]
fn training_of_a_drift_again_gives_the_same_bytes() {
    let cohort = cohort(24);
    let inside: Vec<usize> = (0..24).collect();
    for model in &networks()[2..] {
        let among = Among::Only(model.forecaster.family());
        let asked = Asked { seed: 1, among };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build();
        let again = pool
            .expect("threads")
            .install(|| train(&cohort, &inside, asked, &mut |_, _| ()));
        assert_eq!(file::write(&again.expect("a model").0), file::write(model));
    }
}

/// What the arms of a network's futures differ by is the core's effect and nothing else.
#[test]
fn arms_share_their_chance_under_every_network() {
    for model in networks() {
        let mut immune = (**model).clone();
        let core = &mut immune.core;
        for marker in 0..core.markers {
            core.beta[(marker + 1) * core.columns - 1] = 0.0;
        }
        immune.effect.fill(0.0);
        let immune = Arc::new(immune);
        let [without, with] = [0.0, 1.0].map(|arm| futures(&immune, &known(10.2), arm, 50));
        assert_eq!(without, with);
        let [without, with] = [0.0, 1.0].map(|arm| futures(model, &known(10.2), arm, 50));
        let apart = without.iter().zip(&with).map(|(a, b)| (a[0] - b[0]).abs());
        assert!(apart.fold(0.0, f64::max) < 1.5);
    }
}

#[test]
fn a_file_whose_network_was_cut_or_altered_is_refused() {
    for model in networks() {
        let bytes = file::write(model);
        let name = b"network.weights";
        let at = bytes.windows(name.len()).position(|w| w == name);
        let mut renamed = bytes.clone();
        renamed[at.expect("weights")] = b'N';
        assert_eq!(file::read(&renamed), Err(FileError::Altered));
        let mut altered = bytes.clone();
        let last = altered.len() - 9;
        altered[last] ^= 1;
        assert_eq!(file::read(&altered), Err(FileError::Altered));
        let cut = &bytes[..bytes.len() - 80];
        assert!(matches!(file::read(cut), Err(FileError::NoModel(_))));
        // Whole in itself, with a network of fewer weights, or of other layers.
        for change in [fewer, narrower] {
            let mut other = (**model).clone();
            change(&mut other);
            assert!(
                matches!(file::read(&file::write(&other)), Err(FileError::NoModel(_))),
                "{:?}",
                model.forecaster.family()
            );
        }
    }
}

fn network(model: &mut Progression) -> &mut engine::learned::progression::generator::Generator {
    use engine::learned::progression::forecaster::Forecaster;
    match &mut model.forecaster {
        Forecaster::Network(network) => Arc::make_mut(network),
        Forecaster::Trees(_) => panic!("a network was asked for"),
    }
}

fn fewer(model: &mut Progression) {
    network(model).weights.pop();
}

fn narrower(model: &mut Progression) {
    network(model).scale.0.pop();
}

#[test]
fn a_family_that_is_asked_for_wrongly_is_told_with_the_nearest() {
    let text = SPEC.replacen("id = ", "family = \"drifts\"\nid = ", 1);
    let faults = Spec::read("s.toml", &text).expect_err("no family");
    let told = faults[0].to_string();
    assert!(
        told.contains("s.toml:3:10") && told.contains("did you mean `drift`?"),
        "{told}"
    );
    let text = text.replace("drifts", "core");
    let spec = Spec::read("s.toml", &text).expect("a spec");
    assert_eq!(spec.family(), Some(Family::Core));
    let inside: Vec<usize> = (0..20).collect();
    let asked = |family| Asked {
        seed: 1,
        among: Among::Only(family),
    };
    let cohort = cohort(20);
    let (model, _) = train(&cohort, &inside, asked(Family::Core), &mut |_, _| ()).expect("a model");
    assert_eq!(model.forecaster.family(), Family::Core);
    let why = train(&cohort, &inside, asked(Family::Flow), &mut |_, _| ()).expect_err("too few");
    assert!(why.contains("needs 200 visits"), "{why}");
}
