//! Every model says what it is, and every number what it means.

use crate::every_model;
use physiology::{Field, Isa, System, Unit, systems};

/// Lower case, digits and underscores, a letter first.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn repeated<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0])
        .collect()
}

fn undocumented_field(field: &Field) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |what: String| faults.push(format!("{}: {what}", field.name));
    if !is_name(field.name) {
        fault("not a name".to_owned());
    }
    if let Err(error) = Unit::parse(field.unit) {
        fault(format!("unit {}: {error:?}", field.unit));
    }
    if field.meaning.len() < 3 || field.meaning.trim() != field.meaning {
        fault(format!("meaning {:?}", field.meaning));
    }
    if !(field.scale.is_finite() && field.scale > 0.0) {
        fault(format!("scale {}", field.scale));
    }
    faults
}

/// What a reader would miss.
pub fn undocumented(system: &dyn System) -> Vec<String> {
    let layout = system.layout();
    let mut faults = Vec::new();
    if !is_name(layout.name) {
        faults.push(format!("{:?} is not a name", layout.name));
    }
    for fields in [layout.states, layout.params, layout.inputs, layout.signals] {
        faults.extend(fields.iter().flat_map(undocumented_field));
        faults.extend(
            repeated(fields.iter().map(|f| f.name))
                .iter()
                .map(|name| format!("{name} twice")),
        );
    }
    faults.extend(
        layout
            .params
            .iter()
            .filter(|f| !f.typical.is_finite())
            .map(|f| format!("{} has no typical value", f.name)),
    );
    for jump in layout.jumps {
        if !is_name(jump.name) || jump.meaning.len() < 3 || Unit::parse(jump.unit).is_err() {
            faults.push(format!("jump {jump:?}"));
        }
    }
    faults.extend(
        repeated(layout.jumps.iter().map(|jump| jump.name))
            .iter()
            .map(|name| format!("{name} twice")),
    );
    // Guard k makes jump k.
    if layout.guards > layout.jumps.len() {
        faults.push(format!(
            "{} guards, {} jumps",
            layout.guards,
            layout.jumps.len()
        ));
    }
    faults.extend(unexplained(layout.about));
    faults
}

/// Headings that are missing, out of order, or empty.
fn unexplained(about: &str) -> Vec<String> {
    const HEADINGS: [&str; 3] = [
        "**Equations**",
        "**Assumptions and range of validity.**",
        "**Source.**",
    ];
    let mut faults = Vec::new();
    let mut rest = about;
    for heading in HEADINGS {
        match rest.split_once(heading) {
            Some((before, after)) if !before.trim().is_empty() => rest = after,
            Some(_) => return vec![format!("nothing is said before {heading}")],
            None => faults.push(format!("no {heading} in its place")),
        }
    }
    if rest.trim().is_empty() {
        faults.push("no source is named".to_owned());
    }
    faults
}

#[test]
fn every_model_says_what_it_is() {
    every_model(undocumented);
}

#[test]
fn models_are_unique_and_sorted() {
    let names: Vec<&str> = systems(Isa::BASELINE)
        .iter()
        .map(|s| s.layout().name)
        .collect();
    assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "{names:?}");
    for name in names {
        assert_eq!(
            physiology::system(name, Isa::detect())
                .unwrap()
                .layout()
                .name,
            name
        );
    }
    assert!(physiology::system("no_such_model", Isa::BASELINE).is_none());
}
