//! The safetensors format for rows of `f64`: the length of a header, the header in JSON, and numbers.
//!
//! Written out here because it is that short, and because the crate of the name brings temporary
//! files and memory maps that nothing here needs.

use serde_json::{Map, Value, json};

/// Rows of numbers by name, and texts beside them, as bytes.
pub fn write(rows: &[(String, Vec<f64>)], beside: &[(&str, String)]) -> Vec<u8> {
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

/// Rows of numbers by name.
pub type Rows = Vec<(String, Vec<f64>)>;
/// Texts beside them.
pub type Beside = Map<String, Value>;

/// Rows of numbers by name, and the texts beside them; why the bytes are none.
pub fn read(bytes: &[u8]) -> Result<(Rows, Beside), String> {
    let (tensors, beside) = tensors(bytes)?;
    let rows = tensors.into_iter().map(|t| (t.name, t.values)).collect();
    Ok((rows, beside))
}

/// The same in their shapes, also of numbers in single precision, as other programs write them.
pub fn tensors(bytes: &[u8]) -> Result<(Vec<Tensor>, Beside), String> {
    let cut = || "it ends too soon".to_owned();
    let size = bytes
        .get(..8)
        .and_then(|size| size.try_into().ok())
        .map(u64::from_le_bytes)
        .ok_or_else(cut)?;
    let size = usize::try_from(size)
        .ok()
        .filter(|size| *size < 100_000_000)
        .ok_or("it does not begin as one")?;
    let text = bytes.get(8..8 + size).ok_or_else(cut)?;
    let header: Map<String, Value> =
        serde_json::from_slice(text).map_err(|_| "its header cannot be read")?;
    let data = &bytes[8 + size..];
    let (mut all, mut beside, mut used) = (Vec::new(), Map::new(), 0);
    for (name, about) in header {
        if name == "__metadata__" {
            beside = about.as_object().cloned().unwrap_or_default();
            continue;
        }
        let whole = |value: &Value| value.as_u64().and_then(|v| usize::try_from(v).ok());
        let ends = &about["data_offsets"];
        let (Some(from), Some(to)) = (whole(&ends[0]), whole(&ends[1])) else {
            return Err(format!("`{name}` does not say where it is"));
        };
        let row = data.get(from..to).ok_or_else(cut)?;
        used = used.max(to);
        let values: Vec<f64> = match about["dtype"].as_str() {
            Some("F64") => numbers(row, f64::from_le_bytes),
            Some("F32") => numbers(row, |four| f64::from(f32::from_le_bytes(four))),
            _ => {
                let found = &about["dtype"];
                return Err(format!("`{name}` holds {found}, expected F64 or F32"));
            }
        };
        let shape: Option<Vec<usize>> = match about["shape"].as_array() {
            Some(sizes) => sizes.iter().map(whole).collect(),
            None => None,
        };
        let shape = shape.filter(|shape| shape.iter().product::<usize>() == values.len());
        let Some(shape) = shape else {
            return Err(format!(
                "`{name}` has not as many numbers as its shape says"
            ));
        };
        all.push(Tensor {
            name,
            shape,
            values,
        });
    }
    match used == data.len() {
        true => Ok((all, beside)),
        false => Err("more stands behind its end".to_owned()),
    }
}

fn numbers<const N: usize>(row: &[u8], number: impl Fn([u8; N]) -> f64) -> Vec<f64> {
    let one = |bytes: &[u8]| bytes.try_into().map_or(f64::NAN, &number);
    row.chunks_exact(N).map(one).collect()
}
