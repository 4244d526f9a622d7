//! What lies behind an outcome: which uncertain number moves it most, and when it happens.

use crate::expression::{Kind, Samples};
use crate::file::Scenario;
use crate::plan::{LayerOfSpread, Plan, extreme};
use crate::run::{Projection, Trajectory};
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
    if plan.cast.is_some() || plan.spread.is_empty() || scenario.outcomes.is_empty() {
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

/// When something happens to each twin.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// The outcome, by its number: a risk.
    pub outcome: usize,
    /// By arm, by twin: minutes; infinite where it does not happen.
    pub at: Vec<Vec<f64>>,
}

impl Happening {
    /// The share of an arm's twins to whom it has not happened by a time, from 0 to 1.
    pub fn without(&self, arm: usize, minutes: f64) -> f64 {
        let all = self.at.get(arm).map_or(&[][..], Vec::as_slice);
        let not = all.iter().filter(|at| **at > minutes).count();
        not as f64 / all.len().max(1) as f64
    }
}

/// When each risk comes true in the twins that were kept.
pub fn happenings(scenario: &Scenario, plan: &Plan, projection: &Projection) -> Vec<Happening> {
    let risks = scenario.outcomes.iter().enumerate();
    let risks = risks.filter(|(_, outcome)| outcome.of.value.kind() == Kind::Risk);
    let width = plan.study.recorded.max(1);
    let mut all = Vec::new();
    for (number, outcome) in risks {
        let first = |samples: &Vec<f64>| {
            // Once it has happened it has happened: the first row by which it has is found by halving.
            let has = |rows: usize| {
                let times = &projection.times[..rows];
                let trajectory = Trajectory::new(plan, times, &samples[..rows * width]);
                rows > 0
                    && trajectory.times().len() == rows
                    && outcome.of.value.evaluate(&trajectory) > 0.5
            };
            let rows = (samples.len() / width).min(projection.times.len());
            if !has(rows) {
                return f64::INFINITY;
            }
            let (mut not, mut yes) = (0, rows);
            while yes - not > 1 {
                let middle = (not + yes) / 2;
                match has(middle) {
                    true => yes = middle,
                    false => not = middle,
                }
            }
            projection.times[yes - 1]
        };
        let of_arm = |kept: &Vec<Vec<f64>>| {
            let there = kept.iter().filter(|samples| !samples.is_empty());
            there.map(first).collect()
        };
        all.push(Happening {
            outcome: number,
            at: projection.kept.iter().map(of_arm).collect(),
        });
    }
    all
}
