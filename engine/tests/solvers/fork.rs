//! A branch is a rerun, and a patient put back goes on as if nothing had been.

use crate::determinism::assert_same;
use crate::problems::{Case, METHODS, add, named, people, settings, systems};
use engine::event::{Action, Event};
use engine::solve::method::Method;
use engine::time::{HOUR, MINUTE, Nanoseconds};
use engine::world::{
    Branch, Course, Engine, Newcomer, OwnCourses, Settings, Study, Track, Trigger,
};
use std::sync::Arc;

const FORK: Nanoseconds = 5 * HOUR + 30 * MINUTE + 5;

/// A day with a trigger, and a second course that is another from the fork on.
fn courses() -> (Case, Course) {
    let mut case = people::day(0);
    case.later = vec![named(
        "theophylline",
        "one_compartment",
        &[1.5, 1.0, 3.0, 30.0, 2.0],
    )];
    case.sampled.push("theophylline.concentration");
    let attach = Action::Attach {
        part: "theophylline".into(),
    };
    case.events.push(Event {
        at: 2 * HOUR,
        action: attach,
    });
    case.events.push(add(2 * HOUR, "theophylline.depot", 300.0));
    case.triggers = vec![Trigger {
        holds: Arc::new(|signals| signals[0] > 150.0),
        from: 0,
        until: Nanoseconds::MAX,
        every: 5 * MINUTE,
        rest: HOUR,
        times: 4,
        brings: Arc::new([add(0, "insulin_depot.first", 50.0)]),
    }];
    case.events.sort_by_key(|event| event.at);
    let mut other = case.clone();
    other.events.retain(|event| event.at < FORK);
    other.events.push(add(FORK, "insulin_depot.first", 300.0));
    other.events.push(Event {
        at: FORK + HOUR,
        action: Action::Detach {
            part: "theophylline".into(),
        },
    });
    let course = other.course();
    (case, course)
}

fn newcomers(case: &Case) -> Vec<Newcomer> {
    let of = |patient| {
        let mut newcomer = people::day(patient).newcomer(patient);
        newcomer.later = case.later.clone();
        newcomer
    };
    (0..10).map(of).collect()
}

fn engine(study: Study, settings: &Settings) -> Engine {
    Engine::new(settings.clone(), study, systems(settings.isa)).expect("an engine")
}

#[test]
fn a_branch_is_a_rerun() {
    for method in METHODS {
        let settings = settings(method, 1e-6);
        let (case, course) = courses();
        let newcomers = newcomers(&case);
        let both = Study {
            fork: FORK,
            courses: vec![case.course(), course.clone()],
            ..case.study()
        };
        let branched = engine(both, &settings).project(&newcomers).expect("tracks");
        assert_eq!(branched.len(), 2 * newcomers.len());
        for (number, course) in [case.course(), course].into_iter().enumerate() {
            let only = Study {
                fork: FORK,
                courses: vec![course],
                ..case.study()
            };
            let alone = engine(only, &settings).project(&newcomers).expect("tracks");
            let branches = branched.iter().filter(|track| track.course == number);
            for (found, expected) in branches.zip(&alone) {
                assert_same(found, expected, &format!("{method}, course {number}"));
                assert!(!found.fired.is_empty());
            }
        }
    }
}

/// The whole way, with a stop.
fn way(study: &Study, newcomer: &Newcomer, settings: &Settings, stop: Nanoseconds) -> Track {
    let mut engine = engine(study.clone(), settings);
    let patient = engine.admit(newcomer, 0).expect("a patient");
    engine.run_to(stop).expect("a way");
    engine.run_to(study.horizon).expect("a way");
    engine.discharge(patient).expect("a track")
}

#[test]
fn a_patient_put_back_goes_on() {
    for method in [Method::Tsit5, Method::Rodas5p] {
        let settings = settings(method, 1e-6);
        let (case, _) = courses();
        let newcomers = newcomers(&case);
        let study = case.study();
        let mut world = engine(study.clone(), &settings);
        let patients: Vec<_> = newcomers
            .iter()
            .map(|newcomer| world.admit(newcomer, 0).expect("a patient"))
            .collect();
        world.run_to(FORK).expect("a way");
        let kept: Vec<_> = patients
            .iter()
            .map(|patient| world.snapshot(*patient).expect("a snapshot"))
            .collect();
        world.run_to(study.horizon).expect("a way");
        // Put back beside those who went on, and gone on from there.
        let again: Vec<_> = kept.into_iter().map(|kept| world.restore(kept)).collect();
        world.run_to(study.horizon).expect("a way");
        for (number, (first, second)) in patients.into_iter().zip(again).enumerate() {
            let first = world.discharge(first).expect("a track");
            let second = world.discharge(second).expect("a track");
            assert_same(&second, &first, &format!("{method}, put back"));
            let expected = way(&study, &newcomers[number], &settings, FORK);
            assert_same(&first, &expected, &format!("{method}, alone"));
        }
    }
}

/// One's arms part at one time and another's at another: neither's numbers hang on the other.
#[test]
fn who_parts_earlier_changes_nobody_else() {
    let settings = settings(Method::Tsit5, 1e-6);
    let (case, _) = courses();
    let study = Study {
        courses: vec![case.course(), case.course()],
        ..case.study()
    };
    let newcomers: Vec<Newcomer> = newcomers(&case)
        .into_iter()
        .zip([FORK, 9 * HOUR + 7, study.horizon])
        .map(|(newcomer, fork)| Newcomer {
            own: Some(OwnCourses {
                courses: study.courses.clone().into(),
                fork,
            }),
            ..newcomer
        })
        .collect();
    let project = |who: &[Newcomer]| {
        engine(study.clone(), &settings)
            .project(who)
            .expect("tracks")
    };
    let together = project(&newcomers);
    let alone: Vec<Track> = newcomers
        .iter()
        .flat_map(|one| project(std::slice::from_ref(one)))
        .collect();
    for (found, expected) in together.iter().zip(&alone) {
        assert_same(found, expected, "in company");
    }
    // Where a leg ends, a step ends: that is what would be seen.
    assert_ne!(together[0].counts, together[4].counts);
}

/// From where courses part, as the whole way has them.
#[test]
fn a_trunk_carried_on_is_the_whole_way() {
    let settings = settings(Method::Tsit5, 1e-6);
    let (case, course) = courses();
    let newcomers = newcomers(&case);
    let study = Study {
        fork: FORK,
        courses: vec![case.course(), course],
        ..case.study()
    };
    let expected = engine(study.clone(), &settings)
        .project(&newcomers)
        .expect("tracks");
    let trunks = engine(study.clone(), &settings)
        .trunks(&newcomers)
        .expect("trunks");
    let branches: Vec<Branch<'_>> = newcomers
        .iter()
        .zip(&trunks)
        .map(|(newcomer, trunk)| Branch {
            newcomer,
            trunk,
            courses: vec![1, 0],
        })
        .collect();
    // In a world that has never met anybody.
    let found = engine(study, &settings).branch(&branches).expect("tracks");
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.chunks(2).zip(expected.chunks(2)) {
        assert_same(&found[1], &expected[0], "the first course");
        assert_same(&found[0], &expected[1], "the second course");
    }
}
