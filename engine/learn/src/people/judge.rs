//! How like the real people drawn ones are, and how much they give away.

use super::grow::{Binned, Stops, Target, grow};
use crate::score::auroc;
use engine::learned::people::draw::Chance;
use engine::learned::progression::trees::{Node, value};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// People as columns of numbers; words by their places, NaN where not known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Columns {
    /// Column by column.
    pub values: Vec<Vec<f64>>,
    /// Which columns are words.
    pub words: Vec<bool>,
}

impl Columns {
    /// Rows.
    pub fn len(&self) -> usize {
        self.values.first().map_or(0, Vec::len)
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Some of the rows.
    pub fn rows(&self, rows: &[usize]) -> Self {
        let of = |column: &Vec<f64>| rows.iter().map(|row| column[*row]).collect();
        Self {
            values: self.values.iter().map(of).collect(),
            words: self.words.clone(),
        }
    }

    /// Some of the columns.
    pub fn columns(&self, keep: &[usize]) -> Self {
        Self {
            values: keep.iter().map(|c| self.values[*c].clone()).collect(),
            words: keep.iter().map(|c| self.words[*c]).collect(),
        }
    }

    /// These rows and those of another below.
    pub fn and(&self, other: &Self) -> Self {
        let both = |(a, b): (&Vec<f64>, &Vec<f64>)| a.iter().chain(b).copied().collect();
        Self {
            values: self.values.iter().zip(&other.values).map(both).collect(),
            words: self.words.clone(),
        }
    }
}

/// A random forest's shares of yes: grown on some rows, asked of others.
pub fn forest(
    all: &Columns,
    yes: &[f64],
    learn: &[usize],
    ask: &[usize],
    trees: usize,
    leaf: usize,
    chance: &mut impl Chance,
) -> Vec<f64> {
    // Words are asked about by order here, as peers do.
    let binned: Vec<Binned> = all.values.iter().map(|v| Binned::of(v, false)).collect();
    let columns: Vec<(usize, &Binned)> = binned.iter().enumerate().collect();
    let target = Target {
        width: 1,
        numbers: yes.to_vec(),
    };
    let stops = Stops {
        leaf,
        worth: 0.0,
        looks: ((columns.len() as f64).sqrt() as usize).max(1),
    };
    let mut shares = vec![0.0; ask.len()];
    let mut row = vec![0.0; columns.len()];
    for _ in 0..trees {
        let rows: Vec<u32> = (0..learn.len())
            .map(|_| learn[(chance.next() * learn.len() as f64) as usize] as u32)
            .collect();
        let (mut nodes, ends) = grow(&columns, &target, rows, stops, chance);
        let share =
            |rows: &[u32]| rows.iter().map(|r| yes[*r as usize]).sum::<f64>() / rows.len() as f64;
        let shares_of: Vec<f64> = ends.iter().map(|rows| share(rows)).collect();
        let leaves = nodes.iter_mut().filter(|n: &&mut Node| n.feature < 0);
        leaves.for_each(|node| node.cut = shares_of[node.cut as usize]);
        for (share, asked) in shares.iter_mut().zip(ask) {
            row.iter_mut()
                .zip(&all.values)
                .for_each(|(r, v)| *r = v[*asked]);
            *share += value(&nodes, &row) / trees as f64;
        }
    }
    shares
}

/// How hard it is tried to tell people apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Trees of a forest.
    pub trees: usize,
    /// People of either kind at most.
    pub most: usize,
    /// Times that it is tried, with other people of the same kinds.
    pub repeats: usize,
}

/// How well a random forest tells drawn people from real ones whom nobody trained on: the area under
/// its curve in five folds of as many of either, mean of `repeats`; 0.5 is best.
pub fn told_apart(
    drawn: &Columns,
    real: &Columns,
    effort: Effort,
    chance: &mut impl Chance,
) -> f64 {
    let Effort {
        trees,
        most,
        repeats,
    } = effort;
    let n = real.len().min(drawn.len()).min(most);
    let mut sum = 0.0;
    for _ in 0..repeats {
        let both = drawn
            .rows(&chosen(drawn.len(), n, chance))
            .and(&real.rows(&chosen(real.len(), n, chance)));
        let yes: Vec<f64> = (0..2 * n).map(|i| f64::from(u8::from(i >= n))).collect();
        let mut shares = vec![0.0; 2 * n];
        for fold in 0..5 {
            // Rows came in an order of lots: every fifth is a fold by lot.
            let (ask, learn): (Vec<usize>, Vec<usize>) = (0..2 * n).partition(|i| i % 5 == fold);
            let told = forest(&both, &yes, &learn, &ask, trees, 1, chance);
            ask.iter()
                .zip(told)
                .for_each(|(i, share)| shares[*i] = share);
        }
        sum += auroc(&shares[n..], &shares[..n]) / repeats as f64;
    }
    sum
}

