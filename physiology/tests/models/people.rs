//! Every virtual patient fits the models of its parts, and starts at rest.

use crate::body::Body;
use physiology::people::{virtual_patient, virtual_patients};
use physiology::{Isa, system};

#[test]
fn every_part_is_a_known_system_with_all_its_parameters() {
    for patient in virtual_patients() {
        for part in &patient.parts {
            let place = format!("{} {}", patient.name, part.instance);
            let Some(found) = system(part.system, Isa::BASELINE) else {
                panic!("{place}: no system {}", part.system);
            };
            assert_eq!(part.params.len(), found.layout().params.len(), "{place}");
            for (value, field) in part.params.iter().zip(found.layout().params) {
                assert!(
                    value.is_finite() && *value > 0.0,
                    "{place} {}: {value}",
                    field.name
                );
                // A part that weighs its person weighs the same as the person.
                if field.name == "weight" {
                    assert_eq!(*value, patient.person.weight_kg, "{place}");
                }
            }
        }
        let mut instances: Vec<&str> = patient.parts.iter().map(|part| part.instance).collect();
        let parts = instances.len();
        instances.sort_unstable();
        instances.dedup();
        assert_eq!(
            instances.len(),
            parts,
            "{}: an instance twice",
            patient.name
        );
    }
}

#[test]
fn patients_are_found_by_their_names() {
    let patients = virtual_patients();
    for patient in &patients {
        assert_eq!(virtual_patient(patient.name).as_ref(), Some(patient));
    }
    assert!(virtual_patient("adult#000").is_none());
}

/// The published parameters lie in the range that the models' own suite asks about, within a factor:
/// a typical value is typical of somebody.
#[test]
fn typical_values_are_typical_of_the_patients() {
    let patients = virtual_patients();
    let first = &patients[0];
    for (k, part) in first.parts.iter().enumerate() {
        let layout = *system(part.system, Isa::BASELINE).unwrap().layout();
        for (index, field) in layout.params.iter().enumerate() {
            let values = patients
                .iter()
                .map(|patient| patient.parts[k].params[index]);
            let (low, high) = values.fold((f64::MAX, 0.0_f64), |(low, high), v| {
                (low.min(v), high.max(v))
            });
            let inside = low * 0.5 <= field.typical && field.typical <= high * 2.0;
            assert!(
                inside,
                "{} {}: {} is not within {low}..{high}",
                part.system, field.name, field.typical
            );
        }
    }
}

/// With basal insulin nothing changes: the largest rate of any state of any patient, per minute and
/// relative to scale. The table prints its basal states to 12 digits. Found: 6.4e-13, of plasma
/// insulin in child#009.
#[test]
fn the_basal_state_is_steady() {
    let mut worst = (0.0, String::new());
    for patient in virtual_patients() {
        let mut body = Body::of(&patient);
        body.infuse_insulin(patient.basal_insulin);
        for (organ, rates) in body.organs.iter().zip(body.rates()) {
            for (field, rate) in organ.system.layout().states.iter().zip(rates) {
                let relative = (rate / field.scale).abs();
                if relative > worst.0 || relative.is_nan() {
                    worst = (
                        relative,
                        format!("{} {} {}", patient.name, organ.instance, field.name),
                    );
                }
            }
        }
    }
    assert!(worst.0 < 5e-12, "{worst:?} per minute");
}
