//! Readings of the models: one file for each scalar that implements [`Real`](crate::Real).

pub mod depends;
pub mod dimension;
pub mod dual;
pub mod lanes;
