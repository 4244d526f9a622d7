//! The 30 virtual patients with type 1 diabetes.

use super::{Part, Person, VirtualPatient, typical};
use crate::glucose::plasma;

/// Values as in simglucose's `vpatient_params.csv`; its licence stands beside the file.
const TABLE: &str = include_str!("type1_diabetes.csv");

/// Picomoles in a unit of insulin.
const PMOL_PER_UNIT: f64 = 6000.0;

pub(super) fn patients() -> Vec<VirtualPatient> {
    let mut lines = TABLE.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    lines
        .map(|line| {
            let cells: Vec<&'static str> = line.split(',').collect();
            let number = |name: &str| {
                header
                    .iter()
                    .position(|column| *column == name)
                    .and_then(|index| cells.get(index)?.parse().ok())
                    .unwrap_or(f64::NAN)
            };
            patient(cells[0], number)
        })
        .collect()
}

/// Maps the table's symbols to the organs' parameters.
fn patient(name: &'static str, of: impl Fn(&str) -> f64) -> VirtualPatient {
    let weight = of("BW");
    let (basal_glucose_mass, basal_insulin) = (of("x0_4"), of("Ib"));
    // The production that the published line kp1 - kp2 Gp - kp3 Id gives at the basal state.
    let basal_production = of("kp1") - of("kp2") * basal_glucose_mass - of("kp3") * basal_insulin;
    let part = |instance, params| Part {
        instance,
        system: instance,
        params,
    };
    let columns = |names: &[&str]| names.iter().map(|symbol| of(symbol)).collect::<Vec<f64>>();
    let mut glucose = columns(&[
        "Vg", "k1", "k2", "Fsnc", "Vm0", "Vmx", "Km0", "ke1", "ke2", "x0_4", "x0_5", "BW",
    ]);
    // As in any person, where there are ketone bodies or next to no glucose: plasma.md.
    let rest: plasma::Params<f64> = typical();
    glucose.extend([
        rest.spared,
        rest.spared_half,
        rest.scarce,
        rest.usual_extracellular,
    ]);
    VirtualPatient {
        name,
        person: Person { weight_kg: weight },
        parts: vec![
            part("glucose", glucose),
            part("glucose_sensor", vec![of("ksc"), of("x0_13") / of("Vg")]),
            part(
                "gut",
                columns(&["BW", "kmax", "kmin", "b", "d", "kabs", "f"]),
            ),
            part(
                "insulin",
                columns(&["Vi", "m1", "m2", "m4", "m30", "x0_6", "x0_10"]),
            ),
            part(
                "insulin_action",
                vec![
                    of("p2u"),
                    of("ki"),
                    basal_insulin,
                    basal_production,
                    of("kp2"),
                    of("kp3"),
                    of("Vg"),
                    basal_glucose_mass,
                    // kp4 of Dalla Man 2007; nothing comes by the portal vein.
                    0.0618,
                ],
            ),
            part(
                "insulin_depot",
                columns(&["BW", "ka1", "ka2", "kd", "u2ss"]),
            ),
        ],
        basal_insulin: of("u2ss") * weight / PMOL_PER_UNIT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_the_table_is_read() {
        let patients = patients();
        assert_eq!(patients.len(), 30);
        for patient in &patients {
            for part in &patient.parts {
                assert!(
                    part.params.iter().all(|p| p.is_finite()),
                    "{} {}",
                    patient.name,
                    part.instance
                );
            }
        }
        assert_eq!(patients[10].name, "adult#001");
        assert_eq!(patients[10].person.weight_kg, 102.32);
    }
}
