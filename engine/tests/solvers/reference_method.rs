//! The fault of `ode_solvers`' dense output, and that the judge does not have it.

use crate::problems::{Case, part, people, settings, ways};
use engine::solve::method::Method;
use engine::time::MINUTE;
use ode_solvers::{DVector, Dopri5, System};

struct Decay;
impl System<f64, DVector<f64>> for Decay {
    fn system(&self, _: f64, y: &DVector<f64>, dy: &mut DVector<f64>) {
        dy[0] = -y[0];
    }
}

/// y' = -y on [0, 10], output at 0 and 10.
#[test]
fn dense_output_extrapolates_and_the_judge_does_not() {
    let exact = (-10.0_f64).exp();
    let mut dense = Dopri5::new(
        Decay,
        0.0,
        10.0,
        10.0,
        DVector::from_element(1, 1.0),
        1e-6,
        1e-9,
    );
    dense.integrate().expect("an integration");
    let last = dense.y_out().last().expect("an output")[0];
    // When this fails the crate has been mended: good, and `reference.rs` may say so.
    assert!((last - exact).abs() > 1.0, "{last}");

    let case = Case::new(
        vec![part("decay", &[1.0, 1.0])],
        &["decay.amount"],
        10 * MINUTE,
    );
    let rows = case.rows(&settings(Method::Reference, 1e-9));
    assert!((rows[1][0] - exact).abs() < 1e-10, "{rows:?}");
    assert!((rows[1][0] - 4.5e-5).abs() < 1e-6);
}

/// A day of five virtual patients: no method's code is the judge's, so an error that they share can
/// only be the models'.
#[test]
fn the_judge_agrees_with_every_method() {
    for patient in [0, 7, 14, 21, 28] {
        let case = people::day(patient);
        let judge = case.run(&settings(Method::Reference, 1e-11));
        for settings in ways(1e-10) {
            let found = case.run(&settings);
            assert_eq!(found.samples.len(), judge.samples.len());
            let differences = found.samples.iter().zip(judge.samples.iter());
            let worst = differences.fold(0.0_f64, |w, (a, b)| w.max((a - b).abs()));
            // Kinks, where production or excretion begins, limit it; mg/dL and pmol/L.
            assert!(worst < 1e-5, "{patient} by {}: {worst:e}", settings.method);
        }
    }
}
