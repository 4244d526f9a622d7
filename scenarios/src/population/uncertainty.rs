//! How well a population is known: its typical person, how far people differ, how measurements err.
//!
//! Two ways, as they are published. Estimates with a covariance (a `.cov` file, `[[uncertainty]]`)
//! are drawn together as normal numbers, again where what comes out is no population. Variances with
//! degrees of freedom are drawn from an inverse Wishart distribution, which gives covariances only.

use super::{Layer, Population, Replicate};
use crate::table::Residual;
use engine::random::Stream;
use std::ops::Range;

/// A draw of estimates is drawn again this often where it is no population.
const TRIES: u64 = 1_000;

/// What an estimate is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estimate {
    /// A parameter of the typical person, by its place: the draw is a factor.
    Typical(usize),
    /// A variance or covariance between people, by row and column: the draw is added.
    Between(usize, usize),
    /// A variance of the error of measurements: the draw is added.
    Residual(Error),
}

/// A part of the error of measurements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// In proportion to the prediction.
    Proportional,
    /// In its unit.
    Additive,
    /// Of its logarithm.
    Log,
}

/// Parameters whose covariance is known as if from so many people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freedom {
    /// Whether between occasions, and not between people.
    pub occasions: bool,
    /// The parameters, by their places in their layer.
    pub of: Range<usize>,
    /// Degrees of freedom.
    pub degrees: u32,
}

/// How well a population is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Uncertainty {
    /// Estimates that are drawn together, and how closely.
    pub layer: Layer,
    /// What each of them is of.
    pub of: Vec<Estimate>,
    /// Blocks of variances between people and between their occasions.
    pub freedom: Vec<Freedom>,
    /// Degrees of freedom of the error of measurements.
    pub residual: Option<u32>,
}

impl Error {
    /// The standard deviation of this part.
    pub fn of(self, residual: &mut Residual) -> &mut f64 {
        match self {
            Self::Proportional => &mut residual.proportional,
            Self::Additive => &mut residual.additive,
            Self::Log => &mut residual.log,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Proportional => "proportional",
            Self::Additive => "additive",
            Self::Log => "log",
        }
    }

    const ALL: [Self; 3] = [Self::Proportional, Self::Additive, Self::Log];
}

impl Uncertainty {
    /// Whether all is as published.
    pub fn is_empty(&self) -> bool {
        self.layer.is_empty() && self.freedom.is_empty() && self.residual.is_none()
    }

    /// Estimates beside those there are, independent of them; `layer` has one for each of `of`.
    pub fn add(&mut self, layer: Layer, of: Vec<Estimate>) {
        self.layer = std::mem::take(&mut self.layer).beside(layer);
        self.of.extend(of);
    }

    /// What is drawn for each replicate, a line each.
    pub(super) fn words(&self, of: &Population) -> Vec<String> {
        let rounded = |sd: f64| (sd * 1e4).round() / 1e4;
        let (mut typical, mut variances) = (Vec::new(), Vec::new());
        let estimates = self.of.iter().zip(&self.layer.spreads);
        for ((estimate, spread), sd) in estimates.zip(self.layer.deviations()) {
            let text = format!("{} {}", spread.name, rounded(sd));
            match estimate {
                Estimate::Typical(_) => typical.push(text),
                Estimate::Between(..) | Estimate::Residual(_) => variances.push(text),
            }
        }
        let mut words = Vec::new();
        if !typical.is_empty() {
            words.push(format!(
                "the typical person is known (relative standard error): {}",
                typical.join(", ")
            ));
        }
        if !variances.is_empty() {
            words.push(format!(
                "variances are known (standard error): {}",
                variances.join(", ")
            ));
        }
        for freedom in &self.freedom {
            let layer = match freedom.occasions {
                true => &of.between_occasions,
                false => &of.between,
            };
            let spreads = layer.spreads[freedom.of.clone()].iter();
            let names: Vec<&str> = spreads.map(|spread| spread.name.as_str()).collect();
            words.push(format!(
                "the spread of {} is drawn with {} degrees of freedom (inverse Wishart)",
                names.join(", "),
                freedom.degrees
            ));
        }
        if let Some(degrees) = self.residual {
            words.push(format!(
                "the error of measurements is drawn with {degrees} degrees of freedom"
            ));
        }
        words
    }

