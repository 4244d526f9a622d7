//! `homeostat learn` as a person meets it, and a scenario whose patient has the model.

mod command;
mod networks;

use command::{folder, homeostat, said};
use std::path::Path;

const SPEC: &str = r#"
title = "An invented disease"
source = "made by tests/learn"
id = "id"
time = { column = "month", unit = "mo" }
[[marker]]
column = "lab"
unit = "mg/dL"
transform = "log"
[[covariate]]
column = "age"
unit = "a"
[[covariate]]
column = "sex"
[arm]
column = "drug"
reference = "no"
randomised = false
"#;

/// Invented people of whom some get worse; a draw is a fraction of the golden ratio.
fn table() -> String {
    let draw = |k: usize| (k as f64 * 0.618_033_988_749_895).fract() - 0.5;
    let mut text = "id,month,lab,age,sex,drug\n".to_owned();
    for id in 0..80 {
        let (level, slope) = (draw(3 * id), 0.4 * draw(7 * id + 1));
        for visit in 0..5 {
            let t = visit as f64 * 0.5;
            let lab = (level + slope * t + 0.3 * draw(11 * id + 5 * visit)).exp();
            let sex = if id % 3 == 0 { "m" } else { "f" };
            let drug = if id % 4 < 2 { "yes" } else { "no" };
            text += &format!(
                "{id},{},{lab:.4},{},{sex},{drug}\n",
                visit * 6,
                40 + id % 30
            );
        }
    }
    text
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("a file");
}

const LEARN: [&str; 8] = [
    "learn",
    "progression",
    "--data",
    "t.csv",
    "--spec",
    "s.toml",
    "-o",
    "mine.model",
];

#[test]
fn what_is_wrong_is_told_with_its_place_and_nothing_is_written() {
    let folder = folder("learn-wrong");
    write(&folder, "t.csv", &table());
    write(&folder, "s.toml", &SPEC.replace("\"lab\"", "\"labs\""));
    let output = homeostat(&folder, &LEARN);
    assert_eq!(output.status.code(), Some(2));
    let said = said(&output);
    assert!(
        said.contains("s.toml:7:10: t.csv has no column `labs`; did you mean `lab`?"),
        "{said}"
    );
    assert!(!folder.join("mine.model").exists());
}

#[test]
fn a_model_is_learned_described_and_carried_in_a_scenario() {
    let folder = folder("learn-run");
    write(&folder, "t.csv", &table());
    write(&folder, "s.toml", SPEC);
    let output = homeostat(&folder, &LEARN);
    let card = said(&output);
    assert!(output.status.success(), "{card}");
    for part in [
        "64 patients, 320 visits",
        "not randomised",
        "next visit:",
        "worst covered",
        "Guard",
    ] {
        assert!(card.contains(part), "{part}: {card}");
    }
    assert!(said(&homeostat(&folder, &["describe", "mine.model"])).contains("made by tests/learn"));

    let scenario = r#"
title = "A learned future"
horizon = "2 yr"
[record]
every = "6 mo"
[patient]
sex = "female"
age = "50 yr"
model = "mine.model"
measured = "me.csv"
twins = 300
[[arm]]
name = "without"
[[arm]]
name = "with"
treatment = [{ at = "0 d", set = "mine.arm", to = "YES" }]
[[outcome]]
of = "end(mine.lab)"
"#;
    write(
        &folder,
        "me.csv",
        "time,name,value,unit\n-1 yr,lab,0.011,g/L\n0 d,lab,1.3,mg/dL\n",
    );
    write(&folder, "s2.toml", scenario);
    let output = homeostat(&folder, &["run", "s2.toml", "--csv", "--out", "out"]);
    let told = said(&output);
    assert!(output.status.success(), "{told}");
    for part in [
        "associational",
        "300 futures were sampled from the learned",
        "with against without",
    ] {
        let flat = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(part), "{part}: {told}");
    }
    // The same draws on one thread.
    let first = std::fs::read(folder.join("out/recording.csv")).expect("a recording");
    homeostat(
        &folder,
        &[
            "run",
            "s2.toml",
            "--csv",
            "--out",
            "again",
            "--threads",
            "1",
        ],
    );
    assert_eq!(
        first,
        std::fs::read(folder.join("again/recording.csv")).expect("a recording")
    );

    for (file, text, expected) in [
        (
            "me.csv",
            "time,name,value,unit\n0 d,lab,1.3,mmHg\n",
            "`lab` is given in mmHg, and the model was made for mg/dL",
        ),
        (
            "me.csv",
            "time,name,value,unit\n0 d,lap,1.3,mg/dL\n",
            "did you mean `lab`?",
        ),
        (
            "s2.toml",
            &scenario.replace("\"YES\"", "\"perhaps\""),
            "unknown treatment",
        ),
    ] {
        write(&folder, file, text);
        let output = homeostat(&folder, &["check", "s2.toml"]);
        let told = said(&output).replace('\n', " ");
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(expected), "{expected}: {told}");
        write(
            &folder,
            "me.csv",
            "time,name,value,unit\n0 d,lab,1.3,mg/dL\n",
        );
    }
    let bytes = std::fs::read(folder.join("mine.model")).expect("a model");
    std::fs::write(folder.join("mine.model"), &bytes[..bytes.len() / 2]).expect("a cut model");
    write(&folder, "s2.toml", scenario);
    let told = said(&homeostat(&folder, &["check", "s2.toml"]));
    assert!(
        told.contains("a learned model that cannot be used"),
        "{told}"
    );
}

/// The trial found no benefit of D-penicillamine (Dickson ER et al. N Engl J Med 1985;312:1011-1015);
/// the model that the project ships was trained on its serial measurements.
#[test]
fn the_shipped_model_finds_no_meaningful_difference() {
    let folder = folder("learn-shipped");
    let scenario = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/scenarios/learned/pbc/d-penicillamine.toml"
    );
    let output = homeostat(&folder, &["run", scenario, "--json", "--out", "out"]);
    assert!(output.status.success(), "{}", said(&output));
    let all: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let text = all.to_string();
    let verdicts: Vec<[u64; 3]> = text
        .match_indices("\"verdict\":{")
        .map(|(at, _)| {
            let rest = &text[at + 10..];
            let end = rest.find('}').expect("an end") + 1;
            let verdict: serde_json::Value = serde_json::from_str(&rest[..end]).expect("a verdict");
            ["better", "same", "worse"].map(|key| verdict[key].as_u64().expect("a number"))
        })
        .collect();
    assert_eq!(verdicts.len(), 2, "{text}");
    for [better, same, worse] in verdicts {
        assert_eq!(better + same + worse, 1000);
        assert!(same > 750, "{better} {same} {worse}");
    }
}
