//! `homeostat learn import`: a network that was trained elsewhere.

use super::files;
use crate::output::{Failure, put};
use engine::learned::network::file;
use learn::fault::Fault;
use learn::import::import;
use scenarios::learned::BroughtNetwork;
use std::path::PathBuf;

/// What `--help` shows below.
pub const EXAMPLES: &str = "\
The description says what the weights are. A network in the rates of an organ:

  title = \"Morning rise of glucose\"
  source = \"trained with PyTorch 2.5 on ...\"
  layout = \"pytorch\"                # matrices [out, in]; \"jax\" for [in, out]
  clock = true                      # sine and cosine of the time of day follow what is read

  [[read]]                          # in this order
  quantity = \"plasma_glucose\"
  unit = \"mg/dL\"
  mean = 150.0                      # (value - mean) / sd enters the network
  sd = 40.0
  range = [50.0, 350.0]             # held inside of it

  [[output]]                        # mean + sd * what leaves
  name = \"glucose_appearance\"
  unit = \"mg/kg/min\"
  sd = 0.5

  [[layer]]
  kind = \"dense\"
  weight = \"fc1.weight\"
  bias = \"fc1.bias\"
  activation = \"tanh\"               # none, tanh, sigmoid, relu, silu, softplus

With `every = \"15 min\"` it is asked that often instead, holds its outputs between, and may remember
(kind = \"gru\" with weight_ih, weight_hh, bias_ih, bias_hh, as torch.nn.GRUCell) and sample:

  [[coupling]]                      # from normal draws, one for each output, in this order
  keeps = [0]                       # these stay; the others become y * exp(tanh(s)) + t
  layers = [                        # read what stays, then what the layers made; give s, then t
    { weight = \"flow.0.weight\", bias = \"flow.0.bias\", activation = \"tanh\" },
    { weight = \"flow.1.weight\", bias = \"flow.1.bias\" },
  ]

  homeostat learn import --weights net.safetensors --description net.toml -o morning.model";

/// Arguments of `learn import`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Weights (safetensors, F32 or F64)
    #[arg(long, value_name = "FILE.safetensors")]
    weights: PathBuf,
    /// What they are (TOML)
    #[arg(long, value_name = "FILE.toml")]
    description: PathBuf,
    /// Model file to write
    #[arg(long, short, value_name = "FILE.model")]
    output: PathBuf,
}

/// Takes it in.
pub fn learn(arguments: &Arguments) -> Result<(), Failure> {
    files::has_place(&arguments.output)?;
    let weights = files::read(&arguments.weights)?;
    let name = arguments.description.display().to_string();
    let text = files::text(&arguments.description)?;
    let weights_name = arguments.weights.display().to_string();
    let part = import((&name, &text), (&weights_name, &weights)).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(Fault::to_string).collect();
        Failure::bad_input(format!("{}\nnothing was written", lines.join("\n")))
    })?;
    // Names and units are asked for here, and not only when a scenario takes it.
    BroughtNetwork::of("network", part.clone())
        .map_err(|why| Failure::bad_input(format!("{name}: {why}\nnothing was written")))?;
    files::write(&arguments.output, &file::write(&part))?;
    put(&format!(
        "{}\nWritten: {}\n",
        part.card,
        arguments.output.display()
    ))
}
