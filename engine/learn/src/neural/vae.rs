//! A conditional variational autoencoder (Kingma and Welling, arXiv:1312.6114; Sohn et al., NeurIPS
//! 2015), by the bound on the likelihood.

use super::adam::descend;
use super::{Example, Family};
use engine::learned::network::layer::{Activation, Dense, Layer, Network};
use engine::random::Stream;
use physiology::Real;

/// Numbers between encoder and decoder, and of the hidden layers.
const LATENT: usize = 2;
const HIDDEN: usize = 10;

pub(super) struct Vae {
    encoder: Network,
    decoder: Network,
}

impl Vae {
    pub fn new(context: usize, markers: usize) -> Self {
        let network = |inputs: usize, outputs: usize| Network {
            inputs,
            outputs,
            layers: vec![
                Layer::Dense(Dense {
                    from: inputs,
                    size: HIDDEN,
                    activation: Activation::Tanh,
                }),
                Layer::Dense(Dense {
                    from: HIDDEN,
                    size: outputs,
                    activation: Activation::None,
                }),
            ],
            couplings: Vec::new(),
        };
        Self {
            encoder: network(context + markers, 2 * LATENT),
            decoder: network(context + LATENT, 2 * markers),
        }
    }

    /// Mean and logarithm of the scatter of each marker.
    fn decode<R: Real>(&self, w: &[R], context: &[f64], latent: &[R]) -> Vec<R> {
        let first = self.encoder.weights();
        let mut x = latent.to_vec();
        x.extend(context.iter().map(|v| R::of(*v)));
        self.decoder.run(|k| w[first + k], &x, &mut [], &[])
    }

    /// Minus the bound on the logarithm of the likelihood, with these normal draws.
    fn loss<R: Real>(&self, w: &[R], example: &Example, draws: &[f64]) -> R {
        let both = example.left.iter().chain(&example.context);
        let x: Vec<R> = both.map(|v| R::of(*v)).collect();
        let code = self.encoder.run(|k| w[k], &x, &mut [], &[]);
        let mut sum = R::of(0.0);
        let mut latent = Vec::with_capacity(LATENT);
        for (k, draw) in draws.iter().enumerate() {
            let (mean, spread) = (code[k], held(code[LATENT + k]));
            latent.push(mean + spread.exp() * R::of(*draw));
            // How far the code is from a standard normal one.
            let square = (R::of(2.0) * spread).exp();
            sum = sum + R::of(0.5) * (mean * mean + square - R::of(1.0)) - spread;
        }
        let made = self.decode(w, &example.context, &latent);
        let markers = example.left.len();
        for (k, y) in example.left.iter().enumerate() {
            let scatter = held(made[markers + k]);
            let miss = (R::of(*y) - made[k]) * (-scatter).exp();
            sum = sum + R::of(0.5) * miss * miss + scatter;
        }
        sum
    }
}

/// A logarithm of a scatter between those of a fiftieth and of fifty.
fn held<R: Real>(v: R) -> R {
    v.max(R::of(-4.0)).min(R::of(4.0))
}

impl Family for Vae {
    fn name(&self) -> &'static str {
        "variational autoencoder"
    }

    fn fit(&self, examples: &[Example], seed: u64) -> Vec<f64> {
        let count = self.encoder.weights() + self.decoder.weights();
        let chance = Stream::new(seed, 2, "training", "weights");
        let from = (0..count).map(|k| 0.1 * chance.normal(k as u64)).collect();
        let draws = Stream::new(seed, 2, "training", "draws");
        descend(
            examples,
            from,
            seed,
            |w, example, number| {
                let z = [0, 1].map(|k| draws.normal(number * LATENT as u64 + k));
                self.loss(w, example, &z)
            },
            // Two codes to both sides stand for all.
            |w, example| self.loss(w, example, &[0.7, -0.7]) + self.loss(w, example, &[-0.7, 0.7]),
        )
    }

    fn draw(&self, weights: &[f64], context: &[f64], chance: &mut dyn FnMut() -> f64) -> Vec<f64> {
        let latent: Vec<f64> = (0..LATENT).map(|_| chance()).collect();
        let made = self.decode(weights, context, &latent);
        let markers = made.len() / 2;
        (0..markers)
            .map(|k| made[k] + Real::exp(held(made[markers + k])) * chance())
            .collect()
    }
}
