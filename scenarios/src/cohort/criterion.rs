//! Who is eligible.

use super::fact::{Fact, FactScope, Somebody, example};
use crate::expression::{Equation, Fault};
use crate::problem::Slip;

/// A condition over facts of a person: `age = 50..85 yr and sex = female`.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion(Equation);

impl Criterion {
    /// Reads a condition; its names, words and units are tried on these facts.
    pub fn parse(text: &str, facts: &[Fact]) -> Result<Self, Slip> {
        let equation = Equation::parse(text)?;
        let cells: Vec<_> = facts.iter().map(example).collect();
        let scope = FactScope {
            facts,
            cells: &cells,
        };
        match equation.holds(&scope) {
            Ok(_) | Err(Fault::Missing(_)) => Ok(Self(equation)),
            Err(Fault::Slip(slip)) => Err(slip),
        }
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        self.0.text()
    }

    /// Whether it holds for a person; the fact that would have to be known where that cannot be
    /// told.
    pub fn holds(&self, facts: &[Fact], who: &Somebody) -> Result<bool, String> {
        let scope = FactScope {
            facts,
            cells: &who.cells,
        };
        self.0.holds(&scope).map_err(|fault| match fault {
            Fault::Missing(fact) => fact,
            // Names and units have been tried.
            Fault::Slip(slip) => slip.found,
        })
    }
}
