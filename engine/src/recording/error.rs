//! What can go wrong between a run and the disk.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use parquet::errors::ParquetError;

/// A file that could not be written or read: which, what failed, and what to try.
///
/// Prints all three in one line; [`help`](Self::help) is the last alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingError {
    path: PathBuf,
    problem: String,
    help: String,
}

impl RecordingError {
    /// The file concerned.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What failed.
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// What to try.
    pub fn help(&self) -> &str {
        &self.help
    }

    /// An error about `path`.
    pub(super) fn new(
        path: &Path,
        problem: impl Into<String>,
        help: impl Into<String>,
    ) -> RecordingError {
        RecordingError {
            path: path.to_path_buf(),
            problem: problem.into(),
            help: help.into(),
        }
    }

    /// The system refused while `doing` something ("write") to `path`.
    pub(super) fn io(path: &Path, doing: &str, error: &io::Error) -> RecordingError {
        use io::ErrorKind::*;
        let help = match error.kind() {
            NotFound => "check the path, and that its folder exists",
            PermissionDenied | ReadOnlyFilesystem => "choose a folder that you may write to",
            StorageFull | QuotaExceeded | FileTooLarge => {
                "free some space, or record fewer quantities or moments"
            }
            NotADirectory | IsADirectory | InvalidInput => "choose another path",
            _ => "check the path and the disk, and run it again",
        };
        Self::new(path, format!("cannot {doing} it: {error}"), help)
    }

    /// The Parquet library refused while `doing` something to `path`.
    pub(super) fn parquet(path: &Path, doing: &str, error: &ParquetError) -> RecordingError {
        // The library wraps the system's refusals, such as a full disk.
        if let ParquetError::External(inner) = error
            && let Some(inner) = inner.downcast_ref::<io::Error>()
        {
            return Self::io(path, doing, inner);
        }
        Self::new(
            path,
            format!("cannot {doing} it as Parquet: {error}"),
            "check that the file is a whole Homeostat recording, or run the scenario again",
        )
    }
}

impl fmt::Display for RecordingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}; {}",
            self.path.display(),
            self.problem,
            self.help
        )
    }
}

impl std::error::Error for RecordingError {}
