//! Networks trained elsewhere: weights in safetensors as PyTorch or JAX wrote them, and a description
//! of what they are.

use crate::fault::Fault;
use crate::spec::days;
use engine::learned::network::layer::{Activation, Coupling, Dense, Layer, Network};
use engine::learned::network::part::{NetworkPart, Port};
use engine::learned::progression::safetensors::{Tensor, tensors};
use physiology::Unit;
use physiology::nearest::nearest;
use serde::Deserialize;
use std::fmt::Write;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    title: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    layout: Layout,
    /// Between two visits; none for a network in the rates.
    every: Option<Spanned<String>>,
    #[serde(default)]
    clock: bool,
    #[serde(default, rename = "read")]
    reads: Vec<Read>,
    #[serde(default, rename = "output")]
    outputs: Vec<Output>,
    #[serde(default, rename = "layer")]
    layers: Vec<Spanned<Described>>,
    #[serde(default, rename = "coupling")]
    couplings: Vec<Spanned<DescribedCoupling>>,
}

/// How matrices of dense layers lie.
#[derive(Deserialize, Default, Clone, Copy, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Layout {
    /// A row for each number that leaves.
    #[default]
    Pytorch,
    /// A row for each number that enters.
    Jax,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    quantity: String,
    unit: Spanned<String>,
    #[serde(default)]
    mean: f64,
    #[serde(default = "one")]
    sd: Spanned<f64>,
    range: Option<(f64, f64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Output {
    name: String,
    unit: Spanned<String>,
    #[serde(default)]
    mean: f64,
    #[serde(default = "one")]
    sd: Spanned<f64>,
    #[serde(default)]
    start: f64,
}

fn one() -> Spanned<f64> {
    Spanned::new(0..0, 1.0)
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
enum Described {
    Dense {
        weight: String,
        bias: String,
        #[serde(default)]
        activation: Activation,
    },
    Gru {
        weight_ih: String,
        weight_hh: String,
        bias_ih: String,
        bias_hh: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DescribedCoupling {
    keeps: Vec<usize>,
    layers: Vec<DescribedDense>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DescribedDense {
    weight: String,
    bias: String,
    #[serde(default)]
    activation: Activation,
}

/// Reads a network: what it is said to be, and its weights. Files are named for messages.
pub fn import(
    (file, text): (&str, &str),
    (weights_file, bytes): (&str, &[u8]),
) -> Result<NetworkPart, Vec<Fault>> {
    let described: Description = toml::from_str(text).map_err(|error| {
        let byte = error.span().map_or(0, |span| span.start);
        vec![Fault::byte(file, text, byte, error.message())]
    })?;
    let (tensors, _) = tensors(bytes).map_err(|why| {
        vec![Fault::of(
            weights_file,
            format!("no safetensors file: {why}"),
        )]
    })?;
    let mut taking = Taking {
        file,
        text,
        weights_file,
        tensors: &tensors,
        used: vec![false; tensors.len()],
        layout: described.layout,
        weights: Vec::new(),
        faults: Vec::new(),
    };
    let part = taking.part(&described);
    for (tensor, _) in tensors.iter().zip(&taking.used).filter(|(_, used)| !**used) {
        let message = format!(
            "`{}` is in {weights_file}, and no layer takes it",
            tensor.name
        );
        taking.faults.push(Fault::of(file, message));
    }
    if taking.faults.is_empty() && !part.is_whole() {
        let message = match part.every {
            None if part.outputs.len() != 1 => {
                "a network in the rates has one [[output]]; `every = \"15 min\"` makes one that is sampled"
            }
            None => {
                "a network in the rates is asked at every instant and has dense layers only; `every = \"15 min\"` lets it remember and sample"
            }
            Some(_) => "layers, couplings and outputs do not fit one another",
        };
        taking.faults.push(Fault::of(file, message));
    }
    match taking.faults.is_empty() {
        true => Ok(part),
        false => Err(taking.faults),
    }
}

struct Taking<'a> {
    file: &'a str,
    text: &'a str,
    weights_file: &'a str,
    tensors: &'a [Tensor],
    used: Vec<bool>,
    layout: Layout,
    weights: Vec<f64>,
    faults: Vec<Fault>,
}

impl Taking<'_> {
    fn wrong(&mut self, at: usize, message: String) {
        self.faults
            .push(Fault::byte(self.file, self.text, at, message));
    }

    fn part(&mut self, described: &Description) -> NetworkPart {
        let inputs = described.reads.len() + 2 * usize::from(described.clock);
        if inputs == 0 || described.outputs.is_empty() {
            let message = "expected a [[read]] or `clock = true`, and an [[output]]".to_owned();
            self.wrong(0, message);
        }
        let mut width = inputs;
        let mut layers = Vec::new();
        for layer in &described.layers {
            let at = layer.span().start;
            let made = match layer.get_ref() {
                Described::Dense {
                    weight,
                    bias,
                    activation,
                } => self
                    .dense(at, width, [weight, bias], *activation)
                    .map(Layer::Dense),
                Described::Gru {
                    weight_ih,
                    weight_hh,
                    bias_ih,
                    bias_hh,
                } => self.gru(at, width, [weight_ih, weight_hh, bias_ih, bias_hh]),
            };
            // After a layer that is wrong nothing is known of what comes.
            let Some(made) = made else { break };
            width = match made {
                Layer::Dense(Dense { size, .. }) | Layer::Gru { size, .. } => size,
            };
            layers.push(made);
        }
        let outputs = described.outputs.len();
        let mut couplings = Vec::new();
        for coupling in &described.couplings {
            if !self.faults.is_empty() {
                break;
            }
            couplings.extend(self.coupling(coupling, outputs, width));
        }
        if couplings.is_empty() && self.faults.is_empty() && width != outputs {
            let message = format!(
                "the last layer gives {width} numbers, expected {outputs}, one for each [[output]]"
            );
            self.wrong(0, message);
        }
        let port = |name: &str, unit: &Spanned<String>, mean, sd: f64, range, start| Port {
            name: name.to_owned(),
            unit: unit.get_ref().clone(),
            mean,
            sd,
            range,
            start,
        };
        let reads: Vec<Port> = (described.reads.iter())
            .map(|r| port(&r.quantity, &r.unit, r.mean, *r.sd.get_ref(), r.range, 0.0))
            .collect();
        let gives: Vec<Port> = (described.outputs.iter())
            .map(|o| port(&o.name, &o.unit, o.mean, *o.sd.get_ref(), None, o.start))
            .collect();
        let units = (described.reads.iter().map(|r| (&r.unit, &r.sd)))
            .chain(described.outputs.iter().map(|o| (&o.unit, &o.sd)));
        for (unit, sd) in units {
            if let Err(error) = Unit::parse(unit.get_ref()) {
                let message = format!("`{}` is no UCUM unit: {error}", unit.get_ref());
                self.wrong(unit.span().start, message);
            }
            if !(sd.get_ref().is_finite() && *sd.get_ref() > 0.0) {
                let message = format!("found sd = {}, expected a number above 0", sd.get_ref());
                self.wrong(sd.span().start, message);
            }
        }
        let every = described.every.as_ref().and_then(|every| {
            let minutes = length(every.get_ref());
            if minutes.is_none() {
                let message = format!(
                    "found `{}`, expected a time such as \"15 min\"",
                    every.get_ref()
                );
                self.wrong(every.span().start, message);
            }
            minutes
        });
        let mut part = NetworkPart {
            title: described.title.clone(),
            reads,
            clock: described.clock,
            outputs: gives,
            every,
            network: Network {
                inputs,
                outputs,
                layers,
                couplings,
            },
            card: String::new(),
            weights: std::mem::take(&mut self.weights),
        };
        part.card = card(&part, &described.source);
        part
    }

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

    fn dense(
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

    fn gru(&mut self, at: usize, width: usize, names: [&str; 4]) -> Option<Layer> {
        let why = format!("three gates of as many rows, of {width} numbers that enter");
        let input = self.take(at, names[0], &[None, Some(width)], &why)?;
        let size = input.shape[0] / 3;
        let why = format!("three gates of {size} rows");
        let memory = self.take(at, names[1], &[Some(3 * size), Some(size)], &why)?;
        let first = self.take(at, names[2], &[Some(3 * size)], &why)?;
        let second = self.take(at, names[3], &[Some(3 * size)], &why)?;
        for tensor in [input, memory, first, second] {
            self.weights.extend(tensor.values);
        }
        Some(Layer::Gru { from: width, size })
    }

    fn coupling(
        &mut self,
        described: &Spanned<DescribedCoupling>,
        outputs: usize,
        width: usize,
    ) -> Option<Coupling> {
        let at = described.span().start;
        let DescribedCoupling { keeps, layers } = described.get_ref();
        if keeps.len() >= outputs || keeps.iter().any(|kept| *kept >= outputs) {
            let message = format!(
                "found keeps = {keeps:?}, expected some, not all, of 0 to {}",
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

/// Minutes of a length of time such as "15 min".
fn length(text: &str) -> Option<f64> {
    let (number, unit) = text.split_once(' ')?;
    let number: f64 = number.parse().ok()?;
    // To the nanosecond, as times are kept.
    let minutes = (number * days(unit.trim())? * 1440.0 * 6e10).round() / 6e10;
    Some(minutes).filter(|minutes| *minutes > 0.0)
}

fn card(part: &NetworkPart, source: &str) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}: a network trained elsewhere\n", part.title);
    if !source.is_empty() {
        let _ = writeln!(out, "  source: {source}");
    }
    let kind = match part.every {
        None => "in the rates of what reads it, asked at every instant".to_owned(),
        Some(minutes) => format!("asked every {minutes} min, holding its outputs between"),
    };
    let _ = writeln!(out, "  {} weights; {kind}", part.weights.len());
    let remembers = part.network.remembers();
    if remembers > 0 {
        let _ = writeln!(out, "  remembers {remembers} numbers from visit to visit");
    }
    if part.network.samples() {
        let _ = writeln!(
            out,
            "  samples its outputs from the patient's own chance, the same in every arm"
        );
    }
    for (role, ports) in [("reads", &part.reads), ("gives", &part.outputs)] {
        for port in ports {
            let range = port.range.map_or(String::new(), |(low, high)| {
                format!(", held inside of {low} to {high}")
            });
            let _ = writeln!(out, "  {role} {}, {}{range}", port.name, port.unit);
        }
    }
    let _ = writeln!(
        out,
        "\nNothing here was tested by this program: neither how well it foresees, nor on whom it was trained.\n\
         What it gives is as good as whoever trained it says.\n\nSimulated; to think with, not to prescribe from."
    );
    out
}
