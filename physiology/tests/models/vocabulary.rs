//! What parts of a body say to each other has one name, one unit, one meaning.

use crate::every_model;
use physiology::vocabulary::{Combine, VOCABULARY, quantity};
use physiology::{System, Unit};

/// Inputs that nobody could publish, and public numbers in another unit than the vocabulary's. An
/// input that reads a private signal of another part says so; nothing else does.
pub fn not_in_vocabulary(system: &dyn System) -> Vec<String> {
    let layout = system.layout();
    let unknown = layout
        .inputs
        .iter()
        .filter(|f| quantity(f.name).is_none() && !f.wired)
        .map(|f| format!("input {} is in no vocabulary", f.name));
    let others = [layout.states, layout.params, layout.signals].concat();
    let misplaced: Vec<_> = layout
        .inputs
        .iter()
        .filter(|f| f.wired && quantity(f.name).is_some())
        .chain(others.iter().filter(|f| f.wired))
        .map(|f| format!("{} is not for wiring", f.name))
        .collect();
    let other_unit = layout.inputs.iter().chain(layout.signals).filter_map(|f| {
        let public = quantity(f.name)?;
        (public.unit != f.unit).then(|| format!("{} in {}, not {}", f.name, f.unit, public.unit))
    });
    unknown.chain(other_unit).chain(misplaced).collect()
}

#[test]
fn every_model_speaks_the_vocabulary() {
    every_model(not_in_vocabulary);
}

#[test]
fn the_vocabulary_is_unique_and_sorted() {
    assert!(
        VOCABULARY
            .windows(2)
            .all(|pair| pair[0].name < pair[1].name)
    );
    assert!(quantity("no_such_quantity").is_none());
}

#[test]
fn every_quantity_is_complete() {
    for quantity in VOCABULARY {
        let name = quantity.name;
        assert!(Unit::parse(quantity.unit).is_ok(), "{name}");
        assert!(quantity.meaning.len() > 3, "{name}");
        assert!(
            quantity.reference.is_none_or(|(low, high)| low < high),
            "{name}"
        );
        // What nobody publishes changes nothing in a sum, and nothing in a product.
        match quantity.combine {
            Combine::Sum => assert_eq!(quantity.neutral, 0.0, "{name}"),
            Combine::Product => assert_eq!(quantity.neutral, 1.0, "{name}"),
            Combine::Single => assert!(quantity.neutral.is_finite(), "{name}"),
        }
    }
}

/// The check digit of a LOINC code is mod 10 (LOINC Users' Guide, "Calculating mod 10 check
/// digits"): digits in odd places from the right doubled, all digits added, up to the next ten.
fn has_check_digit(code: &str) -> bool {
    let Some((digits, check)) = code.split_once('-') else {
        return false;
    };
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(place, digit)| {
            if place % 2 == 0 {
                2 * digit / 10 + 2 * digit % 10
            } else {
                digit
            }
        })
        .sum();
    check.parse() == Ok((10 - sum % 10) % 10)
}

#[test]
fn every_loinc_code_has_its_check_digit() {
    // The guide's own example, and one digit off.
    assert!(has_check_digit("12345-5") && !has_check_digit("12345-6"));
    for (name, loinc) in VOCABULARY.iter().filter_map(|q| Some((q.name, q.loinc?))) {
        assert!(has_check_digit(loinc), "{name}: {loinc}");
    }
}
