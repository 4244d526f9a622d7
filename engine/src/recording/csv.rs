//! Blocks as text, for spreadsheets and eyes.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::column::check_columns;
use super::partial::{Partial, Written};
use super::{Block, Column, RecordingError};

/// Writes the same blocks as a [`Writer`](super::Writer), as comma-separated values after RFC 4180.
///
/// One line of headings `name[unit]`, `arm,twin,time[min],plasma_glucose[mg/dL]`; then a line per
/// moment. A missing value is an empty field. A number is printed with the fewest digits that read
/// back as the same number.
pub struct CsvWriter {
    path: PathBuf,
    out: Partial,
    columns: usize,
    rows: u64,
    /// One block's text.
    text: Vec<u8>,
}

impl CsvWriter {
    /// Opens a table that will stand at `path`, in a folder that exists.
    ///
    /// # Errors
    /// Where the file cannot be written, or a column's name is empty or taken.
    pub fn create(path: &Path, columns: &[Column]) -> Result<CsvWriter, RecordingError> {
        check_columns(columns, path)?;
        let mut writer = CsvWriter {
            path: path.to_path_buf(),
            out: Partial::create(path)?,
            columns: columns.len(),
            rows: 0,
            text: b"arm,twin,time[min]".to_vec(),
        };
        for column in columns {
            writer.text.push(b',');
            quote(&mut writer.text, &column.heading());
        }
        writer.text.extend_from_slice(b"\r\n");
        writer.flush_text()?;
        Ok(writer)
    }

    /// Adds a block's rows after those already written.
    ///
    /// # Errors
    /// Where the block has not one value per moment and column, or the disk refuses.
    pub fn write(&mut self, block: &Block<'_>) -> Result<(), RecordingError> {
        block.check(self.columns, &self.path)?;
        let mut start = Vec::new();
        quote(&mut start, block.arm);
        let rows = self.print(&start, block);
        rows.map_err(|e| RecordingError::io(&self.path, "write", &e))?;
        self.flush_text()?;
        self.rows += block.times_min.len() as u64;
        Ok(())
    }

    /// Completes the file and puts it in its place.
    ///
    /// # Errors
    /// Where the disk refuses; nothing is then left behind.
    pub fn finish(self) -> Result<Written, RecordingError> {
        self.out.finish(Some(self.rows))
    }

    /// Prints a block's lines, each opening with the arm.
    fn print(&mut self, arm: &[u8], block: &Block<'_>) -> io::Result<()> {
        for (row, time) in block.times_min.iter().enumerate() {
            self.text.extend_from_slice(arm);
            write!(self.text, ",{},", block.twin)?;
            number(&mut self.text, *time)?;
            for value in &block.values[row * self.columns..(row + 1) * self.columns] {
                self.text.push(b',');
                number(&mut self.text, *value)?;
            }
            self.text.extend_from_slice(b"\r\n");
        }
        Ok(())
    }

    /// Hands the text to the file.
    fn flush_text(&mut self) -> Result<(), RecordingError> {
        let written = self.out.write_all(&self.text);
        self.text.clear();
        written.map_err(|e| RecordingError::io(&self.path, "write", &e))
    }
}

/// Adds a field, in quotation marks where it holds what would end a field.
pub(super) fn quote(text: &mut Vec<u8>, field: &str) {
    if field.contains([',', '"', '\r', '\n']) {
        text.push(b'"');
        text.extend_from_slice(field.replace('"', "\"\"").as_bytes());
        text.push(b'"');
    } else {
        text.extend_from_slice(field.as_bytes());
    }
}

/// Adds a number, shortest that reads back the same; nothing for NaN.
pub(super) fn number(text: &mut Vec<u8>, value: f64) -> io::Result<()> {
    if value.is_nan() {
        return Ok(());
    }
    let size = value.abs();
    if size == 0.0 || (1e-5..1e16).contains(&size) {
        write!(text, "{value}")
    } else {
        // Plain digits would be hundreds of zeros.
        write!(text, "{value:e}")
    }
}
