//! Networks trained elsewhere: weights in safetensors as PyTorch or JAX wrote them, and a description
//! of what they are.

mod card;
mod description;
mod layers;

use crate::fault::Fault;
use crate::spec::days;
use card::card;
use description::{Described, Description, Layout};
use engine::learned::network::layer::{Dense, Layer, Network};
use engine::learned::network::part::{NetworkPart, Port};
use engine::learned::weights::{Tensor, tensors};
use physiology::Unit;

/// Reads a network: what it is said to be, and its weights. Files are named for messages.
pub fn import(
    (file, text): (&str, &str),
    (weights_file, bytes): (&str, &[u8]),
) -> Result<NetworkPart, Vec<Fault>> {
    let described: Description = toml::from_str(text).map_err(|error| {
        let byte = error.span().map_or(0, |span| span.start);
        vec![Fault::byte(file, text, byte, error.message())]
    })?;
    let tensors = tensors(bytes).map_err(|why| {
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
    let network = &part.network;
    // After a layer that is wrong nothing is known of what the rest would take.
    let whole = network.layers.len() == described.layers.len()
        && network.couplings.len() == described.couplings.len();
    let left = tensors.iter().zip(&taking.used);
    for (tensor, _) in left.filter(|(_, used)| whole && !**used) {
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
        let reads = described.reads.iter().map(|read| Port {
            name: read.quantity.clone(),
            unit: read.unit.get_ref().clone(),
            mean: *read.mean.get_ref(),
            sd: *read.sd.get_ref(),
            range: read.range.as_ref().map(|range| *range.get_ref()),
            start: 0.0,
        });
        let reads: Vec<Port> = reads.collect();
        let gives = described.outputs.iter().map(|output| Port {
            name: output.name.clone(),
            unit: output.unit.get_ref().clone(),
            mean: *output.mean.get_ref(),
            sd: *output.sd.get_ref(),
            range: None,
            start: *output.start.get_ref(),
        });
        let gives: Vec<Port> = gives.collect();
        let means = described.reads.iter().map(|read| ("mean", &read.mean));
        let given = (described.outputs.iter())
            .flat_map(|output| [("mean", &output.mean), ("start", &output.start)]);
        for (key, value) in means.chain(given) {
            if !value.get_ref().is_finite() {
                let message = format!("found {key} = {}, expected a number", value.get_ref());
                self.wrong(value.span().start, message);
            }
        }
        for range in described
            .reads
            .iter()
            .filter_map(|read| read.range.as_ref())
        {
            let (low, high) = *range.get_ref();
            if !(low.is_finite() && high.is_finite() && low < high) {
                let message = format!(
                    "found range = [{low}, {high}], expected the least and the greatest value that the network has seen"
                );
                self.wrong(range.span().start, message);
            }
        }
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
                    "found `{}`, expected a time of a second or more, such as \"15 min\"",
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
}

/// Minutes of a length of time such as "15 min"; none of less than a second, at which nothing is sampled.
fn length(text: &str) -> Option<f64> {
    let (number, unit) = text.split_once(' ')?;
    let number: f64 = number.parse().ok()?;
    // To the nanosecond, as times are kept.
    let minutes = (number * days(unit.trim())? * 1440.0 * 6e10).round() / 6e10;
    Some(minutes).filter(|minutes| minutes.is_finite() && *minutes >= 1.0 / 60.0)
}
