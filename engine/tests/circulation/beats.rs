//! The beating heart beside the averaged one.

use crate::person::{Resting, Seen, adult, beating_parts, infuse, man, place, run, run_with, set};
use engine::event::{Action, Event, PartSpec, Setting};
use engine::solve::job::Grid;
use engine::solve::method::Method;
use engine::time::Nanoseconds;
use engine::world::{Course, Engine, Newcomer, Settings, Study};
use physiology::circulation::rhythm::RHYTHMS;
use physiology::people::{Adult, Sex};
use physiology::{Isa, systems};

const NAMES: [&str; 11] = [
    "mean_arterial_pressure",
    "cardiac_output",
    "heart_rate",
    "central_venous_pressure",
    "pulmonary_wedge_pressure",
    "mean_pulmonary_pressure",
    "circulation.left_end_diastolic_volume",
    "systolic_pressure",
    "diastolic_pressure",
    "blood_volume",
    "circulation.ejection_fraction",
];

fn beating(parts: &[PartSpec], events: Vec<Event>, minutes: f64, rtol: f64) -> Seen {
    run_with(parts, events, minutes, &NAMES, Method::Tsit5, rtol)
}

/// The mean over the minute before, which evens out breaths and beats.
fn lately(seen: &Seen, minutes: f64, name: &str) -> f64 {
    let rows = 12;
    let sum: f64 = (0..rows)
        .map(|k| seen.at(minutes - f64::from(k) / 12.0, name))
        .sum();
    sum / f64::from(rows)
}

fn people() -> [Adult; 4] {
    [
        man(),
        adult(Sex::Female, 25.0, 60.0, 165.0),
        adult(Sex::Male, 75.0, 90.0, 175.0),
        adult(Sex::Female, 60.0, 85.0, 158.0),
    ]
}

#[test]
fn the_two_hearts_agree_at_rest() {
    for person in people() {
        let resting = Resting::of(&person);
        let seen = beating(&beating_parts(&person), Vec::new(), 3.5, 2e-4);
        for name in &NAMES {
            let (a, b) = (resting.signal(name), lately(&seen, 3.5, name));
            println!(
                "{person:?} {name} {a:.3} {b:.3} {:+.1} %",
                100.0 * (b / a - 1.0)
            );
        }
        for (name, within) in [
            ("mean_arterial_pressure", 0.03),
            ("cardiac_output", 0.03),
            ("heart_rate", 0.03),
            ("blood_volume", 0.03),
        ] {
            let (a, b) = (resting.signal(name), lately(&seen, 3.5, name));
            assert!(
                (b / a - 1.0).abs() < within,
                "{person:?} {name}: {a} and {b}"
            );
        }
    }
}

#[test]
fn the_two_hearts_agree_on_the_way() {
    let resting = Resting::of(&man());
    let volume = resting.signal("blood_volume");
    // A sixth of the blood is lost, and more than that of fluid given.
    let mut events = vec![
        set(2.0, "circulation.bled", 0.03 * volume),
        set(7.0, "circulation.bled", 0.0),
    ];
    events.extend(infuse(8.0, 13.0, "circulation.central_veins", 1000.0));
    let averaged = run(&resting.parts, events.clone(), 14.0, &NAMES);
    // The beating heart comes from the averaged one's parameters, and finds its beat in two minutes.
    let seen = beating(&beating_parts(&man()), events, 14.0, 2e-4);
    for minute in 3..15 {
        let minute = f64::from(minute);
        for name in [
            "mean_arterial_pressure",
            "cardiac_output",
            "blood_volume",
            "heart_rate",
        ] {
            let (a, b) = (lately(&averaged, minute, name), lately(&seen, minute, name));
            println!(
                "{minute} {name} {a:.2} {b:.2} {:+.1} %",
                100.0 * (b / a - 1.0)
            );
            assert!(
                (b / a - 1.0).abs() < 0.1,
                "{name} at {minute} min: {a} and {b}"
            );
        }
    }
}

