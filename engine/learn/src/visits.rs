//! When patients come again, by boosted trees on the logarithm of the gap; and whether they do, by
//! logistic regression with a ridge. Both are chosen by patients left out in turn.

use crate::cohort::Person;
use crate::grow::{Aim, Binned, Growth, grow, logistic_crps};
use crate::lbfgs::minimise;
use crate::pairs::Pupil;
use crate::score::crps;
use engine::learned::progression::model::hazard_row;
use engine::learned::progression::schema::Schema;
use engine::learned::progression::shape::{Shape, scores};
use engine::learned::progression::trees::{Boosted, value};
use engine::learned::progression::visits::{Visits, gap_row};

/// Fewer gaps, or fewer who left, are not modelled.
const FEW: usize = 50;
const FEW_LEFT: usize = 10;

/// Ridges on the odds of leaving that are tried.
const RIDGES: [f64; 4] = [1.0, 3.0, 10.0, 30.0];

/// Levels at which gaps are scored.
const LEVELS: usize = 99;

/// A visit as those who foresee the next one see it.
struct Seen {
    /// Place among the patients asked for.
    rank: usize,
    row: Vec<f64>,
    last_gap: f64,
    /// Years to the next visit, where there was one.
    gap: Option<f64>,
    /// Years of follow-up after this visit.
    followed: f64,
}

fn seen(schema: &Schema, people: &[Person], pupils: &[Pupil], which: &[usize]) -> Vec<Seen> {
    let mut all = Vec::new();
    for (rank, person) in which.iter().enumerate() {
        let pupil = &pupils[*person];
        let visits = &pupil.course.seen;
        let mut y = vec![f64::NAN; schema.markers.len()];
        let mut signs = vec![f64::NAN; schema.signs.len()];
        for (number, visit) in visits.iter().enumerate() {
            let carry = |to: &mut [f64], from: &[f64]| {
                let news = to.iter_mut().zip(from).filter(|(_, new)| new.is_finite());
                news.for_each(|(old, new)| *old = *new);
            };
            carry(&mut y, &visit.y);
            carry(&mut signs, &pupil.signs[number]);
            let next = visits.get(number + 1).map(|next| next.t - visit.t);
            let last = visits[visits.len() - 1].t;
            let end = people[*person].end.map_or(last, |(end, _)| end);
            let last_gap = match number {
                0 => f64::NAN,
                _ => visit.t - visits[number - 1].t,
            };
            all.push(Seen {
                rank,
                row: hazard_row(schema, visit.t, &y, &pupil.course.x, &signs),
                last_gap,
                gap: next.filter(|gap| *gap > 0.0),
                followed: end - visit.t,
            });
        }
    }
    all
}

