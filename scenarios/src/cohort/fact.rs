//! What is known of people: numbers with units, and words.

use crate::expression::{Found, FoundWord, Number, Scope};
use crate::medicine::{Covariate, CovariateKind, Facts};
use physiology::unit::Unit;

/// Something that is known of people.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Name, by which criteria and groups speak of it.
    pub name: String,
    /// What it can be.
    pub kind: FactKind,
    /// The fact that equations of medicines read, where it is one.
    pub covariate: Option<&'static Covariate>,
}

/// What a fact can be.
#[derive(Debug, Clone, PartialEq)]
pub enum FactKind {
    /// A number.
    Number {
        /// Its unit.
        unit: Unit,
        /// That unit as people write it; empty where there is none.
        text: String,
    },
    /// One of these words.
    Word(Vec<String>),
}

/// One fact of one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// A number, in the unit of its fact.
    Number(f64),
    /// A word, by its place among those of its fact.
    Word(u32),
    /// Not known.
    Missing,
}

/// A person of a cohort.
#[derive(Debug, Clone, PartialEq)]
pub struct Somebody {
    /// Number among all who were screened, from 1: the line of a table, or the draw.
    pub number: u64,
    /// What the person's random draws are keyed by.
    pub key: u64,
    /// What is known, in the order of the cohort's facts.
    pub cells: Vec<Cell>,
}

impl Fact {
    /// A fact that medicines read.
    pub fn of(covariate: &'static Covariate) -> Self {
        let kind = match covariate.kind {
            CovariateKind::Number(unit, _) => FactKind::Number {
                unit: Unit::parse(unit).unwrap_or(Unit::ONE),
                text: if unit == "a" { "yr" } else { unit }.to_owned(),
            },
            CovariateKind::Word(words) => {
                FactKind::Word(words.iter().map(|word| (*word).to_owned()).collect())
            }
        };
        Self {
            name: covariate.name.to_owned(),
            kind,
            covariate: Some(covariate),
        }
    }

    /// The unit as people write it; empty for a word.
    pub fn unit_text(&self) -> &str {
        match &self.kind {
            FactKind::Number { text, .. } => text,
            FactKind::Word(_) => "",
        }
    }

    /// A cell as people read it; `None` where it is missing.
    pub fn shown(&self, cell: Cell) -> Option<String> {
        match (&self.kind, cell) {
            (FactKind::Word(words), Cell::Word(place)) => words.get(place as usize).cloned(),
            (_, Cell::Number(number)) => Some(number.to_string()),
            _ => None,
        }
    }
}

/// The cell of a fact that stands for anybody, on which expressions are tried.
pub(super) fn example(fact: &Fact) -> Cell {
    match (&fact.kind, fact.covariate) {
        (FactKind::Word(_), _) => Cell::Word(0),
        (_, Some(known)) => match known.kind {
            CovariateKind::Number(_, example) => Cell::Number(example),
            CovariateKind::Word(_) => Cell::Word(0),
        },
        _ => Cell::Number(1.0),
    }
}

impl Somebody {
    /// What medicines may know of the person.
    pub fn facts(&self, facts: &[Fact]) -> Facts {
        let mut known = Facts::default();
        for (fact, cell) in facts.iter().zip(&self.cells) {
            let Some(covariate) = fact.covariate else {
                continue;
            };
            match (cell, &fact.kind) {
                (Cell::Number(number), _) => {
                    known.numbers.insert(covariate.name, *number);
                }
                (Cell::Word(place), FactKind::Word(words)) => {
                    if let Some(word) = words.get(*place as usize) {
                        known.words.insert(covariate.name, word.clone());
                    }
                }
                _ => {}
            }
        }
        known
    }
}

/// Facts of one person, for expressions; `cells` may be fewer than `facts` while a person is drawn.
#[derive(Debug, Clone, Copy)]
pub struct FactScope<'a> {
    /// Facts.
    pub facts: &'a [Fact],
    /// What they are.
    pub cells: &'a [Cell],
}

impl FactScope<'_> {
    fn place(&self, name: &str) -> Option<usize> {
        let place = self.facts.iter().position(|fact| fact.name == name)?;
        (place < self.cells.len()).then_some(place)
    }
}

impl Scope for FactScope<'_> {
    fn find(&self, name: &str) -> Found {
        let Some(place) = self.place(name) else {
            return Found::Unknown;
        };
        match (&self.facts[place].kind, self.cells[place]) {
            (FactKind::Number { unit, .. }, Cell::Number(value)) => {
                Found::Number(Number { value, unit: *unit })
            }
            (FactKind::Number { .. }, _) => Found::Missing(name.to_owned()),
            (FactKind::Word(_), _) => Found::Unknown,
        }
    }

    fn names(&self) -> Vec<&str> {
        let known = self.facts.iter().take(self.cells.len());
        known.map(|fact| fact.name.as_str()).collect()
    }

    fn word(&self, name: &str) -> FoundWord<'_> {
        let Some(place) = self.place(name) else {
            return FoundWord::Unknown;
        };
        match (&self.facts[place].kind, self.cells[place]) {
            (FactKind::Word(words), Cell::Word(word)) => match words.get(word as usize) {
                Some(word) => FoundWord::Word(word, words),
                None => FoundWord::Missing(words),
            },
            (FactKind::Word(words), _) => FoundWord::Missing(words),
            _ => FoundWord::Unknown,
        }
    }
}
