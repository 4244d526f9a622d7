//! The program as a person runs it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder of a test's own, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("homeostat-cli-{}-{count}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.join(folder)).expect("a folder");
        let mut names: Vec<String> = entries
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn homeostat(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_homeostat"))
        .args(arguments)
        .current_dir(folder)
        .env("COLUMNS", "100")
        .output()
        .expect("the program starts")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_scenario_of_the_library_runs_by_name_and_writes_everything() {
    let folder = Folder::new();
    let output = homeostat(&folder.0, &["run", "late-bolus", "--twins", "8", "--csv"]);
    assert!(output.status.success(), "{}", err(&output));
    let text = out(&output);
    let at = |what: &str| {
        text.find(what)
            .unwrap_or_else(|| panic!("no {what:?} in\n{text}"))
    };
    // The difference first, then numbers, then what they rest on.
    assert!(at("against 15 min before") < at("Outcomes"), "{text}");
    assert!(at("Outcomes") < at("What the interval covers"));
    assert!(at("What the interval covers") < at("What this rests on"));
    assert!(at("Simulated; to think with, not to prescribe from.") < at("Written to"));
    let mut names = folder.names("out/late-bolus");
    // Where no adapter draws, one line says so and everything else is there.
    if err(&output).contains("PNG") {
        names.push("figure.png".to_owned());
        names.sort();
    }
    assert_eq!(
        names,
        [
            "figure.png",
            "figure.svg",
            "manifest.json",
            "outcomes.csv",
            "outcomes.json",
            "recording.csv",
            "recording.parquet",
            "scenario.toml",
        ]
    );
}

#[test]
fn threads_show_in_no_byte_and_the_seed_does() {
    let folder = Folder::new();
    let run = |out: &str, more: &[&str]| {
        let mut arguments = vec!["run", "late-bolus", "--twins", "9", "--out", out, "--quiet"];
        arguments.extend(more);
        let output = homeostat(&folder.0, &arguments);
        assert!(output.status.success(), "{}", err(&output));
        let read = |name: &str| std::fs::read(folder.0.join(out).join(name)).expect("a file");
        (read("recording.parquet"), read("outcomes.json"))
    };
    let one = run("one", &["--threads", "1"]);
    assert!(one == run("two", &["--threads", "2"]));
    assert!(one.0 != run("seed", &["--seed", "8"]).0);
    assert!(one.0 != run("rtol", &["--rtol", "1e-4"]).0);
}

#[test]
fn results_come_as_json_and_as_nothing_else() {
    let folder = Folder::new();
    let output = homeostat(
        &folder.0,
        &[
            "run",
            "late-bolus",
            "--twins",
            "4",
            "--json",
            "--no-recording",
            "--out",
            "o",
        ],
    );
    assert!(output.status.success(), "{}", err(&output));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["results"]["twins"], 4);
    assert!(json["results"]["outcomes"][0]["differences"][0]["centre"].is_number());
    assert_eq!(json["manifest"]["arms"].as_array().map(Vec::len), Some(3));
    assert!(!folder.names("o").contains(&"recording.parquet".to_owned()));
}

