//! What follows from records, and in which order: no body needed.

use crate::bench::*;
use engine::dosing::{Between, Fault, Kind, Modelled, Pace, Record, Source, What, Wrong, timeline};

fn moments(records: &[Record], grid: &[f64], modelled: &Modelled) -> Vec<(f64, What)> {
    let grid: Vec<i64> = grid.iter().map(|h| hours(*h)).collect();
    let made = timeline(records, &grid, modelled, Between::Nocb).expect("a timeline");
    let hour = |at: i64| at as f64 / hours(1.0) as f64;
    made.moments.iter().map(|m| (hour(m.at), m.what)).collect()
}

fn doses(moments: &[(f64, What)]) -> Vec<(f64, f64)> {
    let amount = |(at, what): &(f64, What)| match what {
        What::Bolus { amount, .. } => Some((*at, *amount)),
        _ => None,
    };
    moments.iter().filter_map(amount).collect()
}

#[test]
fn records_of_one_time_happen_in_the_order_of_the_table() {
    let before = [see(5.0), give(5.0, bolus(CENTRAL, 10.0))];
    let after = [give(5.0, bolus(CENTRAL, 10.0)), see(5.0)];
    let nothing = Modelled::default();
    let kinds = |records: &[Record]| -> Vec<bool> {
        let all = moments(records, &[], &nothing);
        all.iter()
            .map(|(_, what)| matches!(what, What::Bolus { .. }))
            .collect()
    };
    assert_eq!(kinds(&before), [false, true, false]);
    assert_eq!(kinds(&after), [true, false, false]);
}

#[test]
fn what_earlier_records_bring_comes_before_records_of_its_time_and_the_grid_after() {
    let records = [
        give(0.0, repeated(bolus(CENTRAL, 1.0), 12.0, 1)),
        give(12.0, bolus(CENTRAL, 2.0)),
        see(12.0),
    ];
    let all = moments(&records, &[0.0, 12.0], &Modelled::default());
    assert_eq!(doses(&all), [(0.0, 1.0), (12.0, 1.0), (12.0, 2.0)]);
    let rows: Vec<u32> = all
        .iter()
        .filter_map(|(_, what)| match what {
            What::See { row, .. } => Some(*row),
            _ => None,
        })
        .collect();
    // The record at 0, the grid at 0, the records at 12, the grid at 12.
    assert_eq!(rows, [0, 3, 1, 2, 4]);
}

#[test]
fn lag_of_the_initiating_record_holds_for_additional_doses_and_f_is_that_of_arrival() {
    // The lag is 1 h at the first record and 0 after it; F changes at 6 h.
    let (lag, f) = ([60.0, 0.0, 0.0], [1.0, 0.5, 0.25]);
    let modelled = Modelled {
        bioavailability: vec![None, Some(Source::Column(&f, 1.0))],
        lag: vec![None, Some(Source::Column(&lag, 1.0))],
        ..Modelled::default()
    };
    let records = [
        give(0.0, repeated(bolus(CENTRAL, 8.0), 12.0, 1)),
        see(6.0),
        see(24.0),
    ];
    let all = moments(&records, &[], &modelled);
    // Between records, F is that of the record after, as NONMEM has it.
    assert_eq!(doses(&all), [(1.0, 4.0), (13.0, 2.0)]);
}

#[test]
fn resets_cancel_what_is_pending_and_other_events_do_not() {
    let reset = [
        give(0.0, repeated(bolus(CENTRAL, 1.0), 12.0, 5)),
        record(20.0, Kind::Reset),
        see(100.0),
    ];
    let all = moments(&reset, &[], &Modelled::default());
    assert_eq!(doses(&all), [(0.0, 1.0), (12.0, 1.0)]);
    let lagged = moments(
        &[reset[0], record(3.0, Kind::Reset), see(50.0)],
        &[],
        &central(1.0, 4.0),
    );
    assert!(doses(&lagged).is_empty());
    let steady_cancels = [
        reset[0],
        give(13.0, steady(repeated(bolus(CENTRAL, 9.0), 24.0, 0))),
        see(60.0),
    ];
    let all = moments(&steady_cancels, &[], &Modelled::default());
    assert_eq!(doses(&all), [(0.0, 1.0), (12.0, 1.0)]);
    let steady_adds = [
        reset[0],
        give(13.0, added(repeated(bolus(CENTRAL, 9.0), 24.0, 0))),
        see(60.0),
    ];
    assert_eq!(
        doses(&moments(&steady_adds, &[], &Modelled::default())).len(),
        6
    );
}

