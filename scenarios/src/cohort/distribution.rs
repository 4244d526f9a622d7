//! Facts drawn from distributions.

use super::draw::{Lot, normal_share};
use super::fact::{Cell, Fact, FactScope, Somebody, example};
use crate::expression::{Equation, Fault};
use crate::span::At;
use engine::random::inverse_normal;
use physiology::Real;
use physiology::unit::Unit;

/// A fact and how it is distributed.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    /// Fact.
    pub fact: Fact,
    /// How.
    pub form: Form,
    /// Between which values, in the fact's unit: what lies outside is never drawn.
    pub within: Option<(f64, f64)>,
    /// Where the numbers are from, where that is said.
    pub source: Option<At<String>>,
    /// As people read it.
    pub text: String,
}

/// The form of a distribution. Equations may speak of facts that stand before.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// The same for everybody, or worked out from other facts.
    Is(Equation),
    /// Normal: mean and standard deviation.
    Normal(Equation, Equation),
    /// Normal: mean, and standard deviation as a share of it.
    NormalCv(Equation, f64),
    /// Lognormal: median, and standard deviation of the logarithm.
    Lognormal(Equation, f64),
    /// Even between two values.
    Uniform(f64, f64),
    /// Words by their places, each with the share of people up to and with it.
    Word(Vec<f64>),
}

/// Facts that go together: weights of the normal scores of the facts before and of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Correlated {
    /// For each fact, the facts whose scores it shares and their weights; empty where it stands
    /// alone.
    pub with: Vec<Vec<(usize, f64)>>,
}

/// What a person of this number is, as far as these distributions say.
pub(super) fn draw(
    distributions: &[Distribution],
    facts: &[Fact],
    correlated: &Correlated,
    lot: &Lot,
    number: u64,
) -> Somebody {
    let mut cells = Vec::with_capacity(distributions.len());
    for (index, own) in distributions.iter().enumerate() {
        let uniform = |index: usize| lot.uniform(index, "", &facts[index].name);
        let with = correlated.with.get(index).filter(|with| !with.is_empty());
        let score = with.map(|with| {
            let each = with
                .iter()
                .map(|(other, weight)| weight * inverse_normal(uniform(*other)));
            each.sum::<f64>()
        });
        let scope = FactScope {
            facts,
            cells: &cells,
        };
        let cell = own.cell(&scope, score, || uniform(index));
        cells.push(cell);
    }
    Somebody {
        number,
        key: number,
        cells,
    }
}

impl Distribution {
    fn unit(&self) -> Unit {
        match &self.fact.kind {
            super::FactKind::Number { unit, .. } => *unit,
            super::FactKind::Word(_) => Unit::ONE,
        }
    }

    /// The first slip of its equations, tried on the facts before it.
    pub fn slip(&self, before: &[Fact]) -> Option<(usize, crate::problem::Slip)> {
        let cells: Vec<Cell> = before.iter().map(example).collect();
        let scope = &FactScope {
            facts: before,
            cells: &cells,
        };
        let unit = self.unit();
        let equations: Vec<&Equation> = match &self.form {
            Form::Is(a) | Form::NormalCv(a, _) | Form::Lognormal(a, _) => vec![a],
            Form::Normal(a, b) => vec![a, b],
            Form::Uniform(..) | Form::Word(_) => Vec::new(),
        };
        let mut tried = equations.into_iter().enumerate();
        tried.find_map(
            |(index, equation)| match equation.evaluate_in(&unit, scope) {
                Err(Fault::Slip(slip)) => Some((index, slip)),
                _ => None,
            },
        )
    }

    /// `score` of a fact that goes with others; `uniform` of one that does not.
    fn cell(&self, scope: &FactScope<'_>, score: Option<f64>, uniform: impl Fn() -> f64) -> Cell {
        let unit = self.unit();
        let of = |equation: &Equation| equation.evaluate_in(&unit, scope);
        let share = || score.map_or_else(&uniform, normal_share);
        let value = match &self.form {
            Form::Word(shares) => {
                let u = share();
                let place = shares.partition_point(|below| *below <= u);
                return Cell::Word(place.min(shares.len() - 1) as u32);
            }
            Form::Is(equation) => of(equation),
            Form::Uniform(low, high) => Ok(low + (high - low) * share()),
            Form::Normal(mean, sd) => of(mean).and_then(|mean| {
                let sd = of(sd)?;
                Ok(mean + sd * self.score(score, &uniform, |x| (x - mean) / sd))
            }),
            Form::NormalCv(mean, cv) => of(mean).map(|mean| {
                let sd = cv * mean;
                mean + sd * self.score(score, &uniform, |x| (x - mean) / sd)
            }),
            Form::Lognormal(median, sd) => of(median).map(|median| {
                let z = self.score(score, &uniform, |x| Real::ln(x / median) / sd);
                median * Real::exp(sd * z)
            }),
        };
        match value {
            Ok(value) if value.is_finite() => Cell::Number(value),
            _ => Cell::Missing,
        }
    }

    /// A normal score; where the values are limited, of what lies between the limits, by the
    /// inverse of the distribution, so that nothing is drawn twice.
    fn score(
        &self,
        score: Option<f64>,
        uniform: impl Fn() -> f64,
        standard: impl Fn(f64) -> f64,
    ) -> f64 {
        let Some((least, most)) = self.within else {
            return score.unwrap_or_else(|| inverse_normal(uniform()));
        };
        let u = score.map_or_else(uniform, normal_share);
        let bound = |z: f64| match z {
            z if z.is_nan() => f64::NAN,
            z if z.is_infinite() => f64::from(u8::from(z > 0.0)),
            z => normal_share(z),
        };
        let (low, high) = (bound(standard(least)), bound(standard(most)));
        inverse_normal(low + u * (high - low))
    }
}

/// The Cholesky factor of correlations between facts, as weights; `None` where they cannot all be.
pub fn factor(facts: usize, pairs: &[(usize, usize, f64)]) -> Option<Correlated> {
    let mut block: Vec<usize> = pairs.iter().flat_map(|(a, b, _)| [*a, *b]).collect();
    block.sort_unstable();
    block.dedup();
    let between = |a: usize, b: usize| {
        let same = |(x, y, _): &&(usize, usize, f64)| (*x, *y) == (a, b) || (*x, *y) == (b, a);
        match pairs.iter().find(same) {
            _ if a == b => 1.0,
            Some((.., is)) => *is,
            None => 0.0,
        }
    };
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for (i, a) in block.iter().enumerate() {
        let mut row: Vec<f64> = Vec::new();
        for (j, b) in block[..=i].iter().enumerate() {
            let other = rows.get(j).unwrap_or(&row);
            let done: f64 = (0..j).map(|k| row[k] * other[k]).sum();
            let rest = between(*a, *b) - done;
            let value = match i == j {
                true if rest <= 1e-12 => return None,
                true => rest.sqrt(),
                false => rest / rows[j][j],
            };
            row.push(value);
        }
        rows.push(row);
    }
    let mut with = vec![Vec::new(); facts];
    for (fact, row) in block.iter().zip(rows) {
        with[*fact] = block.iter().copied().zip(row).collect();
    }
    Some(Correlated { with })
}
