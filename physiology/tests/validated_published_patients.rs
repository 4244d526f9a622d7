//! The organs together are the published model: their rates against the 13 equations, written out
//! flat in the papers' symbols, for all 30 virtual patients.
//!
//! Equations: Dalla Man, Rizza, Cobelli, IEEE Trans Biomed Eng 2007;54:1740 (whole model); Dalla Man,
//! Camilleri, Cobelli, IEEE Trans Biomed Eng 2006;53:2472 (gastric emptying); Dalla Man, Raimondo,
//! Rizza, Cobelli, J Diabetes Sci Technol 2007;1:323 (subcutaneous insulin); as the reference
//! simulator has them (simglucose, `T1DPatient.model`). Nothing below is shared with the organs but the table.

mod body;

use body::{Body, index};
use physiology::people::virtual_patients;
use physiology::{Isa, system};
use proptest::prelude::*;
use std::collections::BTreeMap;

const TABLE: &str = include_str!("../src/people/type1_diabetes.csv");

/// Symbol to number, for each patient, in the order of the table.
fn table() -> Vec<BTreeMap<&'static str, f64>> {
    let mut lines = TABLE.lines();
    let symbols: Vec<&str> = lines.next().expect("a header").split(',').collect();
    lines
        .map(|line| {
            let numbers = line
                .split(',')
                .skip(1)
                .map(|cell| cell.parse().expect(cell));
            symbols.iter().skip(1).copied().zip(numbers).collect()
        })
        .collect()
}

/// The published right hand side. `x[0]` is x1; `dbar` the size of the meal in mg; `ins` in
/// pmol/kg/min. Returns the 13 rates, then G and Gsub in mg/dL, then I in pmol/L.
fn published(of: &BTreeMap<&str, f64>, x: &[f64; 13], dbar: f64, ins: f64) -> [f64; 16] {
    let p = |symbol: &str| of[symbol];
    let [x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13] = *x;
    let (qsto, kmax, kmin) = (x1 + x2, p("kmax"), p("kmin"));
    let kgut = if dbar > 0.0 {
        let aa = 5.0 / (2.0 * dbar * (1.0 - p("b")));
        let cc = 5.0 / (2.0 * dbar * p("d"));
        let (fall, rise) = (aa * (qsto - p("b") * dbar), cc * (qsto - p("d") * dbar));
        kmin + (kmax - kmin) / 2.0 * (fall.tanh() - rise.tanh() + 2.0)
    } else {
        kmax
    };
    let rat = p("f") * p("kabs") * x3 / p("BW");
    let egp = (p("kp1") - p("kp2") * x4 - p("kp3") * x9).max(0.0);
    let e = (p("ke1") * (x4 - p("ke2"))).max(0.0);
    let uid = (p("Vm0") + p("Vmx") * x7) * x5 / (p("Km0") + x5);
    // The one departure, below 21 mg/dL, so that glucose stays above nothing: plasma.md.
    let uii = p("Fsnc") * (x4 / 40.0).min(1.0);
    let i = x6 / p("Vi");
    [
        -kmax * x1,
        kmax * x1 - kgut * x2,
        kgut * x2 - p("kabs") * x3,
        egp + rat - uii - e - p("k1") * x4 + p("k2") * x5,
        p("k1") * x4 - p("k2") * x5 - uid,
        -(p("m2") + p("m4")) * x6 + p("m1") * x10 + p("ka1") * x11 + p("ka2") * x12,
        p("p2u") * (i - p("Ib") - x7),
        p("ki") * (i - x8),
        p("ki") * (x8 - x9),
        -(p("m1") + p("m30")) * x10 + p("m2") * x6,
        ins - (p("ka1") + p("kd")) * x11,
        p("kd") * x11 - p("ka2") * x12,
        p("ksc") * (x4 - x13),
        x4 / p("Vg"),
        x13 / p("Vg"),
        i,
    ]
}

/// Where each of x1 to x13 lives.
const STATES: [(&str, &str); 13] = [
    ("gut", "solid"),
    ("gut", "liquid"),
    ("gut", "intestine"),
    ("glucose", "plasma"),
    ("glucose", "tissue"),
    ("insulin", "plasma"),
    ("insulin_action", "remote"),
    ("insulin_action", "delayed_once"),
    ("insulin_action", "delayed"),
    ("insulin", "liver"),
    ("insulin_depot", "first"),
    ("insulin_depot", "second"),
    ("glucose_sensor", "interstitial"),
];

/// One state of one organ.
fn state<'a>(body: &'a mut Body, instance: &str, state: &str) -> &'a mut f64 {
    let mut organs = body.organs.iter_mut();
    let organ = organs
        .find(|organ| organ.instance == instance)
        .expect(instance);
    let index = index(organ.system.layout().states, state);
    &mut organ.x[index]
}

