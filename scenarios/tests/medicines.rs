//! Medicine files: those of the library, and the messages for those of a person.

use scenarios::medicine::{Facts, Shelf, read};
use scenarios::problem::Severity;
use scenarios::report::{Report, Row};
use std::path::Path;

const BASE: &str = include_str!("files/medicine.toml");

fn rows(text: &str) -> Vec<Row> {
    let (_, problems) = read("drug", text.as_bytes());
    Report::new("drug.toml", text.as_bytes(), problems).rows()
}

/// The one error of the base file with a piece replaced.
#[track_caller]
fn error(old: &str, new: &str) -> Row {
    assert_eq!(BASE.matches(old).count(), 1, "`{old}` stands once");
    let mut found = rows(&BASE.replacen(old, new, 1));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].severity, Severity::Error);
    assert!(!found[0].expected.is_empty());
    found.remove(0)
}

#[test]
fn the_library_has_no_faults() {
    let faults = Shelf::faults();
    assert!(faults.is_empty(), "{faults:#?}");
    let shelf = Shelf::library();
    let names: Vec<&str> = shelf.iter().map(|drug| drug.name.as_str()).collect();
    assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "{names:?}");
    for drug in shelf.iter() {
        let parts = drug.parts(&Facts::example());
        let (kinetics, effects) = parts.unwrap_or_else(|unfit| panic!("{}: {unfit}", drug.name));
        assert_eq!(kinetics.is_none(), drug.own_part);
        assert!(
            drug.source.len() > 20 && drug.population.len() > 10,
            "{}",
            drug.name
        );
        for part in kinetics.iter().chain(&effects) {
            // An effect may fall.
            let down = part.system.ends_with("_effect");
            let sound = |p: &f64| p.is_finite() && (*p >= 0.0 || down);
            assert!(part.params.iter().all(sound), "{part:?}");
        }
        for part in drug.components() {
            for parameter in part.parameters.iter().filter(|p| p.is.is_some()) {
                assert!(
                    parameter.source.len() > 8,
                    "{} {}",
                    drug.name,
                    parameter.name
                );
            }
        }
    }
}

#[test]
fn a_whole_file_reads() {
    assert_eq!(rows(BASE), Vec::new());
    let (medicine, _) = read("drug", BASE.as_bytes());
    let medicine = medicine.expect("a medicine");
    let mut facts = Facts::example();
    let (kinetics, effects) = medicine.parts(&facts).expect("parts");
    let kinetics = kinetics.expect("a part");
    // 6 L/h (70 / 70)^0.75 by (90 / 120) of creatinine clearance.
    assert_eq!(kinetics.params[2], 4.5);
    assert_eq!(effects[0].params, [5.0, 100.0, 0.2, 0.5, 0.0]);
    assert_eq!(&*effects[0].reads[0].from.part, "drug");
    facts.numbers.insert("weight", 140.0);
    facts.words.insert("sex", "male".to_owned());
    let (kinetics, _) = medicine.parts(&facts).expect("parts");
    let expected = 4.5 * 2_f64.powf(0.75) * 1.2;
    assert!((kinetics.expect("a part").params[2] / expected - 1.0).abs() < 1e-14);
    assert_eq!(medicine.outside(&facts).len(), 1);
    facts.numbers.remove("creatinine_clearance");
    let unfit = medicine.parts(&facts).expect_err("a fact is missing");
    assert_eq!(
        unfit.to_string(),
        "needs `creatinine_clearance` of the patient"
    );
}

#[test]
fn slips_are_said_where_they_stand() {
    let found = error(
        "model = \"one_compartment\"",
        "model = \"one_compartement\"",
    );
    assert_eq!(found.nearest.as_deref(), Some("one_compartment"));
    let found = error("volume = \"30 L\"", "volum = \"30 L\"\nvolume = \"30 L\"");
    assert_eq!(found.nearest.as_deref(), Some("volume"));
    let found = error("volume = \"30 L\"", "volume = \"30 L/h\"");
    assert!(found.message.contains("wrong unit"), "{found:?}");
    let found = error("volume = \"30 L\"\n", "");
    assert!(
        found.message.contains("missing parameter `volume`"),
        "{found:?}"
    );
    let found = error("(weight / 70 kg)^0.75", "(wieght / 70 kg)^0.75");
    assert_eq!(found.nearest.as_deref(), Some("weight"));
    let found = error("(weight / 70 kg)^0.75", "weight^0.75");
    assert!(found.message.contains("a number with a unit"), "{found:?}");
    let found = error("(weight / 70 kg)^0.75", "(weight + 70 cm)");
    assert!(found.message.contains("units that do not fit"), "{found:?}");
    let found = error("into = \"central\"", "into = \"centre\"");
    assert_eq!(found.nearest.as_deref(), Some("central"));
    let found = error(
        "concentration = \"concentration\"",
        "concentration = \"concentraton\"",
    );
    assert_eq!(found.nearest.as_deref(), Some("concentration"));
    let found = error("age = \"18..90 yr\"", "age = \"18..90 kg\"");
    assert!(found.message.contains("wrong unit"), "{found:?}");
    let found = error("title = ", "titel = ");
    assert_eq!(found.nearest.as_deref(), Some("title"));
    let found = error(
        "of = [\"clearance\", \"marrow.slope\"]",
        "of = [\"clearance\", \"baseline\"]",
    );
    assert!(found.message.contains("not two that vary"), "{found:?}");
}

