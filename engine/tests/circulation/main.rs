//! Heart, vessels, reflexes and blood, as one body.

mod beats;
mod laws;
mod person;
mod responses;
mod rest;
