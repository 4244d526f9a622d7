//! Boosted trees for where a number lies and how widely it scatters, grown on what is scored: the
//! continuous ranked probability score of a logistic distribution, which has a closed form.
//!
//! Our own: of the kept crates none has samples, quantiles and missing values together in a form
//! that a small program can evaluate (gbdt: no quantiles; gbt-quantile: no missing values; perpetual:
//! quantiles by one model each, and a training framework at run time).

use engine::learned::progression::trees::{Boosted, Node};
use engine::random::Stream;

/// How trees are grown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    /// Most questions in a row.
    pub depth: usize,
    /// What part of a leaf's step is taken.
    pub rate: f64,
    /// Trees for the place, and as many for the scatter.
    pub trees: usize,
    /// Share of patients that each tree is grown on.
    pub share: f64,
    /// Fewest rows in a leaf.
    pub leaf: usize,
    /// Drawn to no step, in rows.
    pub calm: f64,
}

impl Default for Growth {
    fn default() -> Self {
        Self {
            depth: 3,
            rate: 0.05,
            trees: 150,
            share: 0.6,
            leaf: 30,
            calm: 20.0,
        }
    }
}

/// Most bins of a feature; the last stands for what is not known.
const BINS: usize = 33;
const MISSING: u8 = 32;

/// Features cut into bins.
pub struct Binned {
    /// Cuts of each feature.
    cuts: Vec<Vec<f64>>,
    /// Bins, feature after feature.
    bins: Vec<Vec<u8>>,
}

impl Binned {
    /// Bins rows of features.
    pub fn new(rows: &[Vec<f64>]) -> Self {
        let features = rows.first().map_or(0, Vec::len);
        let (mut cuts, mut bins) = (Vec::new(), Vec::new());
        for feature in 0..features {
            let mut known: Vec<f64> = rows
                .iter()
                .map(|row| row[feature])
                .filter(|v| v.is_finite())
                .collect();
            known.sort_by(f64::total_cmp);
            let mut at: Vec<f64> = (1..32)
                .filter_map(|share| known.get(share * known.len() / 32).copied())
                .collect();
            at.dedup();
            let least = known.first().copied();
            at.retain(|cut| Some(*cut) != least);
            let bin = |row: &Vec<f64>| match row[feature].is_finite() {
                true => at.partition_point(|cut| *cut <= row[feature]) as u8,
                false => MISSING,
            };
            bins.push(rows.iter().map(bin).collect());
            cuts.push(at);
        }
        Self { cuts, bins }
    }
}

/// What trees are grown for: a number in units of the core's standard deviation, its patient, and
/// what a row weighs.
pub struct Aim<'a> {
    /// Residuals of the core, in its standard deviations.
    pub residual: &'a [f64],
    /// Weights.
    pub weight: &'a [f64],
    /// Patients.
    pub person: &'a [usize],
}

/// Score of a logistic distribution, its gradient and curvature by place and logarithm of scatter.
fn score(residual: f64, place: f64, scatter: f64) -> (f64, [f64; 2], [f64; 2]) {
    let s = scatter.exp();
    let z = ((residual - place) / s).clamp(-30.0, 30.0);
    let f = 1.0 / (1.0 + (-z).exp());
    // -ln F without cancellation.
    let minus_ln = if z > 0.0 {
        (-z).exp().ln_1p()
    } else {
        z.exp().ln_1p() - z
    };
    let shape = z + 2.0 * minus_ln - 1.0;
    let slope = 2.0 * f - 1.0;
    let bend = 2.0 * f * (1.0 - f);
    let by_scatter = s * (shape - z * slope);
    let curve = (by_scatter + s * z * z * bend).max(0.15 * s);
    (s * shape, [-slope, by_scatter], [bend / s, curve])
}

