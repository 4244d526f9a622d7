//! Tables of any columns, such as predictions beside the records of an event table.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::{DataType, Schema};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use super::csv::{number, quote};
use super::groups::Groups;
use super::partial::{Partial, Written};
use super::values::Values;
use super::{Column, Provenance, RecordingError, VERSION, schema};

/// Rows in a row group at most, which bounds what is in memory.
pub(super) const GROUP_ROWS: usize = 1 << 17;

/// A column of a table, before its values.
#[derive(Debug, Clone, PartialEq)]
pub struct TableColumn {
    /// Name, unit and meaning; an empty unit is one that is not known.
    pub column: Column,
    /// Whether its values are texts.
    pub is_text: bool,
    /// Whether its values are whole numbers, of the kind [`Values::Whole`].
    pub is_whole: bool,
    /// Whether it is from another table, and keeps its heading as it was there.
    pub is_carried: bool,
    /// Whether its numbers come again and again, so that a file is smaller that has each once.
    pub repeats: bool,
}

/// Writes a table part by part, as Parquet or as text. Nothing half-written stands under its name.
///
/// In Parquet a column's unit and meaning are in its metadata; in text its heading is `name[unit]`,
/// except where it is carried from another table.
///
/// ```
/// use engine::recording::{Column, Provenance, TableColumn, TableWriter, Values};
/// let path = std::env::temp_dir().join("homeostat-example-table.csv");
/// let column = Column::new("TAD", "h", "Time since the last dose");
/// let columns = [TableColumn { column, is_text: false, is_whole: false,
///                              is_carried: false, repeats: true }];
/// let mut writer = TableWriter::csv(&path, &columns)?;
/// writer.write(vec![Values::Numbers(vec![0.0, 0.5])])?;
/// assert_eq!(writer.finish()?.rows, Some(2));
/// # std::fs::remove_file(path).ok();
/// # Ok::<(), engine::recording::RecordingError>(())
/// ```
pub struct TableWriter {
    path: PathBuf,
    rows: u64,
    kind: Kind,
}

enum Kind {
    Parquet(Box<Groups>),
    Csv(Box<Partial>, Vec<u8>),
}

impl TableWriter {
    /// Opens a Parquet file that will stand at `path`, in a folder that exists.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn parquet(
        path: &Path,
        columns: &[TableColumn],
        provenance: &Provenance,
    ) -> Result<Self, RecordingError> {
        let fields: Vec<_> = columns.iter().map(field).collect();
        let metadata = schema::pairs(provenance).collect();
        let schema = Arc::new(Schema::new_with_metadata(fields, metadata));
        let out = Groups::new(
            Partial::create(path)?,
            schema,
            properties(columns, provenance),
            columns.iter().map(TableColumn::may_repeat),
        );
        let out = out.map_err(|e| RecordingError::parquet(path, "write", &e))?;
        Ok(Self {
            path: path.to_path_buf(),
            rows: 0,
            kind: Kind::Parquet(Box::new(out)),
        })
    }

    /// Opens a text of comma-separated values that will stand at `path`, in a folder that exists.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn csv(path: &Path, columns: &[TableColumn]) -> Result<Self, RecordingError> {
        let mut text = Vec::new();
        for (index, own) in columns.iter().enumerate() {
            let column = &own.column;
            if index > 0 {
                text.push(b',');
            }
            match own.is_carried || column.unit.is_empty() {
                true => quote(&mut text, &column.name),
                false => quote(&mut text, &column.heading()),
            }
        }
        text.extend_from_slice(b"\r\n");
        let mut writer = Self {
            path: path.to_path_buf(),
            rows: 0,
            kind: Kind::Csv(Box::new(Partial::create(path)?), text),
        };
        writer.flush()?;
        Ok(writer)
    }

    /// Adds rows behind those already written: the values of every column, all equally many.
    ///
    /// # Errors
    /// Where columns are missing or of different lengths, or the disk refuses.
    pub fn write(&mut self, values: Vec<Values>) -> Result<(), RecordingError> {
        let rows = values.first().map_or(0, Values::len);
        if values.iter().any(|values| values.len() != rows) {
            return Err(RecordingError::new(
                &self.path,
                "columns of different lengths",
                "this is a fault of the program: please report it",
            ));
        }
        match &mut self.kind {
            Kind::Parquet(out) => {
                let written = out.write(values);
                written.map_err(|e| RecordingError::parquet(&self.path, "write", &e))?;
            }
            Kind::Csv(_, text) => {
                let printed = print(text, &values, rows);
                printed.map_err(|e| RecordingError::io(&self.path, "write", &e))?;
                self.flush()?;
            }
        }
        self.rows += rows as u64;
        Ok(())
    }

    /// Completes the file and puts it in its place.
    ///
    /// # Errors
    /// Where the disk refuses; nothing is then left behind.
    pub fn finish(self) -> Result<Written, RecordingError> {
        match self.kind {
            Kind::Parquet(out) => out
                .finish()
                .map_err(|e| RecordingError::parquet(&self.path, "write", &e))?
                .finish(Some(self.rows)),
            Kind::Csv(out, _) => out.finish(Some(self.rows)),
        }
    }

    fn flush(&mut self) -> Result<(), RecordingError> {
        if let Kind::Csv(out, text) = &mut self.kind {
            let written = out.write_all(text);
            text.clear();
            written.map_err(|e| RecordingError::io(&self.path, "write", &e))?;
        }
        Ok(())
    }
}

