use proptest::prelude::*;

use super::*;

fn unit(text: &str) -> Unit {
    Unit::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn friendly(text: &str) -> Unit {
    Unit::parse_friendly(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

#[test]
fn conversions_have_the_values_of_ucum() {
    for (value, from, to, expected) in [
        (1.0, "g", "mg", 1000.0),
        (1.0, "L", "cm3", 1000.0),
        (1.0, "m3", "L", 1000.0),
        (1.0, "mg/L", "ug/mL", 1.0),
        (90.0, "mg/dL", "g/L", 0.9),
        (5.0, "L/min", "mL/s", 5000.0 / 60.0),
        (1.0, "d", "h", 24.0),
        (1.0, "wk", "d", 7.0),
        (1.0, "mo", "d", 30.4375),
        (1.0, "a", "mo", 12.0),
        (760.0, "mm[Hg]", "Pa", 101_324.72),
        (1.0, "cm[H2O]", "Pa", 98.0665),
        (10.0, "cm[H2O]", "mm[Hg]", 980.665 / 133.322),
        (100.0, "mm[Hg]", "kPa", 13.3322),
        (1.0, "bar", "kPa", 100.0),
        (37.0, "Cel", "K", 310.15),
        (310.15, "K", "Cel", 37.0),
        (98.6, "[degF]", "Cel", 37.0),
        (36.6, "Cel", "Cel", 36.6),
        (1.0, "U", "umol/min", 1.0),
        (60.0, "U/L", "ukat/L", 1.0),
        (1.0, "k[iU]", "[IU]", 1000.0),
        (72.0, "/min", "Hz", 1.2),
        (60.0, "/min", "s-1", 1.0),
        (60.0, "{beats}/min", "Hz", 1.0),
        (5.0, "10*3/uL", "10*9/L", 5.0),
        (5.0, "10^3/uL", "/nL", 5.0),
        (300.0, "/100{WBC}", "1", 3.0),
        (21.0, "%", "1", 0.21),
        (7.4, "[pH]", "1", 7.4),
        (1.0, "mg/kg", "10*-6", 1.0),
        (1.0, "mg/(kg.h)", "ug/kg/min", 1000.0 / 60.0),
        (1.0, "meq/L", "mmol/L", 1.0),
        (1.0, "kcal", "kJ", 4.184),
        (1.0, "mm[Hg].min/L", "Pa.s/m3", 133.322 * 60.0 * 1000.0),
        (1.0, "mm[Hg].mL", "J", 133.322e-6),
        (1.0, "kg/m2", "g.cm-2", 0.1),
        (1.0, "((mg))/((L))", "mg/L", 1.0),
        (1.0, "mg{lean}/L{plasma}", "mg/L", 1.0),
        (1.0, "a/d.h", "h", 365.25),
        (1.0, "dag", "g", 10.0),
    ] {
        let got = unit(from).convert(value, &unit(to));
        let got = got.unwrap_or_else(|| panic!("{from} and {to} differ in dimension"));
        assert!(
            (got - expected).abs() <= 1e-13 * expected.abs().max(1.0),
            "{value} {from} = {got} {to}, not {expected}"
        );
    }
}

#[test]
fn what_people_type_is_read() {
    for (typed, ucum) in [
        ("yr", "a"),
        ("mmHg", "mm[Hg]"),
        ("cmH2O", "cm[H2O]"),
        ("cmH2O/L/s", "cm[H2O]/L/s"),
        ("mmHg.min/L", "mm[Hg].min/L"),
        ("mmHg*min/L", "mm[Hg].min/L"),
        ("mmHg·s/mL", "mm[Hg].s/mL"),
        ("U/min", "[iU]/min"),
        ("mU/L", "m[iU]/L"),
        ("µU/mL", "u[iU]/mL"),
        ("IU", "[IU]"),
        ("mcg/kg/min", "ug/kg/min"),
        ("µg", "ug"),
        ("μg", "ug"),
        ("µmol/L", "umol/L"),
        ("mg / kg / h", "mg/kg/h"),
        ("hours", "h"),
        ("weeks", "wk"),
        ("bpm", "/min"),
        ("breaths/min", "/min"),
        ("m^2", "m2"),
        ("kg/m²", "kg/m2"),
        ("10*3/uL", "10*3/uL"),
        ("mEq/L", "meq/L"),
        ("pH", "[pH]"),
    ] {
        assert_eq!(friendly(typed), unit(ucum), "{typed}");
    }
    assert!(friendly("°C").is_affine());
    assert_eq!(
        friendly("degF")
            .convert(212.0, &friendly("°C"))
            .map(f64::round),
        Some(100.0)
    );
}

#[test]
fn every_alias_and_every_atom_is_read() {
    for (typed, ucum) in ALIASES {
        assert_eq!(friendly(typed), unit(ucum), "{typed}");
        let (rate, expected) = (format!("mg/{typed}"), format!("mg/({ucum})"));
        assert_eq!(
            friendly(&rate),
            unit(&expected.replace("(/min)", "min-1")),
            "{rate}"
        );
    }
    for atom in atoms::ATOMS {
        assert_eq!(unit(atom.code), atom.unit);
    }
}

#[test]
fn a_faulty_unit_is_located_and_the_nearest_one_named() {
    for (text, at, found, near) in [
        ("mg/Lk", 3, "Lk", Some("L")),
        ("mmhg", 0, "mmhg", None),
        ("MG", 0, "MG", Some("mg")),
        ("mcg", 0, "mcg", Some("cg")),
        ("mm[Hgg]", 0, "mm[Hgg]", Some("mm[Hg]")),
        ("mm[hg]", 0, "mm[hg]", Some("mm[Hg]")),
        ("mg/", 3, "", None),
        ("", 0, "", None),
        ("mg//L", 3, "/L", None),
        ("(mg/L", 5, "", None),
        ("mg)", 2, ")", None),
        ("mg /L", 2, " ", None),
        ("mg{x", 2, "{x", None),
        ("m99", 1, "99", None),
        ("s-", 1, "-", None),
        ("xyzzy", 0, "xyzzy", None),
        ("m[", 0, "m[", None),
        ("é", 0, "é", None),
        ("0", 0, "0", None),
        ("mL/min/1.73", 7, "1", None),
    ] {
        let error = Unit::parse(text).expect_err(text);
        assert_eq!(
            (error.at, error.found.as_str()),
            (at, found),
            "{text}: {error}"
        );
        if let Some(near) = near {
            assert_eq!(error.nearest.as_deref(), Some(near), "{text}");
        }
        assert!(error.to_string().starts_with("expected"), "{error}");
    }
    let near = |t: &str| Unit::parse_friendly(t).err().and_then(|e| e.nearest);
    assert_eq!(near("mmHG").as_deref(), Some("mmHg"));
    assert_eq!(near("mgg").as_deref(), Some("mg"));
    assert_eq!(near("minuts").as_deref(), Some("minute"));
    assert_eq!(near("qqqqq"), None);
    assert!(Unit::parse(&"(".repeat(100_000)).is_err());
    assert!(Unit::parse(&"m10.".repeat(100)).is_err());
}

#[test]
fn a_unit_is_written_readably_and_reads_back() {
    for text in [
        "1",
        "%",
        "10*-6",
        "mg",
        "kg",
        "g",
        "ug",
        "mg/L",
        "mg/dL",
        "mg/min",
        "mg/kg/min",
        "mL/kg",
        "L/kg",
        "L/h",
        "mL/min",
        "L/min",
        "mm[Hg]",
        "cm[H2O]",
        "kPa",
        "mm[Hg].min/L",
        "mL/mm[Hg]",
        "L/cm[H2O]",
        "mmol/L",
        "mmol/L/min",
        "umol/L",
        "[iU]",
        "[iU]/h",
        "m[iU]/L",
        "/min",
        "/h",
        "min",
        "a",
        "Cel",
        "K",
        "K/h",
        "J",
        "W",
        "kcal/d",
        "m2",
        "cm",
        "L/min/m2",
        "10*9/L",
        "mg.h/L",
        "mL/min/mm[Hg]",
        "kg/m2",
        "m[iU].min/L",
        "mm[Hg].s2/mL",
        "/min2",
        "m3",
        "[degF]",
    ] {
        let shown = unit(text).to_string();
        assert_eq!(unit(&shown), unit(text), "{text} is shown as {shown}");
    }
    for (text, shown) in [
        ("ug/mL", "mg/L"),
        ("mg/min", "mg/min"),
        ("mg/dL", "mg/dL"),
        ("mm[Hg].min/L", "mm[Hg].min/L"),
        ("mL/mm[Hg]", "mL/mm[Hg]"),
        ("/min", "/min"),
        ("mL/kg", "mL/kg"),
        ("L/kg", "L/kg"),
        ("kg", "kg"),
        ("m[iU]/L", "m[iU]/L"),
        ("mmol/L/min", "mmol/L/min"),
        ("ug/kg/min", "10*-9/min"),
        ("kg/m2", "kg/m2"),
        ("Cel", "Cel"),
        ("m2", "m2"),
        ("W", "W"),
    ] {
        assert_eq!(unit(text).to_string(), shown);
    }
    assert_eq!(
        unit("mg").sqrt().map(|u| u.to_string()).as_deref(),
        Some("mg^0.5")
    );
    assert_eq!(Unit::GRAM.scaled(1.234).to_string(), "1.234e0 g");
}

#[test]
fn square_roots_are_exact_and_halves_meet_again() {
    let root = unit("mg/L").sqrt().expect("first root");
    assert_eq!(root.mul(root), unit("mg/L"));
    assert_eq!(root.sqrt(), None);
    assert_eq!(unit("m2").sqrt(), Some(Unit::METRE));
}

#[test]
fn a_product_drops_the_offset_and_equality_ignores_it() {
    assert_eq!(Unit::CELSIUS, Unit::KELVIN);
    assert!(!unit("Cel/h").is_affine());
    assert_eq!(unit("Cel/h"), unit("K/h"));
    assert_ne!(unit("m[iU]"), unit("[iU]"));
    assert_eq!(Unit::HOUR, unit("h"));
    assert_eq!(unit("m").powi(1000).dims()[1], 126);
}

/// Any unit a model could meet: a product of up to four atoms, with exponents from -3 to 3.
fn any_unit() -> impl Strategy<Value = Unit> {
    // No larger powers: the square of a unit must still be a normal number.
    let piece = (0..atoms::ATOMS.len(), 0..atoms::PREFIXES.len(), -2..=2i32);
    prop::collection::vec(piece, 1..3).prop_map(|pieces| {
        pieces.into_iter().fold(Unit::ONE, |u, (atom, prefix, n)| {
            let atom = &atoms::ATOMS[atom];
            let scale = if atom.metric {
                atoms::PREFIXES[prefix].1
            } else {
                1.0
            };
            u.mul(atom.unit.scaled(scale).powi(n))
        })
    })
}

proptest! {
    #[test]
    fn a_product_divided_by_one_side_is_the_other(a in any_unit(), b in any_unit()) {
        prop_assert_eq!(a.mul(b).div(b), a);
        prop_assert_eq!(a.mul(b), b.mul(a));
        prop_assert_eq!(a.inverse().inverse(), a);
        prop_assert_eq!(a.powi(2).sqrt(), Some(a));
    }

    #[test]
    fn a_conversion_there_and_back_is_the_value(a in any_unit(), scale in -9..9i32, value in -1e6..1e6f64) {
        let b = a.scaled(10f64.powi(scale));
        let there = a.convert(value, &b).expect("same dimension");
        let back = b.convert(there, &a).expect("same dimension");
        prop_assert!((back - value).abs() <= 4e-15 * value.abs());
    }

    #[test]
    fn temperatures_there_and_back(value in -300.0..300.0f64) {
        for (a, b) in [("Cel", "K"), ("[degF]", "K"), ("Cel", "[degF]")] {
            let back = unit(b).convert(unit(a).convert(value, &unit(b)).unwrap(), &unit(a)).unwrap();
            prop_assert!((back - value).abs() < 4e-13);
        }
    }

    #[test]
    fn a_written_unit_reads_back(a in any_unit()) {
        let shown = a.to_string();
        // Units that no names give print with a leading factor, which UCUM cannot carry.
        if !shown.contains(' ') {
            prop_assert_eq!(unit(&shown), a, "{}", shown);
        }
    }

    #[test]
    fn no_text_panics(text in ".{0,24}") {
        let _ = Unit::parse(&text);
        let _ = Unit::parse_friendly(&text);
    }

    #[test]
    fn no_text_of_unit_characters_panics(text in "[mgLskUH0-9*^./(){}\\[\\]+µ² -]{0,16}") {
        let _ = Unit::parse(&text).map(|u| u.to_string());
        let _ = Unit::parse_friendly(&text).map(|u| u.to_string());
    }
}
