//! The beating heart beside the averaged one.

use crate::person::{Resting, beating_parts, man, run_with};
use engine::solve::method::Method;

const NAMES: [&str; 7] = [
    "mean_arterial_pressure",
    "cardiac_output",
    "systolic_pressure",
    "diastolic_pressure",
    "central_venous_pressure",
    "blood_volume",
    "circulation.left_ventricular_pressure",
];

/// At rest the two agree to 4 % in mean pressure and to 9 % in output, not yet to the 3 % that are
/// wanted: with CVSim's stiff atria the mean atrial pressure, by which the averaged heart fills, lies
/// 2.5 mmHg above the pressure at the end of diastole, by which this one does.
#[test]
fn pinned_how_far_the_two_hearts_are_apart() {
    let resting = Resting::of(&man());
    let seen = run_with(
        &beating_parts(&man()),
        Vec::new(),
        1.5,
        &NAMES,
        Method::Tsit5,
        1e-5,
    );
    let apart = |name: &str| seen.at(1.4, name) / resting.signal(name) - 1.0;
    assert!(apart("mean_arterial_pressure").abs() < 0.04);
    assert!(apart("cardiac_output").abs() < 0.10);
    assert!(apart("blood_volume").abs() < 0.003);
    let pulse = seen.at(1.4, "systolic_pressure") - seen.at(1.4, "diastolic_pressure");
    assert!((35.0..55.0).contains(&pulse), "{pulse}");
    assert!((2.0..6.0).contains(&seen.at(1.4, "central_venous_pressure")));
}
