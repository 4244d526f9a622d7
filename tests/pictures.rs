//! Pictures without a window, and a window without a display.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("homeostat-{name}-{}", std::process::id()));
    // Left by a run that was broken off, if at all.
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("a folder");
    path
}

fn homeostat(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_homeostat"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .expect("the program starts")
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_scenario_and_its_finished_run_give_the_same_pictures() {
    let folder = folder("render");
    let drawn = homeostat(
        &folder,
        &["render", "late-bolus", "--twins", "4", "--out", "a"],
    );
    assert!(drawn.status.success(), "{}", err(&drawn));
    let run = homeostat(
        &folder,
        &["run", "late-bolus", "--twins", "4", "--out", "run", "-q"],
    );
    assert!(run.status.success(), "{}", err(&run));
    let again = homeostat(&folder, &["render", "run"]);
    assert!(again.status.success(), "{}", err(&again));
    let names = [
        "figure.svg",
        "plasma-glucose.svg",
        "plasma-glucose-difference.svg",
        "plasma-insulin.svg",
        "plasma-insulin-difference.svg",
        "report.html",
    ];
    for name in names {
        let read =
            |path: &str| std::fs::read_to_string(folder.join(path).join(name)).expect("a picture");
        let (a, b) = (read("a"), read("run/pictures"));
        // The report of a run lists its files.
        match name {
            "report.html" => assert!(a.contains("<svg") && b.contains("<svg")),
            _ => assert_eq!(a, b, "{name}"),
        }
    }
    std::fs::remove_dir_all(folder).expect("the folder of this test");
}

#[test]
fn a_folder_whose_scenario_was_changed_is_refused() {
    let folder = folder("changed");
    let run = homeostat(
        &folder,
        &["run", "late-bolus", "--twins", "2", "--out", "run", "-q"],
    );
    assert!(run.status.success(), "{}", err(&run));
    let path = folder.join("run/scenario.toml");
    let text = std::fs::read_to_string(&path).expect("the scenario");
    std::fs::write(&path, text.replace("60 g", "90 g")).expect("a changed file");
    let drawn = homeostat(&folder, &["render", "run"]);
    assert_eq!(drawn.status.code(), Some(2));
    assert!(
        err(&drawn).contains("is not the text that was run"),
        "{}",
        err(&drawn)
    );
    assert!(
        !folder.join("run/pictures").exists(),
        "nothing is left behind"
    );
    std::fs::remove_dir_all(folder).expect("the folder of this test");
}

#[test]
fn a_live_patient_is_drawn_at_a_moment_without_a_window() {
    let folder = folder("moment");
    let case = "opioid-overdose";
    let drawn = homeostat(&folder, &["render", case, "--at", "0 s", "--out", "a"]);
    assert!(drawn.status.success(), "{}", err(&drawn));
    let read = |name: &str| std::fs::read_to_string(folder.join("a").join(name)).expect(name);
    let monitor = read("monitor.svg");
    for words in ["HR /min", "ABP mmHg", "SpO2 %", "Simulated"] {
        assert!(monitor.contains(words), "{words}");
    }
    // Six waves, 200 points a second of the first.
    let longest = monitor.split("<p").map(str::len).max();
    assert!(longest.is_some_and(|length| length > 10_000), "{longest:?}");
    assert!(read("twelve-leads.svg").contains("aVR"));
    assert!(read("debrief.svg").contains("<svg") && read("debrief.html").contains("nobody acts"));
    assert!(read("facilitator.html").contains("Objectives"));
    for (of, at, said) in [
        (case, "9 d", "outside the case"),
        (case, "-5 min", "outside the case"),
        (case, "1.5 s", "by whole seconds"),
        ("late-bolus", "1 h", "no monitor for this patient"),
    ] {
        let refused = homeostat(&folder, &["render", of, "--at", at]);
        assert_eq!(refused.status.code(), Some(2), "{of} {at}");
        assert!(err(&refused).contains(said), "{}", err(&refused));
        assert!(!folder.join("out").exists(), "nothing is left behind");
    }
    std::fs::remove_dir_all(folder).expect("the folder of this test");
}

#[test]
fn bad_sizes_and_names_are_said() {
    let folder = folder("bad");
    for (arguments, said) in [
        (&["render", "late-bolus", "--size", "1600"][..], "1600x900"),
        (&["render", "late-bolus", "--size", "10x10"], "320x200"),
        (&["render", "late-bolos"], "did you mean `late-bolus`"),
    ] {
        let output = homeostat(&folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            err(&output).contains(said),
            "{arguments:?}: {}",
            err(&output)
        );
    }
    std::fs::remove_dir_all(folder).expect("the folder of this test");
}

#[cfg(all(feature = "window", target_os = "linux"))]
#[test]
fn without_a_display_view_says_so_in_one_line() {
    let folder = folder("view");
    let output = homeostat(&folder, &["view", "late-bolus"]);
    assert_eq!(output.status.code(), Some(1));
    let said = err(&output);
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    assert!(
        said.contains("no display") && said.contains("homeostat render"),
        "{said}"
    );
    std::fs::remove_dir_all(folder).expect("the folder of this test");
}
