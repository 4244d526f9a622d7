//! A column of a row group as it stands in a file, and those that differ from it in numbers alone.

use super::values::Values;
use arrow::buffer::Buffer;
use bytes::Bytes;
use parquet::arrow::arrow_writer::ArrowColumnChunk;
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::Result;
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::statistics::Statistics;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::sync::Arc;

/// A column of a group, encoded by the library.
///
/// Numbers that are plain (not compressed, none missing) stand in it one behind the other, and so do
/// whole numbers that come in runs, each once. Another group with as many of them, in runs as long,
/// then differs in nothing but these numbers (and in the smallest and the largest of them): it
/// is not encoded again, they are put in their place.
pub(super) struct Chunk {
    /// What it says, where that may come again, and which whole numbers.
    of: Vec<Values>,
    /// Before the numbers, the numbers, and behind them; everything before where there are none.
    head: Buffer,
    numbers: Vec<Buffer>,
    tail: Buffer,
    closed: ColumnCloseResult,
}

impl Chunk {
    /// Notes the bytes of a column that the library encoded of these values, in a file of its own: it
    /// hands them out no other way. `keeps`: whether it is asked for them again.
    pub fn new(
        chunk: ArrowColumnChunk,
        of: Vec<Values>,
        keeps: bool,
        kind: TypePtr,
        properties: &WriterPropertiesPtr,
    ) -> Result<Self> {
        let rows_written = chunk.close().rows_written;
        let root = Type::group_type_builder("schema").with_fields(vec![kind]);
        let root = Arc::new(root.build()?);
        let mut file = SerializedFileWriter::new(Vec::new(), root, Arc::clone(properties))?;
        let mut group = file.next_row_group()?;
        chunk.append_to_row_group(&mut group)?;
        let metadata = group.close()?.column(0).clone();
        let (begin, length) = metadata.byte_range();
        // Whole numbers stand before what says where they come; other numbers last.
        let end = match of.first() {
            Some(Values::Whole(_)) => metadata.data_page_offset().unsigned_abs(),
            _ => begin + length,
        };
        let bytes = Buffer::from_vec(file.into_inner()?);
        let bytes = bytes.slice_with_length(0, (begin + length) as usize);
        let of_numbers = match keeps || matches!(of[..], [Values::Whole(_)]) {
            true => of.clone(),
            false => Vec::new(),
        };
        let numbers = plain(of);
        let size = numbers.iter().map(Buffer::len).sum();
        let place = (end as usize).checked_sub(size);
        let (head, numbers, tail) = match place {
            Some(place) if size > 0 && stand(&numbers, &bytes[place..]) => (
                bytes.slice_with_length(0, place),
                vec![bytes.slice_with_length(place, size)],
                bytes.slice(place + size),
            ),
            _ => (bytes, Vec::new(), Buffer::default()),
        };
        Ok(Self {
            of: of_numbers,
            head,
            numbers,
            tail,
            closed: ColumnCloseResult {
                bytes_written: metadata.compressed_size().unsigned_abs(),
                rows_written,
                metadata,
                bloom_filter: None,
                column_index: None,
                offset_index: None,
            },
        })
    }

    /// Whether it says just this.
    pub fn is_of(&self, values: &[Values]) -> bool {
        let same = |(own, new): (&Values, &Values)| own.are(new);
        self.of.len() == values.len() && self.of.iter().zip(values).all(same)
    }

    /// Whether these values differ from its own in numbers alone.
    pub fn fits(&self, values: &[Values]) -> bool {
        if self.numbers.is_empty() {
            return false;
        }
        if let ([Values::Whole(own)], [Values::Whole(new)]) = (&self.of[..], values) {
            // Rising: none of them comes again, and would stand there once for both.
            let rise = new.windows(2).all(|pair| pair[0].0 < pair[1].0);
            let mut lengths = own.iter().zip(new);
            return rise && own.len() == new.len() && lengths.all(|(own, new)| own.1 == new.1);
        }
        let rows: usize = values.iter().map(Values::len).sum();
        let is_full = |values: &Values| match values {
            Values::Numbers(values) => !values.iter().fold(false, |any, x| any | x.is_nan()),
            _ => false,
        };
        let statistics = self.closed.metadata.statistics();
        self.of.is_empty()
            && statistics.is_none()
            && rows as u64 == self.closed.rows_written
            && values.iter().all(is_full)
    }

    /// The same of other values, which fit.
    pub fn filled(self, values: Vec<Values>) -> Result<Self> {
        let mut closed = self.closed;
        let statistics = closed.metadata.statistics();
        if let (Some(Statistics::Int64(before)), [Values::Whole(runs)]) = (statistics, &values[..])
        {
            let number = |run: Option<&(u64, u32)>| run.map(|(number, _)| *number as i64);
            let (min, max) = (number(runs.first()), number(runs.last()));
            let missing = before.null_count_opt();
            let statistics = Statistics::new(min, max, None, missing, false);
            let metadata = closed.metadata.into_builder();
            closed.metadata = metadata.set_statistics(statistics).build()?;
        }
        let of = match values[..] {
            [Values::Whole(_)] => values.clone(),
            _ => Vec::new(),
        };
        Ok(Self {
            of,
            numbers: plain(values),
            closed,
            ..self
        })
    }

    /// Adds it to a group.
    pub fn append<W: Write + Send>(&self, group: &mut SerializedRowGroupWriter<W>) -> Result<()> {
        group.append_column(self, self.closed.clone())
    }
}

/// The bytes of numbers as they stand in a file; those that are not plain have none there.
fn plain(values: Vec<Values>) -> Vec<Buffer> {
    let bytes = |values| match values {
        Values::Numbers(values) => Buffer::from_vec(values),
        Values::Whole(runs) => runs.iter().map(|(number, _)| *number).collect(),
        Values::Cycles { .. } | Values::Runs(_) | Values::Texts { .. } => Buffer::default(),
    };
    values.into_iter().map(bytes).collect()
}

/// Whether bytes begin with these.
fn stand(numbers: &[Buffer], mut bytes: &[u8]) -> bool {
    numbers.iter().all(|own| {
        let found = bytes.split_off(..own.len());
        found == Some(own.as_slice())
    })
}

impl Length for Chunk {
    fn len(&self) -> u64 {
        let numbers: usize = self.numbers.iter().map(Buffer::len).sum();
        (self.head.len() + numbers + self.tail.len()) as u64
    }
}

impl ChunkReader for Chunk {
    type T = Parts;

    fn get_read(&self, start: u64) -> Result<Parts> {
        let mut parts: VecDeque<Buffer> = self.numbers.iter().cloned().collect();
        parts.push_front(self.head.clone());
        parts.push_back(self.tail.clone());
        let mut parts = Parts(parts);
        io::copy(&mut parts.by_ref().take(start), &mut io::sink())?;
        Ok(parts)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let mut bytes = Vec::with_capacity(length);
        let mut part = self.get_read(start)?.take(length as u64);
        part.read_to_end(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// Bytes that are read one behind the other.
pub(super) struct Parts(VecDeque<Buffer>);

impl Read for Parts {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.0.front().is_some_and(Buffer::is_empty) {
            self.0.pop_front();
        }
        let Some(first) = self.0.front_mut() else {
            return Ok(0);
        };
        let count = first.len().min(buffer.len());
        buffer[..count].copy_from_slice(&first[..count]);
        first.advance(count);
        Ok(count)
    }
}
