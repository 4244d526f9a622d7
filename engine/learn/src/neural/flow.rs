//! How a conditional flow is trained: by maximum likelihood.

use super::Example;
use super::adam::{Pace, descend_by_tape};
use engine::learned::network::layer::{Coupling, Layer, Network};
use engine::learned::progression::generator::flow::Flow;
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

/// Weights that fit these examples.
pub(super) fn fit(flow: &Flow, examples: &[Example], seed: u64) -> Vec<f64> {
    let chance = Stream::new(seed, 1, "training", "weights");
    let count = flow.0.weights() as u64;
    let from = (0..count).map(|k| 0.1 * chance.normal(k)).collect();
    descend_by_tape(
        examples,
        from,
        seed,
        &PACE,
        |w, example, _| loss(flow, w, example),
        |w, example| loss(flow, w, example),
    )
}

/// Numbers that the layers make of what is read.
fn width(network: &Network) -> usize {
    network
        .layers
        .iter()
        .fold(network.inputs, |_, layer| match layer {
            Layer::Dense(dense) => dense.size,
            Layer::Gru { size, .. } => *size,
        })
}

/// Minus the logarithm of the density of an example: couplings backwards.
fn loss<R: Real>(flow: &Flow, w: &[R], example: &Example) -> R {
    let network = &flow.0;
    let layers = Network {
        outputs: width(network),
        couplings: Vec::new(),
        ..network.clone()
    };
    let lift = |v: &[f64]| -> Vec<R> { v.iter().map(|v| R::of(*v)).collect() };
    let read = layers.run(|k| w[k], &lift(&example.context), &mut [], &[]);
    let mut ends = vec![layers.weights()];
    let part = |coupling: &Coupling| Network {
        inputs: coupling.reader.first().map_or(0, |dense| dense.from),
        outputs: coupling.reader.last().map_or(0, |dense| dense.size),
        layers: coupling.reader.iter().copied().map(Layer::Dense).collect(),
        couplings: Vec::new(),
    };
    let parts: Vec<Network> = network.couplings.iter().map(part).collect();
    for part in &parts {
        ends.push(ends[ends.len() - 1] + part.weights());
    }
    let mut y = lift(&example.left);
    let mut sum = R::of(0.0);
    for (number, (coupling, part)) in network.couplings.iter().zip(&parts).enumerate().rev() {
        let mut x: Vec<R> = coupling.keeps.iter().map(|k| y[*k]).collect();
        x.extend_from_slice(&read);
        let made = part.run(|k| w[ends[number] + k], &x, &mut [], &[]);
        let (stretches, shifts) = made.split_at(made.len() / 2);
        let moved: Vec<usize> = (0..y.len())
            .filter(|k| !coupling.keeps.contains(k))
            .collect();
        for (k, (stretch, shift)) in moved.into_iter().zip(stretches.iter().zip(shifts)) {
            // The hyperbolic tangent, as the flow forwards takes it.
            let twice = (R::of(2.0) * *stretch).max(R::of(-40.0)).min(R::of(40.0));
            let by = R::of(2.0) / (R::of(1.0) + (-twice).exp()) - R::of(1.0);
            y[k] = (y[k] - *shift) * (-by).exp();
            sum = sum + by;
        }
    }
    for z in y {
        sum = sum + R::of(0.5) * z * z;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The density of what a flow draws, by hand: draws and their logarithmic volumes.
    #[test]
    fn a_flow_backwards_is_the_flow_forwards() {
        let flow = Flow::new(3, 4);
        let chance = Stream::new(1, 0, "test", "weights");
        let w: Vec<f64> = (0..flow.0.weights())
            .map(|k| 0.5 * chance.normal(k as u64))
            .collect();
        let context = vec![0.3, -1.0, 0.5];
        let z = [0.2, -0.7, 1.1, 0.4];
        let y = |z: &[f64]| flow.0.run(|k| w[k], &context, &mut [], z);
        let jacobian = nalgebra::DMatrix::from_fn(4, 4, |i, j| {
            let (mut up, mut down) = (z, z);
            up[j] += 1e-5;
            down[j] -= 1e-5;
            (y(&up)[i] - y(&down)[i]) / 2e-5
        });
        let example = Example {
            context: context.clone(),
            left: y(&z),
        };
        let wanted = z.iter().map(|z| 0.5 * z * z).sum::<f64>() + jacobian.determinant().abs().ln();
        let found = loss(&flow, &w, &example);
        assert!((found - wanted).abs() < 1e-7, "{found} {wanted}");
    }
}