    /// Places of the typical person's parameters that are uncertain.
    pub fn typical(&self) -> impl Iterator<Item = usize> + '_ {
        self.of.iter().filter_map(|of| match of {
            Estimate::Typical(place) => Some(*place),
            _ => None,
        })
    }
}

impl Population {
    /// The replicate of this number among so many. The only one has the population as published.
    pub fn replicate(&self, seed: u64, number: u64, of: u64) -> Replicate {
        let mut replicate = Replicate {
            number,
            factors: Vec::new(),
            between: self.between.clone(),
            between_occasions: self.between_occasions.clone(),
            residual: self.residual,
            redrawn: 0,
            undrawn: false,
        };
        if of < 2 || self.uncertainty.is_empty() {
            return replicate;
        }
        self.spread(seed, &mut replicate);
        for count in 0..TRIES {
            if let Some(found) = self.estimated(seed, number * TRIES + count, &replicate) {
                return Replicate {
                    redrawn: count,
                    ..found
                };
            }
        }
        replicate.redrawn = TRIES;
        replicate.undrawn = true;
        replicate
    }

    /// Draws variances of which degrees of freedom are known.
    fn spread(&self, seed: u64, replicate: &mut Replicate) {
        let number = replicate.number;
        for freedom in &self.uncertainty.freedom {
            let layer = match freedom.occasions {
                true => &mut replicate.between_occasions,
                false => &mut replicate.between,
            };
            layer.redraw(freedom.of.clone(), freedom.degrees, seed, number);
        }
        if let (Some(degrees), Some(error)) = (self.uncertainty.residual, &mut replicate.residual) {
            for part in Error::ALL {
                let stream = Stream::new(seed, 0, part.name(), "degrees of freedom of the error");
                *part.of(error) *=
                    (f64::from(degrees) / chi_squared(&stream, degrees, number)).sqrt();
            }
        }
    }

    /// Draws estimates; `None` where they are no population.
    fn estimated(&self, seed: u64, count: u64, base: &Replicate) -> Option<Replicate> {
        let uncertainty = &self.uncertainty;
        let drawn = uncertainty.layer.draw(seed, 0, "uncertainty", count);
        let mut found = base.clone();
        let mut omega = base.between.covariance();
        for ((spread, of), drawn) in uncertainty
            .layer
            .spreads
            .iter()
            .zip(&uncertainty.of)
            .zip(drawn)
        {
            match *of {
                Estimate::Typical(place) => {
                    let factor = spread.shape.apply(1.0, drawn);
                    if factor <= 0.0 {
                        return None;
                    }
                    found.factors.push((place, factor));
                }
                Estimate::Between(row, column) => omega[row][column] += drawn,
                Estimate::Residual(part) => {
                    let sd = part.of(found.residual.get_or_insert_default());
                    let variance = *sd * *sd + drawn;
                    if variance < 0.0 || (variance == 0.0 && drawn != 0.0) {
                        return None;
                    }
                    *sd = variance.sqrt();
                }
            }
        }
        let differs = |of: &Estimate| matches!(of, Estimate::Between(..));
        if uncertainty.of.iter().any(differs) {
            found.between = Layer::definite(base.between.spreads.clone(), &omega)?;
        }
        Some(found)
    }
}

/// A draw from the chi-squared distribution: squares of as many normal numbers, those of the replicate
/// of this number.
pub(super) fn chi_squared(stream: &Stream, degrees: u32, number: u64) -> f64 {
    let first = number * u64::from(degrees);
    (first..first + u64::from(degrees))
        .map(|count| stream.normal(count).powi(2))
        .sum()
}
