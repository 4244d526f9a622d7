//! Changing a scenario: every value has a field, and nothing that a person wrote around it is lost.

use scenarios::catalogue::known;
use scenarios::check;
use scenarios::edit::{Draft, Field, FieldValue, NewValue, Place, Section, rewrite, sections};
use scenarios::file::Scenario;
use scenarios::library::library;
use scenarios::template::TEMPLATE;

fn texts() -> Vec<(&'static str, &'static str)> {
    let library = library().into_iter().map(|entry| (entry.name, entry.text));
    library.chain([("template", TEMPLATE)]).collect()
}

fn late_bolus() -> &'static str {
    scenarios::library::entry("late-bolus")
        .expect("the library's")
        .text
}

fn fields(section: &Section) -> Vec<&Field> {
    let inner = section.sections.iter().flat_map(fields);
    section.fields.iter().chain(inner).collect()
}

fn all_fields(sections: &[Section]) -> Vec<&Field> {
    sections.iter().flat_map(fields).collect()
}

fn scenario(text: &str) -> Scenario {
    let (scenario, problems) = check(text.as_bytes(), &known());
    scenario.unwrap_or_else(|| panic!("{problems:?}\n{text}"))
}

/// What a scenario means: without places, which move with the length of what stands before them, and
/// without its own words for a number (`120 min` comes back as `2 h`).
fn meaning(text: &str) -> String {
    let shown = format!("{:?}", scenario(text));
    let shown = without(&without(&shown, "Span {", '}'), "text: \"", '"');
    // Where a text begins.
    without(&shown, "\", Some(", ')')
}

/// A text without the pieces from `start` to the next `end`.
fn without(text: &str, start: &str, end: char) -> String {
    let mut pieces = text.split(start);
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |left, piece| {
        left + piece.split_once(end).map_or(piece, |(_, rest)| rest)
    })
}

fn comments(text: &str) -> usize {
    text.matches('#').count()
}

fn place_of(text: &str, shown: &str) -> Place {
    let sections = sections(text);
    let fields = all_fields(&sections);
    let found = fields.iter().find(|field| field.place.to_string() == shown);
    found
        .unwrap_or_else(|| panic!("no field {shown}"))
        .place
        .clone()
}

#[test]
fn every_value_of_the_library_has_a_field() {
    for (name, text) in texts() {
        let found = sections(text);
        let fields = all_fields(&found);
        // Values are what stands behind `=` and is no list or table; a list's texts count each.
        fn count(entries: &scenarios::document::Entries) -> usize {
            entries.0.iter().map(|(_, node)| value(node)).sum()
        }
        fn value(node: &scenarios::document::Node) -> usize {
            use scenarios::document::Value;
            match &node.value {
                Value::Table(entries) => count(entries),
                Value::List(items) => items.iter().map(value).sum(),
                _ => 1,
            }
        }
        let values = count(&scenarios::document::parse(text).root);
        assert_eq!(fields.len(), values, "{name}");
    }
}

#[test]
fn writing_what_stands_there_changes_nothing() {
    for (name, text) in texts() {
        let found = sections(text);
        let mut draft = Draft::new(text).expect("TOML");
        for field in all_fields(&found) {
            let value = match &field.value {
                FieldValue::Text(text, _) => NewValue::Text(text.clone()),
                FieldValue::Whole(number) => NewValue::Whole(*number),
                FieldValue::Number(number) => NewValue::Number(*number),
                FieldValue::Truth(truth) => NewValue::Truth(*truth),
            };
            draft.set(&field.place, value).expect("a field");
        }
        assert_eq!(draft.text(), text, "{name}");
    }
}

#[test]
fn every_number_of_the_library_can_be_moved_and_moved_back() {
    for (name, text) in texts() {
        let before = meaning(text);
        for field in all_fields(&sections(text)) {
            let FieldValue::Text(value, numbers) = &field.value else {
                continue;
            };
            for number in numbers {
                let mut draft = Draft::new(text).expect("TOML");
                let moved = rewrite(value, number, number.value * 1.5 + 1.0);
                assert_ne!(&moved, value, "{name} {}", field.place);
                draft
                    .set(&field.place, NewValue::Text(moved.clone()))
                    .expect("a field");
                assert_eq!(
                    comments(draft.text()),
                    comments(text),
                    "{name} {}",
                    field.place
                );
                let back = rewrite(value, number, number.value);
                draft
                    .set(&field.place, NewValue::Text(back))
                    .expect("a field");
                assert_eq!(meaning(draft.text()), before, "{name} {}", field.place);
            }
        }
    }
}

