//! What is wrong with a regimen is said where it stands.

use super::{HEAD, PERSON, shelf};
use scenarios::catalogue::known_with;
use scenarios::report::{Report, Row};

fn rows(action: &str) -> Vec<Row> {
    let text = format!(
        "{HEAD}horizon = \"48 h\"\n[[outcome]]\nof = \"risk(drug.concentration > 1 mg/L)\"\n[patient]\n{PERSON}\n[[treatment]]\n{action}\n"
    );
    let (_, problems) = scenarios::check(text.as_bytes(), &known_with(&shelf()));
    Report::new("t.toml", text.as_bytes(), problems).rows()
}

/// Errors that the plan finds.
fn unplanned(actions: &str) -> Vec<String> {
    let text = format!("{HEAD}horizon = \"48 h\"\n[patient]\n{PERSON}\n{actions}\n");
    let shelf = shelf();
    let (scenario, problems) = scenarios::check(text.as_bytes(), &known_with(&shelf));
    let scenario = scenario.unwrap_or_else(|| panic!("{problems:#?}"));
    let problems = scenarios::plan::plan_with(&scenario, None, &shelf)
        .err()
        .unwrap_or_default();
    problems
        .into_iter()
        .map(|problem| problem.message)
        .collect()
}

#[track_caller]
fn error(action: &str, message: &str) -> Row {
    let mut found = rows(action);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].message.contains(message), "{found:#?}");
    assert!(
        !found[0].expected.is_empty() && found[0].line > 8,
        "{found:#?}"
    );
    found.remove(0)
}

const STEP: &str = "step = { every = \"1 h\", by = \"1 mg/h\", within = \"0..9 mg/h\" }";
const TO: &str = "to = \"drug.concentration = 1..2 mg/L\"";

#[test]
fn a_titration_is_checked() {
    let titrate = |to: &str, step: &str| format!("at = \"0 h\"\ntitrate = \"drug\"\n{to}\n{step}");
    assert_eq!(rows(&titrate(TO, STEP)), Vec::new());
    error(&titrate(TO, ""), "missing `step`");
    error(
        &titrate("to = \"drug.concentration\"", STEP),
        "not a range to reach",
    );
    error(
        &titrate("to = \"drug.concentration > 1 mg/L\"", STEP),
        "not a range to reach",
    );
    let found = rows(&titrate("to = \"drug.concentration = 1..2 mg\"", STEP));
    assert_eq!(found.len(), 2, "each end of the range: {found:?}");
    assert!(found[0].expected.contains("65..70 mmHg"), "{found:?}");
    let found = error(
        &titrate("to = \"drug.concentraton = 1..2 mg/L\"", STEP),
        "unknown",
    );
    assert_eq!(found.nearest.as_deref(), Some("drug.concentration"));
    error(
        &titrate(TO, &STEP.replace("every = \"1 h\", ", "")),
        "missing `every`",
    );
    error(&titrate("", STEP), "`every` without `to`");
    error(
        &titrate(TO, &STEP.replace("1 mg/h", "-1 mg/h")),
        "not a step",
    );
    error(
        &titrate(TO, &STEP.replace("1 mg/h", "1 mg")),
        "another unit than its limits",
    );
    error(
        &titrate(TO, &STEP.replace("1 mg/h", "1 mL/h")),
        "not a dose, a rate",
    );
    error(
        &titrate(TO, &STEP.replace("0..9", "9..0")),
        "a range that ends before it begins",
    );
    error(&titrate(TO, &STEP.replace("0..9", "9")), "not a range");
    let found = error(
        &titrate(TO, &STEP.replace("within", "witin")),
        "unknown key `witin`",
    );
    assert_eq!(found.nearest.as_deref(), Some("within"));
    let found = error(
        &titrate(TO, STEP).replace("\"drug\"", "\"durg\""),
        "unknown drug",
    );
    assert_eq!(found.nearest.as_deref(), Some("drug"));
    let when = titrate(TO, STEP).replace("at = \"0 h\"", "when = \"drug.concentration > 1 mg/L\"");
    error(&when, "`when` of a titration towards a range");
    error(
        "at = \"0 h\"\ngive = \"drug\"\ndose = \"1 mg\"\nstep = { by = \"10 %\", within = \"0..9 mg\" }",
        "`step` without `titrate`",
    );
}

