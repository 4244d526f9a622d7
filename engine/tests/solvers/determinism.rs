//! Nobody's numbers depend on who is beside them, how many cores there are, or what these can do.

use crate::problems::{Case, METHODS, add, named, part, people, place, reading, settings, systems};
use engine::event::{Action, Event, Setting};
use engine::patient::Status;
use engine::solve::method::Method;
use engine::time::{MINUTE, Nanoseconds};
use engine::world::{Engine, Newcomer, Settings, Track, Trigger};
use physiology::Isa;
use std::sync::Arc;

/// So many that the engine deals more than eight to a task, and lanes are filled again and again.
const CROWD: usize = 75;

/// Tracks of patients who are in one world together.
pub fn together(case: &Case, newcomers: &[Newcomer], settings: &Settings) -> Vec<Track> {
    Engine::new(settings.clone(), case.study(), systems(settings.isa))
        .and_then(|mut engine| engine.project(newcomers))
        .expect("a projection")
}

/// To the bit, with what it cost.
pub fn assert_same(found: &Track, expected: &Track, what: &str) {
    let bits = |track: &Track| -> Vec<u64> { track.samples.iter().map(|x| x.to_bits()).collect() };
    assert_eq!(found.patient, expected.patient, "{what}");
    assert_eq!(
        found.counts, expected.counts,
        "patient {}, {what}",
        found.patient
    );
    assert_eq!(
        found.status, expected.status,
        "patient {}, {what}",
        found.patient
    );
    assert_eq!(
        found.fired, expected.fired,
        "patient {}, {what}",
        found.patient
    );
    assert!(
        bits(found) == bits(expected),
        "patient {}, {what}",
        found.patient
    );
}

/// Everyone alone.
fn alone(case: &Case, newcomers: &[Newcomer], settings: &Settings) -> Vec<Track> {
    let one =
        |newcomer: &Newcomer| together(case, std::slice::from_ref(newcomer), settings).remove(0);
    newcomers.iter().map(one).collect()
}

/// The patients of the day, of whom some have no gut, and whose absorption of insulin changes when
/// their own glucose is high: at times of their own they leave the groups that they were made exact in.
fn crowd(count: usize) -> (Case, Vec<Newcomer>) {
    let mut case = people::day(0);
    case.horizon = 400 * MINUTE;
    let faster = Action::SetParameter {
        place: place("insulin_depot.dissociation"),
        to: Setting::TimesOwn(1.3),
    };
    case.triggers = vec![Trigger {
        holds: Arc::new(|signals| signals[0] > 160.0),
        from: 0,
        until: Nanoseconds::MAX,
        every: MINUTE,
        rest: 0,
        times: 2,
        brings: Arc::new([Event {
            at: MINUTE + 7,
            action: faster,
        }]),
    }];
    let newcomers = (0..count).map(|patient| {
        let mut newcomer = people::day(patient).newcomer(patient);
        if patient % 5 == 3 {
            newcomer.parts.retain(|part| &*part.instance != "gut");
        }
        newcomer
    });
    (case, newcomers.collect())
}

fn check(case: &Case, newcomers: &[Newcomer], base: &Settings) {
    let expected = alone(case, newcomers, base);
    assert!(expected.iter().all(|track| track.status == Status::Well));
    let with = |change: &dyn Fn(&mut Settings), what: &str| {
        let mut settings = base.clone();
        change(&mut settings);
        let found = together(case, newcomers, &settings);
        for (found, expected) in found.iter().zip(&expected) {
            assert_same(found, expected, &format!("{} {what}", base.method));
        }
    };
    for batch in [0, 1, 3, 8, 1000] {
        with(&|s| s.batch = batch, &format!("in batches of {batch}"));
    }
    for threads in [2, 5] {
        with(&|s| s.threads = threads, &format!("on {threads} threads"));
    }
    for isa in Isa::available() {
        with(&|s| s.isa = isa, &format!("with {isa}"));
    }
    let mut reversed: Vec<Newcomer> = newcomers.to_vec();
    reversed.reverse();
    let mut found = together(case, &reversed, base);
    found.reverse();
    for (found, expected) in found.iter().zip(&expected) {
        assert_same(found, expected, &format!("{} in reverse", base.method));
    }
}

#[test]
fn same_bits_in_any_company() {
    for method in METHODS {
        let (case, newcomers) = crowd(if method == Method::Tsit5 { CROWD } else { 9 });
        check(&case, &newcomers, &settings(method, 1e-6));
    }
}

#[test]
fn same_bits_without_exact_propagation() {
    let (case, newcomers) = crowd(11);
    let settings = Settings {
        exactly: false,
        ..settings(Method::Tsit5, 1e-6)
    };
    check(&case, &newcomers, &settings);
}

