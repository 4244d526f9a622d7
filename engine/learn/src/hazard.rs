//! The hazard of death by Poisson regression on intervals between visits, drawn to none by a ridge
//! that is chosen on patients left out.

use crate::cohort::Person;
use crate::lbfgs::minimise;
use crate::pairs::Pupil;
use engine::learned::progression::gaussian::Course;
use engine::learned::progression::model::{Hazard, Progression, hazard_row};
use engine::learned::progression::schema::Schema;

/// Fewer deaths than this are not modelled.
pub const FEW_DEATHS: usize = 10;

/// An interval: what was known at its start, its length, whether it ended in death.
struct Interval {
    row: Vec<f64>,
    years: f64,
    died: bool,
}

fn intervals(schema: &Schema, person: &Person, pupil: &Pupil) -> Vec<Interval> {
    let Some((end, died)) = person.end else {
        return Vec::new();
    };
    let (mut y, mut signs) = (
        vec![f64::NAN; schema.markers.len()],
        vec![f64::NAN; schema.signs.len()],
    );
    let carry = |to: &mut [f64], from: &[f64]| {
        to.iter_mut()
            .zip(from)
            .filter(|(_, new)| new.is_finite())
            .for_each(|(old, new)| *old = *new);
    };
    let seen = &pupil.course.seen;
    let mut all = Vec::new();
    for (visit, here) in seen.iter().enumerate() {
        carry(&mut y, &here.y);
        carry(&mut signs, &pupil.signs[visit]);
        let until = seen.get(visit + 1).map_or(end, |next| next.t);
        let last = visit + 1 == seen.len();
        all.push(Interval {
            row: hazard_row(schema, here.t, &y, &pupil.course.x, &signs),
            // A day at least, so that a death on the day of a visit is one.
            years: (until - here.t).max(1.0 / 365.25),
            died: died && last,
        });
    }
    all
}

/// Minus the logarithm of the likelihood, and its gradient.
fn loss(intervals: &[&Interval], ridge: f64, w: &[f64]) -> (f64, Vec<f64>) {
    let (mut value, mut slope) = (0.0, vec![0.0; w.len()]);
    for i in intervals {
        let sum: f64 = w.iter().zip(&i.row).map(|(w, r)| w * r).sum();
        let expected = sum.min(30.0).exp() * i.years;
        let died = f64::from(u8::from(i.died));
        value += expected - died * sum;
        for (d, r) in slope.iter_mut().zip(&i.row) {
            *d += (expected - died) * r;
        }
    }
    for k in 1..w.len() {
        value += 0.5 * ridge * w[k] * w[k];
        slope[k] += ridge * w[k];
    }
    (value, slope)
}

/// The hazard that fits these patients; `fold` says who is left out together.
pub fn fit(
    schema: &Schema,
    people: &[Person],
    pupils: &[Pupil],
    train: &[usize],
    fold: &[usize],
) -> Option<Hazard> {
    let deaths = train
        .iter()
        .filter(|p| people[**p].end.is_some_and(|end| end.1))
        .count();
    if deaths < FEW_DEATHS {
        return None;
    }
    let each: Vec<Vec<Interval>> = train
        .iter()
        .map(|p| intervals(schema, &people[*p], &pupils[*p]))
        .collect();
    let width = each.iter().flatten().next()?.row.len();
    let best = |ridge: f64, of: &[&Interval]| {
        let years: f64 = of.iter().map(|i| i.years).sum();
        let deaths = of.iter().filter(|i| i.died).count().max(1) as f64;
        let mut from = vec![0.0; width];
        from[0] = (deaths / years).ln();
        minimise(|w| loss(of, ridge, w), from, 200).0
    };
    let folds = fold.iter().copied().max().unwrap_or(0) + 1;
    let mut chosen = (f64::INFINITY, 1.0);
    for ridge in [0.3, 1.0, 3.0, 10.0, 30.0] {
        let mut sum = 0.0;
        for out in 0..folds {
            let (mut inside, mut outside) = (Vec::new(), Vec::new());
            for (intervals, fold) in each.iter().zip(fold) {
                if *fold == out {
                    &mut outside
                } else {
                    &mut inside
                }
                .extend(intervals.iter());
            }
            sum += loss(&outside, 0.0, &best(ridge, &inside)).0;
        }
        if sum < chosen.0 {
            chosen = (sum, ridge);
        }
    }
    let all: Vec<&Interval> = each.iter().flatten().collect();
    Some(Hazard {
        weights: best(chosen.1, &all),
    })
}

/// Years over which patients are ranked: assumed; most follow-up of such cohorts is longer.
const AHEAD: f64 = 5.0;
/// Steps of them, each shorter than visits lie apart: assumed.
const STEPS: usize = 20;

/// Mean cumulative hazard in the years after a patient's first visit, along the course that the core
/// foresees, treatment going on, by which patients are ranked. It is no risk (it can exceed 1), and
/// knows neither trees nor shapes of futures. The mean of the exponential of a normal sum is that of
/// its mean and half its variance.
pub fn from_first(model: &Progression, hazard: &Hazard, (pupil, arm): (&Pupil, usize)) -> f64 {
    let (core, schema) = (&model.core, &model.schema);
    let (m, first) = (core.markers, &pupil.course.seen[0]);
    let known = Course {
        x: pupil.course.x.clone(),
        seen: vec![first.clone()],
    };
    let weights = hazard.weights.get(2..2 + m).unwrap_or_default();
    let step = AHEAD / STEPS as f64;
    let one = |number: usize| {
        let t = first.t + (number as f64 + 0.5) * step;
        let seen = core.forecast(&known, &[(t, schema.exposure(arm, t))]);
        let row = hazard_row(schema, t, seen.mean.as_slice(), &known.x, &pupil.signs[0]);
        let mut variance = 0.0;
        for (i, a) in weights.iter().enumerate() {
            variance += (a * core.noise[i]).powi(2);
            for (j, b) in weights.iter().enumerate() {
                variance += a * b * seen.cov[(i, j)];
            }
        }
        hazard.at(&row) * (0.5 * variance).exp() * step
    };
    (0..STEPS).map(one).sum()
}