/// Grows trees; `watch` sees what there is after each round and says whether to go on.
pub fn grow(
    binned: &Binned,
    aim: &Aim<'_>,
    growth: &Growth,
    seed: u64,
    mut watch: impl FnMut(usize, &Boosted) -> bool,
) -> Boosted {
    let n = aim.residual.len();
    let mut pair = Boosted {
        place: 0.0,
        scatter: -0.6,
        ..Boosted::default()
    };
    // What all rows share first, by a few whole steps.
    for _ in 0..30 {
        let mut sums = [0.0; 4];
        for i in 0..n {
            let (_, g, h) = score(aim.residual[i], pair.place, pair.scatter);
            for k in 0..2 {
                sums[k] += aim.weight[i] * g[k];
                sums[2 + k] += aim.weight[i] * h[k];
            }
        }
        pair.place -= sums[0] / sums[2].max(1e-9);
        pair.scatter -= (sums[1] / sums[3].max(1e-9)).clamp(-0.5, 0.5);
    }
    let mut now: Vec<[f64; 2]> = vec![[pair.place, pair.scatter]; n];
    let people = aim.person.iter().copied().max().map_or(0, |most| most + 1);
    for round in 0..growth.trees {
        for which in 0..2 {
            let drawn: Vec<bool> = (0..people)
                .map(|p| {
                    Stream::new(seed, p as u64, "trees", "which patients")
                        .uniform((2 * round + which) as u64)
                        < growth.share
                })
                .collect();
            let (mut g, mut h) = (vec![0.0; n], vec![0.0; n]);
            let mut rows = Vec::with_capacity(n);
            let mut mean_h = 0.0;
            for i in 0..n {
                if drawn[aim.person[i]] {
                    let (_, slope, curve) = score(aim.residual[i], now[i][0], now[i][1]);
                    g[i] = aim.weight[i] * slope[which];
                    h[i] = aim.weight[i] * curve[which];
                    mean_h += h[i];
                    rows.push(i as u32);
                }
            }
            let calm = growth.calm * mean_h / rows.len().max(1) as f64;
            let tree = one(binned, &g, &h, rows, growth, calm);
            for (i, now) in now.iter_mut().enumerate() {
                now[which] += value_binned(&tree, binned, i);
            }
            pair.forests[which].trees.push(tree);
        }
        if !watch(round + 1, &pair) {
            break;
        }
    }
    pair
}

fn value_binned(tree: &[Node], binned: &Binned, row: usize) -> f64 {
    let mut at = 0;
    loop {
        let node = &tree[at];
        if node.feature < 0 {
            return node.cut;
        }
        let feature = node.feature as usize;
        let bin = binned.bins[feature][row];
        let side = match bin {
            MISSING => node.missing as usize,
            // The bin of a value at the cut begins there.
            bin => usize::from(
                binned.cuts[feature][..usize::from(bin)]
                    .last()
                    .is_some_and(|low| *low >= node.cut),
            ),
        };
        at = node.next[side] as usize;
    }
}

/// One tree by gradients and curvatures.
fn one(
    binned: &Binned,
    g: &[f64],
    h: &[f64],
    rows: Vec<u32>,
    growth: &Growth,
    calm: f64,
) -> Vec<Node> {
    let mut tree = Vec::new();
    split(binned, (g, h), rows, growth, calm, growth.depth, &mut tree);
    tree
}

