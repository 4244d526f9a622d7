//! Laws that hold for any table.

use crate::bench::*;
use engine::dosing::{Dose, Kind, Modelled, Pace, Record, Source};
use engine::random::Stream;

/// Draws of one case.
struct Draw {
    stream: Stream,
    count: u64,
}

impl Draw {
    fn new(case: u64) -> Self {
        let stream = Stream::new(20_261_121, case, "table", "laws");
        Self { stream, count: 0 }
    }
    fn between(&mut self, low: f64, high: f64) -> f64 {
        self.count += 1;
        low + (high - low) * self.stream.uniform(self.count)
    }
    /// To the tenth of an hour, so that ties happen.
    fn time(&mut self, high: f64) -> f64 {
        (self.between(0.0, high) * 10.0).round() / 10.0
    }
    fn one_in(&mut self, n: f64) -> bool {
        self.between(0.0, n) < 1.0
    }
    fn dose(&mut self) -> Dose {
        let state = usize::from(self.one_in(2.0));
        let amount = self.between(1.0, 100.0);
        let pace = match self.between(0.0, 4.0) as u32 {
            0 => Pace::Bolus,
            1 => Pace::Rate(self.between(1.0, 50.0) / 60.0),
            2 => Pace::ModelledRate,
            _ => Pace::ModelledDuration,
        };
        let dose = Dose {
            pace,
            ..bolus(state, amount)
        };
        match self.one_in(2.0) {
            true => repeated(dose, self.time(20.0) + 1.0, self.between(0.0, 6.0) as u32),
            false => dose,
        }
    }
    /// F, lag, R and D of both states.
    fn modelled(&mut self, longest_lag: f64) -> Modelled<'static> {
        let mut two = |low: f64, high: f64| {
            let mut one = || Some(Source::Constant(self.between(low, high)));
            vec![one(), one()]
        };
        Modelled {
            bioavailability: two(0.2, 1.5),
            lag: two(0.0, longest_lag * 60.0),
            rate: two(0.1, 2.0),
            duration: two(20.0, 900.0),
        }
    }
}

const CASES: u64 = 200;

#[test]
fn additional_doses_are_explicit_doses() {
    for case in 0..CASES {
        let mut draw = Draw::new(case);
        let modelled = draw.modelled(8.0);
        let dose = repeated(draw.dose(), draw.time(20.0) + 1.0, 5);
        let alone = Dose {
            interval: 0,
            additional: 0,
            ..dose
        };
        let start = draw.time(10.0);
        let interval = dose.interval as f64 / hours(1.0) as f64;
        let each = |k: i32| give(start + f64::from(k) * interval, alone);
        let explicit: Vec<Record> = (0..6).map(each).collect();
        let a = modelled_at(&[give(start, dose)], &hourly(150), &modelled);
        let b = modelled_at(&explicit, &hourly(150), &modelled);
        // The grid starts before the first record: the body is then empty.
        assert!(apart(&a, &b) < 1e-12, "{case}: {dose:?}");
    }
}

#[test]
fn doses_add_up_and_scale() {
    for case in 0..CASES {
        let mut draw = Draw::new(case);
        let modelled = draw.modelled(8.0);
        let (one, two) = (draw.dose(), draw.dose());
        let (t1, t2) = (draw.time(30.0), 30.0 + draw.time(30.0));
        let a = modelled_at(&[see(0.0), give(t1, one)], &hourly(150), &modelled);
        let b = modelled_at(&[see(0.0), give(t2, two)], &hourly(150), &modelled);
        let both = [see(0.0), give(t1, one), give(t2, two)];
        let both = modelled_at(&both, &hourly(150), &modelled);
        let sum: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a + b).collect();
        assert!(apart(&both, &sum) < 1e-12, "{case}");
        if one.pace == Pace::Bolus || one.pace == Pace::ModelledDuration {
            let triple = Dose {
                amount: 3.0 * one.amount,
                ..one
            };
            let c = modelled_at(&[see(0.0), give(t1, triple)], &hourly(150), &modelled);
            let three: Vec<f64> = a.iter().map(|a| 3.0 * a).collect();
            assert!(apart(&c, &three) < 1e-12, "{case}");
        }
    }
}

#[test]
fn order_of_doses_at_one_time_changes_nothing() {
    for case in 0..CASES {
        let mut draw = Draw::new(case);
        let modelled = draw.modelled(4.0);
        let doses = [draw.dose(), draw.dose(), draw.dose()];
        let t = draw.time(20.0);
        let table = |order: [usize; 3]| {
            let mut records = vec![see(0.0)];
            records.extend(order.map(|k| give(t, doses[k])));
            modelled_at(&records, &hourly(100), &modelled)
        };
        assert!(
            apart(&table([0, 1, 2]), &table([2, 0, 1])) < 1e-13,
            "{case}"
        );
    }
}

#[test]
fn steady_state_is_what_a_long_train_comes_to() {
    // 1.1 / 20 /h: after 60 days e^-79 of the past is left.
    let past = 60.0 * 24.0;
    for case in 0..CASES {
        let mut draw = Draw::new(case);
        // Longer than the interval in about a third of the cases.
        let modelled = draw.modelled(30.0);
        let interval = (draw.between(4.0, 40.0) * 10.0).round() / 10.0;
        let additional = draw.between(0.0, 4.0) as u32;
        let dose = repeated(draw.dose(), interval, additional);
        let before = (past / interval).ceil() as u32;
        let first = past - f64::from(before) * interval;
        let train = Dose {
            additional: additional + before,
            ..dose
        };
        let times: Vec<f64> = hourly(150).iter().map(|h| h + past).collect();
        let literal = modelled_at(&[see(first - 1.0), give(first, train)], &times, &modelled);
        let direct = modelled_at(&[give(past, steady(dose))], &times, &modelled);
        assert!(
            apart(&literal, &direct) < 1e-10,
            "{case}: {dose:?} {modelled:?}"
        );
        // Beside something else, it is added to that.
        let other = give(past - 7.3, draw.dose());
        let beside = modelled_at(&[other, give(past, added(dose))], &times, &modelled);
        let alone = modelled_at(&[other, see(past)], &times, &modelled);
        let sum: Vec<f64> = direct.iter().zip(&alone).map(|(a, b)| a + b).collect();
        assert!(apart(&beside, &sum) < 1e-12, "{case}");
        // After something else, it forgets that; with a reset just as without.
        let after = modelled_at(&[other, give(past, steady(dose))], &times, &modelled);
        assert_eq!(after, direct, "{case}");
        let reset = record(past, Kind::ResetDose(steady(dose)));
        assert_eq!(
            modelled_at(&[other, reset], &times, &modelled),
            direct,
            "{case}"
        );
    }
}

#[test]
fn after_a_reset_nothing_is_left() {
    for case in 0..CASES {
        let mut draw = Draw::new(case);
        let modelled = draw.modelled(8.0);
        let (one, two) = (draw.dose(), draw.dose());
        let times: Vec<f64> = hourly(100).iter().map(|h| h + 20.0).collect();
        let table = [give(0.0, one), record(20.0, Kind::ResetDose(two))];
        let fresh = modelled_at(&[give(20.0, two)], &times, &modelled);
        assert_eq!(modelled_at(&table, &times, &modelled), fresh, "{case}");
        let silent = [give(0.0, one), record(20.0, Kind::Reset)];
        let silent = modelled_at(&silent, &times, &modelled);
        assert!(silent.iter().all(|x| *x == 0.0), "{case}");
    }
}
