//! What leaves a run: a table of every twin's course with units and provenance, and a manifest.
//!
//! A [`Writer`] streams [`Block`]s (some moments of one twin under one arm) into a Parquet file; a
//! [`CsvWriter`] writes the same blocks as text; [`read`] gives a file back, block by block; a
//! [`Manifest`] beside the data says what made it. Memory stays bounded however long the run.
//!
//! The first columns are always `arm`, `twin` and `time_min`; then comes one per [`Column`].
//! Minutes, because scenarios speak of minutes and hours and bodies are integrated in minutes.
//!
//! **The same rows in the same order are the same bytes**, however they were cut into blocks: no
//! clock, host, path or thread count is in a file. (Whoever writes keeps the order: twin by twin, and
//! arm by arm within a twin.)
//!
//! **Nothing half-written stands under its name.** A file grows beside its place with `.partial`
//! added to its name, is renamed when finished, and is removed when it is not.

mod block;
mod chunk;
mod column;
mod csv;
mod error;
mod groups;
mod manifest;
mod parquet;
mod partial;
mod provenance;
mod read;
mod schema;
mod sheet;
mod table;
#[cfg(test)]
mod tests;
mod values;

pub use block::Block;
pub use column::Column;
pub use csv::CsvWriter;
pub use error::RecordingError;
pub use manifest::{Manifest, ModelRecord, ScenarioRecord, SolverRecord, StatusCounts, ThisRun};
pub use parquet::Writer;
pub use partial::{Written, write_file};
pub use provenance::{GIT_HASH, NOTICE, Provenance, SCHEMA_VERSION, VERSION};
pub use read::{Recording, read};
pub use sheet::{SheetColumn, read_sheet};
pub use table::{TableColumn, TableWriter};
pub use values::Values;
