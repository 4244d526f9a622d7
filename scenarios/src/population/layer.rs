//! Parameters that are drawn together.

use engine::random::Stream;
use physiology::Real;

/// What a draw does to a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// The parameter times exp(eta).
    #[default]
    Lognormal,
    /// The parameter plus eta, in its unit.
    Normal,
    /// The logit of the parameter, a share between 0 and 1, plus eta.
    Logit,
}

/// A parameter that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// Its place among the body's parameters.
    pub param: usize,
    /// Its name.
    pub name: String,
    /// What a draw does to it.
    pub shape: Shape,
}

/// Parameters that are drawn, and how far and how closely together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layer {
    /// The parameters.
    pub spreads: Vec<Spread>,
    /// Lower Cholesky factor of their covariance, row by row.
    factor: Vec<Vec<f64>>,
}

impl Shape {
    /// The parameter of a person whose draw is `eta`.
    pub fn apply(self, parameter: f64, eta: f64) -> f64 {
        match self {
            Self::Lognormal => parameter * Real::exp(eta),
            Self::Normal => parameter + eta,
            Self::Logit => {
                let odds = parameter / (1.0 - parameter) * Real::exp(eta);
                odds / (1.0 + odds)
            }
        }
    }
}

impl Spread {
    /// A parameter by its place and name.
    pub fn new(param: usize, name: impl Into<String>, shape: Shape) -> Self {
        Self {
            param,
            name: name.into(),
            shape,
        }
    }
}

impl Layer {
    /// `covariance` is the lower triangle, row by row; `None` where it is no covariance: not
    /// positive semidefinite. A parameter without variance does not vary, nor with others.
    pub fn new(spreads: Vec<Spread>, covariance: &[Vec<f64>]) -> Option<Self> {
        let mut factor: Vec<Vec<f64>> = Vec::with_capacity(spreads.len());
        for (i, own) in covariance.iter().enumerate() {
            let variance = own[i];
            let mut row: Vec<f64> = Vec::with_capacity(i + 1);
            for j in 0..=i {
                let done: f64 = (0..j)
                    .map(|k| row[k] * if i == j { row[k] } else { factor[j][k] })
                    .sum();
                let rest = own[j] - done;
                // Rounding of the numbers in a file leaves this much.
                let slack = 1e-9 * variance.max(covariance[j][j]);
                row.push(match i == j {
                    true if rest < -slack => return None,
                    true => rest.max(0.0).sqrt(),
                    false if factor[j][j] > 0.0 => rest / factor[j][j],
                    false if rest.abs() > slack => return None,
                    false => 0.0,
                });
            }
            factor.push(row);
        }
        Some(Self { spreads, factor })
    }

    /// Two layers of different parameters, independent of each other.
    pub fn beside(mut self, other: Self) -> Self {
        let before = self.spreads.len();
        self.spreads.extend(other.spreads);
        self.factor.extend(other.factor.into_iter().map(|row| {
            let mut whole = vec![0.0; before];
            whole.extend(row);
            whole
        }));
        self
    }

    /// Whether nothing is drawn.
    pub fn is_empty(&self) -> bool {
        self.spreads.is_empty()
    }

    /// Standard deviations, in the order of the parameters.
    pub fn deviations(&self) -> Vec<f64> {
        let squares = |row: &Vec<f64>| row.iter().map(|x| x * x).sum::<f64>().sqrt();
        self.factor.iter().map(squares).collect()
    }

    /// The draws of one person (or replicate) for one purpose, the number `count` of their kind.
    ///
    /// A parameter's own draw is keyed by its name, so that another parameter that begins to vary
    /// does not change it.
    pub fn draw(&self, seed: u64, person: u64, purpose: &str, count: u64) -> Vec<f64> {
        let own = |spread: &Spread| Stream::new(seed, person, &spread.name, purpose).normal(count);
        let normal: Vec<f64> = self.spreads.iter().map(own).collect();
        let eta = |row: &Vec<f64>| row.iter().zip(&normal).map(|(weight, z)| weight * z).sum();
        self.factor.iter().map(eta).collect()
    }

    /// Puts draws on a row of the body's parameters.
    pub fn apply(&self, eta: &[f64], params: &mut [f64]) {
        for (spread, eta) in self.spreads.iter().zip(eta) {
            params[spread.param] = spread.shape.apply(params[spread.param], *eta);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(covariance: &[Vec<f64>]) -> Option<Layer> {
        let spread = |i: usize| Spread::new(i, format!("p{i}"), Shape::Lognormal);
        Layer::new((0..covariance.len()).map(spread).collect(), covariance)
    }

    #[test]
    fn draws_have_the_covariance_that_was_asked_for() {
        let covariance = [vec![0.09], vec![-0.03, 0.04], vec![0.06, 0.0, 0.25]];
        let layer = layer(&covariance).expect("a covariance");
        let n = 40_000;
        let draws: Vec<Vec<f64>> = (0..n)
            .map(|who| layer.draw(7, who, "between people", 0))
            .collect();
        for (i, row) in covariance.iter().enumerate() {
            for (j, expected) in row.iter().enumerate() {
                let found = draws.iter().map(|eta| eta[i] * eta[j]).sum::<f64>() / n as f64;
                // Variance of the product of two normal numbers: s_ii s_jj + s_ij^2.
                let spread = covariance[i][i] * covariance[j][j] + expected * expected;
                let error = (spread / n as f64).sqrt();
                assert!((found - expected).abs() < 4.0 * error, "{i} {j}: {found}");
            }
        }
    }

    #[test]
    fn what_is_no_covariance_is_refused() {
        assert!(layer(&[vec![1.0], vec![2.0, 1.0]]).is_none());
        assert!(layer(&[vec![0.0], vec![0.1, 1.0]]).is_none());
        assert!(layer(&[vec![-1.0]]).is_none());
        // Fully together, and not at all.
        assert!(layer(&[vec![4.0], vec![2.0, 1.0]]).is_some());
        assert!(layer(&[vec![0.0], vec![0.0, 1.0]]).is_some());
    }

    #[test]
    fn another_parameter_changes_nobody() {
        let one = layer(&[vec![0.09]]).expect("one");
        let two = one.clone().beside(
            Layer::new(vec![Spread::new(1, "q", Shape::Normal)], &[vec![1.0]]).expect("another"),
        );
        assert_eq!(one.draw(3, 4, "x", 0)[0], two.draw(3, 4, "x", 0)[0]);
    }

    #[test]
    fn shapes() {
        assert!((Shape::Lognormal.apply(2.0, 0.5) - 2.0 * 0.5f64.exp()).abs() < 1e-15);
        assert_eq!(Shape::Normal.apply(2.0, 0.5), 2.5);
        let logit = |p: f64| (p / (1.0 - p)).ln();
        let moved = Shape::Logit.apply(0.3, 0.5);
        assert!((logit(moved) - logit(0.3) - 0.5).abs() < 1e-12);
    }
}
