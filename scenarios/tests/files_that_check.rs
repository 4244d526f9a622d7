//! Files that are right, and what comes out of them.

mod fixture;

use fixture::known;
use scenarios::expression::Kind;
use scenarios::file::{Amount, Direction, SetTo, Spread, Timing, Verb, Who};
use scenarios::time::Time;

#[test]
fn the_files_check_clean() {
    for (name, text) in [
        ("late-bolus", include_str!("files/late-bolus.toml")),
        ("theophylline", include_str!("files/theophylline.toml")),
        ("illness", include_str!("files/illness.toml")),
        ("pump", include_str!("files/pump.toml")),
        ("template", scenarios::template::TEMPLATE),
    ] {
        let (scenario, problems) = scenarios::check(text.as_bytes(), &known());
        let report = scenarios::report::Report::new(name, text.as_bytes(), problems);
        assert!(
            scenario.is_some() && report.rows().is_empty(),
            "{}",
            report.draw(false, 100)
        );
    }
}

#[test]
fn everything_written_is_there() {
    let text = include_str!("files/late-bolus.toml");
    let scenario = scenarios::check(text.as_bytes(), &known())
        .0
        .expect("a clean file");
    assert_eq!(scenario.title.value, "Late bolus");
    assert_eq!(scenario.horizon.value, Time::from_minutes(24 * 60));
    assert_eq!(scenario.seed, 7);
    assert_eq!(scenario.record.every, Time::from_minutes(5));
    assert_eq!(scenario.record.quantities.len(), 2);
    assert!(matches!(&scenario.patient.who, Who::Virtual(name) if name.value == "adult#001"));
    assert_eq!(scenario.patient.twins, 200);
    let varies = &scenario.patient.varies;
    assert_eq!(
        varies[0].parameter.value.to_string(),
        "insulin_action.insulin_sensitivity"
    );
    assert_eq!(varies[0].spread.value, Spread::Cv(0.25));
    assert!(varies[0].assumed && !varies[1].assumed);
    let Verb::Give(basal) = &scenario.treatment[0].verb else {
        panic!("a give")
    };
    assert_eq!(basal.amount.value, Amount::Basal);
    let Timing::At(times) = &scenario.treatment[1].timing else {
        panic!("times")
    };
    assert_eq!(
        times
            .iter()
            .map(|time| time.value.hours())
            .collect::<Vec<_>>(),
        [7.0, 12.0, 19.0]
    );
    let Timing::When {
        condition, from, ..
    } = &scenario.treatment[2].timing
    else {
        panic!("a trigger")
    };
    assert_eq!(condition.value.quantities(), ["sensor_glucose"]);
    assert!(condition.value.holds(&[69.0]) && !condition.value.holds(&[70.0]));
    assert_eq!(condition.value.margin(&[60.0]), 10.0);
    assert_eq!(
        from.as_ref().map(|from| from.value),
        Some(Time::from_minutes(60))
    );
    let repeat = scenario.treatment[2].repeat.as_ref().expect("a repetition");
    assert_eq!(repeat.times.as_ref().map(|times| times.value), Some(4));
    let Verb::Give(bolus) = &scenario.arms[0].treatment[0].verb else {
        panic!("a give")
    };
    let Amount::Dose(dose) = &bolus.amount.value else {
        panic!("a dose")
    };
    assert_eq!(
        (
            dose.value,
            dose.per == scenarios::file::Per::Kilogram,
            dose.text.as_str()
        ),
        (4.5, false, "4.5 U")
    );
    assert_eq!(scenario.outcomes[0].of.value.kind(), Kind::Duration);
    let meaningful = scenario.outcomes[1]
        .meaningful
        .as_ref()
        .expect("a difference");
    assert!((meaningful.value.value - 0.05).abs() < 1e-15);
    assert_eq!(meaningful.value.good, Direction::Less);
}

#[test]
fn doses_by_weight_and_settings_are_converted() {
    let text = include_str!("files/theophylline.toml");
    let scenario = scenarios::check(text.as_bytes(), &known())
        .0
        .expect("a clean file");
    let Who::Person(person) = &scenario.patient.who else {
        panic!("a person")
    };
    assert_eq!(
        person.weight_kg.as_ref().map(|weight| weight.value),
        Some(70.0)
    );
    let Verb::Give(give) = &scenario.arms[0].treatment[0].verb else {
        panic!("a give")
    };
    let Amount::Dose(dose) = &give.amount.value else {
        panic!("a dose")
    };
    assert!((dose.value - 5.0).abs() < 1e-12 && dose.per == scenarios::file::Per::Kilogram);

    let text = include_str!("files/illness.toml");
    let scenario = scenarios::check(text.as_bytes(), &known())
        .0
        .expect("a clean file");
    let Verb::Set(set) = &scenario.treatment[0].verb else {
        panic!("a setting")
    };
    assert_eq!(set.to.value, SetTo::Share(0.6));
    let Verb::Set(set) = &scenario.treatment[1].verb else {
        panic!("a setting")
    };
    assert!(matches!(&set.to.value, SetTo::Value(value) if value.value == 0.8));
    let Verb::Give(give) = &scenario.arms[1].treatment[0].verb else {
        panic!("a give")
    };
    let Amount::Rate(rate) = &give.amount.value else {
        panic!("a rate")
    };
    assert!((rate.per_minute - 0.04).abs() < 1e-15);
}

#[test]
fn a_file_without_arms_has_one() {
    let text = "title = \"a\"\nquestion = \"b?\"\nhorizon = \"1 h\"\npatient = { virtual = \"adult#001\" }\n";
    let (scenario, problems) = scenarios::check(text.as_bytes(), &known());
    assert_eq!(scenario.expect("a scenario").arms.len(), 1);
    assert_eq!(
        problems.len(),
        1,
        "only that nothing is measured: {problems:?}"
    );
}

#[test]
fn every_example_of_the_grammar_is_toml() {
    for table in scenarios::grammar::tables() {
        for key in table.keys.iter().filter(|key| key.available) {
            for value in [Some(key.example), key.default].into_iter().flatten() {
                let line = format!("{} = {value}\n", key.name);
                let document = scenarios::document::parse(&line);
                assert!(document.problems.is_empty(), "{line}");
            }
        }
    }
}

#[test]
fn the_manual_names_every_key_and_function() {
    let manual = scenarios::manual::manual();
    for table in scenarios::grammar::tables() {
        for key in table.keys {
            assert!(manual.contains(&format!("`{}`", key.name)), "{}", key.name);
        }
    }
}
