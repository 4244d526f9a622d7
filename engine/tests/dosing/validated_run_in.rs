//! The methods that integrate against the closed form: every kind of record, by every way.

use crate::bench::*;
use engine::dosing::{
    Between, Crew, End, Kind, Modelled, Person, Record, Shown, Trouble, timeline,
};
use engine::solve::method::Method;

fn tables() -> Vec<Vec<Record>> {
    vec![
        vec![give(0.0, repeated(bolus(DEPOT, 100.0), 24.0, 3))],
        vec![give(
            0.0,
            steady(repeated(infusion(CENTRAL, 100.0, 2.0), 12.0, 4)),
        )],
        vec![
            give(0.0, steady(repeated(bolus(DEPOT, 100.0), 24.0, 3))),
            give(
                12.0,
                added(repeated(infusion(CENTRAL, 50.0, 12.5), 24.0, 3)),
            ),
        ],
        vec![
            give(0.0, repeated(infusion(DEPOT, 100.0, 50.0), 12.0, 2)),
            see(20.0),
            record(
                50.0,
                Kind::ResetDose(repeated(bolus(CENTRAL, 120.0), 12.0, 3)),
            ),
        ],
        vec![give(0.0, steady(infusion(DEPOT, 0.0, 100.0)))],
    ]
}

#[test]
fn every_method_agrees_with_the_closed_form() {
    for (index, records) in tables().iter().enumerate() {
        let modelled = central(0.8, 3.25);
        let exact = seen(records, &hourly(130), &modelled, Method::Auto);
        for method in [Method::Tsit5, Method::Dop853, Method::Rodas5p] {
            let got = seen(records, &hourly(130), &modelled, method);
            let apart = apart(&exact, &got);
            // The run-in stops at ten tolerances of 1e-10.
            assert!(apart < 2e-8, "table {index}, {method}: {apart:e}");
        }
    }
}

/// Signals alone are sampled inside legs; with a state beside them every row ends a leg.
#[test]
fn sampled_rows_are_the_rows_that_are_stopped_at() {
    let records = &tables()[2];
    let grid: Vec<i64> = (0..400).map(|k| hours(f64::from(k) * 0.25)).collect();
    let made = timeline(records, &grid, &central(0.8, 3.25), Between::Nocb).expect("a timeline");
    let rows = records.len() + grid.len();
    let body = body("one_compartment", &[]);
    let concentration = body.signal("drug.concentration").expect("a signal");
    let mut all = Vec::new();
    for shown in [
        vec![Shown::Signal(concentration)],
        vec![Shown::State(CENTRAL), Shown::Signal(concentration)],
    ] {
        let crew = Crew::new(body.clone(), settings(Method::Tsit5), shown, vec![]);
        let person = Person {
            timeline: &made,
            params: &PARAMS,
            start: 0,
            rows,
            offset: 0,
        };
        let (mut out, end) = alone(&crew.expect("a crew"), person);
        assert_eq!(end, End::Well);
        all.extend(out.pop());
    }
    let apart = apart(&all[0], &all[1]);
    assert!(apart < 1e-8, "{apart:e}");
}

#[test]
fn a_body_that_keeps_what_it_gets_has_no_steady_state_and_says_so() {
    let dose = steady(repeated(bolus(CENTRAL, 1.0), 12.0, 0));
    let made = timeline(
        &[give(0.0, dose), see(1.0)],
        &[],
        &Modelled::default(),
        Between::Nocb,
    );
    let made = made.expect("a timeline");
    let params = [1.5, 1.0, 0.0, 20.0, 0.7];
    let person = Person {
        timeline: &made,
        params: &params,
        start: 0,
        rows: 2,
        offset: 0,
    };
    for (method, expected) in [(Method::Auto, true), (Method::Tsit5, false)] {
        let settings = engine::world::Settings {
            rtol: Some(1e-5),
            ..settings(method)
        };
        let crew = Crew::new(
            body("one_compartment", &[]),
            settings,
            vec![Shown::State(0)],
            vec![],
        );
        let (out, end) = alone(&crew.expect("a crew"), person);
        let End::Failed { trouble, at: 0 } = end else {
            panic!("{end:?}");
        };
        assert_eq!(trouble == Trouble::NoSteadyState, expected, "{trouble}");
        assert!(out[0].iter().all(|x| x.is_nan()));
    }
}

#[test]
fn time_that_begins_again_at_a_reset_is_followed_by_every_method() {
    let occasion = |kind| {
        let mut records = vec![record(0.0, kind)];
        records.extend((1..6).map(|h| see(f64::from(h))));
        records
    };
    let dose = bolus(CENTRAL, 100.0);
    let mut records = occasion(Kind::Dose(dose));
    records.extend(occasion(Kind::ResetDose(dose)));
    for method in [Method::Auto, Method::Tsit5, Method::Rodas5p] {
        let got = seen(&records, &[], &Modelled::default(), method);
        assert_eq!(got[..6], got[6..], "{method}");
        let exact = 100.0 * f64::exp(-5.0 * PARAMS[2] / PARAMS[3]);
        assert!((got[11] / exact - 1.0).abs() < 1e-8);
    }
}
