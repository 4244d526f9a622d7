//! The order of every method, as its error falls when the step is halved.

use crate::problems::smooth::Smooth;
use crate::problems::{Case, METHODS, part, settings};
use engine::solve::method::Method;
use engine::time::{MINUTE, Nanoseconds, minutes};
use engine::world::Settings;
use physiology::Quantities;

const SIGNALS: [&str; 4] = ["smooth.a", "smooth.b", "smooth.c", "smooth.d"];

/// Largest error of the nonlinear problem at all samples of one minute.
fn error(method: Method, step: Nanoseconds, every: Nanoseconds) -> f64 {
    let mut case = Case::new(vec![part("smooth", &[])], &SIGNALS, MINUTE);
    case.every = every;
    let settings = Settings {
        step: Some(step),
        ..settings(method, 1e-6)
    };
    let mut worst = 0.0_f64;
    for (row, found) in case.rows(&settings).iter().enumerate() {
        let exact = Smooth::exact(minutes(every * row as Nanoseconds));
        for (found, exact) in found.iter().zip(exact) {
            worst = worst.max((found - exact).abs() / (1.0 + exact.abs()));
        }
    }
    worst
}

/// Observed order over three halvings of a step of `MINUTE >> first`.
fn order(method: Method, every: Nanoseconds) -> f64 {
    let first = match method {
        Method::Dop853 => 2,
        Method::Rodas5p => 4,
        _ => 3,
    };
    let errors = [0, 1, 2, 3].map(|halvings| error(method, MINUTE >> (first + halvings), every));
    let text = errors.map(|error| format!("{error:.1e}")).join(" ");
    // One halving can hit a change of sign; their mean cannot.
    let order = (errors[0] / errors[3]).log2() / 3.0;
    println!("{method}: order {order:.2} from {text}");
    order
}

fn published(method: Method) -> f64 {
    if method == Method::Dop853 { 8.0 } else { 5.0 }
}

#[test]
fn steps_have_the_published_order() {
    for method in METHODS {
        let found = order(method, MINUTE / 4);
        assert!(found > published(method) - 0.3, "{method}: {found}");
    }
}

/// Interpolants of order 4 and 7 have local errors of order 5 and 8, so that over a minute the error
/// inside steps falls as that at their ends.
#[test]
fn interpolants_have_the_published_order() {
    for method in METHODS {
        // The judge has none: it stops to look.
        if method != Method::Reference {
            // A prime number of milliseconds: samples fall anywhere in steps.
            let found = order(method, 1_709_000_000);
            assert!(found > published(method) - 0.5, "{method}: {found}");
        }
    }
}

#[test]
fn exact_propagation_is_exact_at_any_step() {
    let cascade = |t: f64| {
        let e = (-t).exp();
        [e, t * e, t * t / 2.0 * e, t * t * t / 6.0 * e]
    };
    let oscillator = |t: f64| [t.cos(), -t.sin()];
    for step in [
        None,
        Some(MINUTE),
        Some(MINUTE / 8),
        Some(17 * MINUTE + 1),
        Some(123_456_789),
    ] {
        for method in [Method::Bs5, Method::Tsit5, Method::Dop853] {
            let settings = Settings {
                step,
                ..settings(method, 1e-3)
            };
            let parts = vec![part("cascade", &[1.0]), part("oscillator", &[1.0])];
            let signals = [
                "cascade.a",
                "cascade.b",
                "cascade.c",
                "cascade.d",
                "oscillator.x",
                "oscillator.v",
            ];
            let mut case = Case::new(parts, &signals, 20 * MINUTE);
            case.every = 12_345_678_901;
            for (row, found) in case.rows(&settings).iter().enumerate() {
                let t = minutes(case.every * row as Nanoseconds);
                let exact = cascade(t).into_iter().chain(oscillator(t));
                for ((found, exact), name) in found.iter().zip(exact).zip(signals) {
                    let distance = (found - exact).abs();
                    assert!(
                        distance < 1e-13,
                        "{name} at {t} min by {method}, step {step:?}: {distance:e}"
                    );
                }
            }
        }
    }
}

/// A way of many hours between two events at odd nanoseconds, longer than any step of the grid.
#[test]
fn exact_propagation_over_long_odd_ways() {
    for step in [None, Some(300 * MINUTE)] {
        let settings = Settings {
            step,
            ..settings(Method::Tsit5, 1e-6)
        };
        let mut case = Case::new(
            vec![part("decay", &[1e-3, 1.0])],
            &["decay.amount"],
            2_000 * MINUTE + 1,
        );
        case.every = 777 * MINUTE + 7;
        for (row, found) in case.rows(&settings).iter().enumerate() {
            let exact = (-1e-3 * minutes(case.every * row as Nanoseconds)).exp();
            assert!((found[0] / exact - 1.0).abs() < 1e-13, "{found:?} {exact}");
        }
    }
}

/// Without it the suite would not notice a problem whose signals were named in another order.
#[test]
fn the_problem_starts_on_its_solution() {
    let names = <crate::problems::smooth::solution::State<f64> as Quantities<f64>>::FIELDS;
    assert_eq!(names.len(), SIGNALS.len());
    assert!(error(Method::Tsit5, MINUTE / 64, MINUTE) < 1e-6);
}
