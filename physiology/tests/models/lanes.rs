//! A patient's numbers are the same bits alone and among eight, with every instruction set.

use crate::case::{Case, Numbers, answer_names, answers, case};
use physiology::{Isa, Lanes, Layout, System, WIDTH, systems};
use proptest::prelude::*;
use std::array::from_fn;

/// Eight different patients; now and then a state is empty, or far below any that a body has.
fn eight(layout: &Layout, seed: u64) -> [Case<f64>; WIDTH] {
    let mut numbers = Numbers(!seed);
    from_fn(|lane| {
        let mut at = case(layout, seed.wrapping_add(lane as u64));
        for value in at.x.iter_mut().chain(&mut at.u).chain(&mut at.amounts) {
            match numbers.draw() {
                n if n < 0.1 => *value = 0.0,
                n if n < 0.15 => *value = -*value,
                n if n < 0.2 => *value *= 1e-300,
                _ => {}
            }
        }
        at
    })
}

fn side_by_side(layout: &Layout, people: &[Case<f64>; WIDTH]) -> Case<Lanes> {
    let all = people.each_ref().map(Case::variables);
    let together: Vec<Lanes> = (0..all[0].len())
        .map(|k| Lanes(from_fn(|lane| all[lane][k])))
        .collect();
    Case::from_variables(layout, &together)
}

fn differ(system: &dyn System, isa: Isa, seed: u64) -> Option<String> {
    let layout = system.layout();
    let people = eight(layout, seed);
    let together = answers::<Lanes>(system, layout, &side_by_side(layout, &people));
    for (lane, person) in people.iter().enumerate() {
        let alone = answers::<f64>(system, layout, person);
        for (k, name) in answer_names(layout).iter().enumerate() {
            let (among, alone) = (together[k][lane], alone[k]);
            if among.to_bits() != alone.to_bits() && !(among.is_nan() && alone.is_nan()) {
                let place = format!("{}, {name} with {isa}, lane {lane}", layout.name);
                return Some(format!("{place}: {among:e}, alone {alone:e}"));
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_patient_has_the_same_bits_alone_and_among_eight(seed: u64) {
        for isa in Isa::available() {
            for system in systems(isa) {
                let fault = differ(system.as_ref(), isa, seed);
                prop_assert!(fault.is_none(), "{}", fault.unwrap_or_default());
            }
        }
    }
}