#[test]
fn a_finer_tolerance_changes_nothing() {
    let parts = beating_parts(&man());
    let (coarse, fine) = (
        beating(&parts, Vec::new(), 1.0, 2e-4),
        beating(&parts, Vec::new(), 1.0, 1e-5),
    );
    for name in [
        "mean_arterial_pressure",
        "cardiac_output",
        "systolic_pressure",
        "diastolic_pressure",
    ] {
        let (a, b) = (lately(&coarse, 1.0, name), lately(&fine, 1.0, name));
        assert!((a / b - 1.0).abs() < 2e-3, "{name}: {a} and {b}");
    }
}

/// What a rhythm sets of the heart, from a minute on.
fn rhythm(minutes: f64, name: &str) -> Vec<Event> {
    let known = RHYTHMS
        .iter()
        .find(|rhythm| rhythm.name == name)
        .expect(name);
    let event = |(parameter, value): &(&str, f64)| {
        set(minutes, &format!("circulation.{parameter}"), *value)
    };
    known.settings.iter().map(event).collect()
}

const ARRESTS: [&str; 2] = ["ventricular fibrillation", "pulseless electrical activity"];

/// When nothing is ejected pressures meet where the veins hold the blood, in both hearts alike.
#[test]
fn without_a_pulse_pressures_meet() {
    let resting = Resting::of(&man());
    for name in ARRESTS {
        let beats = beating(&beating_parts(&man()), rhythm(0.5, name), 3.5, 2e-4);
        let averaged = run(&resting.parts, rhythm(0.5, name), 3.5, &NAMES);
        for seen in [&beats, &averaged] {
            let (arteries, veins) = (
                seen.at(3.4, "mean_arterial_pressure"),
                seen.at(3.4, "central_venous_pressure"),
            );
            assert!((5.0..29.0).contains(&arteries), "{name}: {arteries}");
            assert!(
                (arteries - veins).abs() < 1.0,
                "{name}: {arteries} and {veins}"
            );
            assert!(seen.at(3.4, "cardiac_output") < 0.02, "{name}");
            assert!(
                (seen.at(3.4, "blood_volume") / seen.at(0.4, "blood_volume") - 1.0).abs() < 0.04
            );
        }
    }
}

/// Compressions move blood, deeper ones more; a shock brings the beat back, and with it the pressure.
#[test]
fn compressions_move_blood_and_a_shock_brings_the_beat_back() {
    let resting = Resting::of(&man());
    let output = |depth: f64| {
        let mut events = rhythm(1.0, "ventricular fibrillation");
        events.push(set(1.5, "circulation.compression_rate", 110.0));
        events.push(set(1.5, "circulation.compression_strength", depth));
        events.push(set(4.0, "circulation.compression_rate", 0.0));
        events.extend(rhythm(4.0, "sinus rhythm"));
        let beats = beating(&beating_parts(&man()), events.clone(), 8.0, 2e-4);
        let averaged = run(&resting.parts, events, 8.0, &NAMES);
        for seen in [&beats, &averaged] {
            let rest = resting.signal("mean_arterial_pressure");
            let back = lately(seen, 8.0, "mean_arterial_pressure") / rest;
            assert!((back - 1.0).abs() < 0.15, "{back}");
        }
        [&beats, &averaged].map(|seen| seen.at(3.9, "cardiac_output"))
    };
    let (shallow, deep) = (output(0.6), output(1.0));
    for (shallow, deep) in shallow.into_iter().zip(deep) {
        assert!(
            deep > shallow && shallow > 0.1,
            "{shallow} and {deep} L/min"
        );
    }
}

/// A compression presses on all that is in the chest: great veins and aorta rise together, and what is left between
/// them when it is let go is what the heart's own vessels have.
#[test]
fn compressions_press_on_great_veins_and_aorta_alike() {
    let mut events = rhythm(0.5, "ventricular fibrillation");
    // So that looks every five seconds come at another twelfth of the cycle each time.
    events.push(set(0.6, "circulation.compression_rate", 97.0));
    let names = [
        "central_venous_pressure_wave",
        "circulation.aortic_pressure",
        "central_venous_pressure",
    ];
    let seen = run_with(
        &beating_parts(&man()),
        events,
        3.0,
        &names,
        Method::Tsit5,
        1e-4,
    );
    let ends = |name: &str| {
        let values = (24..36).map(|k| seen.at(f64::from(k) / 12.0, name));
        values.fold((f64::MAX, f64::MIN), |(low, high), value| {
            (low.min(value), high.max(value))
        })
    };
    let (veins, aorta) = (ends(names[0]), ends(names[1]));
    assert!(veins.0 < 15.0 && veins.1 > 50.0, "{veins:?}");
    assert!((aorta.1 - veins.1).abs() < 30.0, "{aorta:?} and {veins:?}");
    assert!(aorta.0 > veins.0 + 8.0, "{aorta:?} and {veins:?}");
    let mean = ends(names[2]);
    assert!(veins.0 < mean.0 && mean.1 < veins.1, "{mean:?}");
}