fn split(
    binned: &Binned,
    (g, h): (&[f64], &[f64]),
    rows: Vec<u32>,
    growth: &Growth,
    calm: f64,
    depth: usize,
    tree: &mut Vec<Node>,
) -> u32 {
    let number = tree.len() as u32;
    let (sum_g, sum_h) = rows.iter().fold((0.0, 0.0), |(a, b), i| {
        (a + g[*i as usize], b + h[*i as usize])
    });
    let leaf = Node {
        feature: -1,
        // A tree may have drawn nobody.
        cut: match rows.is_empty() {
            true => 0.0,
            false => -growth.rate * sum_g / (sum_h + calm),
        },
        next: [0; 2],
        missing: 0,
    };
    tree.push(leaf);
    if depth == 0 || rows.len() < 2 * growth.leaf {
        return number;
    }
    let gain = |g: f64, h: f64| g * g / (h + calm);
    let whole = gain(sum_g, sum_h);
    let mut best = (1e-9 * whole.abs().max(1e-12), usize::MAX, 0.0, 0);
    for (feature, bins) in binned.bins.iter().enumerate() {
        let mut table = [(0.0, 0.0, 0usize); BINS];
        for i in &rows {
            let i = *i as usize;
            let cell = &mut table[usize::from(bins[i])];
            *cell = (cell.0 + g[i], cell.1 + h[i], cell.2 + 1);
        }
        let lost = table[usize::from(MISSING)];
        let (mut left_g, mut left_h, mut left_n) = (0.0, 0.0, 0);
        for (bin, cut) in binned.cuts[feature].iter().enumerate() {
            left_g += table[bin].0;
            left_h += table[bin].1;
            left_n += table[bin].2;
            // What is not known goes to either side, where it gains more.
            for side in 0..2 {
                let (lg, lh, ln) = match side {
                    0 => (left_g + lost.0, left_h + lost.1, left_n + lost.2),
                    _ => (left_g, left_h, left_n),
                };
                let (rg, rh, rn) = (sum_g - lg, sum_h - lh, rows.len() - ln);
                if ln < growth.leaf || rn < growth.leaf {
                    continue;
                }
                let better = gain(lg, lh) + gain(rg, rh) - whole;
                if better > best.0 {
                    best = (better, feature, *cut, side);
                }
                if lost.2 == 0 {
                    break;
                }
            }
        }
    }
    let (_, feature, cut, missing) = best;
    if feature == usize::MAX {
        return number;
    }
    let low = binned.cuts[feature].partition_point(|c| *c < cut) as u8;
    let goes_left = |i: &u32| match binned.bins[feature][*i as usize] {
        MISSING => missing == 0,
        bin => bin <= low,
    };
    let (left, right): (Vec<u32>, Vec<u32>) = rows.into_iter().partition(goes_left);
    let left = split(binned, (g, h), left, growth, calm, depth - 1, tree);
    let right = split(binned, (g, h), right, growth, calm, depth - 1, tree);
    tree[number as usize] = Node {
        feature: feature as i32,
        cut,
        next: [left, right],
        missing: missing as u32,
    };
    number
}

/// Score of one logistic forecast, in the core's standard deviations.
pub fn logistic_crps(residual: f64, place: f64, scatter: f64) -> f64 {
    score(residual, place, scatter).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::learned::progression::trees::value;

    #[test]
    fn gradients_are_those_of_the_score() {
        for (r, m, b) in [(0.3, 0.1, -0.5), (-2.0, 0.2, 0.1), (5.0, -1.0, -1.0)] {
            let (_, slope, _) = score(r, m, b);
            let up = |d: f64, e: f64| score(r, m + d, b + e).0;
            let place = (up(1e-5, 0.0) - up(-1e-5, 0.0)) / 2e-5;
            let scatter = (up(0.0, 1e-5) - up(0.0, -1e-5)) / 2e-5;
            assert!((place - slope[0]).abs() < 1e-8, "{place} {}", slope[0]);
            assert!((scatter - slope[1]).abs() < 1e-8, "{scatter} {}", slope[1]);
        }
    }

    #[test]
    fn trees_find_a_step_in_place_and_scatter_and_agree_binned_or_not() {
        let stream = Stream::new(1, 0, "test", "rows");
        let rows: Vec<Vec<f64>> = (0..2000u64)
            .map(|i| {
                let missing = i % 10 == 0;
                vec![
                    stream.uniform(2 * i),
                    if missing {
                        f64::NAN
                    } else {
                        stream.uniform(2 * i + 1)
                    },
                ]
            })
            .collect();
        let noise = Stream::new(1, 0, "test", "noise");
        let residual: Vec<f64> = rows
            .iter()
            .enumerate()
            .map(|(i, row)| {
                let place = if row[0] > 0.5 { 1.0 } else { -1.0 };
                let scatter = if row[1] > 0.5 { 1.0 } else { 0.3 };
                place + scatter * noise.normal(i as u64)
            })
            .collect();
        let person: Vec<usize> = (0..2000).map(|i| i / 10).collect();
        let weight = vec![1.0; 2000];
        let aim = Aim {
            residual: &residual,
            weight: &weight,
            person: &person,
        };
        let binned = Binned::new(&rows);
        let pair = grow(&binned, &aim, &Growth::default(), 1, |_, _| true);
        let (low, narrow) = pair.at(&[0.2, 0.2]);
        let (high, wide) = pair.at(&[0.8, 0.8]);
        assert!(
            (low + 1.0).abs() < 0.15 && (high - 1.0).abs() < 0.2,
            "{low} {high}"
        );
        assert!(wide / narrow > 2.0, "{narrow} {wide}");
        for tree in &pair.forests[0].trees {
            for (i, row) in rows.iter().enumerate().step_by(37) {
                assert_eq!(value(tree, row), value_binned(tree, &binned, i));
            }
        }
    }
}