#[test]
fn a_lag_longer_than_the_interval_leaves_members_of_the_train_to_come() {
    let records = [
        give(0.0, steady(repeated(bolus(CENTRAL, 1.0), 12.0, 1))),
        see(100.0),
    ];
    let all = moments(&records, &[], &central(1.0, 29.0));
    // The record's own dose arrives at 29; those 12 and 24 h before it at 17 and 5; one follows.
    let times: Vec<f64> = doses(&all).iter().map(|(at, _)| *at).collect();
    assert_eq!(times, [5.0, 17.0, 29.0, 41.0]);
}

#[test]
fn time_since_the_last_dose_counts_additional_doses_and_leaves_lag_out() {
    let records = [
        see(0.0),
        give(2.0, repeated(bolus(CENTRAL, 1.0), 10.0, 2)),
        see(5.0),
        see(12.0),
        see(40.0),
        give(41.0, bolus(CENTRAL, 1.0)),
        see(41.0),
    ];
    let all = moments(&records, &[], &central(1.0, 3.0));
    let since: Vec<f64> = all
        .iter()
        .filter_map(|(_, what)| match what {
            What::See { since_dose, .. } => Some(since_dose / 60.0),
            _ => None,
        })
        .collect();
    assert!(since[0].is_nan());
    assert_eq!(since[1..], [0.0, 3.0, 0.0, 18.0, 0.0, 0.0]);
}

#[test]
fn numbers_that_mean_nothing_are_refused_with_their_record() {
    let refused = |dose, modelled: &Modelled| {
        timeline(&[see(0.0), give(1.0, dose)], &[], modelled, Between::Nocb).unwrap_err()
    };
    let fault = |wrong| Fault { record: 1, wrong };
    let at_the_models = |pace| engine::dosing::Dose {
        pace,
        ..bolus(CENTRAL, 1.0)
    };
    let dose = bolus(CENTRAL, 1.0);
    let none = Modelled::default();
    assert_eq!(
        refused(dose, &central(-1.0, 0.0)),
        fault(Wrong::Bioavailability(-1.0))
    );
    assert_eq!(refused(dose, &central(1.0, -1.0)), fault(Wrong::Lag(-60.0)));
    assert_eq!(
        refused(at_the_models(Pace::ModelledRate), &none),
        fault(Wrong::NoRate)
    );
    assert_eq!(
        refused(at_the_models(Pace::ModelledDuration), &none),
        fault(Wrong::NoDuration)
    );
    let zero = Modelled {
        rate: vec![None, Some(Source::Constant(0.0))],
        duration: vec![None, Some(Source::Constant(0.0))],
        ..Modelled::default()
    };
    assert_eq!(
        refused(at_the_models(Pace::ModelledRate), &zero),
        fault(Wrong::Rate(0.0))
    );
    assert_eq!(
        refused(at_the_models(Pace::ModelledDuration), &zero),
        fault(Wrong::Duration(0.0))
    );
    let long = refused(infusion(CENTRAL, 1e30, 1e-9), &none);
    assert!(matches!(long.wrong, Wrong::TooLong(_)));
    let overlapping = steady(repeated(infusion(CENTRAL, 100.0, 0.001), 0.1, 0));
    assert!(matches!(
        refused(overlapping, &none).wrong,
        Wrong::TooLong(_)
    ));
}
