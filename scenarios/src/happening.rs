//! When a risk comes true, twin by twin.

use crate::expression::Kind;
use crate::file::Scenario;
use crate::memory::Memory;
use crate::plan::Plan;
use crate::run::{Projection, Trajectory};
use rayon::prelude::*;
use std::sync::Arc;

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

/// When risks came true, by what they are of and by arm, for whoever asks again.
#[derive(Default)]
pub struct Moments(Memory<(String, usize), Vec<f64>>);

/// When each risk comes true in the twins that were kept; what is known of them is not worked out again.
pub fn happenings(
    scenario: &Scenario,
    plan: &Plan,
    projection: &Projection,
    known: &mut Moments,
) -> Vec<Happening> {
    let risks = scenario.outcomes.iter().enumerate();
    let risks = risks.filter(|(_, outcome)| outcome.of.value.kind() == Kind::Risk);
    let width = plan.study.recorded.max(1);
    let mut all = Vec::new();
    for (number, outcome) in risks {
        let first = |samples: &Arc<[f64]>| {
            let trajectory = Trajectory::new(plan, &projection.times, samples);
            // Once it has happened it has happened: the first row by which it has is found by halving.
            let has =
                |rows: usize| rows > 0 && outcome.of.value.evaluate(&trajectory.until(rows)) > 0.5;
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
        let of_arm = |(arm, kept): (usize, &Vec<Arc<[f64]>>)| {
            let what = (outcome.of.value.text().to_owned(), arm);
            known.0.of(what, kept.clone(), || {
                let there = kept.par_iter().filter(|samples| !samples.is_empty());
                there.map(first).collect()
            })
        };
        all.push(Happening {
            outcome: number,
            at: projection.kept.iter().enumerate().map(of_arm).collect(),
        });
    }
    all
}
