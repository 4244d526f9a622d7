//! Problems with known answers, and a case: one patient, what happens to it, and what is seen.

pub mod linear;
pub mod people;
pub mod smooth;
pub mod stiff;
pub mod switching;

use engine::event::{Action, Event, PartSpec, Place, Read};
use engine::solve::job::Grid;
use engine::solve::method::Method;
use engine::time::Nanoseconds;
use engine::world::{Course, Engine, Newcomer, Settings, Study, Track, Trigger};
use physiology::{Compiled, Isa, System};
use std::sync::{Arc, Mutex};

/// All methods that can be told apart by their numbers.
pub const METHODS: [Method; 5] = [
    Method::Bs5,
    Method::Tsit5,
    Method::Dop853,
    Method::Rodas5p,
    Method::Reference,
];

/// Settings of one method, on one thread.
pub fn settings(method: Method, rtol: f64) -> Settings {
    Settings {
        method,
        rtol: Some(rtol),
        threads: 1,
        ..Settings::default()
    }
}

/// Every method with and without exact propagation.
pub fn ways(rtol: f64) -> Vec<Settings> {
    let both = |method| [true, false].map(|exactly| (method, exactly));
    METHODS
        .into_iter()
        .flat_map(both)
        // Methods of one patient at a time never propagate exactly.
        .filter(|(method, exactly)| {
            !*exactly || !matches!(method, Method::Rodas5p | Method::Reference)
        })
        .map(|(method, exactly)| Settings {
            exactly,
            ..settings(method, rtol)
        })
        .collect()
}

/// The test models and those of `physiology`.
pub fn systems(isa: Isa) -> Vec<Arc<dyn System>> {
    let mut all = physiology::systems(isa);
    all.extend::<[Arc<dyn System>; 12]>([
        Arc::new(Compiled::new(linear::Decay, isa)),
        Arc::new(Compiled::new(linear::Oscillator, isa)),
        Arc::new(Compiled::new(linear::Cascade, isa)),
        Arc::new(Compiled::new(smooth::Smooth, isa)),
        Arc::new(Compiled::new(smooth::Explosion, isa)),
        Arc::new(Compiled::new(stiff::Robertson, isa)),
        Arc::new(Compiled::new(stiff::VanDerPol, isa)),
        Arc::new(Compiled::new(stiff::Hires, isa)),
        Arc::new(Compiled::new(switching::Ball, isa)),
        Arc::new(Compiled::new(switching::Ticker, isa)),
        Arc::new(Compiled::new(switching::Wave, isa)),
        Arc::new(Compiled::new(switching::Watcher, isa)),
    ]);
    all
}

/// One patient, what happens to it, and what is seen of it.
#[derive(Clone)]
pub struct Case {
    pub parts: Vec<PartSpec>,
    pub later: Vec<PartSpec>,
    pub events: Vec<Event>,
    pub triggers: Vec<Trigger>,
    pub sampled: Vec<&'static str>,
    pub horizon: Nanoseconds,
    pub every: Nanoseconds,
}

/// A part, called as its system.
pub fn part(system: &str, params: &[f64]) -> PartSpec {
    named(system, system, params)
}

/// A part with a name of its own.
pub fn named(instance: &str, system: &str, params: &[f64]) -> PartSpec {
    PartSpec {
        instance: instance.into(),
        system: system.into(),
        params: params.to_vec(),
        reads: Vec::new(),
        start: None,
    }
}

/// A part of which an input reads `part.signal`.
pub fn reading(mut part: PartSpec, input: &str, signal: &str) -> PartSpec {
    part.reads.push(Read {
        input: input.into(),
        from: place(signal),
    });
    part
}

/// `part.field`.
pub fn place(path: &str) -> Place {
    let (part, field) = path.split_once('.').expect("part.field");
    Place {
        part: part.into(),
        field: field.into(),
    }
}

/// An amount that enters a state at a time.
pub fn add(at: Nanoseconds, path: &str, amount: f64) -> Event {
    let place = place(path);
    Event {
        at,
        action: Action::Add { place, amount },
    }
}

/// An infusion that begins.
pub fn open(at: Nanoseconds, infusion: &str, path: &str, rate: f64) -> Event {
    let (infusion, place) = (infusion.into(), place(path));
    Event {
        at,
        action: Action::Open {
            infusion,
            place,
            rate,
        },
    }
}

/// An infusion that ends.
pub fn close(at: Nanoseconds, infusion: &str) -> Event {
    let infusion = infusion.into();
    Event {
        at,
        action: Action::Close { infusion },
    }
}

impl Case {
    /// A body of these parts, sampled once, at the horizon.
    pub fn new(parts: Vec<PartSpec>, sampled: &[&'static str], horizon: Nanoseconds) -> Self {
        Self {
            parts,
            later: Vec::new(),
            events: Vec::new(),
            triggers: Vec::new(),
            sampled: sampled.to_vec(),
            horizon,
            every: horizon,
        }
    }

    /// What the engine is asked to do: this course alone.
    pub fn study(&self) -> Study {
        Study {
            start: 0,
            horizon: self.horizon,
            fork: self.horizon,
            courses: vec![self.course()],
            sampled: self.sampled.iter().map(|name| (*name).to_owned()).collect(),
            recorded: self.sampled.len(),
            grid: Grid {
                start: 0,
                every: self.every,
            },
        }
    }

    pub fn course(&self) -> Course {
        Course {
            events: self.events.clone().into(),
            triggers: self.triggers.clone().into(),
        }
    }

    pub fn newcomer(&self, patient: usize) -> Newcomer {
        Newcomer {
            patient,
            parts: self.parts.clone(),
            later: self.later.clone(),
            own: None,
        }
    }

    /// The patient's way.
    pub fn run(&self, settings: &Settings) -> Track {
        let engine = Engine::new(settings.clone(), self.study(), systems(settings.isa));
        let tracks = engine
            .and_then(|mut engine| engine.project(&[self.newcomer(0)]))
            .expect("a projection");
        tracks.into_iter().next().expect("a track")
    }

    /// The samples, row by row.
    pub fn rows(&self, settings: &Settings) -> Vec<Vec<f64>> {
        let track = self.run(settings);
        let rows = track.samples.chunks(self.sampled.len());
        rows.map(<[f64]>::to_vec).collect()
    }

    /// Signals at times of any spacing, seen by conditions that never hold.
    pub fn look_at(&self, settings: &Settings, times: &[Nanoseconds]) -> (Track, Vec<Vec<f64>>) {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut case = self.clone();
        for &time in times {
            let seen = seen.clone();
            case.triggers.push(Trigger {
                holds: Arc::new(move |signals| {
                    seen.lock().expect("one thread").push(signals.to_vec());
                    false
                }),
                from: time,
                until: time,
                every: 1,
                rest: 1,
                times: 1,
                brings: Arc::new([]),
            });
        }
        let track = case.run(settings);
        let seen = seen.lock().expect("one thread").clone();
        (track, seen)
    }
}
