//! The words and signs of an expression.

use crate::problem::Slip;
use crate::quantity::{number_length, parse_unit, shift};
use crate::span::Span;
use physiology::unit::Unit;

/// A word or sign and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    /// A number, with its unit if it has one.
    Number(f64, Option<Unit>),
    /// A name or one of the reserved words.
    Word(String),
    /// A word of a fact in single quotes, in an equation: `'*1/*3'`.
    Quoted(String),
    /// One of `( ) , + - * / < > <= >= = ..`, and `^` in an equation.
    Sign(&'static str),
    /// Nothing more.
    End,
}

/// Longer texts are refused: the tree of an expression is walked one call inside the other.
const LONGEST: usize = 2000;

/// Words that join parts of an expression and name nothing.
pub(super) const RESERVED: &[&str] = &["and", "or", "not", "from", "to", "within", "at"];

/// Longer signs stand before their beginnings.
const SIGNS: &[&str] = &[
    "<=", ">=", "..", "(", ")", ",", "+", "-", "*", "/", "<", ">", "=",
];

/// Signs of other languages, and what to write here.
const FOREIGN: &[(&str, &str)] = &[
    ("&&", "and"),
    ("||", "or"),
    ("&", "and"),
    ("|", "or"),
    ("!=", "not (... = a..b)"),
    ("!", "not"),
    ("≤", "<="),
    ("≥", ">="),
    ("−", "-"),
    ("–", "a..b for a range, - for minus"),
    ("×", "*"),
    ("·", "*"),
    ("÷", "/"),
    ("^", "a product"),
];

/// Takes a text apart; ends with [`TokenKind::End`]. Only an `equation` has powers and quoted words.
pub(super) fn tokens(text: &str, equation: bool) -> Result<Vec<Token>, Slip> {
    if text.len() > LONGEST {
        let span = Span::new(0, 0);
        let expected = "an expression of at most 2000 letters";
        return Err(Slip::new(text, span, "expression too long", expected));
    }
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start().len();
        let Some(first) = text[at..].chars().next() else {
            let span = Span::new(text.len(), text.len());
            found.push(Token {
                kind: TokenKind::End,
                span,
            });
            return Ok(found);
        };
        let token = if first.is_ascii_digit() {
            number(text, at)?
        } else if equation && first == '\'' {
            quoted(text, at)?
        } else if first.is_alphabetic() || first == '_' {
            word(text, at)
        } else {
            match equation && first == '^' {
                true => Token {
                    kind: TokenKind::Sign("^"),
                    span: Span::new(at, at + 1),
                },
                false => sign(text, at, first)?,
            }
        };
        at = token.span.end;
        found.push(token);
    }
}

fn sign(text: &str, at: usize, first: char) -> Result<Token, Slip> {
    let rest = &text[at..];
    if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        // `==` and `=>` come from other languages too.
        let span = Span::new(at, at + sign.len());
        return Ok(Token {
            kind: TokenKind::Sign(sign),
            span,
        });
    }
    let expected = "a name, a number with its unit, or one of ( ) , + - * / < > <= >= =";
    if let Some((foreign, ours)) = FOREIGN
        .iter()
        .find(|(foreign, _)| rest.starts_with(foreign))
    {
        let span = Span::new(at, at + foreign.len());
        let slip = Slip::new(text, span, "unknown sign", expected);
        return Err(slip.help(format!("write `{ours}`")));
    }
    let span = Span::new(at, at + first.len_utf8());
    Err(Slip::new(text, span, "unknown sign", expected))
}

/// A name: words joined by points, such as `theophylline.concentration`.
fn word(text: &str, at: usize) -> Token {
    let mut end = at;
    let mut rest = text[at..].char_indices().peekable();
    while let Some((offset, c)) = rest.next() {
        let joins = c == '.'
            && matches!(rest.peek(), Some((_, next)) if next.is_alphabetic() || *next == '_');
        if !(c.is_alphanumeric() || c == '_' || joins) {
            break;
        }
        end = at + offset + c.len_utf8();
    }
    let kind = TokenKind::Word(text[at..end].to_string());
    Token {
        kind,
        span: Span::new(at, end),
    }
}

/// What stands between single quotes.
fn quoted(text: &str, at: usize) -> Result<Token, Slip> {
    let rest = &text[at + 1..];
    let Some(length) = rest.find('\'') else {
        let span = Span::new(at, text.len());
        return Err(Slip::new(text, span, "quote left open", "a second `'`"));
    };
    Ok(Token {
        kind: TokenKind::Quoted(rest[..length].to_owned()),
        span: Span::new(at, at + length + 2),
    })
}

/// A number and the unit behind it.
fn number(text: &str, at: usize) -> Result<Token, Slip> {
    let end = at + number_length(&text[at..]);
    let span = Span::new(at, end);
    let value = match text[at..end].parse::<f64>() {
        Ok(value) if value.is_finite() => value,
        _ => {
            return Err(Slip::new(
                text,
                span,
                "number too large",
                "a number below 1e308",
            ));
        }
    };
    let rest = &text[end..];
    let start = end + rest.len() - rest.trim_start().len();
    let stop = start + unit_length(&text[start..], start > end);
    if stop == start {
        let kind = TokenKind::Number(value, None);
        return Ok(Token { kind, span });
    }
    let unit = parse_unit(&text[start..stop]).map_err(|slip| {
        let within = Span::new(slip.span.start + start, slip.span.end + start);
        Slip {
            span: within,
            ..shift(slip, start)
        }
    })?;
    let kind = TokenKind::Number(value, Some(unit));
    Ok(Token {
        kind,
        span: Span::new(at, stop),
    })
}

/// How many bytes at the start of `text`, right behind a number, are its unit. A unit has no blanks
/// inside; a `/` belongs to it when a letter follows at once (`mg/dL`, `60 /min`).
fn unit_length(text: &str, after_blank: bool) -> usize {
    let letters = text
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .count();
    let first_word: String = text.chars().take(letters).collect();
    let begins = match text.chars().next() {
        Some('[' | '%' | '°' | 'µ') => true,
        Some('/') => after_blank && text[1..].starts_with(char::is_alphabetic),
        Some(c) => c.is_alphabetic(),
        None => false,
    };
    if !begins || RESERVED.contains(&first_word.as_str()) {
        return 0;
    }
    let mut previous = ' ';
    let mut square = false;
    let mut round = 0;
    let mut all = text.char_indices().peekable();
    while let Some((at, c)) = all.next() {
        let next = all.peek().map_or(' ', |(_, next)| *next);
        let joined = next.is_alphabetic() || "[(%µ°".contains(next);
        let belongs = square
            || match c {
                '[' => true,
                ']' => false,
                '(' if "/.".contains(previous) => {
                    round += 1;
                    true
                }
                ')' if round > 0 => {
                    round -= 1;
                    true
                }
                '/' | '.' => joined,
                '-' => previous.is_alphabetic() && next.is_ascii_digit(),
                '%' | '°' | '²' | '³' | '_' | '^' => true,
                _ => c.is_alphanumeric(),
            };
        if !belongs {
            return at;
        }
        match c {
            '[' => square = true,
            ']' => square = false,
            _ => {}
        }
        previous = c;
    }
    text.len()
}