/// Rates that depend on time, beside neighbours who come and go at other steps.
#[test]
fn same_bits_where_rates_depend_on_time() {
    for method in METHODS {
        let mut case = Case::new(
            vec![part("smooth", &[]), named("drug", "decay", &[0.3, 1.0])],
            &["smooth.a", "smooth.d", "drug.amount"],
            3 * MINUTE,
        );
        case.every = 1_234_567_890;
        // Each one's legs end at times of its own, where the next one takes the lane.
        case.triggers = vec![Trigger {
            holds: Arc::new(|signals| signals[2] < 0.6),
            from: 0,
            until: Nanoseconds::MAX,
            every: 333_333_333,
            rest: 0,
            times: 9,
            brings: Arc::new([add(0, "drug.amount", 0.4)]),
        }];
        let newcomers: Vec<Newcomer> = (0..CROWD)
            .map(|patient| {
                let mut newcomer = case.newcomer(patient);
                newcomer.parts[1].params[0] = 0.1 + 0.05 * patient as f64;
                if patient % 4 == 1 {
                    newcomer.parts.remove(1);
                }
                newcomer
            })
            .collect();
        check(&case, &newcomers, &settings(method, 1e-7));
    }
}

/// A slope that is zero in the first one's matrix and not in the others', whose order of elimination is the same.
#[test]
fn same_bits_where_someones_slopes_are_zero() {
    let mut case = Case::new(
        vec![part("hires", &[]), named("drug", "decay", &[0.3, 0.0])],
        &["hires.y6", "hires.y7", "hires.y8", "drug.amount"],
        9 * MINUTE,
    );
    case.every = MINUTE / 70;
    // In one round for all, so that they are dealt to one solver.
    let once = |amount: f64, some: bool| Trigger {
        holds: Arc::new(move |signals| (signals[3] > 0.5) == some),
        from: 0,
        until: 0,
        every: 1,
        rest: 1,
        times: 1,
        brings: Arc::new([add(0, "hires.y6", amount)]),
    };
    case.triggers = vec![once(0.0, false), once(0.3, true)];
    let newcomers: Vec<Newcomer> = (0..7)
        .map(|patient| {
            let mut newcomer = case.newcomer(patient);
            newcomer.parts[1].params[1] = (patient % 3) as f64;
            newcomer
        })
        .collect();
    check(&case, &newcomers, &settings(Method::Rodas5p, 1e-7));
}

/// Guards search inside steps of one lane only.
#[test]
fn same_bits_with_guards() {
    for method in METHODS {
        let mut case = Case::new(
            vec![
                named("ball", "ball", &[1.0, 10.0, 0.9]),
                part("wave", &[]),
                reading(part("watcher", &[0.5]), "level", "wave.level"),
            ],
            &["ball.height", "ball.bounces", "watcher.above"],
            MINUTE / 20,
        );
        case.every = 12_345_678;
        let newcomers: Vec<Newcomer> = (0..11)
            .map(|patient| {
                let mut newcomer = case.newcomer(patient);
                newcomer.parts[0].params[0] = 1.0 + 0.37 * patient as f64;
                newcomer
            })
            .collect();
        check(&case, &newcomers, &settings(method, 1e-6));
    }
}

/// One who cannot be carried on stops alone.
#[test]
fn a_failing_patient_disturbs_nobody() {
    for method in METHODS {
        let mut case = Case::new(
            vec![part("explosion", &[0.01]), part("decay", &[0.2, 1.0])],
            &["explosion.y", "decay.amount"],
            20 * MINUTE,
        );
        case.every = MINUTE;
        let newcomers: Vec<Newcomer> = (0..12)
            .map(|patient| {
                let mut newcomer = case.newcomer(patient);
                newcomer.parts[0].params[0] = match patient % 4 {
                    2 => 0.1 + 0.01 * patient as f64,
                    3 => f64::NAN,
                    _ => 0.01 + 0.001 * patient as f64,
                };
                newcomer
            })
            .collect();
        let settings = settings(method, 1e-6);
        let expected = alone(&case, &newcomers, &settings);
        let found = together(&case, &newcomers, &settings);
        for (found, expected) in found.iter().zip(&expected) {
            let text = |track: &Track| format!("{:?} {:?}", track.status, track.counts);
            assert_eq!(text(found), text(expected), "{method}");
            let bits =
                |track: &Track| -> Vec<u64> { track.samples.iter().map(|x| x.to_bits()).collect() };
            assert!(bits(found) == bits(expected), "{method}");
            let fails = found.patient % 4 > 1;
            assert_eq!(
                found.status != Status::Well,
                fails,
                "{method}: {:?}",
                found.status
            );
            if let Status::Failed { at, .. } = found.status
                && found.patient % 4 == 2
            {
                let end = MINUTE as f64 / newcomers[found.patient].parts[0].params[0];
                // The judge knows its last sample only.
                let early = if method == Method::Reference {
                    60.1e9
                } else {
                    1e9
                };
                assert!((end - at as f64).abs() < early, "{method}: {at} {end}");
            }
        }
    }
}
