//! Row groups of a Parquet table. A column that says in one group what it said in the last (the
//! times at which everybody is looked at) is encoded once.

use super::partial::Partial;
use super::table::GROUP_ROWS;
use arrow::array::ArrayRef;
use arrow::datatypes::{Field, SchemaRef};
use arrow::record_batch::RecordBatch;
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};
use std::sync::Arc;

/// A Parquet file that is written group by group.
pub(super) struct Groups {
    file: SerializedFileWriter<Partial>,
    factory: ArrowRowGroupWriterFactory,
    schema: SchemaRef,
    columns: Vec<Kind>,
    /// Rows of the group that is being written, and who encodes its columns.
    rows: usize,
    writers: Vec<ArrowColumnWriter>,
}

/// How a column is encoded.
enum Kind {
    /// As it comes.
    AtOnce,
    /// At the end of a group, where it is another one than in the group before.
    Held(Box<Held>),
}

/// A column of the group that is being written, and that of the last.
#[derive(Default)]
struct Held {
    waiting: Vec<ArrayRef>,
    last: Option<Encoded>,
}

/// A column of a group, as it stands in a file.
struct Encoded {
    of: Vec<ArrayRef>,
    bytes: Bytes,
    closed: ColumnCloseResult,
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
        let column = |repeats| match repeats {
            true => Kind::Held(Box::default()),
            false => Kind::AtOnce,
        };
        Ok(Self {
            file,
            factory,
            schema,
            columns: repeats.into_iter().map(column).collect(),
            rows: 0,
            writers: Vec::new(),
        })
    }

    /// Adds rows: all columns. Rows that come together stay in one group, where it is not too small
    /// for them.
    pub fn write(&mut self, columns: Vec<ArrayRef>) -> Result<(), ParquetError> {
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)?;
        let rows = batch.num_rows();
        if self.rows > 0 && self.rows + rows > GROUP_ROWS {
            self.close_group()?;
        }
        let mut done = 0;
        while done < rows {
            let count = (rows - done).min(GROUP_ROWS);
            if self.rows == 0 {
                let number = self.file.flushed_row_groups().len();
                self.writers = self.factory.create_column_writers(number)?;
            }
            for (index, array) in batch.columns().iter().enumerate() {
                let part = array.slice(done, count);
                match &mut self.columns[index] {
                    Kind::Held(held) => held.waiting.push(part),
                    Kind::AtOnce => {
                        encode(self.schema.field(index), &mut self.writers[index], &part)?;
                    }
                }
            }
            self.rows += count;
            done += count;
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
        let mut group = self.file.next_row_group()?;
        let writers = std::mem::take(&mut self.writers).into_iter();
        for (index, (column, mut writer)) in self.columns.iter_mut().zip(writers).enumerate() {
            match column {
                Kind::AtOnce => writer.close()?.append_to_row_group(&mut group)?,
                Kind::Held(held) => {
                    let waiting = std::mem::take(&mut held.waiting);
                    let encoded = match held.last.take().filter(|last| last.of == waiting) {
                        Some(last) => last,
                        None => {
                            for part in &waiting {
                                encode(self.schema.field(index), &mut writer, part)?;
                            }
                            let kind = Arc::clone(&root.get_fields()[index]);
                            Encoded::new(writer.close()?, waiting, kind, &properties)?
                        }
                    };
                    group.append_column(&encoded.bytes, encoded.closed.clone())?;
                    held.last = Some(encoded);
                }
            }
        }
        group.close()?;
        Ok(())
    }
}

impl Encoded {
    /// Notes the bytes of a column, in a file of its own: the library hands them out no other way.
    fn new(
        chunk: ArrowColumnChunk,
        of: Vec<ArrayRef>,
        kind: TypePtr,
        properties: &WriterPropertiesPtr,
    ) -> Result<Self, ParquetError> {
        let rows = chunk.close().rows_written;
        let root = Type::group_type_builder("schema").with_fields(vec![kind]);
        let root = Arc::new(root.build()?);
        let mut file = SerializedFileWriter::new(Vec::new(), root, Arc::clone(properties))?;
        let mut group = file.next_row_group()?;
        chunk.append_to_row_group(&mut group)?;
        let metadata = group.close()?.column(0).clone();
        Ok(Self {
            of,
            bytes: file.into_inner()?.into(),
            closed: ColumnCloseResult {
                bytes_written: metadata.compressed_size().unsigned_abs(),
                rows_written: rows,
                metadata,
                bloom_filter: None,
                column_index: None,
                offset_index: None,
            },
        })
    }
}

fn encode(
    field: &Field,
    writer: &mut ArrowColumnWriter,
    array: &ArrayRef,
) -> Result<(), ParquetError> {
    for leaf in compute_leaves(field, array)? {
        writer.write(&leaf)?;
    }
    Ok(())
}
