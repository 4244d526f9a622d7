//! Every answer is a number wherever a body can be.

use crate::case::{Numbers, answer_names, answers, case};
use crate::every_model;
use physiology::System;

/// Answers that are no number, at states from empty to three times their scale, with inputs from
/// none to three times theirs.
pub fn no_number(system: &dyn System) -> Vec<String> {
    let layout = system.layout();
    let mut faults = Vec::new();
    for seed in 0..200 {
        let mut numbers = Numbers(!seed);
        let mut at = case(layout, seed);
        for value in at.x.iter_mut().chain(&mut at.amounts) {
            if numbers.draw() < 0.2 {
                *value = 0.0;
            }
        }
        for (name, value) in answer_names(layout)
            .iter()
            .zip(answers::<f64>(system, layout, &at))
        {
            if !value.is_finite() {
                faults.push(format!("{name} is {value} at {:?} (seed {seed})", at.x));
            }
        }
    }
    faults
}

#[test]
fn every_answer_is_a_number() {
    every_model(no_number);
}

/// States that fall though they are empty, because their source has it so.
const PUBLISHED_SO: [(&str, &str); 1] = [
    // The brain's use of glucose does not depend on what there is.
    ("glucose", "plasma"),
];

/// An amount cannot become less than nothing: where a conserved state is empty, it does not fall.
#[test]
fn what_is_empty_does_not_fall() {
    every_model(|system| {
        let layout = system.layout();
        let conserved = layout.states.iter().enumerate().filter(|(_, field)| {
            field.conserves.is_some() && !PUBLISHED_SO.contains(&(layout.name, field.name))
        });
        let mut faults = Vec::new();
        for (k, field) in conserved {
            for seed in 0..40 {
                let mut at = case(layout, seed);
                at.x[k] = 0.0;
                let rate = answers::<f64>(system, layout, &at)[k];
                if rate < 0.0 {
                    faults.push(format!("{} falls by {rate} (seed {seed})", field.name));
                }
            }
        }
        faults
    });
}
