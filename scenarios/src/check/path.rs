//! Paths into a file: what a sweep changes, by name.

use crate::document::{Entries, Node, Value as Toml};
use crate::file::Axis;

/// A step on the way to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(usize),
    Item(usize),
}

/// Why a path leads nowhere: what was looked for, and what there is.
pub(super) struct Lost {
    pub found: String,
    pub names: Vec<String>,
}

/// The way to a place.
pub(super) fn way(root: &Entries, path: &str) -> Result<Vec<Step>, Lost> {
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

/// What stands at the end of a way.
pub(super) fn seen<'n>(root: &'n Entries, steps: &[Step]) -> Option<&'n Node> {
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
