//! Trains learned generative models on a person's own table.

pub mod card;
pub mod choose;
pub mod cohort;
mod effect;
pub mod evaluate;
pub mod fault;
pub mod fit;
mod forecast;
pub mod futures;
pub mod grow;
pub mod guard;
mod hazard;
pub mod import;
mod lbfgs;
mod marker;
pub mod neural;
pub mod pairs;
pub mod people;
pub mod recurrence;
pub mod residual;
pub mod score;
pub mod spec;
pub mod train;
pub mod visits;
