//! What came of a sweep, by cell, arm, outcome and group.

use super::cell::Sweep;
use super::part::Part;
use super::tally::Tally;
use crate::cohort::Draws;
use crate::expression::Kind;
use crate::file::{Direction, Outcome};
use crate::outcome::clopper_pearson;
use rayon::prelude::*;
use serde::Serialize;

/// 1.645 standard errors hold 90 % of a normal.
const NINETY: f64 = 1.645;

/// Sums of everything that was asked, as people come.
pub struct Table {
    /// By cell, outcome, group and arm.
    cells: Vec<Vec<Vec<Vec<Both>>>>,
    arms: usize,
}

/// An arm, and its difference from the first.
struct Both {
    own: Tally,
    against: Tally,
}

/// One arm in one cell, of everybody or of a group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// People who have a value.
    pub people: u64,
    /// Mean over them; of a risk, the share to whom it happens.
    pub mean: f64,
    /// Monte Carlo standard error of the mean.
    pub mean_se: f64,
    /// Standard deviation between people.
    pub sd: f64,
    /// 5 %, 25 %, 50 %, 75 % and 95 % quantile of the people.
    pub quantiles: [f64; 5],
    /// Monte Carlo standard error of the median.
    pub median_se: f64,
    /// Whether the quantiles are exact, or within 0.4 %.
    pub exact: bool,
    /// Of a risk, to how many it happens, and the 90 % interval of the share (Clopper-Pearson), which
    /// is Monte Carlo error and nothing else.
    pub risk: Option<(u64, f64, f64)>,
}

/// An arm against the first, person by person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Against {
    /// People who have a value in both.
    pub people: u64,
    /// Mean difference; of a risk, the difference of the shares.
    pub mean: f64,
    /// Monte Carlo standard error of the mean difference.
    pub mean_se: f64,
    /// Standard deviation of the differences between people.
    pub sd: f64,
    /// 5 %, 50 % and 95 % quantile of the people's differences; of a risk, the 90 % interval of
    /// Monte Carlo error around the mean.
    pub quantiles: [f64; 3],
    /// People who fare meaningfully better, no differently, worse.
    pub verdict: Option<(u64, u64, u64)>,
}

/// One line of the result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tabled {
    /// Number of the cell.
    pub cell: usize,
    /// Number of the outcome.
    pub outcome: usize,
    /// Number of the arm.
    pub arm: usize,
    /// The group: what divides people, and which group; `None` for everybody.
    pub group: Option<(String, String)>,
    /// What the arm came to.
    pub summary: Summary,
    /// How it differs from the first arm; `None` for the first.
    pub against: Option<Against>,
}

impl Table {
    /// Nothing yet.
    pub fn new(sweep: &Sweep) -> Self {
        let arms = sweep.arms().len();
        let cells = sweep.cells.iter().map(|cell| {
            let even = (cell.scenario.patient.cohort())
                .is_some_and(|cohort| cohort.draws == Draws::LowDiscrepancy);
            let both = || Both {
                own: Tally::new(even),
                against: Tally::new(even),
            };
            let of = cell.scenario.outcomes.iter().map(|outcome| {
                let groups = outcome
                    .by
                    .iter()
                    .map(|group| group.labels.len())
                    .sum::<usize>();
                let all = (0..=groups).map(|_| (0..arms).map(|_| both()).collect());
                all.collect()
            });
            of.collect()
        });
        Self {
            cells: cells.collect(),
            arms,
        }
    }

