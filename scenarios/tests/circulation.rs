//! Patients who carry a circulation: when they do, how they start, and what is said where they cannot.

use engine::world::Settings;
use physiology::people::PLAUSIBLE;
use scenarios::plan::{plan, twin};
use scenarios::run::run;
use scenarios::{catalogue, check};

const PERSON: &str = "sex = \"female\"\nage = \"40 yr\"\nweight = \"65 kg\"\nheight = \"168 cm\"\n";

fn scenario(patient: &str, rest: &str) -> String {
    format!(
        "title = \"x\"\nhorizon = \"30 min\"\nrecord = {{ every = \"1 min\", quantities = [\"heart_rate\"] }}\n[patient]\n{patient}{rest}"
    )
}

/// The one arm's medians of the outcomes, in their order.
fn answers(text: &str) -> Vec<f64> {
    let (scenario, problems) = check(text.as_bytes(), &catalogue::known());
    let scenario = scenario.unwrap_or_else(|| panic!("{problems:?}"));
    let plan = plan(&scenario, None).unwrap_or_else(|problems| panic!("{problems:?}"));
    let projection = run(&scenario, &plan, &Settings::default(), |_| Ok(()), |_| ()).unwrap();
    assert!(projection.failed.is_empty(), "{:?}", projection.failed);
    projection
        .rows
        .iter()
        .map(|row| row.arms[0].centre)
        .collect()
}

/// What the plan says is wrong.
fn refused(text: &str) -> String {
    let (scenario, problems) = check(text.as_bytes(), &catalogue::known());
    let scenario = scenario.unwrap_or_else(|| panic!("{problems:?}"));
    match plan(&scenario, None) {
        Ok(_) => panic!("a plan was made"),
        Err(problems) => problems
            .iter()
            .map(|p| format!("{}; found {}; expected {}", p.message, p.found, p.expected))
            .collect(),
    }
}

/// What the check says is wrong.
fn wrong(action: &str) -> String {
    let text = scenario(
        PERSON,
        &format!("[[treatment]]\nat = \"1 min\"\n{action}\n"),
    );
    let (_, problems) = check(text.as_bytes(), &catalogue::known());
    problems.iter().map(|p| format!("{p:?}\n")).collect()
}

#[test]
fn who_speaks_of_the_heart_has_one() {
    let instances = |text: &str| {
        let (scenario, problems) = check(text.as_bytes(), &catalogue::known());
        let scenario = scenario.unwrap_or_else(|| panic!("{problems:?}"));
        let plan = plan(&scenario, None).unwrap();
        let mut names: Vec<_> = plan
            .subject
            .parts
            .iter()
            .map(|p| p.instance.to_string())
            .collect();
        names.sort();
        names
    };
    assert_eq!(
        instances(&scenario(PERSON, "")),
        [
            "baroreflex",
            "blood",
            "chemoreflex",
            "circulation",
            "decompensation",
            "mast_cells"
        ]
    );
    let vancomycin = std::fs::read_to_string("library/vancomycin-renal.toml").unwrap();
    assert!(!instances(&vancomycin).contains(&"circulation".to_owned()));
}

#[test]
fn a_person_of_whom_too_little_is_known_is_refused() {
    let said = refused(&scenario(
        "sex = \"female\"\nage = \"40 yr\"\nweight = \"65 kg\"\n",
        "",
    ));
    assert!(
        said.contains("more facts") && said.contains("height"),
        "{said}"
    );
    let child = PERSON.replace("40 yr", "9 yr");
    assert!(refused(&scenario(&child, "")).contains("adults"));
    assert!(refused(&scenario("virtual = \"adult#001\"\n", "")).contains("no circulation"));
}

#[test]
fn every_twin_starts_at_a_rest_that_adults_have() {
    let (scenario, _) = check(
        scenario(&format!("{PERSON}twins = 50\n"), "").as_bytes(),
        &catalogue::known(),
    );
    let plan = plan(&scenario.unwrap(), None).unwrap();
    let resting = plan.subject.resting.as_ref().unwrap();
    let mut rates = Vec::new();
    for number in 0..50 {
        let newcomer = twin(&plan.subject, &plan.spread, plan.seed, number, 50);
        for limit in &PLAUSIBLE {
            // A body without lungs has no gases.
            let Some(value) = resting.signal(&newcomer.parts, limit.quantity) else {
                assert_eq!(limit.quantity, "arterial_carbon_dioxide_pressure");
                continue;
            };
            assert!(
                (limit.least..=limit.most).contains(&value),
                "{} {value}",
                limit.quantity
            );
        }
        rates.push(resting.signal(&newcomer.parts, "heart_rate").unwrap());
    }
    let (least, most) = rates.iter().fold((f64::MAX, 0.0), |(a, b): (f64, f64), r| {
        (a.min(*r), b.max(*r))
    });
    assert!(most - least > 5.0, "twins are alike: {least} to {most}");
}

#[test]
fn what_is_stopped_stops() {
    let text = scenario(
        PERSON,
        r#"
[[treatment]]
at = "1 min"
give = "saline"
rate = "100 mL/min"
[[treatment]]
at = "6 min"
stop = "saline"
[[treatment]]
at = "15 min"
start = "haemorrhage"
as = "blood_loss = 100 mL/min"
[[treatment]]
at = "20 min"
stop = "haemorrhage"
[[outcome]]
name = "most blood"
of = "first(blood_volume > 3950 mL)"
[[outcome]]
name = "loss at first"
of = "value(blood_loss, at 16 min)"
[[outcome]]
name = "loss at the end"
of = "value(blood_loss, at 25 min)"
[[outcome]]
name = "peak"
of = "maximum(blood_volume)"
[[outcome]]
name = "at the stop"
of = "value(blood_volume, at 6 min)"
"#,
    );
    let found = answers(&text);
    assert!((85.0..110.0).contains(&found[1]), "{found:?}");
    assert_eq!(found[2], 0.0);
    assert!(found[3] - found[4] < 5.0, "{found:?}");
}

