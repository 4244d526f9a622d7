//! Generative networks on the core, trained to be compared with trees and with one another, and
//! carried where they foresee better: a conditional flow, a conditional variational autoencoder, and
//! a neural drift.
//!
//! What a network is stands in the engine, generic over `Real` like every model; here it is read by a
//! scalar that remembers how it came to be (`tape`), which gives gradients without a training
//! framework: networks this small train in seconds, and a framework would add minutes to every cold
//! build.

pub(crate) mod adam;
pub(crate) mod back;
mod drift;
mod flow;
pub mod start;
pub mod tape;
mod vae;

use crate::score::crps_of_draws;
use crate::train::{EDGES, FOLDS};
use engine::learned::progression::forecaster::Family;
use engine::learned::progression::gaussian::Gaussian;
use engine::learned::progression::generator::decoder::Decoder;
use engine::learned::progression::generator::drift::Drift;
use engine::learned::progression::generator::flow::Flow;
use engine::learned::progression::generator::margin::Margin;
use engine::learned::progression::generator::prospect::Ahead;
use engine::learned::progression::generator::{Foresight, Generator, Layers, Scale};
use engine::learned::progression::marker::bucket;
use engine::learned::progression::shape::Shape;
use engine::random::Stream;
use rayon::prelude::*;
use start::Start;
use std::sync::Arc;

/// Examples trained on at most; more change little and take longer.
const MOST: usize = 3000;
/// Courses trained on at most: each of them is as long as many examples.
const MOST_COURSES: usize = 800;

/// Twins by which a forecast is scored.
const TWINS: u64 = 60;

/// Fewer measurements so far ahead have the margins of all.
const FEW: usize = 100;

/// One visit to come: what is known, and what came, in the core's standard deviations.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    /// Features, counted; 0 where not known.
    pub context: Vec<f64>,
    /// Residuals of all markers.
    pub left: Vec<f64>,
}

/// How a network did on patients left out in turn, and how it is to be carried.
pub(crate) struct Tried {
    /// By patient in the order of the cohort: sum of scores, and how many.
    pub sums: Vec<(f64, f64)>,
    /// Margins that patients left out ask for.
    margins: Vec<Vec<Margin>>,
}

/// At most so many of these, evenly.
fn some<T: Copy>(all: Vec<T>, most: usize) -> Vec<T> {
    let step = all.len().div_ceil(most).max(1);
    all.into_iter().step_by(step).collect()
}

/// A network of a family that fits these starts; `cores` are those of the folds. None where too few
/// visits are whole, or the family is no network.
fn fit(family: Family, starts: &[&Start], cores: &[Gaussian], seed: u64) -> Option<Generator> {
    let markers = starts.first()?.y[0].len();
    let asked = starts.iter().flat_map(|start| {
        let visits = start.prospect.ahead.iter().zip(&start.y);
        visits.take(start.scored())
    });
    let whole = asked.filter(|(_, y)| y.iter().all(|y| y.is_finite()));
    let whole: Vec<(&Ahead, &Vec<f64>)> = some(whole.collect(), MOST);
    let features: Vec<&[f64]> = whole.iter().map(|(ahead, _)| &ahead.features[..]).collect();
    let contexts = features.first()?.len();
    let examples = |scale: &Scale| -> Vec<Example> {
        let residual = |(y, (mean, sd)): (&f64, &(f64, f64))| ((y - mean) / sd).clamp(-6.0, 6.0);
        let one = |(ahead, y): &(&Ahead, &Vec<f64>)| Example {
            context: scale.count(&ahead.features),
            left: y.iter().zip(&ahead.expected).map(residual).collect(),
        };
        whole.iter().map(one).collect()
    };
    let (layers, scale, weights) = match family {
        Family::Core | Family::Trees => return None,
        Family::Flow => {
            let (flow, scale) = (Flow::new(contexts, markers), Scale::of(&features));
            let weights = flow::fit(&flow, &examples(&scale), seed);
            (Layers::Flow(flow), scale, weights)
        }
        Family::Autoencoder => {
            let (decoder, scale) = (Decoder::new(contexts, markers), Scale::of(&features));
            let weights = vae::fit(&decoder, &examples(&scale), seed);
            (Layers::Autoencoder(decoder), scale, weights)
        }
        Family::Drift => {
            let starts = some(starts.to_vec(), MOST_COURSES);
            let pasts: Vec<&[f64]> = starts.iter().map(|s| &s.prospect.past[..]).collect();
            let scale = Scale::of(&pasts);
            let drift = Drift::new(pasts.first()?.len(), markers);
            let rolls = drift::rolls(&starts, cores, &scale, seed);
            let weights = drift::fit(&drift, &rolls, seed);
            (Layers::Drift(drift), scale, weights)
        }
    };
    Some(Generator {
        layers,
        scale,
        weights,
        margins: Vec::new(),
    })
}

