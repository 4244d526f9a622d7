//! An input for wiring takes exactly the signal that its instance names.

use crate::determinism::{assert_same, together};
use crate::problems::{Case, METHODS, add, named, part, place, reading, settings, systems, ways};
use engine::body::{Body, BodyError, Member};
use engine::event::{Action, Event, PartSpec};
use engine::solve::method::Method;
use engine::time::{HOUR, MINUTE, Nanoseconds};
use engine::world::{Engine, EngineError, Newcomer, Settings, Study};
use physiology::{At, Compiled, Isa, Model, Nothing, Real, System, quantities};
use std::sync::Arc;

fn drug(name: &str, volume: f64) -> PartSpec {
    named(name, "one_compartment", &[1.5, 1.0, 2.0, volume, 2.0])
}

fn effect(name: &str, reads: &str) -> PartSpec {
    let part = named(name, "sigmoid_effect", &[10.0, 5.0, 3.0, 1.5]);
    reading(part, "concentration", reads)
}

/// What `sigmoid_effect` with these parameters is at a concentration.
fn at(concentration: f64) -> f64 {
    let odds = (concentration / 3.0).powf(1.5);
    10.0 + 5.0 * odds / (1.0 + odds)
}

fn event(at: Nanoseconds, action: Action) -> Event {
    Event { at, action }
}

fn close(found: f64, exact: f64, what: &str) {
    assert!(
        (found / exact - 1.0).abs() < 1e-12,
        "{what}: {found}, {exact}"
    );
}

#[test]
fn two_drugs_of_one_structure_each_have_their_effect() {
    for settings in ways(1e-8) {
        let parts = vec![
            drug("first", 20.0),
            drug("second", 35.0),
            effect("of_first", "first.concentration"),
            effect("of_second", "second.effect_concentration"),
        ];
        let sampled = [
            "first.concentration",
            "second.effect_concentration",
            "of_first.effect",
            "of_second.effect",
        ];
        let mut case = Case::new(parts, &sampled, 6 * HOUR);
        case.events = vec![
            add(0, "first.central", 300.0),
            add(HOUR, "second.depot", 500.0),
        ];
        case.every = 23 * MINUTE;
        let rows = case.rows(&settings);
        assert!(rows.len() > 10 && rows[8][1] > 1.0, "{rows:?}");
        for row in rows {
            close(row[2], at(row[0]), "first");
            close(row[3], at(row[1]), "second");
        }
    }
}

/// Marrow that reads a drug, and an effect of whose unit nothing reads: a chain of two by names.
#[test]
fn a_response_may_be_read_in_turn() {
    for method in METHODS {
        let wave = part("wave", &[]);
        let first = reading(named("a", "echo", &[2.0]), "heard", "wave.level");
        let second = reading(named("b", "echo", &[5.0]), "heard", "a.said");
        let sampled = ["wave.level", "a.said", "b.said"];
        let mut case = Case::new(vec![second, wave, first], &sampled, 5 * MINUTE);
        case.every = MINUTE / 4;
        let mut with_echo = systems(Isa::BASELINE);
        with_echo.push(echo());
        let engine = Engine::new(settings(method, 1e-8), case.study(), with_echo);
        let tracks = engine.and_then(|mut engine| engine.project(&[case.newcomer(0)]));
        let tracks = tracks.expect("a projection");
        assert_eq!(tracks[0].samples.len(), 3 * 21);
        for row in tracks[0].samples.chunks(3) {
            assert_eq!(row[1], 2.0 * row[0]);
            assert_eq!(row[2], 10.0 * row[0]);
        }
    }
}

