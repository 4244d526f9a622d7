//! Infection, its scores and chemistry, each model by itself.

use physiology::chemistry::lactate::{self, Lactate};
use physiology::sepsis::inflammation::{self, Inflammation};
use physiology::sepsis::scores::{self, IllnessScores};
use physiology::{At, Model, Quantities};

fn typical<Q: Quantities<f64>>() -> Q {
    let values: Vec<f64> = Q::FIELDS.iter().map(|field| field.typical).collect();
    Q::read(&values)
}

/// Damage by the hour when an antibiotic of 1 /h begins so many hours after the pathogen.
fn damage(p: &inflammation::Params<f64>, begins: f64, hours: usize) -> Vec<f64> {
    let rates = |t: f64, x: &[f64; 5]| {
        let u = inflammation::Inputs {
            antibiotic_kill: if t < begins { 0.0 } else { 1.0 },
            driving_pressure: 0.0,
        };
        let x = inflammation::State::read(x);
        let mut out = [0.0; 5];
        Inflammation
            .rates(At { t, x: &x, p, u: &u })
            .write(&mut out);
        out
    };
    let mut x = [0.0; 5];
    Inflammation.initial(p).write(&mut x);
    x[0] = 1.0;
    let step = 0.05;
    let mut courses = vec![x[2]];
    for k in 0..hours * 20 {
        let t = k as f64 * step;
        let moved = |by: &[f64; 5], share: f64| {
            let mut to = x;
            for (to, by) in to.iter_mut().zip(by) {
                *to += share * step * by;
            }
            to
        };
        let first = rates(t, &x);
        let second = rates(t + 0.5 * step, &moved(&first, 0.5));
        let third = rates(t + 0.5 * step, &moved(&second, 0.5));
        let fourth = rates(t + step, &moved(&third, 1.0));
        for i in 0..5 {
            x[i] += step / 6.0 * (first[i] + 2.0 * (second[i] + third[i]) + fourth[i]);
        }
        if (k + 1) % 20 == 0 {
            courses.push(x[2]);
        }
    }
    courses
}

fn most(courses: &[f64]) -> f64 {
    courses.iter().copied().fold(0.0, f64::max)
}

fn published() -> inflammation::Params<f64> {
    inflammation::Params {
        source: 0.0,
        tolerance_strength: 0.0,
        ..typical()
    }
}

/// Kill of 1 /h on growth 0.6 and start 1: damage peaks at 0.16, 0.55 and 2.08 when it begins at 0.5, 1 and
/// 2 h, and stays at 17.3 from 3 h on (solved independently, Runge-Kutta, 0.01 h).
#[test]
fn validated_the_published_model_knows_only_two_ends() {
    for (begins, peak) in [(0.5, 0.16), (1.0, 0.55), (2.0, 2.08)] {
        let found = most(&damage(&published(), begins, 336));
        assert!((found - peak).abs() < 0.05 * peak, "{begins}: {found}");
    }
    let late = damage(&published(), 3.0, 1000);
    let last = late[late.len() - 1];
    assert!((last - 17.3).abs() < 0.2, "{last}");
}

/// Over people who differ, an hour more costs more, never all at once; and damage heals.
#[test]
fn harm_rises_smoothly_with_delay() {
    let people: Vec<_> = (0..12)
        .map(|k| inflammation::Params {
            growth: 0.6 * (0.05 * (k as f64 - 5.5)).exp(),
            source: 0.0,
            ..typical()
        })
        .collect();
    let delays: Vec<f64> = (2..=12).map(f64::from).collect();
    let mut harm = Vec::new();
    for begins in delays {
        let courses: Vec<_> = people.iter().map(|p| damage(p, begins, 336)).collect();
        for course in &courses {
            assert!(
                course[336] < 0.9 * most(course),
                "no recovery from {begins} h"
            );
        }
        let sum: f64 = courses.iter().map(|course| most(course)).sum();
        harm.push(sum / people.len() as f64);
    }
    for pair in harm.windows(2) {
        let more = pair[1] - pair[0];
        assert!(more > 0.0 && more < 3.0, "{harm:?}");
    }
}

