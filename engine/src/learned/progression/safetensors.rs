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

/// Rows of numbers by name, and the texts beside them; why the bytes are none.
#[allow(clippy::type_complexity)] // what `write` takes
pub fn read(bytes: &[u8]) -> Result<(Vec<(String, Vec<f64>)>, Map<String, Value>), String> {
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
    let (mut rows, mut beside, mut used) = (Vec::new(), Map::new(), 0);
    for (name, about) in header {
        if name == "__metadata__" {
            beside = about.as_object().cloned().unwrap_or_default();
            continue;
        }
        if about["dtype"] != "F64" {
            return Err(format!("`{name}` holds {}, expected F64", about["dtype"]));
        }
        let end = |k: usize| {
            about["data_offsets"][k]
                .as_u64()
                .and_then(|v| usize::try_from(v).ok())
        };
        let (Some(from), Some(to)) = (end(0), end(1)) else {
            return Err(format!("`{name}` does not say where it is"));
        };
        let row = data.get(from..to).ok_or_else(cut)?;
        used = used.max(to);
        let number = |bytes: &[u8]| bytes.try_into().map_or(f64::NAN, f64::from_le_bytes);
        rows.push((name, row.chunks_exact(8).map(number).collect()));
    }
    match used == data.len() {
        true => Ok((rows, beside)),
        false => Err("more stands behind its end".to_owned()),
    }
}
