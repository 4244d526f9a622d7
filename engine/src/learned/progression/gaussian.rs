//! The core: every marker has a mean that follows time, covariates and treatment, an intercept and a
//! slope of each patient's own, a wandering part that returns (Ornstein-Uhlenbeck processes shared
//! between markers), and noise of its own. All of it is jointly normal, so that what is known of a
//! patient, whatever was measured at whatever times, is conditioned on exactly.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// One visit, in the numbers the core works with.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Years since the patient's first visit.
    pub t: f64,
    /// Years on each arm after the first, up to now.
    pub on: Vec<f64>,
    /// Markers, transformed and standardised; NaN where not measured.
    pub y: Vec<f64>,
}

/// A patient, in the numbers the core works with.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Course {
    /// Covariates, standardised.
    pub x: Vec<f64>,
    /// Visits by time.
    pub seen: Vec<Seen>,
}

/// The parameters of the core. Matrices are row after row.
#[derive(Debug, Clone, PartialEq)]
pub struct Gaussian {
    /// How many markers.
    pub markers: usize,
    /// How many columns the mean has.
    pub columns: usize,
    /// Mean: a row of weights for each marker.
    pub beta: Vec<f64>,
    /// Lower triangle of the factor of the covariance of intercepts and slopes (intercepts first).
    pub own: Vec<f64>,
    /// Lower triangle of the loadings of markers on the wandering processes.
    pub load: Vec<f64>,
    /// How fast each process returns, per year.
    pub rate: Vec<f64>,
    /// Standard deviation of each marker's noise.
    pub noise: Vec<f64>,
    /// Degrees of freedom of the noise; infinite for a normal one. Outliers pull less.
    pub freedom: f64,
}

/// How many columns the mean has for so many covariates and arms after the first.
pub fn columns(covariates: usize, arms: usize) -> usize {
    3 + 2 * covariates + arms
}

/// The columns of the mean at a time.
pub fn design(x: &[f64], t: f64, on: &[f64]) -> Vec<f64> {
    let mut row = vec![1.0, t, t.ln_1p()];
    for value in x {
        row.extend([*value, value * t]);
    }
    row.extend(on);
    row
}

/// Number in a lower triangle kept row after row.
#[inline]
pub fn low(i: usize, j: usize) -> usize {
    i * (i + 1) / 2 + j
}

/// The patient's measurements in one row: visit, marker, value.
pub fn measured(seen: &[Seen]) -> Vec<(usize, usize, f64)> {
    let mut all = Vec::new();
    for (visit, seen) in seen.iter().enumerate() {
        let known = seen.y.iter().enumerate().filter(|(_, y)| y.is_finite());
        all.extend(known.map(|(marker, y)| (visit, marker, *y)));
    }
    all
}

/// What is expected at some times, given what was measured: mean and covariance of all markers at
/// all of them, without their noise, marker after marker within a time.
pub struct Forecast {
    /// Mean.
    pub mean: DVector<f64>,
    /// Covariance without noise.
    pub cov: DMatrix<f64>,
}

impl Gaussian {
    /// Covariance of intercepts and slopes.
    pub fn own_covariance(&self) -> DMatrix<f64> {
        let size = 2 * self.markers;
        let factor = DMatrix::from_fn(size, size, |i, j| match j <= i {
            true => self.own[low(i, j)],
            false => 0.0,
        });
        &factor * factor.transpose()
    }

    /// Loadings of markers (rows) on processes (columns).
    pub fn loadings(&self) -> DMatrix<f64> {
        DMatrix::from_fn(self.markers, self.markers, |i, j| match j <= i {
            true => self.load[low(i, j)],
            false => 0.0,
        })
    }

    /// Mean of a marker.
    pub fn mean(&self, marker: usize, design: &[f64]) -> f64 {
        let weights = &self.beta[marker * self.columns..][..self.columns];
        weights.iter().zip(design).map(|(w, d)| w * d).sum()
    }

    /// Covariance between two measurements without noise; `own` and `load` as above.
    #[inline]
    pub fn between(
        &self,
        own: &DMatrix<f64>,
        load: &DMatrix<f64>,
        (ta, a): (f64, usize),
        (tb, b): (f64, usize),
    ) -> f64 {
        let m = self.markers;
        let gap = (ta - tb).abs();
        let mut sum = own[(a, b)]
            + own[(a, m + b)] * tb
            + own[(m + a, b)] * ta
            + own[(m + a, m + b)] * ta * tb;
        for k in 0..=a.min(b) {
            sum += load[(a, k)] * load[(b, k)] * (-self.rate[k] * gap).exp();
        }
        sum
    }

    /// Weights of measurements: below 1 for outliers, by what the others say of them.
    fn weights(
        &self,
        base: &DMatrix<f64>,
        rows: &[(usize, usize, f64)],
        r: &DVector<f64>,
    ) -> Vec<f64> {
        let mut weights = vec![1.0; rows.len()];
        if !self.freedom.is_finite() || rows.is_empty() {
            return weights;
        }
        for _ in 0..4 {
            let Some(factor) = self.with_noise(base, rows, &weights) else {
                return weights;
            };
            // Expected squared noise of each, given all: noise variance and residual by the inverse.
            let inverse = factor.inverse();
            let z = &inverse * r;
            for (i, (_, marker, _)) in rows.iter().enumerate() {
                let variance = self.noise[*marker].powi(2);
                let now = variance / weights[i];
                let residual = now * z[i];
                let left = now - now * now * inverse[(i, i)];
                let square = (residual * residual + left.max(0.0)) / variance;
                weights[i] = (self.freedom + 1.0) / (self.freedom + square);
            }
        }
        weights
    }

