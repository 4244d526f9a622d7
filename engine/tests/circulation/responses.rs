//! Which way things go, and that they come back: what any clinician expects of a body that bleeds,
//! stands up or is given fluid. How far they go is in the validation book.

use crate::person::{Resting, infuse, man, run, set};

const NAMES: [&str; 8] = [
    "mean_arterial_pressure",
    "systolic_pressure",
    "diastolic_pressure",
    "heart_rate",
    "cardiac_output",
    "stroke_volume",
    "central_venous_pressure",
    "haematocrit",
];

#[test]
fn the_more_is_lost_the_less_flows() {
    let resting = Resting::of(&man());
    let after = |share: f64| {
        let rate = share * resting.signal("blood_volume") / 10.0;
        let events = vec![
            set(0.0, "circulation.bled", rate),
            set(10.0, "circulation.bled", 0.0),
        ];
        run(&resting.parts, events, 40.0, &NAMES)
    };
    let mut last = after(0.0);
    for share in [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4] {
        let now = after(share);
        let fell = |name| {
            assert!(
                now.at(10.0, name) < last.at(10.0, name),
                "{name} at {share}"
            )
        };
        fell("cardiac_output");
        fell("stroke_volume");
        fell("mean_arterial_pressure");
        fell("central_venous_pressure");
        let pulse = |seen: &crate::person::Seen| {
            seen.at(10.0, "systolic_pressure") - seen.at(10.0, "diastolic_pressure")
        };
        assert!(pulse(&now) < pulse(&last), "pulse pressure at {share}");
        assert!(
            now.at(10.0, "heart_rate") > last.at(10.0, "heart_rate"),
            "{share}"
        );
        // Fluid comes from the tissues: the rest recovers as long as enough is left, and blood is
        // diluted.
        if share <= 0.3 {
            assert!(now.at(40.0, "cardiac_output") > now.at(10.0, "cardiac_output"));
        }
        assert!(now.at(40.0, "haematocrit") < now.at(10.0, "haematocrit"));
        last = now;
    }
}

/// Half an hour after 44 % were lost in ten minutes heart and nerves have failed; after 25 % they have not.
#[test]
fn shock_turns_against_itself_where_too_much_is_lost() {
    let resting = Resting::of(&man());
    let names = [
        "mean_arterial_pressure",
        "oxygen_debt",
        "decompensation.contractility",
        "decompensation.sympathetic_outflow",
    ];
    let after = |share: f64| {
        let rate = share * resting.signal("blood_volume") / 10.0;
        let events = vec![
            set(0.0, "circulation.bled", rate),
            set(10.0, "circulation.bled", 0.0),
        ];
        run(&resting.parts, events, 40.0, &names)
    };
    let (mild, severe) = (after(0.25), after(0.44));
    assert!(mild.at(40.0, "oxygen_debt") < 1.0);
    assert!(mild.at(40.0, "decompensation.contractility") > 0.95);
    assert!(severe.at(40.0, "mean_arterial_pressure") < severe.at(10.0, "mean_arterial_pressure"));
    assert!(severe.at(40.0, "oxygen_debt") > 1000.0);
    assert!(severe.at(40.0, "decompensation.contractility") < 0.3);
    assert!(
        severe.at(40.0, "decompensation.sympathetic_outflow")
            < mild.at(40.0, "decompensation.sympathetic_outflow")
    );
}

#[test]
fn standing_up_fills_the_legs() {
    let resting = Resting::of(&man());
    let events = vec![
        set(1.0, "circulation.tilt", 70.0),
        set(11.0, "circulation.tilt", 0.0),
    ];
    let seen = run(&resting.parts, events, 40.0, &NAMES);
    let upright = |name| seen.at(10.0, name) / seen.at(0.0, name);
    assert!(upright("stroke_volume") < 0.8 && upright("cardiac_output") < 0.95);
    assert!(upright("heart_rate") > 1.1);
    assert!((seen.at(40.0, "heart_rate") - seen.at(0.0, "heart_rate")).abs() < 1.0);
}

#[test]
fn saline_leaves_for_the_tissues() {
    let resting = Resting::of(&man());
    let events = infuse(0.0, 30.0, "circulation.central_veins", 1000.0).to_vec();
    let seen = run(
        &resting.parts,
        events,
        90.0,
        &["blood_volume", "cardiac_output", "haematocrit"],
    );
    let gained = |t: f64| seen.at(t, "blood_volume") - seen.at(0.0, "blood_volume");
    assert!(gained(30.0) > gained(90.0) && gained(90.0) > 0.0);
    assert!(seen.at(30.0, "cardiac_output") > seen.at(0.0, "cardiac_output"));
    assert!(seen.at(30.0, "haematocrit") < seen.at(0.0, "haematocrit"));
}

/// A heart that is weaker, vessels that are narrower, veins that are wider: each shows where it acts.
#[test]
fn drugs_act_where_drugs_act() {
    use engine::event::{Action, Event};
    let resting = Resting::of(&man());
    let hold = |input: &str, value: f64| Event {
        at: 0,
        action: Action::Hold {
            place: crate::person::place(&format!("circulation.{input}")),
            value,
        },
    };
    let names = [
        "mean_pulmonary_pressure",
        "pulmonary_wedge_pressure",
        "cardiac_output",
        "central_venous_pressure",
    ];
    let seen = run(
        &resting.parts,
        vec![set(0.0, "circulation.pulmonary_obstruction", 2.0 / 3.0)],
        30.0,
        &names,
    );
    assert!(
        seen.at(30.0, "mean_pulmonary_pressure")
            > 1.5 * seen.at(0.0, "mean_pulmonary_pressure") - 1.0
    );
    assert!(seen.at(30.0, "central_venous_pressure") > seen.at(0.0, "central_venous_pressure"));
    assert!(seen.at(30.0, "cardiac_output") < seen.at(0.0, "cardiac_output"));
    // Pressure around the heart (a ventilator's) hinders its filling.
    let seen = run(
        &resting.parts,
        vec![hold("pleural_pressure", 4.0)],
        30.0,
        &names,
    );
    assert!(seen.at(30.0, "cardiac_output") < seen.at(0.0, "cardiac_output"));
    assert!(seen.at(30.0, "central_venous_pressure") > seen.at(0.0, "central_venous_pressure"));
    // Fluid in the pericardium: venous pressure rises, output falls.
    let seen = run(
        &resting.parts,
        vec![set(0.0, "circulation.pericardial_effusion", 150.0)],
        30.0,
        &names,
    );
    assert!(
        seen.at(30.0, "central_venous_pressure") > seen.at(0.0, "central_venous_pressure") + 2.0
    );
    assert!(seen.at(30.0, "cardiac_output") < 0.9 * seen.at(0.0, "cardiac_output"));
}
