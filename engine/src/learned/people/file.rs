//! Models of people as files: trees as safetensors, with columns, the card and a hash beside them.

use super::draw::{Grove, Leaf, Step, Tree, is_fine};
use super::model::{Column, People};
use crate::learned::progression::file::{ENTRY, FileError, HASH, hash, kind};
use crate::learned::progression::trees::Node;
use crate::learned::weights as tensors;
use serde::{Deserialize, Serialize};

/// The format that this program writes.
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Entry {
    format: u32,
    kind: String,
    columns: Vec<Column>,
    order: Vec<usize>,
    blur: Vec<f64>,
    trained: usize,
    card: String,
}

/// The model as a file's bytes.
pub fn write(model: &People) -> Vec<u8> {
    let mut weights = Vec::new();
    for (number, step) in model.steps.iter().enumerate() {
        if let Some(known) = &step.known {
            weights.push((format!("step.{number}.known"), numbers(known)));
        }
        weights.push((format!("step.{number}.value"), numbers(&step.value)));
        if !step.sorted.is_empty() {
            weights.push((format!("step.{number}.sorted"), step.sorted.clone()));
        }
    }
    let entry = Entry {
        format: FORMAT,
        kind: "people".to_owned(),
        columns: model.columns.clone(),
        order: model.steps.iter().map(|step| step.column).collect(),
        blur: model.steps.iter().map(|step| step.blur).collect(),
        trained: model.trained,
        card: model.card.clone(),
    };
    let text = serde_json::to_string(&entry).unwrap_or_default();
    let hash = hash(&text, &weights);
    tensors::write(&weights, &[(ENTRY, text), (HASH, hash)])
}

/// Reads a file's bytes.
///
/// # Errors
/// Why they are no model of people that can be used.
pub fn read(bytes: &[u8]) -> Result<People, FileError> {
    let none = |why: &str| FileError::NoModel(why.to_owned());
    let (found, text) = kind(bytes, "people", FORMAT)?;
    let entry: Entry = serde_json::from_str(&text).map_err(|e| none(&e.to_string()))?;
    let count = entry.columns.len();
    let get = |name: String| found.iter().find(|(own, _)| *own == name).map(|(_, v)| v);
    let mut steps = Vec::new();
    for (number, (column, blur)) in entry.order.iter().zip(&entry.blur).enumerate() {
        let value = get(format!("step.{number}.value")).and_then(|v| grove(v));
        let known = match get(format!("step.{number}.known")) {
            Some(known) => Some(grove(known).ok_or_else(|| none("trees that end too soon"))?),
            None => None,
        };
        let sorted = get(format!("step.{number}.sorted"))
            .cloned()
            .unwrap_or_default();
        let step = Step {
            fine: is_fine(&sorted),
            column: *column,
            known,
            value: value.ok_or_else(|| none("trees that end too soon"))?,
            sorted,
            blur: *blur,
            decimals: entry.columns.get(*column).map_or(0, |c| c.decimals),
        };
        let words = entry.columns.get(*column).map(|c| &c.words);
        let fits = words.is_some_and(|words| step.is_whole(count, words));
        if !fits {
            return Err(none("trees that do not fit its own columns"));
        }
        steps.push(step);
    }
    if steps.len() != count {
        return Err(none("columns without trees"));
    }
    Ok(People {
        words: entry.columns.iter().map(|c| !c.words.is_empty()).collect(),
        columns: entry.columns,
        steps,
        trained: entry.trained,
        card: entry.card,
    })
}

/// Trees as a row of numbers.
fn numbers(grove: &Grove) -> Vec<f64> {
    let mut all = vec![grove.0.len() as f64];
    for tree in &grove.0 {
        all.push(tree.nodes.len() as f64);
        for node in &tree.nodes {
            let [left, right] = node.next.map(f64::from);
            all.extend([
                f64::from(node.feature),
                node.cut,
                left,
                right,
                f64::from(node.missing),
            ]);
        }
        all.push(tree.leaves.len() as f64);
        for leaf in &tree.leaves {
            match leaf {
                Leaf::Words(shares) => {
                    all.extend([0.0, shares.len() as f64]);
                    shares
                        .iter()
                        .for_each(|(w, s)| all.extend([f64::from(*w), *s]));
                }
                Leaf::Numbers(places) => {
                    all.extend([1.0, places.len() as f64]);
                    all.extend(places.iter().map(|p| f64::from(*p)));
                }
            }
        }
    }
    all
}

/// Trees from a row of numbers.
fn grove(numbers: &[f64]) -> Option<Grove> {
    let mut numbers = numbers.iter().copied();
    let mut trees = Vec::new();
    for _ in 0..numbers.next()? as usize {
        let mut tree = Tree::default();
        for _ in 0..numbers.next()? as usize {
            tree.nodes.push(Node {
                feature: numbers.next()? as i32,
                cut: numbers.next()?,
                next: [numbers.next()? as u32, numbers.next()? as u32],
                missing: numbers.next()? as u32,
            });
        }
        for _ in 0..numbers.next()? as usize {
            let words = numbers.next()? == 0.0;
            let count = numbers.next()? as usize;
            tree.leaves.push(match words {
                true => {
                    let pairs: Option<Vec<(u32, f64)>> = (0..count)
                        .map(|_| Some((numbers.next()? as u32, numbers.next()?)))
                        .collect();
                    Leaf::Words(pairs?)
                }
                false => {
                    let places: Option<Vec<u32>> =
                        (0..count).map(|_| Some(numbers.next()? as u32)).collect();
                    Leaf::Numbers(places?)
                }
            });
        }
        trees.push(tree);
    }
    Some(Grove(trees)).filter(|grove| !grove.0.is_empty())
}