#[test]
fn a_target_is_checked() {
    let give = |more: &str| format!("at = \"0 h\"\ngive = \"drug\"\n{more}");
    assert_eq!(rows(&give("target = \"1 mg/L\"")), Vec::new());
    error(&give("target = \"1 mg\""), "not a concentration of drug");
    error(
        &give("target = \"1 mg/L\"\ndose = \"1 mg\""),
        "`dose` and `target` in one action",
    );
    error(
        &give("target = \"1 mg/L\"\nover = \"1 h\""),
        "`over` of a target",
    );
    error(
        &give("dose = \"1 mg\"\nsite = \"effect\""),
        "`site` without `target`",
    );
    let found = error(
        &give("target = \"1 mg/L\"\nsite = \"effekt\""),
        "unknown word",
    );
    assert_eq!(found.nearest.as_deref(), Some("effect"));
    let found = error(
        &give("target = \"1 mg/L\"\npump = { modell = \"drug\" }"),
        "unknown key",
    );
    assert_eq!(found.nearest.as_deref(), Some("model"));
    error(
        &give("target = \"1 mg/L\"\npump = { most = \"1 mg\" }"),
        "not an amount per time",
    );
    // The test drug has no rate of equilibration.
    let found = unplanned(
        "[[treatment]]\nat = \"0 h\"\ngive = \"drug\"\ntarget = \"1 mg/L\"\nsite = \"effect\"",
    );
    assert!(
        found[0].contains("the pump's model has no equilibration"),
        "{found:?}"
    );
}

#[test]
fn rows_of_doses_are_checked() {
    let give = |more: &str| format!("at = \"0 h\"\ngive = \"drug\"\ndose = \"1 mg\"\n{more}");
    let repeat = "repeat = { every = \"8 h\" }";
    let hold = "hold = { while = \"drug.concentration > 1 mg/L\", then = \"wait\" }";
    assert_eq!(rows(&give(&format!("{repeat}\n{hold}"))), Vec::new());
    error(&give(hold), "`hold` of what is not a row of doses");
    error(
        &give(&format!(
            "{repeat}\n{}",
            hold.replace(", then = \"wait\"", "")
        )),
        "missing `then`",
    );
    let looks = hold.replace(
        "drug.concentration > 1 mg/L",
        "maximum(drug.concentration) > 1 mg/L",
    );
    error(
        &give(&format!("{repeat}\n{looks}")),
        "looks beyond the present",
    );
    error(
        &give("adherence = { taken = \"90 %\" }"),
        "`adherence` of what is not a row of doses",
    );
    error(
        &give(&format!("{repeat}\nadherence = {{ taken = \"120 %\" }}")),
        "more doses than there are",
    );
    error(
        &give(&format!("{repeat}\nadherence = {{ taken = \"0.9\" }}")),
        "number without a unit",
    );
    error(
        &give(&format!(
            "{repeat}\nadherence = {{ taken = \"90 %\", varies_by = \"person\" }}"
        )),
        "`varies_by` without `spread`",
    );
    error(&give("look = \"1 h\""), "`look` without `when`");
}

#[test]
fn what_cannot_be_adjusted_is_said() {
    let found = unplanned(
        "[[treatment]]\nat = \"0 h\"\ntitrate = \"drug\"\nstep = { by = \"10 %\", within = \"0..9 mg\" }",
    );
    assert!(found[0].contains("nothing to adjust"), "{found:?}");
    let found = unplanned(
        "[[treatment]]\nat = \"0 h\"\ngive = \"drug\"\nrate = \"1 mg/h\"\n[[treatment]]\nat = \"0 h\"\ntitrate = \
         \"drug\"\nstep = { by = \"10 %\", within = \"0..9 mg\" }",
    );
    assert!(
        found[0].contains("in another way than its limits"),
        "{found:?}"
    );
    let found = unplanned(
        "[protocol.p]\ntitrate = \"drug\"\nto = \"drug.concentration = 1..2 mg/L\"\nstep = { every = \"1 h\", by = \"1 \
         mg/h\", within = \"0..9 mg/h\" }\n[[treatment]]\nwhen = \"drug.concentration < 1 mg/L\"\nuse = \"p\"",
    );
    assert!(
        found.iter().any(|m| m.contains("brings what waits again")),
        "{found:?}"
    );
}
