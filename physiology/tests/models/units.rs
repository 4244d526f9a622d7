//! Every equation of every model, read on units; and once more, without trusting the units' own
//! arithmetic, by measuring a model in larger and smaller grams, metres, seconds and moles.

use crate::case::{Case, answer_names, answers, case, variable_names};
use crate::every_model;
use physiology::{Dimension, Layout, System, Unit};

fn parse(text: &str) -> Unit {
    Unit::parse(text).unwrap_or_else(|e| panic!("unit {text}: {e:?}"))
}

/// Units of the variables, in the order of `Case::variables`.
fn variable_units(layout: &Layout) -> Vec<Unit> {
    let fields = layout
        .states
        .iter()
        .chain(layout.inputs)
        .chain(layout.params);
    let jumps = layout.jumps.iter().map(|jump| jump.unit);
    fields
        .map(|f| f.unit)
        .chain([layout.time])
        .chain(jumps)
        .map(parse)
        .collect()
}

/// Units of the answers, in their order; a guard or a kink may have any.
fn answer_units(layout: &Layout) -> Vec<Option<Unit>> {
    let time = parse(layout.time);
    let states = || layout.states.iter().map(|f| parse(f.unit));
    let rates = states().map(|unit| Some(unit.div(time)));
    let signals = layout.signals.iter().map(|f| Some(parse(f.unit)));
    let guards = (0..layout.guards + layout.kinks).map(|_| None);
    let jumps = layout.jumps.iter().flat_map(|_| states().map(Some));
    rates
        .chain(signals)
        .chain(states().map(Some))
        .chain(guards)
        .chain(jumps)
        .collect()
}

/// Where an equation puts together what does not go together, or gives another unit than declared.
pub fn wrong_units(system: &dyn System) -> Vec<String> {
    let layout = system.layout();
    let variables: Vec<_> = variable_units(layout)
        .into_iter()
        .map(Dimension::in_unit)
        .collect();
    let found = answers(system, layout, &Case::from_variables(layout, &variables));
    let mut faults = Vec::new();
    for ((name, found), expected) in answer_names(layout)
        .iter()
        .zip(found)
        .zip(answer_units(layout))
    {
        if let Some(fault) = found.fault() {
            faults.push(format!("{name}: {fault}"));
        } else if let (Some(found), Some(expected)) = (found.unit(), expected)
            && found != expected
        {
            faults.push(format!("{name}: is in {found}, declared {expected}"));
        }
    }
    faults
}

#[test]
fn every_equation_is_right_in_units() {
    every_model(wrong_units);
}

/// By how much a number grows when the base units shrink by powers of two: exact in any order.
fn growth(unit: Unit) -> f64 {
    // g, m, s, mol, K, [iU], V; exponents are doubled.
    const SHRINK: [i32; 7] = [1, -1, 2, -3, 5, 3, 4];
    let doubled = unit.dims().map(i32::from);
    2_f64.powi(
        doubled
            .iter()
            .zip(SHRINK)
            .map(|(exponent, by)| exponent * by)
            .sum(),
    )
}

/// Answers that are not the same quantity when measured in other units. A dimension missing from an
/// equation shows here, also where two faults in the reading of units would hide each other.
pub fn depend_on_units(system: &dyn System) -> Vec<String> {
    let layout = system.layout();
    let mut faults = Vec::new();
    for seed in 0..20 {
        let here = case(layout, seed);
        let measured: Vec<f64> = here
            .variables()
            .iter()
            .zip(variable_units(layout))
            .map(|(value, unit)| value * growth(unit))
            .collect();
        let there = Case::from_variables(layout, &measured);
        let (before, after) = (
            answers(system, layout, &here),
            answers(system, layout, &there),
        );
        for (k, (name, unit)) in answer_names(layout)
            .iter()
            .zip(answer_units(layout))
            .enumerate()
        {
            if let Some(unit) = unit
                && before[k] * growth(unit) != after[k]
            {
                faults.push(format!(
                    "{name}: {} grew to {}, not {}",
                    before[k],
                    after[k],
                    growth(unit)
                ));
            }
        }
    }
    faults
}

#[test]
fn no_equation_depends_on_the_units_it_is_measured_in() {
    every_model(depend_on_units);
}

#[test]
fn every_unit_is_read() {
    every_model(|system| {
        let layout = system.layout();
        let names = variable_names(layout);
        let affine = names
            .iter()
            .zip(variable_units(layout))
            .filter(|(_, unit)| unit.is_affine());
        // A state in Celsius could not be scaled; only a border may speak Celsius.
        let mut faults: Vec<_> = affine
            .map(|(name, _)| format!("{name} has an offset"))
            .collect();
        if !parse(layout.time).same_dimension(&Unit::SECOND) {
            faults.push(format!("time in {}", layout.time));
        }
        faults
    });
}
