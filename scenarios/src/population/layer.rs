//! Parameters that are drawn together.

use super::uncertainty::chi_squared;
use engine::random::Stream;
use physiology::Real;
use std::ops::Range;

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

/// The inverse of a lower triangle, which is one; rows are whole.
fn inverse(triangle: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut inverse: Vec<Vec<f64>> = Vec::with_capacity(triangle.len());
    for (row, own) in triangle.iter().enumerate() {
        let cell = |column: usize| -> f64 {
            let one = f64::from(u8::from(row == column));
            let before = own.iter().zip(&inverse);
            let done: f64 = before.map(|(weight, cells)| weight * cells[column]).sum();
            (one - done) / own[row]
        };
        let cells = (0..triangle.len()).map(cell).collect();
        inverse.push(cells);
    }
    inverse
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

    /// The same, and `None` too where a parameter that varies does so not at all, or only together
    /// with others: where the covariance of those that vary is not positive definite.
    pub(super) fn definite(spreads: Vec<Spread>, covariance: &[Vec<f64>]) -> Option<Self> {
        let layer = Self::new(spreads, covariance)?;
        let rows = covariance.iter().zip(&layer.factor).enumerate();
        let mut own = rows.map(|(place, (row, factor))| (row, row[place], factor[place]));
        let definite = own.all(|(row, variance, factor)| {
            factor > 0.0 || (variance == 0.0 && row.iter().all(|cell| *cell == 0.0))
        });
        definite.then_some(layer)
    }

    /// Variances and covariances, the lower triangle row by row.
    pub fn covariance(&self) -> Vec<Vec<f64>> {
        let product = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
        let rows = self.factor.iter().enumerate();
        let row = |(place, own): (usize, &Vec<f64>)| {
            let others = self.factor[..=place].iter();
            others.map(|other| product(own, other)).collect()
        };
        rows.map(row).collect()
    }

    /// Draws the covariance of some parameters anew, from an inverse Wishart distribution with these
    /// degrees of freedom and their covariance times those as scale; `of` is a block independent of
    /// the others. The draw is that of the replicate of this number.
    ///
    /// With `L L'` the covariance and `A` a Wishart draw of no correlation, `n L A^-1 L'` is what is
    /// drawn, and `A = T T'` by Bartlett's triangle: roots of chi-squared numbers with `n`, `n - 1`, ...
    /// degrees on the diagonal, normal numbers below it.
    pub(super) fn redraw(&mut self, of: Range<usize>, degrees: u32, seed: u64, number: u64) {
        let size = of.len();
        let purpose = "degrees of freedom";
        let mut triangle = vec![vec![0.0; size]; size];
        for (row, cells) in triangle.iter_mut().enumerate() {
            let name = &self.spreads[of.start + row].name;
            for (column, cell) in cells.iter_mut().enumerate().take(row) {
                let other = &self.spreads[of.start + column].name;
                let stream = Stream::new(seed, 0, name, &format!("{purpose} beside {other}"));
                *cell = stream.normal(number);
            }
            let degrees = degrees.saturating_sub(row as u32).max(1);
            let stream = Stream::new(seed, 0, name, purpose);
            cells[row] = chi_squared(&stream, degrees, number).sqrt();
        }
        let inverse = inverse(&triangle);
        // Rows of L T'^-1, which times its own transpose is the draw; T'^-1 is upper triangular.
        let old = |row: usize, k: usize| self.factor[of.start + row][of.start + k];
        let root = f64::from(degrees).sqrt();
        let drawn: Vec<Vec<f64>> = (0..size)
            .map(|row| {
                let cell = |column: usize| -> f64 {
                    let terms = (0..=row.min(column)).map(|k| old(row, k) * inverse[column][k]);
                    root * terms.sum::<f64>()
                };
                (0..size).map(cell).collect()
            })
            .collect();
        let covariance: Vec<Vec<f64>> = (0..size)
            .map(|row| {
                let cell = |column: usize| -> f64 {
                    drawn[row]
                        .iter()
                        .zip(&drawn[column])
                        .map(|(a, b)| a * b)
                        .sum()
                };
                (0..=row).map(cell).collect()
            })
            .collect();
        // A product of a matrix with itself has a factor, but for rounding.
        if let Some(layer) = Self::new(self.spreads[of.clone()].to_vec(), &covariance) {
            for (row, cells) in layer.factor.into_iter().enumerate() {
                self.factor[of.start + row][of.start..].copy_from_slice(&cells);
            }
        }
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
