//! The forecast of one marker by the core, and by trees on what it leaves over.

use super::gaussian::Gaussian;
use super::reading::{Expected, Reading, expect, looks_back};
use super::schema::{Known, Schema};
use super::shape::Shape;
use super::trees::Boosted;

/// How one marker is forecast from what the core expects.
#[derive(Debug, Clone, PartialEq)]
pub struct Marker {
    /// Place and scatter, in the core's standard deviations.
    pub trees: Boosted,
    /// Share of the trees in the forecast; the rest is the core's own.
    pub blend: f64,
    /// Shape of what is left of the core alone and of the trees, by how far ahead.
    pub shapes: Vec<[Shape; 2]>,
}

/// What is forecast of one marker at one time, in the core's numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlook {
    /// Expected by the core.
    pub mean: f64,
    /// Its standard deviation.
    pub sd: f64,
    /// Place by the trees, in `sd`.
    pub place: f64,
    /// Scatter by the trees, in `sd`.
    pub scatter: f64,
    /// Which shape.
    pub bucket: usize,
}

impl Marker {
    /// What is forecast at a time of which the core expects this; `features` as the trees read them.
    pub fn look(&self, (mean, sd): (f64, f64), features: &[f64], bucket: usize) -> Outlook {
        let (place, scatter) = self.trees.at(features);
        Outlook {
            mean,
            sd,
            place,
            scatter,
            bucket,
        }
    }

    /// The marker, in the core's numbers, at a normal score.
    pub fn quantile(&self, outlook: &Outlook, z: f64) -> f64 {
        let [core, trees] = &self.shapes[outlook.bucket];
        let own = core.at(z);
        let grown = outlook.place + outlook.scatter * trees.at(z);
        outlook.mean + outlook.sd * ((1.0 - self.blend) * own + self.blend * grown)
    }
}

/// Which shape serves so many years ahead.
pub fn bucket(edges: &[f64], gap: f64) -> usize {
    edges.iter().filter(|edge| gap >= **edge).count()
}

/// What is forecast of the markers at times (years since the first visit), treatment going on: by
/// time, then by marker.
pub fn outlooks(
    (schema, core, edges): (&Schema, &Gaussian, &[f64]),
    markers: &[Marker],
    known: &Known,
    times: &[f64],
) -> Vec<Vec<Outlook>> {
    let course = schema.course(known);
    let back = looks_back(core, &course);
    let signs = super::model::signs(known);
    let reading = Reading::of(&course, &signs, &back, course.seen.len());
    let last = course.seen.last().map_or(0.0, |seen| seen.t);
    let at = |t: &f64| {
        let expected: Expected = expect(core, &course, *t, &schema.exposure(known.arm, *t));
        let shared = reading.shared(*t, &expected);
        let one = |(k, marker): (usize, &Marker)| {
            let mut features = shared.clone();
            features.extend(reading.own(k, &expected));
            marker.look(expected[k], &features, bucket(edges, *t - last))
        };
        markers.iter().enumerate().map(one).collect()
    };
    times.iter().map(at).collect()
}
