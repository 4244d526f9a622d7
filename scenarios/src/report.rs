//! Problems as a person or a program reads them.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode,
};
use serde::Serialize;

use crate::problem::{Problem, Severity};
use crate::span::Span;

/// The problems of one file, with its text, ready to be shown.
#[derive(Clone, Debug)]
pub struct Report {
    name: String,
    text: String,
    problems: Vec<Problem>,
}

/// One problem as plain data, for programs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in letters, counted from 1.
    pub column: usize,
    /// Error or warning.
    pub severity: Severity,
    /// The problem in a few words.
    pub message: String,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// The right name that is nearest to a wrong one.
    pub nearest: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
}

/// More than this many problems are counted, not shown.
const SHOWN: usize = 100;

impl Report {
    /// The problems of the file called `name`, whose content is `text`.
    pub fn new(name: &str, text: &[u8], problems: Vec<Problem>) -> Self {
        // What is no text is not shown: its bytes would make a terminal do anything.
        let (known, rest) = match std::str::from_utf8(text) {
            Ok(text) => (text, ""),
            Err(error) => {
                let known = std::str::from_utf8(&text[..error.valid_up_to()]);
                (known.unwrap_or_default(), "\u{fffd}")
            }
        };
        let mut text = harmless(known);
        text.push_str(rest);
        Self {
            name: name.to_string(),
            text,
            problems,
        }
    }

    /// How many of them are errors.
    pub fn errors(&self) -> usize {
        self.problems
            .iter()
            .filter(|problem| problem.is_error())
            .count()
    }

    /// How many of them are warnings.
    pub fn warnings(&self) -> usize {
        self.problems.len() - self.errors()
    }

    /// The problems as plain data.
    pub fn rows(&self) -> Vec<Row> {
        let row = |problem: &Problem| {
            let (line, column) = position(&self.text, problem.span.start);
            Row {
                file: self.name.clone(),
                line,
                column,
                severity: problem.severity,
                message: problem.message.clone(),
                found: problem.found.clone(),
                expected: problem.expected.clone(),
                nearest: problem.nearest.clone(),
                help: problem.help.clone(),
            }
        };
        self.problems.iter().map(row).collect()
    }

    /// The problems with the lines they stand in, drawn for a terminal of this width.
    pub fn draw(&self, colour: bool, width: usize) -> String {
        let theme = if colour {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .with_context_lines(1)
            .with_width(width.max(40));
        let mut out = String::new();
        let source = NamedSource::new(&self.name, self.text.clone());
        for problem in self.problems.iter().take(SHOWN) {
            // What was found may have been written with escapes, of which the text of the file shows nothing.
            let problem = Problem {
                message: harmless(&problem.message),
                found: harmless(&problem.found),
                expected: harmless(&problem.expected),
                nearest: problem.nearest.as_deref().map(harmless),
                help: problem.help.as_deref().map(harmless),
                ..*problem
            };
            let drawn = Drawn {
                problem: &problem,
                source: &source,
                text: &self.text,
            };
            // Writing to a text cannot fail; what miette cannot draw is still said.
            if handler.render_report(&mut out, &drawn).is_err() {
                out.push_str(&format!("{}\n", problem.message));
            }
            out.push('\n');
        }
        if self.problems.len() > SHOWN {
            out.push_str(&format!("... and {} more\n", self.problems.len() - SHOWN));
        }
        out
    }
}

/// A text without the letters that make a terminal do something: each is another in as many bytes, so that
/// places and columns stay.
fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let steers = match letter {
            '\n' | '\t' => false,
            // Within a line it would write over what stands before it.
            '\r' => letters.peek() != Some(&'\n'),
            // The rest of the line would stand in another order than it is read in.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
            _ => letter.is_control(),
        };
        out.push(match (steers, letter.len_utf8()) {
            (false, _) => letter,
            (true, 1) => '?',
            (true, 2) => '\u{bf}',
            (true, _) => '\u{fffd}',
        });
    }
    out
}

/// The line and the column, both counted from 1, of a place in a text.
pub fn position(text: &str, at: usize) -> (usize, usize) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    // A byte order mark is no letter.
    let column = before[start..].chars().filter(|c| *c != '\u{feff}').count() + 1;
    (line, column)
}

/// A problem as miette wants it.
#[derive(Debug)]
struct Drawn<'r> {
    problem: &'r Problem,
    source: &'r NamedSource<String>,
    text: &'r str,
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.problem.message)
    }
}

impl std::error::Error for Drawn<'_> {}

impl Diagnostic for Drawn<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.problem.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let mut help = match &self.problem.nearest {
            Some(nearest) => format!("did you mean `{nearest}`?\n"),
            None => String::new(),
        };
        help.push_str("expected ");
        help.push_str(&self.problem.expected);
        if let Some(more) = &self.problem.help {
            help.push_str(&format!("\n{more}"));
        }
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = one_line(self.text, self.problem.span);
        let label = format!("found {}", self.problem.found);
        Some(Box::new(std::iter::once(LabeledSpan::new(
            Some(label),
            span.start,
            span.len(),
        ))))
    }
}

/// The part of a span on its first line: a picture of ten lines says less.
fn one_line(text: &str, span: Span) -> Span {
    let piece = text.get(span.start..span.end).unwrap_or("");
    let length = piece.find('\n').unwrap_or(piece.len());
    Span::new(span.start, span.start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of bytes was drawn as it was, and what its bytes told the terminal happened.
    #[test]
    fn bytes_that_steer_a_terminal_are_not_shown() {
        let problem = || Problem::error(Span::new(9, 12), "wrong").found("that");
        let steering = Report::new("a.toml", b"title = \"\x1b[2J\"", vec![problem()]);
        let drawn = steering.draw(false, 80);
        assert!(!drawn.contains('\u{1b}'), "{drawn}");
        assert!(drawn.contains("title = \"?[2J\""), "{drawn}");
        let cut = Problem::error(Span::new(1, 2), "not a text").found("that");
        let bytes = Report::new("b.toml", b"a\xe2\x1b(\x07garbage", vec![cut]).draw(false, 80);
        assert!(
            bytes.contains("a\u{fffd}") && bytes.contains("that"),
            "{bytes}"
        );
        assert!(
            !bytes.contains("garbage") && !bytes.contains('\u{1b}'),
            "{bytes}"
        );
    }

    /// A return wrote over its line, a mark turned it round, and escapes came back as what they stand for.
    #[test]
    fn returns_and_marks_of_direction_are_not_shown_and_places_stay() {
        let text = "a = 1\r\nb = \"\r\u{202e}\u{85}\" x\n";
        let at = text.find('x').expect("it is there");
        let problem = Problem::error(Span::new(at, at + 1), "wrong").found("`\u{1b}[2J\u{2066}`");
        let report = Report::new("a.toml", text.as_bytes(), vec![problem]);
        assert_eq!(report.text, "a = 1\r\nb = \"?\u{fffd}\u{bf}\" x\n");
        assert_eq!((report.rows()[0].line, report.rows()[0].column), (2, 11));
        let drawn = report.draw(false, 80);
        assert!(drawn.contains("found `?[2J\u{fffd}`"), "{drawn}");
    }
}
