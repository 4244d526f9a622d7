//! What the program says, and to whom.

pub mod checks;
pub mod folder;
pub mod json;
pub mod pictures;
pub mod predictions;
pub mod rests;
pub mod summary;
pub mod summary_files;
pub mod table;
pub mod terminal;

use std::io::{ErrorKind, Write};

/// Why a command ended early.
pub enum Failure {
    /// Whoever read the output has gone (`| head`): nothing is wrong.
    ReaderGone,
    /// Something that the person should know.
    Said {
        /// In words.
        message: String,
        /// Exit code: 2 for bad input, 1 for everything else.
        code: u8,
    },
}

impl Failure {
    /// The person asked for something that cannot be.
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self::Said {
            message: message.into(),
            code: 2,
        }
    }

    /// The machine refused, or a simulation failed.
    pub fn other(message: impl ToString) -> Self {
        Self::Said {
            message: message.to_string(),
            code: 1,
        }
    }
}

/// Writes to standard output.
pub fn put(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::ReaderGone,
        _ => Failure::other(format!("cannot write to standard output: {error}")),
    })
}

/// Writes a complaint to standard error, as far as anybody listens.
pub fn complain(message: &str) {
    if message.is_empty() {
        return;
    }
    let mut out = std::io::stderr().lock();
    // There is nobody left to tell if this fails.
    let _ = writeln!(out, "{message}");
}