/// `count` of `all` by lot, in the order of the lot.
fn chosen(all: usize, count: usize, chance: &mut impl Chance) -> Vec<usize> {
    let mut order: Vec<usize> = (0..all).collect();
    for k in 0..count {
        let other = k + (chance.next() * (all - k) as f64) as usize;
        order.swap(k, other);
    }
    order.truncate(count);
    order
}

/// Of drawn people: how near the nearest of them is to each real one.
///
/// Numbers are counted in standard deviations of the training, a different word as 1, and known
/// against not known as 1 more.
fn nearest(drawn: &Columns, real: &Columns, scale: &[(f64, f64)]) -> Vec<f64> {
    let points = |people: &Columns| -> Vec<Vec<f64>> {
        (0..people.len())
            .map(|row| {
                let number =
                    |(column, (mean, sd)): (&Vec<f64>, &(f64, f64))| (column[row] - mean) / sd;
                people.values.iter().zip(scale).map(number).collect()
            })
            .collect()
    };
    let (drawn_points, real) = (points(drawn), points(real));
    let words = &drawn.words;
    let distance = |a: &[f64], b: &[f64], limit: f64| {
        let mut sum = 0.0;
        for ((a, b), word) in a.iter().zip(b).zip(words) {
            sum += match (a.is_nan(), b.is_nan()) {
                (true, true) => 0.0,
                (false, false) if *word => f64::from(u8::from(a != b)),
                (false, false) => (a - b) * (a - b),
                (true, false) if *word => 1.0,
                (false, true) if *word => 1.0,
                (true, false) => 1.0 + b * b,
                (false, true) => 1.0 + a * a,
            };
            if sum >= limit {
                break;
            }
        }
        sum
    };
    let near = |own: &Vec<f64>| {
        let mut least = f64::INFINITY;
        for other in &drawn_points {
            least = distance(own, other, least).min(least);
        }
        least
    };
    real.par_iter().map(near).collect()
}

/// What drawn people give away of who was trained on.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Leak {
    /// How often one trained on is nearer to a drawn person than one held out; 0.5 is best.
    pub auc: f64,
    /// Of those trained on, the share found by an attack that wrongly names 1 % of the others.
    pub found: f64,
    /// Share of drawn people who are one of the training in every column.
    pub copies: f64,
}

/// How near the nearest drawn person is, to each of those trained on and each of those held out: less
/// is farther.
pub fn nearness(drawn: &Columns, train: &Columns, held: &Columns) -> (Vec<f64>, Vec<f64>) {
    let scale: Vec<(f64, f64)> = (train.values.iter().zip(&train.words))
        .map(|(column, word)| match word {
            true => (0.0, 1.0),
            false => moments(column),
        })
        .collect();
    let of = |real| nearest(drawn, real, &scale).iter().map(|d| -d).collect();
    (of(train), of(held))
}

/// Membership inference by the distance to the nearest drawn person.
pub fn leak(drawn: &Columns, train: &Columns, held: &Columns) -> Leak {
    let (near, far) = nearness(drawn, train, held);
    let mut sorted = far.clone();
    sorted.sort_by(f64::total_cmp);
    let cut = sorted[((0.99 * sorted.len() as f64) as usize).min(sorted.len() - 1)];
    let found = near.iter().filter(|d| **d > cut).count() as f64 / near.len() as f64;
    let key = |people: &Columns, row: usize| -> Vec<u64> {
        let bits = |column: &Vec<f64>| match column[row].is_nan() {
            true => u64::MAX,
            false => column[row].to_bits(),
        };
        people.values.iter().map(bits).collect()
    };
    let mut known: BTreeMap<Vec<u64>, ()> = BTreeMap::new();
    (0..train.len()).for_each(|row| {
        known.insert(key(train, row), ());
    });
    let copies = (0..drawn.len()).filter(|row| known.contains_key(&key(drawn, *row)));
    Leak {
        auc: auroc(&near, &far),
        found,
        copies: copies.count() as f64 / drawn.len().max(1) as f64,
    }
}

fn moments(values: &[f64]) -> (f64, f64) {
    let known: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    let n = known.len().max(1) as f64;
    let mean = known.iter().sum::<f64>() / n;
    let square = known.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
    (mean, if square > 0.0 { square.sqrt() } else { 1.0 })
}
