//! Plausible twins: the patient's own parameters, each spread as the file or the drug's source says.

use super::{PlanProblem, Subject};
use crate::file::{Scenario, Spread};
use engine::event::PartSpec;
use engine::random::Stream;
use engine::world::Newcomer;
use physiology::drugs::Drug;
use physiology::people::Part;
use physiology::{Isa, Real, system};

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
}

/// What differs between the twins of a scenario: what its file declares, and what the sources of
/// the drugs publish for parameters that the file does not speak of.
pub(super) fn spread(
    scenario: &Scenario,
    subject: &Subject,
    drugs: &[&'static Drug],
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
        for published in drug.variability {
            let declared = |layer: &LayerOfSpread| {
                layer.part == drug.instance && layer.parameter == published.parameter
            };
            if layers.iter().any(declared) {
                continue;
            }
            if let Some(index) = index(subject, drug.instance, published.parameter) {
                layers.push(LayerOfSpread {
                    part: drug.instance.to_owned(),
                    parameter: published.parameter.to_owned(),
                    index,
                    sd_log: published.sd_log,
                    spread: format!("sd of the logarithm {}", published.sd_log),
                    source: published.source.to_owned(),
                    assumed: published.source.starts_with("assumed"),
                });
            }
        }
    }
    layers
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn index(subject: &Subject, part: &str, parameter: &str) -> Option<usize> {
    let mut parts = subject.parts.iter().chain(&subject.later);
    let part = parts.find(|p| p.instance == part)?;
    let layout = *system(part.system, Isa::BASELINE)?.layout();
    layout
        .params
        .iter()
        .position(|field| field.name == parameter)
}

/// Twin number `twin` of `twins`. The only twin of one is the patient as published; else every
/// parameter that varies is drawn, by a stream that knows the seed, the twin and the parameter and
/// nothing else: the same twin in every arm, and in every other scenario about this patient.
pub fn twin(
    subject: &Subject,
    spread: &[LayerOfSpread],
    seed: u64,
    twin: usize,
    twins: usize,
) -> Newcomer {
    let spec = |part: &Part| {
        let mut params = part.params.clone();
        if twins > 1 {
            for layer in spread.iter().filter(|layer| layer.part == part.instance) {
                let stream = Stream::new(seed, twin as u64, &layer.part, &layer.parameter);
                params[layer.index] *= Real::exp(layer.sd_log * stream.normal(0));
            }
        }
        PartSpec {
            instance: part.instance.into(),
            system: part.system.into(),
            params,
            reads: Vec::new(),
        }
    };
    Newcomer {
        patient: twin,
        parts: subject.parts.iter().map(spec).collect(),
        later: subject.later.iter().map(spec).collect(),
    }
}
