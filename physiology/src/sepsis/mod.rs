//! Infection and endotoxin, inflammation, what they do to organs, and how ill that makes a person by the scores.

pub mod endotoxaemia;
pub mod endotoxin_organs;
pub mod inflammation;
pub mod organs;
pub mod person;
pub mod scores;
pub mod survival;