#[test]
fn all_faults_are_said_at_once() {
    let text = BASE
        .replace("into = \"central\"", "into = \"centre\"")
        .replace("volume = \"30 L\"", "volume = \"30 kg\"");
    assert_eq!(rows(&text).len(), 2);
}

/// No text makes the reader panic.
#[test]
fn cut_off_files_are_refused() {
    for (at, _) in BASE.char_indices() {
        let _ = rows(&BASE[..at]);
    }
    for word in BASE.split_whitespace() {
        let _ = rows(&BASE.replacen(word, "\"", 1));
        let _ = rows(&BASE.replacen(word, "[[", 1));
        let _ = rows(&BASE.replacen(word, "{}", 1));
    }
}

/// Warnings of the plan, or its problems, of a scenario that gives a person's own medicine.
fn planned(patient: &str, file: &str) -> Result<Vec<String>, Vec<String>> {
    let mut shelf = Shelf::library();
    shelf.put(read("drug", file.as_bytes()).0.expect("a medicine"));
    let text = format!(
        "title = \"t\"\nquestion = \"q?\"\nhorizon = \"4 h\"\n[patient]\n{patient}\n[[treatment]]\nat = \
         \"0 h\"\ngive = \"drug\"\ndose = \"15 mg/kg\"\nover = \"90 min\"\nrepeat = {{ every = \"2 h\" }}\n"
    );
    let known = scenarios::catalogue::known_with(&shelf);
    let (scenario, problems) = scenarios::check(text.as_bytes(), &known);
    let scenario = scenario.unwrap_or_else(|| panic!("{problems:?}"));
    match scenarios::plan::plan_with(&scenario, None, &shelf) {
        Ok(plan) => Ok(plan
            .warnings
            .iter()
            .map(|warning| warning.found.clone())
            .collect()),
        Err(wrong) => Err(wrong.into_iter().map(|problem| problem.message).collect()),
    }
}

#[test]
fn a_patient_whom_a_medicine_does_not_fit() {
    let patient = |age, weight| {
        format!(
            "sex = \"male\"\nage = \"{age} yr\"\nweight = \"{weight} kg\"\ncreatinine_clearance = \"90 mL/min\""
        )
    };
    assert_eq!(planned(&patient(50, 80), BASE), Ok(Vec::new()));
    let found = planned(&patient(12, 35), BASE);
    assert_eq!(
        found,
        Ok(vec!["age 12 yr".to_owned(), "weight 35 kg".to_owned()])
    );
    let found = planned("sex = \"male\"\nweight = \"80 kg\"", BASE);
    assert_eq!(
        found,
        Err(vec![
            "drug needs `creatinine_clearance` of the patient".to_owned()
        ])
    );
    let mouse = BASE.replace("species = \"human\"", "species = \"mouse\"");
    let found = planned(&patient(50, 80), &mouse);
    assert_eq!(
        found,
        Err(vec!["drug has numbers of another species".to_owned()])
    );
}

/// Every interaction names medicines that exist, and says where it is from.
#[test]
fn interactions_name_medicines_that_exist() {
    let shelf = Shelf::library();
    let mut known = 0;
    for drug in shelf.iter() {
        for interaction in &drug.interactions {
            for other in &interaction.with {
                assert!(shelf.get(other).is_some(), "{}: {other}", drug.name);
                assert_ne!(*other, drug.name);
                known += 1;
            }
            assert!(interaction.source.len() > 10, "{}", drug.name);
        }
    }
    assert!(known > 20, "{known}");
}

/// What a medicine reads of another is there, where that other is of the library.
#[test]
fn signals_of_other_medicines_exist() {
    let shelf = Shelf::library();
    for drug in shelf.iter() {
        for part in drug.components() {
            for (input, of, signal) in &part.reads {
                let mut parts = shelf.iter().flat_map(|drug| drug.components());
                let source = parts.find(|part| part.instance == *of);
                let source = source.unwrap_or_else(|| panic!("{}: no part {of}", drug.name));
                let told = source.layout.signals.iter().find(|f| f.name == *signal);
                let told = told.unwrap_or_else(|| panic!("{}: no {of}.{signal}", drug.name));
                let read = part.layout.inputs.iter().find(|f| f.name == *input);
                assert_eq!(read.map(|f| f.unit), Some(told.unit), "{}", drug.name);
            }
        }
    }
}

