//! Layers made of tensors, whose shapes must fit.

use super::Taking;
use super::description::{DescribedCoupling, Layout};
use engine::learned::network::layer::{Activation, Coupling, Dense, Layer};
use engine::learned::weights::Tensor;
use physiology::nearest::nearest;
use toml::Spanned;

impl Taking<'_> {
    /// The tensor of this name and shape; the sizes that are `None` may be any, and come back.
    fn take(
        &mut self,
        at: usize,
        name: &str,
        shape: &[Option<usize>],
        why: &str,
    ) -> Option<Tensor> {
        let Some(number) = self.tensors.iter().position(|t| t.name == name) else {
            let names = self.tensors.iter().map(|t| t.name.as_str());
            let hint =
                nearest(name, names).map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
            let message = format!("{} has no `{name}`{hint}", self.weights_file);
            self.wrong(at, message);
            return None;
        };
        self.used[number] = true;
        let tensors = self.tensors;
        let tensor = &tensors[number];
        let same = |(found, wanted): (&usize, &Option<usize>)| wanted.is_none_or(|w| w == *found);
        let fits = tensor.shape.len() == shape.len() && tensor.shape.iter().zip(shape).all(same);
        if !fits {
            let wanted: Vec<String> = (shape.iter())
                .map(|size| size.map_or("any".to_owned(), |size| size.to_string()))
                .collect();
            let message = format!(
                "`{name}` is {:?}, expected [{}]: {why}",
                tensor.shape,
                wanted.join(", ")
            );
            self.wrong(at, message);
            return None;
        }
        if tensor.values.iter().any(|value| !value.is_finite()) {
            self.wrong(at, format!("`{name}` holds what is no number"));
            return None;
        }
        Some(tensor.clone())
    }

    pub(super) fn dense(
        &mut self,
        at: usize,
        width: usize,
        [weight, bias]: [&str; 2],
        activation: Activation,
    ) -> Option<Dense> {
        let why = format!("{width} numbers enter this layer");
        let pytorch = self.layout == Layout::Pytorch;
        let shape = if pytorch {
            [None, Some(width)]
        } else {
            [Some(width), None]
        };
        let matrix = self.take(at, weight, &shape, &why)?;
        let size = matrix.shape[usize::from(!pytorch)];
        let bias = self.take(
            at,
            bias,
            &[Some(size)],
            "as many numbers as leave this layer",
        )?;
        let place = |row: usize, column: usize| match pytorch {
            true => row * width + column,
            false => column * size + row,
        };
        for row in 0..size {
            self.weights
                .extend((0..width).map(|column| matrix.values[place(row, column)]));
        }
        self.weights.extend(bias.values);
        Some(Dense {
            from: width,
            size,
            activation,
        })
    }

    pub(super) fn gru(&mut self, at: usize, width: usize, names: [&str; 4]) -> Option<Layer> {
        let why = format!("three gates of as many rows, of {width} numbers that enter");
        let input = self.take(at, names[0], &[None, Some(width)], &why)?;
        let rows = input.shape[0];
        if rows % 3 != 0 {
            let message = format!("`{}` has {rows} rows, expected {why}", names[0]);
            self.wrong(at, message);
            return None;
        }
        let size = rows / 3;
        let why = format!("three gates of {size} rows");
        let memory = self.take(at, names[1], &[Some(3 * size), Some(size)], &why)?;
        let first = self.take(at, names[2], &[Some(3 * size)], &why)?;
        let second = self.take(at, names[3], &[Some(3 * size)], &why)?;
        for tensor in [input, memory, first, second] {
            self.weights.extend(tensor.values);
        }
        Some(Layer::Gru { from: width, size })
    }

    pub(super) fn coupling(
        &mut self,
        described: &Spanned<DescribedCoupling>,
        outputs: usize,
        width: usize,
    ) -> Option<Coupling> {
        let at = described.span().start;
        let DescribedCoupling { keeps, layers } = described.get_ref();
        let twice = |(at, kept): (usize, &usize)| keeps[..at].contains(kept);
        let beyond = keeps.iter().any(|kept| *kept >= outputs);
        if keeps.len() >= outputs || beyond || keeps.iter().enumerate().any(twice) {
            let message = format!(
                "found keeps = {keeps:?}, expected some, not all, of 0 to {}, each once",
                outputs - 1
            );
            self.wrong(at, message);
            return None;
        }
        let mut own = keeps.len() + width;
        let mut reader = Vec::new();
        for layer in layers {
            let dense = self.dense(at, own, [&layer.weight, &layer.bias], layer.activation)?;
            own = dense.size;
            reader.push(dense);
        }
        let wanted = 2 * (outputs - keeps.len());
        if own != wanted {
            let message = format!(
                "the last of these layers gives {own} numbers, expected {wanted}: a stretch and a shift for each number that moves"
            );
            self.wrong(at, message);
            return None;
        }
        Some(Coupling {
            keeps: keeps.clone(),
            reader,
        })
    }
}