    /// Takes the people of a part, in their order.
    pub fn add(&mut self, sweep: &Sweep, part: &Part) {
        let arms = self.arms;
        let cells: Vec<usize> = part.cells.clone();
        self.cells
            .par_iter_mut()
            .enumerate()
            .for_each(|(cell, tallies)| {
                let Some(place) = cells.iter().position(|of| *of == cell) else {
                    return;
                };
                let outcomes = &sweep.cells[cell].scenario.outcomes;
                for (number, (outcome, groups)) in outcomes.iter().zip(tallies).enumerate() {
                    let judged = threshold(outcome);
                    for (index, member) in part.members.iter().enumerate() {
                        let mut add = |group: usize| {
                            let first = part.value(place, 0, number, index);
                            for (arm, both) in groups[group].iter_mut().enumerate().take(arms) {
                                let value = part.value(place, arm, number, index);
                                both.own.add(value, member.number());
                                if arm > 0 && !(value - first).is_nan() {
                                    both.against.add(value - first, member.number());
                                    if let Some((meaningful, good)) = judged {
                                        both.against.judge(value - first, meaningful, good);
                                    }
                                }
                            }
                        };
                        add(0);
                        let mut offset = 1;
                        for group in &outcome.by {
                            if let Some(which) = member.person().and_then(|who| group.of(who)) {
                                add(offset + which);
                            }
                            offset += group.labels.len();
                        }
                    }
                }
            });
    }

    /// The lines, by outcome, cell, group and arm.
    pub fn lines(&self, sweep: &Sweep) -> Vec<Tabled> {
        let mut lines = Vec::new();
        let outcomes = sweep
            .cells
            .first()
            .map_or(0, |cell| cell.scenario.outcomes.len());
        for number in 0..outcomes {
            for (cell, of) in sweep.cells.iter().enumerate() {
                let outcome = &of.scenario.outcomes[number];
                let is_risk = outcome.of.value.kind() == Kind::Risk;
                let named = outcome.by.iter().flat_map(|group| {
                    let name = &group.name;
                    group
                        .labels
                        .iter()
                        .map(move |label| Some((name.clone(), label.clone())))
                });
                let groups = std::iter::once(None).chain(named);
                for (group, tallies) in groups.zip(&self.cells[cell][number]) {
                    for (arm, both) in tallies.iter().enumerate() {
                        lines.push(Tabled {
                            cell,
                            outcome: number,
                            arm,
                            group: group.clone(),
                            summary: summary(&both.own, is_risk),
                            against: (arm > 0).then(|| {
                                against(&both.against, is_risk, threshold(outcome).is_some())
                            }),
                        });
                    }
                }
            }
        }
        lines
    }
}

/// From what difference on it matters, and the sign of good.
fn threshold(outcome: &Outcome) -> Option<(f64, f64)> {
    let meaningful = &outcome.meaningful.as_ref()?.value;
    let good = match meaningful.good {
        Direction::More => 1.0,
        Direction::Less => -1.0,
    };
    // One person's risk is 0 or 1: any change of it is meaningful.
    let is_risk = outcome.of.value.kind() == Kind::Risk;
    Some((if is_risk { 0.5 } else { meaningful.value }, good))
}

fn summary(tally: &Tally, is_risk: bool) -> Summary {
    let risk = is_risk.then(|| {
        let (happened, of) = (tally.happened(), tally.count());
        let (low, high) = match of {
            0 => (f64::NAN, f64::NAN),
            _ => clopper_pearson(happened as usize, of as usize),
        };
        (happened, low, high)
    });
    Summary {
        people: tally.count(),
        mean: tally.mean(),
        mean_se: tally.mean_error(),
        sd: tally.sd(),
        quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map(|share| tally.quantile(share)),
        median_se: tally.quantile_error(0.5),
        exact: tally.is_exact(),
        risk,
    }
}

fn against(tally: &Tally, is_risk: bool, judged: bool) -> Against {
    let (mean, error) = (tally.mean(), tally.mean_error());
    Against {
        people: tally.count(),
        mean,
        mean_se: error,
        sd: tally.sd(),
        quantiles: match is_risk {
            true => [mean - NINETY * error, mean, mean + NINETY * error],
            false => [0.05, 0.5, 0.95].map(|share| tally.quantile(share)),
        },
        verdict: judged.then(|| tally.verdict()),
    }
}
