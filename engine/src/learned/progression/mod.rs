//! Progression of a disease: markers at the next visits, and death, given what was measured so far.

pub mod file;
pub mod future;
pub mod gaussian;
pub mod guard;
pub mod model;
pub mod reading;
pub mod recurrence;
pub mod schema;
pub mod shape;
pub mod trees;
pub mod visits;
