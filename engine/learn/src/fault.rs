//! What is wrong with a person's file, and where.

use std::fmt;

/// One thing that is wrong, and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// File.
    pub file: String,
    /// Line and column, from 1.
    pub at: Option<(usize, usize)>,
    /// What is wrong: what was found, what was expected.
    pub message: String,
}

impl Fault {
    /// A fault of a whole file.
    pub fn of(file: &str, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            at: None,
            message: message.into(),
        }
    }

    /// A fault at a line and column.
    pub fn at(file: &str, line: usize, column: usize, message: impl Into<String>) -> Self {
        Self {
            at: Some((line, column)),
            ..Self::of(file, message)
        }
    }

    /// A fault at a byte of a text.
    pub fn byte(file: &str, text: &str, byte: usize, message: impl Into<String>) -> Self {
        let before = &text[..byte.min(text.len())];
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Self::at(file, line, before[start..].chars().count() + 1, message)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some((line, column)) => write!(f, "{}:{line}:{column}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}
impl std::error::Error for Fault {}