fn healthy() -> scores::Inputs<f64> {
    scores::Inputs {
        pf_ratio: 450.0,
        ventilator_pressure: 0.0,
        platelets: 250.0,
        bilirubin: 0.7,
        mean_arterial_pressure: 91.0,
        vasopressor_dose: 0.0,
        coma_score: 15.0,
        wakefulness: 1.0,
        responsiveness: 1.0,
        creatinine: 0.9,
        respiratory_rate: 14.0,
        spo2: 97.0,
        oxygen_supplement: 0.0,
        systolic_pressure: 120.0,
        heart_rate: 71.0,
        core_temperature: 309.95,
    }
}

fn counted(u: &scores::Inputs<f64>) -> scores::Signals<f64> {
    let p = typical();
    let x = IllnessScores.initial(&p);
    IllnessScores.signals(At {
        t: 0.0,
        x: &x,
        p: &p,
        u,
    })
}

/// A sedative is seen by who examines, and makes no failing brain.
#[test]
fn a_sedated_person_scores_low_when_examined_and_loses_no_point_of_sofa() {
    let sedated = scores::Inputs {
        wakefulness: 0.2,
        responsiveness: 0.5,
        ..healthy()
    };
    let sedated = counted(&sedated);
    assert!((sedated.examined_coma_score - 4.2).abs() < 1e-12);
    assert_eq!((sedated.sofa, sedated.news2), (0.0, 3.0));
}

/// Steps of Vincent 1996 and of the Royal College of Physicians 2017.
#[test]
fn validated_scores_count_by_the_published_steps() {
    let well = counted(&healthy());
    assert_eq!((well.sofa, well.news2), (0.0, 0.0));
    let ill = scores::Inputs {
        pf_ratio: 180.0, // 3, for who is ventilated
        ventilator_pressure: 15.0,
        platelets: 90.0,              // 2
        bilirubin: 2.5,               // 2
        mean_arterial_pressure: 66.0, // with norepinephrine:
        vasopressor_dose: 0.15,       // 4
        coma_score: 13.0,             // 1
        wakefulness: 1.0,
        responsiveness: 1.0,
        creatinine: 3.6,          // 3
        respiratory_rate: 26.0,   // 3
        spo2: 92.0,               // 2
        oxygen_supplement: 0.3,   // 2
        systolic_pressure: 95.0,  // 2
        heart_rate: 125.0,        // 2
        core_temperature: 312.55, // 2
    };
    let ill = counted(&ill);
    // Consciousness counts 3 in NEWS2.
    assert_eq!((ill.sofa, ill.news2), (15.0, 16.0));
    assert!(ill.death_risk > 80.0 && ill.death_risk < 95.0);
    // Who breathes alone has 2 points at most.
    let alone = scores::Inputs {
        pf_ratio: 80.0,
        ..healthy()
    };
    assert_eq!(counted(&alone).sofa, 2.0);
    let gone = scores::Inputs {
        mean_arterial_pressure: 12.0,
        ..healthy()
    };
    assert_eq!(counted(&gone).death_risk, 100.0);
}

/// The less is delivered, the more lactate is made and the less is cleared.
#[test]
fn lactate_rises_as_delivery_falls() {
    let p: lactate::Params<f64> = typical();
    let x = Lactate.initial(&p);
    let rate = |output: f64| {
        let u = lactate::Inputs {
            sympathetic_activity: 0.0,
            cardiac_output: output,
            haemoglobin: 15.0,
            arterial_oxygen_saturation: 97.0,
            metabolic_rate_factor: 1.0,
            splanchnic_blood_flow: 1400.0 * output / 5.3,
            renal_blood_flow: 1000.0 * output / 5.3,
            blood_loss: 0.0,
            lactate_production: 0.0,
            lactate_clearance: 1.0,
        };
        Lactate
            .rates(At {
                t: 0.0,
                x: &x,
                p: &p,
                u: &u,
            })
            .amount
    };
    // At rest nothing but the rounding of where supply meets need.
    assert!(rate(5.3).abs() < 0.15, "{}", rate(5.3));
    let rates: Vec<f64> = [5.3, 4.0, 3.0, 2.0, 1.0, 0.2].map(rate).to_vec();
    assert!(rates.windows(2).all(|pair| pair[1] > pair[0]), "{rates:?}");
}
