//! Row groups of a Parquet table. A column is encoded where it differs from that of the group before
//! in more than numbers: where it says the same (the times at which everybody is looked at), or
//! differs in numbers alone, the bytes of that are taken again.

use super::chunk::Chunk;
use super::partial::Partial;
use super::table::GROUP_ROWS;
use super::values::Values;
use arrow::array::Array;
use arrow::datatypes::{Field, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use std::sync::Arc;

/// A Parquet file that is written group by group.
pub(super) struct Groups {
    file: SerializedFileWriter<Partial>,
    factory: ArrowRowGroupWriterFactory,
    schema: SchemaRef,
    columns: Vec<Column>,
    /// Rows of the group that is being gathered.
    rows: usize,
}

/// A column of the group that is being gathered, and that of the last.
struct Column {
    /// Whether it may say the same in many groups.
    repeats: bool,
    waiting: Vec<Values>,
    last: Option<Chunk>,
}

impl Groups {
    /// Begins a file; `repeats` says by column whether it may be the same in many groups.
    pub fn new(
        out: Partial,
        schema: SchemaRef,
        properties: WriterProperties,
        repeats: impl IntoIterator<Item = bool>,
    ) -> Result<Self, ParquetError> {
        let writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
        let (file, factory) = writer.into_serialized_writer()?;
        let column = |repeats| Column {
            repeats,
            waiting: Vec::new(),
            last: None,
        };
        Ok(Self {
            file,
            factory,
            schema,
            columns: repeats.into_iter().map(column).collect(),
            rows: 0,
        })
    }

    /// Adds rows, as many of every column. Rows that come together stay in one group, where it is not
    /// too small for them.
    pub fn write(&mut self, mut values: Vec<Values>) -> Result<(), ParquetError> {
        if values.len() != self.columns.len() {
            let (found, expected) = (values.len(), self.columns.len());
            return Err(fault(&format!("{found} columns, expected {expected}")));
        }
        let mut left = values.first().map_or(0, Values::len);
        if self.rows > 0 && self.rows + left > GROUP_ROWS {
            self.close_group()?;
        }
        while left > 0 {
            let count = left.min(GROUP_ROWS);
            for (column, values) in self.columns.iter_mut().zip(&mut values) {
                let rest = match left > count {
                    true => values.split_off(count),
                    false => Values::Numbers(Vec::new()),
                };
                column.add(std::mem::replace(values, rest));
            }
            self.rows += count;
            left -= count;
            if self.rows >= GROUP_ROWS {
                self.close_group()?;
            }
        }
        Ok(())
    }

    /// Completes the file.
    pub fn finish(mut self) -> Result<Partial, ParquetError> {
        self.close_group()?;
        self.file.into_inner()
    }

    fn close_group(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let root = self.file.schema_descr().root_schema_ptr();
        let properties = Arc::clone(self.file.properties());
        let number = self.file.flushed_row_groups().len();
        let mut group = self.file.next_row_group()?;
        // Made where one of them is needed.
        let mut writers = Vec::new();
        for (index, column) in self.columns.iter_mut().enumerate() {
            let values = std::mem::take(&mut column.waiting);
            let chunk = match column.last.take() {
                Some(last) if column.repeats && last.is_of(&values) => last,
                Some(last) if last.fits(&values) => last.filled(values)?,
                _ => {
                    if writers.is_empty() {
                        let made = self.factory.create_column_writers(number)?;
                        writers.extend(made.into_iter().map(Some));
                    }
                    let writer = writers[index].take();
                    let mut writer = writer.ok_or_else(|| fault("a column that is not there"))?;
                    encode(self.schema.field(index), &mut writer, &values)?;
                    let kind = Arc::clone(&root.get_fields()[index]);
                    Chunk::new(writer.close()?, values, column.repeats, kind, &properties)?
                }
            };
            chunk.append(&mut group)?;
            column.last = Some(chunk);
        }
        group.close()?;
        Ok(())
    }
}

impl Column {
    fn add(&mut self, values: Values) {
        match (self.waiting.last_mut(), values) {
            (Some(Values::Whole(runs)), Values::Whole(more)) => runs.extend(more),
            (_, values) => self.waiting.push(values),
        }
    }
}

fn fault(found: &str) -> ParquetError {
    ParquetError::General(format!("found {found}"))
}

fn encode(
    field: &Field,
    writer: &mut ArrowColumnWriter,
    values: &[Values],
) -> Result<(), ParquetError> {
    for values in values {
        let array = values.clone().array()?;
        if array.data_type() != field.data_type() {
            let (found, expected) = (array.data_type(), field.data_type());
            let name = field.name();
            return Err(fault(&format!(
                "{found} in column {name}, expected {expected}"
            )));
        }
        for leaf in compute_leaves(field, &array)? {
            writer.write(&leaf)?;
        }
    }
    Ok(())
}
