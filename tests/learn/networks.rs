//! Networks among the organs, as a person meets them: taken in, described, carried by scenarios, refused.

use super::{folder, homeostat, said};
use std::path::Path;
use std::process::Output;

const REFERENCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/networks");

fn import(folder: &Path, name: &str) -> Output {
    let weights = format!("{REFERENCE}/{name}.safetensors");
    let description = format!("{REFERENCE}/{name}.toml");
    let arguments = [
        "learn",
        "import",
        "--weights",
        &weights,
        "--description",
        &description,
    ];
    let model = format!("{name}.model");
    homeostat(folder, &[&arguments[..], &["-o", &model]].concat())
}

fn scenario(patient: &str, networks: &str) -> String {
    format!(
        r#"
title = "Two networks"
horizon = "4 h"
record = {{ every = "15 min", quantities = ["plasma_glucose", "flow.hunger"] }}
[patient]
{patient}
networks = {networks}
twins = 8
[[arm]]
name = "without"
treatment = [{{ at = "0 h", set = "dense.share", to = "0 %" }}]
[[arm]]
name = "with"
treatment = [{{ at = "0 h", set = "dense.share", to = "100 %" }}]
[[outcome]]
of = "end(plasma_glucose)"
name = "glucose"
meaningful = "1 mg/dL less"
"#
    )
}

#[test]
fn a_network_from_elsewhere_is_described_and_stands_among_the_organs() {
    let folder = folder("networks");
    for name in ["dense", "flow"] {
        let output = import(&folder, name);
        assert!(output.status.success(), "{}", said(&output));
    }
    let card = said(&homeostat(&folder, &["describe", "flow.model"]));
    assert!(
        card.contains("remembers 4 numbers") && card.contains("samples"),
        "{card}"
    );

    let text = scenario(
        "virtual = \"adult#004\"",
        "[\"dense.model\", \"flow.model\"]",
    );
    std::fs::write(folder.join("s.toml"), text).expect("a file");
    let run = |out: &str, threads: &str| {
        let arguments = ["run", "s.toml", "--csv", "--out", out, "--threads", threads];
        let output = homeostat(&folder, &arguments);
        assert!(output.status.success(), "{}", said(&output));
        std::fs::read_to_string(folder.join(out).join("recording.csv")).expect("a recording")
    };
    let (one, two) = (run("a", "1"), run("b", "2"));
    assert_eq!(one, two, "the same on any number of threads");
    let column = |arm: &str, at: usize| -> Vec<&str> {
        let rows = one
            .lines()
            .filter(|line| line.starts_with(&format!("{arm},")));
        rows.filter_map(|line| line.split(',').nth(at)).collect()
    };
    // The network in the rates is in one arm only, and chance is the same in both.
    assert_ne!(column("with", 3), column("without", 3));
    let hunger = column("without", 4);
    assert_eq!(hunger.len(), 8 * 17);
    assert_ne!(hunger[16], hunger[33], "twins differ by their own chance");
}

#[test]
fn what_a_patient_does_not_have_is_told() {
    let folder = folder("networks_refused");
    // It reads a pressure, and the virtual patient has no circulation.
    let dense = std::fs::read_to_string(format!("{REFERENCE}/dense.toml")).expect("a description");
    let dense = dense.replace("insulin_action", "mean_arterial_pressure");
    std::fs::write(folder.join("d.toml"), dense.replace("pmol/L", "mm[Hg]")).expect("a file");
    let weights = format!("{REFERENCE}/dense.safetensors");
    let arguments = [
        "learn",
        "import",
        "--weights",
        &weights,
        "--description",
        "d.toml",
    ];
    let output = homeostat(&folder, &[&arguments[..], &["-o", "dense.model"]].concat());
    assert!(output.status.success(), "{}", said(&output));
    let patient = "virtual = \"adult#004\"";
    let text = scenario(patient, "[\"dense.model\"]").replace(", \"flow.hunger\"", "");
    std::fs::write(folder.join("s.toml"), text).expect("a file");
    let output = homeostat(&folder, &["check", "s.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("what this patient does not have"),
        "{}",
        said(&output)
    );

    let bytes = std::fs::read(folder.join("dense.model")).expect("a model");
    std::fs::write(folder.join("dense.model"), &bytes[..bytes.len() - 9]).expect("a file");
    let output = homeostat(&folder, &["check", "s.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("fewer or more numbers than its header says"),
        "{}",
        said(&output)
    );
}
