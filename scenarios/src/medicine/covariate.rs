//! Facts about a person that the equations of a medicine may read.

use crate::expression::{Found, Number, Scope};
use crate::nearest::{list, nearest};
use crate::quantity::Quantity;
use physiology::unit::Unit;
use std::collections::BTreeMap;

/// A fact that a medicine may read.
#[derive(Debug, Clone, Copy)]
pub struct Covariate {
    /// Name in `[patient]` and in equations.
    pub name: &'static str,
    /// What it is.
    pub meaning: &'static str,
    /// What it can be.
    pub kind: CovariateKind,
}

/// What a fact can be.
#[derive(Debug, Clone, Copy)]
pub enum CovariateKind {
    /// A number in this UCUM unit, such as this one.
    Number(&'static str, f64),
    /// One of these words.
    Word(&'static [&'static str]),
}

const fn number(
    name: &'static str,
    unit: &'static str,
    example: f64,
    meaning: &'static str,
) -> Covariate {
    Covariate {
        name,
        meaning,
        kind: CovariateKind::Number(unit, example),
    }
}

const fn word(
    name: &'static str,
    words: &'static [&'static str],
    meaning: &'static str,
) -> Covariate {
    Covariate {
        name,
        meaning,
        kind: CovariateKind::Word(words),
    }
}

/// All facts, in the order in which people tell them.
pub const COVARIATES: &[Covariate] = &[
    word("sex", &["female", "male"], "Sex"),
    number("age", "a", 40.0, "Age since birth"),
    number("weight", "kg", 70.0, "Body weight"),
    number("height", "cm", 170.0, "Height"),
    number(
        "gestational_age",
        "wk",
        39.0,
        "Age of the pregnancy at birth",
    ),
    number("creatinine", "mg/dL", 0.9, "Creatinine in serum"),
    number(
        "creatinine_clearance",
        "mL/min",
        90.0,
        "Clearance of creatinine, as Cockcroft and Gault estimate it",
    ),
    number(
        "SAPS_II",
        "1",
        30.0,
        "Severity of illness, the points of SAPS II (Le Gall, JAMA 1993;270:2957)",
    ),
    number(
        "haemoglobin",
        "g/dL",
        13.5,
        "Haemoglobin in blood, as the person lives with it",
    ),
    word("dialysis", YES, "Whether on haemodialysis"),
    word("opioids", YES, "Whether an opioid is given beside"),
    word(
        "CYP2C9",
        &["*1/*1", "*1/*2", "*1/*3", "*2/*2", "*2/*3", "*3/*3"],
        "Genotype of CYP2C9",
    ),
    word(
        "VKORC1",
        &["GG", "GA", "AA"],
        "Genotype of VKORC1, rs9923231 (-1639 G>A)",
    ),
];

/// A number with its unit as people read it: years, and none of pure numbers.
pub(crate) fn shown(value: f64, unit: &str) -> String {
    match unit {
        "a" => format!("{value} yr"),
        "1" => format!("{value}"),
        unit => format!("{value} {unit}"),
    }
}

const YES: &[&str] = &["no", "yes"];

/// The fact of this name.
pub fn covariate(name: &str) -> Option<&'static Covariate> {
    COVARIATES.iter().find(|known| known.name == name)
}

/// What is known of a person.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// Numbers, in the units of [`COVARIATES`].
    pub numbers: BTreeMap<&'static str, f64>,
    /// Words.
    pub words: BTreeMap<&'static str, String>,
}

impl Facts {
    /// A person of whom everything is known: a file is checked on them.
    pub fn example() -> Self {
        let mut facts = Self::default();
        for known in COVARIATES {
            match known.kind {
                CovariateKind::Number(_, example) => {
                    facts.numbers.insert(known.name, example);
                }
                CovariateKind::Word(words) => {
                    facts.words.insert(known.name, words[0].to_owned());
                }
            }
        }
        facts
    }
}

impl Facts {
    /// Whether this fact is told.
    pub fn knows(&self, fact: &Covariate) -> bool {
        self.numbers.contains_key(fact.name) || self.words.contains_key(fact.name)
    }

    /// Whether nothing is told.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.words.is_empty()
    }

    /// Takes a fact as a person tells it: `weight=80 kg`, `sex=female`.
    pub fn tell(&mut self, text: &str) -> Result<(), String> {
        let (name, value) = text
            .split_once('=')
            .map(|(name, value)| (name.trim(), value.trim()))
            .ok_or_else(|| format!("`{text}`: expected NAME=VALUE, as in weight=80kg"))?;
        let Some(known) = covariate(name) else {
            let names = || COVARIATES.iter().map(|known| known.name);
            let mut message = format!("`{name}` is no fact about a patient");
            if let Some(right) = nearest(name, names()) {
                message.push_str(&format!("; did you mean `{right}`?"));
            }
            return Err(format!("{message} (there are {})", list(names())));
        };
        match known.kind {
            CovariateKind::Word(words) => {
                let word = words.iter().find(|word| word.eq_ignore_ascii_case(value));
                let wrong = || format!("{name} is one of {}", list(words.iter().copied()));
                self.words
                    .insert(known.name, (*word.ok_or_else(wrong)?).to_owned());
            }
            CovariateKind::Number(unit, example) => {
                let wrong = || format!("`{value}`: expected {name} such as {example} {unit}");
                let unit = Unit::parse(unit).map_err(|_| wrong())?;
                let quantity = Quantity::parse_in(value, &unit).map_err(|_| wrong())?;
                let number = quantity.in_unit(&unit).filter(|number| *number >= 0.0);
                self.numbers.insert(known.name, number.ok_or_else(wrong)?);
            }
        }
        Ok(())
    }
}

/// What equations call the grams in a mole.
pub(super) const MOLAR_MASS: &str = "molar_mass";

/// Facts, and what was worked out from them.
pub(crate) struct Names<'f> {
    pub facts: &'f Facts,
    /// Grams in a mole of the medicine.
    pub molar_mass: Option<f64>,
    pub made: Vec<(String, Result<Number, String>)>,
}

impl<'f> Names<'f> {
    /// Facts alone.
    pub fn of(facts: &'f Facts) -> Self {
        Self {
            facts,
            molar_mass: None,
            made: Vec::new(),
        }
    }
}

impl Scope for Names<'_> {
    fn find(&self, name: &str) -> Found {
        if let Some((_, made)) = self.made.iter().rev().find(|(known, _)| known == name) {
            return match made {
                Ok(number) => Found::Number(*number),
                Err(missing) => Found::Missing(missing.clone()),
            };
        }
        if let (MOLAR_MASS, Some(value)) = (name, self.molar_mass) {
            let unit = Unit::GRAM.div(Unit::MOLE);
            return Found::Number(Number { value, unit });
        }
        let Some(Covariate {
            kind: CovariateKind::Number(unit, _),
            ..
        }) = covariate(name)
        else {
            return Found::Unknown;
        };
        match (self.facts.numbers.get(name), Unit::parse(unit)) {
            (Some(value), Ok(unit)) => Found::Number(Number {
                value: *value,
                unit,
            }),
            _ => Found::Missing(name.to_owned()),
        }
    }

    fn names(&self) -> Vec<&str> {
        let numbers = COVARIATES.iter().filter_map(|known| match known.kind {
            CovariateKind::Number(..) => Some(known.name),
            CovariateKind::Word(_) => None,
        });
        self.made
            .iter()
            .map(|(name, _)| name.as_str())
            .chain(numbers)
            .chain(self.molar_mass.map(|_| MOLAR_MASS))
            .collect()
    }
}
