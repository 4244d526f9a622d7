//! Every medicine fits the model that carries it.

use physiology::drugs::{DRUGS, Drug, drug};
use physiology::people::{Person, virtual_patients};
use physiology::{Isa, Layout, Unit, system};

fn layout(drug: &Drug) -> Layout {
    *system(drug.system, Isa::BASELINE)
        .unwrap_or_else(|| panic!("{}: no system {}", drug.name, drug.system))
        .layout()
}

#[test]
fn drugs_are_unique_and_sorted() {
    assert!(DRUGS.windows(2).all(|pair| pair[0].name < pair[1].name));
    for known in DRUGS {
        assert_eq!(drug(known.name).map(|found| found.title), Some(known.title));
    }
    assert!(drug("no_such_drug").is_none());
}

#[test]
fn every_route_leads_into_a_state() {
    for drug in DRUGS {
        let states = layout(drug).states;
        assert!(!drug.routes.is_empty(), "{}", drug.name);
        for (k, (route, state)) in drug.routes.iter().enumerate() {
            assert!(
                states.iter().any(|f| f.name == *state),
                "{} {state}",
                drug.name
            );
            let again = drug.routes[..k].iter().any(|(earlier, _)| earlier == route);
            assert!(!again, "{}: {} twice", drug.name, route.name());
        }
        assert!(
            drug.usual_minutes >= 0.0 && drug.usual_minutes.is_finite(),
            "{}",
            drug.name
        );
    }
}

/// A dose becomes a state: `state = dose * state_per_dose / weight`. Where both are the same kind
/// of quantity the factor is theirs; only an international unit has a factor of its own.
#[test]
fn a_dose_becomes_its_state_by_the_units() {
    for drug in DRUGS {
        let dose = Unit::parse(drug.dose_unit).expect(drug.name);
        for (_, state) in drug.routes {
            let field = layout(drug)
                .states
                .iter()
                .find(|f| f.name == *state)
                .copied()
                .unwrap();
            let state = Unit::parse(field.unit).expect(field.unit);
            let held = if drug.per_weight {
                state.mul(Unit::parse("kg").unwrap())
            } else {
                state
            };
            match dose.convert(1.0, &held) {
                Some(factor) => {
                    let error = (drug.state_per_dose / factor - 1.0).abs();
                    assert!(error < 1e-14, "{}: {factor}", drug.name);
                }
                None => {
                    assert_eq!(
                        dose,
                        Unit::INTERNATIONAL,
                        "{} {}",
                        drug.name,
                        drug.dose_unit
                    );
                    assert!(drug.state_per_dose > 0.0, "{}", drug.name);
                }
            }
        }
    }
}

#[test]
fn every_person_gets_every_parameter() {
    for drug in DRUGS {
        let Some(parameters) = drug.parameters else {
            // Only a body that has the part can take it: then some body has it.
            let carries = virtual_patients().iter().any(|patient| {
                let mut parts = patient.parts.iter();
                parts.any(|part| part.instance == drug.instance && part.system == drug.system)
            });
            assert!(carries, "nobody can take {}", drug.name);
            continue;
        };
        assert_eq!(drug.instance, drug.name, "a new part bears the drug's name");
        for weight_kg in [0.8, 3.5, 20.0, 70.0, 150.0] {
            let given = parameters(&Person { weight_kg });
            assert_eq!(given.len(), layout(drug).params.len(), "{}", drug.name);
            for (value, field) in given.iter().zip(layout(drug).params) {
                let sound = value.is_finite() && *value >= 0.0;
                assert!(
                    sound,
                    "{} {} at {weight_kg} kg: {value}",
                    drug.name, field.name
                );
            }
        }
    }
}

#[test]
fn variability_is_of_parameters_and_says_its_source() {
    for drug in DRUGS {
        let params = layout(drug).params;
        for varies in drug.variability {
            let place = format!("{} {}", drug.name, varies.parameter);
            assert!(params.iter().any(|f| f.name == varies.parameter), "{place}");
            assert!(varies.sd_log.is_finite() && varies.sd_log > 0.0, "{place}");
            assert!(varies.source.len() > 10, "{place}");
        }
        assert!(
            drug.source.len() > 20 && drug.title.len() > 5,
            "{}",
            drug.name
        );
    }
}

/// Adults of 16 to 60 years, otherwise healthy non-smoking asthmatics, mean and range: clearance 0.65
/// (0.27 to 1.03) mL/kg/min, half-life 8.7 (6.1 to 12.8) h; volume of distribution 0.45 (0.3 to
/// 0.7) L/kg. Prescribing information of theophylline extended-release tablets (FDA), Clinical
/// Pharmacology, distribution and table I. The drug's numbers are from other people (the 12 of
/// `Theoph`), so within 10 % of the means is as near as can be asked.
#[test]
fn validated_theophylline_is_that_of_its_label() {
    let theophylline = drug("theophylline").unwrap();
    let given = theophylline.parameters.unwrap()(&Person { weight_kg: 70.0 });
    let of = |name: &str| {
        let index = layout(theophylline)
            .params
            .iter()
            .position(|f| f.name == name);
        given[index.unwrap()]
    };
    let clearance = of("clearance") / 70.0 / 60.0 * 1000.0;
    let half_life = 2_f64.ln() * of("volume") / of("clearance");
    let volume = of("volume") / 70.0;
    for (found, mean) in [(clearance, 0.65), (half_life, 8.7), (volume, 0.45)] {
        assert!(
            (found / mean - 1.0).abs() < 0.1,
            "{found}, published {mean}"
        );
    }
}