/// What a network that had not seen the patient foresaw at a visit of one marker.
struct Foreseen {
    person: usize,
    marker: usize,
    bucket: usize,
    /// Mean and standard deviation of its own draws.
    own: (f64, f64),
    /// Draws as counted by these.
    drawn: Vec<f64>,
    y: f64,
}

/// Forecasts at one start by a network that had not seen the patient.
fn foresee(
    (family, number, seed): (Family, usize, u64),
    start: &Start,
    core: &Gaussian,
    network: &Arc<Generator>,
) -> Vec<Foreseen> {
    let foresight = Foresight::new((core, network), start.asked(), &EDGES);
    let twins: Vec<Vec<Vec<f64>>> = (0..TWINS)
        .map(|twin| {
            let number = number as u64 * TWINS + twin;
            foresight.raw(core, &Stream::new(seed, number, "training", family.key()))
        })
        .collect();
    let mut all = Vec::new();
    for (visit, y) in start.y.iter().take(start.scored()).enumerate() {
        let gap = start.prospect.ahead[visit].t - start.prospect.last;
        for (k, y) in y.iter().enumerate().filter(|(_, y)| y.is_finite()) {
            let (mean, sd) = foresight.own(visit)[k];
            let drawn = twins.iter().map(|twin| (twin[visit][k] - mean) / sd);
            all.push(Foreseen {
                person: start.person,
                marker: k,
                bucket: bucket(&EDGES, gap),
                own: (mean, sd),
                drawn: drawn.collect(),
                y: *y,
            });
        }
    }
    all
}

/// Margins by what was foreseen of patients left out.
fn margins(foreseen: &[Foreseen], markers: usize) -> Vec<Vec<Margin>> {
    let margin = |of: Vec<&Foreseen>| Margin {
        drawn: Shape::of(
            of.iter()
                .flat_map(|f| &f.drawn)
                .map(|v| (*v, 1.0))
                .collect(),
        ),
        left: Shape::of(
            (of.iter())
                .map(|f| ((f.y - f.own.0) / f.own.1, 1.0))
                .collect(),
        ),
    };
    let one = |k: usize| {
        let own: Vec<&Foreseen> = foreseen.iter().filter(|f| f.marker == k).collect();
        let whole = margin(own.clone());
        let by = |bucket: usize| {
            let here: Vec<&Foreseen> = own.iter().filter(|f| f.bucket == bucket).copied().collect();
            if here.len() < FEW {
                whole
            } else {
                margin(here)
            }
        };
        (0..=EDGES.len()).map(by).collect()
    };
    (0..markers).map(one).collect()
}

/// How a family does on patients left out in turn; `people` are those of the cohort.
pub(crate) fn attempt(
    family: Family,
    starts: &[Start],
    cores: &[Gaussian],
    people: usize,
    seed: u64,
) -> Option<Tried> {
    let fitted: Option<Vec<Arc<Generator>>> = (0..FOLDS)
        .into_par_iter()
        .map(|out| {
            let inside: Vec<&Start> = starts.iter().filter(|start| start.fold != out).collect();
            fit(family, &inside, cores, seed).map(Arc::new)
        })
        .collect();
    let fitted = fitted?;
    let foreseen: Vec<Vec<Foreseen>> = (starts.par_iter().enumerate())
        .map(|(number, start)| {
            let (core, network) = (&cores[start.fold], &fitted[start.fold]);
            foresee((family, number, seed), start, core, network)
        })
        .collect();
    let foreseen: Vec<Foreseen> = foreseen.into_iter().flatten().collect();
    let markers = starts.first()?.y[0].len();
    let margins = margins(&foreseen, markers);
    let scores: Vec<f64> = (foreseen.par_iter())
        .map(|f| {
            let margin = &margins[f.marker][f.bucket];
            let (mean, sd) = f.own;
            let value = |v: &f64| mean + sd * margin.moved(*v);
            let mut values: Vec<f64> = f.drawn.iter().map(value).collect();
            values.sort_by(f64::total_cmp);
            crps_of_draws(&values, f.y)
        })
        .collect();
    let mut sums = vec![(0.0, 0.0); people];
    for (f, score) in foreseen.iter().zip(scores) {
        let (sum, count) = &mut sums[f.person];
        (*sum, *count) = (*sum + score, *count + 1.0);
    }
    Some(Tried { sums, margins })
}

/// The network of all patients, with the margins that patients left out ask for.
pub(crate) fn carried(
    family: Family,
    tried: Tried,
    starts: &[Start],
    cores: &[Gaussian],
    seed: u64,
) -> Option<Generator> {
    let all: Vec<&Start> = starts.iter().collect();
    let network = fit(family, &all, cores, seed)?;
    Some(Generator {
        margins: tried.margins,
        ..network
    })
}
