//! Treatments that change on the way: titrated, held back, stopped, missed, aimed by a pump, or measured
//! by body surface and in moles. Each against arithmetic written out in the test.

mod adherence;
mod amounts;
mod fork;
mod hold;
mod messages;
mod pump;
mod titrate;

use engine::world::{Engine, Settings, Track};
use physiology::systems;
use scenarios::catalogue;
use scenarios::medicine::{Facts, Shelf, read};
use scenarios::plan::{Plan, plan_with, twin};

/// A person for whom the test drug has a clearance of 3 L/h and a volume of 30 L.
const HEAD: &str = "title = \"t\"\nquestion = \"q?\"\nseed = 5\n";
const PERSON: &str = "sex = \"male\"\nage = \"35 yr\"\nweight = \"70 kg\"\nheight = \"170 cm\"\n";

/// A drug of one compartment: 3 L/h, 30 L, 100 g/mol.
const DRUG: &str = "title = \"A drug\"\nspecies = \"human\"\npopulation = \"nobody, for tests\"\nsource = \
                    \"invented for tests\"\nexample = \"1 mg\"\nmolar_mass = \"100 g/mol\"\nvalid = {}\n[kinetics]\nmodel \
                    = \"one_compartment\"\n[kinetics.parameters]\nclearance = \"3 L/h\"\nvolume = \"30 \
                    L\"\n[[route]]\nname = \"iv\"\ninto = \"central\"\n";
/// Its rate of elimination, per hour.
const KE: f64 = 0.1;
/// Its volume, litres.
const VOLUME: f64 = 30.0;

/// The library, and the test drug as `drug`.
fn shelf() -> Shelf {
    let mut shelf = Shelf::library();
    let (medicine, problems) = read("drug", DRUG.as_bytes());
    shelf.put(medicine.unwrap_or_else(|| panic!("{problems:?}")));
    shelf
}

/// The plan of a text.
fn planned(text: &str) -> Plan {
    let shelf = shelf();
    let (scenario, problems) = scenarios::check(text.as_bytes(), &catalogue::known_with(&shelf));
    let scenario = scenario.unwrap_or_else(|| panic!("{problems:#?}\n{text}"));
    plan_with(&scenario, None, &shelf).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"))
}

/// Tracks of some twins on every course.
fn tracks(text: &str, twins: usize) -> Vec<Track> {
    let plan = planned(text);
    let settings = Settings {
        rtol: Some(1e-10),
        threads: 1,
        ..Settings::default()
    };
    let all = systems(settings.isa);
    let mut engine = Engine::new(settings, plan.study.clone(), all).expect("an engine");
    let of = |number| twin(&plan.subject, &plan.spread, plan.seed, number, twins);
    let newcomers: Vec<_> = (0..twins).map(of).collect();
    engine.project(&newcomers).expect("a projection")
}

/// Samples of the typical twin on the first course.
fn samples(text: &str) -> Vec<f64> {
    tracks(text, 1).remove(0).samples.to_vec()
}

/// The facts of `PERSON`.
fn facts() -> Facts {
    let mut facts = Facts::default();
    for fact in ["sex=male", "age=35 yr", "weight=70 kg", "height=170 cm"] {
        facts.tell(fact).expect("a fact");
    }
    facts
}

/// Concentrations of the test drug, hour by hour, where `dose` says what is given at each hour (mg) and
/// `rate` what runs in the hour after it (mg/h), both given the concentration at that hour. What is seen
/// at an hour is what stands there before its dose.
fn by_hand(
    hours: usize,
    mut dose: impl FnMut(usize, f64) -> f64,
    mut rate: impl FnMut(usize, f64) -> f64,
) -> Vec<f64> {
    let (mut amount, mut seen): (f64, Vec<f64>) = (0.0, Vec::new());
    let decay = (-KE).exp();
    for hour in 0..=hours {
        let now = amount / VOLUME;
        seen.push(now);
        amount += dose(hour, now);
        amount = amount * decay + rate(hour, now) / KE * (1.0 - decay);
    }
    seen
}

#[track_caller]
fn same(found: &[f64], expected: &[f64], within: f64) {
    assert_eq!(found.len(), expected.len());
    for (hour, (found, expected)) in found.iter().zip(expected).enumerate() {
        let difference = (found - expected).abs() / expected.abs().max(1e-3);
        assert!(difference < within, "at {hour}: {found}, {expected}");
    }
}
