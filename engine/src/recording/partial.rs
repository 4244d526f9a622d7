//! A file that appears whole or not at all.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::RecordingError;

/// A finished file: what the manifest says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Name within its folder.
    pub name: String,
    /// Rows, where the file is a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Size, bytes.
    pub bytes: u64,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub blake3: String,
}

/// Writes `contents` beside `path` and renames them into place, for what is small and whole (a
/// manifest, a table of outcomes, a figure).
///
/// # Errors
/// Where the system refuses; nothing is then left behind, and a file that stood there still does.
pub fn write_file(path: &Path, contents: &[u8]) -> Result<Written, RecordingError> {
    let mut partial = Partial::create(path)?;
    partial
        .write_all(contents)
        .map_err(|e| RecordingError::io(path, "write", &e))?;
    partial.finish(None)
}

/// A file being written beside its place, hashed as it goes. Dropped unfinished, it is removed.
#[derive(Debug)]
pub(super) struct Partial {
    out: BufWriter<Hashed>,
    /// Where it will stand.
    path: PathBuf,
    /// Where it is written.
    beside: PathBuf,
    finished: bool,
}

/// Bytes that are gathered before they are hashed and written: many at once are hashed side by side.
const GATHERED: usize = 1 << 19;

/// A file whose bytes are hashed as they go.
#[derive(Debug)]
struct Hashed {
    file: File,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl Write for Hashed {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let taken = self.file.write(buffer)?;
        self.hasher.update(&buffer[..taken]);
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Partial {
    /// Opens `path` with `.partial` added to its name; what a killed run left there is overwritten.
    pub(super) fn create(path: &Path) -> Result<Partial, RecordingError> {
        let name = path.file_name().ok_or_else(|| {
            RecordingError::new(path, "this names no file", "choose another path")
        })?;
        let mut name = name.to_os_string();
        name.push(".partial");
        let beside = path.with_file_name(name);

        let refused = |e: &io::Error| RecordingError::io(path, "write", e);
        // Not truncated yet: another run may be writing it.
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&beside)
            .map_err(|e| refused(&e))?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(RecordingError::new(
                path,
                "another run is writing it",
                "wait for that run to end, or choose another folder",
            ));
        }
        // A file that was cut is written to the disk when it is closed, on some systems.
        if file.metadata().is_ok_and(|found| found.len() > 0) {
            file.set_len(0).map_err(|e| refused(&e))?;
        }
        let hashed = Hashed {
            file,
            hasher: blake3::Hasher::new(),
            bytes: 0,
        };
        Ok(Partial {
            out: BufWriter::with_capacity(GATHERED, hashed),
            path: path.to_path_buf(),
            beside,
            finished: false,
        })
    }

    /// Puts the file in its place, over one that stood there. Not forced to the disk: a run can be
    /// repeated, so speed is worth more than surviving a power failure.
    pub(super) fn finish(mut self, rows: Option<u64>) -> Result<Written, RecordingError> {
        let placed = self
            .out
            .flush()
            .and_then(|()| fs::rename(&self.beside, &self.path));
        placed.map_err(|e| RecordingError::io(&self.path, "write", &e))?;
        self.finished = true;
        let name = self.path.file_name().unwrap_or_default();
        Ok(Written {
            name: name.to_string_lossy().into_owned(),
            rows,
            bytes: self.out.get_ref().bytes,
            blake3: self.out.get_ref().hasher.finalize().to_hex().to_string(),
        })
    }
}

impl Write for Partial {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.out.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.finished {
            // There is nobody left to tell, and nothing better to do.
            let _ = fs::remove_file(&self.beside);
        }
    }
}
