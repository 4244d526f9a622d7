//! Every derivative of every model, by dual numbers, against differences of the plain numbers.

use crate::case::{Case, answer_names, answers, case, variable_names};
use crate::every_model;
use physiology::{Reading, System, Tangent};

/// Derivative of each answer (outer) with respect to each variable (inner).
pub fn derivatives(system: &dyn System, at: &Case<f64>) -> Vec<Vec<f64>> {
    let (layout, values) = (system.layout(), at.variables());
    let mut all = vec![Vec::new(); answer_names(layout).len()];
    for first in (0..values.len()).step_by(8) {
        let seeded: Vec<Tangent> = values
            .iter()
            .enumerate()
            .map(|(k, value)| match k.checked_sub(first) {
                Some(place) => Tangent::variable(*value, place),
                None => Tangent::constant(*value),
            })
            .collect();
        let found = answers(system, layout, &Case::from_variables(layout, &seeded));
        for (row, answer) in all.iter_mut().zip(found) {
            row.extend(answer.slope.iter().take(values.len() - first));
        }
    }
    all
}

/// Differences of fourth order in one variable: (8 f(+h) - 8 f(-h) - f(+2h) + f(-2h)) / 12 h.
fn differences(system: &dyn System, at: &Case<f64>, variable: usize, relative: f64) -> Vec<f64> {
    let (layout, values) = (system.layout(), at.variables());
    let step = relative * values[variable];
    let moved = |by: f64| {
        let mut there = values.clone();
        there[variable] += by * step;
        answers(system, layout, &Case::from_variables(layout, &there))
    };
    let [far, near, back, far_back] = [2.0, 1.0, -1.0, -2.0].map(moved);
    (0..far.len())
        .map(|k| (8.0 * (near[k] - back[k]) - (far[k] - far_back[k])) / (12.0 * step))
        .collect()
}

/// Largest error of a slope times its variable, relative to that product and to the answer. Found:
/// 8e-11, truncation in the steepest curve (gastric emptying), and 2e-12, rounding, elsewhere.
const TOLERANCE: f64 = 1e-9;

/// What turns many times, leaps or bends sharply within the usual step: a smaller step, and the rounding that it
/// costs; for all variables of a model where none is named.
const QUICK: [(&str, &str, f64, f64); 12] = [
    ("beating_circulation", "chance", 1e-9, 1e-5),
    ("breath_waves", "breaths", 1e-7, 1e-5),
    ("ecg", "t", 1e-7, 1e-5),
    ("ecg", "flutter", 1e-7, 1e-5),
    ("ecg", "quiver", 1e-7, 1e-5),
    ("ecg", "beat_phase", 1e-5, 1e-7),
    ("ecg", "heart_rate", 1e-5, 1e-7),
    ("ecg", "pace", 1e-5, 1e-7),
    ("hormones", "", 1e-6, 1e-6),
    ("illness_scores", "", 1e-7, 1e-5),
    ("kidney", "injury", 1e-7, 1e-5),
    ("lactate", "", 2e-5, 1e-8),
];

/// Step relative to the variable, and tolerance.
fn fineness(model: &str, variable: &str) -> (f64, f64) {
    let quick = QUICK
        .iter()
        .find(|quick| quick.0 == model && (quick.1.is_empty() || quick.1 == variable));
    quick.map_or((1e-4, TOLERANCE), |quick| (quick.2, quick.3))
}

fn wrong_slopes(system: &dyn System) -> Vec<String> {
    let layout = system.layout();
    let (names, variables) = (answer_names(layout), variable_names(layout));
    let mut faults = Vec::new();
    for seed in 0..40 {
        let at = case(layout, seed);
        let slopes = derivatives(system, &at);
        let plain = answers::<f64>(system, layout, &at);
        for (v, value) in at.variables().iter().enumerate() {
            let (step, tolerance) = fineness(layout.name, variables[v]);
            for (k, difference) in differences(system, &at, v, step).into_iter().enumerate() {
                let slope = slopes[k][v];
                let error = ((slope - difference) * value).abs();
                let size = (slope * value).abs() + plain[k].abs();
                if error.is_nan() || error > tolerance * size {
                    faults.push(format!(
                        "{} by {} (seed {seed}): {slope:e}, by differences {difference:e}, relative error {:e}",
                        names[k], variables[v], error / size
                    ));
                }
            }
        }
    }
    faults
}

#[test]
fn every_derivative_agrees_with_differences() {
    every_model(wrong_slopes);
}

#[test]
fn values_beside_derivatives_are_the_plain_values() {
    every_model(|system| {
        let layout = system.layout();
        let mut faults = Vec::new();
        for seed in 0..20 {
            let at = case(layout, seed);
            let dual: Vec<Tangent> = at.variables().into_iter().map(Tangent::constant).collect();
            let dual = answers(system, layout, &Case::from_variables(layout, &dual));
            let plain = answers::<f64>(system, layout, &at);
            for (k, name) in answer_names(layout).iter().enumerate() {
                if dual[k].value.to_bits() != plain[k].to_bits() {
                    faults.push(format!(
                        "{name}: {} beside derivatives, {} alone",
                        dual[k].value, plain[k]
                    ));
                }
            }
        }
        faults
    });
}

#[test]
fn an_empty_stomach_has_derivatives() {
    // Before the first meal a quotient is 0 / 0 on the side that is not selected.
    let gut = physiology::system("gut", physiology::Isa::BASELINE).unwrap();
    let layout = gut.layout();
    let mut at = case(layout, 0);
    Reading::<f64>::initial(gut.as_ref(), &at.p, &mut at.x);
    let all = derivatives(gut.as_ref(), &at);
    assert!(
        all.iter().flatten().all(|slope| slope.is_finite()),
        "{all:?}"
    );
}
