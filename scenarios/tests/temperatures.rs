//! Temperatures are recorded in kelvin and read in degrees Celsius.

use scenarios::catalogue::known;
use scenarios::expression::{Expression, Samples};

struct Warming;

impl Samples for Warming {
    fn times(&self) -> &[f64] {
        &[0.0, 60.0]
    }

    fn values(&self, quantity: &str) -> &[f64] {
        match quantity {
            "core_temperature" => &[310.15, 312.15],
            _ => &[],
        }
    }
}

fn parsed(text: &str) -> Expression {
    Expression::parse(text, &known()).unwrap_or_else(|slips| panic!("{text}: {slips:?}"))
}

#[test]
fn a_temperature_is_in_degrees_celsius_and_a_difference_in_kelvin() {
    let last = parsed("value(core_temperature, at 1 h)");
    assert!((last.evaluate(&Warming) - 39.0).abs() < 1e-9);
    assert_eq!(last.unit_text(), "Cel");
    let rise = parsed("value(core_temperature, at 1 h) - value(core_temperature, at 0 h)");
    assert!((rise.evaluate(&Warming) - 2.0).abs() < 1e-9);
    assert_eq!(rise.unit_text(), "K");
}

/// A limit may be written on either scale.
#[test]
fn limits_are_understood_on_both_scales() {
    for text in [
        "time(core_temperature > 38 Cel)",
        "time(core_temperature > 311.15 K)",
        "time(core_temperature > 100.4 [degF])",
    ] {
        let minutes = parsed(text).evaluate(&Warming);
        assert!((minutes - 30.0).abs() < 1e-6, "{text}: {minutes}");
    }
}
