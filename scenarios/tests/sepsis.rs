//! Sepsis: the rule of death, and what an hour without antibiotic does.

use engine::world::Settings;
use physiology::people::DIFFERENCES;
use scenarios::plan::plan;
use scenarios::run::{Projection, run};
use scenarios::{catalogue, check};
use statrs::distribution::{ContinuousCDF, Normal};

fn answer(text: &str, twins: Option<usize>) -> Projection {
    let (scenario, problems) = check::check(text.as_bytes(), &catalogue::known());
    let scenario = scenario.unwrap_or_else(|| panic!("{problems:?}"));
    let mut plan = plan(&scenario, None).unwrap_or_else(|problems| panic!("{problems:?}"));
    plan.twins = twins.unwrap_or(plan.twins);
    let settings = Settings {
        rtol: Some(1e-4),
        ..Settings::default()
    };
    run(&scenario, &plan, &settings, |_| Ok(()), |_| ()).unwrap_or_else(|error| panic!("{error}"))
}

/// Of many people with the same risk, the share of it dies: a lognormal lot is nearly a logistic one.
#[test]
fn validated_lots_turn_risks_into_as_many_deaths() {
    let luck = DIFFERENCES.iter().find(|of| of.parameter == "luck");
    let luck = luck.expect("a lot");
    let sd_log = (1.0 + luck.cv * luck.cv).ln().sqrt();
    let normal = Normal::new(0.0, sd_log).expect("a normal");
    for percent in 1..100 {
        let risk = f64::from(percent) / 100.0;
        // Dies where odds times luck pass one: where the logarithm of luck is above minus the log odds.
        let dies = normal.cdf((risk / (1.0 - risk)).ln());
        assert!((dies - risk).abs() < 0.01, "{risk}: {dies} die");
    }
}

fn with_luck(luck: &str) -> Projection {
    answer(
        &format!(
            r#"
title = "A lot"
horizon = "6 h"
record = {{ every = "30 min", quantities = ["death", "death_risk", "mean_arterial_pressure"] }}
[patient]
sex = "male"
age = "50 yr"
weight = "80 kg"
height = "180 cm"
[[treatment]]
at = "2 h"
set = "survival.luck"
to = "{luck}"
[[outcome]]
of = "risk(death > 0.5)"
[[outcome]]
of = "time(mean_arterial_pressure > 20 mmHg and death < 0.5)"
[[outcome]]
of = "maximum(death)"
"#
        ),
        None,
    )
}

/// Health has a risk of 1 % by this rule: only somebody with very bad luck dies of it, once.
#[test]
fn who_dies_is_dead_from_then_on() {
    let dies = with_luck("1000");
    let value = |projection: &Projection, outcome: usize| projection.rows[outcome].arms[0].centre;
    assert_eq!(value(&dies, 0), 1.0);
    assert!((value(&dies, 2) - 1.0).abs() < 1e-6);
    // Alive for two hours, give or take the half hour between rows.
    assert!(
        (120.0..=150.0).contains(&value(&dies, 1)),
        "{}",
        value(&dies, 1)
    );
    let lives = with_luck("0.01");
    assert_eq!((value(&lives, 0), value(&lives, 1)), (0.0, 360.0));
}

/// An hour without antibiotic harms, more hours harm more, and neither nobody nor everybody is harmed: no
/// switch.
#[test]
fn harm_rises_with_the_delay_of_antibiotics() {
    let text = include_str!("../library/sepsis-antibiotics.toml");
    let projection = answer(text, Some(16));
    let find = |name: &str| {
        let mut rows = projection.rows.iter();
        rows.find(|row| row.label == name).expect("an outcome")
    };
    for name in [
        "highest SOFA",
        "risk of death by highest SOFA",
        "damage, most",
    ] {
        let by_delay = &find(name).differences;
        assert!(
            0.0 < by_delay[0].mean && by_delay[0].mean < by_delay[1].mean,
            "{name}: {by_delay:?}"
        );
    }
    let verdict = find("highest SOFA").differences[1]
        .verdict
        .expect("a verdict");
    // A SOFA counts in steps, and one of sixteen may cross one the other way.
    assert!(verdict.better <= 1, "{verdict:?}");
    assert!(verdict.worse > 2 && verdict.same > 0, "{verdict:?}");
}
