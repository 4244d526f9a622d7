//! Values encoded as Parquet pages: repeated values by their places in a dictionary, as runs or
//! packed; what hardly ever repeats as plain numbers. Nothing is looked at one by one that comes in
//! runs.
//!
//! The format: <https://parquet.apache.org/docs/file-format/data-pages/encodings/> (PLAIN,
//! RLE_DICTIONARY; data pages of version 1). Pages are not compressed: doubles hardly shrink, and
//! runs are short already.

use std::collections::HashMap;
use std::sync::Arc;

use parquet::basic::{Encoding, PageType};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

use super::Values;

/// A chunk's bytes, and what the file's footer says of them.
pub(super) type Chunk = (Vec<u8>, ColumnCloseResult);

/// More different numbers than this in a chunk are no longer looked up: they stand as they are.
const MOST_CODES: usize = 1 << 16;

/// One column's part of a row group, as it grows.
pub(super) struct Pages {
    column: ColumnDescPtr,
    /// Whether numbers are looked up at all.
    looks_up: bool,
    data: TrackedWrite<Vec<u8>>,
    codes: Codes,
    rows: usize,
    packed_plain: bool,
    packed_codes: bool,
    // Room for one page.
    runs: Vec<(u32, u32)>,
    known: Vec<(bool, u32)>,
    page: Vec<u8>,
}

/// The dictionary of a chunk.
#[derive(Default)]
struct Codes {
    /// Its entries, as they stand in its page.
    page: Vec<u8>,
    count: usize,
    of_number: HashMap<u64, u32>,
    /// The numbers that came last, by some of their bits.
    recent: Vec<(u64, u32)>,
    of_place: HashMap<u32, u32>,
}

const RECENT: usize = 1 << 10;

impl Codes {
    fn number(&mut self, value: f64) -> u32 {
        let bits = value.to_bits();
        if self.recent.is_empty() {
            self.recent = vec![(0, u32::MAX); RECENT];
        }
        let place = (bits.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 54) as usize;
        let (last, code) = self.recent[place];
        if last == bits && code != u32::MAX {
            return code;
        }
        let next = self.count as u32;
        let code = *self.of_number.entry(bits).or_insert(next);
        if code == next {
            self.page.extend_from_slice(&value.to_le_bytes());
            self.count += 1;
        }
        self.recent[place] = (bits, code);
        code
    }

    fn text(&mut self, place: u32, text: &str) -> u32 {
        let next = self.count as u32;
        let code = *self.of_place.entry(place).or_insert(next);
        if code == next {
            self.page
                .extend_from_slice(&(text.len() as u32).to_le_bytes());
            self.page.extend_from_slice(text.as_bytes());
            self.count += 1;
        }
        code
    }

    /// Bits of a code, such that codes are packed quickly.
    fn width(&self) -> u8 {
        match self.count {
            0..=256 => 8,
            257..=65_536 => 16,
            _ => 32,
        }
    }
}

impl Pages {
    pub fn new(column: ColumnDescPtr, looks_up: bool) -> Self {
        Self {
            column,
            looks_up,
            data: TrackedWrite::new(Vec::new()),
            codes: Codes::default(),
            rows: 0,
            packed_plain: false,
            packed_codes: false,
            runs: Vec::new(),
            known: Vec::new(),
            page: Vec::new(),
        }
    }

