//! The decoder of a conditional variational autoencoder (Kingma and Welling, arXiv:1312.6114; Sohn et
//! al., NeurIPS 2015): a code of each twin's own, and what is known, become residuals of the core.

use crate::learned::network::layer::{Activation, Layer, Network};
use physiology::Real;
use serde::{Deserialize, Serialize};

/// Numbers of the hidden layers of encoder and decoder. Assumed.
const HIDDEN: usize = 10;

/// Numbers of the code: normal draws, the same for a twin at every visit. Assumed.
pub const CODE: usize = 2;

/// A code and the context become place and logarithm of the scatter of each marker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decoder(pub Network);

/// A network with one hidden layer, as encoder and decoder have.
pub fn layers(inputs: usize, outputs: usize) -> Network {
    Network {
        inputs,
        outputs,
        layers: vec![
            Layer::dense(inputs, HIDDEN, Activation::Tanh),
            Layer::dense(HIDDEN, outputs, Activation::None),
        ],
        couplings: Vec::new(),
    }
}

/// A logarithm of a scatter between those of a fiftieth and of fifty (assumed).
pub fn held<R: Real>(v: R) -> R {
    v.max(R::of(-4.0)).min(R::of(4.0))
}

impl Decoder {
    /// One that reads so many numbers beside the code.
    pub fn new(context: usize, markers: usize) -> Self {
        Self(layers(context + CODE, 2 * markers))
    }

    /// Place and logarithm of the scatter of each marker.
    pub fn decode<R: Real>(
        &self,
        weight: impl Fn(usize) -> R,
        context: &[f64],
        code: &[R],
    ) -> Vec<(R, R)> {
        let mut x = code.to_vec();
        x.extend(context.iter().map(|v| R::of(*v)));
        let made = self.0.run(weight, &x, &mut [], &[]);
        let (places, scatters) = made.split_at(made.len() / 2);
        let scatters = scatters.iter().map(|scatter| held(*scatter));
        places.iter().copied().zip(scatters).collect()
    }

    /// Residuals of all markers, from a code and a normal draw for each of them.
    pub fn residuals(
        &self,
        weights: &[f64],
        context: &[f64],
        code: &[f64],
        draws: &[f64],
    ) -> Vec<f64> {
        let made = self.decode(|k| weights[k], context, code);
        let residual = |((place, scatter), z): ((f64, f64), &f64)| place + Real::exp(scatter) * z;
        made.into_iter().zip(draws).map(residual).collect()
    }
}
