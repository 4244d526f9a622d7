//! When a patient is outside of what was seen: too far from what is usual taken together, a value
//! beyond those seen, or other things not measured than in the training.

use super::gaussian::{Course, Gaussian, measured};
use super::model::Progression;
use super::schema::{Column, Known, Schema};

/// Limits that left-out patients set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guard {
    /// Distance that few patients of the same kind exceed.
    pub limit: f64,
    /// Standard deviations by which few go beyond what was seen.
    pub beyond: f64,
    /// How unusual what was not measured is in few; infinite where visits measure nothing, and in models
    /// older than this test.
    pub unmeasured: f64,
}

/// Shares of what is missing are taken for this at least, and for 1 less it at most, so that what
/// was never missing in some hundred visits is not taken for impossible. Assumed.
const RARE: f64 = 0.005;

impl Progression {
    /// How far the patient is from those of the training: squared distance by the core and by facts,
    /// less what is expected, in its standard deviations.
    pub fn distance(&self, known: &Known) -> f64 {
        distance(&self.core, &self.schema.course(known))
    }

    /// How far the patient is from those of the training, as a share of the limit; where another of
    /// the tests warns, that one's share if it is larger. Above 1 the patient is outside.
    pub fn alarm(&self, known: &Known) -> f64 {
        let Guard {
            limit,
            beyond: most,
            unmeasured: usual,
        } = self.guard;
        let over = of_columns(&self.schema, known)
            .map(|(column, value)| beyond(column, value))
            .fold(0.0, f64::max);
        // A limit of nearly nothing would make anything an alarm.
        let share = |value: f64, limit: f64| value / limit.max(0.1);
        // Below their limits the others tell of hardly anything but chance.
        let singles = [
            share(over, most),
            share(unmeasured(&self.schema, known), usual),
        ];
        let warning = singles.into_iter().filter(|share| *share > 1.0);
        warning.fold(share(self.distance(known), limit), f64::max)
    }

    /// Why a patient is outside of what was seen; empty where it is inside.
    pub fn outside(&self, known: &Known) -> Vec<String> {
        let mut why = Vec::new();
        for (column, value) in of_columns(&self.schema, known) {
            if beyond(column, value) > self.guard.beyond {
                let unit = match column.unit.as_str() {
                    "1" => String::new(),
                    unit => format!(" {unit}"),
                };
                let (low, high) = column.range;
                why.push(format!(
                    "{} is {value}{unit}; seen were {low} to {high}{unit}",
                    column.name
                ));
            }
        }
        why.dedup();
        let distance = self.distance(known);
        if distance > self.guard.limit {
            why.push(format!(
                "taken together, the measurements are {distance:.1} from what is usual; nearly all patients of the training were within {:.1}",
                self.guard.limit
            ));
        }
        if unmeasured(&self.schema, known) > self.guard.unmeasured {
            why.push(format!(
                "what was measured, and what not, is unusual: {}",
                otherwise(&self.schema, known).join(", ")
            ));
        }
        why
    }
}

/// Every number of a patient with its column.
fn of_columns<'a>(
    schema: &'a Schema,
    known: &'a Known,
) -> impl Iterator<Item = (&'a Column, f64)> + 'a {
    let facts = schema.facts.iter().zip(&known.facts);
    let facts = facts
        .filter(|(fact, _)| fact.words.is_empty())
        .map(|(fact, value)| (&fact.column, *value));
    let visits = known.visits.iter().flat_map(|visit| {
        let markers = schema.markers.iter().zip(&visit.markers);
        markers.map(|(column, value)| (column, *value))
    });
    facts.chain(visits)
}

/// Standard deviations by which a value goes beyond those seen; negative within, or not a number.
fn beyond(column: &Column, value: f64) -> f64 {
    let (low, high) = column.range;
    let value = column.count(value);
    (column.count(low) - value).max(value - column.count(high))
}

/// What may be measured at a visit: shares of visits without it, and whether this visit is.
fn missed<'a>(
    schema: &'a Schema,
    visit: &'a super::schema::Visited,
) -> impl Iterator<Item = (&'a Column, f64, bool)> + 'a {
    let columns = schema.markers.iter().chain(&schema.signs);
    let values = visit.markers.iter().chain(&visit.signs);
    columns.zip(values).map(|(column, value)| {
        let share = column.missing.clamp(RARE, 1.0 - RARE);
        (column, share, !value.is_finite())
    })
}

/// How unusual it is what was not measured: the surprise of its pattern over all visits, each column
/// by the share of visits without it, less what is expected, in its standard deviations. 0 where
/// there was no visit.
pub fn unmeasured(schema: &Schema, known: &Known) -> f64 {
    let (mut excess, mut variance) = (0.0, 0.0);
    for (_, share, missing) in known.visits.iter().flat_map(|v| missed(schema, v)) {
        let surprise = |share: f64| -share.ln();
        let (lacks, has) = (surprise(share), surprise(1.0 - share));
        let own = if missing { lacks } else { has };
        excess += own - (share * lacks + (1.0 - share) * has);
        variance += share * (1.0 - share) * (lacks - has).powi(2);
    }
    match variance > 0.0 {
        true => excess / variance.sqrt(),
        false => 0.0,
    }
}

/// The names of what was ever left out, though it is at less than half of the training's visits; of what was
/// measured otherwise than there, where nothing was left out.
fn otherwise<'a>(schema: &'a Schema, known: &'a Known) -> Vec<&'a str> {
    let ever = |unusual: fn(f64, bool) -> bool| {
        let of = known.visits.iter().flat_map(|v| missed(schema, v));
        let unusual = of.filter(|(_, share, missing)| unusual(*share, *missing));
        let mut names: Vec<&str> = unusual.map(|(column, ..)| column.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    };
    let left_out = ever(|share, missing| missing && share < 0.5);
    match left_out.is_empty() {
        true => ever(|share, missing| !missing && share >= 0.5),
        false => left_out,
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
