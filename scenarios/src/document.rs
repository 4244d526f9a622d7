//! The text of a scenario file as a tree in which everything knows where it stands.
//!
//! TOML is read by the `toml` crate, which goes on after a mistake; the tree keeps the order of
//! the file and nothing else of that crate is seen outside.

use toml::de::{DeTable, DeValue};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::problem::Problem;
use crate::span::{At, Span};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where; for a table with a header, the header.
    pub span: Span,
}

/// A value of TOML.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text, and where its first character stands if the file has it letter by letter.
    Text(String, Option<usize>),
    /// A whole number; `None` where it does not fit.
    Whole(Option<i64>),
    /// A number.
    Number(f64),
    /// True or false.
    Truth(bool),
    /// A date or a time of day.
    Date,
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Entries),
}

/// The keys of a table with their values, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Entries(pub Vec<(At<String>, Node)>);

impl Entries {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let mut entries = self.0.iter();
        entries
            .find(|(name, _)| name.value == key)
            .map(|(_, node)| node)
    }
}

impl Node {
    /// What kind of value it is, for a sentence.
    pub fn describe(&self) -> String {
        match &self.value {
            Value::Text(text, _) => format!("the text \"{}\"", shorten(text)),
            Value::Whole(Some(number)) => format!("the number {number}"),
            Value::Whole(None) => "a number that is too large".to_string(),
            Value::Number(number) => format!("the number {number}"),
            Value::Truth(truth) => format!("`{truth}`"),
            Value::Date => "a date".to_string(),
            Value::List(items) if items.is_empty() => "an empty list".to_string(),
            Value::List(_) => "a list".to_string(),
            Value::Table(_) => "a table".to_string(),
        }
    }

    /// Where a piece of this text stands in the file; the whole value where that cannot be told
    /// (the text was written with escapes).
    pub fn place(&self, within: Span) -> Span {
        match &self.value {
            Value::Text(text, Some(start)) if within.end <= text.len() => {
                Span::new(start + within.start, start + within.end)
            }
            _ => self.span,
        }
    }
}

/// At most sixty characters of a text, on one line.
pub(crate) fn shorten(text: &str) -> String {
    let line: String = text.chars().take(60).collect();
    let line = line.replace(char::is_control, " ");
    match text.chars().nth(60) {
        Some(_) => format!("{line}…"),
        None => line,
    }
}

/// What could be read of a file, and what stood in the way.
#[derive(Debug)]
pub struct Document {
    /// The tree; incomplete where there are problems.
    pub root: Entries,
    /// Mistakes of syntax, in the order of the file.
    pub problems: Vec<Problem>,
}

/// Reads TOML.
pub fn parse(text: &str) -> Document {
    if let Some(span) = too_deep(text) {
        let problem = Problem::error(span, "keys nested too deeply")
            .found("more than 16 names joined by points")
            .expected("at most 16 names joined by points");
        return Document {
            root: Entries::default(),
            problems: vec![problem],
        };
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut problems: Vec<Problem> = errors.iter().map(|error| mistake(text, error)).collect();
    problems.sort_by_key(|problem| problem.span);
    keep_causes(&mut problems);
    // One mistake in a line is often read as several: the first says what it was.
    problems.dedup_by(|later, first| {
        let between = text.get(first.span.start..later.span.start);
        !between.is_some_and(|between| between.contains('\n'))
    });
    // A file that is no TOML at all is wrong at every letter.
    problems.truncate(1000);
    Document {
        root: entries(text, table.get_ref()),
        problems,
    }
}

fn entries(text: &str, table: &DeTable<'_>) -> Entries {
    let mut found: Vec<(At<String>, Node)> = table
        .iter()
        .map(|(key, value)| {
            let name = At::new(key.get_ref().to_string(), key.span().into());
            (name, node(text, value.get_ref(), value.span().into()))
        })
        .collect();
    found.sort_by_key(|(name, _)| name.span);
    Entries(found)
}

fn node(text: &str, value: &DeValue<'_>, span: Span) -> Node {
    let value = match value {
        DeValue::String(string) => Value::Text(string.to_string(), letters(text, span, string)),
        DeValue::Integer(number) => {
            Value::Whole(i64::from_str_radix(number.as_str(), number.radix()).ok())
        }
        DeValue::Float(number) => Value::Number(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(truth) => Value::Truth(*truth),
        DeValue::Datetime(_) => Value::Date,
        DeValue::Array(items) => Value::List(
            items
                .iter()
                .map(|item| node(text, item.get_ref(), item.span().into()))
                .collect(),
        ),
        DeValue::Table(table) => Value::Table(entries(text, table)),
    };
    Node { value, span }
}

/// Where the first character of a string stands, if the file has it letter by letter.
fn letters(text: &str, span: Span, string: &str) -> Option<usize> {
    let written = text.get(span.start..span.end)?;
    let quotes = if written.starts_with("\"\"\"") || written.starts_with("'''") {
        3
    } else {
        1
    };
    let inside = written.get(quotes..written.len().checked_sub(quotes)?)?;
    // TOML drops a line break right after three quotes.
    let newline = inside.len() - string.len().min(inside.len());
    (inside.get(newline..) == Some(string)).then_some(span.start + quotes + newline)
}

/// A mistake as the `toml` crate found it, in this program's words.
fn mistake(text: &str, error: &toml::de::Error) -> Problem {
    let span = error.span().map_or(Span::default(), Span::from);
    let span = Span::new(span.start.min(text.len()), span.end.min(text.len()));
    let (message, expected) = match error.message().split_once(", expected ") {
        Some((message, expected)) => (message, expected.to_string()),
        None => (error.message(), "a file in the TOML format".to_string()),
    };
    let found = match text.get(span.start..span.end) {
        Some(piece) if !piece.trim().is_empty() => format!("`{}`", shorten(piece)),
        _ => match text.get(span.start..).map(str::trim_start) {
            Some("") | None => "the end of the file".to_string(),
            Some(rest) => format!("`{}`", shorten(rest.lines().next().unwrap_or(""))),
        },
    };
    let problem = Problem::error(span, message).found(found);
    if message.contains("duplicate key") {
        let expected = "each key once in its table";
        return problem
            .expected(expected)
            .help("a table that may stand several times has two brackets: [[arm]], [[outcome]], [[treatment]]");
    }
    if message.contains("must be quoted") {
        return problem
            .expected("text in quotes, such as \"6 h\"")
            .help("texts, and numbers with a unit, stand in quotes");
    }
    problem.expected(expected)
}

/// After something left open, what follows is misread as part of it: keep the first mistake and
/// what was left open.
fn keep_causes(problems: &mut Vec<Problem>) {
    let open = |problem: &Problem| problem.message.contains("unclosed");
    if problems.iter().any(open) {
        let mut first = true;
        problems.retain(|problem| std::mem::take(&mut first) || open(problem));
    }
}

/// Where names joined by points go on for too long. Each is a table in a table, which the readers
/// of TOML take one inside the other until the stack is full.
fn too_deep(text: &str) -> Option<Span> {
    const DEEPEST: usize = 16;
    let mut points = 0;
    for token in Source::new(text).lex() {
        points = match token.kind() {
            TokenKind::Dot => points + 1,
            TokenKind::Newline
            | TokenKind::Equals
            | TokenKind::Comma
            | TokenKind::LeftSquareBracket
            | TokenKind::LeftCurlyBracket => 0,
            _ => points,
        };
        if points > DEEPEST {
            return Some(Span::new(token.span().start(), token.span().end()));
        }
    }
    None
}
