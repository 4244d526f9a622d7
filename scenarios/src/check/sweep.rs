//! Checks what a sweep changes, and puts its values into their places.

use super::fields::{Checker, Fields};
use crate::document::{Entries, Node, Value as Toml};
use crate::file::{Axis, Parameter, Scenario, Set, Value};
use crate::nearest::nearest;
use crate::problem::Problem;
use crate::quantity::split_number;
use crate::span::{At, Span};

/// More cells than this are a slip, not a wish.
const MOST_CELLS: usize = 1000;

/// A step on the way to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Key(usize),
    Item(usize),
}

/// Why a path leads nowhere: what was looked for, and what there is.
struct Lost {
    found: String,
    names: Vec<String>,
}

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
            axes.push(Axis {
                path: path.clone(),
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

    fn axis_values(&mut self, path: &At<String>, node: &Node) -> Option<Vec<Value>> {
        let expected = format!(
            "\"{}\" = [...], or {{ from = ..., to = ..., count = 5 }}",
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
            Toml::Table(range) => match span_values(range, node.span) {
                Some(values) => values,
                None => {
                    self.report(wrong(node.describe(), node.span));
                    return None;
                }
            },
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

fn value(node: &Node, index: usize) -> Value {
    let text = match &node.value {
        Toml::Text(text, _) => text.trim().to_owned(),
        Toml::Whole(Some(number)) => number.to_string(),
        Toml::Number(number) => number.to_string(),
        Toml::Truth(truth) => truth.to_string(),
        _ => format!("value {}", index + 1),
    };
    let number = split_number(&text).ok();
    let unit = number.map_or("", |(_, end)| text[end..].trim());
    Value {
        number: number.map(|(number, _)| number),
        unit: unit.to_owned(),
        node: node.clone(),
        text,
    }
}

/// `{ from = "500 mg", to = "2 g", count = 4, scale = "log" }`
fn span_values(range: &Entries, span: Span) -> Option<Vec<Value>> {
    let known = ["from", "to", "count", "scale"];
    let strange = |(name, _): &(At<String>, Node)| !known.contains(&name.value.as_str());
    if range.0.iter().any(strange) {
        return None;
    }
    let Some(Toml::Whole(Some(count))) = range.get("count").map(|node| &node.value) else {
        return None;
    };
    let count = usize::try_from(*count)
        .ok()
        .filter(|count| (2..=MOST_CELLS).contains(count))?;
    let log = match range.get("scale").map(|node| &node.value) {
        None => false,
        Some(Toml::Text(text, _)) if text == "linear" => false,
        Some(Toml::Text(text, _)) if text == "log" => true,
        Some(_) => return None,
    };
    let (from, to) = (range.get("from")?, range.get("to")?);
    let whole = matches!((&from.value, &to.value), (Toml::Whole(_), Toml::Whole(_)));
    let (low, high) = (value(from, 0), value(to, 0));
    let (a, b) = (low.number?, high.number?);
    let b = match low.unit == high.unit {
        true => b,
        false => {
            let unit = |text: &str| crate::quantity::parse_unit(text).ok();
            unit(&high.unit)?.convert(b, &unit(&low.unit)?)?
        }
    };
    if log && (a <= 0.0 || b <= 0.0) {
        return None;
    }
    let values = (0..count).map(|index| {
        let share = index as f64 / (count - 1) as f64;
        let number = match log {
            true => a * (b / a).powf(share),
            false => a + (b - a) * share,
        };
        let number = if whole {
            number.round()
        } else {
            figures(number)
        };
        let (text, toml) = match (&from.value, whole) {
            (_, true) => (number.to_string(), Toml::Whole(Some(number as i64))),
            (Toml::Text(..), _) => {
                let text = format!("{number} {}", low.unit).trim_end().to_owned();
                (text.clone(), Toml::Text(text, None))
            }
            _ => (number.to_string(), Toml::Number(number)),
        };
        Value {
            text,
            number: Some(number),
            unit: low.unit.clone(),
            node: Node { value: toml, span },
        }
    });
    Some(values.collect())
}

/// Six significant figures: what a person reads is what is run.
fn figures(number: f64) -> f64 {
    format!("{number:.5e}").parse().unwrap_or(number)
}

/// The way to a place.
fn way(root: &Entries, path: &str) -> Result<Vec<Step>, Lost> {
    let mut steps = Vec::new();
    let index = longest(path, root.0.iter().map(|(name, _)| name.value.as_str()));
    let Some((index, rest)) = index else {
        return Err(Lost {
            found: path.to_owned(),
            names: root.0.iter().map(|(name, _)| name.value.clone()).collect(),
        });
    };
    steps.push(Step::Key(index));
    let mut rest = rest;
    let mut node = &root.0[index].1;
    while !rest.is_empty() {
        match &node.value {
            Toml::Table(entries) => {
                let names = entries.0.iter().map(|(name, _)| name.value.as_str());
                let Some((index, left)) = longest(rest, names.clone()) else {
                    return Err(Lost {
                        found: rest.to_owned(),
                        names: names.map(str::to_owned).collect(),
                    });
                };
                steps.push(Step::Key(index));
                (node, rest) = (&entries.0[index].1, left);
            }
            Toml::List(items) => {
                let names: Vec<String> = items.iter().enumerate().map(label).collect();
                let numbers: Vec<String> =
                    (0..items.len()).map(|index| index.to_string()).collect();
                let found = longest(rest, names.iter().map(String::as_str))
                    .or_else(|| longest(rest, numbers.iter().map(String::as_str)));
                let (index, left) = match found {
                    Some(found) => found,
                    // The only one need not be named.
                    None if items.len() == 1 => (0, rest),
                    None => {
                        return Err(Lost {
                            found: rest.to_owned(),
                            names,
                        });
                    }
                };
                steps.push(Step::Item(index));
                (node, rest) = (&items[index], left);
            }
            _ => {
                return Err(Lost {
                    found: rest.to_owned(),
                    names: Vec::new(),
                });
            }
        }
    }
    Ok(steps)
}

/// How an entry of a list is named: by its `name`, or its place.
fn label((index, item): (usize, &Node)) -> String {
    if let Toml::Table(entries) = &item.value
        && let Some(Toml::Text(name, _)) = entries.get("name").map(|node| &node.value)
    {
        return name.trim().to_owned();
    }
    index.to_string()
}

/// The longest of the names that the path begins with, and what is left of the path.
fn longest<'p, 'n>(
    path: &'p str,
    names: impl Iterator<Item = &'n str>,
) -> Option<(usize, &'p str)> {
    let begins = |(index, name): (usize, &'n str)| {
        let rest = path.strip_prefix(name)?;
        match rest.strip_prefix('.') {
            Some(left) => Some((index, left, name.len())),
            None if rest.is_empty() => Some((index, rest, name.len())),
            None => None,
        }
    };
    let found = names.enumerate().filter_map(begins);
    let best = found.max_by_key(|(_, _, length)| *length)?;
    Some((best.0, best.1))
}

fn same_kind(value: &Toml, there: &Toml) -> bool {
    match (value, there) {
        (Toml::Text(..), Toml::Text(..) | Toml::List(_)) => true,
        // Several times may stand where one does.
        (Toml::List(items), Toml::Text(..)) => items
            .iter()
            .all(|item| matches!(item.value, Toml::Text(..))),
        (Toml::Whole(number), Toml::Whole(_) | Toml::Number(_)) => number.is_some(),
        (Toml::Number(_), Toml::Whole(_) | Toml::Number(_)) => true,
        (Toml::Truth(_), Toml::Truth(_)) => true,
        (Toml::List(_), Toml::List(_)) => true,
        (Toml::Table(_), Toml::Table(_) | Toml::Text(..)) => true,
        (Toml::Text(..), Toml::Table(_)) => true,
        _ => false,
    }
}

/// What stands at the end of a way.
fn seen<'n>(root: &'n Entries, steps: &[Step]) -> Option<&'n Node> {
    let (first, rest) = steps.split_first()?;
    let Step::Key(index) = first else {
        return None;
    };
    let mut node = &root.0.get(*index)?.1;
    for step in rest {
        node = match (step, &node.value) {
            (Step::Key(index), Toml::Table(entries)) => &entries.0.get(*index)?.1,
            (Step::Item(index), Toml::List(items)) => items.get(*index)?,
            _ => return None,
        };
    }
    Some(node)
}

/// The file with the values of a cell in their places.
pub(super) fn with_values(root: &Entries, axes: &[Axis], choices: &[usize]) -> Entries {
    let mut changed = root.clone();
    for (axis, choice) in axes.iter().zip(choices) {
        // What leads nowhere is a parameter, which has no place in the file.
        let Ok(steps) = way(&changed, &axis.path.value) else {
            continue;
        };
        if let Some(node) = at(&mut changed, &steps) {
            *node = axis.values[*choice].node.clone();
        }
    }
    changed
}

fn at<'n>(root: &'n mut Entries, steps: &[Step]) -> Option<&'n mut Node> {
    let (first, rest) = steps.split_first()?;
    let Step::Key(index) = first else {
        return None;
    };
    let mut node = &mut root.0.get_mut(*index)?.1;
    for step in rest {
        node = match (step, &mut node.value) {
            (Step::Key(index), Toml::Table(entries)) => &mut entries.0.get_mut(*index)?.1,
            (Step::Item(index), Toml::List(items)) => items.get_mut(*index)?,
            _ => return None,
        };
    }
    Some(node)
}
