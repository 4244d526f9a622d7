//! The compartments that drugs share: their rate constants, and each as a limit of the next larger.

use crate::case::{Case, answer_names, answers, case, variable_names};
use crate::derivatives::derivatives;
use physiology::{Isa, Layout, System, system};
use std::sync::Arc;

fn disposition(name: &str) -> Arc<dyn System> {
    system(name, Isa::BASELINE).unwrap()
}

/// Sets a variable by its name.
fn set(layout: &Layout, at: &mut Case<f64>, name: &str, value: f64) {
    let index = variable_names(layout).iter().position(|n| *n == name);
    let mut all = at.variables();
    all[index.unwrap()] = value;
    *at = Case::from_variables(layout, &all);
}

/// An answer by its name.
fn answer(layout: &Layout, answers: &[f64], name: &str) -> f64 {
    let index = answer_names(layout).iter().position(|n| n == name);
    answers[index.unwrap()]
}

/// Propofol of Marsh, White, Morton, Kenny, Br J Anaesth 1991;67:41, table: central volume 0.228
/// L/kg; k10 0.119, k12 0.112, k13 0.042, k21 0.055, k31 0.0033 /min; ke0 0.26 /min (Diprifusor).
/// Written as clearances and volumes, the three compartments have the published rate constants
/// back: the derivatives of their rates. Rounding only.
#[test]
fn validated_three_compartments_have_the_rate_constants_of_marsh() {
    let [k10, k12, k13, k21, k31, ke0] =
        [0.119, 0.112, 0.042, 0.055, 0.0033, 0.26].map(|k| 60.0 * k);
    let volume = 0.228 * 70.0;
    let three = disposition("three_compartments");
    let layout = *three.layout();
    let mut at = case(&layout, 1);
    for (name, value) in [
        ("blood_volume_ratio", 1.0),
        ("volume", volume),
        ("clearance", k10 * volume),
        ("exchange2", k12 * volume),
        ("exchange3", k13 * volume),
        ("volume2", k12 * volume / k21),
        ("volume3", k13 * volume / k31),
        ("equilibration", ke0),
    ] {
        set(&layout, &mut at, name, value);
    }
    let slopes = derivatives(three.as_ref(), &at);
    let slope = |rate: &str, state: &str| {
        let row = answer_names(&layout).iter().position(|n| n == rate);
        let column = variable_names(&layout).iter().position(|n| *n == state);
        slopes[row.unwrap()][column.unwrap()]
    };
    for (rate, state, expected) in [
        ("rate of central", "central", -(k10 + k12 + k13)),
        ("rate of central", "peripheral2", k21),
        ("rate of central", "peripheral3", k31),
        ("rate of peripheral2", "central", k12),
        ("rate of peripheral2", "peripheral2", -k21),
        ("rate of peripheral3", "central", k13),
        ("rate of peripheral3", "peripheral3", -k31),
        ("rate of effect", "central", ke0 / volume),
        ("rate of effect", "effect", -ke0),
    ] {
        let found = slope(rate, state);
        let error = (found - expected).abs();
        assert!(
            error <= 1e-15 * (k10 + k12 + k13),
            "{rate} by {state}: {found}, published {expected}"
        );
    }
}

/// A compartment that exchanges nothing is not there.
#[test]
fn a_larger_disposition_without_exchange_is_the_smaller() {
    for (large, small, exchange) in [
        ("three_compartments", "two_compartments", "exchange3"),
        ("two_compartments", "one_compartment", "exchange2"),
    ] {
        let (large, small) = (disposition(large), disposition(small));
        let (wide, narrow) = (*large.layout(), *small.layout());
        for seed in 0..20 {
            let mut at = case(&wide, seed);
            set(&wide, &mut at, exchange, 0.0);
            let all = at.variables();
            let wanted = variable_names(&narrow);
            let shared: Vec<f64> = variable_names(&wide)
                .iter()
                .zip(all)
                .filter(|(name, _)| wanted.contains(name))
                .map(|(_, value)| value)
                .collect();
            let shared = Case::from_variables(&narrow, &shared);
            let expected = answers::<f64>(small.as_ref(), &narrow, &shared);
            let found = answers::<f64>(large.as_ref(), &wide, &at);
            for (name, expected) in answer_names(&narrow).iter().zip(expected) {
                assert_eq!(
                    answer(&wide, &found, name),
                    expected,
                    "{} {name}",
                    wide.name
                );
            }
        }
    }
}

/// Where all compartments have one concentration, nothing moves between them.
#[test]
fn equal_concentrations_exchange_nothing() {
    for name in ["two_compartments", "three_compartments"] {
        let drug = disposition(name);
        let layout = *drug.layout();
        for seed in 0..20 {
            let mut at = case(&layout, seed);
            let found = answers::<f64>(drug.as_ref(), &layout, &at);
            let concentration = answer(&layout, &found, "signal concentration");
            set(&layout, &mut at, "effect", concentration);
            for k in ["2", "3"] {
                let index = layout
                    .params
                    .iter()
                    .position(|f| f.name == format!("volume{k}"));
                if let Some(index) = index {
                    let held = concentration * at.p[index];
                    set(&layout, &mut at, &format!("peripheral{k}"), held);
                }
            }
            let found = answers::<f64>(drug.as_ref(), &layout, &at);
            for field in layout
                .states
                .iter()
                .filter(|f| f.name.starts_with("peripheral"))
            {
                let rate = answer(&layout, &found, &format!("rate of {}", field.name));
                assert!(
                    rate.abs() <= 1e-14 * field.scale,
                    "{name} {}: {rate}",
                    field.name
                );
            }
            assert_eq!(answer(&layout, &found, "rate of effect"), 0.0);
        }
    }
}
