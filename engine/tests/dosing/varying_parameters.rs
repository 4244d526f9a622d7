//! Parameters that differ from record to record, by each rule.

use crate::bench::*;
use engine::dosing::{Between, Crew, End, Modelled, Person, Record, Shown, timeline};
use engine::solve::method::Method;

/// Clearance (L/h) at 0, 10 and 30 h, and the central amount after 100 mg at 0.
fn amounts(between: Between, method: Method, clearances: [f64; 3], times: &[f64]) -> Vec<f64> {
    let mut records = [give(0.0, bolus(CENTRAL, 100.0)), see(10.0), see(30.0)];
    for record in &mut records[1..] {
        *record = Record {
            varied: true,
            ..*record
        };
    }
    let grid: Vec<i64> = times.iter().map(|h| hours(*h)).collect();
    let made = timeline(&records, &grid, &Modelled::default(), between).expect("a timeline");
    let mut params = Vec::new();
    for clearance in clearances {
        let mut own = PARAMS;
        own[2] = clearance;
        params.extend(own);
    }
    let moving = match between {
        Between::Linear => vec![2],
        _ => vec![],
    };
    let body = body("one_compartment", &moving);
    let crew = Crew::new(body, settings(method), vec![Shown::State(CENTRAL)], moving);
    let crew = crew.expect("a crew");
    assert_eq!(
        crew.in_closed_form(),
        between != Between::Linear && method == Method::Auto
    );
    let person = Person {
        timeline: &made,
        params: &params,
        start: 0,
        rows: 3 + times.len(),
        offset: 0,
    };
    let (mut out, end) = alone(&crew, person);
    assert_eq!(end, End::Well);
    out[0].split_off(3)
}

const TIMES: [f64; 6] = [2.0, 10.0, 17.0, 29.0, 30.0, 45.0];

/// 100 e^(-area / V), the area under the clearance.
fn exact(area: impl Fn(f64) -> f64) -> Vec<f64> {
    TIMES
        .iter()
        .map(|t| 100.0 * (-area(*t) / 20.0).exp())
        .collect()
}

#[test]
fn validated_last_carried_forward_and_next_carried_backward() {
    let pieces = |values: [f64; 3]| {
        move |t: f64| {
            values[0] * t.min(10.0)
                + values[1] * (t - 10.0).clamp(0.0, 20.0)
                + values[2] * (t - 30.0).max(0.0)
        }
    };
    for method in [Method::Auto, Method::Tsit5] {
        let got = amounts(Between::Locf, method, [1.0, 3.0, 0.5], &TIMES);
        assert!(apart(&exact(pieces([1.0, 3.0, 0.5])), &got) < 1e-8);
        let got = amounts(Between::Nocb, method, [1.0, 3.0, 0.5], &TIMES);
        assert!(apart(&exact(pieces([3.0, 0.5, 0.5])), &got) < 1e-8);
    }
}

#[test]
fn validated_straight_lines() {
    // 1 to 3 over 10 h, 3 to 0.5 over 20 h, then 0.5.
    let area = |t: f64| {
        let (a, b, c) = (
            t.min(10.0),
            (t - 10.0).clamp(0.0, 20.0),
            (t - 30.0).max(0.0),
        );
        (a + 0.1 * a * a) + (3.0 * b - 0.0625 * b * b) + 0.5 * c
    };
    for method in [Method::Auto, Method::Tsit5, Method::Rodas5p] {
        let got = amounts(Between::Linear, method, [1.0, 3.0, 0.5], &TIMES);
        let apart = apart(&exact(area), &got);
        assert!(apart < 1e-8, "{method}: {apart:e}");
    }
}

#[test]
fn blanks_are_filled_by_the_rule() {
    let times = [0, 10, 20, 40];
    let nan = f64::NAN;
    let filled = |between: Between, values: [f64; 4]| {
        let mut values = values;
        assert!(between.fill(&times, &mut values));
        values
    };
    assert_eq!(
        filled(Between::Locf, [1.0, nan, nan, 4.0]),
        [1.0, 1.0, 1.0, 4.0]
    );
    assert_eq!(
        filled(Between::Nocb, [1.0, nan, nan, 4.0]),
        [1.0, 4.0, 4.0, 4.0]
    );
    assert_eq!(
        filled(Between::Linear, [1.0, nan, nan, 5.0]),
        [1.0, 2.0, 3.0, 5.0]
    );
    assert_eq!(filled(Between::Locf, [nan, 2.0, nan, nan]), [2.0; 4]);
    assert_eq!(filled(Between::Nocb, [nan, 2.0, nan, nan]), [2.0; 4]);
    assert!(!Between::Locf.fill(&times, &mut [nan; 4]));
}
