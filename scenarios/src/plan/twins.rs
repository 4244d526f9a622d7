//! Plausible twins: the patient's own parameters, each spread as the file or the drug's source says.

use super::{PlanProblem, Subject};
use crate::file::{Scenario, Spread};
use crate::medicine::Medicine;
use engine::event::PartSpec;
use engine::random::Stream;
use engine::world::Newcomer;
use physiology::Real;
use physiology::people::DIFFERENCES;
use std::sync::Arc;

/// One parameter that differs between twins.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerOfSpread {
    /// Instance.
    pub part: String,
    /// Parameter.
    pub parameter: String,
    /// Its index in the part's parameters.
    index: usize,
    /// Standard deviation of its logarithm; the patient's own value is the median.
    pub sd_log: f64,
    /// As people read it.
    pub spread: String,
    /// Where the spread is from.
    pub source: String,
    /// Whether it is assumed.
    pub assumed: bool,
    /// Whether it is how people differ, by a medicine's file, and not how little is known of this
    /// patient.
    pub between_people: bool,
    /// Least and most relative to the patient's own, where the source has them.
    pub(super) within: Option<(f64, f64)>,
    /// Weights of the draws of layers that it varies with, itself included (by their numbers);
    /// empty where it varies alone.
    with: Vec<(usize, f64)>,
}

/// What differs between the twins of a scenario: what its file declares, and what the sources of
/// the drugs publish for parameters that the file does not speak of.
pub(super) fn spread(
    scenario: &Scenario,
    subject: &Subject,
    drugs: &[Arc<Medicine>],
    problems: &mut Vec<PlanProblem>,
) -> Vec<LayerOfSpread> {
    let mut layers = Vec::new();
    for varies in &scenario.patient.varies {
        let parameter = &varies.parameter.value;
        match index(subject, &parameter.part, &parameter.name) {
            Some(index) => layers.push(LayerOfSpread {
                part: parameter.part.clone(),
                parameter: parameter.name.clone(),
                index,
                sd_log: varies.spread.value.sd_log(),
                spread: match varies.spread.value {
                    Spread::Cv(cv) => format!("CV {} %", round(100.0 * cv)),
                    Spread::SdLog(sd) => format!("sd of the logarithm {}", round(sd)),
                },
                source: varies.source.value.clone(),
                assumed: varies.assumed,
                between_people: false,
                within: None,
                with: Vec::new(),
            }),
            None => problems.push(PlanProblem {
                span: varies.parameter.span,
                message: "this patient does not have that part".to_owned(),
                found: format!("`{parameter}`"),
                expected: "a parameter of an organ of this patient, or of a drug that is given"
                    .to_owned(),
            }),
        }
    }
    for drug in drugs {
        for part in drug.components() {
            for parameter in &part.parameters {
                let Some(published) = &parameter.varies else {
                    continue;
                };
                let declared = |layer: &LayerOfSpread| {
                    layer.part == part.instance && layer.parameter == parameter.name
                };
                if layers.iter().any(declared) {
                    continue;
                }
                if let Some(index) = index(subject, &part.instance, &parameter.name) {
                    layers.push(LayerOfSpread {
                        part: part.instance.clone(),
                        parameter: parameter.name.clone(),
                        index,
                        sd_log: published.sd_log,
                        spread: published.text.clone(),
                        source: published.source.clone(),
                        assumed: published.source.starts_with("assumed"),
                        between_people: true,
                        within: None,
                        with: Vec::new(),
                    });
                }
            }
        }
    }
    for drug in drugs {
        correlate(drug, &mut layers);
    }
    if subject.resting.is_some() {
        for known in &DIFFERENCES {
            let declared = |layer: &LayerOfSpread| {
                layer.part == known.part && layer.parameter == known.parameter
            };
            if layers.iter().any(declared) {
                continue;
            }
            layers.extend(
                index(subject, known.part, known.parameter).map(|index| LayerOfSpread {
                    part: known.part.to_owned(),
                    parameter: known.parameter.to_owned(),
                    index,
                    sd_log: Spread::Cv(known.cv).sd_log(),
                    spread: format!("CV {} %", round(100.0 * known.cv)),
                    source: known.source.to_owned(),
                    assumed: known.source.starts_with("assumed"),
                    between_people: true,
                    within: Some(known.within),
                    with: Vec::new(),
                }),
            );
        }
    }
    layers
}

