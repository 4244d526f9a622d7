//! Checks what a sweep changes, and puts its values into their places.

use super::axis::{named_values, same_kind, span_values, value};
use super::fields::{Checker, Fields};
use super::path::{seen, way};
use crate::document::{Entries, Node, Value as Toml};
use crate::file::{Axis, Parameter, Scenario, Set, Value};
use crate::nearest::nearest;
use crate::problem::Problem;
use crate::span::{At, Span};

/// More cells than this are a slip, not a wish.
pub(super) const MOST_CELLS: usize = 1000;

impl Checker<'_> {
    /// The axes of `[sweep]`, whose places are in `root`.
    pub fn sweep(&mut self, fields: Fields<'_>, root: &Entries) -> Vec<Axis> {
        let Some((key, node)) = fields.get("sweep") else {
            return Vec::new();
        };
        let Toml::Table(entries) = &node.value else {
            self.wrong_kind(key, node);
            return Vec::new();
        };
        let mut axes: Vec<Axis> = Vec::new();
        let mut cells = 1usize;
        for (path, node) in &entries.0 {
            let known = self.known;
            let parameter = parameter(&path.value)
                .is_some_and(|named| known.parameter(&named.part, &named.name).is_some());
            if !parameter && !self.leads(path, root) {
                continue;
            }
            let Some(values) = self.axis_values(path, node) else {
                continue;
            };
            if !parameter && !self.alike(root, path, &values) {
                continue;
            }
            cells = cells.saturating_mul(values.len());
            let called = match &node.value {
                Toml::Table(entries) => self.called(entries),
                _ => None,
            };
            axes.push(Axis {
                path: path.clone(),
                called,
                values,
            });
        }
        if entries.0.is_empty() {
            let problem = Problem::error(node.span, "a sweep of nothing")
                .found("no path")
                .expected(format!("sweep = {}", key.example));
            self.report(problem);
        }
        if cells > MOST_CELLS {
            let problem = Problem::error(fields.key_span("sweep"), "too many cells")
                .found(format!("{cells} combinations"))
                .expected(format!("at most {MOST_CELLS}"));
            self.report(problem);
            return Vec::new();
        }
        axes
    }

    fn leads(&mut self, path: &At<String>, root: &Entries) -> bool {
        let problem = |message: &str| Problem::error(path.span, message);
        if ["sweep", "title", "question", "seed"]
            .iter()
            .any(|own| path.value == *own || path.value.starts_with("sweep."))
        {
            let problem = problem("a place that cannot be swept")
                .found(format!("`{}`", path.value))
                .expected("a place such as treatment.dose, arm.NAME.treatment.dose or cohort.size");
            self.report(problem);
            return false;
        }
        match way(root, &path.value) {
            Ok(_) => true,
            Err(lost) => {
                let names = lost.names.iter().map(String::as_str);
                let first = lost.found.split('.').next().unwrap_or_default();
                let near = nearest(&lost.found, names.clone()).or(nearest(first, names.clone()));
                let problem = problem("a path that leads nowhere in this file")
                    .found(format!("`{}`", crate::document::shorten(&lost.found)))
                    .expected(match lost.names.is_empty() {
                        true => "the end of the path: nothing lies below".to_owned(),
                        false => format!("one of {}", crate::nearest::list(names)),
                    })
                    .nearest(near)
                    .help("a path names what stands in the file, as treatment.dose, arm.NAME.treatment.dose, treatment.0.dose where there are several, or a parameter as PART.PARAMETER");
                self.report(problem);
                false
            }
        }
    }

    /// Whether values are of the kind of what stands in their place.
    fn alike(&mut self, root: &Entries, path: &At<String>, values: &[Value]) -> bool {
        let there = way(root, &path.value)
            .ok()
            .and_then(|steps| seen(root, &steps));
        let Some(there) = there else {
            return true;
        };
        let wrong = values
            .iter()
            .find(|value| !same_kind(&value.node.value, &there.value));
        if let Some(value) = wrong {
            let problem = Problem::error(value.node.span, "a value of another kind")
                .found(value.node.describe())
                .expected(format!("a value as in its place, {}", there.describe()));
            self.report(problem);
        }
        wrong.is_none()
    }

    /// What people call an axis.
    fn called(&mut self, entries: &Entries) -> Option<String> {
        let node = entries.get("called")?;
        match &node.value {
            Toml::Text(text, _) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            _ => {
                let problem = Problem::error(node.span, "no name")
                    .found(node.describe())
                    .expected("called = \"severity\"");
                self.report(problem);
                None
            }
        }
    }

    fn axis_values(&mut self, path: &At<String>, node: &Node) -> Option<Vec<Value>> {
        let expected = format!(
            "\"{}\" = [...], {{ values = [...], named = [...], called = \"...\" }}, or {{ from = ..., to = ..., count = 5 }}",
            path.value
        );
        let wrong = |found: String, span: Span| {
            Problem::error(span, format!("no values for `{}`", path.value))
                .found(found)
                .expected(expected.clone())
        };
        let values = match &node.value {
            Toml::List(items) if !items.is_empty() => {
                let all = items.iter().enumerate();
                all.map(|(index, item)| value(item, index)).collect()
            }
            Toml::Table(range) => {
                let spanned = || Some(Ok(span_values(range, node.span)?));
                match named_values(range).or_else(spanned) {
                    Some(Ok(values)) => values,
                    Some(Err((found, span))) => {
                        let problem =
                            Problem::error(span, "names that are not those of the values")
                                .found(found)
                                .expected("a name for each value, each once");
                        self.report(problem);
                        return None;
                    }
                    None => {
                        self.report(wrong(node.describe(), node.span));
                        return None;
                    }
                }
            }
            _ => {
                self.report(wrong(node.describe(), node.span));
                return None;
            }
        };
        let mut seen: Vec<&str> = Vec::new();
        for value in &values {
            if seen.contains(&value.text.as_str()) {
                let problem = Problem::error(value.node.span, "a value twice")
                    .found(format!("`{}`", value.text))
                    .expected("each value once");
                self.report(problem);
                return None;
            }
            seen.push(&value.text);
        }
        Some(values)
    }

    /// Sets the parameters that are axes, by the values of this cell.
    pub fn preset(&mut self, scenario: &mut Scenario, choices: &[usize]) {
        let axes = scenario.sweep.clone();
        for (axis, choice) in axes.iter().zip(choices) {
            let known = self.known;
            let Some(parameter) = parameter(&axis.path.value)
                .filter(|named| known.parameter(&named.part, &named.name).is_some())
            else {
                continue;
            };
            let node = &axis.values[*choice].node;
            let key = crate::grammar::Key::new("to", crate::grammar::Kind::Setting, "", "\"60 %\"");
            if let Some(to) = self.set_to_of(&key, node, Some(&parameter)) {
                scenario.preset.push(Set {
                    parameter: At::new(parameter, axis.path.span),
                    to,
                });
            }
        }
    }
}

/// PART.PARAMETER
fn parameter(path: &str) -> Option<Parameter> {
    let (part, name) = path.rsplit_once('.')?;
    Some(Parameter {
        part: part.to_owned(),
        name: name.to_owned(),
    })
}
