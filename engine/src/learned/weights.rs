//! Weights of every learned model: numbers by name in safetensors, with texts beside them.
//!
//! The crate of that name reads them and sees that a file is whole. It keeps the texts in a map
//! without an order, and the same model must give the same bytes: so writing is done here.

use safetensors::{Dtype, SafeTensorError, SafeTensors};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Rows of numbers by name, and texts beside them, as bytes.
pub(crate) fn write(rows: &[(String, Vec<f64>)], beside: &[(&str, String)]) -> Vec<u8> {
    let mut header = Map::new();
    let texts: Map<String, Value> = beside
        .iter()
        .map(|(k, v)| ((*k).to_owned(), json!(v)))
        .collect();
    header.insert("__metadata__".to_owned(), Value::Object(texts));
    let mut at = 0;
    for (name, row) in rows {
        let end = at + 8 * row.len();
        header.insert(
            name.clone(),
            json!({ "dtype": "F64", "shape": [row.len()], "data_offsets": [at, end] }),
        );
        at = end;
    }
    let mut text = Value::Object(header).to_string();
    // Numbers begin at a multiple of eight.
    text.extend(std::iter::repeat_n(' ', (8 - text.len() % 8) % 8));
    let mut bytes = (text.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(text.as_bytes());
    for (_, row) in rows {
        row.iter()
            .for_each(|value| bytes.extend_from_slice(&value.to_le_bytes()));
    }
    bytes
}

/// Numbers by name, in their shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// Name.
    pub name: String,
    /// Sizes, the slowest first.
    pub shape: Vec<usize>,
    /// Numbers, the last size running fastest.
    pub values: Vec<f64>,
}

/// Texts beside the numbers.
pub(crate) type Beside = BTreeMap<String, String>;
/// Rows of numbers by name.
pub(crate) type Rows = Vec<(String, Vec<f64>)>;

/// Rows of numbers by name, and the texts beside them; why the bytes are none.
pub(crate) fn read(bytes: &[u8]) -> Result<(Rows, Beside), String> {
    let (_, about) = SafeTensors::read_metadata(bytes).map_err(why)?;
    let texts = about.metadata().iter().flatten();
    let beside = texts.map(|(k, v)| (k.clone(), v.clone())).collect();
    let rows = tensors(bytes)?.into_iter().map(|t| (t.name, t.values));
    Ok((rows.collect(), beside))
}

/// Numbers in their shapes, by name, also in single precision, as other programs write them.
pub fn tensors(bytes: &[u8]) -> Result<Vec<Tensor>, String> {
    let whole = SafeTensors::deserialize(bytes).map_err(why)?;
    let mut all = Vec::new();
    for (name, view) in whole.tensors() {
        let values = match view.dtype() {
            Dtype::F64 => numbers(view.data(), f64::from_le_bytes),
            Dtype::F32 => numbers(view.data(), |four| f64::from(f32::from_le_bytes(four))),
            other => return Err(format!("`{name}` holds {other}, expected F64 or F32")),
        };
        let shape = view.shape().to_vec();
        all.push(Tensor {
            name,
            shape,
            values,
        });
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

fn why(error: SafeTensorError) -> String {
    match error {
        SafeTensorError::HeaderTooSmall | SafeTensorError::InvalidHeaderLength => {
            "it ends too soon".to_owned()
        }
        SafeTensorError::MetadataIncompleteBuffer => {
            "it has fewer or more numbers than its header says".to_owned()
        }
        SafeTensorError::HeaderTooLarge => "it does not begin as one".to_owned(),
        SafeTensorError::InvalidHeader(_) | SafeTensorError::InvalidHeaderDeserialization(_) => {
            "its header cannot be read".to_owned()
        }
        SafeTensorError::InvalidOffset(name) => {
            format!("`{name}` does not lie where its header says")
        }
        SafeTensorError::TensorInvalidInfo => {
            "a tensor has not as many numbers as its shape says".to_owned()
        }
        other => other.to_string(),
    }
}

fn numbers<const N: usize>(row: &[u8], number: impl Fn([u8; N]) -> f64) -> Vec<f64> {
    let one = |bytes: &[u8]| bytes.try_into().map_or(f64::NAN, &number);
    row.chunks_exact(N).map(one).collect()
}
