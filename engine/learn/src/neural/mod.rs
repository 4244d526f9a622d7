//! Generative networks on what the core leaves over, trained to be compared with trees: a conditional
//! flow and a conditional variational autoencoder over all markers together.
//!
//! Their code is generic over `Real` like every model's, and read by a scalar that remembers how it
//! came to be (`tape`), which gives gradients without a training framework: networks this small
//! train in seconds, and a framework would add minutes to every cold build.

mod adam;
mod flow;
pub mod tape;
mod vae;

use crate::pairs::Row;
use crate::score::crps;
use engine::random::Stream;
use rayon::prelude::*;

/// Rows trained on at most; more change little and take longer.
const MOST: usize = 3000;

/// Draws by which a forecast is scored.
const DRAWS: usize = 60;

/// One visit to come: what is known, and what came, in the core's standard deviations.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    /// Features, counted; 0 where not known.
    pub context: Vec<f64>,
    /// Residuals of all markers.
    pub left: Vec<f64>,
}

/// How features are counted.
struct Scale(Vec<(f64, f64)>);

fn features(row: &Row) -> Vec<f64> {
    let own = row.own.iter().flatten();
    row.shared.iter().chain(own).copied().collect()
}

impl Scale {
    fn of(rows: &[&Row]) -> Self {
        let all: Vec<Vec<f64>> = rows.iter().map(|row| features(row)).collect();
        let one = |k: usize| {
            let known: Vec<f64> = all.iter().map(|f| f[k]).filter(|v| v.is_finite()).collect();
            let n = known.len().max(1) as f64;
            let mean = known.iter().sum::<f64>() / n;
            let square = known.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
            (mean, square.sqrt().max(1e-6))
        };
        Self((0..all.first().map_or(0, Vec::len)).map(one).collect())
    }

    fn count(&self, row: &Row) -> Vec<f64> {
        let counted = features(row).into_iter().zip(&self.0);
        let one = |(v, (mean, sd)): (f64, &(f64, f64))| match v.is_finite() {
            true => ((v - mean) / sd).clamp(-4.0, 4.0),
            false => 0.0,
        };
        counted.map(one).collect()
    }
}

/// A family of networks: how it is trained, and how it draws.
trait Family: Sync {
    fn name(&self) -> &'static str;
    /// Weights that fit these examples.
    fn fit(&self, examples: &[Example], seed: u64) -> Vec<f64>;
    /// A draw of all markers' residuals.
    fn draw(&self, weights: &[f64], context: &[f64], chance: &mut dyn FnMut() -> f64) -> Vec<f64>;
}

/// How families did on patients left out in turn: mean score by weight, of the same rows (the next
/// visit, and later ones from the first), in the spread of each marker. The first two are the core
/// alone and with trees, as scored by `other`.
pub(crate) fn compare(
    rows: &[Row],
    folds: &[usize],
    count: usize,
    seed: u64,
    other: [&(dyn Fn(usize, usize) -> f64 + Sync); 2],
) -> Vec<(&'static str, f64)> {
    let markers = rows.first().map_or(0, |row| row.y.len());
    let taken: Vec<usize> = (0..rows.len())
        .filter(|i| rows[*i].is_next() || rows[*i].is_from_first())
        .collect();
    if markers == 0 || taken.len() < 200 {
        return Vec::new();
    }
    let mean = |score: &(dyn Fn(usize, usize) -> f64 + Sync)| {
        let each: Vec<(f64, f64)> = taken
            .par_iter()
            .map(|i| {
                let known = (0..markers).filter(|k| rows[*i].y[*k].is_finite());
                let (mut sum, mut n) = (0.0, 0.0);
                for k in known {
                    sum += score(*i, k);
                    n += 1.0;
                }
                (sum, n)
            })
            .collect();
        let (sum, n) = each
            .into_iter()
            .fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
        sum / n
    };
    let mut told = vec![
        ("state-space core", mean(other[0])),
        ("core and trees", mean(other[1])),
    ];
    let contexts = rows[taken[0]].shared.len() + rows[taken[0]].own.len() * 2;
    let flow = flow::Flow::new(contexts, markers);
    let vae = vae::Vae::new(contexts, markers);
    let families: [&dyn Family; 2] = [&flow, &vae];
    for family in families {
        let fitted: Vec<(Scale, Vec<f64>)> = (0..count)
            .into_par_iter()
            .map(|out| {
                let inside = taken.iter().filter(|i| folds[**i] != out);
                let whole = |row: &&Row| row.y.iter().all(|y| y.is_finite());
                let mut inside: Vec<&Row> = inside.map(|i| &rows[*i]).filter(whole).collect();
                let step = inside.len().div_ceil(MOST).max(1);
                inside = inside.into_iter().step_by(step).collect();
                let scale = Scale::of(&inside);
                let examples: Vec<Example> = (inside.iter())
                    .map(|row| Example {
                        context: scale.count(row),
                        left: (row.y.iter().zip(&row.expected))
                            .map(|(y, (mean, sd))| ((y - mean) / sd).clamp(-6.0, 6.0))
                            .collect(),
                    })
                    .collect();
                let weights = family.fit(&examples, seed);
                (scale, weights)
            })
            .collect();
        // Draws of a row serve all its markers.
        let scores: Vec<(f64, f64)> = taken
            .par_iter()
            .map(|i| {
                let row = &rows[*i];
                let (scale, weights) = &fitted[folds[*i]];
                let context = scale.count(row);
                let stream = Stream::new(seed, *i as u64, "training", family.name());
                let mut next = 0;
                let mut chance = || {
                    next += 1;
                    stream.normal(next)
                };
                let drawn: Vec<Vec<f64>> = (0..DRAWS)
                    .map(|_| family.draw(weights, &context, &mut chance))
                    .collect();
                let (mut sum, mut n) = (0.0, 0.0);
                for k in (0..markers).filter(|k| row.y[*k].is_finite()) {
                    let (mean, sd) = row.expected[k];
                    let mut values: Vec<f64> = drawn.iter().map(|d| mean + sd * d[k]).collect();
                    values.sort_by(f64::total_cmp);
                    sum += crps(&values, row.y[k]);
                    n += 1.0;
                }
                (sum, n)
            })
            .collect();
        let (sum, n) = scores
            .into_iter()
            .fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
        told.push((family.name(), sum / n));
    }
    told
}
