//! A Gaussian copula, to which trees are compared.

use super::judge::Columns;
use engine::learned::people::draw::Chance;
use engine::random::inverse_normal;
use nalgebra::{Cholesky, DMatrix, DVector};

/// As many people as there were, drawn from normal scores that go together as the real ones' do;
/// what is missing is missing by itself.
pub fn people(train: &Columns, chance: &mut impl Chance) -> Columns {
    let n = train.len();
    let sorted: Vec<Vec<f64>> = (train.values.iter())
        .map(|column| {
            let mut known: Vec<f64> = column.iter().copied().filter(|v| !v.is_nan()).collect();
            known.sort_by(f64::total_cmp);
            known
        })
        .collect();
    let mut scores = DMatrix::zeros(n, sorted.len());
    for (c, (column, sorted)) in train.values.iter().zip(&sorted).enumerate() {
        for (row, v) in column.iter().enumerate() {
            // Anywhere among those alike; of whom it is not known, at the middle.
            let low = sorted.partition_point(|s| s < v) as f64;
            let high = sorted.partition_point(|s| s <= v) as f64;
            scores[(row, c)] = match v.is_nan() {
                true => 0.0,
                false => inverse_normal((low + (high - low) * chance.next()) / sorted.len() as f64),
            };
        }
    }
    let mut same = scores.transpose() * &scores / n as f64;
    let scale: Vec<f64> = (0..sorted.len())
        .map(|c| same[(c, c)].max(1e-9).sqrt())
        .collect();
    for i in 0..sorted.len() {
        for j in 0..sorted.len() {
            same[(i, j)] /= scale[i] * scale[j] * if i == j { 1.0 / 1.001 } else { 1.0 };
        }
    }
    let factor = Cholesky::new(same).map_or_else(
        || DMatrix::identity(sorted.len(), sorted.len()),
        |factor| factor.l(),
    );
    let mut drawn = train.clone();
    for row in 0..n {
        let z = DVector::from_fn(sorted.len(), |_, _| inverse_normal(chance.next()));
        let z = &factor * z;
        for (c, sorted) in sorted.iter().enumerate() {
            let missing = 1.0 - sorted.len() as f64 / n as f64;
            let share = share(z[c]);
            let place = (share * sorted.len() as f64) as usize;
            drawn.values[c][row] = match chance.next() < missing {
                true => f64::NAN,
                false => sorted[place.min(sorted.len() - 1)],
            };
        }
    }
    drawn
}

/// The share of the normal distribution below `z`, to 1e-7 (Abramowitz and Stegun 7.1.26): enough to
/// choose among some thousand places.
fn share(z: f64) -> f64 {
    let x = z.abs() / 2f64.sqrt();
    let t = 1.0 / (1.0 + 0.3275911 * x);
    let sum = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t
        + 0.254829592)
        * t;
    let half = 0.5 * sum * (-x * x).exp();
    if z > 0.0 { 1.0 - half } else { half }
}

/// As many people as there were, each column drawn alone.
pub fn alone(train: &Columns, chance: &mut impl Chance) -> Columns {
    let n = train.len();
    let mut drawn = train.clone();
    for (column, real) in drawn.values.iter_mut().zip(&train.values) {
        for cell in column.iter_mut() {
            *cell = real[(chance.next() * n as f64) as usize];
        }
    }
    drawn
}
