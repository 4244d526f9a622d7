//! Layers of a network, evaluated in any scalar: dense, a recurrent cell, couplings of a flow.
//!
//! Weights lie as PyTorch lays them: of a dense layer the matrix row by row (a row for each number that
//! leaves), then the bias. What layers mean is written out in `docs/learned.md`.

use physiology::Real;
use serde::{Deserialize, Serialize};

/// What is done with a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    /// Nothing.
    #[default]
    None,
    /// Hyperbolic tangent.
    Tanh,
    /// 1 / (1 + exp(-x)).
    Sigmoid,
    /// x above zero, else zero.
    Relu,
    /// x / (1 + exp(-x)).
    Silu,
    /// ln(1 + exp x).
    Softplus,
}

/// A matrix, a bias and an activation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dense {
    /// Numbers that enter.
    pub from: usize,
    /// Numbers that leave.
    pub size: usize,
    /// What is done with each.
    pub activation: Activation,
}

/// One layer of what is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum Layer {
    /// Dense.
    Dense(Dense),
    /// A gated recurrent cell, which remembers `size` numbers: PyTorch's `GRUCell`, with the rows of
    /// its matrices in the order reset, update, new.
    Gru {
        /// Numbers that enter.
        from: usize,
        /// Numbers that are remembered, and leave.
        size: usize,
    },
}

impl Layer {
    /// A dense layer.
    pub fn dense(from: usize, size: usize, activation: Activation) -> Self {
        Self::Dense(Dense {
            from,
            size,
            activation,
        })
    }
}

/// An affine coupling of a flow: a part of the numbers stays, and shifts and stretches the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coupling {
    /// Which numbers stay.
    pub keeps: Vec<usize>,
    /// What reads the numbers that stay and, after them, what the layers made; of its outputs the
    /// first half are logarithms of stretches (the hyperbolic tangent of them is taken), the second
    /// half are shifts.
    pub reader: Vec<Dense>,
}

/// A network: layers one after the other, then, where there are couplings, a flow from normal draws
/// that reads what the layers made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// Numbers that enter.
    pub inputs: usize,
    /// Numbers that leave.
    pub outputs: usize,
    /// Layers.
    pub layers: Vec<Layer>,
    /// Couplings, from the draws to what is sampled.
    pub couplings: Vec<Coupling>,
}

impl Dense {
    fn weights(&self) -> usize {
        self.size * (self.from + 1)
    }

    fn run<R: Real>(&self, weight: &impl Fn(usize) -> R, first: usize, x: &[R]) -> Vec<R> {
        let bias = first + self.size * self.from;
        let one = |row: usize| {
            let mut sum = weight(bias + row);
            for (column, x) in x.iter().enumerate() {
                sum = sum + weight(first + row * self.from + column) * *x;
            }
            self.activation.of(sum)
        };
        (0..self.size).map(one).collect()
    }
}

/// 1 / (1 + exp(-x)), which has a slope everywhere.
fn sigmoid<R: Real>(x: R) -> R {
    // Beyond forty it is 0 or 1 to rounding, and the exponential of more has no slope.
    let x = x.max(R::of(-40.0)).min(R::of(40.0));
    R::of(1.0) / (R::of(1.0) + (-x).exp())
}

/// The hyperbolic tangent.
pub(crate) fn tanh<R: Real>(x: R) -> R {
    R::of(2.0) * sigmoid(R::of(2.0) * x) - R::of(1.0)
}

/// Shares of one in all, of which these are logarithms but for a sum.
pub fn shares<R: Real>(made: &[R]) -> Vec<R> {
    // From the largest, so that none overflows.
    let least = R::of(f64::MIN);
    let most = made.iter().fold(least, |most, one| most.max(*one));
    let each: Vec<R> = made.iter().map(|one| (*one - most).exp()).collect();
    let all = each.iter().fold(R::of(0.0), |sum, one| sum + *one);
    each.into_iter().map(|one| one / all).collect()
}

impl Activation {
    /// Of one number.
    pub fn of<R: Real>(self, x: R) -> R {
        match self {
            Self::None => x,
            Self::Tanh => tanh(x),
            Self::Sigmoid => sigmoid(x),
            Self::Relu => x.positive(),
            Self::Silu => x * sigmoid(x),
            // By the part that does not overflow.
            Self::Softplus => x.positive() + (R::of(1.0) + (-x.abs()).exp()).ln(),
        }
    }
}