/// Before its drug is there and after it is gone, an effect is that of no drug, or of what was held.
#[test]
fn attached_and_detached() {
    let attach = |hour: Nanoseconds| {
        event(
            hour * HOUR,
            Action::Attach {
                part: "drug".into(),
            },
        )
    };
    let detach = |hour: Nanoseconds| {
        event(
            hour * HOUR,
            Action::Detach {
                part: "drug".into(),
            },
        )
    };
    let mut case = Case::new(
        vec![effect("effect", "drug.concentration")],
        &["drug.concentration", "effect.effect"],
        12 * HOUR,
    );
    case.later = vec![drug("drug", 20.0)];
    case.events = vec![
        attach(2),
        add(2 * HOUR, "drug.central", 200.0),
        detach(5),
        attach(8),
        add(8 * HOUR, "drug.central", 100.0),
        detach(10),
    ];
    case.every = HOUR / 2;
    for settings in ways(1e-7) {
        for (number, row) in case.rows(&settings).iter().enumerate() {
            let hour = number as f64 / 2.0;
            let there = (hour > 2.0 && hour < 5.0) || (hour > 8.0 && hour < 10.0);
            let gone = hour < 2.0 || (hour > 5.0 && hour < 8.0) || hour > 10.0;
            if there {
                assert!(row[1] > 10.5, "{hour}: {row:?}");
                close(row[1], at(row[0]), "while it is there");
            } else if gone {
                assert_eq!(row[1], 10.0, "{hour}");
            }
        }
    }
    // What was held before the drug came is held when it is gone.
    let hold = Action::Hold {
        place: place("effect.concentration"),
        value: 3.0,
    };
    case.events.insert(0, event(HOUR, hold));
    let rows = case.rows(&settings(Method::Tsit5, 1e-7));
    for hour in [1.5, 6.0, 11.5] {
        close(rows[(2.0 * hour) as usize][1], 12.5, "held");
    }
}

fn cross(patient: usize) -> Newcomer {
    let reads = ["first.concentration", "second.concentration"];
    let (a, b) = (reads[patient % 2], reads[(patient + 1) % 2]);
    let mut parts = vec![drug("first", 20.0), drug("second", 40.0)];
    parts.push(effect("a", a));
    parts.push(effect("b", b));
    Newcomer {
        patient,
        parts,
        later: Vec::new(),
        own: None,
    }
}

fn crossed() -> Case {
    let sampled = [
        "first.concentration",
        "second.concentration",
        "a.effect",
        "b.effect",
    ];
    let mut case = Case::new(Vec::new(), &sampled, 5 * HOUR);
    case.events = vec![
        add(0, "first.central", 90.0),
        add(HOUR, "second.central", 70.0),
    ];
    case.every = 11 * MINUTE;
    case
}

/// Same parts, other wires: these patients must not share a body.
#[test]
fn same_parts_wired_otherwise() {
    for method in METHODS {
        let case = crossed();
        let settings = settings(method, 1e-8);
        let newcomers: Vec<Newcomer> = (0..12).map(cross).collect();
        let tracks = together(&case, &newcomers, &settings);
        for (track, newcomer) in tracks.iter().zip(&newcomers) {
            let only = together(&case, std::slice::from_ref(newcomer), &settings);
            assert_same(track, &only[0], "beside others wired otherwise");
            for row in track.samples.chunks(4) {
                let even = track.patient % 2 == 0;
                let (of_a, of_b) = if even {
                    (row[0], row[1])
                } else {
                    (row[1], row[0])
                };
                close(row[2], at(of_a), "a");
                close(row[3], at(of_b), "b");
            }
        }
    }
}

/// A snapshot keeps the wires, and so does a branch.
#[test]
fn put_back_and_branched_with_its_wires() {
    for method in [Method::Tsit5, Method::Rodas5p] {
        let case = crossed();
        let settings = settings(method, 1e-6);
        let study = Study {
            fork: 2 * HOUR,
            courses: vec![case.course(), case.course()],
            ..case.study()
        };
        let newcomers: Vec<Newcomer> = (0..4).map(cross).collect();
        let all = systems(settings.isa);
        let mut engine = Engine::new(settings.clone(), study, all).expect("an engine");
        let tracks = engine.project(&newcomers).expect("tracks");
        let mut world =
            Engine::new(settings.clone(), case.study(), systems(settings.isa)).expect("an engine");
        let patients: Vec<_> = newcomers
            .iter()
            .map(|n| world.admit(n, 0).expect("in"))
            .collect();
        world.run_to(2 * HOUR).expect("a way");
        let kept: Vec<_> = patients
            .iter()
            .map(|p| world.snapshot(*p).expect("kept"))
            .collect();
        let again: Vec<_> = kept.into_iter().map(|kept| world.restore(kept)).collect();
        world.run_to(case.horizon).expect("a way");
        for (number, (first, second)) in patients.into_iter().zip(again).enumerate() {
            let first = world.discharge(first).expect("a track");
            let second = world.discharge(second).expect("a track");
            assert_same(&second, &first, "put back");
            let branches = [&tracks[2 * number], &tracks[2 * number + 1]];
            assert_eq!(branches[0].samples, branches[1].samples);
            assert_same(branches[0], &first, "branched");
        }
    }
}

