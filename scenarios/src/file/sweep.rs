//! What a sweep changes from cell to cell.

use crate::span::At;

/// A place of the file and the values that it takes in turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The path as it was written.
    pub path: At<String>,
    /// What people call it, where the file says so.
    pub called: Option<String>,
    /// The values, in their order.
    pub values: Vec<Value>,
}

impl Axis {
    /// One of its values, in words: "severity: shock", "treatment.dose = 1 g".
    pub fn choice(&self, value: usize) -> String {
        let shown = self.values[value].shown();
        match &self.called {
            Some(called) => format!("{called}: {shown}"),
            None => format!("{} = {shown}", self.path.value),
        }
    }
}

/// One value of a place.
#[derive(Clone, Debug)]
pub struct Value {
    /// As it was written.
    pub text: String,
    /// What people call it, where the file says so.
    pub name: Option<String>,
    /// Its number, where it has one: figures set it on their axis.
    pub number: Option<f64>,
    /// The unit of that number as it was written.
    pub unit: String,
    /// What stands in its place.
    pub(crate) node: crate::document::Node,
}

impl Value {
    /// As people read it.
    pub fn shown(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.text)
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.name == other.name
    }
}
