//! What a sweep changes from cell to cell.

use crate::span::At;

/// A place of the file and the values that it takes in turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The path as it was written.
    pub path: At<String>,
    /// The values, in their order.
    pub values: Vec<Value>,
}

/// One value of a place.
#[derive(Clone, Debug)]
pub struct Value {
    /// As people read it.
    pub text: String,
    /// Its number, where it has one: figures set it on their axis.
    pub number: Option<f64>,
    /// The unit of that number as it was written.
    pub unit: String,
    /// What stands in its place.
    pub(crate) node: crate::document::Node,
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
