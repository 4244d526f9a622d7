//! Events that come again, by negative binomial regression: what a Poisson process gives whose rate
//! differs between patients by a gamma factor. The ridge on facts is chosen on patients left out.

use crate::cohort::Person;
use crate::lbfgs::minimise;
use crate::pairs::Pupil;
use engine::learned::progression::model::Progression;
use engine::learned::progression::recurrence::Recurrence;
use nalgebra::{Cholesky, DMatrix};

/// Fewer events than this are not modelled.
pub const FEW_EVENTS: usize = 10;

/// Variances of the patients' own factor that are tried.
const SPREADS: [f64; 11] = [0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0];

/// Ridges on the weights of facts that are tried.
const RIDGES: [f64; 5] = [0.3, 1.0, 3.0, 10.0, 30.0];

/// A patient: 1, facts, which treatment; events and years.
struct Watched {
    row: Vec<f64>,
    events: f64,
    years: f64,
}

fn watched(person: &Person, pupil: &Pupil, treatments: usize) -> Watched {
    let mut row = vec![1.0];
    row.extend(&pupil.course.x);
    let arm = person.known.arm;
    row.extend((1..=treatments).map(|k| f64::from(u8::from(k == arm))));
    Watched {
        row,
        events: person.events.len() as f64,
        years: person.watched.max(1.0 / 365.25),
    }
}

/// Minus the logarithm of the likelihood, and its gradient; the ridge holds `facts` weights.
fn loss(all: &[&Watched], spread: f64, ridge: f64, facts: usize, w: &[f64]) -> (f64, Vec<f64>) {
    let (mut value, mut slope) = (0.0, vec![0.0; w.len()]);
    for one in all {
        let sum: f64 = w.iter().zip(&one.row).map(|(w, r)| w * r).sum();
        let expected = sum.min(30.0).exp() * one.years;
        let logarithm = sum + one.years.ln();
        let change = match spread > 0.0 {
            true => {
                value += (one.events + 1.0 / spread) * (spread * expected).ln_1p()
                    - one.events * logarithm;
                // What does not depend on the weights, but on the spread.
                value -= (0..one.events as usize)
                    .map(|k| (spread * k as f64).ln_1p())
                    .sum::<f64>();
                expected * (1.0 + spread * one.events) / (1.0 + spread * expected) - one.events
            }
            false => {
                value += expected - one.events * logarithm;
                expected - one.events
            }
        };
        slope
            .iter_mut()
            .zip(&one.row)
            .for_each(|(d, r)| *d += change * r);
    }
    for k in 1..=facts {
        value += 0.5 * ridge * w[k] * w[k];
        slope[k] += ridge * w[k];
    }
    (value, slope)
}

/// The rate that fits these patients; `fold` says who is left out together.
pub fn fit(
    people: &[Person],
    pupils: &[Pupil],
    train: &[usize],
    fold: &[usize],
    treatments: usize,
) -> Option<Recurrence> {
    let each: Vec<Watched> = train
        .iter()
        .map(|p| watched(&people[*p], &pupils[*p], treatments))
        .collect();
    if each.iter().map(|one| one.events).sum::<f64>() < FEW_EVENTS as f64 {
        return None;
    }
    let width = each.first()?.row.len();
    let facts = width - 1 - treatments;
    let best = |spread: f64, ridge: f64, of: &[&Watched]| {
        let years: f64 = of.iter().map(|one| one.years).sum();
        let events: f64 = of.iter().map(|one| one.events).sum();
        let mut from = vec![0.0; width];
        from[0] = (events.max(1.0) / years).ln();
        minimise(|w| loss(of, spread, ridge, facts, w), from, 200)
    };
    let all: Vec<&Watched> = each.iter().collect();
    let folds = fold.iter().copied().max().unwrap_or(0) + 1;
    let mut chosen = (f64::INFINITY, RIDGES[0]);
    for ridge in RIDGES {
        let mut sum = 0.0;
        for out in 0..folds {
            let (outside, inside): (Vec<&Watched>, Vec<&Watched>) = {
                let side = |left: bool| {
                    let own = each
                        .iter()
                        .zip(fold)
                        .filter(move |(_, f)| (**f == out) == left);
                    own.map(|(one, _)| one).collect()
                };
                (side(true), side(false))
            };
            let w = best(1.0, ridge, &inside).0;
            sum += loss(&outside, 1.0, 0.0, facts, &w).0;
        }
        if sum < chosen.0 {
            chosen = (sum, ridge);
        }
    }
    let ridge = chosen.1;
    let fits = SPREADS.map(|spread| (best(spread, ridge, &all), spread));
    let ((w, _), spread) = fits.into_iter().min_by(|a, b| a.0.1.total_cmp(&b.0.1))?;
    Some(Recurrence {
        factor: factor(&all, spread, ridge, facts, treatments, &w),
        effect: w[width - treatments..].to_vec(),
        weights: w[..width - treatments].to_vec(),
        spread,
    })
}

/// Factor of the covariance of treatments' effects, by the curvature of the likelihood: differences
/// of its gradient.
fn factor(
    all: &[&Watched],
    spread: f64,
    ridge: f64,
    facts: usize,
    treatments: usize,
    w: &[f64],
) -> Vec<f64> {
    const STEP: f64 = 1e-4;
    let n = w.len();
    let mut curve = DMatrix::identity(n, n) * 1e-9;
    for k in 0..n {
        let at = |step: f64| {
            let mut w = w.to_vec();
            w[k] += step;
            loss(all, spread, ridge, facts, &w).1
        };
        let (up, down) = (at(STEP), at(-STEP));
        for j in 0..n {
            // Either order of differences, so that it is symmetric.
            let change = (up[j] - down[j]) / (4.0 * STEP);
            curve[(k, j)] += change;
            curve[(j, k)] += change;
        }
    }
    let first = n - treatments;
    let lower = Cholesky::new(curve)
        .map(|c| {
            c.inverse()
                .view((first, first), (treatments, treatments))
                .into_owned()
        })
        .and_then(Cholesky::new)
        .map(|c| c.l());
    let mut row = Vec::new();
    for i in 0..treatments {
        for j in 0..=i {
            row.push(lower.as_ref().map_or(0.0, |l| l[(i, j)]));
        }
    }
    row
}

/// What comes of the model in patients: by arm, patients, years, events and those expected.
pub fn by_arm(
    model: &Progression,
    events: &Recurrence,
    people: &[Person],
    which: &[usize],
) -> Vec<(usize, f64, f64, f64)> {
    let arms = model.schema.treatments() + 1;
    let mut all = vec![(0, 0.0, 0.0, 0.0); arms];
    for p in which {
        let person = &people[*p];
        let x = model.schema.count_facts(&person.known.facts);
        let arm = person.known.arm;
        let effect = if arm > 0 { events.effect[arm - 1] } else { 0.0 };
        let own = &mut all[arm];
        own.0 += 1;
        own.1 += person.watched;
        own.2 += person.events.len() as f64;
        own.3 += person.watched * events.rate(&x) * effect.exp();
    }
    all
}
