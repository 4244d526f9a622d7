//! Expressions: what they are worth on a trajectory, and what is wrong with them.

mod fixture;

use fixture::known;
use proptest::prelude::*;
use scenarios::expression::{Expression, Kind, Samples};
use scenarios::problem::Slip;

/// A trajectory of plasma glucose and insulin.
#[derive(Debug)]
struct Trajectory {
    times: Vec<f64>,
    glucose: Vec<f64>,
    insulin: Vec<f64>,
}

impl Samples for Trajectory {
    fn times(&self) -> &[f64] {
        &self.times
    }

    fn values(&self, quantity: &str) -> &[f64] {
        match quantity {
            "plasma_glucose" => &self.glucose,
            "plasma_insulin" => &self.insulin,
            _ => &[],
        }
    }
}

/// Glucose falls from 100 to 60 mg/dL in 4 h and rises back to 100 by 8 h; insulin rises 0 to 80.
fn valley() -> Trajectory {
    Trajectory {
        times: vec![0.0, 240.0, 480.0],
        glucose: vec![100.0, 60.0, 100.0],
        insulin: vec![0.0, 40.0, 80.0],
    }
}

fn parse(text: &str) -> Expression {
    Expression::parse(text, &known()).unwrap_or_else(|slips| panic!("{text}: {slips:?}"))
}

fn value(text: &str) -> f64 {
    parse(text).evaluate(&valley())
}

fn slips(text: &str) -> Vec<Slip> {
    Expression::parse(text, &known()).expect_err(text)
}

#[track_caller]
fn close(text: &str, expected: f64) {
    let found = value(text);
    assert!(
        (found - expected).abs() <= 1e-12 * expected.abs().max(1.0),
        "{text}: {found}, not {expected}"
    );
}

#[test]
fn functions_of_conditions_are_exact_between_samples() {
    // 70 mg/dL is passed at 3 h and again at 5 h.
    close("time(plasma_glucose < 70 mg/dL)", 120.0);
    close("time(plasma_glucose <= 70 mg/dL, to 4 h)", 60.0);
    close("time(plasma_glucose = 70..90 mg/dL)", 240.0);
    close(
        "time(plasma_glucose < 70 mg/dL, from 3 h 30 min, within 1 h)",
        60.0,
    );
    close("fraction(plasma_glucose > 70 mg/dL)", 0.75);
    close("first(plasma_glucose < 70 mg/dL)", 180.0);
    close("first(plasma_glucose < 70 mg/dL, from 4 h)", 240.0);
    close("risk(plasma_glucose < 70 mg/dL, within 2 h)", 0.0);
    close("risk(plasma_glucose < 70 mg/dL, within 4 h)", 1.0);
    close(
        "time(plasma_glucose < 70 mg/dL and plasma_insulin > 40 pmol/L)",
        60.0,
    );
    close(
        "time(not (plasma_glucose < 70 mg/dL or plasma_insulin > 40 pmol/L))",
        180.0,
    );
    assert!(
        value("first(plasma_glucose < 50 mg/dL)").is_nan(),
        "never is no time"
    );
}

#[test]
fn touching_a_limit_counts_only_where_the_limit_belongs() {
    close("risk(plasma_glucose <= 60 mg/dL)", 1.0);
    close("risk(plasma_glucose < 60 mg/dL)", 0.0);
    close("first(plasma_glucose <= 60 mg/dL)", 240.0);
    close("time(plasma_glucose <= 60 mg/dL)", 0.0);
    close("risk(plasma_glucose = 50..60 mg/dL)", 1.0);
    let flat = Trajectory {
        times: vec![0.0, 60.0],
        glucose: vec![70.0, 70.0],
        insulin: vec![0.0, 0.0],
    };
    assert_eq!(
        parse("time(plasma_glucose < 70 mg/dL)").evaluate(&flat),
        0.0
    );
    assert_eq!(
        parse("time(plasma_glucose <= 70 mg/dL)").evaluate(&flat),
        60.0
    );
}