/// Learns both from these patients; `fold` says who is left out together.
pub fn fit(
    schema: &Schema,
    people: &[Person],
    pupils: &[Pupil],
    (train, fold): (&[usize], &[usize]),
    seed: u64,
) -> Option<Visits> {
    let all = seen(schema, people, pupils, train);
    let gaps: Vec<&Seen> = all.iter().filter(|s| s.gap.is_some()).collect();
    let lengths: Vec<f64> = gaps.iter().filter_map(|s| s.gap).collect();
    if gaps.len() < FEW {
        return None;
    }
    let logs: Vec<f64> = lengths.iter().map(|gap| gap.ln()).collect();
    let n = logs.len() as f64;
    let mean = logs.iter().sum::<f64>() / n;
    let sd = (logs.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
    if sd.is_nan() || sd <= 1e-9 {
        return None;
    }
    let folds: Vec<usize> = gaps.iter().map(|s| fold[s.rank]).collect();
    let rows: Vec<Vec<f64>> = gaps.iter().map(|s| gap_row(&s.row, s.last_gap)).collect();
    let counted: Vec<f64> = logs.iter().map(|v| (v - mean) / sd).collect();
    let person: Vec<usize> = gaps.iter().map(|s| s.rank).collect();
    let (trees, shape) = gap_trees(&rows, &counted, &person, &folds, seed);
    let mut sorted = lengths;
    sorted.sort_by(f64::total_cmp);
    let long = sorted[(sorted.len() * 99) / 100];
    Some(Visits {
        scale: (mean, sd),
        range: (sorted[0], sorted[sorted.len() - 1]),
        trees,
        shape,
        leave: leave(&all, fold, long).unwrap_or_default(),
    })
}

fn gap_trees(
    rows: &[Vec<f64>],
    counted: &[f64],
    person: &[usize],
    folds: &[usize],
    seed: u64,
) -> (Boosted, Shape) {
    let growth = Growth::default();
    let count = folds.iter().copied().max().unwrap_or(0) + 1;
    let mut sums = vec![0.0; growth.trees + 1];
    let mut grown = Vec::new();
    for out in 0..count {
        let side = |left: bool| -> Vec<usize> {
            (0..rows.len())
                .filter(|i| (folds[*i] == out) == left)
                .collect()
        };
        let (inside, outside) = (side(false), side(true));
        let own: Vec<Vec<f64>> = inside.iter().map(|i| rows[*i].clone()).collect();
        let aim = Aim {
            residual: &inside.iter().map(|i| counted[*i]).collect::<Vec<_>>(),
            weight: &vec![1.0; inside.len()],
            person: &inside.iter().map(|i| person[*i]).collect::<Vec<_>>(),
        };
        let mut now: Vec<[f64; 2]> = Vec::new();
        let pair = grow(&Binned::new(&own), &aim, &growth, seed, |round, pair| {
            if now.is_empty() {
                now = vec![[pair.place, pair.scatter]; outside.len()];
            }
            let score = |now: &[[f64; 2]]| -> f64 {
                let each = outside.iter().zip(now);
                each.map(|(i, at)| logistic_crps(counted[*i], at[0], at[1]))
                    .sum()
            };
            if round == 1 {
                sums[0] += score(&now);
            }
            for (now, i) in now.iter_mut().zip(&outside) {
                for (now, forest) in now.iter_mut().zip(&pair.forests) {
                    *now += value(&forest.trees[round - 1], &rows[*i]);
                }
            }
            sums[round] += score(&now);
            true
        });
        grown.push(pair);
    }
    let rounds = (0..sums.len())
        .min_by(|a, b| sums[*a].total_cmp(&sums[*b]))
        .unwrap_or(0);
    grown.iter_mut().for_each(|pair| pair.keep(rounds));
    let left = |i: usize| {
        let (place, scatter) = grown[folds[i]].at(&rows[i]);
        ((counted[i] - place) / scatter, 1.0)
    };
    let shape = Shape::of((0..rows.len()).map(left).collect());
    let aim = Aim {
        residual: counted,
        weight: &vec![1.0; rows.len()],
        person,
    };
    let growth = Growth {
        trees: rounds,
        ..growth
    };
    let trees = grow(&Binned::new(rows), &aim, &growth, seed, |_, _| true);
    (trees, shape)
}

/// Whether nobody saw the patient after this visit: known where follow-up went on for longer than
/// gaps do, whether they came or not.
fn left(seen: &Seen, long: f64) -> Option<bool> {
    (seen.followed > long).then_some(seen.gap.is_none())
}

fn leave(all: &[Seen], fold: &[usize], long: f64) -> Option<Vec<f64>> {
    let told: Vec<(&Seen, bool)> = (all.iter())
        .filter_map(|s| left(s, long).map(|left| (s, left)))
        .collect();
    if told.iter().filter(|(_, left)| *left).count() < FEW_LEFT {
        return None;
    }
    let width = told.first()?.0.row.len();
    let loss = |of: &[&(&Seen, bool)], ridge: f64, w: &[f64]| {
        let (mut value, mut slope) = (0.0, vec![0.0; width]);
        for (seen, left) in of {
            let sum: f64 = w.iter().zip(&seen.row).map(|(w, r)| w * r).sum();
            let left = f64::from(u8::from(*left));
            // ln(1 + exp sum) by the part that does not overflow.
            value += sum.max(0.0) + (-sum.abs()).exp().ln_1p() - left * sum;
            let miss = 1.0 / (1.0 + (-sum).exp()) - left;
            slope
                .iter_mut()
                .zip(&seen.row)
                .for_each(|(d, r)| *d += miss * r);
        }
        for k in 1..width {
            value += 0.5 * ridge * w[k] * w[k];
            slope[k] += ridge * w[k];
        }
        (value, slope)
    };
    let best = |of: &[&(&Seen, bool)], ridge: f64| {
        let share = of.iter().filter(|(_, left)| *left).count().max(1) as f64 / of.len() as f64;
        let mut from = vec![0.0; width];
        from[0] = (share / (1.0 - share).max(1e-3)).ln();
        minimise(|w| loss(of, ridge, w), from, 200).0
    };
    let folds = fold.iter().copied().max().unwrap_or(0) + 1;
    let mut chosen = (f64::INFINITY, RIDGES[0]);
    for ridge in RIDGES {
        let mut sum = 0.0;
        for out in 0..folds {
            let (outside, inside): (Vec<_>, Vec<_>) =
                told.iter().partition(|(seen, _)| fold[seen.rank] == out);
            sum += loss(&outside, 0.0, &best(&inside, ridge)).0;
        }
        if sum < chosen.0 {
            chosen = (sum, ridge);
        }
    }
    Some(best(&told.iter().collect::<Vec<_>>(), chosen.1))
}

/// How visits of some patients were foreseen.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Foreseen {
    /// Gaps.
    pub gaps: usize,
    /// Score of their logarithms, and that of the gaps of all the training's patients.
    pub score: (f64, f64),
    /// Share of gaps in the middle 90 %.
    pub held: f64,
    /// Visits after which it is known whether another came; those without; how many were expected.
    pub left: (usize, usize, f64),
}

/// Scores visits of patients held out, beside the gaps of those trained on.
pub fn foresee(
    (schema, visits): (&Schema, &Visits),
    people: &[Person],
    pupils: &[Pupil],
    train: &[usize],
    test: &[usize],
) -> Foreseen {
    let past = seen(schema, people, pupils, train);
    let mut known: Vec<f64> = (past.iter()).filter_map(|s| s.gap).map(f64::ln).collect();
    known.sort_by(f64::total_cmp);
    let long = known[(known.len() * 99) / 100].exp();
    let levels = scores(LEVELS);
    let mut all = Foreseen::default();
    for s in seen(schema, people, pupils, test) {
        if let Some(gap) = s.gap {
            let row = gap_row(&s.row, s.last_gap);
            let drawn: Vec<f64> = levels.iter().map(|z| visits.gap(&row, *z).ln()).collect();
            let y = gap.ln();
            all.gaps += 1;
            all.score.0 += crps(&drawn, y);
            all.score.1 += crps(&known, y);
            all.held += f64::from(u8::from(drawn[4] <= y && y <= drawn[LEVELS - 5]));
        }
        if let Some(left) = left(&s, long) {
            all.left.0 += 1;
            all.left.1 += usize::from(left);
            all.left.2 += visits.leaves(&s.row);
        }
    }
    let n = all.gaps.max(1) as f64;
    all.score = (all.score.0 / n, all.score.1 / n);
    all.held /= n;
    all
}
