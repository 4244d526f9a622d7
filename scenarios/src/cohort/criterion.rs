//! Who is eligible.

use super::fact::{Fact, FactScope, Somebody, example};
use crate::expression::{Equation, Fault};
use crate::problem::Slip;
use crate::span::Span;

/// A condition over facts of a person: `age = 50..85 yr and sex = female`. What it asks of the body at the start
/// (`heart_rate < 90 /min at 0 d`) is [taken apart](clauses) from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    text: String,
    facts: Option<Equation>,
}

/// The parts of a condition that `and` joins.
#[derive(Debug, Clone, PartialEq)]
pub struct Clauses {
    /// What is asked of facts; blank where nothing is.
    pub facts: String,
    /// What is asked of the body at the start, each by itself.
    pub at_start: Vec<String>,
}

/// Takes apart what is asked of facts and of the body at the start. All else is blanks, so that places in any of them
/// are places in the text.
pub fn clauses(text: &str) -> Result<Clauses, Slip> {
    let mut facts = " ".repeat(text.len());
    let mut at_start = Vec::new();
    let (mut depth, mut from, mut joined) = (0_i32, 0, 0);
    let mut ends: Vec<(usize, usize, usize)> = Vec::new();
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ' ' if depth == 0 && text[at..].starts_with(" and ") => {
                ends.push((joined, from, at));
                (joined, from) = (at, at + " and ".len());
            }
            _ => {}
        }
    }
    ends.push((joined, from, text.len()));
    for (joined, from, end) in ends {
        let clause = &text[from..end];
        let Some((condition, time)) = clause.rsplit_once(" at ") else {
            // The first that is kept has no `and` before it.
            let begin = if facts.trim().is_empty() {
                from
            } else {
                joined
            };
            facts.replace_range(begin..end, &text[begin..end]);
            continue;
        };
        let number = time.split_whitespace().next().unwrap_or_default();
        if number.parse::<f64>() != Ok(0.0) {
            let place = Span::new(from + condition.len() + 1, end);
            return Err(Slip::new(
                text,
                place,
                "people are chosen before anything is done to them",
                "the body at the start, such as `at 0 d`",
            ));
        }
        let mut own = " ".repeat(text.len());
        own.replace_range(from..from + condition.len(), condition);
        at_start.push(own);
    }
    Ok(Clauses { facts, at_start })
}

impl Criterion {
    /// Reads a condition; the names, words and units of what it asks of facts are tried on these.
    pub fn parse(text: &str, facts: &[Fact]) -> Result<Self, Slip> {
        let own = clauses(text)?.facts;
        let whole = |equation| Self {
            text: text.to_owned(),
            facts: equation,
        };
        if own.trim().is_empty() && !text.trim().is_empty() {
            return Ok(whole(None));
        }
        let equation = Equation::parse(&own)?;
        let cells: Vec<_> = facts.iter().map(example).collect();
        let scope = FactScope {
            facts,
            cells: &cells,
        };
        match equation.holds(&scope) {
            Ok(_) | Err(Fault::Missing(_)) => Ok(whole(Some(equation))),
            Err(Fault::Slip(slip)) => Err(slip),
        }
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether its facts hold for a person; the fact that would have to be known where that cannot be
    /// told.
    pub fn holds(&self, facts: &[Fact], who: &Somebody) -> Result<bool, String> {
        let scope = FactScope {
            facts,
            cells: &who.cells,
        };
        let Some(equation) = &self.facts else {
            return Ok(true);
        };
        equation.holds(&scope).map_err(|fault| match fault {
            Fault::Missing(fact) => fact,
            // Names and units have been tried.
            Fault::Slip(slip) => slip.found,
        })
    }
}
