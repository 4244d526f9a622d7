//! Progression of a disease: markers at the next visits, and death, given what was measured so far.

pub mod file;
pub mod forecaster;
mod foreseen;
pub mod future;
pub mod gaussian;
pub mod generator;
pub mod guard;
pub mod marker;
pub mod model;
pub mod reading;
pub mod recurrence;
pub mod schema;
pub mod shape;
mod stored;
pub mod trees;
mod twin;
pub mod visits;
