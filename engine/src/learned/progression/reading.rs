//! What trees and networks read of a patient beside the core's forecast.

use super::gaussian::{Course, Gaussian};

/// A patient's past, as trees and networks read it. Treatment is left out: it acts through the core alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    t: f64,
    visits: f64,
    x: Vec<f64>,
    signs: Vec<f64>,
    last: Vec<f64>,
    change: Vec<f64>,
    /// By marker: how far past visits were from what was expected, in standard deviations.
    surprise: Vec<f64>,
}

/// Expected value and standard deviation of each marker at a visit, noise included.
pub type Expected = Vec<(f64, f64)>;

/// What the core expects of a visit at `t` with these years on arms.
pub fn expect(core: &Gaussian, course: &Course, t: f64, on: &[f64]) -> Expected {
    let forecast = core.forecast(course, &[(t, on.to_vec())]);
    (0..core.markers)
        .map(|k| {
            let variance = forecast.cov[(k, k)].max(0.0) + core.noise[k].powi(2);
            (forecast.mean[k], variance.sqrt())
        })
        .collect()
}

/// What the core expected of each visit, from those before it.
pub fn looks_back(core: &Gaussian, course: &Course) -> Vec<Expected> {
    let before = |visit: usize| Course {
        x: course.x.clone(),
        seen: course.seen[..visit].to_vec(),
    };
    (0..course.seen.len())
        .map(|visit| {
            let seen = &course.seen[visit];
            expect(core, &before(visit), seen.t, &seen.on)
        })
        .collect()
}

impl Reading {
    /// Reads the first `visits` visits; `expected` as by [`looks_back`].
    pub fn of(course: &Course, signs: &[Vec<f64>], expected: &[Expected], visits: usize) -> Self {
        let markers = expected.first().map_or(0, Vec::len);
        let known = |k: usize| {
            (0..visits)
                .rev()
                .map(move |v| course.seen[v].y[k])
                .filter(|y| y.is_finite())
        };
        let last = |k: usize| known(k).next().unwrap_or(f64::NAN);
        let change = |k: usize| last(k) - known(k).nth(1).unwrap_or(f64::NAN);
        let surprise = |k: usize| {
            let (mut sum, mut count) = (0.0, 0.0);
            for (seen, expected) in course.seen[..visits].iter().zip(expected).skip(1) {
                let z = (seen.y[k] - expected[k].0) / expected[k].1;
                if z.is_finite() {
                    (sum, count) = (sum + z.abs().min(4.0), count + 1.0);
                }
            }
            // Drawn to what a normal one would be.
            (sum + 2.0 * 0.8) / (count + 2.0)
        };
        let sign = |s: usize| {
            (0..visits)
                .rev()
                .map(|v| signs[v][s])
                .find(|y| y.is_finite())
                .unwrap_or(f64::NAN)
        };
        Self {
            t: course.seen[visits - 1].t,
            visits: visits as f64,
            x: course.x.clone(),
            signs: (0..signs.first().map_or(0, Vec::len)).map(sign).collect(),
            last: (0..markers).map(last).collect(),
            change: (0..markers).map(change).collect(),
            surprise: (0..markers).map(surprise).collect(),
        }
    }

    /// Features for all markers at a visit at `t`.
    pub fn shared(&self, t: f64, expected: &Expected) -> Vec<f64> {
        let mut row = vec![t - self.t, self.t, self.visits];
        row.extend(&self.x);
        row.extend(&self.signs);
        row.extend(expected.iter().map(|(mean, _)| mean));
        row.extend(&self.last);
        row.extend(&self.change);
        row
    }

    /// What is read of the past alone: a visit to come has no part in it.
    pub fn past(&self) -> Vec<f64> {
        let mut row = vec![self.t, self.visits];
        for part in [
            &self.x,
            &self.signs,
            &self.last,
            &self.change,
            &self.surprise,
        ] {
            row.extend(part);
        }
        row
    }

    /// Features of one marker alone.
    pub fn own(&self, marker: usize, expected: &Expected) -> [f64; 2] {
        [expected[marker].1, self.surprise[marker]]
    }
}
