//! Runs bodies, many at a time: world, batches, solvers, recording.

pub mod agenda;
pub mod beats;
pub mod body;
pub mod dosing;
pub mod event;
pub mod learned;
pub mod order;
pub mod patient;
pub mod pump;
pub mod random;
pub mod recording;
pub mod rest;
pub mod solve;
pub mod time;
pub mod world;

mod deed;
mod wiring;
