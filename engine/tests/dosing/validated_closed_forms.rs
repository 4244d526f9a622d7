//! One compartment with absorption against its textbook formulas (Gibaldi and Perrier,
//! Pharmacokinetics, 2nd ed. 1982, chapters 1 and 3): sums of exponentials worked out here.

use crate::bench::*;
use engine::dosing::{Dose, Modelled, Pace, Source};

const KA: f64 = PARAMS[0];
const KE: f64 = PARAMS[2] / PARAMS[3];

/// Amount in the central compartment `t` hours after an amount into it.
fn iv(amount: f64, t: f64) -> f64 {
    if t < 0.0 {
        0.0
    } else {
        amount * (-KE * t).exp()
    }
}

/// The same after an amount into the depot.
fn oral(amount: f64, t: f64) -> f64 {
    if t < 0.0 {
        return 0.0;
    }
    amount * KA / (KA - KE) * ((-KE * t).exp() - (-KA * t).exp())
}

/// During and after an infusion into the central compartment.
fn infused(rate: f64, duration: f64, t: f64) -> f64 {
    if t < 0.0 {
        return 0.0;
    }
    let during = t.min(duration);
    rate / KE * (1.0 - (-KE * during).exp()) * (-KE * (t - during)).exp()
}

fn close(got: &[f64], exact: impl Fn(f64) -> f64, to: usize) {
    let exact: Vec<f64> = hourly(to).into_iter().map(exact).collect();
    let apart = apart(&exact, got);
    assert!(apart < 1e-13, "{apart:e}");
}

#[test]
fn single_and_repeated_doses() {
    let none = Modelled::default();
    let got = modelled_at(&[give(0.0, bolus(DEPOT, 100.0))], &hourly(60), &none);
    close(&got, |t| oral(100.0, t), 60);
    let dose = repeated(bolus(CENTRAL, 100.0), 24.0, 3);
    let got = modelled_at(&[give(0.0, dose)], &hourly(130), &central(2.23, 12.13));
    let sum = |t: f64| {
        (0..4)
            .map(|k| iv(223.0, t - 12.13 - 24.0 * f64::from(k)))
            .sum()
    };
    close(&got, sum, 130);
}

#[test]
fn bioavailability_acts_on_the_duration_of_a_given_rate_and_on_the_rate_of_a_given_duration() {
    let fixed = [give(0.0, infusion(CENTRAL, 480.0, 10.0))];
    let got = modelled_at(&fixed, &hourly(80), &central(0.5, 3.0));
    close(&got, |t| infused(10.0, 24.0, t - 3.0), 80);

    let with = |rate: f64, duration: f64| Modelled {
        rate: vec![None, Some(Source::Constant(rate / 60.0))],
        duration: vec![None, Some(Source::Constant(duration * 60.0))],
        ..central(0.5, 0.0)
    };
    let dose = |pace| Dose {
        pace,
        ..bolus(CENTRAL, 480.0)
    };
    let got = modelled_at(
        &[give(0.0, dose(Pace::ModelledDuration))],
        &hourly(80),
        &with(9.0, 48.0),
    );
    close(&got, |t| infused(5.0, 48.0, t), 80);
    let got = modelled_at(
        &[give(0.0, dose(Pace::ModelledRate))],
        &hourly(80),
        &with(8.0, 1.0),
    );
    close(&got, |t| infused(8.0, 30.0, t), 80);
}

#[test]
fn steady_state_of_boluses_is_a_geometric_series() {
    let dose = steady(repeated(bolus(CENTRAL, 100.0), 12.0, 0));
    // The next dose of the train is not given: ADDL is 0.
    let got = modelled_at(&[give(0.0, dose)], &hourly(11), &central(1.0, 0.0));
    let sum = 100.0 / (1.0 - f64::exp(-KE * 12.0));
    close(&got, |t| iv(sum, t), 11);
    // With a lag the record is at the phase that the train has then.
    let got = modelled_at(&[give(0.0, dose)], &hourly(11), &central(1.0, 5.0));
    close(
        &got,
        |t| {
            if t < 5.0 {
                iv(sum, t + 7.0)
            } else {
                iv(sum, t - 5.0)
            }
        },
        11,
    );
    let oral_dose = steady(repeated(bolus(DEPOT, 100.0), 12.0, 0));
    let got = modelled_at(&[give(0.0, oral_dose)], &hourly(11), &Modelled::default());
    let series = |k: f64| 1.0 / (1.0 - f64::exp(-k * 12.0));
    let exact = |t: f64| {
        let factor = 100.0 * KA / (KA - KE);
        factor * (series(KE) * (-KE * t).exp() - series(KA) * (-KA * t).exp())
    };
    close(&got, exact, 11);
}

#[test]
fn steady_state_of_infusions_that_overlap() {
    // 100 mg at 2 mg/h every 12 h: each takes 50 h, so that five run at first and four after 2 h.
    let dose = steady(repeated(infusion(CENTRAL, 100.0, 2.0), 12.0, 0));
    let got = modelled_at(&[give(0.0, dose)], &hourly(90), &Modelled::default());
    // All that ever began, summed far enough back for the rest to be below rounding.
    let sum = |t: f64| {
        let ago = (0..80).map(|k| infused(2.0, 50.0, t + 12.0 * f64::from(k)));
        ago.sum::<f64>()
    };
    close(&got, sum, 90);
    // A whole number of intervals: as many always.
    let dose = steady(repeated(infusion(CENTRAL, 48.0, 2.0), 12.0, 0));
    let got = modelled_at(&[give(0.0, dose)], &[0.0], &Modelled::default());
    assert!((got[0] - 4.0 / KE).abs() < 1e-12 * got[0]);
}

#[test]
fn steady_state_of_a_constant_infusion_which_ends_at_its_record() {
    let dose = steady(infusion(DEPOT, 0.0, 100.0));
    let got = at(&[give(0.0, dose)], &hourly(40));
    let depot = 100.0 / KA;
    close(&got, |t| iv(100.0 / KE, t) + oral(depot, t), 40);
}

#[test]
fn equal_rates_need_no_care() {
    // Flip-flop with absorption and elimination the same: amount t k e^(-k t).
    use engine::dosing::{Between, Crew, Person, Shown, timeline};
    use engine::solve::method::Method;
    let params = [0.3, 1.0, 6.0, 20.0, 0.3];
    let made = timeline(
        &[give(0.0, bolus(DEPOT, 100.0))],
        &[hours(5.0)],
        &Modelled::default(),
        Between::Nocb,
    );
    let made = made.expect("a timeline");
    let crew = Crew::new(
        body("one_compartment", &[]),
        settings(Method::Auto),
        vec![Shown::State(CENTRAL)],
        vec![],
    );
    let crew = crew.expect("a crew");
    assert!(crew.in_closed_form());
    let person = Person {
        timeline: &made,
        params: &params,
        start: 0,
        rows: 2,
        offset: 0,
    };
    let (out, _) = alone(&crew, person);
    let exact = 100.0 * 0.3 * 5.0 * f64::exp(-1.5);
    assert!((out[0][1] - exact).abs() < 1e-13 * exact);
}
