//! Residuals on the equations of glucose: slopes, agreement with the engine, and truths whose unknown
//! dynamics are made here.

use engine::body::Body;
use engine::event::{Action, Event, PartSpec, Place, Setting};
use engine::learned::network::Flowing;
use engine::learned::network::layer::{Activation, Layer, Network};
use engine::learned::network::part::{NetworkPart, Port};
use engine::learned::network::sensitive::Way;
use engine::random::Stream;
use engine::solve::job::Grid;
use engine::time::{HOUR, MINUTE, Nanoseconds};
use engine::world::{Course, Engine, Newcomer, Settings, Study};
use learn::residual::{Lesson, teach};
use physiology::{Isa, System};
use std::sync::Arc;

/// Insulin of one unit, pmol (the file of the medicine).
const UNIT: f64 = 6000.0;

fn place(part: &str, field: &str) -> Place {
    Place {
        part: part.into(),
        field: field.into(),
    }
}

struct Person {
    parts: Vec<PartSpec>,
    basal: f64,
    weight: f64,
}

fn person() -> Person {
    let found = physiology::people::virtual_patient("adult#004").expect("a virtual patient");
    let part = |part: physiology::people::Part| PartSpec {
        instance: part.instance.into(),
        system: part.system.into(),
        params: part.params,
        reads: Vec::new(),
        start: None,
    };
    Person {
        basal: found.basal_insulin,
        weight: found.person.weight_kg,
        parts: found.parts.into_iter().map(part).collect(),
    }
}

/// Three meals a day with their insulin, at times and of sizes by chance.
fn days(person: &Person, count: i64) -> Vec<Event> {
    let chance = Stream::new(4, 0, "test", "meals");
    let depot = || place("insulin_depot", "first");
    let per_unit = UNIT / person.weight;
    let mut events = vec![Event {
        at: 0,
        action: Action::Open {
            infusion: "basal".into(),
            place: depot(),
            rate: person.basal * per_unit,
        },
    }];
    let mut number = 0;
    for day in 0..count {
        for hour in [7, 12, 19] {
            let late = (chance.uniform(number) * 90.0) as i64 * MINUTE;
            let grams = 30.0 + (chance.uniform(number + 1) * 40.0).round();
            number += 2;
            let at = (24 * day + hour) * HOUR + late;
            let mut push = |at, action| events.push(Event { at, action });
            push(
                at,
                Action::Add {
                    place: depot(),
                    amount: grams / 16.0 * per_unit,
                },
            );
            push(
                at,
                Action::Jump {
                    part: "gut".into(),
                    jump: "begin_meal".into(),
                    amount: grams * 1000.0,
                },
            );
            let infusion: Arc<str> = format!("meal {at}").into();
            let solid = place("gut", "solid");
            push(
                at,
                Action::Open {
                    infusion: infusion.clone(),
                    place: solid,
                    rate: grams * 100.0,
                },
            );
            push(at + 10 * MINUTE, Action::Close { infusion });
        }
    }
    events.sort_by_key(|event| event.at);
    events
}

/// What the equations do not know: more from the liver in the morning, less by insulin in the evening.
fn unknown(count: i64) -> Vec<Event> {
    let mut events = Vec::new();
    for day in 0..count {
        for (hour, part, field, share) in [
            (4, "insulin_action", "basal_production", 1.3),
            (9, "insulin_action", "basal_production", 1.0),
            (17, "glucose", "insulin_sensitivity", 0.65),
            (24, "glucose", "insulin_sensitivity", 1.0),
        ] {
            events.push(Event {
                at: (24 * day + hour) * HOUR,
                action: Action::SetParameter {
                    place: place(part, field),
                    to: Setting::TimesOwn(share),
                },
            });
        }
    }
    events
}

fn both(mut events: Vec<Event>, more: Vec<Event>) -> Vec<Event> {
    events.extend(more);
    events.sort_by_key(|event| event.at);
    events
}