#[test]
fn functions_of_numbers_follow_straight_lines() {
    close("minimum(plasma_glucose)", 60.0);
    close("minimum(plasma_glucose, to 2 h)", 80.0);
    close("maximum(plasma_glucose, from 2 h, to 6 h)", 80.0);
    close("mean(plasma_glucose)", 80.0);
    close("area(plasma_glucose)", 640.0);
    close("area(plasma_insulin, from 4 h)", 240.0);
    close("end(plasma_glucose)", 100.0);
    close("end(plasma_glucose, to 1 h)", 90.0);
    close("value(plasma_glucose, at 90 min)", 85.0);
    close("maximum(plasma_glucose) - minimum(plasma_glucose)", 40.0);
    close(
        "maximum(plasma_glucose) / minimum(plasma_glucose)",
        100.0 / 60.0,
    );
    close("mean(2 * plasma_glucose + 0.1 g/L)", 170.0);
    close(
        "time(plasma_glucose < value(plasma_glucose, at 0 h) - 20 mg/dL)",
        240.0,
    );
    close("-minimum(plasma_glucose)", -60.0);
    assert!(
        value("value(plasma_glucose, at 9 h)").is_nan(),
        "after the recording"
    );
    assert!(value("mean(sensor_glucose)").is_nan(), "not recorded");
    assert!(
        value("mean(plasma_glucose, from 9 h)").is_nan(),
        "a window outside the recording"
    );
}

#[test]
fn jumps_and_holes_are_taken_as_they_are() {
    let jump = Trajectory {
        times: vec![0.0, 60.0, 60.0, 120.0],
        glucose: vec![0.0, 0.0, 100.0, 100.0],
        insulin: vec![0.0, f64::NAN, 0.0, 0.0],
    };
    let worth = |text: &str| parse(text).evaluate(&jump);
    assert_eq!(worth("value(plasma_glucose, at 1 h)"), 100.0);
    assert_eq!(worth("time(plasma_glucose > 50 mg/dL)"), 60.0);
    assert_eq!(worth("mean(plasma_glucose)"), 50.0);
    assert_eq!(worth("first(plasma_glucose > 50 mg/dL)"), 60.0);
    assert!(worth("mean(plasma_insulin)").is_nan());
    assert!(
        worth("risk(plasma_insulin > 5 pmol/L)").is_nan(),
        "unknown is not never"
    );
    assert_eq!(worth("risk(plasma_insulin > 5 pmol/L, from 1 h)"), 0.0);
    let nothing = Trajectory {
        times: vec![],
        glucose: vec![],
        insulin: vec![],
    };
    assert!(parse("mean(plasma_glucose)").evaluate(&nothing).is_nan());
}

#[test]
fn units_are_carried() {
    let of = |text: &str| {
        let expression = parse(text);
        (expression.kind(), expression.unit_text().to_string())
    };
    assert_eq!(
        of("time(plasma_glucose < 0.7 g/L)"),
        (Kind::Duration, "min".into())
    );
    assert_eq!(
        of("first(plasma_glucose < 70 mg/dL)"),
        (Kind::Moment, "min".into())
    );
    assert_eq!(of("maximum(plasma_glucose)"), (Kind::Value, "mg/dL".into()));
    assert_eq!(of("area(plasma_glucose)"), (Kind::Value, "mg/dL·h".into()));
    assert_eq!(of("risk(spo2 < 90 %)"), (Kind::Risk, String::new()));
    assert_eq!(of("plasma_glucose * 2"), (Kind::Series, "mg/dL".into()));
    assert_eq!(
        of("maximum(temperature) - 37 Cel"),
        (Kind::Value, "K".into())
    );
    close("time(plasma_glucose < 0.7 g/L)", 120.0);
    let expression = parse("area(plasma_glucose)");
    assert_eq!(
        expression
            .unit()
            .convert(1.0, &physiology::unit::Unit::parse("mg.h/dL").unwrap()),
        Some(1.0)
    );
}

/// Urine was said in mL/min·h.
#[test]
fn the_area_of_a_rate_is_an_amount() {
    struct Steady;
    impl Samples for Steady {
        fn times(&self) -> &[f64] {
            &[0.0, 480.0]
        }
        fn values(&self, _: &str) -> &[f64] {
            &[2.0, 2.0]
        }
    }
    let known = scenarios::catalogue::known();
    for (text, unit, amount) in [
        ("area(urine_output)", "mL", 960.0),
        ("area(heart_rate, to 1 h)", "1", 120.0),
        ("area(vancomycin.eliminated)", "mg", 16.0),
        ("area(plasma_sodium)", "mmol/L·h", 16.0),
    ] {
        let expression = Expression::parse(text, &known).expect(text);
        let found = expression.evaluate(&Steady);
        assert_eq!(expression.unit_text(), unit, "{text}");
        assert!((found - amount).abs() < 1e-9, "{text}: {found}");
    }
    let urine = Expression::parse("area(urine_output)", &known).expect("an amount");
    let litre = physiology::unit::Unit::parse("L").expect("a unit");
    assert_eq!(urine.unit().convert(1000.0, &litre), Some(1.0));
}

