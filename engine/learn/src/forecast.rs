//! What a trained model forecasts of visits, as it is scored: quantiles of each marker, and points of
//! all of them together.

use crate::neural::start::{Start, starts};
use crate::pairs::{Pupil, Row};
use engine::learned::progression::forecaster::Forecaster;
use engine::learned::progression::gaussian::{Course, Gaussian};
use engine::learned::progression::generator::{Foresight, Generator};
use engine::learned::progression::marker::{Marker, Outlook, bucket};
use engine::learned::progression::model::Progression;
use engine::learned::progression::shape::scores;
use engine::random::Stream;
use nalgebra::{Cholesky, DMatrix, DVector};
use rayon::prelude::*;
use std::sync::Arc;

/// Levels at which forecasts are scored; the 10th and the 190th bound the middle 90 %.
pub(crate) const LEVELS: usize = 199;

/// Points by which markers together are scored.
const POINTS: usize = 100;

/// Twins of a network for each level, of which the middle one stands for it.
const EACH: usize = 5;

/// A forecast of a visit, in the core's numbers.
#[derive(Clone, Default)]
pub(crate) struct Forecast {
    /// By marker, at evenly spread levels.
    pub quantiles: Vec<Vec<f64>>,
    /// Points of markers drawn together; of the next visit only.
    pub together: Vec<Vec<f64>>,
    /// Points of markers drawn each alone.
    pub alone: Vec<Vec<f64>>,
}

/// Forecasts of these rows of these patients: of the next visit, and of later ones from the first.
pub(crate) fn forecasts(
    model: &Progression,
    pupils: &[Pupil],
    rows: &[Row],
    people: &[usize],
) -> Vec<Option<Forecast>> {
    match &model.forecaster {
        Forecaster::Trees(markers) => {
            let one = |(number, row): (usize, &Row)| {
                let asked = row.is_next() || row.is_from_first();
                let course = &pupils[row.person].course;
                asked.then(|| by_trees(model, markers, (course, row), number))
            };
            rows.par_iter().enumerate().map(one).collect()
        }
        Forecaster::Network(network) => {
            let cores = std::slice::from_ref(&model.core);
            let people: Vec<(usize, usize)> = people.iter().map(|p| (*p, 0)).collect();
            let starts = starts(cores, pupils, &people);
            let one = |(number, start): (usize, &Start)| {
                let chance = Stream::new(1, number as u64, "scores", "alone");
                by_network((&model.core, network, &model.edges), start, number, &chance)
            };
            let made: Vec<Vec<Forecast>> = starts.par_iter().enumerate().map(one).collect();
            let find = |row: &Row| {
                let same = |s: &Start| (s.person, s.known) == (row.person, row.known);
                let start = starts.iter().position(same)?;
                made[start].get(row.ahead - row.known).cloned()
            };
            rows.iter().map(find).collect()
        }
    }
}

fn by_trees(
    model: &Progression,
    markers: &[Marker],
    (course, row): (&Course, &Row),
    number: usize,
) -> Forecast {
    let bucket = bucket(&model.edges, row.gap);
    let outlooks: Vec<Outlook> = (markers.iter().enumerate())
        .map(|(k, marker)| marker.look(row.expected[k], &row.features(k), bucket))
        .collect();
    let levels = scores(LEVELS);
    let quantiles = |(marker, outlook): (&Marker, &Outlook)| {
        levels
            .iter()
            .map(|z| marker.quantile(outlook, *z))
            .collect()
    };
    let (together, alone) = match row.is_next() {
        true => points(&model.core, markers, (course, row), &outlooks, number),
        false => Default::default(),
    };
    Forecast {
        quantiles: markers.iter().zip(&outlooks).map(quantiles).collect(),
        together,
        alone,
    }
}

/// Points of the next visit: with markers drawn together, and each alone.
fn points(
    core: &Gaussian,
    markers: &[Marker],
    (course, row): (&Course, &Row),
    outlooks: &[Outlook],
    number: usize,
) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    let m = markers.len();
    let known = Course {
        x: course.x.clone(),
        seen: course.seen[..row.known].to_vec(),
    };
    let seen = &course.seen[row.ahead];
    let forecast = core.forecast(&known, &[(seen.t, seen.on.clone())]);
    let same = DMatrix::from_fn(m, m, |i, j| match i == j {
        true => 1.0,
        false => forecast.cov[(i, j)] / (outlooks[i].sd * outlooks[j].sd),
    });
    let Some(factor) = Cholesky::new(same) else {
        return Default::default();
    };
    let factor = factor.l();
    let chance = Stream::new(1, number as u64, "scores", "energy");
    let values = |z: &DVector<f64>| -> Vec<f64> {
        let at = markers.iter().zip(outlooks).zip(z.iter());
        at.map(|((marker, outlook), z)| marker.quantile(outlook, *z))
            .collect()
    };
    let point = |point: usize| {
        let z = DVector::from_fn(m, |k, _| chance.normal((point * m + k) as u64));
        (values(&(&factor * &z)), values(&z))
    };
    (0..POINTS).map(point).unzip()
}

/// Forecasts of the visits that are scored from a start.
fn by_network(
    (core, network, edges): (&Gaussian, &Arc<Generator>, &[f64]),
    start: &Start,
    number: usize,
    chance: &Stream,
) -> Vec<Forecast> {
    let foresight = Foresight::new((core, network), start.asked(), edges);
    let count = EACH * LEVELS;
    let twins: Vec<Vec<Vec<f64>>> = (0..count)
        .map(|twin| {
            let number = (number * count + twin) as u64;
            foresight.twin(core, &Stream::new(1, number, "scores", "twins"))
        })
        .collect();
    let visit = |visit: usize| {
        let values = |k: usize| -> Vec<f64> { twins.iter().map(|twin| twin[visit][k]).collect() };
        let quantiles = |k: usize| {
            let mut sorted = values(k);
            sorted.sort_by(f64::total_cmp);
            let middles = sorted.chunks_exact(EACH).map(|few| few[EACH / 2]);
            middles.collect()
        };
        // Each marker from another twin.
        let other = |point: usize, k: usize| {
            let at = chance.uniform((point * core.markers + k) as u64) * count as f64;
            twins[at as usize][visit][k]
        };
        let alone = |point| (0..core.markers).map(|k| other(point, k)).collect();
        Forecast {
            quantiles: (0..core.markers).map(quantiles).collect(),
            together: (0..POINTS)
                .map(|point| twins[point][visit].clone())
                .collect(),
            alone: (0..POINTS).map(alone).collect(),
        }
    };
    (0..start.scored()).map(visit).collect()
}
