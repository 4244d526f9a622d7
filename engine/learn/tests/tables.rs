//! What is told of tables and specs that cannot be learned from.

use learn::cohort::{self, Cohort};
use learn::fault::Fault;
use learn::spec::Spec;

const SPEC: &str = r#"
title = "A disease"
id = "id"
time = { column = "day", unit = "d" }
[[marker]]
column = "lab"
unit = "mg/dL"
[[covariate]]
column = "sex"
[arm]
column = "drug"
reference = "no"
randomised = true
[death]
time = { column = "end", unit = "d" }
status = "how"
is = ["dead"]
"#;

/// Sixty invented people with three visits each.
fn table() -> String {
    let mut text = "id,day,lab,sex,drug,end,how\n".to_owned();
    for id in 0..60_u32 {
        for visit in 0..3 {
            let lab = 2.0 + ((id * 7 + visit * 3) % 11) as f64 / 4.0;
            let sex = if id % 3 == 0 { "m" } else { "f" };
            let drug = if id.is_multiple_of(2) { "yes" } else { "no" };
            let how = if id % 4 == 0 { "dead" } else { "alive" };
            text += &format!("{id},{},{lab},{sex},{drug},900,{how}\n", visit * 180);
        }
    }
    text
}

fn read(table: &str, spec: &str) -> Result<Cohort, Vec<Fault>> {
    let parsed = Spec::read("s.toml", spec)?;
    cohort::read(("t.csv", table.as_bytes()), ("s.toml", spec), &parsed)
}

fn told(table: &str, spec: &str) -> String {
    let faults = read(table, spec).expect_err("a fault");
    faults.iter().map(|fault| format!("{fault}\n")).collect()
}

#[test]
fn a_good_table_is_read() {
    let cohort = read(&table(), SPEC).expect("a cohort");
    assert_eq!(cohort.people.len(), 60);
    assert_eq!(cohort.warnings, Vec::<String>::new());
    let person = &cohort.people[4];
    assert_eq!(person.known.visits.len(), 3);
    assert_eq!(person.end, Some((900.0 / 365.25, true)));
    assert_eq!((person.known.arm, person.known.facts[0]), (1, 0.0));
    let arms = cohort.schema.arms.expect("arms");
    assert_eq!(
        (arms.names, arms.patients),
        (vec!["no".to_owned(), "yes".to_owned()], vec![30, 30])
    );
}

#[test]
fn every_fault_is_told_with_its_place() {
    for (found, replaced, expected) in [
        (
            "column = \"lab\"",
            "column = \"labb\"",
            "s.toml:6:10: t.csv has no column `labb`; did you mean `lab`?",
        ),
        (
            "unit = \"mg/dL\"",
            "unit = \"mgg\"",
            "s.toml:7:8: `mgg` is no UCUM unit",
        ),
        (
            "unit = \"d\" }\n[[marker",
            "unit = \"kg\" }\n[[marker",
            "found `kg`, expected a unit of time",
        ),
        (
            "column = \"sex\"",
            "column = \"how\"",
            "`how` is a covariate and tells the outcome",
        ),
        (
            "column = \"sex\"",
            "column = \"lab\"",
            "`lab` is a covariate and a marker; expected one of them",
        ),
        (
            "reference = \"no\"",
            "reference = \"none\"",
            "no patient has `none` in `drug`; expected one of no, yes",
        ),
        (
            "randomised = true",
            "randomized = true",
            "unknown field `randomized`",
        ),
    ] {
        assert!(SPEC.contains(found), "{found}");
        let told = told(&table(), &SPEC.replacen(found, replaced, 1));
        assert!(told.contains(expected), "{replaced}: {told}");
    }
}

#[test]
fn tables_that_teach_nothing_are_refused() {
    let lines = |keep: &dyn Fn(usize, &str) -> Option<String>| -> String {
        let text = table();
        let lines = text.lines().enumerate().filter_map(|(i, line)| {
            if i == 0 {
                Some(line.to_owned())
            } else {
                keep(i, line)
            }
        });
        lines.map(|line| line + "\n").collect()
    };
    let cell = |line: &str, at: usize, to: &str| {
        let mut cells: Vec<&str> = line.split(',').collect();
        cells[at] = to;
        Some(cells.join(","))
    };
    for (table, expected) in [
        (
            lines(&|_, line| cell(line, 2, "4")),
            "`lab`: 4 in every row",
        ),
        (
            lines(&|_, line| cell(line, 2, "NA")),
            "`lab`: no value in any row",
        ),
        (
            lines(&|i, line| (i % 3 == 1).then(|| line.to_owned())),
            "every patient has one visit",
        ),
        (
            lines(&|i, line| cell(line, 2, if i == 7 { "low" } else { "4" })),
            "t.csv:8:3: `lab`: found `low`, expected a number",
        ),
        (
            lines(&|_, line| cell(line, 3, "f")),
            "`sex` is `f` for everyone",
        ),
        (
            lines(&|i, line| (i < 20).then(|| line.to_owned())),
            "7 patients; expected 10",
        ),
        ("id,day,lab,sex,drug,end,how\n".to_owned(), "no rows"),
        (table() + "1,2\n", "t.csv:182:1:"),
    ] {
        let told = told(&table, SPEC);
        assert!(told.contains(expected), "{expected}: {told}");
    }
}

#[test]
fn what_may_be_wrong_is_a_warning() {
    let few: String = table()
        .lines()
        .take(1 + 3 * 30)
        .map(|line| format!("{line}\n"))
        .collect();
    let cohort = read(&few, SPEC).expect("a cohort");
    assert!(
        cohort.warnings[0].contains("30 patients are few"),
        "{:?}",
        cohort.warnings
    );
    // A sign that is the outcome in another form.
    let mut text = String::new();
    for (i, line) in table().lines().enumerate() {
        let dead = f64::from(u8::from(line.ends_with(",dead")));
        text += &match i {
            0 => format!("{line},frailty\n"),
            _ => format!("{line},{}\n", dead * 10.0 + (i % 5) as f64),
        };
    }
    let spec = SPEC.replacen(
        "[[covariate]]",
        "[[sign]]\ncolumn = \"frailty\"\n[[covariate]]",
        1,
    );
    let cohort = read(&text, &spec).expect("a cohort");
    assert!(
        cohort
            .warnings
            .iter()
            .any(|w| w.contains("`frailty` at the first visit tells without error who died")),
        "{:?}",
        cohort.warnings
    );
}