fn network() -> NetworkPart {
    let port = |name: &str, unit: &str, mean, sd| Port {
        name: name.to_owned(),
        unit: unit.to_owned(),
        mean,
        sd,
        range: Some((mean - 3.0 * sd, mean + 3.0 * sd)),
        start: 0.0,
    };
    let network = Network {
        inputs: 4,
        outputs: 1,
        layers: vec![
            Layer::dense(4, 3, Activation::Tanh),
            Layer::dense(3, 1, Activation::None),
        ],
        couplings: Vec::new(),
    };
    let chance = Stream::new(1, 0, "test", "weights");
    NetworkPart {
        title: "A test".to_owned(),
        reads: vec![
            port("plasma_glucose", "mg/dL", 150.0, 40.0),
            port("insulin_action", "pmol/L", 20.0, 40.0),
        ],
        clock: true,
        outputs: vec![Port {
            range: None,
            ..port("glucose_appearance", "mg/kg/min", 0.0, 0.4)
        }],
        every: None,
        weights: (0..network.weights())
            .map(|k| chance.normal(k as u64))
            .collect(),
        network,
        card: String::new(),
    }
}

fn body(person: &Person, network: Option<Arc<dyn System>>) -> (Arc<Body>, Vec<f64>) {
    let systems = physiology::systems(Isa::BASELINE);
    let of = |part: &PartSpec| {
        let mut all = systems.iter();
        let system = all
            .find(|s| *s.layout().name == *part.system)
            .expect("a system");
        (part.instance.to_string(), system.clone())
    };
    let mut all: Vec<_> = person.parts.iter().map(of).collect();
    all.extend(network.map(|system| ("residual".to_owned(), system)));
    let body = Body::new(all, Isa::BASELINE).expect("a body");
    let mut params = vec![0.0; body.params()];
    for part in &person.parts {
        let own = body.part(&part.instance).expect("the part");
        params[own.p..][..part.params.len()].copy_from_slice(&part.params);
    }
    (body, params)
}

fn looks(until: Nanoseconds) -> Vec<Nanoseconds> {
    (0..=until / (30 * MINUTE))
        .map(|k| k * 30 * MINUTE)
        .collect()
}

fn lesson<'a>(
    (person, systems): (&'a Person, &'a [Arc<dyn System>]),
    events: &'a [Event],
    measured: &'a [(Nanoseconds, f64)],
    reads: &'a [String],
) -> Lesson<'a> {
    Lesson {
        title: "A test".to_owned(),
        parts: &person.parts,
        systems,
        events,
        start: 0,
        measured,
        signal: "plasma_glucose",
        reads,
        adds: "glucose_appearance",
        seed: 1,
    }
}

