//! Dense layers forwards and backwards, as rows of sums: what the tape would give without a node for
//! each product, where a network is trained on tens of thousands of people.

use engine::learned::network::layer::{Dense, Layer, Network};
use physiology::Dual;

/// What one example makes of each layer: sums with their slopes through the activation.
pub(crate) struct Pass<'a> {
    layers: Vec<(Dense, &'a [f64])>,
    /// What entered each layer; what left the last.
    values: Vec<Vec<f64>>,
    /// Slopes of the activations.
    slopes: Vec<Vec<f64>>,
}

impl<'a> Pass<'a> {
    /// Forwards. Layers that are not dense are left out: networks of people have none.
    pub fn new(network: &Network, mut w: &'a [f64], x: &[f64]) -> Self {
        let mut pass = Self {
            layers: Vec::new(),
            values: vec![x.to_vec()],
            slopes: Vec::new(),
        };
        for layer in &network.layers {
            let Layer::Dense(dense) = layer else { continue };
            let (own, rest) = w.split_at(dense.size * (dense.from + 1));
            w = rest;
            pass.forwards(*dense, own);
        }
        pass
    }

    fn forwards(&mut self, dense: Dense, w: &'a [f64]) {
        let x = &self.values[self.values.len() - 1];
        let (matrix, bias) = w.split_at(dense.size * dense.from);
        let (mut values, mut slopes) = (Vec::with_capacity(dense.size), Vec::new());
        for row in 0..dense.size {
            let sum = bias[row] + dot(&matrix[row * dense.from..][..dense.from], x);
            let made = dense.activation.of(Dual::<f64, 1>::variable(sum, 0));
            values.push(made.value);
            slopes.push(made.slope[0]);
        }
        self.layers.push((dense, w));
        self.values.push(values);
        self.slopes.push(slopes);
    }

    /// What leaves.
    pub fn made(&self) -> &[f64] {
        &self.values[self.values.len() - 1]
    }

    /// Backwards: adds the slopes by the weights, where `by` are those by what leaves.
    pub fn back(&self, mut by: Vec<f64>, sum: &mut [f64]) {
        let mut end = sum.len();
        for (number, (dense, w)) in self.layers.iter().enumerate().rev() {
            let x = &self.values[number];
            let start = end - w.len();
            let (matrix, bias) = sum[start..end].split_at_mut(dense.size * dense.from);
            let mut before = vec![0.0; dense.from];
            for (row, (by, slope)) in by.iter().zip(&self.slopes[number]).enumerate() {
                let by = by * slope;
                bias[row] += by;
                let own = row * dense.from..(row + 1) * dense.from;
                add(&mut matrix[own.clone()], by, x);
                add(&mut before, by, &w[own]);
            }
            by = before;
            end = start;
        }
    }
}

/// In two sums, which do not wait for one another.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let b = &b[..a.len()];
    let (mut even, mut odd, mut k) = (0.0, 0.0, 0);
    while k + 1 < a.len() {
        even += a[k] * b[k];
        odd += a[k + 1] * b[k + 1];
        k += 2;
    }
    match a.get(k) {
        Some(last) => even + odd + last * b[k],
        None => even + odd,
    }
}

fn add(to: &mut [f64], by: f64, of: &[f64]) {
    let (of, mut k) = (&of[..to.len()], 0);
    while k < to.len() {
        to[k] += by * of[k];
        k += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::tape::{Var, gradient};
    use super::*;
    use engine::learned::network::layer::Activation;
    use engine::random::Stream;
    use physiology::Real;

    #[test]
    fn slopes_by_rows_are_those_of_the_tape() {
        let network = Network {
            inputs: 6,
            outputs: 3,
            layers: vec![
                Layer::dense(6, 7, Activation::Tanh),
                Layer::dense(7, 5, Activation::Silu),
                Layer::dense(5, 3, Activation::None),
            ],
            couplings: Vec::new(),
        };
        let chance = Stream::new(1, 0, "test", "weights");
        let w: Vec<f64> = (0..network.weights() as u64)
            .map(|k| 0.5 * chance.normal(k))
            .collect();
        let x = [0.3, -1.0, 0.5, 2.0, 0.0, -0.2];
        let (_, wanted) = gradient(&w, |w| {
            let x: Vec<Var> = x.iter().map(|x| Var::of(*x)).collect();
            let made = network.run(|k| w[k], &x, &mut [], &[]);
            made[0] * made[1] + made[2].exp()
        });
        let pass = Pass::new(&network, &w, &x);
        let made = pass.made();
        let mut found = vec![0.0; w.len()];
        pass.back(vec![made[1], made[0], Real::exp(made[2])], &mut found);
        for (found, wanted) in found.iter().zip(&wanted) {
            assert!((found - wanted).abs() < 1e-12, "{found} {wanted}");
        }
    }
}
