//! Results for programs.

use super::Failure;
use engine::recording::Manifest;
use serde_json::{Value, json};

/// A page of JSON.
pub fn page(value: &Manifest) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value).map_err(Failure::other)?;
    Ok(format!("{text}\n"))
}

/// Everything that a run prints, and the manifest.
pub fn whole(outcomes: &Value, folder: &str, manifest: &Manifest) -> Value {
    json!({ "results": outcomes, "folder": folder, "manifest": manifest })
}