#[test]
fn present_values_decide_triggers() {
    let low = parse("plasma_glucose < 70 mg/dL and not plasma_insulin < 20 pmol/L");
    assert_eq!(low.quantities(), ["plasma_glucose", "plasma_insulin"]);
    assert!(low.holds(&[60.0, 30.0]) && !low.holds(&[60.0, 10.0]) && !low.holds(&[80.0, 30.0]));
    assert_eq!(low.margin(&[60.0, 25.0]), 5.0);
    assert_eq!(low.margin(&[75.0, 25.0]), -5.0);
    assert!(low.margin(&[f64::NAN, 25.0]).is_nan());
    assert!(low.margin(&[]).is_nan() && !low.holds(&[]));
    assert!(parse("plasma_glucose < mean(plasma_glucose)").looks_beyond_now());
}

#[test]
fn slips_say_what_and_where() {
    let slip = |text: &str| slips(text).remove(0);
    let found = slip("time(plasma_glucse < 70 mg/dL)");
    assert_eq!((found.span.start, found.span.end), (5, 18));
    assert_eq!(found.nearest.as_deref(), Some("plasma_glucose"));
    assert_eq!(
        slip("maximun(plasma_glucose)").nearest.as_deref(),
        Some("maximum")
    );
    assert_eq!(
        slip("max(plasma_glucose)").nearest.as_deref(),
        Some("maximum")
    );
    let found = slip("time(plasma_glucose < 5 mmol/L)");
    assert_eq!((found.span.start, found.span.end), (22, 30));
    assert!(
        found
            .help
            .as_deref()
            .is_some_and(|help| help.contains("90.1 mg/dL")),
        "{found:?}"
    );
    let found = slip("time(plasma_glucose < 70)");
    assert_eq!(found.message, "number without a unit");
    assert!(
        found
            .help
            .as_deref()
            .is_some_and(|help| help.contains("70 mg/dL"))
    );
}

#[test]
fn every_other_slip_is_found() {
    for text in [
        "",
        "(",
        "time(",
        "time()",
        "time(plasma_glucose < 70 mg/dL",
        "time(plasma_glucose)",
        "mean(plasma_glucose < 70 mg/dL)",
        "plasma_glucose = 70 mg/dL",
        "plasma_glucose = 180..70 mg/dL",
        "60 mg/dL < plasma_glucose < 70 mg/dL",
        "plasma_glucose < 70 mg/dL plasma_insulin",
        "plasma_glucose + plasma_insulin",
        "plasma_glucose < 70 mq/dL",
        "plasma_glucose <",
        "plasma_glucose && plasma_insulin",
        "value(plasma_glucose)",
        "value(plasma_glucose, to 4 h)",
        "mean(plasma_glucose, at 4 h)",
        "mean(plasma_glucose, to 4 h, to 5 h)",
        "mean(plasma_glucose, to 4 h, within 5 h)",
        "mean(plasma_glucose, to 4 mg)",
        "mean(plasma_glucose, from 4 h, to 4 h)",
        "mean(plasma_glucose, until 4 h)",
        "mean(plasma_glucose, to)",
        "spo2 < 90",
        "not plasma_glucose",
        "1e400 mg/dL < plasma_glucose",
        "@",
        "plasma_glucose ≤ 70 mg/dL",
        "given(insulin)",
    ] {
        for slip in slips(text) {
            assert!(
                !slip.expected.is_empty() && !slip.message.is_empty(),
                "{text}: {slip:?}"
            );
            assert!(slip.span.end <= text.len(), "{text}: {slip:?}");
        }
    }
}

#[test]
fn no_depth_or_length_exhausts_the_stack() {
    for piece in [
        "(",
        "not ",
        "-",
        "time(",
        "plasma_glucose + ",
        "1*",
        "((((",
        "1 ",
    ] {
        let text = piece.repeat(1_000_000 / piece.len());
        assert!(Expression::parse(&text, &known()).is_err());
        assert!(Expression::parse(&piece.repeat(1900 / piece.len()), &known()).is_err());
    }
    let long = format!("1{}", "+1".repeat(900));
    assert!(Expression::parse(&long, &known()).is_ok());
}

fn trajectories() -> impl Strategy<Value = Trajectory> {
    let row = (0.1..60.0f64, 20.0..400.0f64, 0.0..200.0f64);
    prop::collection::vec(row, 2..30).prop_map(|rows| {
        let mut now = 0.0;
        let mut found = Trajectory {
            times: vec![],
            glucose: vec![],
            insulin: vec![],
        };
        for (step, glucose, insulin) in rows {
            found.times.push(now);
            // Round numbers meet thresholds exactly, now and then.
            found.glucose.push(if step > 30.0 {
                (glucose / 10.0).round() * 10.0
            } else {
                glucose
            });
            found.insulin.push(insulin);
            now += step;
        }
        found
    })
}

