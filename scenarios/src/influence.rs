//! What lies behind an outcome: which uncertain number moves it most.

use crate::file::Scenario;
use crate::plan::{LayerOfSpread, Plan, extreme};
use crate::run::Trajectory;
use engine::patient::Status;
use engine::world::{EngineError, Newcomer, Settings};

/// How far from the typical value: the middle 90 % of a normal distribution lie within 1.645 of its standard
/// deviations.
const SCORE: f64 = 1.644_853_626_951_472_2;

/// One uncertain number, and outcomes with it low and high, all others typical.
#[derive(Debug, Clone, PartialEq)]
pub struct Influence {
    /// The number, as "part.parameter".
    pub parameter: String,
    /// By outcome, by arm: with the number where 5 % of twins are below it.
    pub low: Vec<Vec<f64>>,
    /// The same where 5 % are above it.
    pub high: Vec<Vec<f64>>,
}

/// Every uncertain number.
#[derive(Debug, Clone, PartialEq)]
pub struct Influences {
    /// By outcome, by arm: of the typical twin.
    pub typical: Vec<Vec<f64>>,
    /// The numbers, in the order of the plan's spread.
    pub of: Vec<Influence>,
}

/// Carries the typical twin through the arms with each uncertain number low and high in turn. Of a cohort,
/// who are different people, there is no such thing.
pub fn influences(
    scenario: &Scenario,
    plan: &Plan,
    settings: &Settings,
) -> Result<Option<Influences>, EngineError> {
    if plan.cast.is_some()
        || plan.twins == 1
        || plan.spread.is_empty()
        || scenario.outcomes.is_empty()
    {
        return Ok(None);
    }
    let twin = |number: usize, which: Option<usize>, score: f64| {
        extreme(&plan.subject, &plan.spread, number, which, score)
    };
    let mut chunk: Vec<Newcomer> = vec![twin(0, None, 0.0)];
    for which in 0..plan.spread.len() {
        chunk.push(twin(2 * which + 1, Some(which), -SCORE));
        chunk.push(twin(2 * which + 2, Some(which), SCORE));
    }
    let arms = plan.arms.len();
    let times = crate::run::times(plan);
    let mut engine = plan.engine(settings)?;
    let tracks = engine.project(&chunk)?;
    let mut all: Vec<Vec<Vec<f64>>> = Vec::with_capacity(chunk.len());
    for tracks in tracks.chunks(arms) {
        let of = |outcome: &crate::file::Outcome| -> Vec<f64> {
            let value = |track: &engine::world::Track| match track.status {
                Status::Well => {
                    let trajectory = Trajectory::new(plan, &times, &track.samples);
                    outcome.of.value.evaluate(&trajectory)
                }
                Status::Failed { .. } => f64::NAN,
            };
            tracks.iter().map(value).collect()
        };
        all.push(scenario.outcomes.iter().map(of).collect());
    }
    let mut all = all.into_iter();
    let Some(typical) = all.next() else {
        return Ok(None);
    };
    let name = |layer: &LayerOfSpread| format!("{}.{}", layer.part, layer.parameter);
    let mut of = Vec::new();
    for layer in &plan.spread {
        if let (Some(low), Some(high)) = (all.next(), all.next()) {
            of.push(Influence {
                parameter: name(layer),
                low,
                high,
            });
        }
    }
    Ok(Some(Influences { typical, of }))
}