impl Network {
    /// How many weights there are.
    pub fn weights(&self) -> usize {
        let layers = self.layers.iter().map(|layer| match layer {
            Layer::Dense(dense) => dense.weights(),
            Layer::Gru { from, size } => 3 * size * (from + size + 2),
        });
        let couplings = self.couplings.iter().flat_map(|c| &c.reader);
        layers.sum::<usize>() + couplings.map(Dense::weights).sum::<usize>()
    }

    /// How many numbers recurrent cells remember.
    pub fn remembers(&self) -> usize {
        let each = self.layers.iter().map(|layer| match layer {
            Layer::Dense(_) => 0,
            Layer::Gru { size, .. } => *size,
        });
        each.sum()
    }

    /// Whether it samples: normal draws, one for each number that leaves, become what leaves.
    pub fn samples(&self) -> bool {
        !self.couplings.is_empty()
    }

    /// Whether layers and couplings fit one another: each takes in what comes.
    pub fn is_whole(&self) -> bool {
        let mut width = self.inputs;
        for layer in &self.layers {
            let (from, size) = match layer {
                Layer::Dense(dense) => (dense.from, dense.size),
                Layer::Gru { from, size } => (*from, *size),
            };
            if from != width {
                return false;
            }
            width = size;
        }
        let fits = |coupling: &Coupling| {
            let mut own = coupling.keeps.len() + width;
            for dense in &coupling.reader {
                if dense.from != own {
                    return false;
                }
                own = dense.size;
            }
            let moves = self.outputs.checked_sub(coupling.keeps.len());
            moves.is_some_and(|moves| own == 2 * moves)
                && coupling.keeps.iter().all(|kept| *kept < self.outputs)
        };
        match self.samples() {
            true => self.couplings.iter().all(fits),
            false => width == self.outputs,
        }
    }

    /// What leaves when `x` enters. Weights come by their number; `memory` is what recurrent cells
    /// remember, and is written over; `draws` are normal, one for each number that leaves, where it
    /// samples.
    pub fn run<R: Real>(
        &self,
        weight: impl Fn(usize) -> R,
        x: &[R],
        memory: &mut [R],
        draws: &[R],
    ) -> Vec<R> {
        let (mut at, mut remembered) = (0, 0);
        let mut x = x.to_vec();
        for layer in &self.layers {
            match layer {
                Layer::Dense(dense) => {
                    x = dense.run(&weight, at, &x);
                    at += dense.weights();
                }
                Layer::Gru { from, size } => {
                    let own = &mut memory[remembered..remembered + size];
                    recur(&weight, at, (*from, *size), &x, own);
                    x = own.to_vec();
                    at += 3 * size * (from + size + 2);
                    remembered += size;
                }
            }
        }
        if !self.samples() {
            return x;
        }
        let mut y = draws.to_vec();
        for coupling in &self.couplings {
            let mut read: Vec<R> = coupling.keeps.iter().map(|kept| y[*kept]).collect();
            read.extend_from_slice(&x);
            for dense in &coupling.reader {
                read = dense.run(&weight, at, &read);
                at += dense.weights();
            }
            let (stretches, shifts) = read.split_at(read.len() / 2);
            let moved = (0..y.len()).filter(|k| !coupling.keeps.contains(k));
            for (k, (stretch, shift)) in moved.zip(stretches.iter().zip(shifts)) {
                y[k] = y[k] * tanh(*stretch).exp() + *shift;
            }
        }
        y
    }
}

/// A gated recurrent cell: matrices of what enters and of what is remembered, then both biases.
fn recur<R: Real>(
    weight: &impl Fn(usize) -> R,
    first: usize,
    (from, size): (usize, usize),
    x: &[R],
    memory: &mut [R],
) {
    let (by_input, by_memory) = (first, first + 3 * size * from);
    let input_bias = by_memory + 3 * size * size;
    let memory_bias = input_bias + 3 * size;
    let sum = |row: usize, matrix: usize, bias: usize, of: &[R]| {
        let mut sum = weight(bias + row);
        for (column, x) in of.iter().enumerate() {
            sum = sum + weight(matrix + row * of.len() + column) * *x;
        }
        sum
    };
    let next: Vec<R> = (0..size)
        .map(|k| {
            let entered = |gate: usize| sum(gate * size + k, by_input, input_bias, x);
            let kept = |gate: usize| sum(gate * size + k, by_memory, memory_bias, memory);
            let reset = sigmoid(entered(0) + kept(0));
            let update = sigmoid(entered(1) + kept(1));
            let new = tanh(entered(2) + reset * kept(2));
            (R::of(1.0) - update) * new + update * memory[k]
        })
        .collect();
    memory.copy_from_slice(&next);
}