#[test]
fn slips_are_answered() {
    assert!(wrong("start = \"haemorhage\"\nrate = \"100 mL/min\"").contains("haemorrhage"));
    assert!(wrong("start = \"haemorrhage\"").contains("missing severity"));
    assert!(wrong("start = \"haemorrhage\"\nrate = \"100 mg\"").contains("not a loss of blood"));
    assert!(wrong("start = \"haemorrhage\"\nas = \"lots\"").contains("not a severity"));
    assert!(wrong("give = \"salin\"\ndose = \"1 L\"").contains("saline"));
}

/// A heart that beats starts with the beat that it will have a minute later, and shows waves.
#[test]
fn a_heart_beats_where_the_file_asks() {
    let asked = |of: &str| format!("[[outcome]]\nof = \"{of}\"\n");
    let of = [
        "mean(mean_arterial_pressure, to 10 s)",
        "mean(mean_arterial_pressure, from 60 s)",
        "mean(cardiac_output, to 10 s)",
        "mean(cardiac_output, from 60 s)",
        "maximum(arterial_pressure_wave, from 60 s)",
        "minimum(arterial_pressure_wave, from 60 s)",
        "maximum(ecg_ii, from 60 s)",
        "maximum(circulation.left_ventricular_pressure, from 60 s)",
    ];
    let text = format!(
        "title = \"x\"\nhorizon = \"70 s\"\nrecord = {{ every = \"20 ms\", quantities = [\"arterial_pressure_wave\"] }}\n[patient]\n{PERSON}heart = \"beat by beat\"\n{}",
        of.map(asked).concat()
    );
    let found = answers(&text);
    for pair in found[..4].chunks(2) {
        assert!((pair[0] / pair[1] - 1.0).abs() < 0.02, "{found:?}");
    }
    assert!((25.0..75.0).contains(&(found[4] - found[5])), "{found:?}");
    assert!((0.4..2.0).contains(&found[6]), "{found:?}");
    assert!((found[7] / found[4] - 1.0).abs() < 0.2, "{found:?}");
}

#[test]
fn waves_are_of_a_heart_that_beats() {
    let text = format!(
        "title = \"x\"\nhorizon = \"1 min\"\nrecord = {{ every = \"1 s\", quantities = [\"ecg_ii\"] }}\n[patient]\n{PERSON}"
    );
    assert!(refused(&text).contains("heart = \"beat by beat\""));
}

/// The shock of ventricular fibrillation and what ends it, by the words of a file.
#[test]
fn a_rhythm_starts_and_is_ended() {
    let text = scenario(
        &format!("{PERSON}heart = \"beat by beat\"\n"),
        "[[treatment]]\nat = \"1 min\"\nstart = \"ventricular fibrillation\"\n\
         [[treatment]]\nat = \"2 min\"\ndo = \"chest compressions\"\n\
         [[treatment]]\nat = \"4 min\"\nstop = \"chest compressions\"\n\
         [[treatment]]\nat = \"4 min\"\ndo = \"defibrillation\"\n\
         [[outcome]]\nof = \"value(cardiac_output, at 2 min)\"\n\
         [[outcome]]\nof = \"value(cardiac_output, at 4 min)\"\n\
         [[outcome]]\nof = \"value(cardiac_output, at 10 min)\"\n",
    );
    let found = answers(&text);
    assert!(
        found[0] < 0.05 && found[1] > 0.5 && found[2] > 2.0 * found[1],
        "{found:?}"
    );
}

/// Anaemia that somebody lives with is theirs at rest, and no sign of a loss of blood.
#[test]
fn an_anaemic_person_rests_with_the_haemoglobin_that_was_told() {
    let outcome = |of: &str| format!("[[outcome]]\nof = \"{of}\"\n");
    let asked: String = [
        "value(haemoglobin, at 20 min)",
        "value(blood_volume, at 20 min)",
        "value(mean_arterial_pressure, at 20 min)",
        "value(cardiac_output, at 20 min)",
    ]
    .map(outcome)
    .concat();
    let with = |told: &str| answers(&scenario(&format!("{PERSON}{told}"), &asked));
    let (well, pale) = (with(""), with("haemoglobin = \"70 g/L\"\n"));
    assert!((well[0] - 13.6).abs() < 0.1, "{well:?}");
    assert!((pale[0] - 7.0).abs() < 0.1, "{pale:?}");
    assert!((pale[1] / well[1] - 1.0).abs() < 0.05, "{well:?} {pale:?}");
    assert!((pale[2] / well[2] - 1.0).abs() < 0.1, "{well:?} {pale:?}");
    assert!(pale[3] > 1.03 * well[3], "{well:?} {pale:?}");
    let text = scenario(&format!("{PERSON}haemoglobin = \"2 g/dL\"\n"), "");
    let (_, problems) = check(text.as_bytes(), &catalogue::known());
    let told = |span: scenarios::span::Span| text[span.start..span.end].trim_matches('"');
    let found = problems.iter().find(|p| told(p.span) == "2 g/dL");
    let found = found.unwrap_or_else(|| panic!("{problems:?}"));
    assert!(found.expected.contains("haemoglobin"), "{found:?}");
}
