//! Within a breath: what is drawn belongs to the breath that the chest averages.

use physiology::breath::person;
use physiology::breath::waves::{BreathWaves, Inputs, Params, Signals, State};
use physiology::{At, Model, Quantities};

const SAMPLES: usize = 20_000;

fn inputs() -> Inputs<f64> {
    Inputs {
        tidal_volume: 0.5,
        respiratory_rate: 12.0,
        inspiratory_share: 0.33,
        respiratory_compliance: 0.1,
        lung_compliance: 0.2,
        airway_resistance: 1.5,
        expiratory_resistance: 1.5,
        airway_dead_space: 0.15,
        pleural_pressure: -4.0,
        end_expiratory_pressure: 0.0,
        ventilator_pressure: 0.0,
        ventilator_volume: 0.0,
        end_tidal_carbon_dioxide: 38.0,
        inspired_carbon_dioxide_fraction: 0.0,
        barometric_pressure: 760.0,
    }
}

fn by_volume() -> Inputs<f64> {
    Inputs {
        end_expiratory_pressure: 5.0,
        ventilator_pressure: 40.0,
        ventilator_volume: 0.5,
        ..inputs()
    }
}

/// The volume is that of 5 cm[H2O] over 0.1 L/cm[H2O]: with 0.15 s of time constant nearly all goes in.
fn by_pressure() -> Inputs<f64> {
    Inputs {
        end_expiratory_pressure: 5.0,
        ventilator_pressure: 5.0,
        ..inputs()
    }
}

fn one_breath(u: &Inputs<f64>) -> Vec<Signals<f64>> {
    let part = person::waves();
    let p = Params::read(&part.params);
    let at = |k: usize| {
        let x = State {
            breaths: (k as f64 + 0.5) / SAMPLES as f64,
        };
        let (t, x) = (0.0, &x);
        BreathWaves.signals(At { t, x, p: &p, u })
    };
    (0..SAMPLES).map(at).collect()
}

fn range(breath: &[Signals<f64>], of: impl Fn(&Signals<f64>) -> f64) -> (f64, f64) {
    let values = breath.iter().map(of);
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), v| {
        (least.min(v), most.max(v))
    })
}

/// What goes in comes out, as much as the chest says, and flow is the slope of volume; in every mode.
#[test]
fn flow_and_volume_are_of_one_breath() {
    for u in [inputs(), by_volume(), by_pressure()] {
        let breath = one_breath(&u);
        let step = 5.0 / SAMPLES as f64;
        let moved: f64 = breath.iter().map(|s| s.airway_flow / 60.0 * step).sum();
        assert!(moved.abs() < 1e-3, "{moved} L stay in each breath");
        let (least, most) = range(&breath, |s| s.breath_volume);
        assert!((most - least - 0.5).abs() < 1e-3, "{}", most - least);
        let inhaled: f64 = breath
            .iter()
            .map(|s| s.airway_flow.max(0.0) / 60.0 * step)
            .sum();
        assert!((inhaled - 0.5).abs() < 1e-3, "{inhaled}");
    }
}

/// The mean of pleural pressure over the breath is the one that the chest publishes.
#[test]
fn pleural_pressure_has_the_mean_of_the_chest() {
    for u in [inputs(), by_volume(), by_pressure()] {
        let breath = one_breath(&u);
        let mean = breath.iter().map(|s| s.pleural_wave).sum::<f64>() / SAMPLES as f64;
        let of_the_chest = -4.0 * 133.322 / 98.0665;
        assert!((mean - of_the_chest).abs() < 0.02, "{mean} {of_the_chest}");
    }
}

/// By volume, airway pressure ends at PEEP + volume over compliance + resistance times flow (0.5 / 0.1 +
/// 1.5 * 0.5 / 1.65 s) and begins above PEEP by the resistance alone; by pressure it is even.
#[test]
fn airway_pressure_is_that_of_the_mode() {
    let (_, most) = range(&one_breath(&by_volume()), |s| s.airway_pressure);
    let expected = 5.0 + 0.5 / 0.1 + 1.5 * 0.5 / 1.65;
    assert!((most - expected).abs() < 0.01, "{most} {expected}");
    let breath = one_breath(&by_pressure());
    assert_eq!(range(&breath, |s| s.airway_pressure).1, 10.0);
    assert!((breath[SAMPLES - 1].airway_pressure - 5.0).abs() < 1e-6);
    let alone = one_breath(&inputs());
    assert_eq!(range(&alone, |s| s.airway_pressure), (0.0, 0.0));
}

/// At rest peak flows are near 0.40 L/s in and 0.44 L/s out (Gupta 2010, TARGETS 3.1), within a third.
#[test]
fn validated_peak_flows_at_rest() {
    let (least, most) = range(&one_breath(&inputs()), |s| s.airway_flow / 60.0);
    println!("{most} L/s in, {least} L/s out");
    assert!((most / 0.40 - 1.0).abs() < 0.34, "{most}");
    assert!((least / -0.44 - 1.0).abs() < 0.34, "{least}");
}

/// A capnogram begins and ends its breath in with fresh gas, rises after the dead space, and ends a hair
/// below what the alveoli hold; narrow airways slant it, and a breath of the dead space alone shows little.
#[test]
fn the_capnogram_tells_of_dead_space_and_of_narrow_airways() {
    let breath = one_breath(&inputs());
    assert!(breath[SAMPLES / 4].capnogram < 0.1);
    let (_, most) = range(&breath, |s| s.capnogram);
    assert!(most > 37.0 && most < 38.0, "{most}");
    assert!((breath[SAMPLES - 1].capnogram - breath[0].capnograph_end_tidal).abs() < 0.5);

    let slant = |u: &Inputs<f64>| {
        let breath = one_breath(u);
        breath[SAMPLES - 1].capnogram - breath[SAMPLES * 6 / 10].capnogram
    };
    let narrow = Inputs {
        airway_resistance: 15.0,
        expiratory_resistance: 15.0,
        ..inputs()
    };
    assert!(
        slant(&narrow) > 3.0 * slant(&inputs()),
        "{}",
        slant(&narrow)
    );
    let shallow = Inputs {
        tidal_volume: 0.12,
        ..inputs()
    };
    assert!(one_breath(&shallow)[0].capnograph_end_tidal < 10.0);
}

/// Where nobody breathes nothing moves.
#[test]
fn apnoea_is_flat() {
    let still = Inputs {
        tidal_volume: 0.0,
        respiratory_rate: 0.0,
        ..inputs()
    };
    for seen in one_breath(&still) {
        assert!(seen.airway_flow == 0.0 && seen.capnogram < 0.1, "{seen:?}");
    }
}
