//! Parts whose next state is sampled: their place in the round, their chance, their fork.

use engine::event::{Action, Event, PartSpec, Place, Read, Setting};
use engine::learned::{Held, Learning, Sampler, Visit};
use engine::random::Stream;
use engine::solve::job::Grid;
use engine::time::{HOUR, MINUTE, Nanoseconds};
use engine::world::{Course, Engine, Newcomer, Settings, Study, Track};
use physiology::{Field, Isa};
use std::sync::Arc;

/// A walk that drifts by what its parameter says and by what it reads of a drug.
struct Walk;
impl Sampler for Walk {
    fn begin(&self, _: Nanoseconds, _: &[f64], stream: &Stream) -> Vec<f64> {
        vec![stream.normal(0), 0.0]
    }
    fn sample(&self, visit: &Visit<'_>, memory: &mut [f64], x: &mut [f64]) {
        let hours = (visit.at - visit.last) as f64 / HOUR as f64;
        memory[1] += hours;
        let noise = visit.stream.normal(1 + visit.number as u64);
        x[0] += memory[0] + visit.p[0] * hours + noise;
        // What it read, and how long it has remembered.
        x[1] = visit.u[0];
        x[2] = memory[1];
    }
}

fn walk() -> Held {
    let states = [
        Field::new("level", "mg/L", "A level"),
        Field::new("seen", "mg/L", "What was read"),
        Field::new("age", "h", "How long"),
    ];
    let settings = [Field::new("drift", "mg/L/h", "Drift")];
    let mut inputs = [Field::new("concentration", "mg/L", "Of a drug")];
    inputs[0].wired = true;
    Held::new("walk", "A walk.", &states, &settings, &inputs)
}

fn named(instance: &str, system: &str, params: &[f64], reads: Vec<Read>) -> PartSpec {
    PartSpec {
        instance: instance.into(),
        system: system.into(),
        params: params.to_vec(),
        reads,
    }
}

fn place(part: &str, field: &str) -> Place {
    Place {
        part: part.into(),
        field: field.into(),
    }
}

fn read(input: &str, part: &str, field: &str) -> Read {
    Read {
        input: input.into(),
        from: place(part, field),
    }
}

const DOSE: Nanoseconds = 2 * HOUR;

/// A drug, a walk that reads it, and an effect that reads the walk.
fn newcomer(patient: usize) -> Newcomer {
    let walk = vec![read("concentration", "drug", "concentration")];
    let effect = vec![read("concentration", "walk", "level")];
    let own = [5.0, 3.0, 1.0, 0.5];
    let effects = physiology::system("sigmoid_effect", Isa::BASELINE).expect("a system");
    let count = effects.layout().params.len();
    Newcomer {
        patient,
        parts: vec![
            named(
                "drug",
                "one_compartment",
                &[1.5, 1.0, 3.0, 30.0, 2.0],
                Vec::new(),
            ),
            named("effect", "sigmoid_effect", &own[..count.min(4)], effect),
            named("walk", "walk", &[0.0, 10.0, 0.0, 0.0], walk),
        ],
        later: Vec::new(),
        own: None,
    }
}

fn visits() -> Vec<Nanoseconds> {
    (1..=8).map(|k| k * 3 * HOUR).collect()
}

fn drift(at: Nanoseconds, to: f64) -> Event {
    Event {
        at,
        action: Action::SetParameter {
            place: place("walk", "drift"),
            to: Setting::Value(to),
        },
    }
}

fn dose(at: Nanoseconds) -> Event {
    Event {
        at,
        action: Action::Add {
            place: place("drug", "depot"),
            amount: 300.0,
        },
    }
}

fn course(events: Vec<Event>) -> Course {
    Course {
        events: events.into(),
        triggers: Arc::new([]),
    }
}

fn study(fork: Nanoseconds, courses: Vec<Course>) -> Study {
    let names = ["walk.level", "walk.seen", "walk.age", "drug.concentration"];
    Study {
        start: 0,
        horizon: 24 * HOUR,
        fork,
        courses,
        sampled: names.map(str::to_owned).to_vec(),
        recorded: 4,
        grid: Grid {
            start: 0,
            every: 30 * MINUTE,
        },
    }
}

fn engine(study: Study, threads: usize) -> Engine {
    let settings = Settings {
        threads,
        ..Settings::default()
    };
    let mut systems = physiology::systems(settings.isa);
    systems.push(Arc::new(walk()));
    let mut engine = Engine::new(settings, study, systems).expect("an engine");
    engine.learn(Learning {
        instance: "walk".into(),
        times: visits().into(),
        sampler: Arc::new(Walk),
        seed: 7,
    });
    engine
}

fn column(track: &Track, index: usize) -> Vec<f64> {
    track
        .samples
        .iter()
        .skip(index)
        .step_by(4)
        .copied()
        .collect()
}

