//! From words and signs to a tree, by recursive descent: `or`, `and`, `not`, comparison, sum,
//! product, sign, from the weakest to the strongest.

use physiology::unit::Unit;

use super::syntax::{Comparison, Form, Operator, Setting, Syntax, Word};
use super::token::{RESERVED, Token, TokenKind, tokens};
use crate::problem::Slip;
use crate::span::{At, Span};

/// Reads an expression.
pub(super) fn parse(text: &str) -> Result<Syntax, Slip> {
    whole(text, false)
}

/// Reads an equation: it has powers, and functions of several numbers.
pub(super) fn parse_equation(text: &str) -> Result<Syntax, Slip> {
    whole(text, true)
}

fn whole(text: &str, equation: bool) -> Result<Syntax, Slip> {
    let mut parser = Parser {
        text,
        equation,
        tokens: tokens(text, equation)?,
        next: 0,
        depth: 0,
    };
    let syntax = parser.either()?;
    match parser.peek() {
        TokenKind::End => Ok(syntax),
        _ => Err(parser.unexpected("an operator or the end")),
    }
}

struct Parser<'t> {
    text: &'t str,
    equation: bool,
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
}

/// Parentheses and signs deeper than this are refused, so that no text exhausts the stack.
const DEEPEST: usize = 40;

const ANYTHING: &str = "a quantity, a number with its unit, a function or `(`";

