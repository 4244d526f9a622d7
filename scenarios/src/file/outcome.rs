//! What is asked of each twin.

use physiology::unit::Unit;

use super::Group;
use crate::expression::Expression;
use crate::span::{At, Span};

/// One number measured on every twin in every arm.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The expression; its kind is a single number, never a series or a condition.
    pub of: At<Expression>,
    /// What a person calls it.
    pub name: Option<At<String>>,
    /// From what difference on it matters.
    pub meaningful: Option<At<Meaningful>>,
    /// Groups of people that it is also reported for.
    pub by: Vec<Group>,
    /// Where it stands in the file.
    pub span: Span,
}

impl Outcome {
    /// The name, or the expression as written.
    pub fn label(&self) -> &str {
        match &self.name {
            Some(name) => &name.value,
            None => self.of.value.text(),
        }
    }
}

/// The smallest difference that would change what a person does.
#[derive(Clone, Debug, PartialEq)]
pub struct Meaningful {
    /// How large, in the unit of the outcome; above 0.
    pub value: f64,
    /// The unit as written, for showing.
    pub unit: Unit,
    /// Which way is good.
    pub good: Direction,
    /// As it was written.
    pub text: String,
}

/// A direction of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Less is better.
    Less,
    /// More is better.
    More,
}
