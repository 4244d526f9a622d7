//! Expressions over recorded quantities: what outcomes measure and what triggers wait for.
//!
//! ```text
//! time(plasma_glucose < 70 mg/dL, to 6 h)
//! risk(plasma_glucose < 54 mg/dL and plasma_insulin > 60 pmol/L, within 4 h)
//! fraction(plasma_glucose = 70..180 mg/dL)
//! maximum(plasma_glucose, from 1 h) - value(plasma_glucose, at 0 h)
//! ```
//!
//! A text becomes words and signs, a tree with places, and, once names and units are
//! settled, a tree of plain numbers that can be evaluated on a recording or on present values.

mod equation;
mod evaluate;
mod function;
mod parse;
mod present;
mod resolve;
mod syntax;
mod token;
mod truth;
mod typed;

pub use equation::{Equation, FUNCTIONS, Fault, Found, FoundWord, Number, Scope};
pub use evaluate::Samples;
pub use function::Function;

use std::sync::Arc;

use physiology::unit::Unit;

use crate::known::Known;
use crate::problem::Slip;
use crate::span::Span;
use typed::Body;

/// An expression whose names are known and whose units agree.
///
/// A clone is cheap: it shares what is inside.
#[derive(Clone, Debug)]
pub struct Expression(Arc<Settled>);

#[derive(Debug)]
struct Settled {
    text: String,
    body: Body,
    names: Vec<String>,
    unit: Unit,
    unit_text: String,
    kind: Kind,
    mentions: Vec<Mention>,
}

/// What an expression stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// True or false at every moment.
    Condition,
    /// A number at every moment.
    Series,
    /// One number, in the unit of the expression.
    Value,
    /// How long something lasts, in minutes.
    Duration,
    /// When something happens, in minutes from now.
    Moment,
    /// A share of time, from 0 to 1.
    Fraction,
    /// 1 for a twin to whom it happens, else 0; the mean over twins is the risk.
    Risk,
}

/// A time that the expression speaks of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mention {
    /// Where in the text.
    pub span: Span,
    /// The time, in minutes from now.
    pub minutes: f64,
}

impl Expression {
    /// Reads an expression and checks its names and units; every slip is reported.
    pub fn parse(text: &str, known: &Known) -> Result<Self, Vec<Slip>> {
        let syntax = parse::parse(text).map_err(|slip| vec![slip])?;
        resolve::resolve(text, &syntax, known)
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// What it stands for.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The unit of its value; dimensionless for a condition.
    pub fn unit(&self) -> &Unit {
        &self.0.unit
    }

    /// That unit as people write it; empty where there is none.
    pub fn unit_text(&self) -> &str {
        &self.0.unit_text
    }

    /// The names of the quantities it reads, each once, in the order in which they appear.
    pub fn quantities(&self) -> &[String] {
        &self.0.names
    }

    /// The times it speaks of.
    pub fn mentions(&self) -> &[Mention] {
        &self.0.mentions
    }

    /// Whether it is one number for each twin, as an outcome must be.
    pub fn is_outcome(&self) -> bool {
        !matches!(self.0.kind, Kind::Condition | Kind::Series)
    }
}

impl PartialEq for Expression {
    /// Written the same way, blanks aside.
    fn eq(&self, other: &Self) -> bool {
        self.text()
            .split_whitespace()
            .eq(other.text().split_whitespace())
    }
}
