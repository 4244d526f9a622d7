//! A trained model of progression: the core, the trees on what it leaves over, the shape of what is
//! left then, the hazard of death, and the guard.

use super::gaussian::{Course, Gaussian, design, low, measured};
use super::reading::{Expected, Reading, expect, looks_back};
use super::recurrence::Recurrence;
use super::schema::{Column, Known, Schema};
use super::shape::Shape;
use super::trees::Boosted;
use super::visits::Visits;

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

/// The hazard of death, per year: its logarithm is a weighted sum.
#[derive(Debug, Clone, PartialEq)]
pub struct Hazard {
    /// Weights of [`hazard_row`].
    pub weights: Vec<f64>,
}

/// When a patient is outside of what was seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guard {
    /// Distance that one in forty patients of the same kind exceeds.
    pub limit: f64,
    /// Standard deviations by which one in forty goes beyond what was seen.
    pub beyond: f64,
}

/// A trained model.
#[derive(Debug, Clone, PartialEq)]
pub struct Progression {
    /// Names, units, what was seen.
    pub schema: Schema,
    /// Core.
    pub core: Gaussian,
    /// Markers.
    pub markers: Vec<Marker>,
    /// Years ahead at which shapes change.
    pub edges: Vec<f64>,
    /// Lower triangle of the factor of the covariance of the effects of treatments: marker after
    /// marker, within it treatment after treatment.
    pub effect: Vec<f64>,
    /// Death.
    pub hazard: Option<Hazard>,
    /// Events that come again.
    pub events: Option<Recurrence>,
    /// When visits happen, where it is modelled.
    pub visits: Option<Visits>,
    /// Guard.
    pub guard: Guard,
    /// The model card, as people read it.
    pub card: String,
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

/// What the hazard reads: 1, time, markers, facts, signs; what is not known is taken for the mean.
pub fn hazard_row(schema: &Schema, t: f64, y: &[f64], x: &[f64], signs: &[f64]) -> Vec<f64> {
    let known = |v: f64| if v.is_finite() { v } else { 0.0 };
    let mut row = vec![1.0, t.ln_1p()];
    row.extend(y.iter().map(|y| known(*y)));
    row.extend(x);
    row.extend(
        schema
            .signs
            .iter()
            .zip(signs)
            .map(|(s, v)| known(s.count(*v))),
    );
    row
}

impl Hazard {
    /// Deaths per year.
    pub fn at(&self, row: &[f64]) -> f64 {
        let sum: f64 = self.weights.iter().zip(row).map(|(w, r)| w * r).sum();
        sum.clamp(-30.0, 5.0).exp()
    }
}

/// Signs of a patient by visit.
pub fn signs(known: &Known) -> Vec<Vec<f64>> {
    known
        .visits
        .iter()
        .map(|visit| visit.signs.clone())
        .collect()
}

/// The last that is known of each sign.
pub fn last_signs(known: &Known) -> Vec<f64> {
    let count = known.visits.first().map_or(0, |visit| visit.signs.len());
    let last = |s: usize| {
        let mut back = known.visits.iter().rev().map(|visit| visit.signs[s]);
        back.find(|value| value.is_finite()).unwrap_or(f64::NAN)
    };
    (0..count).map(last).collect()
}

impl Progression {
    /// Which shape serves so many years ahead.
    pub fn bucket(&self, gap: f64) -> usize {
        self.edges.iter().filter(|edge| gap >= **edge).count()
    }

    /// What is forecast of the markers at a time, for a reading of the past.
    pub fn look(&self, reading: &Reading, expected: &Expected, t: f64, gap: f64) -> Vec<Outlook> {
        let shared = reading.shared(t, expected);
        (0..self.markers.len())
            .map(|k| {
                let mut features = shared.clone();
                features.extend(reading.own(k, expected));
                let (place, scatter) = self.markers[k].trees.at(&features);
                Outlook {
                    mean: expected[k].0,
                    sd: expected[k].1,
                    place,
                    scatter,
                    bucket: self.bucket(gap),
                }
            })
            .collect()
    }

    /// The marker, in the core's numbers, at a normal score.
    pub fn quantile(&self, marker: usize, outlook: &Outlook, z: f64) -> f64 {
        let Marker { blend, shapes, .. } = &self.markers[marker];
        let [core, trees] = &shapes[outlook.bucket];
        let own = core.at(z);
        let grown = outlook.place + outlook.scatter * trees.at(z);
        outlook.mean + outlook.sd * ((1.0 - blend) * own + blend * grown)
    }

