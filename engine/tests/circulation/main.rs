//! Heart, vessels, reflexes and blood, as one body.

mod laws;
mod person;
mod responses;
mod rest;