/// Scale of each, the unit of the tolerance: as in the organs' tables; x13 is here in mg/kg.
const SCALES: [f64; 13] = [
    1e4, 1e4, 1e4, 250.0, 150.0, 10.0, 100.0, 100.0, 100.0, 10.0, 100.0, 100.0, 250.0,
];

/// Rounding only, both sides being the same algebra: per minute, relative to scale. Found: 7e-16.
const TOLERANCE: f64 = 1e-14;

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// At random states: before, during and after meals of up to 200 g, above and below the renal
    /// threshold, with production on and off.
    #[test]
    fn validated_rates_are_the_published_equations(
        sizes in prop::array::uniform13(0.0..3.0),
        // 0 before the first meal, else mg.
        dbar in prop_oneof![1 => Just(0.0), 4 => 1e3..2e5],
        units_per_minute in 0.0..0.3,
    ) {
        for (patient, of) in virtual_patients().iter().zip(table()) {
            let x: [f64; 13] = std::array::from_fn(|k| sizes[k] * SCALES[k]);
            // 6000 pmol in a unit of insulin (simglucose).
            let expected = published(&of, &x, dbar, units_per_minute * 6000.0 / of["BW"]);

            let mut body = Body::of(patient);
            for (k, (instance, name)) in STATES.iter().enumerate() {
                *state(&mut body, instance, name) = x[k];
            }
            *state(&mut body, "gut", "meal") = dbar;
            *state(&mut body, "glucose_sensor", "interstitial") = x[12] / of["Vg"];
            body.infuse_insulin(units_per_minute);
            let rates = body.rates();
            for (k, (instance, name)) in STATES.iter().enumerate() {
                let organ = body.organs.iter().position(|o| o.instance == *instance).unwrap();
                let rate = rates[organ][index(body.organs[organ].system.layout().states, name)];
                let rate = if k == 12 { rate * of["Vg"] } else { rate };
                let error = (rate - expected[k]).abs() / SCALES[k];
                prop_assert!(error <= TOLERANCE, "{} x{}: {rate}, published {}", patient.name, k + 1, expected[k]);
            }
            let seen = body.published();
            for (name, value) in [("plasma_glucose", expected[13]), ("sensor_glucose", expected[14]), ("plasma_insulin", expected[15])] {
                prop_assert!((seen[name] - value).abs() <= TOLERANCE * value, "{} {name}", patient.name);
            }
        }
    }
}

/// The basal state is the published one, symbol by symbol: x0_1 to x0_13 of the table.
#[test]
fn validated_initial_state_is_the_published_one() {
    let patients = virtual_patients();
    assert_eq!(patients.len(), 30);
    for (patient, of) in patients.iter().zip(table()) {
        let mut body = Body::of(patient);
        for (k, (instance, name)) in STATES.iter().enumerate() {
            let found = *state(&mut body, instance, name);
            let found = if k == 12 { found * of["Vg"] } else { found };
            let expected = of[format!("x0_{}", k + 1).as_str()];
            // The table prints its states to 12 digits.
            let error = (found - expected).abs() / SCALES[k];
            assert!(
                error < 1e-11,
                "{} x{}: {found}, published {expected}",
                patient.name,
                k + 1
            );
        }
        assert_eq!(*state(&mut body, "gut", "meal"), 0.0);
    }
}

/// How simglucose grows Dbar: what the stomach held when the meal began, plus the grams eaten since,
/// each minute's at its start (`T1DPatient.step`: `last_Qsto + last_foodtaken * 1000`).
#[test]
fn validated_meal_size_grows_as_in_simglucose() {
    let gut = system("gut", Isa::BASELINE).unwrap();
    let layout = gut.layout();
    let jump = |name: &str, x: &[f64], amount: f64| {
        let k = layout
            .jumps
            .iter()
            .position(|jump| jump.name == name)
            .unwrap();
        let p: Vec<f64> = layout.params.iter().map(|f| f.typical).collect();
        let mut after = vec![0.0; 4];
        gut.jump(
            k,
            physiology::View {
                t: 0.0,
                x,
                p: &p,
                u: &[],
            },
            amount,
            &mut after,
        );
        after
    };
    let held = [1000.0, 2000.0, 300.0, 45_000.0];
    let first = jump("begin_meal", &held, 5000.0);
    assert_eq!(first, [1000.0, 2000.0, 300.0, 8000.0]);
    // The stomach has moved on in the meantime; the meal remembers.
    let second = jump("continue_meal", &[4000.0, 3000.0, 500.0, first[3]], 2500.0);
    assert_eq!(second, [4000.0, 3000.0, 500.0, 10_500.0]);
}
