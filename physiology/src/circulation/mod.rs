//! Heart, vessels, their reflexes, and the blood that is in them.
//!
//! Three parts make the body that bleeds: [`averaged`] (all blood volumes, flows and pressures,
//! beat by beat means), [`baroreflex`] (what the nerves make of pressures) and [`blood`] (red cells,
//! proteins, and the fluid around the vessels). [`ventricle`] is the heart that the fidelities share.

pub mod averaged;
pub mod baroreflex;
pub mod blood;
pub mod fluid;
pub mod ventricle;
