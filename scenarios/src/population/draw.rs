//! What the people of one replicate draw.

use super::Population;

/// A draw of the typical person is drawn again this often where it comes below zero.
const TRIES: u64 = 1_000;

/// One run over all people of a table: with replicates, each has its own people, and its own typical
/// person within what is known of the typical one.
#[derive(Debug, Clone, PartialEq)]
pub struct Replicate {
    /// Its number, from 0.
    pub number: u64,
    /// Parameters of the typical person and their factors.
    pub factors: Vec<(usize, f64)>,
}

impl Population {
    /// The replicate of this number among so many. The only one has the typical person as published.
    ///
    /// Draws that would make a parameter 0 or less are drawn again, all together.
    pub fn replicate(&self, seed: u64, number: u64, of: u64) -> Replicate {
        let layer = &self.uncertainty;
        if of < 2 || layer.is_empty() {
            let factors = Vec::new();
            return Replicate { number, factors };
        }
        let factors = |count: u64| -> Vec<f64> {
            let eta = layer.draw(seed, 0, "uncertainty", number * TRIES + count);
            let pairs = layer.spreads.iter().zip(eta);
            pairs
                .map(|(spread, eta)| spread.shape.apply(1.0, eta))
                .collect()
        };
        let good = |factors: &Vec<f64>| factors.iter().all(|factor| *factor > 0.0);
        let found = (0..TRIES).map(factors).find(good);
        let found = found.unwrap_or_else(|| vec![1.0; layer.spreads.len()]);
        let params = layer.spreads.iter().map(|spread| spread.param);
        Replicate {
            number,
            factors: params.zip(found).collect(),
        }
    }

    /// What a person draws: eta, in the order of [`Population::between`].
    pub fn eta(&self, seed: u64, person: u64, replicate: u64) -> Vec<f64> {
        self.between.draw(seed, person, "between people", replicate)
    }

    /// What a person draws on an occasion, by its number in the table.
    pub fn kappa(&self, seed: u64, person: u64, occasion: f64, replicate: u64) -> Vec<f64> {
        let purpose = format!("occasion {occasion}");
        self.between_occasions
            .draw(seed, person, &purpose, replicate)
    }
}