#[test]
fn the_pages_of_the_medicines_are_current() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/medicines");
    let anew = "make them again with\ncargo run -- manual --medicines docs/medicines";
    let shelf = Shelf::library();
    for drug in shelf.iter() {
        let path = folder.join(format!("{}.md", drug.name));
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            written == scenarios::medicine::page(drug),
            "{} is out of date; {anew}",
            path.display()
        );
    }
    let files = std::fs::read_dir(&folder)
        .expect("the folder of pages")
        .count();
    assert_eq!(files, shelf.iter().count(), "pages of no medicine; {anew}");
}

/// Numbers of mice are refused for a person, and accepted for research.
#[test]
fn a_medicine_of_mice_needs_research() {
    let text = |research| {
        format!(
            "title = \"t\"\nquestion = \"q?\"\nhorizon = \"4 h\"\nresearch = {research}\n[patient]\nweight = \"70 \
             kg\"\n[[treatment]]\nat = \"0 h\"\ngive = \"paclitaxel_mouse\"\ndose = \"30 mg/kg\"\n"
        )
    };
    let planned = |research: bool| {
        let known = scenarios::catalogue::known();
        let scenario = scenarios::check(text(research).as_bytes(), &known).0;
        scenarios::plan::plan(&scenario.expect("a scenario"), None)
    };
    let refused = planned(false).err().expect("a problem");
    assert!(
        refused[0].message.contains("numbers of another species"),
        "{refused:?}"
    );
    assert!(planned(true).is_ok());
}

/// What `calibrate_haemodynamics --table` found stands in the medicines' files, each number under the label
/// that it has there; and no number claims to come from there that does not.
#[test]
fn what_is_called_calibrated_is_what_the_script_found() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/reference/haemodynamics/found.csv");
    let table = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
    let shelf = Shelf::library();
    let mut found = std::collections::BTreeSet::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [file, effect, name, value, rests_on] = cells[..] else {
            panic!("{line}");
        };
        let value: f64 = value.parse().unwrap_or_else(|_| panic!("{line}"));
        let drug = shelf.get(file).unwrap_or_else(|| panic!("{line}"));
        let (_, parts) = drug
            .parts(&Facts::example())
            .unwrap_or_else(|unfit| panic!("{unfit}"));
        let instance = format!("{file}_{effect}");
        let component = drug.effects.iter().find(|of| of.instance == instance);
        let component = component.unwrap_or_else(|| panic!("{line}"));
        let at = component.parameters.iter().position(|of| of.name == name);
        let at = at.unwrap_or_else(|| panic!("{line}"));
        let part = parts.iter().find(|part| *part.instance == *instance);
        let stands = part.unwrap_or_else(|| panic!("{line}")).params[at];
        assert!(
            (stands - value).abs() <= 1e-9 * value.abs(),
            "{line}: {stands}"
        );
        let source = &component.parameters[at].source;
        match rests_on {
            "calibrated" => assert!(
                source.contains("calibrate_haemodynamics"),
                "{line}: {source}"
            ),
            _ => assert!(source.starts_with("assumed"), "{line}: {source}"),
        }
        found.insert((instance, name.to_owned()));
    }
    for drug in shelf.iter() {
        for component in drug.components() {
            for parameter in component.parameters.iter().filter(|of| of.is.is_some()) {
                let claimed = parameter.source.contains("calibrate_haemodynamics");
                let key = (component.instance.clone(), parameter.name.clone());
                assert!(
                    !claimed || found.contains(&key),
                    "{key:?} was not found by it"
                );
            }
        }
    }
}

/// What people call a medicine or a fluid leads to its name here.
#[test]
fn a_medicine_is_found_by_what_people_call_it() {
    let known = scenarios::catalogue::known();
    for (called, name) in [
        ("bicarb", "sodium bicarbonate"),
        ("NaHCO3", "sodium bicarbonate"),
        ("gtn", "nitroglycerin"),
        ("Adrenaline", "epinephrine"),
        ("glargine", "insulin_glargine"),
        ("insulin glargine", "insulin_glargine"),
        ("red cells", "packed red cells"),
        ("normal saline", "saline"),
        ("beta-blocker", "esmolol"),
    ] {
        assert_eq!(known.also_called(called), Some(name));
        let text = format!(
            "title = \"t\"\nhorizon = \"1 h\"\n[patient]\nsex = \"male\"\nage = \"40 yr\"\nweight = \"70 \
             kg\"\nheight = \"170 cm\"\n[[treatment]]\nat = \"0 h\"\ngive = \"{called}\"\ndose = \"1 mg\"\n"
        );
        let (_, problems) = scenarios::check(text.as_bytes(), &known);
        let near = problems
            .iter()
            .find_map(|problem| problem.nearest.as_deref());
        assert_eq!(near, Some(name), "{called}");
    }
    // No word leads to two.
    let mut words: Vec<String> = Vec::new();
    for drug in &known.drugs {
        words.extend(drug.synonyms.iter().map(|word| word.to_lowercase()));
        words.push(drug.name.to_lowercase());
    }
    words.sort();
    let twice: Vec<_> = words.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