impl TableColumn {
    /// Whether it may be the same in many groups of rows.
    fn may_repeat(&self) -> bool {
        self.repeats && !self.is_text && !self.is_whole
    }
}

fn print(text: &mut Vec<u8>, values: &[Values], rows: usize) -> io::Result<()> {
    // For each column of runs, the run and how many of it are printed.
    let mut places = vec![(0, 0); values.len()];
    fn next<T: Copy>(runs: &[(T, u32)], (run, printed): &mut (usize, u32)) -> Option<T> {
        while runs.get(*run).is_some_and(|(_, count)| *printed >= *count) {
            (*run, *printed) = (*run + 1, 0);
        }
        *printed += 1;
        runs.get(*run).map(|(value, _)| *value)
    }
    for row in 0..rows {
        for (index, values) in values.iter().enumerate() {
            if index > 0 {
                text.push(b',');
            }
            match values {
                Values::Numbers(values) => number(text, values[row])?,
                Values::Cycles { cycle, .. } => number(text, cycle[row % cycle.len()])?,
                Values::Whole(runs) => {
                    if let Some(value) = next(runs, &mut places[index]) {
                        write!(text, "{value}")?;
                    }
                }
                Values::Runs(runs) => {
                    number(text, next(runs, &mut places[index]).unwrap_or(f64::NAN))?;
                }
                Values::Texts { places, list } => {
                    if let Some(found) = list.get(places[row] as usize) {
                        quote(text, found);
                    }
                }
            }
        }
        text.extend_from_slice(b"\r\n");
    }
    Ok(())
}

fn field(
    TableColumn {
        column,
        is_text,
        is_whole,
        ..
    }: &TableColumn,
) -> arrow::datatypes::Field {
    let field = schema::field(column);
    match is_text {
        true => {
            let kind = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
            field.with_data_type(kind)
        }
        false if *is_whole => field.with_data_type(DataType::UInt64),
        false => field,
    }
}

/// What was computed is not compressed: doubles hardly shrink. What comes again and again is looked
/// up, and places are compressed: a column that is the same in every group is encoded once.
fn properties(columns: &[TableColumn], provenance: &Provenance) -> WriterProperties {
    let pairs = schema::pairs(provenance).map(|(key, value)| KeyValue::new(key, value));
    let mut properties = WriterProperties::builder()
        .set_created_by(format!("homeostat version {VERSION}"))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        // A group is a page: there is nothing to find in it.
        .set_offset_index_disabled(true)
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_data_page_row_count_limit(GROUP_ROWS)
        .set_data_page_size_limit(2 * GROUP_ROWS * size_of::<f64>())
        .set_key_value_metadata(Some(pairs.collect()));
    // Computed quantities hardly ever take one value twice; what is carried from records does.
    for own in columns {
        let repeats = own.is_text || own.is_carried || own.repeats;
        let name = ColumnPath::new(vec![own.column.name.clone()]);
        if own.is_whole {
            // Where there is no list, or it grows too long.
            let encoding = Encoding::DELTA_BINARY_PACKED;
            properties = properties.set_column_encoding(name.clone(), encoding);
        }
        let is_listed = repeats && (own.repeats || !own.is_whole);
        properties = properties.set_column_dictionary_enabled(name.clone(), is_listed);
        if own.may_repeat() {
            let fast = Compression::ZSTD(ZstdLevel::default());
            properties = properties.set_column_compression(name.clone(), fast);
        }
        if !repeats {
            // Nobody skips rows by the smallest and largest of what was computed.
            properties = properties.set_column_statistics_enabled(name, EnabledStatistics::None);
        }
    }
    properties.build()
}
