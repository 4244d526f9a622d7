//! A trained model of progression: the core, what stands on it and foresees markers, the hazard of
//! death, and the guard.

use super::forecaster::Forecaster;
use super::gaussian::{Course, Gaussian, design, low};
use super::guard::Guard;
use super::recurrence::Recurrence;
use super::schema::{Known, Schema};
use super::visits::Visits;

/// The hazard of death, per year: its logarithm is a weighted sum.
#[derive(Debug, Clone, PartialEq)]
pub struct Hazard {
    /// Weights of [`hazard_row`].
    pub weights: Vec<f64>,
}

/// A trained model.
#[derive(Debug, Clone, PartialEq)]
pub struct Progression {
    /// Names, units, what was seen.
    pub schema: Schema,
    /// Core.
    pub core: Gaussian,
    /// What stands on the core and foresees markers.
    pub forecaster: Forecaster,
    /// Years ahead at which shapes and margins change.
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
