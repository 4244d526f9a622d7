//! A person with one compartment and absorption, records written briefly, and what is seen.

use engine::body::Body;
use engine::dosing::{
    Between, Crew, Dose, End, Kind, Modelled, Pace, Person, Record, Shown, Source, Steady, Varying,
    timeline,
};
use engine::solve::method::Method;
use engine::time::{HOUR, Nanoseconds};
use engine::world::Settings;
use physiology::{Isa, System, system};
use std::sync::Arc;

/// Absorption 1.5 /h, F 1, clearance 1.1 L/h, volume 20 L, effect site 0.7 /h.
pub const PARAMS: [f64; 5] = [1.5, 1.0, 1.1, 20.0, 0.7];
pub const DEPOT: usize = 0;
pub const CENTRAL: usize = 1;

pub fn hours(h: f64) -> Nanoseconds {
    (h * HOUR as f64).round() as Nanoseconds
}

/// A bolus.
pub fn bolus(state: usize, amount: f64) -> Dose {
    Dose {
        state,
        amount,
        pace: Pace::Bolus,
        interval: 0,
        additional: 0,
        steady: Steady::No,
    }
}

/// An infusion, its rate per hour.
pub fn infusion(state: usize, amount: f64, rate: f64) -> Dose {
    Dose {
        pace: Pace::Rate(rate / 60.0),
        ..bolus(state, amount)
    }
}

/// With II (h) and ADDL.
pub fn repeated(dose: Dose, interval: f64, additional: u32) -> Dose {
    Dose {
        interval: hours(interval),
        additional,
        ..dose
    }
}

pub fn steady(dose: Dose) -> Dose {
    Dose {
        steady: Steady::Replace,
        ..dose
    }
}

pub fn added(dose: Dose) -> Dose {
    Dose {
        steady: Steady::Add,
        ..dose
    }
}

pub fn record(h: f64, kind: Kind) -> Record {
    Record {
        at: hours(h),
        kind,
        varied: false,
    }
}

pub fn give(h: f64, dose: Dose) -> Record {
    record(h, Kind::Dose(dose))
}

pub fn see(h: f64) -> Record {
    record(h, Kind::See)
}

/// The numbers of doses into the second state: F and lag (h).
pub fn central(f: f64, lag: f64) -> Modelled<'static> {
    Modelled {
        bioavailability: vec![None, Some(Source::Constant(f))],
        lag: vec![None, Some(Source::Constant(lag * 60.0))],
        ..Modelled::default()
    }
}

/// The body of one model.
pub fn body(model: &str, moving: &[usize]) -> Arc<Body> {
    let isa = Isa::detect();
    let mut system: Arc<dyn System> = system(model, isa).expect("a model");
    if !moving.is_empty() {
        system = Arc::new(Varying::new(system, moving));
    }
    Body::new(vec![("drug".to_owned(), system)], isa).expect("a body")
}

/// Settings of a method; `Auto` is closed form where the body is linear.
pub fn settings(method: Method) -> Settings {
    Settings {
        method,
        rtol: Some(1e-10),
        threads: 1,
        ..Settings::default()
    }
}

/// The numbers of the central state (mg) at every record and then every time of the grid.
pub fn seen(records: &[Record], grid: &[f64], modelled: &Modelled, method: Method) -> Vec<f64> {
    let grid: Vec<Nanoseconds> = grid.iter().map(|h| hours(*h)).collect();
    let made = timeline(records, &grid, modelled, Between::Nocb).expect("a timeline");
    let shown = vec![Shown::State(CENTRAL)];
    let crew = Crew::new(
        body("one_compartment", &[]),
        settings(method),
        shown,
        vec![],
    )
    .expect("a crew");
    let person = Person {
        timeline: &made,
        params: &PARAMS,
        start: records[0].at,
        rows: records.len() + grid.len(),
        offset: 0,
    };
    let (mut out, end) = alone(&crew, person);
    assert_eq!(end, End::Well);
    out.swap_remove(0)
}

/// One person carried: what is shown, column by column, its records first and then the times of the
/// grid.
pub fn alone(crew: &Crew, person: Person) -> (Vec<Vec<f64>>, End) {
    let mut seen = vec![vec![f64::NAN; person.rows]; crew.shows()];
    let ends = crew.carry(&[person], &mut seen, 1);
    let in_order = |column: Vec<f64>| {
        let mut out = vec![f64::NAN; person.rows];
        for (row, value) in person.timeline.rows().zip(column) {
            out[row] = value;
        }
        out
    };
    (seen.into_iter().map(in_order).collect(), ends[0])
}

/// In closed form, nothing modelled, seen at these hours.
pub fn at(records: &[Record], grid: &[f64]) -> Vec<f64> {
    modelled_at(records, grid, &Modelled::default())
}

pub fn modelled_at(records: &[Record], grid: &[f64], modelled: &Modelled) -> Vec<f64> {
    seen(records, grid, modelled, Method::Auto).split_off(records.len())
}

/// Largest difference, of the largest value.
pub fn apart(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    let size = a.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
    let apart = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    let worst = apart.fold(
        0.0,
        |m: f64, d| if d.is_nan() { f64::NAN } else { m.max(d) },
    );
    worst / size
}

/// Every hour.
pub fn hourly(to: usize) -> Vec<f64> {
    (0..=to).map(|h| h as f64).collect()
}