#[test]
fn a_learned_part_holds_between_its_visits_and_samples_at_them() {
    let study = study(24 * HOUR, vec![course(vec![dose(DOSE)])]);
    let track = engine(study, 1)
        .project(&[newcomer(3)])
        .expect("tracks")
        .remove(0);
    let (level, seen, drug) = (column(&track, 0), column(&track, 1), column(&track, 3));
    let stream = Stream::new(7, 3, "walk", "next state");
    let mut expected = 10.0;
    for (row, value) in level.iter().enumerate() {
        assert_eq!(*value, expected, "row {row}");
        // A row is of the patient as it comes there: the visit at its time shows after it.
        if row > 0 && row % 6 == 0 {
            let visit = row as u64 / 6 - 1;
            expected += stream.normal(0) + stream.normal(1 + visit);
            let next = seen.get(row + 1).copied();
            assert!(
                next.is_none_or(|next| (next - drug[row]).abs() < 1e-9),
                "row {row}"
            );
        }
    }
    assert!(seen[13] > 0.0);
    assert_eq!(*column(&track, 2).last().expect("rows"), 21.0);
}

#[test]
fn arms_share_their_chance_and_differ_by_what_is_done() {
    let courses = vec![
        course(vec![drift(0, 0.0)]),
        course(vec![drift(0, 0.5)]),
        course(vec![drift(0, 0.0)]),
    ];
    let tracks = engine(study(0, courses), 2)
        .project(&(0..20).map(newcomer).collect::<Vec<_>>())
        .expect("tracks");
    let mut ends = Vec::new();
    for arms in tracks.chunks(3) {
        assert_eq!(arms[0].samples, arms[2].samples);
        let (a, b) = (column(&arms[0], 0), column(&arms[1], 0));
        // The last row comes before the visit at its time: seven visits, 21 hours.
        assert!((b[48] - a[48] - 10.5).abs() < 1e-9, "{} {}", a[48], b[48]);
        ends.push(a[48]);
    }
    ends.dedup();
    assert_eq!(ends.len(), 20);
}

#[test]
fn a_branch_at_a_visit_is_a_rerun() {
    for fork in [0, 3 * HOUR, 5 * HOUR, 9 * HOUR] {
        let common = vec![dose(DOSE)];
        let common: Vec<Event> = common.into_iter().filter(|e| e.at < fork).collect();
        let arm = |to: f64| {
            let mut events = common.clone();
            events.push(drift(fork, to));
            course(events)
        };
        let people: Vec<Newcomer> = (0..5).map(newcomer).collect();
        let both = engine(study(fork, vec![arm(0.0), arm(1.0)]), 1);
        let branched = { both }.project(&people).expect("tracks");
        for (number, to) in [0.0, 1.0].into_iter().enumerate() {
            let alone = engine(study(24 * HOUR, vec![arm(to)]), 1).project(&people);
            for (branch, rerun) in branched
                .iter()
                .skip(number)
                .step_by(2)
                .zip(alone.expect("ok"))
            {
                assert_eq!(branch.samples, rerun.samples, "fork at {fork}");
            }
        }
    }
}

#[test]
fn neither_threads_nor_order_show() {
    let people: Vec<Newcomer> = (0..40).map(newcomer).collect();
    let one = engine(study(0, vec![course(vec![dose(DOSE)])]), 1).project(&people);
    let mut turned = people.clone();
    turned.reverse();
    let other = engine(study(0, vec![course(vec![dose(DOSE)])]), 3).project(&turned);
    let (one, mut other) = (one.expect("tracks"), other.expect("tracks"));
    other.reverse();
    for (a, b) in one.iter().zip(&other) {
        assert_eq!((a.patient, &a.samples), (b.patient, &b.samples));
    }
}

#[test]
fn equations_read_what_was_sampled() {
    let mut seen = study(24 * HOUR, vec![course(Vec::new())]);
    seen.sampled[3] = "effect.effect".to_owned();
    let track = engine(seen, 1)
        .project(&[newcomer(0)])
        .expect("tracks")
        .remove(0);
    let (level, effect) = (column(&track, 0), column(&track, 3));
    for row in 1..level.len() {
        let same = level[row] == level[row - 1];
        assert_eq!(same, effect[row] == effect[row - 1], "row {row}");
    }
    let differ = (1..effect.len()).filter(|row| effect[*row] != effect[row - 1]);
    assert_eq!(differ.count(), 7);
}

#[test]
fn a_part_that_comes_and_goes_begins_anew() {
    let mut person = newcomer(0);
    person.later = vec![person.parts.pop().expect("walk")];
    let part: Arc<str> = "walk".into();
    let attach = |at| Event {
        at,
        action: Action::Attach { part: part.clone() },
    };
    let events = vec![
        attach(4 * HOUR),
        Event {
            at: 10 * HOUR,
            action: Action::Detach { part: part.clone() },
        },
        attach(16 * HOUR),
    ];
    let track = engine(study(24 * HOUR, vec![course(events)]), 1)
        .project(&[person])
        .expect("tracks")
        .remove(0);
    let age = column(&track, 2);
    // Visits at 6 and 9 h, then at 18 and 21 h; hours since it came.
    assert_eq!(
        [age[13], age[19], age[30], age[37], age[43]],
        [2.0, 5.0, 0.0, 2.0, 5.0]
    );
}