/// Parameters that vary together share draws, by the Cholesky factor of their correlations. One that
/// the scenario declares itself varies alone.
fn correlate(drug: &Medicine, layers: &mut [LayerOfSpread]) {
    let find = |layers: &[LayerOfSpread], (part, name): &(String, String)| {
        let of = |layer: &LayerOfSpread| layer.part == *part && layer.parameter == *name;
        layers.iter().position(of)
    };
    let mut block: Vec<usize> = Vec::new();
    let mut pairs: Vec<(usize, usize, f64)> = Vec::new();
    for pair in &drug.correlations {
        let places = (find(layers, &pair.of[0]), find(layers, &pair.of[1]));
        if let (Some(a), Some(b)) = places {
            pairs.push((a, b, pair.is));
            block.extend([a, b]);
        }
    }
    block.sort_unstable();
    block.dedup();
    let between = |a: usize, b: usize| {
        let mut known = pairs.iter();
        let same = known.find(|(x, y, _)| (*x, *y) == (a, b) || (*x, *y) == (b, a));
        same.map_or(f64::from(u8::from(a == b)), |(.., is)| *is)
    };
    let mut factor: Vec<Vec<f64>> = Vec::new();
    for (i, &a) in block.iter().enumerate() {
        let mut row: Vec<f64> = Vec::new();
        for (j, &b) in block[..=i].iter().enumerate() {
            let done = |k: usize| row[k] * factor.get(j).map_or(row[k], |other| other[k]);
            let rest = between(a, b) - (0..j).map(done).sum::<f64>();
            // Correlations that cannot all be: what is left of this one's own is none.
            row.push(match i == j {
                true => rest.max(0.0).sqrt(),
                false if factor[j][j] > 0.0 => rest / factor[j][j],
                false => 0.0,
            });
        }
        layers[a].with = block.iter().copied().zip(row.iter().copied()).collect();
        factor.push(row);
    }
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn index(subject: &Subject, part: &str, parameter: &str) -> Option<usize> {
    let mut parts = subject.parts.iter().chain(&subject.later);
    let part = parts.find(|p| *p.instance == *part)?;
    let layout = subject.layout(&part.system)?;
    layout
        .params
        .iter()
        .position(|field| field.name == parameter)
}

/// Draws of one twin after which the typical person takes its place.
const TRIES: u64 = 200;

/// Draws of one parameter within its limits, after which the patient's own takes its place.
const AGAIN: u64 = 64;

/// Twin number `twin` of `twins`. The only twin of one is the patient as published; else every
/// parameter that varies is drawn, by a stream that knows the seed, the twin and the parameter and
/// nothing else: the same twin in every arm, and in every other scenario about this patient.
///
/// Where the parts have a rest to come to, the twin starts there; a draw without one, or whose rest
/// no adult has, is drawn again.
pub fn twin(
    subject: &Subject,
    spread: &[LayerOfSpread],
    seed: u64,
    twin: usize,
    twins: usize,
) -> Newcomer {
    // A parameter with limits is drawn until it lies within them.
    let draw = |layer: &LayerOfSpread, attempt: u64| {
        let stream = Stream::new(seed, twin as u64, &layer.part, &layer.parameter);
        let score = |again| stream.normal(attempt * AGAIN + again);
        let Some((least, most)) = layer.within else {
            return score(0);
        };
        let inside = |score: &f64| {
            let factor = Real::exp(layer.sd_log * score);
            least <= factor && factor <= most
        };
        (0..AGAIN).map(score).find(inside).unwrap_or(0.0)
    };
    if twins == 1 {
        return drawn(subject, spread, twin, |_| 0.0);
    }
    rested(subject, spread, twin, |at, attempt| {
        draw(&spread[at], attempt)
    })
}

/// Somebody with the normal scores that `draw` gives at its first attempt, or at the first after which they come
/// to a rest that a resting adult has; the typical person where none does.
pub(super) fn rested(
    subject: &Subject,
    spread: &[LayerOfSpread],
    number: usize,
    draw: impl Fn(usize, u64) -> f64,
) -> Newcomer {
    let attempt = |attempt| drawn(subject, spread, number, |at| draw(at, attempt));
    // Where nothing differs, everybody starts at the rest of the patient.
    let Some(resting) = subject.resting.as_ref().filter(|_| !spread.is_empty()) else {
        return attempt(0);
    };
    let found = (0..TRIES)
        .map(attempt)
        .find_map(|mut newcomer| resting.settle(&mut newcomer.parts).ok().map(|()| newcomer));
    found.unwrap_or_else(|| drawn(subject, spread, number, |_| 0.0))
}

/// The typical twin with one parameter that many standard deviations away, at rest where there is one: alone,
/// also where it varies with others.
pub(crate) fn extreme(
    subject: &Subject,
    spread: &[LayerOfSpread],
    number: usize,
    which: Option<usize>,
    score: f64,
) -> Newcomer {
    let alone: Vec<LayerOfSpread> = spread
        .iter()
        .map(|layer| LayerOfSpread {
            with: Vec::new(),
            ..layer.clone()
        })
        .collect();
    let mut newcomer = drawn(subject, &alone, number, |at| {
        if Some(at) == which { score } else { 0.0 }
    });
    if let Some(resting) = &subject.resting
        && which.is_some()
    {
        // Who has no plausible rest starts at that of the typical twin.
        // Whoever is drawn last is kept however they rest.
        let _ = resting.settle(&mut newcomer.parts);
    }
    newcomer
}

/// Somebody with the normal scores that `draw` gives for the layers by their numbers.
fn drawn(
    subject: &Subject,
    spread: &[LayerOfSpread],
    number: usize,
    draw: impl Fn(usize) -> f64,
) -> Newcomer {
    let spec = |part: &PartSpec| {
        let mut spec = part.clone();
        for (at, layer) in spread.iter().enumerate() {
            if *layer.part != *part.instance {
                continue;
            }
            let score = match layer.with.is_empty() {
                true => draw(at),
                false => (layer.with.iter())
                    .map(|(other, weight)| weight * draw(*other))
                    .sum(),
            };
            if score != 0.0 {
                spec.params[layer.index] *= Real::exp(layer.sd_log * score);
            }
        }
        spec
    };
    Newcomer {
        patient: number,
        parts: subject.parts.iter().map(spec).collect(),
        later: subject.later.iter().map(spec).collect(),
        own: None,
    }
}
