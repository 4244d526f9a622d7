//! Facts about people in columns, and the parameters that a medicine's equations make of them.

use super::columns::Number;
use super::parts::Dosed;
use super::setup::Setup;
use crate::medicine::{COVARIATES, Covariate, CovariateKind, Facts, Unfit, covariate};
use crate::nearest::{list, nearest};
use std::str::FromStr;

/// `FACT=COLUMN`, or `FACT=COLUMN(CELL=WORD,...)` where words stand as codes.
#[derive(Debug, Clone, PartialEq)]
pub struct FactMapping {
    /// The fact.
    pub fact: &'static Covariate,
    /// Column that tells it.
    pub column: String,
    /// What a cell says, and the word's place.
    codes: Vec<(String, usize)>,
}

impl FromStr for FactMapping {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "expected FACT=COLUMN, as in weight=WT or sex=SEX(0=female,1=male)";
        let (name, rest) = text.split_once('=').ok_or_else(wrong)?;
        let fact = fact(name.trim())?;
        let (column, codes) = match rest.split_once('(') {
            None => (rest, Vec::new()),
            Some((column, inner)) => {
                let inner = inner.trim_end().strip_suffix(')').ok_or_else(wrong)?;
                let CovariateKind::Word(words) = fact.kind else {
                    return Err(format!("{} is a number: it has no codes", fact.name));
                };
                let code = |pair: &str| {
                    let (cell, word) = pair.split_once('=').ok_or_else(wrong)?;
                    let (cell, word) = (cell.trim().to_owned(), word.trim());
                    Ok((
                        cell,
                        place(words, word)
                            .ok_or_else(|| format!("`{word}`: {}", expected(fact)))?,
                    ))
                };
                let codes: Result<_, String> = inner.split(',').map(code).collect();
                (column, codes?)
            }
        };
        let column = column.trim().to_owned();
        match column.is_empty() {
            true => Err(wrong().to_owned()),
            false => Ok(Self {
                fact,
                column,
                codes,
            }),
        }
    }
}

fn fact(name: &str) -> Result<&'static Covariate, String> {
    covariate(name).ok_or_else(|| {
        let names = || COVARIATES.iter().map(|known| known.name);
        let right = nearest(name, names()).map(|right| format!("; did you mean `{right}`?"));
        let right = right.unwrap_or_default();
        format!(
            "`{name}` is no fact about a patient{right} (there are {})",
            list(names())
        )
    })
}

fn place(words: &[&str], word: &str) -> Option<usize> {
    words
        .iter()
        .position(|known| known.eq_ignore_ascii_case(word))
}

/// What would tell this fact.
fn expected(fact: &Covariate) -> String {
    match fact.kind {
        CovariateKind::Word(words) => {
            format!("{} is one of {}", fact.name, list(words.iter().copied()))
        }
        CovariateKind::Number(unit, _) => {
            format!("{} is a number of 0 or more, in {unit}", fact.name)
        }
    }
}

/// A column that tells a fact.
#[derive(Debug, Clone)]
pub(super) struct FactColumn {
    /// The fact.
    pub fact: &'static Covariate,
    /// Its column.
    pub column: usize,
    codes: Vec<(String, usize)>,
}

impl FactColumn {
    pub fn new(column: usize, mapping: &FactMapping) -> Self {
        Self {
            fact: mapping.fact,
            column,
            codes: mapping.codes.clone(),
        }
    }

    pub fn named(column: usize, fact: &'static Covariate) -> Self {
        Self {
            fact,
            column,
            codes: Vec::new(),
        }
    }

    /// What a cell that is not blank tells: a number in the fact's unit, or the place of a word.
    pub fn read(&self, cell: &str) -> Result<f64, String> {
        let wrong = || expected(self.fact);
        match self.fact.kind {
            CovariateKind::Number(..) => {
                let number = cell.parse().ok();
                number
                    .filter(|number: &f64| number.is_finite() && *number >= 0.0)
                    .ok_or_else(wrong)
            }
            CovariateKind::Word(words) => {
                let coded = self.codes.iter().find(|(code, _)| code == cell);
                let found = match coded {
                    Some((_, place)) => Some(*place),
                    None => place(words, cell),
                };
                found.map(|place| place as f64).ok_or_else(wrong)
            }
        }
    }

