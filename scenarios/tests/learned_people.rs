//! A cohort that is drawn from a model of people.

use engine::learned::people::draw::{Grove, Leaf, Step, Tree};
use engine::learned::people::file;
use engine::learned::people::model::{Column, Drawing, People};
use engine::learned::people::sorted::Sorted;
use engine::learned::progression::trees::Node;
use scenarios::cohort::Cell;
use scenarios::source::{Checked, Source};
use std::path::PathBuf;

fn column(name: &str, unit: &str, words: &[&str], range: (f64, f64)) -> Column {
    Column {
        name: name.to_owned(),
        unit: unit.to_owned(),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        decimals: 1,
        range,
        missing: 0.0,
    }
}

/// One leaf.
fn leaf(leaf: Leaf) -> Grove {
    let end = Node {
        feature: -1,
        cut: 0.0,
        next: [0, 0],
        missing: 0,
    };
    Grove(vec![Tree {
        nodes: vec![end],
        leaves: vec![leaf],
    }])
}

fn step(column: usize, value: Leaf, sorted: &[f64]) -> Step {
    Step {
        column,
        known: None,
        value: leaf(value),
        sorted: Sorted::new(sorted.to_vec(), 1),
        blur: 0.0,
    }
}

/// Three women of four; 30, 50 or 80 years; a weight in pounds under another name.
fn model() -> Vec<u8> {
    let numbers = || Leaf::Numbers(vec![0, 1, 2, 3, 4, 5]);
    let ages = [30.0, 30.0, 50.0, 50.0, 80.0, 80.0];
    let pounds = [110.0, 110.0, 154.0, 154.0, 198.0, 198.0];
    file::write(&People {
        columns: vec![
            column("sex", "", &["F", "M"], (0.0, 0.0)),
            column("age", "", &[], (30.0, 80.0)),
            column("wt", "[lb_av]", &[], (110.0, 198.0)),
            column("creatinine_clearance", "mL/min", &[], (60.0, 90.0)),
        ],
        words: vec![true, false, false, false],
        drawing: Drawing::Trees(vec![
            step(0, Leaf::Words(vec![(0, 0.75), (1, 1.0)]), &[]),
            step(1, numbers(), &ages),
            step(2, numbers(), &pounds),
            step(3, numbers(), &[60.0, 60.0, 75.0, 75.0, 90.0, 90.0]),
        ]),
        trained: 6,
        card: "made by a test".to_owned(),
    })
}

fn checked(name: &str, cohort: &str) -> Checked {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("ward.model"), model()).expect("a model");
    let text = format!(
        r#"title = "Drawn people"
question = "Who are they?"
horizon = "24 h"
record = {{ every = "1 h", quantities = ["vancomycin.concentration"] }}
{cohort}
[[treatment]]
at = "0 h"
give = "vancomycin"
dose = "1 g"
over = "1 h"
[[arm]]
name = "one"
[[outcome]]
of = "maximum(vancomycin.concentration)"
name = "peak"
"#
    );
    let path = folder.join("scenario.toml");
    std::fs::write(&path, &text).expect("a scenario");
    Source::open(&path.display().to_string())
        .expect("a scenario")
        .check(None)
}

#[test]
fn a_cohort_is_drawn_from_a_learned_model_and_enriched_on_request() {
    let found = checked(
        "drawn",
        r#"[cohort]
people = "ward.model"
size = 500
eligible = "sex = female and age >= 75 yr"
units = { age = "yr" }
columns = { weight = "wt" }"#,
    );
    let rows = found.report.rows();
    let (scenario, _) = found.ready.unwrap_or_else(|| panic!("{rows:?}"));
    let cohort = scenario.patient.cohort().expect("a cohort");
    let facts = cohort.facts();
    let place = |name: &str| facts.iter().position(|f| f.name == name).expect(name);
    let crowd = cohort.crowd(1, None);
    let mut admission = Default::default();
    let people = crowd.admit(&mut admission, 500).expect("people");
    assert_eq!(people.len(), 500);
    // One in three of three in four.
    let share = 500.0 / admission.counts.screened as f64;
    assert!((share - 0.25).abs() < 0.06, "{share}");
    for who in &people {
        assert_eq!(who.cells[place("age")], Cell::Number(80.0));
        let Cell::Number(kilograms) = who.cells[place("weight")] else {
            panic!("{who:?}")
        };
        // 110, 154 and 198 lb of 0.45359237 kg each.
        let near = [49.895, 69.853, 89.811]
            .iter()
            .any(|kg| (kg - kilograms).abs() < 1e-3);
        assert!(near, "{kilograms}");
    }
    // The same people again; others of another seed.
    let again = cohort
        .crowd(1, None)
        .admit(&mut Default::default(), 500)
        .expect("people");
    let other = cohort
        .crowd(2, None)
        .admit(&mut Default::default(), 500)
        .expect("people");
    assert!(people == again && people != other);
}

#[test]
fn what_is_wrong_with_a_cohort_of_a_model_is_said() {
    let told = |name: &str, cohort: &str| -> String {
        let rows = checked(name, cohort).report.rows();
        rows.iter().map(|row| format!("{row:?}\n")).collect()
    };
    let without = told("unit", "[cohort]\npeople = \"ward.model\"\nsize = 10");
    assert!(without.contains("`age` without a unit"), "{without}");
    let column = told(
        "column",
        "[cohort]\npeople = \"ward.model\"\nsize = 10\nunits = { age = \"yr\" }\ncolumns = { weight = \"weigth\" }",
    );
    assert!(column.contains("no column for `weight`"), "{column}");
    let size = told(
        "size",
        "[cohort]\npeople = \"ward.model\"\nunits = { age = \"yr\" }",
    );
    assert!(size.contains("missing `size`"), "{size}");
}
