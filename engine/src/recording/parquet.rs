//! Blocks into a Parquet file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, DictionaryArray, Float64Array, Int32Array, StringArray, UInt32Array};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;

use super::column::check_columns;
use super::partial::{Partial, Written};
use super::{Block, Column, Provenance, RecordingError, VERSION, schema};

/// Numbers in a row group at most (64 MiB before compression), which bounds what is in memory.
const GROUP_VALUES: usize = 1 << 23;
/// Rows in a row group at most.
const GROUP_ROWS: usize = 1 << 20;
/// Record batches in a row group. A batch is what is gathered before anything is encoded.
const BATCHES: usize = 16;
/// Strength of compression: zstd's own default, beyond which doubles hardly shrink.
const ZSTD: i32 = 3;

/// Writes a recording, block by block.
///
/// ```
/// use engine::recording::{Block, Column, Provenance, Writer, read};
/// let path = std::env::temp_dir().join("homeostat-example.parquet");
/// let columns = [Column::new("plasma_glucose", "mg/dL", "Glucose in plasma")];
/// let mut writer = Writer::create(&path, &columns, &Provenance::default())?;
/// writer.write(&Block { arm: "now", twin: 0, times_min: &[0.0, 5.0], values: &[110.0, 112.5] })?;
/// assert_eq!(writer.finish()?.rows, Some(2));
/// assert_eq!(read(&path)?.columns(), columns);
/// # std::fs::remove_file(path).ok();
/// # Ok::<(), engine::recording::RecordingError>(())
/// ```
pub struct Writer {
    path: PathBuf,
    out: ArrowWriter<Partial>,
    schema: SchemaRef,
    batch_rows: usize,
    written: u64,
    /// Arms so far, in order of appearance.
    arms: Vec<String>,
    // What is gathered of the next batch, column by column.
    arm: Vec<i32>,
    twin: Vec<u32>,
    time: Vec<f64>,
    values: Vec<Vec<f64>>,
}

impl Writer {
    /// Opens a recording that will stand at `path`, in a folder that exists, with `columns` after
    /// `arm`, `twin` and `time_min`.
    ///
    /// # Errors
    /// Where the file cannot be written, or a column's name is empty or taken.
    pub fn create(
        path: &Path,
        columns: &[Column],
        provenance: &Provenance,
    ) -> Result<Writer, RecordingError> {
        check_columns(columns, path)?;
        let schema = schema::schema(columns, provenance);
        let width = schema.fields().len();
        let batch_rows = (GROUP_VALUES / width).clamp(BATCHES, GROUP_ROWS) / BATCHES;
        let refused = |e| RecordingError::parquet(path, "write", &e);
        let properties = properties(columns, provenance, batch_rows * BATCHES).map_err(refused)?;
        let partial = Partial::create(path)?;
        let out = ArrowWriter::try_new(partial, Arc::clone(&schema), Some(properties));
        Ok(Writer {
            path: path.to_path_buf(),
            out: out.map_err(refused)?,
            schema,
            batch_rows,
            written: 0,
            arms: Vec::new(),
            arm: Vec::with_capacity(batch_rows),
            twin: Vec::with_capacity(batch_rows),
            time: Vec::with_capacity(batch_rows),
            values: vec![Vec::with_capacity(batch_rows); columns.len()],
        })
    }

    /// Adds a block's rows after those already written.
    ///
    /// # Errors
    /// Where the block has not one value per moment and column, or the disk refuses; the recording
    /// can then only be dropped.
    pub fn write(&mut self, block: &Block<'_>) -> Result<(), RecordingError> {
        let width = self.values.len();
        block.check(width, &self.path)?;
        let arm = self.arm_index(block.arm)?;
        let mut done = 0;
        while done < block.times_min.len() {
            let room = self.batch_rows - self.time.len();
            let end = block.times_min.len().min(done + room);
            self.arm.resize(self.arm.len() + end - done, arm);
            self.twin.resize(self.twin.len() + end - done, block.twin);
            self.time.extend_from_slice(&block.times_min[done..end]);
            let rows = &block.values[done * width..end * width];
            for (i, column) in self.values.iter_mut().enumerate() {
                column.extend(rows.iter().skip(i).step_by(width));
            }
            done = end;
            // Cut by the count of rows alone, so that bytes do not depend on the blocks.
            if self.time.len() == self.batch_rows {
                self.encode()?;
            }
        }
        Ok(())
    }

