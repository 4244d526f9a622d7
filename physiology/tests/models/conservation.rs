//! What is there stays, but for what enters and what leaves.

use crate::case::{Case, answers, case};
use crate::every_model;
use physiology::{Field, Isa, Layout, System, Unit, systems};
use proptest::prelude::*;

/// Substances of a model's states, each once.
fn substances(layout: &Layout) -> Vec<&'static str> {
    let mut all: Vec<_> = layout.states.iter().filter_map(|f| f.conserves).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Sum, and sum of sizes, of the values whose field names this substance.
fn total(
    fields: &[Field],
    values: &[f64],
    of: fn(&Field) -> Option<&'static str>,
    substance: &str,
) -> (f64, f64) {
    fields
        .iter()
        .zip(values)
        .filter(|(field, _)| of(field) == Some(substance))
        .fold((0.0, 0.0), |(sum, size), (_, value)| {
            (sum + value, size + value.abs())
        })
}

/// Rounding of a few dozen products, relative to the terms and to a thousandth of the state's scale.
const ROUNDING: f64 = 1e-13;

/// Substances that appear or vanish between states, at a random moment or at a jump.
pub fn lost(system: &dyn System, seed: u64) -> Vec<String> {
    let layout = system.layout();
    let (states, signals) = (layout.states, layout.signals);
    let at: Case<f64> = case(layout, seed);
    let all = answers::<f64>(system, layout, &at);
    let (rates, all) = all.split_at(states.len());
    let (published, all) = all.split_at(signals.len());
    let after_jumps = &all[states.len() + layout.guards + layout.kinks..];
    let mut faults = Vec::new();
    for substance in substances(layout) {
        let (change, terms) = total(states, rates, |f| f.conserves, substance);
        let (enters, brought) = total(layout.inputs, &at.u, |f| f.enters, substance);
        let (leaves, taken) = total(signals, published, |f| f.leaves, substance);
        let scale: f64 = states.iter().map(|f| f.scale).fold(0.0, f64::max);
        let error = change - (enters - leaves);
        let rounding = ROUNDING * (terms + brought + taken + 1e-3 * scale);
        if error.is_nan() || error.abs() > rounding {
            faults.push(format!(
                "{substance} changes by {change}, enters {enters}, leaves {leaves}"
            ));
        }
        let (held, size) = total(states, &at.x, |f| f.conserves, substance);
        for (jump, after) in layout.jumps.iter().zip(after_jumps.chunks(states.len())) {
            let (holds, _) = total(states, after, |f| f.conserves, substance);
            let error = holds - held;
            if error.is_nan() || error.abs() > ROUNDING * size {
                faults.push(format!("{} makes {held} of {substance} {holds}", jump.name));
            }
        }
    }
    faults
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_and_nothing_comes_from_nowhere(seed: u64) {
        for system in systems(Isa::detect()) {
            let faults = lost(system.as_ref(), seed);
            prop_assert!(faults.is_empty(), "{}: {}", system.layout().name, faults.join("; "));
        }
    }
}

/// Faults in how substances are declared: one unit for all that holds a substance, that unit per
/// time for all that moves it, and nothing that moves a substance which nothing holds.
pub fn ill_declared(system: &dyn System) -> Vec<String> {
    let layout = system.layout();
    let unit = |text: &str| Unit::parse(text).expect("a unit");
    let holds = |substance: &str| {
        layout
            .states
            .iter()
            .find(|f| f.conserves == Some(substance))
    };
    let mut faults = Vec::new();
    for field in layout.states {
        let first = field.conserves.and_then(holds);
        if first.is_some_and(|first| unit(first.unit) != unit(field.unit)) {
            faults.push(format!("{} is held in {}", field.name, field.unit));
        }
    }
    let entering = layout.inputs.iter().filter_map(|f| Some((f, f.enters?)));
    let leaving = layout.signals.iter().filter_map(|f| Some((f, f.leaves?)));
    for (field, substance) in entering.chain(leaving) {
        let expected = holds(substance).map(|f| unit(f.unit).div(unit(layout.time)));
        if expected != Some(unit(field.unit)) {
            faults.push(format!(
                "{} moves {substance} in {}",
                field.name, field.unit
            ));
        }
    }
    // A state holds, an input brings, a signal takes, a parameter does none of it.
    let kinds = [
        (layout.states, [true, false, false]),
        (layout.inputs, [false, true, false]),
        (layout.signals, [false, false, true]),
        (layout.params, [false, false, false]),
    ];
    for (fields, may) in kinds {
        for field in fields {
            let does = [field.conserves, field.enters, field.leaves].map(|s| s.is_some());
            if does.iter().zip(may).any(|(does, may)| *does && !may) {
                faults.push(format!("{} is misplaced", field.name));
            }
        }
    }
    faults
}

#[test]
fn substances_are_declared_in_one_unit() {
    every_model(ill_declared);
}
