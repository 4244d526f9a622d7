//! How one marker is forecast from what the core leaves over: trees, how many and how heavy, and the
//! shapes of what is left then, all by patients left out in turn.

use crate::grow::{Aim, Binned, Growth, grow, logistic_crps};
use crate::pairs::Row;
use crate::score::crps;
use crate::train::{EDGES, FOLDS};
use engine::learned::progression::marker::{Marker, bucket};
use engine::learned::progression::shape::{Shape, scores};
use engine::learned::progression::trees::{Boosted, value};

/// Levels at which forecasts are scored while choosing.
const LEVELS: usize = 99;

/// Mean score of the core with the shapes that it needs, as a share of each marker's spread.
pub(crate) fn core_score(rows: &[Row], m: usize) -> f64 {
    let levels = scores(LEVELS);
    let (mut sum, mut whole) = (0.0, 0.0);
    for k in 0..m {
        let shapes = shapes(rows, k, &|_| (0.0, 1.0));
        for row in rows.iter().filter(|row| row.y[k].is_finite()) {
            let (mean, sd) = row.expected[k];
            let shape = &shapes[bucket(&EDGES, row.gap)];
            let values: Vec<f64> = levels.iter().map(|z| mean + sd * shape.at(*z)).collect();
            sum += row.weight * crps(&values, row.y[k]);
            whole += row.weight;
        }
    }
    sum / whole
}

/// Shapes of what is left over, by how far ahead; `placed` gives place and scatter of a row.
fn shapes(rows: &[Row], k: usize, placed: &dyn Fn(usize) -> (f64, f64)) -> Vec<Shape> {
    let left = |of: usize| {
        let of_bucket = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| bucket(&EDGES, row.gap) == of);
        let numbers = of_bucket.map(|(i, row)| {
            let (mean, sd) = row.expected[k];
            let (place, scatter) = placed(i);
            (((row.y[k] - mean) / sd - place) / scatter, row.weight)
        });
        numbers.collect::<Vec<_>>()
    };
    let whole = Shape::of((0..=EDGES.len()).flat_map(&left).collect());
    (0..=EDGES.len())
        .map(|of| match left(of) {
            // Too few so far ahead: as all.
            few if few.iter().filter(|(v, _)| v.is_finite()).count() < 100 => whole,
            numbers => Shape::of(numbers),
        })
        .collect()
}

/// Place and scatter of a row by trees that did not see its patient.
pub(crate) type Placed = (f64, f64);

