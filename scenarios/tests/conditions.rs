//! Conditions and procedures: the library's files, and what they do to a patient.

use engine::world::{Settings, Track};
use scenarios::catalogue::known;
use scenarios::check::check;
use scenarios::condition::{ConditionKind, Severe, condition, conditions, faults, pages, read};
use scenarios::medicine::Facts;
use scenarios::plan::{plan, twin};
use std::path::Path;

#[test]
fn the_files_of_the_library_have_no_faults() {
    assert_eq!(faults(), []);
    for kind in [ConditionKind::Condition, ConditionKind::Procedure] {
        assert!(conditions().iter().any(|known| known.kind == kind));
    }
}

#[test]
fn what_a_procedure_ends_is_a_condition() {
    for known in conditions() {
        for ended in &known.ends {
            let ended = condition(ended).unwrap_or_else(|| panic!("{}: {ended}", known.name));
            assert_eq!(ended.kind, ConditionKind::Condition, "{}", known.name);
        }
        let does = !known.changes.is_empty() || !known.ends.is_empty();
        assert!(does, "{} does nothing", known.name);
    }
}

/// At both ends of every range the equations have values.
#[test]
fn every_severity_has_numbers() {
    let facts = Facts::example();
    for known in conditions() {
        for measure in &known.measures {
            for value in [measure.least, measure.usual, measure.most] {
                let severe = Severe(vec![(measure.name.clone(), value)]);
                let became = known.befalls(&severe, &facts);
                let became = became.unwrap_or_else(|fault| panic!("{}: {fault:?}", known.name));
                for (place, to) in became {
                    let at = format!("{} {}.{}", known.name, place.part, place.field);
                    assert!(to.of(1.0).is_finite(), "{at} at {value}: {to:?}");
                }
            }
        }
    }
}

#[test]
fn the_page_of_the_conditions_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/conditions.md");
    let found = std::fs::read_to_string(path).unwrap_or_default();
    let anew = "make it again with\ncargo run -- manual --conditions > docs/conditions.md";
    assert!(found == pages(), "{anew}");
}

#[test]
fn everything_wrong_with_a_file_is_said_with_its_place() {
    let text = "title = \"T\"\nwhat = \"w\"\nsource = \"s\"\n[measure.fluid]\nwithin = \"0..10 mL\"\nusual = \"20 mL\"\n\
                meaning = \"m\"\n[[change]]\nparameter = \"circulation.pericardial_efusion\"\nto = \"1 mL\"\n\
                [[change]]\nparameter = \"circulation.pericardial_effusion\"\nto = \"5 mmHg\"\n[[change]]\n\
                parameter = \"circulation.pericardial_effusion\"\n";
    let (_, problems) = read("t", ConditionKind::Condition, text.as_bytes());
    let said: Vec<String> = problems.iter().map(|p| p.message.to_string()).collect();
    assert_eq!(problems.len(), 4, "{said:?}");
    for problem in &problems {
        assert!(problem.span.end > problem.span.start, "{problem:?}");
    }
}

const HEAD: &str = "title = \"t\"\nhorizon = \"90 min\"\nrecord = { every = \"1 min\", quantities = \
                    [\"circulation.pericardial_pressure\", \"mean_arterial_pressure\"] }\n[patient]\nsex = \"male\"\n\
                    age = \"50 yr\"\nweight = \"80 kg\"\nheight = \"178 cm\"\ntwins = 3\n[[treatment]]\nat = \"10 min\"\n\
                    start = \"tamponade\"\nas = \"effusion = 120 mL\"\n";

fn tracks(arms: &str, threads: usize) -> Vec<Track> {
    tracks_of(&format!("{HEAD}{arms}"), threads)
}

fn tracks_of(text: &str, threads: usize) -> Vec<Track> {
    let (scenario, problems) = check(text.as_bytes(), &known());
    let scenario = scenario.unwrap_or_else(|| panic!("{problems:?}"));
    let plan = plan(&scenario, None).unwrap_or_else(|problems| panic!("{problems:?}"));
    let settings = Settings {
        threads,
        ..Settings::default()
    };
    let mut engine = plan.engine(&settings).expect("an engine");
    let of = |number| twin(&plan.subject, &plan.spread, plan.seed, number, plan.twins);
    let twins: Vec<_> = (0..plan.twins).map(of).collect();
    engine.project(&twins).expect("a projection")
}

