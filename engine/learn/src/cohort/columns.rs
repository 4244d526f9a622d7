//! Columns of numbers, summed up.

use crate::spec::Transform;
use engine::learned::progression::schema::Column;

/// A name that scenarios can write: dots and spaces are where parts begin.
pub(super) fn plain(name: &str) -> String {
    let letter = |c: char| if c.is_alphanumeric() { c } else { '_' };
    name.chars().map(letter).collect()
}

pub(super) fn blank(name: &str, unit: &str) -> Column {
    Column {
        name: name.to_owned(),
        unit: unit.to_owned(),
        log: false,
        mean: 0.0,
        sd: 1.0,
        range: (0.0, 1.0),
        missing: 0.0,
    }
}

/// A column summed up; why it cannot be learned from.
pub fn summed(
    name: &str,
    unit: &str,
    values: &[f64],
    transform: Transform,
) -> Result<Column, String> {
    let known: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    if known.is_empty() {
        return Err("no value in any row".to_owned());
    }
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if low == high {
        return Err(format!(
            "{low} in every row: nothing can be learned from it"
        ));
    }
    if transform == Transform::Log && low <= 0.0 {
        return Err(format!(
            "found {low}, and a logarithm needs values above zero"
        ));
    }
    let logs: Vec<f64> = known.iter().map(|v| v.ln()).collect();
    let log = match transform {
        Transform::Log => true,
        Transform::None => false,
        Transform::Auto => {
            low > 0.0 && skewness(&known) > 1.0 && skewness(&logs).abs() < skewness(&known)
        }
    };
    let counted = if log { &logs } else { &known };
    let (mean, sd) = moments(counted);
    Ok(Column {
        name: name.to_owned(),
        unit: unit.to_owned(),
        log,
        mean,
        sd,
        range: (low, high),
        missing: 1.0 - known.len() as f64 / values.len() as f64,
    })
}

fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let square = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
    (mean, square.sqrt())
}

fn skewness(values: &[f64]) -> f64 {
    let (mean, sd) = moments(values);
    let cubes = values.iter().map(|v| ((v - mean) / sd).powi(3));
    cubes.sum::<f64>() / values.len() as f64
}
