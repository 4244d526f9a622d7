//! What a person says of weights that another program wrote.

use engine::learned::network::layer::Activation;
use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Description {
    pub(super) title: String,
    #[serde(default)]
    pub(super) source: String,
    #[serde(default)]
    pub(super) layout: Layout,
    /// Between two visits; none for a network in the rates.
    pub(super) every: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) clock: bool,
    #[serde(default, rename = "read")]
    pub(super) reads: Vec<Read>,
    #[serde(default, rename = "output")]
    pub(super) outputs: Vec<Output>,
    #[serde(default, rename = "layer")]
    pub(super) layers: Vec<Spanned<Described>>,
    #[serde(default, rename = "coupling")]
    pub(super) couplings: Vec<Spanned<DescribedCoupling>>,
}

/// How matrices of dense layers lie.
#[derive(Deserialize, Default, Clone, Copy, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Layout {
    /// A row for each number that leaves.
    #[default]
    Pytorch,
    /// A row for each number that enters.
    Jax,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Read {
    pub(super) quantity: String,
    pub(super) unit: Spanned<String>,
    #[serde(default = "zero")]
    pub(super) mean: Spanned<f64>,
    #[serde(default = "one")]
    pub(super) sd: Spanned<f64>,
    pub(super) range: Option<Spanned<(f64, f64)>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Output {
    pub(super) name: String,
    pub(super) unit: Spanned<String>,
    #[serde(default = "zero")]
    pub(super) mean: Spanned<f64>,
    #[serde(default = "one")]
    pub(super) sd: Spanned<f64>,
    #[serde(default = "zero")]
    pub(super) start: Spanned<f64>,
}

fn zero() -> Spanned<f64> {
    Spanned::new(0..0, 0.0)
}

fn one() -> Spanned<f64> {
    Spanned::new(0..0, 1.0)
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum Described {
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
pub(super) struct DescribedCoupling {
    pub(super) keeps: Vec<usize>,
    pub(super) layers: Vec<DescribedDense>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DescribedDense {
    pub(super) weight: String,
    pub(super) bias: String,
    #[serde(default)]
    pub(super) activation: Activation,
}