fn member(spec: PartSpec) -> Member {
    let mut all = systems(Isa::BASELINE);
    all.push(echo());
    let system = all.into_iter().find(|s| *s.layout().name == *spec.system);
    (
        spec.instance.to_string(),
        system.expect("a system"),
        spec.reads,
    )
}

fn refused(parts: Vec<PartSpec>) -> BodyError {
    let members = parts.into_iter().map(member).collect();
    let body = Body::wired(members, Isa::BASELINE);
    body.map(|_| ()).expect_err("no body")
}

#[test]
fn what_cannot_be_wired_is_said_with_the_nearest_name() {
    let no_signal = refused(vec![
        drug("drug", 9.0),
        effect("effect", "drug.concentraton"),
    ]);
    assert_eq!(
        no_signal.to_string(),
        "`effect.concentration` reads `drug.concentraton`, and there is no such signal; did you \
         mean `drug.concentration`?"
    );
    let unknown = reading(
        effect("effect", "drug.concentration"),
        "concentrate",
        "drug.x",
    );
    assert_eq!(
        refused(vec![unknown]).to_string(),
        "there is no input `effect.concentrate` to read a signal of another part; did you mean \
         `concentration`?"
    );
    let vocabulary = reading(drug("drug", 9.0), "blood_volume_ratio", "echo.said");
    assert!(matches!(
        refused(vec![vocabulary]),
        BodyError::NoSuchInput { .. }
    ));
    let unit = refused(vec![drug("drug", 9.0), effect("effect", "drug.eliminated")]);
    assert_eq!(
        unit.to_string(),
        "`effect.concentration` is in mg/L and reads `drug.eliminated`, which is in mg/h"
    );
    let a = reading(named("a", "echo", &[2.0]), "heard", "b.said");
    let b = reading(named("b", "echo", &[2.0]), "heard", "a.said");
    assert!(
        refused(vec![a.clone(), b])
            .to_string()
            .contains("need each other")
    );
    // Through the engine it is the same error, when the part joins.
    let case = Case::new(
        vec![drug("drug", 9.0), effect("effect", "drug.x")],
        &[],
        HOUR,
    );
    let settings = settings(Method::Tsit5, 1e-6);
    let mut engine =
        Engine::new(settings, case.study(), systems(Isa::BASELINE)).expect("an engine");
    let error = engine.project(&[case.newcomer(0)]).expect_err("no body");
    assert!(matches!(
        error,
        EngineError::Body(BodyError::NoSuchSignal { .. })
    ));
}

/// Two models that happen to use one word for something of their own say nothing to each other.
#[test]
fn private_names_are_not_matched() {
    let parts = [part("wave", &[]), part("watcher", &[0.5])];
    let case = Case::new(parts.into(), &["watcher.rises"], 20 * MINUTE);
    let rows = case.rows(&settings(Method::Tsit5, 1e-8));
    assert!(rows.iter().all(|row| row[0] == 0.0));
}

quantities! {
    /// What an echo says.
    struct Said { /// What it heard, louder
        said: "1"; }
}
quantities! {
    /// What an echo hears.
    struct Heard { /// A level
        heard: "1", wired = true; }
}
quantities! {
    /// How loud it is.
    struct Loudness { /// Factor
        loudness: "1", typical = 2.0; }
}

struct Echo;

impl Model for Echo {
    const NAME: &'static str = "echo";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = "Says what it hears, louder.";
    type State<R: Real> = Nothing<R>;
    type Params<R: Real> = Loudness<R>;
    type Inputs<R: Real> = Heard<R>;
    type Signals<R: Real> = Said<R>;
    fn initial<R: Real>(&self, _: &Loudness<R>) -> Nothing<R> {
        Nothing::default()
    }
    fn signals<R: Real>(&self, at: At<Self, R>) -> Said<R> {
        Said {
            said: at.p.loudness * at.u.heard,
        }
    }
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}

