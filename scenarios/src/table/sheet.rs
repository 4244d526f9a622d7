//! The text of a table: its heading, its cells and where they stand.

use crate::problem::Problem;
use crate::span::Span;
use csv::{ByteRecord, Reader, ReaderBuilder};

/// One name of the first line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Heading {
    pub name: String,
    pub span: Span,
}

/// A text of comma-separated values, walked line by line.
pub(crate) struct Sheet<'t> {
    text: &'t [u8],
    reader: Reader<&'t [u8]>,
    record: ByteRecord,
}

impl<'t> Sheet<'t> {
    /// Begins a text, and reads its heading; what cannot be a table is said.
    pub fn open(text: &'t [u8]) -> Result<(Self, Vec<Heading>), Box<Problem>> {
        if let Err(error) = std::str::from_utf8(text) {
            let at = error.valid_up_to();
            let problem = Problem::error(Span::new(at, at + 1), "this is no text")
                .found(format!("byte {:#04x}", text[at]))
                .expected("a table as text in UTF-8, its cells separated by commas");
            return Err(Box::new(problem));
        }
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text);
        let mut sheet = Self {
            text,
            reader,
            record: ByteRecord::new(),
        };
        let Some(start) = sheet.next()? else {
            let problem = Problem::error(Span::new(0, 0), "the table is empty")
                .found("nothing")
                .expected("a first line with the names of the columns, such as ID,TIME,AMT");
            return Err(Box::new(problem));
        };
        let heading: Vec<Heading> = (0..sheet.width())
            .map(|index| Heading {
                name: sheet.cell(index).to_owned(),
                span: sheet.span(start, index),
            })
            .collect();
        if let [only] = heading.as_slice()
            && only.name.contains([';', '\t', ' '])
        {
            let problem = Problem::error(only.span, "one column only")
                .found(format!("`{}`", only.name))
                .expected("columns separated by commas");
            return Err(Box::new(problem));
        }
        Ok((sheet, heading))
    }

    /// Goes to the next line that is not empty; where it begins, in bytes.
    pub fn next(&mut self) -> Result<Option<usize>, Box<Problem>> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {
                let position = self.record.position();
                Ok(Some(position.map_or(0, |p| p.byte() as usize)))
            }
            Ok(false) => Ok(None),
            Err(error) => {
                let problem = Problem::error(Span::new(0, 0), "the table cannot be read")
                    .found(error.to_string())
                    .expected("cells separated by commas");
                Err(Box::new(problem))
            }
        }
    }

    /// Cells of this line.
    pub fn width(&self) -> usize {
        self.record.len()
    }

    /// A cell of this line, without blanks around it.
    pub fn cell(&self, index: usize) -> &str {
        let cell = self.record.get(index).unwrap_or_default();
        // All of the text is UTF-8, and a comma never stands inside a letter.
        let cell = std::str::from_utf8(cell).unwrap_or_default();
        // Most have no blanks, which are looked for letter by letter.
        let ends = [cell.as_bytes().first(), cell.as_bytes().last()];
        match ends.iter().flatten().all(|byte| byte.is_ascii_graphic()) {
            true => cell,
            false => cell.trim(),
        }
    }

    /// Where a cell of the line that begins at `start` stands.
    pub fn span(&self, start: usize, index: usize) -> Span {
        span(self.text, start, index)
    }
}

/// Where cell `index` of the line that begins at `start` stands, found by walking the line: places
/// are wanted only where something is wrong.
pub(crate) fn span(text: &[u8], start: usize, index: usize) -> Span {
    let (mut from, mut column, mut quoted) = (start, 0, false);
    // The reader's line begins at the end of the one before, on some systems with its last byte.
    while matches!(text.get(from), Some(b'\r' | b'\n')) {
        from += 1;
    }
    let mut at = from;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                if column == index {
                    break;
                }
                column += 1;
                from = at + 1;
            }
            b'\n' | b'\r' if !quoted => break,
            _ => {}
        }
        at += 1;
    }
    if column < index {
        // A line that is too short: its end.
        return Span::new(at, at);
    }
    let cell = &text[from..at];
    let front = cell.len() - cell.trim_ascii_start().len();
    Span::new(from + front, from + cell.trim_ascii_end().len().max(front))
}
