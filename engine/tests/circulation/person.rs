//! A person with heart, vessels, reflexes and blood, carried through events.

use engine::event::{Action, Event, PartSpec, Place, Setting};
use engine::rest::Rest;
use engine::solve::job::Grid;
use engine::solve::method::Method;
use engine::time::{MINUTE, Nanoseconds};
use engine::world::{Course, Engine, Newcomer, Settings, Study, Track};
use physiology::people::{Adult, Sex};
use physiology::{Isa, systems};

pub fn adult(sex: Sex, age_yr: f64, weight_kg: f64, height_cm: f64) -> Adult {
    Adult {
        sex,
        age_yr,
        weight_kg,
        height_cm,
        haemoglobin_g_dl: None,
    }
}

/// The standard man of the public engines: 44 years, 77 kg, 1.80 m.
pub fn man() -> Adult {
    adult(Sex::Male, 44.0, 77.0, 180.0)
}

pub fn parts(adult: &Adult) -> Vec<PartSpec> {
    specs(adult.parts())
}

/// With a heart that beats.
pub fn beating_parts(adult: &Adult) -> Vec<PartSpec> {
    specs(adult.beating_parts())
}

fn specs(parts: Vec<physiology::people::Part>) -> Vec<PartSpec> {
    let spec = |part: physiology::people::Part| PartSpec {
        instance: part.instance.into(),
        system: part.system.into(),
        params: part.params,
        reads: Vec::new(),
        start: None,
    };
    parts.into_iter().map(spec).collect()
}

/// At rest: parts that start there, and a signal by its name.
pub struct Resting {
    pub parts: Vec<PartSpec>,
    rest: Rest,
    signals: Vec<f64>,
}

impl Resting {
    pub fn of(adult: &Adult) -> Self {
        Self::with(parts(adult))
    }
    pub fn with(mut parts: Vec<PartSpec>) -> Self {
        let rest = Rest::of(&parts, &systems(Isa::BASELINE)).expect("a body");
        let signals = rest.settle(&mut parts).expect("rest");
        Self {
            parts,
            rest,
            signals,
        }
    }
    pub fn signal(&self, name: &str) -> f64 {
        self.signals[self.rest.body().signal(name).expect(name)]
    }
}

pub fn at(minutes: f64) -> Nanoseconds {
    (minutes * MINUTE as f64) as Nanoseconds
}

pub fn place(path: &str) -> Place {
    let (part, field) = path.split_once('.').expect("part.field");
    Place {
        part: part.into(),
        field: field.into(),
    }
}

pub fn set(minutes: f64, path: &str, value: f64) -> Event {
    Event {
        at: at(minutes),
        action: Action::SetParameter {
            place: place(path),
            to: Setting::Value(value),
        },
    }
}

/// So much into a state from one minute to another.
pub fn infuse(from: f64, to: f64, path: &str, amount: f64) -> [Event; 2] {
    let infusion = format!("{path} at {from}");
    [
        Event {
            at: at(from),
            action: Action::Open {
                infusion: infusion.as_str().into(),
                place: place(path),
                rate: amount / (to - from),
            },
        },
        Event {
            at: at(to),
            action: Action::Close {
                infusion: infusion.as_str().into(),
            },
        },
    ]
}

/// What was seen: rows every so many seconds, of these quantities.
pub struct Seen {
    pub names: Vec<String>,
    pub track: Track,
    every: Nanoseconds,
}

impl Seen {
    pub fn at(&self, minutes: f64, name: &str) -> f64 {
        let column = self.names.iter().position(|n| n == name).expect(name);
        let row = (at(minutes) / self.every) as usize;
        self.track.samples[row * self.names.len() + column]
    }
}

pub fn run(parts: &[PartSpec], events: Vec<Event>, minutes: f64, names: &[&str]) -> Seen {
    run_with(parts, events, minutes, names, Method::Auto, 1e-6)
}

pub fn run_with(
    parts: &[PartSpec],
    mut events: Vec<Event>,
    minutes: f64,
    names: &[&str],
    method: Method,
    rtol: f64,
) -> Seen {
    events.sort_by_key(|event| event.at);
    let horizon = at(minutes);
    let every = at(1.0 / 12.0);
    let study = Study {
        start: 0,
        horizon,
        fork: horizon,
        courses: vec![Course {
            triggers: Vec::new().into(),
            events: events.into(),
        }],
        recorded: names.len(),
        sampled: names.iter().map(|name| (*name).to_owned()).collect(),
        grid: Grid { start: 0, every },
    };
    let settings = Settings {
        method,
        rtol: Some(rtol),
        threads: 1,
        ..Settings::default()
    };
    let mut engine = Engine::new(settings, study, systems(Isa::detect())).expect("an engine");
    let newcomer = Newcomer {
        patient: 0,
        parts: parts.to_vec(),
        later: Vec::new(),
        own: None,
    };
    let track = engine.project(&[newcomer]).expect("a run").remove(0);
    Seen {
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        track,
        every,
    }
}