#[test]
fn slopes_by_weights_are_those_of_the_values_and_values_those_of_the_engine() {
    let person = person();
    let part = Arc::new(network());
    let (body, mut params) = body(&person, Some(Arc::new(Flowing::trainee("residual", &part))));
    let first = body.part("residual").expect("the network").p;
    params[first] = 1.0;
    params[first + 1..][..part.weights.len()].copy_from_slice(&part.weights);
    let events = days(&person, 1);
    let looks = looks(24 * HOUR);
    let signal = body.signal("plasma_glucose").expect("glucose");
    let go = |params: &[f64], by: std::ops::Range<usize>| {
        let way = Way {
            body: &body,
            params,
            events: &events,
            start: 0,
            looks: &looks,
            signal,
        };
        way.go(by)
    };
    let seen = go(&params, first + 1..first + 1 + part.weights.len());
    assert_eq!(seen.slopes.len(), part.weights.len());
    for k in [0, 5, 11, 14, part.weights.len() - 1] {
        let moved = |by: f64| {
            let mut params = params.clone();
            params[first + 1 + k] += by;
            go(&params, 0..0).values
        };
        let (up, down) = (moved(1e-5), moved(-1e-5));
        for (look, slope) in seen.slopes[k].iter().enumerate() {
            let numeric = (up[look] - down[look]) / 2e-5;
            assert!(
                (numeric - slope).abs() < 1e-3 * (1.0 + slope.abs()),
                "{k} {look}: {numeric} {slope}"
            );
        }
    }

    // The same patient in the engine, whose part has the weights as its own.
    let mut systems = physiology::systems(Isa::BASELINE);
    systems.push(Arc::new(Flowing::new("residual", &part)));
    let mut parts = person.parts.clone();
    parts.push(PartSpec {
        instance: "residual".into(),
        system: "residual".into(),
        params: vec![1.0],
        reads: Vec::new(),
        start: None,
    });
    let study = Study {
        start: 0,
        horizon: 24 * HOUR,
        fork: 0,
        courses: vec![Course {
            events: events.clone().into(),
            triggers: Arc::new([]),
        }],
        sampled: vec!["plasma_glucose".to_owned()],
        recorded: 1,
        grid: Grid {
            start: 0,
            every: 30 * MINUTE,
        },
    };
    let mut engine = Engine::new(Settings::default(), study, systems).expect("an engine");
    let newcomer = Newcomer {
        patient: 0,
        parts,
        later: Vec::new(),
        own: None,
    };
    let track = engine.project(&[newcomer]).expect("a course").remove(0);
    assert_eq!(track.samples.len(), looks.len());
    for (look, (a, b)) in seen.values.iter().zip(track.samples.iter()).enumerate() {
        assert!((a - b).abs() < 0.05, "{look}: {a} {b}");
    }
    let swing = track
        .samples
        .iter()
        .fold(f64::NEG_INFINITY, |a, b| a.max(*b));
    assert!(swing > 180.0, "a meal that shows");
}

#[test]
fn physiology_and_a_residual_foresee_held_out_days_better_than_either_alone() {
    const DAYS: i64 = 8;
    let person = person();
    let events = days(&person, DAYS);
    let (body, params) = body(&person, None);
    let looks = looks(DAYS * 24 * HOUR - MINUTE);
    let truth = both(events.clone(), unknown(DAYS));
    let signal = body.signal("plasma_glucose").expect("glucose");
    let way = Way {
        body: &body,
        params: &params,
        events: &truth,
        start: 0,
        looks: &looks,
        signal,
    };
    let noise = Stream::new(5, 0, "test", "noise");
    let measured: Vec<(Nanoseconds, f64)> = way
        .go(0..0)
        .values
        .iter()
        .zip(&looks)
        .enumerate()
        .map(|(k, (value, at))| (*at, value + 5.0 * noise.normal(k as u64)))
        .collect();
    let systems = physiology::systems(Isa::BASELINE);
    let reads = ["plasma_glucose".to_owned(), "insulin_action".to_owned()];
    let lesson = lesson((&person, &systems), &events, &measured, &reads);
    let taught = teach(&lesson, &mut |_, _| ()).expect("a residual");
    println!("{}", learn::residual::card::card(&lesson, &taught, "mg/dL"));
    assert_eq!((taught.trained, taught.days.len()), (6, 2));
    for day in &taught.days {
        assert!(
            day.both < 0.8 * day.physiology && day.both < day.network,
            "{day:?}"
        );
    }
}

#[test]
fn what_cannot_be_learned_from_is_told() {
    let person = person();
    let events = days(&person, 2);
    let systems = physiology::systems(Isa::BASELINE);
    let reads = ["plasma_glucose".to_owned()];
    let measured: Vec<(Nanoseconds, f64)> =
        looks(47 * HOUR).iter().map(|at| (*at, 100.0)).collect();
    let lesson = lesson((&person, &systems), &events, &measured, &reads);
    let says = |lesson: &Lesson<'_>, what: &str| {
        let told = teach(lesson, &mut |_, _| ()).expect_err("refused");
        assert!(told.contains(what), "{told}");
    };
    says(&lesson, "2 days were measured");
    let long: Vec<(Nanoseconds, f64)> = looks(120 * HOUR).iter().map(|at| (*at, 100.0)).collect();
    says(
        &Lesson {
            measured: &long,
            adds: "plasma_glucose",
            ..lesson
        },
        "one publisher",
    );
}
