//! What is wrong with a scenario file, said so that a person can put it right.

use serde::Serialize;

use crate::span::Span;

/// How serious a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file cannot be run.
    Error,
    /// The file can be run, but may not mean what its author thinks.
    Warning,
}

/// One problem: where, what was found there, and what was expected instead.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// How serious it is.
    pub severity: Severity,
    /// Where it stands.
    pub span: Span,
    /// The problem in a few words.
    pub message: String,
    /// What was found.
    pub found: String,
    /// What was expected; never empty.
    pub expected: String,
    /// The right name that is nearest to a wrong one.
    pub nearest: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// A problem that keeps the file from being run.
    pub fn error(span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            span,
            message: message.into(),
            found: String::new(),
            expected: String::new(),
            nearest: None,
            help: None,
        }
    }

    /// A problem that does not.
    pub fn warning(span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(span, message)
        }
    }

    /// Says what was found.
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = found.into();
        self
    }

    /// Says what was expected.
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = expected.into();
        self
    }

    /// Names the nearest right name, where there is one.
    pub fn nearest(mut self, nearest: Option<String>) -> Self {
        self.nearest = nearest;
        self
    }

    /// Says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether it keeps the file from being run.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Something wrong inside a piece of text, such as the value of a key: a problem whose place is
/// counted from the start of that text.
#[derive(Clone, Debug, PartialEq)]
pub struct Slip {
    /// Where in the text, in bytes.
    pub span: Span,
    /// The problem in a few words.
    pub message: &'static str,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// The right name that is nearest to a wrong one.
    pub nearest: Option<Box<str>>,
    /// What to do about it.
    pub help: Option<Box<str>>,
}

impl Slip {
    /// A slip at `span` of `text`, which is quoted as what was found.
    pub fn new(text: &str, span: Span, message: &'static str, expected: impl Into<String>) -> Self {
        let found = match text.get(span.start..span.end).map(str::trim) {
            None | Some("") => "nothing".to_string(),
            Some(piece) => format!("`{piece}`"),
        };
        Self {
            span,
            message,
            found,
            expected: expected.into(),
            nearest: None,
            help: None,
        }
    }

    /// Names the nearest right name, where there is one.
    pub fn nearest(mut self, nearest: Option<String>) -> Self {
        self.nearest = nearest.map(String::into_boxed_str);
        self
    }

    /// Says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into().into_boxed_str());
        self
    }

    /// The problem it is once `place` says where in the file its span lies.
    pub fn into_problem(self, place: impl FnOnce(Span) -> Span) -> Problem {
        Problem {
            severity: Severity::Error,
            span: place(self.span),
            message: self.message.to_string(),
            found: self.found,
            expected: self.expected,
            nearest: self.nearest.map(String::from),
            help: self.help.map(String::from),
        }
    }
}