#[test]
fn a_dose_is_changed_and_its_comment_stays() {
    let mut draft = Draft::new(late_bolus()).expect("TOML");
    let dose = place_of(draft.text(), "treatment[1].dose");
    draft
        .set(&dose, NewValue::Text("75 g".into()))
        .expect("a dose");
    let line = "dose = \"75 g\"                             # of carbohydrate";
    assert!(draft.text().contains(line), "{}", draft.text());
    let inline = place_of(draft.text(), "arm[2].treatment[0].dose");
    draft
        .set(&inline, NewValue::Text("6 U".into()))
        .expect("a dose");
    assert!(
        draft
            .text()
            .contains("treatment = [{ at = \"12 h 30 min\", give = \"insulin\", dose = \"6 U\" }]")
    );
    assert_eq!(comments(draft.text()), comments(late_bolus()));
    scenario(draft.text());
}

#[test]
fn an_arm_is_copied_changed_and_taken_out_again() {
    let mut draft = Draft::new(late_bolus()).expect("TOML");
    let arm = Place::root().key("arm").item(1);
    let copy = draft.copy(&arm).expect("an arm");
    assert_eq!(copy.to_string(), "arm[2]");
    let names = |text: &str| -> Vec<String> {
        scenario(text)
            .arms
            .iter()
            .map(|arm| arm.name.value.clone())
            .collect()
    };
    assert_eq!(
        names(draft.text()),
        [
            "15 min before",
            "at the meal",
            "at the meal (copy)",
            "30 min after"
        ]
    );
    draft.copy(&arm).expect("an arm");
    assert_eq!(names(draft.text())[2], "at the meal (copy 2)");
    draft.remove(&copy).expect("the copy");
    draft.remove(&copy).expect("the copy");
    assert_eq!(draft.text(), late_bolus());
}

#[test]
fn the_comparator_keeps_its_comment_when_it_is_copied() {
    let mut draft = Draft::new(late_bolus()).expect("TOML");
    draft
        .copy(&Place::root().key("arm").item(0))
        .expect("an arm");
    let scenario = scenario(draft.text());
    assert_eq!(scenario.arms[0].name.value, "15 min before");
    assert_eq!(scenario.arms[1].name.value, "15 min before (copy)");
    assert!(draft.text().contains("# 4.5 units: 60 g / (16 g per unit)"));
}

#[test]
fn a_treatment_is_added_to_an_arm_with_and_without_one() {
    let text = scenarios::library::entry("rescue-carbohydrate")
        .expect("it")
        .text;
    for arm in [0, 1] {
        let mut draft = Draft::new(text).expect("TOML");
        let list = Place::root().key("arm").item(arm).key("treatment");
        let new = [("at", "13 h"), ("give", "meal"), ("dose", "20 g")];
        let place = draft.add(&list, &new).expect("an arm");
        assert_eq!(place, list.item(arm), "behind what is there");
        assert_eq!(scenario(draft.text()).arms[arm].treatment.len(), arm + 1);
        draft.remove(&place).expect("the new one");
        assert_eq!(scenario(draft.text()), scenario(text));
    }
}

#[test]
fn an_arm_is_added_where_there_was_none() {
    let text = "title = \"t\"\nhorizon = \"4 h\"\n\n[patient]\nvirtual = \"adult#001\"\n";
    let mut draft = Draft::new(text).expect("TOML");
    let arms = Place::root().key("arm");
    draft.add(&arms, &[("name", "as it is")]).expect("the file");
    draft
        .add(&arms, &[("name", "otherwise")])
        .expect("the file");
    let scenario = scenario(draft.text());
    assert_eq!(scenario.arms.len(), 2);
    assert_eq!(scenario.arms[1].name.value, "otherwise");
}

#[test]
fn a_place_that_is_not_there_is_refused_and_nothing_changes() {
    let mut draft = Draft::new(late_bolus()).expect("TOML");
    let nowhere = Place::root().key("arm").item(9);
    assert!(draft.copy(&nowhere).is_err());
    assert!(draft.remove(&nowhere).is_err());
    assert!(draft.copy(&Place::root().key("title")).is_err());
    let deep = nowhere.key("name");
    assert!(draft.set(&deep, NewValue::Text("x".into())).is_err());
    assert!(draft.add(&nowhere.key("treatment"), &[]).is_err());
    assert_eq!(draft.text(), late_bolus());
    assert!(Draft::new("title = ").is_err());
}

#[test]
fn a_title_says_what_a_person_would() {
    let titles: Vec<String> = sections(late_bolus())
        .iter()
        .map(|s| s.title.clone())
        .collect();
    assert_eq!(titles[..3], ["Scenario", "Record", "Patient"]);
    assert!(
        titles.contains(&"Meal 60 g at 12 h".to_owned()),
        "{titles:?}"
    );
    assert!(
        titles.contains(&"Arm: at the meal".to_owned()),
        "{titles:?}"
    );
}