/// It comes in ten minutes; a drain while it comes lets it pass from as far as it has come.
#[test]
fn a_condition_comes_in_steps_and_passes_from_where_it_is() {
    let arms = "[[arm]]\nname = \"never\"\n[[arm]]\nname = \"early\"\ntreatment = [{ at = \"15 min\", do = \
                \"pericardiocentesis\" }]\n";
    for pair in tracks(arms, 1).chunks(2) {
        let pressure = |which: usize, minute: usize| pair[which].samples[2 * minute];
        let rise = pressure(0, 25) - pressure(0, 5);
        assert!(rise > 1.0, "{rise}");
        assert_eq!(pressure(0, 15), pressure(1, 15));
        // Never as far as without the drain, and gone two minutes later.
        assert!((15..25).all(|minute| pressure(1, minute) < pressure(0, 25)));
        assert!((pressure(1, 80) - pressure(1, 5)).abs() < 0.05);
        assert!(pressure(0, 80) - pressure(0, 5) > 1.0);
    }
}

/// An arm that shares the coming of a condition with another has the same bits as alone.
#[test]
fn a_condition_goes_through_a_fork() {
    let early = "[[arm]]\nname = \"early\"\ntreatment = [{ at = \"15 min\", do = \"pericardiocentesis\" }]\n";
    let both = format!("[[arm]]\nname = \"never\"\n{early}");
    let (both, alone) = (tracks(&both, 2), tracks(early, 1));
    for (pair, alone) in both.chunks(2).zip(&alone) {
        assert_eq!(pair[1].samples, alone.samples);
    }
}

/// Who has a condition from the start is at rest with it, and a procedure takes it away.
#[test]
fn a_chronic_condition_is_there_at_rest_and_can_be_ended() {
    let text = HEAD.replace(
        "twins = 3",
        "twins = 3\nconditions = [{ name = \"tamponade\", as = \"effusion = 60 mL\" }]",
    );
    let (head, _) = text.split_once("[[treatment]]").expect("a treatment");
    let arms = "[[arm]]\nname = \"never\"\n[[arm]]\nname = \"drain\"\ntreatment = [{ at = \"5 min\", do = \
                \"pericardiocentesis\" }]\n";
    let healthy = tracks_of(
        &format!("{}{arms}", head.replace("effusion = 60", "effusion = 0")),
        1,
    );
    for (pair, healthy) in tracks_of(&format!("{head}{arms}"), 1)
        .chunks(2)
        .zip(healthy.chunks(2))
    {
        let pressure = |which: usize, minute: usize| pair[which].samples[2 * minute];
        assert!(pressure(0, 0) > healthy[0].samples[0] + 0.1);
        assert!((pressure(0, 80) - pressure(0, 0)).abs() < 0.02);
        // As good as gone; a twin may be another draw than the healthy one, so each is its own measure.
        assert!(pressure(1, 80) < pressure(0, 80) - 0.1);
    }
}

/// Severity by what it does to the typical patient, untreated.
#[test]
fn a_severity_is_found_by_its_effect() {
    let text = HEAD.replace(
        "effusion = 120 mL",
        "mean_arterial_pressure = 70 mmHg at 30 min if untreated",
    );
    let text = text.replace("twins = 3", "twins = 1");
    let tracks = tracks_of(&text, 1);
    // It began at 10 min.
    let typical = tracks[0].samples[2 * 40 + 1];
    assert!((typical - 70.0).abs() < 0.05, "{typical}");
    let beyond = HEAD.replace(
        "effusion = 120 mL",
        "mean_arterial_pressure = 170 mmHg at 30 min",
    );
    let (scenario, _) = check(beyond.as_bytes(), &known());
    let problems = plan(&scenario.expect("a scenario"), None)
        .err()
        .expect("no such severity");
    assert!(
        problems[0]
            .message
            .contains("mean_arterial_pressure would be"),
        "{problems:?}"
    );
}

/// `quickening from 1 to 2 1` was what a severity out of its range was told.
#[test]
fn a_pure_number_is_told_without_a_unit() {
    let of_pneumonia = HEAD.replace(
        "start = \"tamponade\"\nas = \"effusion = 120 mL\"",
        "start = \"pneumonia\"\nas = \"quickening = 5\"",
    );
    let (_, problems) = check(of_pneumonia.as_bytes(), &known());
    let said = problems.iter().find(|p| p.message.contains("a severity"));
    let expected = &said.expect("a problem").expected;
    assert!(expected.contains("quickening from 1 to 2"), "{expected}");
    assert!(!expected.contains("to 2 1"), "{expected}");
}
