//! A conditional flow of affine couplings (Dinh et al., arXiv:1605.08803) over what the core leaves
//! over, in its standard deviations.

use crate::learned::network::layer::{Activation, Coupling, Dense, Layer, Network};
use serde::{Deserialize, Serialize};

/// Numbers of the layer that reads the context, of those in couplings, and couplings. Assumed.
const READ: usize = 10;
const HIDDEN: usize = 8;
const COUPLINGS: usize = 4;

/// Normal draws, one for each marker, become residuals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow(pub Network);

impl Flow {
    /// One that reads so many numbers.
    pub fn new(context: usize, markers: usize) -> Self {
        let dense = |from, size, activation| Dense {
            from,
            size,
            activation,
        };
        let coupling = |number: usize| {
            // Of a single marker nothing stays.
            let keeps: Vec<usize> = (0..markers)
                .filter(|k| markers > 1 && (k + number).is_multiple_of(2))
                .collect();
            let moves = markers - keeps.len();
            Coupling {
                reader: vec![
                    dense(keeps.len() + READ, HIDDEN, Activation::Tanh),
                    dense(HIDDEN, 2 * moves, Activation::None),
                ],
                keeps,
            }
        };
        Self(Network {
            inputs: context,
            outputs: markers,
            layers: vec![Layer::Dense(dense(context, READ, Activation::Tanh))],
            couplings: (0..COUPLINGS).map(coupling).collect(),
        })
    }

    /// Residuals of all markers.
    pub fn residuals(&self, weights: &[f64], context: &[f64], draws: &[f64]) -> Vec<f64> {
        self.0.run(|k| weights[k], context, &mut [], draws)
    }
}
