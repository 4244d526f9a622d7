//! What the reading of dependencies says of every model is so: by the model's own derivatives.

use crate::case::{Case, answer_names, answers, case, variable_names};
use crate::derivatives::derivatives;
use crate::every_model;
use physiology::{Depends, Layout, Real, System};

/// Dependencies of every answer; the variables that `fixed` names are numbers, known before.
fn depends(system: &dyn System, fixed: impl Fn(usize) -> bool) -> Vec<Depends> {
    let layout = system.layout();
    let variables: Vec<Depends> = (0..variable_names(layout).len())
        .map(|k| {
            if fixed(k) {
                Depends::of(1.0)
            } else {
                Depends::variable(k)
            }
        })
        .collect();
    answers(system, layout, &Case::from_variables(layout, &variables))
}

/// Whether a variable is a parameter.
fn is_parameter(layout: &Layout, variable: usize) -> bool {
    let first = layout.states.len() + layout.inputs.len();
    (first..first + layout.params.len()).contains(&variable)
}

#[test]
fn no_model_hides_a_dependency() {
    every_model(|system| {
        let layout = system.layout();
        let (names, variables) = (answer_names(layout), variable_names(layout));
        let sets = depends(system, |_| false);
        let mut faults = Vec::new();
        for seed in 0..40 {
            for (k, row) in derivatives(system, &case(layout, seed)).iter().enumerate() {
                for (v, slope) in row.iter().enumerate() {
                    if *slope != 0.0 && !sets[k].all().has(v) {
                        faults.push(format!("{} hides {}", names[k], variables[v]));
                    }
                }
            }
        }
        faults
    });
}

/// For one person, that is with parameters fixed: where an answer is called linear in a variable,
/// its slope is the same number at any two moments.
#[test]
fn what_is_called_linear_has_one_slope() {
    every_model(|system| {
        let layout = system.layout();
        let (names, variables) = (answer_names(layout), variable_names(layout));
        let sets = depends(system, |k| is_parameter(layout, k));
        let mut faults = Vec::new();
        for seed in 0..40 {
            let here = case(layout, seed);
            let there = Case {
                p: here.p.clone(),
                ..case(layout, seed + 1000)
            };
            let (here, there) = (derivatives(system, &here), derivatives(system, &there));
            for k in 0..names.len() {
                let linear = |v: &usize| sets[k].linear.has(*v) && !sets[k].nonlinear.has(*v);
                for v in (0..variables.len()).filter(linear) {
                    if here[k][v] != there[k][v] {
                        faults.push(format!("{} bends in {}", names[k], variables[v]));
                    }
                }
            }
        }
        faults
    });
}

/// Which blocks are linear decides how they are integrated: a change should be seen.
#[test]
fn pinned_linear_models() {
    let linear: Vec<&str> = physiology::systems(physiology::Isa::BASELINE)
        .iter()
        .filter(|system| {
            let layout = system.layout();
            let states = layout.states.len();
            // With parameters and inputs held.
            depends(system.as_ref(), |k| k >= states)[..states]
                .iter()
                .all(|rate| rate.nonlinear.is_empty())
        })
        .map(|system| system.layout().name)
        .collect();
    let expected = [
        "air",
        "antibiotic_effect",
        "arteriolar_effect",
        "baroreflex_effect",
        "basal_insulin",
        "bispectral_index",
        "breath_waves",
        "breathing_muscle_block",
        "bronchodilation",
        "catecholamine_effect",
        "chemoreflex",
        "chronotropic_effect",
        "consciousness_effect",
        "counter_regulation",
        "daily_dose",
        "dose_effect",
        "ecg",
        "endotoxin_organs",
        "exciting_effect",
        "glucagon_effect",
        "glucose_sensor",
        "illness_scores",
        "inhibited_loss",
        "inhibited_production",
        "inotropic_effect",
        "inr_hamberg_2007",
        "inr_hamberg_2010",
        "insulin",
        "insulin_action",
        "insulin_depot",
        "kill_curve",
        "lactate_effect",
        "laryngoscopy_tolerance",
        "long_acting_insulin",
        "loop_diuretic",
        "lung_water",
        "mast_cells",
        "one_compartment",
        "osmotic_diuretic",
        "oxygen_device",
        "potassium_effect",
        "pulmonary_effect",
        "pulse_oximeter",
        "respiratory_depression",
        "septic_organs",
        "sigmoid_effect",
        "steroid_effect",
        "stimulated_loss",
        "stimulated_production",
        "survival",
        "sympathetic_effect",
        "three_compartments",
        "two_compartments",
        "two_compartments_by_filtration",
        "two_drug_effect",
        "vagal_effect",
        "vasopressor_rate",
        "venous_effect",
        "ventilator",
    ];
    assert_eq!(linear, expected);
}
