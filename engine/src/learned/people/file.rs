//! Models of people as files: trees or networks as safetensors, with columns, the card and a hash
//! beside them.

use super::draw::{Grove, Leaf, Step, Tree};
use super::flow::{Flow, Given};
use super::model::{Column, Drawing, People};
use super::sorted::Sorted;
use crate::learned::progression::file::{ENTRY, FileError, HASH, hash, kind};
use crate::learned::progression::trees::Node;
use crate::learned::weights as tensors;
use serde::{Deserialize, Serialize};

/// The formats that this program writes: of trees, which is the first, and of a flow.
const FORMATS: [u32; 2] = [1, 2];

#[derive(Serialize, Deserialize)]
struct Entry {
    format: u32,
    kind: String,
    columns: Vec<Column>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    order: Vec<usize>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    blur: Vec<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    flow: Vec<Given>,
    trained: usize,
    card: String,
}

/// The model as a file's bytes.
pub fn write(model: &People) -> Vec<u8> {
    let mut entry = Entry {
        format: FORMATS[0],
        kind: "people".to_owned(),
        columns: model.columns.clone(),
        order: Vec::new(),
        blur: Vec::new(),
        flow: Vec::new(),
        trained: model.trained,
        card: model.card.clone(),
    };
    let mut weights = Vec::new();
    let mut put = |number: usize, what: &str, row: Vec<f64>| {
        weights.push((format!("step.{number}.{what}"), row));
    };
    match &model.drawing {
        Drawing::Trees(steps) => {
            entry.order = steps.iter().map(|step| step.column).collect();
            entry.blur = steps.iter().map(|step| step.blur).collect();
            for (number, step) in steps.iter().enumerate() {
                if let Some(known) = &step.known {
                    put(number, "known", numbers(known));
                }
                put(number, "value", numbers(&step.value));
                if !step.sorted.values().is_empty() {
                    put(number, "sorted", step.sorted.values().to_vec());
                }
            }
        }
        Drawing::Flow(flow) => {
            entry.format = FORMATS[1];
            entry.flow = flow.0.clone();
            for (number, given) in flow.0.iter().enumerate() {
                put(number, "weights", given.weights.clone());
                if !given.sorted.values().is_empty() {
                    put(number, "sorted", given.sorted.values().to_vec());
                }
            }
        }
    }
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
    let (found, text) = match kind(bytes, "people", FORMATS[1]) {
        Err(FileError::Format(format)) if format == FORMATS[0] => kind(bytes, "people", format),
        other => other,
    }?;
    let entry: Entry = serde_json::from_str(&text).map_err(|e| none(&e.to_string()))?;
    let get = |number: usize, what: &str| {
        let name = format!("step.{number}.{what}");
        found.iter().find(|(own, _)| *own == name).map(|(_, v)| v)
    };
    let sorted = |number: usize, column: usize| {
        let values = get(number, "sorted").cloned().unwrap_or_default();
        Sorted::new(values, entry.columns.get(column).map_or(0, |c| c.decimals))
    };
    let drawing = if entry.format == FORMATS[1] {
        let mut all = entry.flow;
        for (number, given) in all.iter_mut().enumerate() {
            given.weights = get(number, "weights").cloned().unwrap_or_default();
            given.sorted = sorted(number, given.column);
        }
        let flow = Flow(all);
        let words: Vec<usize> = entry.columns.iter().map(|c| c.words.len()).collect();
        if !flow.is_whole(&words) {
            return Err(none("networks that do not fit its own columns"));
        }
        Drawing::Flow(flow)
    } else {
        let mut steps = Vec::new();
        for (number, (column, blur)) in entry.order.iter().zip(&entry.blur).enumerate() {
            let trees = |what| match get(number, what) {
                Some(row) => match grove(row) {
                    Some(grove) => Ok(Some(grove)),
                    None => Err(none("trees that end too soon")),
                },
                None => Ok(None),
            };
            let step = Step {
                column: *column,
                known: trees("known")?,
                value: trees("value")?.ok_or_else(|| none("trees that end too soon"))?,
                sorted: sorted(number, *column),
                blur: *blur,
            };
            let words = entry.columns.get(*column).map(|c| &c.words);
            if !words.is_some_and(|words| step.is_whole(entry.columns.len(), words)) {
                return Err(none("trees that do not fit its own columns"));
            }
            steps.push(step);
        }
        if steps.len() != entry.columns.len() {
            return Err(none("columns without trees"));
        }
        Drawing::Trees(steps)
    };
    Ok(People {
        words: entry.columns.iter().map(|c| !c.words.is_empty()).collect(),
        columns: entry.columns,
        drawing,
        trained: entry.trained,
        card: entry.card,
    })
}

/// Trees as a row of numbers.
fn numbers(grove: &Grove) -> Vec<f64> {
    let mut all = vec![grove.0.len() as f64];
    for tree in &grove.0 {
        all.push(tree.nodes.len() as f64);
        all.extend(tree.nodes.iter().flat_map(Node::numbers));
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
            tree.nodes.push(Node::read(&mut numbers)?);
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