    fn with_noise(
        &self,
        base: &DMatrix<f64>,
        rows: &[(usize, usize, f64)],
        weights: &[f64],
    ) -> Option<Cholesky<f64, Dyn>> {
        let mut full = base.clone();
        for (i, (_, marker, _)) in rows.iter().enumerate() {
            full[(i, i)] += self.noise[*marker].powi(2) / weights[i];
        }
        Cholesky::new(full)
    }

    /// What is known of the patient's measurements: their covariance without noise, the residuals
    /// from the mean, and weights.
    pub fn weigh(&self, course: &Course) -> Vec<f64> {
        let rows = measured(&course.seen);
        let (base, r) = self.residuals(course, &rows);
        self.weights(&base, &rows, &r)
    }

    fn residuals(
        &self,
        course: &Course,
        rows: &[(usize, usize, f64)],
    ) -> (DMatrix<f64>, DVector<f64>) {
        let (own, load) = (self.own_covariance(), self.loadings());
        let designs: Vec<Vec<f64>> = (course.seen.iter())
            .map(|seen| design(&course.x, seen.t, &seen.on))
            .collect();
        let n = rows.len();
        let mut base = DMatrix::zeros(n, n);
        for i in 0..n {
            let (a, m, _) = rows[i];
            for j in 0..=i {
                let (b, k, _) = rows[j];
                let value = self.between(&own, &load, (course.seen[a].t, m), (course.seen[b].t, k));
                base[(i, j)] = value;
                base[(j, i)] = value;
            }
        }
        let r = DVector::from_iterator(
            n,
            rows.iter().map(|(v, m, y)| y - self.mean(*m, &designs[*v])),
        );
        (base, r)
    }

    /// Intercepts, slopes and wandering processes at a time, given the course: mean, and the factor
    /// of the covariance.
    pub fn latent(&self, course: &Course, t: f64) -> (DVector<f64>, DMatrix<f64>) {
        let m = self.markers;
        let (own, load) = (self.own_covariance(), self.loadings());
        let mut cov = DMatrix::identity(3 * m, 3 * m);
        cov.view_mut((0, 0), (2 * m, 2 * m)).copy_from(&own);
        let mut mean = DVector::zeros(3 * m);
        let rows = measured(&course.seen);
        let (base, r) = self.residuals(course, &rows);
        let weights = self.weights(&base, &rows, &r);
        if let Some(factor) = self.with_noise(&base, &rows, &weights) {
            let cross = DMatrix::from_fn(rows.len(), 3 * m, |i, j| {
                let (visit, marker, _) = rows[i];
                let at = course.seen[visit].t;
                match j < 2 * m {
                    true => own[(marker, j)] + at * own[(m + marker, j)],
                    false => {
                        let k = j - 2 * m;
                        load[(marker, k)] * (-self.rate[k] * (t - at).abs()).exp()
                    }
                }
            });
            let solved = factor.solve(&cross);
            mean = solved.transpose() * r;
            cov -= cross.transpose() * solved;
        }
        for i in 0..3 * m {
            cov[(i, i)] += 1e-9;
        }
        let factor = Cholesky::new(cov).map_or_else(|| DMatrix::zeros(3 * m, 3 * m), |c| c.l());
        (mean, factor)
    }

    /// What is expected of all markers at these times (years, years on arms), given the course.
    pub fn forecast(&self, course: &Course, at: &[(f64, Vec<f64>)]) -> Forecast {
        let m = self.markers;
        let (own, load) = (self.own_covariance(), self.loadings());
        let size = at.len() * m;
        let mut mean = DVector::zeros(size);
        let mut cov = DMatrix::zeros(size, size);
        for (a, (ta, on)) in at.iter().enumerate() {
            let row = design(&course.x, *ta, on);
            for i in 0..m {
                mean[a * m + i] = self.mean(i, &row);
                for (b, (tb, _)) in at.iter().enumerate() {
                    for j in 0..m {
                        cov[(a * m + i, b * m + j)] = self.between(&own, &load, (*ta, i), (*tb, j));
                    }
                }
            }
        }
        let rows = measured(&course.seen);
        if rows.is_empty() {
            return Forecast { mean, cov };
        }
        let (base, r) = self.residuals(course, &rows);
        let weights = self.weights(&base, &rows, &r);
        let Some(factor) = self.with_noise(&base, &rows, &weights) else {
            return Forecast { mean, cov };
        };
        let cross = DMatrix::from_fn(rows.len(), size, |i, j| {
            let (visit, marker, _) = rows[i];
            self.between(
                &own,
                &load,
                (course.seen[visit].t, marker),
                (at[j / m].0, j % m),
            )
        });
        let solved = factor.solve(&cross);
        mean += solved.transpose() * r;
        cov -= cross.transpose() * solved;
        Forecast { mean, cov }
    }
}