#[test]
fn a_bad_file_is_refused_with_its_place_and_nothing_is_written() {
    let folder = Folder::new();
    let text = "title = \"x\"\nhorizon = \"8 h\"\n[patient]\nvirtual = \"adult#099\"\n";
    std::fs::write(folder.0.join("bad.toml"), text).expect("a file");
    for command in ["run", "check"] {
        let output = homeostat(&folder.0, &[command, "bad.toml"]);
        assert_eq!(output.status.code(), Some(2));
        let said = err(&output);
        assert!(
            said.contains("bad.toml:4:11") && said.contains("adult#099"),
            "{said}"
        );
        assert!(out(&output).is_empty());
    }
    assert_eq!(folder.names("."), ["bad.toml"]);
    let output = homeostat(&folder.0, &["check", "bad.toml", "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let problems = json[0]["problems"].as_array().expect("problems");
    let error = problems
        .iter()
        .find(|problem| problem["severity"] == "error")
        .expect("an error");
    assert_eq!((&error["line"], &error["column"]), (&4.into(), &11.into()));
}

#[test]
fn check_says_what_a_good_file_would_run() {
    let folder = Folder::new();
    let output = homeostat(&folder.0, &["check", "late-bolus"]);
    assert!(output.status.success(), "{}", err(&output));
    assert!(
        out(&output).contains("no problems; it would run 3 arms of 200 twins"),
        "{}",
        out(&output)
    );
}

#[test]
fn a_new_scenario_checks_clean_and_is_not_overwritten() {
    let folder = Folder::new();
    assert!(homeostat(&folder.0, &["new", "mine.toml"]).status.success());
    let output = homeostat(&folder.0, &["check", "mine.toml"]);
    assert!(output.status.success(), "{}", err(&output));
    assert!(out(&output).contains("no problems"));
    let output = homeostat(&folder.0, &["new", "mine.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("there already"));
    assert!(out(&homeostat(&folder.0, &["new"])).contains("title ="));
}

#[test]
fn the_rest_teaches() {
    let folder = Folder::new();
    let says = |arguments: &[&str], what: &str| {
        let output = homeostat(&folder.0, arguments);
        assert!(output.status.success(), "{arguments:?}: {}", err(&output));
        assert!(
            out(&output).contains(what),
            "{arguments:?}: {}",
            out(&output)
        );
    };
    says(&[], "late-bolus");
    says(&["--help"], "Examples:");
    says(&["--version"], "homeostat ");
    says(&["schema"], "\"$schema\"");
    says(&["manual"], "# Scenario files");
    says(&["list"], "scenarios");
    says(&["list", "models"], "gut");
    says(&["list", "drugs"], "theophylline");
    says(&["list", "quantities"], "2345-7");
    says(&["list", "scenarios"], "late-bolus");
    says(&["list", "parameters"], "gut.emptying_max");
    says(&["list", "patients"], "adult#001");
    says(&["list", "methods"], "dop853");
    says(&["describe", "gut"], "**Equations**");
    says(&["describe", "packed red cells"], "g/dL");
    says(&["describe", "bicarb"], "`sodium bicarbonate` here");
    says(&["describe", "oral glucose"], "`glucose drink` here");
    says(&["describe", "food"], "`meal` here");
    says(&["describe", "GTN"], "`nitroglycerin` here");
    says(&["describe", "haemorrhage"], "blood_loss");
    says(&["describe", "theophylline"], "12 healthy adults");
    says(&["describe", "plasma_glucose"], "LOINC 2345-7");
    says(&["describe", "adult#001"], "102.32 kg");
    says(&["describe", "late-bolus"], "[[arm]]");
    says(&["describe", "gut.emptying_max"], "Parameter");
}

#[test]
fn unknown_names_come_with_the_nearest_right_one() {
    let folder = Folder::new();
    let refuses = |arguments: &[&str], nearest: &str| {
        let output = homeostat(&folder.0, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            err(&output).contains(nearest),
            "{arguments:?}: {}",
            err(&output)
        );
    };
    refuses(&["run", "late-bolos"], "`late-bolus`");
    refuses(&["check", "late-bolos.toml"], "`late-bolus`");
    refuses(&["describe", "plasma_glucos"], "`plasma_glucose`");
    refuses(&["list", "drug-s"], "drugs");
    refuses(&["run", "late-bolus", "--method", "tsit6"], "tsit5");
    refuses(
        &["run", "late-bolus", "--rtol", "2"],
        "expected a number from 1e-14 to 0.1",
    );
    assert!(folder.names(".").is_empty());
}

/// It was recorded, and drawn, as a flat zero.
#[test]
fn a_quantity_that_several_parts_publish_is_recorded_as_what_they_come_to_together() {
    let folder = Folder::new();
    let text = "title = \"Tone\"\nquestion = \"How tight?\"\nhorizon = \"20 min\"\n[record]\nevery = \"20 min\"\n\
                quantities = [\"arteriolar_tone\"]\n[patient]\nopioids = \"no\"\nsex = \"male\"\nage = \"30 yr\"\n\
                weight = \"75 kg\"\nheight = \"178 cm\"\n[[treatment]]\nat = \"1 min\"\ngive = \"norepinephrine\"\n\
                rate = \"0.1 ug/kg/min\"\n";
    std::fs::write(folder.0.join("tone.toml"), text).expect("a scenario");
    let run = homeostat(
        &folder.0,
        &["run", "tone.toml", "--csv", "--out", "out", "-q"],
    );
    assert!(run.status.success(), "{}", err(&run));
    let recorded =
        std::fs::read_to_string(folder.0.join("out/recording.csv")).expect("a recording");
    let last = recorded
        .lines()
        .filter_map(|line| line.rsplit(',').next()?.parse::<f64>().ok());
    let tones: Vec<f64> = last.collect();
    assert_eq!(tones.len(), 2, "{recorded}");
    // At rest nobody asks for more than usual; then the drug does, and reflexes answer.
    assert!((tones[0] - 1.0).abs() < 0.01 && tones[1] > 1.2, "{tones:?}");
}
