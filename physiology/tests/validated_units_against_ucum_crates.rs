//! The table of units against two independent implementations of UCUM: `ucum-units`, which carries the
//! official `ucum-essence.xml`, and `octofhir-ucum`.
//!
//! Three differences are meant, and kept out of the comparison: the mole is a base dimension here
//! and the number 6.02e23 there (so `mmol/L` and `/L` do not compare here); `[pH]` and `rad` are
//! numbers here; `[iU]` converts to multiples of itself here, while UCUM lets no arbitrary unit
//! convert at all.

use physiology::unit::{ALIASES, Unit};

const PREFIXES: &[&str] = &[
    "", "Y", "Z", "E", "P", "T", "G", "M", "k", "h", "da", "d", "c", "m", "u", "n", "p", "f", "a",
    "z", "y",
];

/// Metric atoms, each with a unit of its dimension to convert to.
const METRIC: &[(&str, &str)] = &[
    ("g", "g"),
    ("m", "cm"),
    ("L", "m3"),
    ("l", "cm3"),
    ("s", "min"),
    ("mol", "mmol"),
    ("eq", "mol"),
    ("osm", "mol"),
    ("K", "K"),
    ("m[Hg]", "Pa"),
    ("m[H2O]", "mm[Hg]"),
    ("Pa", "g/m/s2"),
    ("bar", "mm[Hg]"),
    ("U", "mol/s"),
    ("kat", "umol/min"),
    ("N", "kg.m/s2"),
    ("J", "m[H2O].cm3"),
    ("W", "J/h"),
    ("cal", "J"),
    ("Hz", "/min"),
    ("V", "mV"),
];

/// Pairs of units that meet at the borders.
const PAIRS: &[(&str, &str)] = &[
    ("min", "s"),
    ("h", "min"),
    ("d", "h"),
    ("wk", "d"),
    ("mo", "d"),
    ("a", "wk"),
    ("a", "mo"),
    ("%", "1"),
    ("[lb_av]", "kg"),
    ("[in_i]", "cm"),
    ("mg/dL", "g/L"),
    ("ug/mL", "mg/L"),
    ("ug/kg/min", "mg/kg/h"),
    ("mg/(kg.h)", "ug/kg/min"),
    ("mL/min", "L/h"),
    ("mL/min/m2", "L/d/m2"),
    ("mm[Hg].min/L", "Pa.s/m3"),
    ("mL/mm[Hg]", "L/cm[H2O]"),
    ("mL/cm[H2O]", "mL/kPa"),
    ("mm[Hg].s2/mL", "kg/m4"),
    ("cm[H2O].s/L", "mm[Hg].min/L"),
    ("10*3/uL", "10*9/L"),
    ("10^6/uL", "/L"),
    ("{beats}/min", "Hz"),
    ("/100{WBC}", "%"),
    ("meq/L", "umol/mL"),
    ("mmol/L/h", "umol/mL/min"),
    ("U/L", "ukat/L"),
    ("kcal/d", "W"),
    ("kg.m-2", "g/cm2"),
    ("mg{total}/L", "g/m3"),
    ("mg/kg", "10*-6"),
    ("K/h", "mK/s"),
    ("a/d.h", "h"),
];

fn agree(from: &str, to: &str) {
    let (ours_from, ours_to) = (Unit::parse(from).expect(from), Unit::parse(to).expect(to));
    for value in [1.0, -3.7, 1234.5] {
        let ours = ours_from
            .convert(value, &ours_to)
            .unwrap_or_else(|| panic!("{from} and {to} differ in dimension"));
        let first =
            ucum::convert(value, from, to).unwrap_or_else(|e| panic!("{from} to {to}: {e}"));
        let second = octofhir_ucum::convert(value, from, to)
            .unwrap_or_else(|e| panic!("{from} to {to}: {e:?}"));
        // Either side rounds a handful of factors.
        for theirs in [first, second] {
            assert!(
                (ours - theirs).abs() <= 2e-14 * theirs.abs(),
                "{value} {from}: {ours} against {first} and {second} {to}"
            );
        }
    }
}

#[test]
fn validated_every_atom_with_every_prefix_has_the_value_of_ucum() {
    for (atom, to) in METRIC {
        for prefix in PREFIXES {
            agree(&format!("{prefix}{atom}"), to);
        }
    }
}

#[test]
fn validated_compound_units_convert_as_in_ucum() {
    for (from, to) in PAIRS {
        agree(from, to);
        agree(to, from);
    }
}

#[test]
fn validated_temperatures_convert_as_in_ucum() {
    let units = ["Cel", "K", "[degF]"];
    for (from, to) in units.iter().flat_map(|a| units.map(|b| (*a, b))) {
        for value in [-40.0, 0.0, 36.6, 310.15] {
            let ours = Unit::parse(from)
                .expect(from)
                .convert(value, &Unit::parse(to).expect(to))
                .expect("temperatures");
            let theirs = ucum::convert(value, from, to).expect("temperatures");
            assert!(
                (ours - theirs).abs() <= 2e-13,
                "{value} {from}: {ours} against {theirs} {to}"
            );
        }
    }
}

#[test]
fn validated_the_same_units_can_be_converted_as_in_ucum() {
    // The mole is left out, see above.
    let molar = |u: &str| {
        ["mol", "eq", "osm", "U", "kat"]
            .iter()
            .any(|m| u.contains(m))
    };
    let units: Vec<&str> = METRIC
        .iter()
        .chain(PAIRS)
        .flat_map(|(a, b)| [*a, *b])
        .filter(|u| !molar(u))
        .collect();
    for a in &units {
        for b in &units {
            let ours = Unit::parse(a)
                .expect(a)
                .same_dimension(&Unit::parse(b).expect(b));
            assert_eq!(
                ours,
                ucum::is_comparable(a, b).expect("known units"),
                "{a} and {b}"
            );
        }
    }
}

#[test]
fn validated_what_is_written_and_what_aliases_stand_for_is_ucum() {
    for (_, code) in ALIASES {
        ucum::validate(code).unwrap_or_else(|e| panic!("{code}: {e}"));
    }
    for (unit, _) in METRIC.iter().chain(PAIRS) {
        let shown = Unit::parse(unit).expect(unit).to_string();
        // A factor that no names give stands in front as a number, which UCUM cannot say.
        if shown.contains(' ') {
            continue;
        }
        ucum::validate(&shown).unwrap_or_else(|e| panic!("{unit} is shown as {shown}: {e}"));
    }
}

#[test]
fn validated_texts_that_ucum_refuses_are_refused() {
    for text in [
        "", "mmHg", "mcg", "mgg", "mg//L", "mg/", "(mg", "mg)", "yr", "kmin", "m[Hg", "mg L", "µg",
        "°C", "{x", "m--2",
    ] {
        assert!(ucum::validate(text).is_err(), "`{text}` is UCUM after all");
        assert!(Unit::parse(text).is_err(), "`{text}`");
    }
}
