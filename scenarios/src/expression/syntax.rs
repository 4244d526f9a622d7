//! An expression as it was written: a tree in which every part knows its place.

use physiology::unit::Unit;

use crate::span::{At, Span};

/// A part of an expression.
#[derive(Clone, Debug)]
pub(super) struct Syntax {
    pub form: Form,
    pub span: Span,
}

/// The form of a part.
#[derive(Clone, Debug)]
pub(super) enum Form {
    Number(f64, Option<Unit>),
    Name(String),
    Negate(Box<Syntax>),
    Arithmetic(Operator, Box<Syntax>, Box<Syntax>),
    /// `left < right` and its kin.
    Compare(Comparison, Box<Syntax>, Box<Syntax>),
    /// `of = low..high`
    Inside {
        of: Box<Syntax>,
        low: Box<Syntax>,
        high: Box<Syntax>,
    },
    /// `name = word`, in an equation.
    Is {
        name: At<String>,
        word: At<String>,
    },
    And(Box<Syntax>, Box<Syntax>),
    Or(Box<Syntax>, Box<Syntax>),
    Not(Box<Syntax>),
    /// `base ^ exponent`, in an equation.
    Power(Box<Syntax>, Box<Syntax>),
    /// `name(a, b)`, in an equation.
    Apply {
        name: At<String>,
        to: Vec<Syntax>,
    },
    Call {
        name: At<String>,
        of: Box<Syntax>,
        options: Vec<Setting>,
    },
}

/// An operator of arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A word behind the comma of a function and its time: `to 6 h`.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub word: At<Word>,
    pub minutes: At<f64>,
}

/// The words that limit a function to a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    From,
    To,
    Within,
    At,
}

impl Word {
    pub fn named(word: &str) -> Option<Word> {
        match word {
            "from" => Some(Word::From),
            "to" => Some(Word::To),
            "within" => Some(Word::Within),
            "at" => Some(Word::At),
            _ => None,
        }
    }
}
