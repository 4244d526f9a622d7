//! A recording, read back.

use std::fs::File;
use std::path::{Path, PathBuf};

use arrow::array::{Array, DictionaryArray, Float64Array, StringArray, UInt32Array};
use arrow::datatypes::Int32Type;
use arrow::record_batch::RecordBatch;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use super::schema::{LEADING, describe, foreign};
use super::{Block, Column, Provenance, RecordingError};

/// Numbers read at a time (8 MiB), at least one row.
const BATCH_VALUES: usize = 1 << 20;

/// Opens a recording that a [`Writer`](super::Writer) finished.
///
/// # Errors
/// Where the file cannot be read, is no recording, or has a layout newer than this program knows.
pub fn read(path: &Path) -> Result<Recording, RecordingError> {
    let file = File::open(path).map_err(|e| RecordingError::io(path, "read", &e))?;
    let refused = |e| RecordingError::parquet(path, "read", &e);
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(refused)?;
    let (columns, provenance) = describe(builder.schema(), path)?;
    let rows = builder.metadata().file_metadata().num_rows();
    let batch_rows = (BATCH_VALUES / builder.schema().fields().len().max(1)).max(1);
    Ok(Recording {
        path: path.to_path_buf(),
        columns,
        provenance,
        rows: u64::try_from(rows).unwrap_or(0),
        batches: builder
            .with_batch_size(batch_rows)
            .build()
            .map_err(refused)?,
    })
}

/// An open recording: what it holds, and its rows, read as they are asked for.
///
/// It is an iterator over Arrow record batches, for code that wants columns;
/// [`for_each_block`](Self::for_each_block) gives twins.
pub struct Recording {
    path: PathBuf,
    columns: Vec<Column>,
    provenance: Provenance,
    rows: u64,
    batches: ParquetRecordBatchReader,
}

impl Recording {
    /// The quantities, in the order of their columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How the data were made.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// Rows in all.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Gives the remaining rows as blocks, each as long as arm and twin stay the same, in memory
    /// for one twin.
    ///
    /// # Errors
    /// Where the file cannot be read on.
    pub fn for_each_block(self, mut each: impl FnMut(Block<'_>)) -> Result<(), RecordingError> {
        let path = self.path.clone();
        let mut gathered = Gathered::default();
        for batch in self {
            gathered
                .add(&batch?, &mut each)
                .ok_or_else(|| foreign(&path))?;
        }
        gathered.give(&mut each);
        Ok(())
    }
}

impl Iterator for Recording {
    type Item = Result<RecordBatch, RecordingError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.batches.next()?;
        Some(batch.map_err(|e| RecordingError::parquet(&self.path, "read", &e.into())))
    }
}

/// Rows of one twin under one arm, so far.
#[derive(Default)]
struct Gathered {
    arm: String,
    twin: u32,
    times_min: Vec<f64>,
    values: Vec<f64>,
}

impl Gathered {
    /// Adds a batch's rows, giving away each twin that ends in it. `None` where a column has not
    /// the type that its schema says.
    fn add(&mut self, batch: &RecordBatch, each: &mut impl FnMut(Block<'_>)) -> Option<()> {
        let column = |i: usize| batch.column(i).as_any();
        let arms = column(0).downcast_ref::<DictionaryArray<Int32Type>>()?;
        let names = arms.values().as_any().downcast_ref::<StringArray>()?;
        let twins = column(1).downcast_ref::<UInt32Array>()?;
        let times = column(2).downcast_ref::<Float64Array>()?;
        let quantities: Vec<&Float64Array> = (LEADING.len()..batch.num_columns())
            .map(|i| column(i).downcast_ref())
            .collect::<Option<_>>()?;
        for row in 0..batch.num_rows() {
            let arm = names.value(arms.key(row)?);
            let twin = twins.value(row);
            if arm != self.arm || twin != self.twin {
                self.give(each);
                arm.clone_into(&mut self.arm);
                self.twin = twin;
            }
            self.times_min.push(times.value(row));
            for quantity in &quantities {
                let value = quantity.is_valid(row).then(|| quantity.value(row));
                self.values.push(value.unwrap_or(f64::NAN));
            }
        }
        Some(())
    }

    /// Gives away what is gathered.
    fn give(&mut self, each: &mut impl FnMut(Block<'_>)) {
        if !self.times_min.is_empty() {
            each(Block {
                arm: &self.arm,
                twin: self.twin,
                times_min: &self.times_min,
                values: &self.values,
            });
        }
        self.times_min.clear();
        self.values.clear();
    }
}