const CONDITIONS: [&str; 6] = [
    "plasma_glucose < 70 mg/dL",
    "plasma_glucose >= 180 mg/dL",
    "plasma_glucose = 70..180 mg/dL",
    "plasma_glucose > 2 mg/dL/(pmol/L) * plasma_insulin",
    "plasma_glucose < 100 mg/dL or plasma_insulin > 50 pmol/L",
    "not (plasma_glucose > 100 mg/dL and plasma_insulin <= 100 pmol/L)",
];

proptest! {
    #[test]
    fn what_holds_and_what_does_not_fill_the_time(trajectory in trajectories(), which in 0..CONDITIONS.len()) {
        let condition = CONDITIONS[which];
        let of = |text: String| parse(&text).evaluate(&trajectory);
        let length = trajectory.times.last().copied().unwrap_or(0.0);
        let holds = of(format!("time({condition})"));
        let fails = of(format!("time(not ({condition}))"));
        prop_assert!((holds + fails - length).abs() < 1e-9 * length);
        let fraction = of(format!("fraction({condition})"));
        prop_assert!((fraction * length - holds).abs() < 1e-9 * length);
        let risk = of(format!("risk({condition})"));
        let first = of(format!("first({condition})"));
        prop_assert_eq!(risk == 1.0, first.is_finite());
        prop_assert!(holds == 0.0 || risk == 1.0);
        if first.is_finite() && first > 0.0 {
            let before = of(format!("time({condition}, to {first} min)"));
            prop_assert!(before < 1e-9 * length);
        }
    }

    #[test]
    fn windows_add_up(trajectory in trajectories(), which in 0..CONDITIONS.len(), share in 0.01..0.99f64) {
        let condition = CONDITIONS[which];
        let length = trajectory.times.last().copied().unwrap_or(0.0);
        let middle = share * length;
        let of = |text: String| parse(&text).evaluate(&trajectory);
        for (whole, first, second) in [
            (format!("time({condition})"), format!("time({condition}, to {middle} min)"), format!("time({condition}, from {middle} min)")),
            ("area(plasma_glucose)".into(), format!("area(plasma_glucose, to {middle} min)"), format!("area(plasma_glucose, from {middle} min)")),
        ] {
            let (whole, first, second) = (of(whole), of(first), of(second));
            prop_assert!((whole - first - second).abs() < 1e-8 * (1.0 + whole.abs()));
        }
    }

    #[test]
    fn area_and_mean_are_linear(trajectory in trajectories(), factor in -3.0..3.0f64) {
        let of = |text: String| parse(&text).evaluate(&trajectory);
        for function in ["area", "mean"] {
            let plain = of(format!("{function}(plasma_glucose)"));
            let scaled = of(format!("{function}({factor} * plasma_glucose)"));
            prop_assert!((scaled - factor * plain).abs() < 1e-9 * (1.0 + plain.abs()));
        }
        let (least, mean, most) = (
            of("minimum(plasma_glucose)".into()),
            of("mean(plasma_glucose)".into()),
            of("maximum(plasma_glucose)".into()),
        );
        prop_assert!(least <= mean + 1e-9 && mean <= most + 1e-9);
    }

    #[test]
    fn margins_agree_with_truth(glucose in 0.0..300.0f64, insulin in 0.0..300.0f64, which in 0..CONDITIONS.len()) {
        let condition = parse(CONDITIONS[which]);
        let values: Vec<f64> = condition
            .quantities()
            .iter()
            .map(|name| if name == "plasma_glucose" { glucose } else { insulin })
            .collect();
        let margin = condition.margin(&values);
        prop_assume!(margin != 0.0);
        prop_assert_eq!(margin > 0.0, condition.holds(&values));
    }

    #[test]
    fn no_text_panics(text in "[a-z_0-9.,()<>=+*/ %-]{0,60}|\\PC{0,40}|(time|mean|risk)\\((plasma_glucose|[0-9]{1,3} mg/dL|not|and|or|<|=|\\.\\.| |\\(|\\)){0,12}") {
        match Expression::parse(&text, &known()) {
            Ok(expression) => { let _ = expression.evaluate(&valley()); }
            Err(slips) => prop_assert!(!slips.is_empty()),
        }
    }
}
