//! What a run takes over from another is what it would have simulated.

use engine::world::Settings;
use scenarios::file::Scenario;
use scenarios::past::Past;
use scenarios::plan::{Plan, plan};
use scenarios::run::{Projection, Running, run};
use scenarios::{catalogue, check, library};
use std::sync::Arc;

const TWINS: usize = 11;

fn read(text: &str) -> (Scenario, Plan) {
    let (scenario, report) = check(text.as_bytes(), &catalogue::known());
    let scenario = scenario.unwrap_or_else(|| panic!("{report:?}"));
    let mut plan = plan(&scenario, None).unwrap_or_else(|problems| panic!("{problems:?}"));
    plan.twins = TWINS;
    (scenario, plan)
}

/// After a past, interrupted where `until` is below all; and what it leaves.
fn after(text: &str, past: Option<Past>, until: usize) -> (Projection, Option<Past>) {
    let (scenario, plan) = read(text);
    let settings = Settings::default();
    let of = || Running::start(&scenario, &plan, &settings).expect("an engine");
    let mut running = of().after(past);
    while running.done() < until {
        running
            .advance(4.min(until - running.done()), |_| Ok(()))
            .expect("twins");
    }
    let projection = running.so_far().clone();
    (projection, running.leave())
}

fn anew(text: &str) -> Projection {
    let (scenario, plan) = read(text);
    run(&scenario, &plan, &Settings::default(), |_| Ok(()), |_| ()).expect("a run")
}

fn assert_same(found: &Projection, expected: &Projection, what: &str) {
    assert_eq!(found.rows, expected.rows, "{what}");
    assert_eq!(found.kept, expected.kept, "{what}");
    assert_eq!(found.counts, expected.counts, "{what}");
    assert_eq!(found.fired, expected.fired, "{what}");
}

#[test]
fn a_changed_text_ends_as_if_nothing_had_been_before() {
    let text = library::entry("late-bolus").expect("the library's").text;
    let edits: [(&str, &str); 9] = [
        (
            "one arm's dose",
            "at = \"12 h\", give = \"insulin\", dose = \"4.5 U\"",
        ),
        ("everybody's meal", "dose = \"60 g\""),
        ("when an arm begins", "12 h 30 min"),
        ("when arms part", "11 h 45 min"),
        ("what varies", "cv = \"25 %\""),
        ("what is recorded", "every = \"5 min\""),
        ("for how long", "horizon = \"24 h\""),
        ("the patient", "virtual = \"adult#004\""),
        ("an outcome", "plasma_glucose < 54 mg/dL"),
    ];
    let to = [
        "at = \"12 h\", give = \"insulin\", dose = \"6 U\"",
        "dose = \"80 g\"",
        "12 h 50 min",
        "11 h 30 min",
        "cv = \"10 %\"",
        "every = \"10 min\"",
        "horizon = \"20 h\"",
        "virtual = \"adult#002\"",
        "plasma_glucose < 60 mg/dL",
    ];
    let (_, mut past) = after(text, None, TWINS);
    for ((what, from), to) in edits.into_iter().zip(to) {
        assert!(text.contains(from), "{what}: {from}");
        let changed = text.replace(from, to);
        // Two twins only, then the next text: a handle that moves.
        let (_, left) = after(&changed, past, 2);
        let (back, left) = after(text, left, TWINS);
        assert_same(&back, &anew(text), &format!("{what}, and back"));
        let (found, left) = after(&changed, left, TWINS);
        assert_same(&found, &anew(&changed), what);
        past = left;
    }
}

#[test]
fn an_arm_that_did_not_change_is_not_simulated_again() {
    let text = library::entry("late-bolus").expect("the library's").text;
    let dose = "at = \"12 h\", give = \"insulin\", dose = ";
    let changed = text.replace(&format!("{dose}\"4.5 U\""), &format!("{dose}\"6 U\""));
    let (before, past) = after(text, None, TWINS);
    let (found, _) = after(&changed, past, TWINS);
    for (arm, is_kept) in [true, false, true].into_iter().enumerate() {
        let mut twins = found.kept[arm].iter().zip(&before.kept[arm]);
        assert!(
            twins.all(|(new, old)| Arc::ptr_eq(new, old) == is_kept),
            "arm {arm}"
        );
    }
}
