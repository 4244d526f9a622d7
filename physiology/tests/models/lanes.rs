//! A patient's numbers are the same bits alone and among eight or sixteen, with every instruction set.

use crate::case::{Case, Numbers, answer_names, answers, case};
use physiology::{Isa, Lanes, Layout, Reading, System, WIDE, WIDTH, systems};
use proptest::prelude::*;
use std::array::from_fn;

/// Different patients; now and then a state is empty, or far below any that a body has.
fn people<const N: usize>(layout: &Layout, seed: u64) -> [Case<f64>; N] {
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

fn side_by_side<const N: usize>(layout: &Layout, people: &[Case<f64>; N]) -> Case<Lanes<N>> {
    let all = people.each_ref().map(Case::variables);
    let together: Vec<Lanes<N>> = (0..all[0].len())
        .map(|k| Lanes(from_fn(|lane| all[lane][k])))
        .collect();
    Case::from_variables(layout, &together)
}

/// Where they differ from those of the plainest instructions; `system` has those of `isa`.
fn differ<const N: usize>(
    system: &(dyn System + 'static),
    isa: Isa,
    plain: &dyn System,
    seed: u64,
) -> Option<String>
where
    dyn System: Reading<Lanes<N>>,
{
    let layout = system.layout();
    let people = people::<N>(layout, seed);
    let together = answers::<Lanes<N>>(system, layout, &side_by_side(layout, &people));
    for (lane, person) in people.iter().enumerate() {
        let alone = answers::<f64>(system, layout, person);
        let plainly = answers::<f64>(plain, layout, person);
        for (k, name) in answer_names(layout).iter().enumerate() {
            let plainly = plainly[k];
            for (how, found) in [("among others", together[k][lane]), ("alone", alone[k])] {
                if found.to_bits() != plainly.to_bits() && !(found.is_nan() && plainly.is_nan()) {
                    let place = format!("{}, {name} with {isa}, lane {lane} of {N}", layout.name);
                    return Some(format!("{place}: {how} {found:e}, plainly {plainly:e}"));
                }
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_patient_has_the_same_bits_alone_and_among_others(seed: u64) {
        for isa in Isa::available() {
            for (system, plain) in systems(isa).iter().zip(systems(Isa::BASELINE)) {
                let fault = differ::<WIDTH>(system.as_ref(), isa, plain.as_ref(), seed)
                    .or_else(|| differ::<WIDE>(system.as_ref(), isa, plain.as_ref(), seed));
                prop_assert!(fault.is_none(), "{}", fault.unwrap_or_default());
            }
        }
    }
}