/// In atrial fibrillation no two beats are as long, and there is no pattern in them; in sinus rhythm they
/// follow the breath.
#[test]
fn beats_come_as_the_rhythm_has_them() {
    let spread = |name: &str| {
        let sampled = [
            "circulation.systolic_pressure",
            "heart_rate",
            "cardiac_output",
            "mean_arterial_pressure",
        ];
        let seen = run_with(
            &beating_parts(&man()),
            rhythm(0.5, name),
            4.0,
            &sampled,
            Method::Tsit5,
            1e-4,
        );
        let values: Vec<f64> = (24..48)
            .map(|k| seen.at(f64::from(k) / 12.0, "cardiac_output"))
            .collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let square: f64 = values
            .iter()
            .map(|value| (value / mean - 1.0).powi(2))
            .sum();
        (square / values.len() as f64).sqrt()
    };
    let (sinus, fibrillating) = (spread("sinus rhythm"), spread("atrial fibrillation"));
    assert!(sinus > 0.002 && sinus < 0.08, "{sinus}");
    assert!(fibrillating > 2.0 * sinus, "{fibrillating}");
}

/// Going back to a moment and on again brings the same bits; what is said in between changes them.
#[test]
fn a_beating_patient_goes_back_to_the_same() {
    let names = ["arterial_pressure_wave", "ecg_ii", "plethysmogram"];
    let second: Nanoseconds = 1_000_000_000;
    let study = Study {
        start: 0,
        horizon: Nanoseconds::MAX,
        fork: 0,
        courses: vec![Course {
            events: [].into(),
            triggers: [].into(),
        }],
        recorded: names.len(),
        sampled: names.iter().map(|name| (*name).to_owned()).collect(),
        grid: Grid {
            start: 0,
            every: second / 100,
        },
    };
    let systems = systems(Isa::detect());
    let mut engine = Engine::new(Settings::beating(), study, systems).expect("an engine");
    let newcomer = Newcomer {
        patient: 0,
        parts: beating_parts(&man()),
        later: Vec::new(),
        own: None,
    };
    let mut patient = engine.admit(&newcomer, 0).expect("a patient");
    engine.run_to(3 * second).expect("a run");
    let (rows, _) = engine.seen(patient).expect("rows");
    // Both ends are looked at.
    assert_eq!(rows.len(), 301 * names.len());
    let moment = engine.snapshot(patient).expect("a moment");
    engine.run_to(5 * second).expect("a run");
    let (once, _) = engine.seen(patient).expect("rows");
    engine.discharge(patient);
    patient = engine.restore(moment.clone());
    engine.run_to(5 * second).expect("a run");
    let (again, _) = engine.seen(patient).expect("rows");
    assert_eq!(once, again);
    engine.discharge(patient);
    patient = engine.restore(moment);
    let stop = RHYTHMS[6].settings.map(|(parameter, value)| Event {
        at: 3 * second,
        action: Action::SetParameter {
            place: place(&format!("circulation.{parameter}")),
            to: Setting::Value(value),
        },
    });
    engine.bring(patient, stop.into_iter());
    engine.run_to(5 * second).expect("a run");
    let (arrest, _) = engine.seen(patient).expect("rows");
    let last = 199 * names.len();
    assert!(arrest[last] < once[last] - 10.0, "{}", arrest[last]);
    let present = engine.present(patient).expect("the patient");
    for (parameter, value) in RHYTHMS[6].settings {
        let seen = present.value("circulation", parameter);
        assert_eq!(seen, Some(value), "what was set is seen: {parameter}");
    }
    let signals: Vec<f64> = present
        .all("arterial_pressure_wave")
        .map(|(_, value)| value)
        .collect();
    assert_eq!(signals.len(), 1, "of one part");
}