impl Parser<'_> {
    fn peek(&self) -> &TokenKind {
        self.tokens
            .get(self.next)
            .map_or(&TokenKind::End, |token| &token.kind)
    }

    fn span(&self) -> Span {
        let end = Span::new(self.text.len(), self.text.len());
        self.tokens.get(self.next).map_or(end, |token| token.span)
    }

    fn sign(&mut self, sign: &str) -> bool {
        let there = matches!(self.peek(), TokenKind::Sign(found) if *found == sign);
        self.next += usize::from(there);
        there
    }

    fn word(&mut self, word: &str) -> bool {
        let there = matches!(self.peek(), TokenKind::Word(found) if found == word);
        self.next += usize::from(there);
        there
    }

    fn unexpected(&self, expected: &str) -> Slip {
        let message = match self.peek() {
            TokenKind::End => "expression ends too early",
            _ => "unexpected part of an expression",
        };
        Slip::new(self.text, self.span(), message, expected)
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Slip>) -> Result<T, Slip> {
        if self.depth >= DEEPEST {
            let expected = "at most 40 parentheses inside each other";
            return Err(Slip::new(
                self.text,
                self.span(),
                "expression nested too deeply",
                expected,
            ));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn either(&mut self) -> Result<Syntax, Slip> {
        let mut left = self.both()?;
        while self.word("or") {
            let right = self.both()?;
            let span = left.span.join(right.span);
            let form = Form::Or(Box::new(left), Box::new(right));
            left = Syntax { form, span };
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Syntax, Slip> {
        let mut left = self.negation()?;
        while self.word("and") {
            let right = self.negation()?;
            let span = left.span.join(right.span);
            let form = Form::And(Box::new(left), Box::new(right));
            left = Syntax { form, span };
        }
        Ok(left)
    }

    fn negation(&mut self) -> Result<Syntax, Slip> {
        let start = self.span();
        if !self.word("not") {
            return self.comparison();
        }
        let inner = self.deeper(Self::negation)?;
        let span = start.join(inner.span);
        Ok(Syntax {
            form: Form::Not(Box::new(inner)),
            span,
        })
    }

    fn comparison(&mut self) -> Result<Syntax, Slip> {
        let left = self.sum()?;
        let found = match self.peek() {
            TokenKind::Sign("=") => return self.inside(left),
            TokenKind::Sign("<") => Comparison::Less,
            TokenKind::Sign("<=") => Comparison::LessOrEqual,
            TokenKind::Sign(">") => Comparison::Greater,
            TokenKind::Sign(">=") => Comparison::GreaterOrEqual,
            _ => return Ok(left),
        };
        self.next += 1;
        let right = self.sum()?;
        if let TokenKind::Sign("<" | "<=" | ">" | ">=" | "=") = self.peek() {
            let slip = self.unexpected("`and`, `or` or the end");
            return Err(
                slip.help("write two comparisons joined by `and`, or a range: x = 70..180 mg/dL")
            );
        }
        let span = left.span.join(right.span);
        let form = Form::Compare(found, Box::new(left), Box::new(right));
        Ok(Syntax { form, span })
    }

    /// `of = low..high`
    fn inside(&mut self, of: Syntax) -> Result<Syntax, Slip> {
        self.next += 1;
        if let (true, Form::Name(name)) = (self.equation, &of.form)
            && let Some(word) = self.fact_word()
        {
            let span = of.span.join(word.span);
            let name = At::new(name.clone(), of.span);
            let form = Form::Is { name, word };
            return Ok(Syntax { form, span });
        }
        let low = self.sum()?;
        if !self.sign("..") {
            let slip = self.unexpected("`..` and the upper end of the range");
            let help = "a value that changes all the time never equals one number: write a range such as 70..180 mg/dL";
            return Err(slip.help(help));
        }
        let high = self.sum()?;
        let span = of.span.join(high.span);
        let (of, low, high) = (Box::new(of), Box::new(low), Box::new(high));
        Ok(Syntax {
            form: Form::Inside { of, low, high },
            span,
        })
    }

    /// A word that a fact can be, unless it begins a range.
    fn fact_word(&mut self) -> Option<At<String>> {
        let span = self.span();
        let word = match self.peek() {
            TokenKind::Quoted(word) => word.clone(),
            TokenKind::Word(word) if !RESERVED.contains(&word.as_str()) => {
                let after = self.tokens.get(self.next + 1).map(|token| &token.kind);
                let ends = match after {
                    None | Some(TokenKind::End | TokenKind::Sign(")" | ",")) => true,
                    Some(TokenKind::Word(next)) => RESERVED.contains(&next.as_str()),
                    _ => false,
                };
                ends.then(|| word.clone())?
            }
            _ => return None,
        };
        self.next += 1;
        Some(At::new(word, span))
    }

    fn sum(&mut self) -> Result<Syntax, Slip> {
        let mut left = self.product()?;
        loop {
            let operator = match self.peek() {
                TokenKind::Sign("+") => Operator::Add,
                TokenKind::Sign("-") => Operator::Subtract,
                _ => return Ok(left),
            };
            self.next += 1;
            let right = self.product()?;
            left = arithmetic(operator, left, right);
        }
    }

    fn product(&mut self) -> Result<Syntax, Slip> {
        let mut left = self.signed()?;
        loop {
            let operator = match self.peek() {
                TokenKind::Sign("*") => Operator::Multiply,
                TokenKind::Sign("/") => Operator::Divide,
                _ => return Ok(left),
            };
            self.next += 1;
            let right = self.signed()?;
            left = arithmetic(operator, left, right);
        }
    }

    fn signed(&mut self) -> Result<Syntax, Slip> {
        let start = self.span();
        if !self.sign("-") {
            return self.power();
        }
        let inner = self.deeper(Self::signed)?;
        let span = start.join(inner.span);
        Ok(Syntax {
            form: Form::Negate(Box::new(inner)),
            span,
        })
    }

    fn power(&mut self) -> Result<Syntax, Slip> {
        let base = self.single()?;
        if !self.sign("^") {
            return Ok(base);
        }
        let exponent = self.deeper(Self::signed)?;
        let span = base.span.join(exponent.span);
        Ok(Syntax {
            form: Form::Power(Box::new(base), Box::new(exponent)),
            span,
        })
    }

    fn single(&mut self) -> Result<Syntax, Slip> {
        let span = self.span();
        match self.peek().clone() {
            TokenKind::Number(value, unit) => {
                self.next += 1;
                Ok(Syntax {
                    form: Form::Number(value, unit),
                    span,
                })
            }
            TokenKind::Sign("(") => {
                self.next += 1;
                let inner = self.deeper(Self::either)?;
                let end = self.span();
                if !self.sign(")") {
                    return Err(self.unexpected("`)`"));
                }
                Ok(Syntax {
                    form: inner.form,
                    span: span.join(end),
                })
            }
            TokenKind::Word(name) if !RESERVED.contains(&name.as_str()) => {
                self.next += 1;
                if self.sign("(") {
                    return self.deeper(|parser| parser.call(At::new(name, span)));
                }
                Ok(Syntax {
                    form: Form::Name(name),
                    span,
                })
            }
            _ => Err(self.unexpected(ANYTHING)),
        }
    }

    fn call(&mut self, name: At<String>) -> Result<Syntax, Slip> {
        if self.equation {
            return self.apply(name);
        }
        let of = Box::new(self.either()?);
        let mut options = Vec::new();
        while self.sign(",") {
            options.push(self.option()?);
        }
        let end = self.span();
        if !self.sign(")") {
            return Err(self.unexpected("`,` or `)`"));
        }
        let span = name.span.join(end);
        Ok(Syntax {
            form: Form::Call { name, of, options },
            span,
        })
    }

    fn apply(&mut self, name: At<String>) -> Result<Syntax, Slip> {
        let mut to = vec![self.either()?];
        while self.sign(",") {
            to.push(self.either()?);
        }
        let end = self.span();
        if !self.sign(")") {
            return Err(self.unexpected("`,` or `)`"));
        }
        let span = name.span.join(end);
        Ok(Syntax {
            form: Form::Apply { name, to },
            span,
        })
    }

    /// `to 6 h`
    fn option(&mut self) -> Result<Setting, Slip> {
        const EXPECTED: &str = "`from`, `to`, `within` or `at`, and a time";
        let span = self.span();
        let word = match self.peek() {
            TokenKind::Word(word) => Word::named(word),
            _ => None,
        };
        let Some(word) = word else {
            return Err(self.unexpected(EXPECTED));
        };
        self.next += 1;
        let minutes = self.time()?;
        Ok(Setting {
            word: At::new(word, span),
            minutes,
        })
    }

    /// `6 h`, `-15 min`, `1 h 30 min`; in minutes.
    fn time(&mut self) -> Result<At<f64>, Slip> {
        const EXPECTED: &str = "a time such as 6 h";
        let mut span = self.span();
        let factor = if self.sign("-") { -1.0 } else { 1.0 };
        let mut minutes = 0.0;
        let mut first = true;
        loop {
            let here = self.span();
            let TokenKind::Number(value, unit) = *self.peek() else {
                if first {
                    return Err(self.unexpected(EXPECTED));
                }
                break;
            };
            let part = unit.and_then(|unit| unit.convert(value, &Unit::MINUTE));
            let Some(part) = part else {
                return Err(Slip::new(self.text, here, "not a time", EXPECTED));
            };
            self.next += 1;
            minutes += factor * part;
            span = span.join(here);
            first = false;
        }
        if minutes.abs() > crate::time::Time::LONGEST.minutes() {
            return Err(Slip::new(
                self.text,
                span,
                "time too long",
                "at most 100 yr",
            ));
        }
        Ok(At::new(minutes, span))
    }
}

fn arithmetic(operator: Operator, left: Syntax, right: Syntax) -> Syntax {
    let span = left.span.join(right.span);
    let form = Form::Arithmetic(operator, Box::new(left), Box::new(right));
    Syntax { form, span }
}