fn echo() -> Arc<dyn System> {
    Arc::new(Compiled::new(Echo, Isa::BASELINE))
}

quantities! { /// What a relay holds.
pub struct Holding { /// Amount
    held: "1"; } }
quantities! { /// Nothing to set but a rate.
pub struct Pace { /// Rate
    rate: "/min", typical = 0.3; } }
quantities! { /// What a relay hears.
pub struct Arriving { /// Level
    heard: "mg", wired = true; } }
quantities! { /// What a relay publishes: something straight of what it hears, something bent of its own.
pub struct Relayed { /// Twice what is heard
    passed: "mg"; /// Square of what is held
    squared: "1"; } }

struct Relay;

impl Model for Relay {
    const NAME: &'static str = "relay";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = "Passes on what it hears, and squares what it holds.";
    type State<R: Real> = Holding<R>;
    type Params<R: Real> = Pace<R>;
    type Inputs<R: Real> = Arriving<R>;
    type Signals<R: Real> = Relayed<R>;
    fn initial<R: Real>(&self, _: &Pace<R>) -> Holding<R> {
        Holding { held: R::of(1.0) }
    }
    fn signals<R: Real>(&self, at: At<Self, R>) -> Relayed<R> {
        Relayed {
            passed: R::of(2.0) * at.u.heard,
            squared: at.x.held * at.x.held,
        }
    }
    fn rates<R: Real>(&self, at: At<Self, R>) -> Holding<R> {
        Holding {
            held: -(at.p.rate * at.x.held),
        }
    }
}

quantities! { /// What is left.
pub struct Left { /// Share
    left: "1"; } }
quantities! { /// By what it falls.
pub struct Falls { /// Rate for each milligram
    rate: "/min/mg", typical = 1.0; } }
quantities! { /// What it falls by.
pub struct Both { /// Amount
    amount: "mg", wired = true; /// Share
    share: "1", wired = true; } }

struct Falling;

impl Model for Falling {
    const NAME: &'static str = "falling";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = "Falls by the product of two things.";
    type State<R: Real> = Left<R>;
    type Params<R: Real> = Falls<R>;
    type Inputs<R: Real> = Both<R>;
    type Signals<R: Real> = Left<R>;
    fn initial<R: Real>(&self, _: &Falls<R>) -> Left<R> {
        Left { left: R::of(1.0) }
    }
    fn signals<R: Real>(&self, at: At<Self, R>) -> Left<R> {
        *at.x
    }
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Left<R> {
        Left {
            left: -(p.rate * u.amount * u.share * x.left),
        }
    }
}

/// A part that is called for a bent signal writes its straight ones too; they were of what it read last.
#[test]
fn a_straight_signal_beside_a_bent_one_is_of_now() {
    for settings in ways(1e-9) {
        let relay = reading(part("relay", &[0.3]), "heard", "decay.amount");
        let falling = reading(part("falling", &[1.0]), "amount", "relay.passed");
        let falling = reading(falling, "share", "relay.squared");
        let parts = vec![falling, relay, part("decay", &[1.0, 1.0])];
        let mut case = Case::new(parts, &["falling.left", "relay.passed"], 5 * MINUTE);
        case.every = MINUTE / 2;
        let mut known = systems(Isa::BASELINE);
        known.push(Arc::new(Compiled::new(Relay, Isa::BASELINE)));
        known.push(Arc::new(Compiled::new(Falling, Isa::BASELINE)));
        let settings = Settings {
            isa: Isa::BASELINE,
            ..settings
        };
        let engine = Engine::new(settings.clone(), case.study(), known);
        let tracks = engine.and_then(|mut engine| engine.project(&[case.newcomer(0)]));
        let tracks = tracks.expect("a projection");
        for (row, found) in tracks[0].samples.chunks(2).enumerate() {
            let t = 0.5 * row as f64;
            // d ln(left) / dt = -2 exp(-t) exp(-0.6 t)
            let exact = (-2.0 / 1.6 * (1.0 - (-1.6 * t).exp())).exp();
            assert!(
                (found[0] - exact).abs() < 1e-7,
                "{} at {t} min: {}, {exact}",
                settings.method,
                found[0]
            );
            assert!((found[1] - 2.0 * (-t).exp()).abs() < 1e-7, "{found:?}");
        }
    }
}
