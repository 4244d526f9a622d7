//! How a conditional variational autoencoder is trained: by the bound on the likelihood.

use super::Example;
use super::adam::{Pace, descend_by_tape};
use engine::learned::network::layer::Network;
use engine::learned::progression::generator::decoder::{CODE, Decoder, held, layers};
use engine::random::Stream;
use physiology::Real;

/// Assumed.
const PACE: Pace = Pace {
    epochs: 60,
    patience: 8,
    batch: 32,
    rate: (0.005, 0.005),
    decay: 1e-3,
};

/// What training needs beside the decoder: it makes the code of an example.
struct Pair<'a> {
    encoder: Network,
    decoder: &'a Decoder,
}

/// Weights of the decoder that fit these examples.
pub(super) fn fit(decoder: &Decoder, examples: &[Example], seed: u64) -> Vec<f64> {
    let markers = decoder.0.outputs / 2;
    let pair = Pair {
        encoder: layers(decoder.0.inputs - CODE + markers, 2 * CODE),
        decoder,
    };
    let first = pair.encoder.weights();
    let count = first + decoder.0.weights();
    let chance = Stream::new(seed, 2, "training", "weights");
    let from = (0..count).map(|k| 0.1 * chance.normal(k as u64)).collect();
    let draws = Stream::new(seed, 2, "training", "draws");
    let mut all = descend_by_tape(
        examples,
        from,
        seed,
        &PACE,
        |w, example, number| {
            let z = [0, 1].map(|k| draws.normal(number * CODE as u64 + k));
            pair.loss(w, example, &z)
        },
        // Two codes to both sides stand for all.
        |w, example| pair.loss(w, example, &[0.7, -0.7]) + pair.loss(w, example, &[-0.7, 0.7]),
    );
    all.split_off(first)
}

impl Pair<'_> {
    /// Minus the bound on the logarithm of the likelihood, with these normal draws.
    fn loss<R: Real>(&self, w: &[R], example: &Example, draws: &[f64]) -> R {
        let both = example.left.iter().chain(&example.context);
        let x: Vec<R> = both.map(|v| R::of(*v)).collect();
        let made = self.encoder.run(|k| w[k], &x, &mut [], &[]);
        let mut sum = R::of(0.0);
        let mut code = Vec::with_capacity(CODE);
        for (k, draw) in draws.iter().enumerate() {
            let (mean, spread) = (made[k], held(made[CODE + k]));
            code.push(mean + spread.exp() * R::of(*draw));
            // How far the code is from a standard normal one.
            let square = (R::of(2.0) * spread).exp();
            sum = sum + R::of(0.5) * (mean * mean + square - R::of(1.0)) - spread;
        }
        let first = self.encoder.weights();
        let made = self
            .decoder
            .decode(|k| w[first + k], &example.context, &code);
        for (y, (place, scatter)) in example.left.iter().zip(made) {
            let miss = (R::of(*y) - place) * (-scatter).exp();
            sum = sum + R::of(0.5) * miss * miss + scatter;
        }
        sum
    }
}
