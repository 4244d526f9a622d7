//! What networks are told of a patient: the past, and what the core foresees of visits to come.

use crate::learned::progression::gaussian::{Course, Gaussian, design, low};
use crate::learned::progression::reading::{Expected, Reading};
use crate::learned::progression::twin::{Latent, own};
use crate::random::Stream;
use nalgebra::{Cholesky, DMatrix};

/// Visits that are foreseen at once: more would ask for a covariance of all of them.
const AT_ONCE: usize = 8;

/// One visit to come, before any twin has come there.
#[derive(Debug, Clone)]
pub struct Ahead {
    /// Years since the first visit.
    pub t: f64,
    /// Columns of the mean of the core.
    pub design: Vec<f64>,
    /// What the core expects of each marker, noise included.
    pub expected: Expected,
    /// Lower triangle of the factor of the correlations of the markers, noise included.
    pub factor: Vec<f64>,
    /// What trees would read: features of all markers, then those of each.
    pub features: Vec<f64>,
}

/// What is known of a patient, and the visits to come.
#[derive(Debug, Clone)]
pub struct Prospect {
    /// Years of the last visit known.
    pub last: f64,
    /// Columns of the mean when the course begins.
    begin: (f64, Vec<f64>),
    latent: Latent,
    /// What is read of the past.
    pub past: Vec<f64>,
    /// Visits to come, by time.
    pub ahead: Vec<Ahead>,
}

/// A twin by the core: levels when the course begins, then levels and measurements at each visit.
pub struct Path {
    /// Levels at the beginning.
    pub begin: Vec<f64>,
    /// By visit: levels without noise, and with it.
    pub visits: Vec<[Vec<f64>; 2]>,
}

impl Prospect {
    /// Of a patient with this past, whose twins begin at a time (years since the first visit, years
    /// on treatments), at these visits.
    pub fn new(
        core: &Gaussian,
        (course, reading): (&Course, &Reading),
        begin: (f64, &[f64]),
        visits: &[(f64, Vec<f64>)],
    ) -> Self {
        let m = core.markers;
        let mut ahead = Vec::with_capacity(visits.len());
        for some in visits.chunks(AT_ONCE) {
            let forecast = core.forecast(course, some);
            for (number, (t, on)) in some.iter().enumerate() {
                let variance = |i: usize, j: usize| {
                    let noise = if i == j { core.noise[i].powi(2) } else { 0.0 };
                    forecast.cov[(number * m + i, number * m + j)] + noise
                };
                let expected: Expected = (0..m)
                    .map(|k| {
                        let least = core.noise[k].powi(2);
                        (
                            forecast.mean[number * m + k],
                            variance(k, k).max(least).sqrt(),
                        )
                    })
                    .collect();
                let same = DMatrix::from_fn(m, m, |i, j| match i == j {
                    true => 1.0,
                    false => variance(i, j) / (expected[i].1 * expected[j].1),
                });
                let factor = Cholesky::new(same).map_or_else(|| DMatrix::identity(m, m), |c| c.l());
                let triangle = (0..m).flat_map(|i| (0..=i).map(move |j| (i, j)));
                let mut features = reading.shared(*t, &expected);
                (0..m).for_each(|k| features.extend(reading.own(k, &expected)));
                ahead.push(Ahead {
                    t: *t,
                    design: design(&course.x, *t, on),
                    factor: triangle.map(|at| factor[at]).collect(),
                    expected,
                    features,
                });
            }
        }
        Self {
            last: course.seen.last().map_or(0.0, |seen| seen.t),
            begin: (begin.0, design(&course.x, begin.0, begin.1)),
            latent: core.latent(course, begin.0),
            past: reading.past(),
            ahead,
        }
    }

    /// Levels of a twin when its course begins.
    pub fn levels(&self, core: &Gaussian, own: &[f64]) -> Vec<f64> {
        let (t, design) = &self.begin;
        (0..core.markers)
            .map(|k| core.level(own, k, *t, design))
            .collect()
    }

    /// The course of a twin with this chance through all visits.
    pub fn path(&self, core: &Gaussian, stream: &Stream) -> Path {
        let m = core.markers;
        let mut twin = own(&self.latent, stream);
        let begin = self.levels(core, &twin);
        let (mut at, mut before) = (twin.len() as u64, self.begin.0);
        let visits = self.ahead.iter().map(|ahead| {
            core.wander(&mut twin, ahead.t - before, |k| {
                stream.normal(at + k as u64)
            });
            before = ahead.t;
            let levels: Vec<f64> = (0..m)
                .map(|k| core.level(&twin, k, ahead.t, &ahead.design))
                .collect();
            let noisy = (0..m)
                .map(|k| levels[k] + core.noise[k] * stream.normal(at + (m + k) as u64))
                .collect();
            at += 2 * m as u64;
            [levels, noisy]
        });
        let visits = visits.collect();
        Path { begin, visits }
    }
}

impl Ahead {
    /// What a twin measures by the core as draws that know nothing of one another.
    pub fn draws(&self, noisy: &[f64]) -> Vec<f64> {
        let mut draws: Vec<f64> = Vec::with_capacity(noisy.len());
        for (i, (y, (mean, sd))) in noisy.iter().zip(&self.expected).enumerate() {
            let known: f64 = (draws.iter().enumerate())
                .map(|(j, z)| self.factor[low(i, j)] * z)
                .sum();
            draws.push(((y - mean) / sd - known) / self.factor[low(i, i)]);
        }
        draws
    }
}
