//! People start at rest, and stay there.

use crate::person::{Resting, adult, man, parts, run};
use engine::event::PartSpec;
use engine::rest::Rest;
use physiology::people::{Adult, Sex};
use physiology::{Isa, systems};
use proptest::prelude::*;

fn anyone() -> impl Strategy<Value = Adult> {
    let sex = prop_oneof![Just(Sex::Female), Just(Sex::Male)];
    (sex, 20.0..85.0, 145.0..200.0, 19.0..35.0).prop_map(
        |(sex, age, height, bmi): (_, _, f64, f64)| {
            adult(sex, age, bmi * height * height / 1e4, height)
        },
    )
}

/// The parameters of everyone are made so that the typical person of that kind has the published
/// output, rate, pressure and volume; the solver knows nothing of it.
#[test]
fn the_typical_person_rests_where_the_sources_say() {
    proptest!(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() }, |(person in anyone())| {
        let resting = Resting::of(&person);
        let close = |name: &str, expected: f64| {
            let found = resting.signal(name);
            prop_assert!((found - expected).abs() < 1e-6 * expected, "{name}: {found}, not {expected}");
            Ok(())
        };
        close("mean_arterial_pressure", 91.0)?;
        close("heart_rate", person.heart_rate())?;
        close("cardiac_output", person.cardiac_output())?;
        close("blood_volume", person.blood_volume())?;
        close("capillary_pressure", 17.3)?;
    });
}

fn numbers(part: &PartSpec) -> &[f64] {
    part.start.as_deref().expect("a start")
}

/// A person drawn away from the typical one rests too: nothing moves in an hour.
#[test]
fn whoever_rests_stays() {
    let config = ProptestConfig {
        cases: 12,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(person in anyone(), factors in prop::collection::vec(0.9..1.1, 90))| {
        let mut specs = parts(&person);
        let mut factors = factors.into_iter().cycle();
        for part in &mut specs {
            // The usual state of blood is a balance of its own; vessels and reflexes may be anyone's.
            if *part.instance != *"blood" {
                for value in &mut part.params {
                    *value *= factors.next().unwrap();
                }
            }
        }
        let rest = Rest::of(&specs, &systems(Isa::BASELINE)).unwrap();
        let settled = rest.settle(&mut specs);
        // A person whose parameters do not go together has no rest; it is said, not hidden.
        prop_assume!(settled.is_ok());
        let names = ["mean_arterial_pressure", "cardiac_output", "heart_rate", "blood_volume"];
        let seen = run(&specs, Vec::new(), 60.0, &names);
        for name in names {
            let (first, last) = (seen.at(0.0, name), seen.at(60.0, name));
            prop_assert!((first - last).abs() < 1e-4 * first, "{name}: {first} became {last}");
        }
    });
}

/// What the equations conserve is what the parts brought.
#[test]
fn finding_rest_conserves() {
    let mut specs = parts(&man());
    let circulation = specs
        .iter()
        .position(|p| *p.instance == *"circulation")
        .unwrap();
    // Arterioles wider, so that rest is elsewhere.
    let layout = *physiology::system("circulation", Isa::BASELINE)
        .unwrap()
        .layout();
    let mut names = layout.params.iter();
    let gut = names
        .position(|field| field.name == "splanchnic_conductance")
        .unwrap();
    specs[circulation].params[gut] *= 1.3;
    let systems = systems(Isa::BASELINE);
    let rest = Rest::of(&specs, &systems).unwrap();
    let before: Vec<Vec<f64>> = specs
        .iter()
        .map(|part| {
            let system = systems
                .iter()
                .find(|s| *s.layout().name == *part.system)
                .unwrap();
            let mut x = vec![0.0; system.layout().states.len()];
            physiology::Reading::<f64>::initial(system.as_ref(), &part.params, &mut x);
            x
        })
        .collect();
    rest.settle(&mut specs).unwrap();
    let blood = specs.iter().position(|p| *p.instance == *"blood").unwrap();
    let total =
        |circulation: &[f64], blood: &[f64]| circulation[..8].iter().sum::<f64>() + blood[3];
    let (was, is) = (
        total(&before[circulation], &before[blood]),
        total(numbers(&specs[circulation]), numbers(&specs[blood])),
    );
    assert!(
        (was - is).abs() < 1e-6 * was,
        "{was} mL of blood and interstitium became {is}"
    );
    let (was, is) = (before[blood][0], numbers(&specs[blood])[0]);
    assert!(
        (was - is).abs() <= 1e-14 * was,
        "{was} g of haemoglobin, {is}"
    );
}

/// An infinite ejection has no rest, and nobody waits for it.
#[test]
fn a_body_without_rest_is_said() {
    let mut specs = parts(&man());
    let circulation = specs
        .iter_mut()
        .find(|p| *p.instance == *"circulation")
        .unwrap();
    let systems = systems(Isa::BASELINE);
    let layout = systems.iter().map(|system| system.layout());
    let mut layout = layout.filter(|layout| *layout.name == *circulation.system);
    let mut params = layout.next().unwrap().params.iter();
    let bled = params.position(|field| field.name == "bled").unwrap();
    circulation.params[bled] = 50.0;
    let rest = Rest::of(&specs, &systems).unwrap();
    let error = rest.settle(&mut specs).unwrap_err();
    assert!(error.to_string().contains("no state of rest"), "{error}");
}
