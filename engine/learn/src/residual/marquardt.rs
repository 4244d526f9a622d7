//! Least squares by Levenberg and Marquardt, drawn to zero by a ridge.

use nalgebra::{Cholesky, DMatrix, DVector};

/// What misses and how it answers to the weights: misses, and by weight their slopes.
pub(super) struct Misses {
    pub misses: Vec<f64>,
    pub slopes: Vec<Vec<f64>>,
}

/// Steps at most.
const MOST: usize = 30;

/// Stops where a step gains less than this share.
const GAIN: f64 = 1e-3;

/// The weights near `from` with the least sum of squared misses and of `ridge` times the squared
/// weights. `of` is asked for slopes only where they are needed.
pub(super) fn least(
    mut of: impl FnMut(&[f64], bool) -> Misses,
    from: Vec<f64>,
    ridge: f64,
    mut told: impl FnMut(usize),
) -> Vec<f64> {
    let mut w = DVector::from_vec(from);
    let cost = |misses: &[f64], w: &DVector<f64>| {
        misses.iter().map(|m| m * m).sum::<f64>() + ridge * w.dot(w)
    };
    let mut damping = 1.0;
    for step in 0..MOST {
        told(step);
        let here = of(w.as_slice(), true);
        let now = cost(&here.misses, &w);
        let (n, k) = (here.misses.len(), w.len());
        let slopes = DMatrix::from_fn(n, k, |row, column| here.slopes[column][row]);
        let misses = DVector::from_vec(here.misses);
        let curve = slopes.tr_mul(&slopes);
        let down = -(slopes.tr_mul(&misses) + ridge * &w);
        let mut gained = None;
        for _ in 0..8 {
            let mut damped = curve.clone();
            for i in 0..k {
                damped[(i, i)] += ridge + damping * (1e-3 + curve[(i, i)]);
            }
            let Some(factor) = Cholesky::new(damped) else {
                damping *= 10.0;
                continue;
            };
            let next = &w + factor.solve(&down);
            let there = cost(&of(next.as_slice(), false).misses, &next);
            if there < now {
                damping = (damping * 0.2).max(1e-6);
                gained = Some((now - there) / now);
                w = next;
                break;
            }
            damping *= 5.0;
        }
        match gained {
            Some(gain) if gain > GAIN => {}
            _ => break,
        }
    }
    w.as_slice().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_an_exponential_from_afar() {
        let at: Vec<f64> = (0..20).map(|i| f64::from(i) / 5.0).collect();
        let of = |w: &[f64], _: bool| Misses {
            misses: at
                .iter()
                .map(|t| w[0] * (-w[1] * t).exp() - 3.0 * (-0.7 * t).exp())
                .collect(),
            slopes: vec![
                at.iter().map(|t| (-w[1] * t).exp()).collect(),
                at.iter().map(|t| -t * w[0] * (-w[1] * t).exp()).collect(),
            ],
        };
        let w = least(of, vec![1.0, 0.1], 0.0, |_| ());
        assert!(
            (w[0] - 3.0).abs() < 1e-2 && (w[1] - 0.7).abs() < 1e-2,
            "{w:?}"
        );
    }
}
