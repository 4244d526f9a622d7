//! The reading of units: which operators accept which units, and what they make of them.

use crate::operators::{Operator, Visitor, visit_operators};
use physiology::{Dimension, Real, Unit};

fn unit(text: &str) -> Unit {
    Unit::parse(text).unwrap_or_else(|e| panic!("{text}: {e:?}"))
}
/// A number in this unit.
fn a(text: &str) -> Dimension {
    Dimension::in_unit(unit(text))
}
fn number(value: f64) -> Dimension {
    Dimension::of(value)
}

#[test]
fn what_goes_together_is_accepted_and_has_its_unit() {
    let cases = [
        (a("mg") + a("mg"), "mg"),
        (a("mg") - a("mg"), "mg"),
        (a("mg") + a("mg/L") * a("L"), "mg"),
        (a("mg/h") * a("h"), "mg"),
        (a("mg") / a("L"), "mg/L"),
        (a("mL/min") * a("h") * number(60.0), "mL/min.h"),
        (-a("mg"), "mg"),
        (a("mg") / a("mg"), "1"),
        ((a("mg") / a("mg")).exp(), "1"),
        ((a("mg/L") / a("mg/L")).powf(a("1")), "1"),
        ((a("/h") * a("h")).sin(), "1"),
        (a("1").ln(), "1"),
        (a("1").floor(), "1"),
        (a("m2").sqrt(), "m"),
        (a("mm[Hg]2/s").sqrt() * a("s").sqrt(), "mm[Hg]"),
        (a("mg").max(a("mg")), "mg"),
        (a("mg").min(number(0.0)), "mg"),
        (a("mg").positive(), "mg"),
        (a("mg").abs(), "mg"),
        (a("mg").if_less(a("mg"), a("L"), a("L")), "L"),
        // An exact zero has every unit; a pure number goes with pure units.
        (a("mg") + number(0.0), "mg"),
        (number(-0.0) - a("mg"), "mg"),
        (number(1.0) - a("1"), "1"),
        (number(2.0) * a("mg"), "mg"),
        (number(1.0) / a("h"), "/h"),
        (a("mL/min").unit_change(1e-3, "mL/min", "L/min"), "L/min"),
        (a("1").unit_change(100.0, "1", "%"), "%"),
        // The same unit, written in another way.
        (a("mm[Hg].s/mL") * a("mL/s") + a("mm[Hg]"), "mm[Hg]"),
        (a("ug/mL") + a("mg/L"), "mg/L"),
    ];
    for (k, (found, expected)) in cases.into_iter().enumerate() {
        assert!(found.fault().is_none(), "case {k}: {:?}", found.fault());
        assert_eq!(found.unit(), Some(unit(expected)), "case {k}, {expected}");
    }
}

#[test]
fn what_does_not_go_together_is_refused_by_name() {
    let cases = [
        (a("mg") + a("L"), "sum"),
        (a("mg") - a("mg/kg"), "difference"),
        // The same dimension, but a factor of 1000 is missing.
        (a("mg") + a("g"), "sum"),
        (a("mL/min") + a("L/h"), "sum"),
        (a("/min").if_less(a("/h"), a("1"), a("1")), "comparison"),
        (a("mg").if_less(a("L"), a("1"), a("1")), "comparison"),
        (a("1").if_less(a("1"), a("mg"), a("g")), "selection"),
        (a("mg").max(a("L")), "comparison"),
        (a("mg").min(number(1.0)), "comparison"),
        (a("mg").exp(), "exp"),
        (a("mg").ln(), "ln"),
        (a("h").sin(), "sin"),
        (a("mg").floor(), "floor"),
        // A percentage and a mass per mass are pure, but not one.
        (a("%").exp(), "exp"),
        (a("mg/kg").exp(), "exp"),
        (a("%") + number(1.0), "sum"),
        (a("mg").powf(number(2.0)), "ln"),
        (a("1").powf(a("mg")), "exp"),
        (a("mg") + number(1.0), "sum"),
        (a("mg").sqrt().sqrt(), "square root"),
        (a("mL").unit_change(1e-3, "mL/min", "L/min"), "change"),
        (
            a("mL/min").unit_change(1e3, "mL/min", "L/min"),
            "change by a wrong factor",
        ),
        (
            a("mL").unit_change(1.0, "mL", "mg"),
            "change by a wrong factor",
        ),
        (
            a("mL").unit_change(1.0, "mL", "thimble"),
            "change to no unit",
        ),
        // Amounts of substance and international units have no mass.
        (a("mmol") + a("mg"), "sum"),
        (a("[iU]") + a("pmol"), "sum"),
    ];
    for (k, (found, expected)) in cases.into_iter().enumerate() {
        let fault = found
            .fault()
            .unwrap_or_else(|| panic!("case {k}, {expected}"));
        assert_eq!(fault.operation, expected, "case {k}: {fault}");
        assert_eq!(found.unit(), None, "case {k}");
    }
}

#[test]
fn the_first_fault_is_the_one_told() {
    let first = a("mg") + a("L");
    let later = (first * a("h") + a("s")).exp().max(a("m"));
    let fault = later.fault().unwrap();
    assert_eq!(
        (fault.operation, fault.left, fault.right),
        ("sum", unit("mg"), unit("L"))
    );
    // Also from the second operand, and from a side that is not selected.
    assert_eq!((a("s") / first).fault().unwrap().operation, "sum");
    assert_eq!(
        a("1")
            .if_less(a("1"), a("mg"), first)
            .fault()
            .unwrap()
            .operation,
        "sum"
    );
}

/// Every operator, by itself, takes pure numbers and gives one.
struct Pure;
impl Visitor for Pure {
    fn visit<O: Operator>(&mut self) {
        let result = O::apply([a("1"); 4]);
        assert!(result.fault().is_none(), "{}", O::NAME);
        assert_eq!(result.unit(), Some(Unit::ONE), "{}", O::NAME);
    }
}

#[test]
fn every_operator_takes_pure_numbers() {
    visit_operators(&mut Pure);
}

/// A literal is computed with: only an exact zero has every unit.
#[test]
fn a_literal_keeps_its_value() {
    assert_eq!((number(2.0) - number(2.0)).unit(), None);
    assert!((number(2.0) - number(2.0) + a("mg")).fault().is_none());
    assert!((number(2.0) - number(1.0) + a("mg")).fault().is_some());
    assert!((number(1.0).ln() + a("mg")).fault().is_none());
    assert!((number(0.0).exp() + a("mg")).fault().is_some());
    assert!((number(0.9).floor() + a("mg")).fault().is_none());
}