    /// What is forecast of the markers at times (years since the first visit), treatment going on.
    pub fn outlooks(&self, known: &Known, times: &[f64]) -> Vec<Vec<Outlook>> {
        let course = self.schema.course(known);
        let back = looks_back(&self.core, &course);
        let reading = Reading::of(&course, &signs(known), &back, course.seen.len());
        let last = course.seen.last().map_or(0.0, |seen| seen.t);
        let at = |t: &f64| {
            let expected = expect(
                &self.core,
                &course,
                *t,
                &self.schema.exposure(known.arm, *t),
            );
            self.look(&reading, &expected, *t, t - last)
        };
        times.iter().map(at).collect()
    }

    /// How far the patient is from those of the training: squared distance by the core and by facts,
    /// less what is expected, in its standard deviations.
    pub fn distance(&self, known: &Known) -> f64 {
        let course = self.schema.course(known);
        distance(&self.core, &course)
    }

    /// Why a patient is outside of what was seen; empty where it is inside.
    pub fn outside(&self, known: &Known) -> Vec<String> {
        let mut why = Vec::new();
        let mut range = |column: &Column, value: f64| {
            let (low, high) = column.range;
            let over = (column.count(low) - column.count(value))
                .max(column.count(value) - column.count(high));
            if over > self.guard.beyond {
                let unit = match column.unit.as_str() {
                    "1" => String::new(),
                    unit => format!(" {unit}"),
                };
                why.push(format!(
                    "{} is {value}{unit}; seen were {low} to {high}{unit}",
                    column.name
                ));
            }
        };
        for (fact, value) in self.schema.facts.iter().zip(&known.facts) {
            if fact.words.is_empty() {
                range(&fact.column, *value);
            }
        }
        for visit in &known.visits {
            for (column, value) in self.schema.markers.iter().zip(&visit.markers) {
                range(column, *value);
            }
        }
        why.dedup();
        let distance = self.distance(known);
        if distance > self.guard.limit {
            why.push(format!(
                "taken together, the measurements are {distance:.1} from what is usual; 39 of 40 patients of the training were within {:.1}",
                self.guard.limit
            ));
        }
        why
    }
}

/// See [`Progression::distance`].
pub fn distance(core: &Gaussian, course: &Course) -> f64 {
    let rows = measured(&course.seen);
    let normal = Gaussian {
        freedom: f64::INFINITY,
        ..core.clone()
    };
    let mut square = 0.0;
    // Step by step: each visit from those before it, which is the same sum.
    let mut past = Course {
        x: course.x.clone(),
        seen: Vec::new(),
    };
    for seen in &course.seen {
        let forecast = normal.forecast(&past, &[(seen.t, seen.on.clone())]);
        let known: Vec<usize> = (0..core.markers)
            .filter(|k| seen.y[*k].is_finite())
            .collect();
        let n = known.len();
        let mut cov = nalgebra::DMatrix::from_fn(n, n, |i, j| forecast.cov[(known[i], known[j])]);
        for (i, k) in known.iter().enumerate() {
            cov[(i, i)] += core.noise[*k].powi(2);
        }
        let r = nalgebra::DVector::from_iterator(
            n,
            known.iter().map(|k| seen.y[*k] - forecast.mean[*k]),
        );
        if let Some(factor) = nalgebra::Cholesky::new(cov) {
            square += r.dot(&factor.solve(&r));
        }
        past.seen.push(seen.clone());
    }
    square += course.x.iter().map(|x| x * x).sum::<f64>();
    let free = (rows.len() + course.x.len()) as f64;
    (square - free) / (2.0 * free).sqrt().max(1.0)
}

/// Where the weight of a treatment stands among the weights of a marker's mean.
pub fn treatment_column(core: &Gaussian, treatments: usize, which: usize) -> usize {
    core.columns - treatments + which
}

/// Effects of treatments on markers per year, as drawn with these normal scores.
pub fn drawn_effects(model: &Progression, scores: &[f64]) -> Vec<f64> {
    let treatments = model.schema.treatments();
    let count = model.core.markers * treatments;
    (0..count)
        .map(|i| {
            let (marker, which) = (i / treatments, i % treatments);
            let column = treatment_column(&model.core, treatments, which);
            let best = model.core.beta[marker * model.core.columns + column];
            let drawn: f64 = (0..=i).map(|j| model.effect[low(i, j)] * scores[j]).sum();
            best + drawn
        })
        .collect()
}

/// Columns of the mean, for those who fit it.
pub fn columns_of(course: &Course, visit: usize) -> Vec<f64> {
    let seen = &course.seen[visit];
    design(&course.x, seen.t, &seen.on)
}
