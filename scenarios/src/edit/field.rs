//! One value of a scenario file, as a person may change it.

use super::WrittenNumber;
use crate::grammar::Kind;
use std::fmt;

/// A way to one value or item of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(pub Vec<Step>);

/// One step of a way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into a table.
    Key(String),
    /// Into a list.
    Item(usize),
}

impl Place {
    /// The file itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// A key in here.
    pub fn key(&self, key: &str) -> Self {
        self.with(Step::Key(key.to_owned()))
    }

    /// An item in here.
    pub fn item(&self, index: usize) -> Self {
        self.with(Step::Item(index))
    }

    fn with(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// The list that an item is in, and the item's number.
    pub fn in_list(&self) -> Option<(Self, usize)> {
        match self.0.split_last() {
            Some((Step::Item(index), list)) => Some((Self(list.to_vec()), *index)),
            _ => None,
        }
    }
}

impl fmt::Display for Place {
    /// As a person would point to it: `arm[1].treatment[0].dose`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if index > 0 => write!(out, ".{key}")?,
                Step::Key(key) => out.write_str(key)?,
                Step::Item(item) => write!(out, "[{item}]")?,
            }
        }
        Ok(())
    }
}

/// One value and what the language says of it.
#[derive(Clone, Debug)]
pub struct Field {
    /// Where it stands.
    pub place: Place,
    /// The key; in a table of the file's own names, one of those.
    pub key: String,
    /// What it means, in one line.
    pub meaning: &'static str,
    /// What kind of value the language wants there.
    pub kind: Kind,
    /// What stands there.
    pub value: FieldValue,
}

/// What stands in a field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldValue {
    /// Text, and the numbers with units in it: one in a dose, several in a condition, none in a
    /// name.
    Text(String, Vec<WrittenNumber>),
    /// A whole number.
    Whole(i64),
    /// A number without a unit.
    Number(f64),
    /// True or false.
    Truth(bool),
}