    /// Adds a page of values.
    pub fn add(&mut self, values: &Values) -> Result<(), ParquetError> {
        if values.is_empty() {
            return Ok(());
        }
        self.page.clear();
        self.known.clear();
        let looks_up = self.looks_up && self.codes.count < MOST_CODES;
        let encoding = match values {
            Values::Numbers(values) if !looks_up => {
                self.plain(values);
                Encoding::PLAIN
            }
            Values::Numbers(values) => {
                self.codes_of(values);
                Encoding::RLE_DICTIONARY
            }
            Values::Runs(runs) => {
                self.runs_of(runs);
                Encoding::RLE_DICTIONARY
            }
            Values::Texts { places, list } => {
                self.texts(places, list);
                Encoding::RLE_DICTIONARY
            }
        };
        self.packed_plain |= encoding == Encoding::PLAIN;
        self.packed_codes |= encoding != Encoding::PLAIN;
        let rows = values.len();
        self.rows += rows;
        let page = Page::DataPage {
            buf: std::mem::take(&mut self.page).into(),
            num_values: u32::try_from(rows).unwrap_or(u32::MAX),
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        put(&mut self.data, page)?;
        Ok(())
    }

    fn note(&mut self, known: bool, count: u32) {
        match self.known.last_mut() {
            Some((last, so_far)) if *last == known => *so_far += count,
            _ => self.known.push((known, count)),
        }
    }

    /// Which values are there: runs of ones and zeros, after their length in bytes.
    fn levels(&mut self) {
        let start = self.page.len();
        self.page.extend_from_slice(&[0; 4]);
        for (known, count) in &self.known {
            varint(&mut self.page, u64::from(*count) << 1);
            self.page.push(u8::from(*known));
        }
        let length = (self.page.len() - start - 4) as u32;
        self.page[start..start + 4].copy_from_slice(&length.to_le_bytes());
    }

    fn levels_of(&mut self, values: &[f64]) {
        if values.iter().all(|value| !value.is_nan()) {
            self.known.push((true, values.len() as u32));
        } else {
            values.iter().for_each(|v| self.note(!v.is_nan(), 1));
        }
        self.levels();
    }

    fn plain(&mut self, values: &[f64]) {
        self.levels_of(values);
        self.page.reserve(8 * values.len());
        let known = values.iter().filter(|value| !value.is_nan());
        match self.known.len() {
            1 => values
                .iter()
                .for_each(|v| self.page.extend_from_slice(&v.to_le_bytes())),
            _ => known.for_each(|v| self.page.extend_from_slice(&v.to_le_bytes())),
        }
    }

    fn codes_of(&mut self, values: &[f64]) {
        self.levels_of(values);
        let known = values.iter().filter(|value| !value.is_nan());
        let codes = &mut self.codes;
        let codes: Vec<u32> = known.map(|value| codes.number(*value)).collect();
        let width = self.codes.width();
        self.page.push(width);
        let groups = codes.len().div_ceil(8);
        varint(&mut self.page, (groups as u64) << 1 | 1);
        let padding = groups * 8 - codes.len();
        match width {
            8 => self.page.extend(codes.iter().map(|code| *code as u8)),
            16 => (codes.iter())
                .for_each(|code| self.page.extend_from_slice(&(*code as u16).to_le_bytes())),
            _ => (codes.iter()).for_each(|code| self.page.extend_from_slice(&code.to_le_bytes())),
        }
        let end = self.page.len() + padding * usize::from(width / 8);
        self.page.resize(end, 0);
    }

    fn runs_of(&mut self, runs: &[(f64, u32)]) {
        self.runs.clear();
        for (value, count) in runs.iter().filter(|(_, count)| *count > 0) {
            self.note(!value.is_nan(), *count);
            if !value.is_nan() {
                let code = self.codes.number(*value);
                run(&mut self.runs, code, *count);
            }
        }
        self.put_runs();
    }

    fn texts(&mut self, places: &[u32], list: &Arc<[String]>) {
        self.runs.clear();
        for same in places.chunk_by(|a, b| a == b) {
            let found = list.get(same[0] as usize);
            self.note(found.is_some(), same.len() as u32);
            if let Some(text) = found {
                let code = self.codes.text(same[0], text);
                run(&mut self.runs, code, same.len() as u32);
            }
        }
        self.put_runs();
    }

    fn put_runs(&mut self) {
        self.levels();
        let width = self.codes.width();
        self.page.push(width);
        for (code, count) in &self.runs {
            varint(&mut self.page, u64::from(*count) << 1);
            let bytes = code.to_le_bytes();
            self.page
                .extend_from_slice(&bytes[..usize::from(width / 8)]);
        }
    }

    /// The chunk, from its dictionary to its last page; another one begins.
    pub fn finish(&mut self) -> Result<Chunk, ParquetError> {
        let fresh = Self::new(self.column.clone(), self.looks_up);
        let done = std::mem::replace(self, fresh);
        let mut whole = TrackedWrite::new(Vec::with_capacity(done.codes.page.len() + 64));
        let mut encodings = vec![Encoding::RLE];
        if done.packed_codes {
            let page = Page::DictionaryPage {
                buf: done.codes.page.into(),
                num_values: done.codes.count as u32,
                encoding: Encoding::PLAIN,
                is_sorted: false,
            };
            put(&mut whole, page)?;
            encodings.push(Encoding::RLE_DICTIONARY);
        }
        if done.packed_plain || done.packed_codes {
            encodings.push(Encoding::PLAIN);
        }
        let data = whole.bytes_written();
        let mut bytes = whole.into_inner()?;
        bytes.append(&mut done.data.into_inner()?);
        let metadata = ColumnChunkMetaData::builder(done.column)
            .set_encodings(encodings)
            .set_num_values(done.rows as i64)
            .set_total_compressed_size(bytes.len() as i64)
            .set_total_uncompressed_size(bytes.len() as i64)
            .set_data_page_offset(data as i64)
            .set_dictionary_page_offset(done.packed_codes.then_some(0))
            .build()?;
        let close = ColumnCloseResult {
            bytes_written: bytes.len() as u64,
            rows_written: done.rows as u64,
            metadata,
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        };
        Ok((bytes, close))
    }
}

fn run(runs: &mut Vec<(u32, u32)>, code: u32, count: u32) {
    match runs.last_mut() {
        Some((last, so_far)) if *last == code => *so_far += count,
        _ => runs.push((code, count)),
    }
}

fn put(out: &mut TrackedWrite<Vec<u8>>, page: Page) -> Result<PageType, ParquetError> {
    let length = page.buffer().len();
    let spec = SerializedPageWriter::new(out).write_page(CompressedPage::new(page, length))?;
    Ok(spec.page_type)
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