/// Trees of one marker: as many as patients left out ask for, and the share they get.
pub(crate) fn marker(
    rows: &[Row],
    folds: &[usize],
    k: usize,
    seed: u64,
) -> (Marker, usize, Vec<Placed>) {
    let known: Vec<usize> = (0..rows.len())
        .filter(|i| rows[*i].y[k].is_finite())
        .collect();
    let features: Vec<Vec<f64>> = known.iter().map(|i| rows[*i].features(k)).collect();
    let residual: Vec<f64> = known
        .iter()
        .map(|i| (rows[*i].y[k] - rows[*i].expected[k].0) / rows[*i].expected[k].1)
        .collect();
    let weight: Vec<f64> = known
        .iter()
        .map(|i| rows[*i].weight * rows[*i].expected[k].1)
        .collect();
    let person: Vec<usize> = known.iter().map(|i| rows[*i].person).collect();
    let growth = Growth::default();
    // Each fold's trees, stopped together where the sum over folds no longer falls.
    let mut sums = vec![0.0; growth.trees + 1];
    let mut grown: Vec<Boosted> = Vec::new();
    for out in 0..FOLDS {
        let inside: Vec<usize> = (0..known.len())
            .filter(|i| folds[known[*i]] != out)
            .collect();
        let outside: Vec<usize> = (0..known.len())
            .filter(|i| folds[known[*i]] == out)
            .collect();
        let pick = |from: &[f64]| -> Vec<f64> { inside.iter().map(|i| from[*i]).collect() };
        let rows: Vec<Vec<f64>> = inside.iter().map(|i| features[*i].clone()).collect();
        let who: Vec<usize> = inside.iter().map(|i| person[*i]).collect();
        let aim = Aim {
            residual: &pick(&residual),
            weight: &pick(&weight),
            person: &who,
        };
        let mut now: Vec<[f64; 2]> = Vec::new();
        let (mut least, mut since) = (f64::INFINITY, 0);
        let pair = grow(&Binned::new(&rows), &aim, &growth, seed, |round, pair| {
            if now.is_empty() {
                now = vec![[pair.place, pair.scatter]; outside.len()];
                sums[0] += score(&outside, &residual, &weight, &now);
            }
            for (now, i) in now.iter_mut().zip(&outside) {
                for (now, forest) in now.iter_mut().zip(&pair.forests) {
                    *now += value(&forest.trees[round - 1], &features[*i]);
                }
            }
            let here = score(&outside, &residual, &weight, &now);
            sums[round] += here;
            since = if here < least { 0 } else { since + 1 };
            least = least.min(here);
            // Far beyond the best of this fold nothing more is to be had; rounds not grown count
            // as this one.
            if since < 40 {
                return true;
            }
            sums[round + 1..].iter_mut().for_each(|sum| *sum += here);
            false
        });
        grown.push(pair);
    }
    let rounds = (0..sums.len())
        .min_by(|a, b| sums[*a].total_cmp(&sums[*b]))
        .unwrap_or(0);
    let mut placed = vec![(0.0, 1.0); rows.len()];
    for pair in &mut grown {
        pair.keep(rounds);
    }
    for (number, i) in known.iter().enumerate() {
        placed[*i] = grown[folds[*i]].at(&features[number]);
    }
    let own = shapes(rows, k, &|_| (0.0, 1.0));
    let with = shapes(rows, k, &|i| placed[i]);
    let levels = scores(LEVELS);
    let blended = |blend: f64| {
        let one = |i: &usize| {
            let row = &rows[*i];
            let (mean, sd) = row.expected[k];
            let (place, scatter) = placed[*i];
            let of = bucket(&EDGES, row.gap);
            let at = |z: &f64| {
                mean + sd
                    * ((1.0 - blend) * own[of].at(*z) + blend * (place + scatter * with[of].at(*z)))
            };
            row.weight * crps(&levels.iter().map(at).collect::<Vec<_>>(), row.y[k])
        };
        known.iter().map(one).sum::<f64>()
    };
    let tried = [1.0, 0.75, 0.5, 0.25, 0.0].map(|blend| (blended(blend), blend));
    let blend = tried
        .iter()
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map_or(1.0, |best| best.1);
    let aim = Aim {
        residual: &residual,
        weight: &weight,
        person: &person,
    };
    let trees = grow(
        &Binned::new(&features),
        &aim,
        &Growth {
            trees: rounds,
            ..growth
        },
        seed,
        |_, _| true,
    );
    let shapes = own
        .into_iter()
        .zip(with)
        .map(|(own, with)| [own, with])
        .collect();
    (
        Marker {
            trees,
            blend,
            shapes,
        },
        rounds,
        placed,
    )
}

/// Scores of patients left out by the core with trees, or with `alone` by the core, of the next visit
/// and of later ones from the first: by patient in the order of the cohort, sum and how many.
pub(crate) fn sums(
    rows: &[Row],
    markers: &[Marker],
    placed: &[Vec<Placed>],
    people: usize,
    alone: bool,
) -> Vec<(f64, f64)> {
    let levels = scores(LEVELS);
    let mut sums = vec![(0.0, 0.0); people];
    let taken = |row: &Row| row.is_next() || row.is_from_first();
    for (i, row) in rows.iter().enumerate().filter(|(_, row)| taken(row)) {
        for (k, marker) in markers
            .iter()
            .enumerate()
            .filter(|(k, _)| row.y[*k].is_finite())
        {
            let (mean, sd) = row.expected[k];
            let (place, scatter) = placed[k][i];
            let [own, with] = &marker.shapes[bucket(&EDGES, row.gap)];
            let blend = if alone { 0.0 } else { marker.blend };
            let at = |z: &f64| {
                mean + sd * ((1.0 - blend) * own.at(*z) + blend * (place + scatter * with.at(*z)))
            };
            let score = crps(&levels.iter().map(at).collect::<Vec<f64>>(), row.y[k]);
            let (sum, count) = &mut sums[row.person];
            (*sum, *count) = (*sum + score, *count + 1.0);
        }
    }
    sums
}

fn score(outside: &[usize], residual: &[f64], weight: &[f64], now: &[[f64; 2]]) -> f64 {
    let one =
        |(i, now): (&usize, &[f64; 2])| weight[*i] * logistic_crps(residual[*i], now[0], now[1]);
    outside.iter().zip(now).map(one).sum()
}
