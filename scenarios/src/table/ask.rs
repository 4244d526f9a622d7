//! What a person says about a table beside the table.

use super::{FactMapping, Grid, Number, Residual};
use crate::medicine::Facts;
use engine::dosing::Between;
use std::str::FromStr;

/// How columns are meant, and what is wanted.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// Values of parameters that are the same for everybody.
    pub set: Vec<(String, f64)>,
    /// Numbers of compartments that stand in columns of other names, or are the same for everybody.
    pub mapped: Vec<(Number, Mapping)>,
    /// What quantities are between their records.
    pub between: Between,
    /// Further times at which everybody is looked at.
    pub grid: Option<Grid>,
    /// Columns that are carried through although their names look like misspelt ones.
    pub carry: Vec<String>,
    /// States and signals to show; all signals where none is named.
    pub show: Vec<String>,
    /// Signal or state that is the prediction.
    pub prediction: Option<String>,
    /// Columns to write; all where there are none.
    pub columns: Vec<String>,
    /// UCUM unit of times in the table; the model's own where none is given.
    pub time_unit: Option<String>,
    /// Error of measurements.
    pub residual: Option<Residual>,
    /// Facts about everybody, from which the parameters of medicines follow.
    pub facts: Facts,
    /// Facts that stand in columns of other names.
    pub told: Vec<FactMapping>,
    /// Whether a medicine's effects are left out.
    pub kinetics_only: bool,
}

/// `COMPARTMENT=COLUMN` or `COMPARTMENT=NUMBER`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// Number or name of the compartment.
    pub compartment: String,
    /// Column, or a number.
    pub source: String,
}

impl FromStr for Mapping {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('=').map(|(a, b)| (a.trim(), b.trim()));
        match parts {
            Some((compartment, source)) if !compartment.is_empty() && !source.is_empty() => {
                Ok(Self {
                    compartment: compartment.to_owned(),
                    source: source.to_owned(),
                })
            }
            _ => Err("expected COMPARTMENT=COLUMN or COMPARTMENT=NUMBER, as in 2=lagt".to_owned()),
        }
    }
}

impl Ask {
    /// Whether medicines have their effects.
    pub(super) fn effects(&self) -> bool {
        !self.kinetics_only
    }

    /// Whether a column is to be written.
    pub(super) fn writes(&self, name: &str) -> bool {
        let is = |column: &String| column.eq_ignore_ascii_case(name);
        self.columns.is_empty() || self.columns.iter().any(is)
    }
}
