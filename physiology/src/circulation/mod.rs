//! Heart, vessels, their reflexes, and the blood that is in them.
//!
//! Six parts make the body that bleeds: heart and vessels, as means over the beat ([`averaged`]) or
//! beat by beat ([`beating`]); [`baroreflex`] and [`chemoreflex`], what the nerves make of pressures
//! and arterial gases; [`decompensation`], how shock turns against itself; [`mast_cells`], which are
//! silent until somebody is allergic; and [`blood`], red cells, proteins, and the fluid around the
//! vessels. Both fidelities have the same parameters, inputs ([`numbers`]), vessels and ventricles
//! ([`ventricle`]) and rhythms ([`rhythm`]); [`ecg`] is what a beating one shows on the skin, and
//! [`fluid`] what can be given.

pub mod averaged;
pub mod baroreflex;
pub mod beating;
pub mod blood;
mod chambers;
pub mod chemoreflex;
pub mod decompensation;
pub mod ecg;
pub mod fluid;
pub mod mast_cells;
pub mod numbers;
pub mod rhythm;
pub mod ventricle;
mod vessels;
pub mod waves;
