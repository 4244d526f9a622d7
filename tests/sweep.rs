//! `homeostat sweep` as a person runs it, kills it and runs it again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("homeostat-sweep-{}-{count}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).expect("written");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_homeostat"));
    command
        .args(arguments)
        .current_dir(folder)
        .env("COLUMNS", "100");
    command
}

fn homeostat(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments)
        .output()
        .expect("the program starts")
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// All data: what does not tell of one run or depend on the machine's graphics.
fn data(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for inner in ["", "outcomes", "people"] {
        for entry in std::fs::read_dir(folder.join(inner)).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path
                .strip_prefix(folder)
                .expect("inside")
                .to_string_lossy()
                .into_owned();
            if path.is_file() && !["manifest.json", "figure.png", ".lock"].contains(&name.as_str())
            {
                all.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    all
}

const TRIAL: &str = r#"
title = "A trial"
question = "Which dose?"
horizon = "48 h"
record = { every = "1 h" }
[cohort]
size = 2000
[cohort.people]
weight = { lognormal = "78 kg", cv = "22 %", source = "assumed" }
creatinine_clearance = { uniform = "20..120 mL/min", source = "assumed" }
sex = { of = { female = "50 %", male = "50 %" }, source = "assumed" }
[[treatment]]
at = "0 h"
give = "vancomycin"
dose = "15 mg/kg"
over = "1 h"
repeat = { every = "12 h" }
[[arm]]
name = "as it is"
[[outcome]]
name = "mean"
of = "mean(vancomycin.concentration, from 24 h)"
by = ["sex"]
[sweep]
"treatment.dose" = ["10 mg/kg", "15 mg/kg", "20 mg/kg"]
"#;

/// Killed at several moments, wherever that is: in a part, while it is written, between a part and
/// its line of the journal.
#[test]
fn a_sweep_that_was_killed_ends_with_the_same_bytes() {
    let folder = Folder::new();
    folder.write("trial.toml", TRIAL);
    let started = Instant::now();
    let whole = homeostat(&folder.0, &["sweep", "trial.toml", "--out", "whole", "-q"]);
    assert!(whole.status.success(), "{}", err(&whole));
    let took = started.elapsed();
    let expected = data(&folder.0.join("whole"));
    let parts =
        |folder: &Path| std::fs::read_dir(folder.join("outcomes")).map_or(0, Iterator::count);
    assert_eq!(parts(&folder.0.join("whole")), 8);

    let mut interrupted = 0;
    for share in [0.15, 0.4, 0.55, 0.7, 0.85] {
        let at = folder.0.join("killed");
        std::fs::remove_dir_all(&at).ok();
        let mut running = command(&folder.0, &["sweep", "trial.toml", "--out", "killed", "-q"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(took.mul_f64(share));
        // SIGKILL: nothing can be put in order first.
        running.kill().ok();
        running.wait().expect("it ends");
        interrupted += usize::from(!at.join("manifest.json").exists());
        let again = homeostat(&folder.0, &["sweep", "trial.toml", "--out", "killed"]);
        assert!(again.status.success(), "{}", err(&again));
        let found = data(&at);
        let names: Vec<&String> = found.keys().collect();
        assert_eq!(
            names,
            expected.keys().collect::<Vec<_>>(),
            "killed at {share}"
        );
        for (name, bytes) in &expected {
            assert!(found[name] == *bytes, "{name}, killed at {share}");
        }
    }
    assert!(interrupted > 0, "none was killed before its end");
    // Once more, with nothing left to do.
    let started = Instant::now();
    let again = homeostat(&folder.0, &["sweep", "trial.toml", "--out", "whole"]);
    assert!(
        out(&again).contains("8 of them stood there already"),
        "{}",
        out(&again)
    );
    assert_eq!(data(&folder.0.join("whole")), expected);
    assert!(started.elapsed() < took + Duration::from_secs(60));
}

#[test]
fn another_scenario_or_seed_is_refused_until_restart() {
    let folder = Folder::new();
    folder.write("trial.toml", &TRIAL.replace("size = 2000", "size = 300"));
    let arguments = ["sweep", "trial.toml", "--out", "o", "-q"];
    assert!(homeostat(&folder.0, &arguments).status.success());
    let seeded = homeostat(
        &folder.0,
        &["sweep", "trial.toml", "--out", "o", "--seed", "9"],
    );
    assert_eq!(seeded.status.code(), Some(2));
    assert!(
        err(&seeded).contains("the seed (was 1, is 9)"),
        "{}",
        err(&seeded)
    );
    assert!(err(&seeded).contains("--restart"));
    folder.write("trial.toml", &TRIAL.replace("size = 2000", "size = 301"));
    let changed = homeostat(&folder.0, &arguments);
    assert_eq!(changed.status.code(), Some(2));
    assert!(
        err(&changed).contains("the scenario (was "),
        "{}",
        err(&changed)
    );
    let anew = homeostat(
        &folder.0,
        &["sweep", "trial.toml", "--out", "o", "--restart"],
    );
    assert!(anew.status.success(), "{}", err(&anew));
}

#[test]
fn a_table_of_people_is_read_and_its_faults_are_shown() {
    let folder = Folder::new();
    let before = TRIAL.split("[cohort]").next().expect("before");
    let after = TRIAL.split("[[treatment]]").nth(1).expect("after");
    let text = format!("{before}[cohort]\npeople = \"people.csv\"\n[[treatment]]{after}");
    folder.write("trial.toml", &text);
    folder.write(
        "people.csv",
        "id,sex,weight[kg],creatinine_clearance[mL/min]\na,female,60,90\nb,male,heavy,80\n",
    );
    let wrong = homeostat(&folder.0, &["sweep", "trial.toml", "--out", "o"]);
    assert_eq!(wrong.status.code(), Some(2));
    let said = err(&wrong);
    assert!(
        said.contains("people.csv:3:8") && said.contains("`heavy`"),
        "{said}"
    );
    assert!(!folder.0.join("o").exists());
    folder.write(
        "people.csv",
        "id,sex,weight[kg],creatinine_clearance[mL/min]\na,female,60,90\nb,male,85,80\n",
    );
    for verb in ["check", "run", "sweep"] {
        let right = homeostat(&folder.0, &[verb, "trial.toml"]);
        assert!(right.status.success(), "{verb}: {}", err(&right));
    }
    // Another table is another sweep.
    folder.write(
        "people.csv",
        "id,sex,weight[kg],creatinine_clearance[mL/min]\na,female,61,90\nb,male,85,80\n",
    );
    let changed = homeostat(&folder.0, &["sweep", "trial.toml"]);
    assert_eq!(changed.status.code(), Some(2));
    assert!(
        err(&changed).contains("people.csv (was "),
        "{}",
        err(&changed)
    );
    let json = homeostat(&folder.0, &["sweep", "trial.toml", "--restart", "--json"]);
    assert!(json.status.success(), "{}", err(&json));
    assert!(out(&json).trim_start().starts_with('{'));
}
