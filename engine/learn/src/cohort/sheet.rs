//! A table as text, and its columns by their places.

use crate::fault::Fault;
use physiology::nearest::nearest;
use toml::Spanned;

/// A table as text, by columns.
pub(crate) struct Sheet<'a> {
    pub file: &'a str,
    pub head: Vec<String>,
    pub rows: Vec<csv::StringRecord>,
}

/// Whether a cell says that nothing is known.
pub(crate) fn empty(cell: &str) -> bool {
    matches!(cell.trim(), "" | "NA" | "." | "NaN" | "nan" | "null")
}

impl<'a> Sheet<'a> {
    pub fn read(file: &'a str, text: &[u8]) -> Result<Self, Fault> {
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(text);
        let tell = |error: csv::Error| {
            let line = error.position().map_or(1, |place| place.line() as usize);
            Fault::at(file, line, 1, error.to_string())
        };
        let head = reader
            .headers()
            .map_err(tell)?
            .iter()
            .map(str::to_owned)
            .collect();
        let rows = reader
            .records()
            .collect::<Result<Vec<_>, _>>()
            .map_err(tell)?;
        if rows.is_empty() {
            return Err(Fault::of(file, "no rows below the first line"));
        }
        Ok(Self { file, head, rows })
    }

    pub fn line(&self, row: usize) -> usize {
        self.rows[row]
            .position()
            .map_or(row + 2, |place| place.line() as usize)
    }

    pub fn number(&self, row: usize, column: usize) -> Result<f64, Fault> {
        let cell = &self.rows[row][column];
        if empty(cell) {
            return Ok(f64::NAN);
        }
        match cell.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            _ => {
                let name = &self.head[column];
                let message = format!("`{name}`: found `{cell}`, expected a number, or nothing");
                Err(Fault::at(self.file, self.line(row), column + 1, message))
            }
        }
    }
}

/// A column that a table does not have.
pub(crate) fn no_column(file: &str, name: &str, head: &[String]) -> Fault {
    let hint = nearest(name, head.iter().map(String::as_str)).map_or_else(
        || format!("expected one of {}", head.join(", ")),
        |name| format!("did you mean `{name}`?"),
    );
    Fault::of(file, format!("no column `{name}`; {hint}"))
}

/// Columns of the spec, by their places.
pub(super) struct Finder<'a> {
    pub sheet: &'a Sheet<'a>,
    pub spec_file: &'a str,
    pub spec_text: &'a str,
    pub faults: Vec<Fault>,
}

impl Finder<'_> {
    pub fn find(&mut self, column: &Spanned<String>) -> usize {
        let name = column.get_ref();
        let found = self.sheet.head.iter().position(|head| head == name);
        found.unwrap_or_else(|| {
            let names = self.sheet.head.iter().map(String::as_str);
            let hint = nearest(name, names).map_or_else(
                || format!("expected one of {}", self.sheet.head.join(", ")),
                |name| format!("did you mean `{name}`?"),
            );
            let message = format!("{} has no column `{name}`; {hint}", self.sheet.file);
            let at = column.span().start;
            self.faults
                .push(Fault::byte(self.spec_file, self.spec_text, at, message));
            0
        })
    }

    pub fn wrong(&mut self, column: &Spanned<String>, message: String) {
        let at = column.span().start;
        self.faults
            .push(Fault::byte(self.spec_file, self.spec_text, at, message));
    }
}