    /// Completes the file and puts it in its place.
    ///
    /// # Errors
    /// Where the disk refuses; nothing is then left behind.
    pub fn finish(mut self) -> Result<Written, RecordingError> {
        self.encode()?;
        let partial = self.out.into_inner();
        partial
            .map_err(|e| RecordingError::parquet(&self.path, "write", &e))?
            .finish(Some(self.written))
    }

    /// Number of an arm in the dictionary.
    fn arm_index(&mut self, arm: &str) -> Result<i32, RecordingError> {
        let known = self.arms.iter().rposition(|known| known == arm);
        let index = known.unwrap_or(self.arms.len());
        if known.is_none() {
            self.arms.push(arm.to_owned());
        }
        i32::try_from(index).map_err(|_| {
            RecordingError::new(&self.path, "there are too many arms", "compare fewer arms")
        })
    }

    /// Hands what is gathered to the encoder.
    fn encode(&mut self) -> Result<(), RecordingError> {
        let rows = self.time.len();
        if rows == 0 {
            return Ok(());
        }
        let batch = self.batch();
        batch
            .and_then(|batch| self.out.write(&batch))
            .map_err(|e| RecordingError::parquet(&self.path, "write", &e))?;
        self.written += rows as u64;
        Ok(())
    }

    /// What is gathered, as Arrow; the buffers are left empty.
    fn batch(&mut self) -> Result<RecordBatch, ParquetError> {
        let arms = StringArray::from_iter_values(&self.arms);
        let arm = DictionaryArray::try_new(Int32Array::from(take(&mut self.arm)), Arc::new(arms))?;
        let mut arrays: Vec<ArrayRef> = vec![
            Arc::new(arm),
            Arc::new(UInt32Array::from(take(&mut self.twin))),
            Arc::new(Float64Array::from(take(&mut self.time))),
        ];
        for column in &mut self.values {
            arrays.push(Arc::new(quantity(take(column))));
        }
        Ok(RecordBatch::try_new(Arc::clone(&self.schema), arrays)?)
    }
}

/// Takes a buffer and leaves an empty one as large.
fn take<T>(buffer: &mut Vec<T>) -> Vec<T> {
    let empty = Vec::with_capacity(buffer.capacity());
    std::mem::replace(buffer, empty)
}

/// Values with nulls where they are NaN.
pub(super) fn quantity(values: Vec<f64>) -> Float64Array {
    // Most columns have a value everywhere.
    let is_full = !values.iter().fold(false, |any, value| any | value.is_nan());
    let nulls = (!is_full).then(|| {
        let present = BooleanBuffer::collect_bool(values.len(), |i| !values[i].is_nan());
        NullBuffer::new(present)
    });
    Float64Array::new(values.into(), nulls)
}

/// How the file is encoded.
fn properties(
    columns: &[Column],
    provenance: &Provenance,
    group_rows: usize,
) -> Result<WriterProperties, ParquetError> {
    // In the file's own metadata too, for readers that do not decode the Arrow schema.
    let pairs = schema::pairs(provenance).map(|(key, value)| KeyValue::new(key, value));
    let mut properties = WriterProperties::builder()
        // The library's own name and version would change the bytes with every update of it.
        .set_created_by(format!("homeostat version {VERSION}"))
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(ZSTD)?))
        .set_max_row_group_row_count(Some(group_rows))
        .set_key_value_metadata(Some(pairs.collect()));
    for column in columns {
        // A quantity hardly ever takes one value twice, so a dictionary would be tried in vain;
        // with like bytes of all values side by side, signs and exponents compress.
        let name = ColumnPath::new(vec![column.name.clone()]);
        properties = properties
            .set_column_dictionary_enabled(name.clone(), false)
            .set_column_encoding(name, Encoding::BYTE_STREAM_SPLIT);
    }
    Ok(properties.build())
}
