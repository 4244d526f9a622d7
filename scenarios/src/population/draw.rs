//! What the people of one replicate draw.

use super::Layer;
use crate::table::Residual;

/// One run over all people of a table: with replicates, each has its own people, and its own
/// population within what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Replicate {
    /// Its number, from 0.
    pub number: u64,
    /// Parameters of the typical person, by place, and their factors.
    pub factors: Vec<(usize, f64)>,
    /// How its people differ.
    pub between: Layer,
    /// How their occasions differ.
    pub between_occasions: Layer,
    /// How measurements of them err.
    pub residual: Option<Residual>,
    /// How many draws were no population, and drawn again.
    pub redrawn: u64,
    /// Whether none was, so that it has the population as published.
    pub undrawn: bool,
}

impl Replicate {
    /// What a person draws: eta, in the order of its layer.
    pub fn eta(&self, seed: u64, person: u64) -> Vec<f64> {
        self.between
            .draw(seed, person, "between people", self.number)
    }

    /// What a person draws on an occasion, by its number in the table.
    pub fn kappa(&self, seed: u64, person: u64, occasion: f64) -> Vec<f64> {
        let purpose = format!("occasion {occasion}");
        self.between_occasions
            .draw(seed, person, &purpose, self.number)
    }
}