    /// Whether it tells a word.
    pub fn is_word(&self) -> bool {
        matches!(self.fact.kind, CovariateKind::Word(_))
    }

    /// Tells it of a person.
    fn tell(&self, value: f64, facts: &mut Facts) {
        match self.fact.kind {
            CovariateKind::Number(..) => {
                facts.numbers.insert(self.fact.name, value);
            }
            CovariateKind::Word(words) => {
                if let Some(word) = words.get(value as usize) {
                    facts.words.insert(self.fact.name, (*word).to_owned());
                }
            }
        }
    }
}

/// A number of the body that follows from facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Derived {
    /// A parameter.
    Parameter(usize),
    /// The share of doses into this state that arrives.
    Share(usize),
}

/// What is to be worked out for every person, and from whose equations.
pub(super) struct Derivation<'s> {
    setup: &'s Setup,
    /// What each value is of, in the order of [`values`](Self::values); none where a column or the
    /// command says otherwise.
    pub of: Vec<Option<Derived>>,
}

impl<'s> Derivation<'s> {
    /// `by_column` says which numbers have columns of their own.
    pub fn new(setup: &'s Setup, by_column: impl Fn(Derived) -> bool) -> Self {
        let free = |of: Derived| (!by_column(of) && !setup.says(of)).then_some(of);
        let mut of = Vec::new();
        for dosed in setup.medicines() {
            of.extend(
                setup
                    .params_of(dosed)
                    .map(|param| free(Derived::Parameter(param))),
            );
            of.extend(
                setup
                    .shares_of(dosed)
                    .map(|(state, _)| free(Derived::Share(state))),
            );
        }
        Self { setup, of }
    }

    /// The values for a person of whom these facts are told beside what holds for everybody.
    pub fn values(&self, told: &[(&FactColumn, f64)]) -> Result<Vec<f64>, (String, Unfit)> {
        let mut facts = self.setup.ask.facts.clone();
        for (column, value) in told {
            column.tell(*value, &mut facts);
        }
        let mut values = Vec::with_capacity(self.of.len());
        for dosed in self.setup.medicines() {
            let unfit = |unfit| (dosed.medicine.name.clone(), unfit);
            values.extend(
                dosed
                    .medicine
                    .parameters(&facts, self.setup.ask.effects())
                    .map_err(unfit)?,
            );
            for (_, route) in self.setup.shares_of(dosed) {
                values.push(dosed.medicine.share(route, &facts).map_err(unfit)?);
            }
        }
        Ok(values)
    }

    /// A value that its parameter cannot be, as a volume of 0, and whose it is.
    pub fn impossible(&self, values: &[f64]) -> Option<(String, Unfit)> {
        self.of.iter().zip(values).find_map(|(of, value)| {
            let Some(Derived::Parameter(param)) = *of else {
                return None;
            };
            self.setup.refuses(param, *value)?;
            let dosed = self.setup.medicine_of(param)?;
            let unfit = Unfit::NoNumber {
                parameter: self.setup.param_name(param).to_owned(),
                value: *value,
            };
            Some((dosed.medicine.name.clone(), unfit))
        })
    }

    /// Where a person of whom these facts are told is outside of whom a medicine's numbers are of.
    pub fn outside(
        &self,
        told: &[(&FactColumn, f64)],
    ) -> Vec<(&'s Dosed, &'static Covariate, String)> {
        let mut facts = self.setup.ask.facts.clone();
        for (column, value) in told {
            column.tell(*value, &mut facts);
        }
        let of = |dosed: &'s Dosed| {
            let outside = dosed.medicine.outside(&facts).into_iter();
            let told = outside.filter(|outside| outside.found.is_some());
            told.map(move |outside| (dosed, outside.covariate, outside.range))
        };
        self.setup.medicines().iter().flat_map(of).collect()
    }
}

impl Derived {
    /// The number of a compartment that a share is.
    pub fn number(self) -> Option<(Number, usize)> {
        match self {
            Self::Share(state) => Some((Number::Bioavailability, state)),
            Self::Parameter(_) => None,
        }
    }
}
