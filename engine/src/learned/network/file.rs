//! Networks as files: weights as safetensors, with names, units, layers, the card and a hash beside them.

use super::part::NetworkPart;
use crate::learned::progression::file::{ENTRY, FileError, HASH, hash, kind};
use crate::learned::weights as tensors;
use serde::{Deserialize, Serialize};

/// The format that this program writes.
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Entry {
    format: u32,
    kind: String,
    part: NetworkPart,
}

/// The part as a file's bytes.
pub fn write(part: &NetworkPart) -> Vec<u8> {
    let entry = Entry {
        format: FORMAT,
        kind: "network".to_owned(),
        part: part.clone(),
    };
    let text = serde_json::to_string(&entry).unwrap_or_default();
    let weights = vec![("weights".to_owned(), part.weights.clone())];
    let hash = hash(&text, &weights);
    tensors::write(&weights, &[(ENTRY, text), (HASH, hash)])
}

/// Reads a file's bytes.
///
/// # Errors
/// Why they are no network that can be used.
pub fn read(bytes: &[u8]) -> Result<NetworkPart, FileError> {
    let none = |why: &str| FileError::NoModel(why.to_owned());
    let (found, text) = kind(bytes, "network", FORMAT)?;
    let entry: Entry = serde_json::from_str(&text).map_err(|e| none(&e.to_string()))?;
    let mut part = entry.part;
    part.weights = found.into_iter().flat_map(|(_, row)| row).collect();
    match part.is_whole() {
        true => Ok(part),
        false => Err(none("weights that do not fit its own layers")),
    }
}
