//! Trees whose leaves are distributions: grown by how much of the scatter of what is drawn they
//! take away.

use engine::learned::people::draw::Chance;
use engine::learned::progression::trees::Node;

/// Bins that a column of numbers is cut into where questions are looked for.
pub const BINS: usize = 256;

/// A column as questions see it: bins that rise with the value, and the least value of each; of
/// words each is a bin. The last bin is of what is not known.
#[derive(Debug, Clone)]
pub struct Binned {
    /// Bin of each row.
    pub bin: Vec<u16>,
    /// Least value of each bin.
    pub edge: Vec<f64>,
    /// Whether it is of words.
    pub words: bool,
}

impl Binned {
    /// Cuts a column into bins of about as many rows each.
    pub fn of(values: &[f64], words: bool) -> Self {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        let mut edge = sorted.clone();
        edge.dedup();
        if edge.len() > BINS {
            edge = (0..BINS).map(|b| sorted[b * sorted.len() / BINS]).collect();
            edge.dedup();
        }
        let bin = |v: &f64| match v.is_nan() {
            true => edge.len() as u16,
            false => (edge.partition_point(|e| e <= v).max(1) - 1) as u16,
        };
        Self {
            bin: values.iter().map(bin).collect(),
            edge,
            words,
        }
    }
}

/// What stops a tree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stops {
    /// Fewest rows in a leaf.
    pub leaf: usize,
    /// What a question must take away, in variances of a row's scatter.
    pub worth: f64,
    /// Columns that a node looks at, by lot where they are fewer than all.
    pub looks: usize,
}

/// What a tree is to tell: for each row some numbers, whose scatter questions take away.
#[derive(Debug, Clone)]
pub struct Target {
    /// Numbers for each row.
    pub width: usize,
    /// Row by row.
    pub numbers: Vec<f64>,
}

struct Growth<'a> {
    columns: &'a [(usize, &'a Binned)],
    target: &'a Target,
    stops: Stops,
    nodes: Vec<Node>,
    ends: Vec<Vec<u32>>,
    sums: Vec<f64>,
    counts: Vec<f64>,
}

struct Question {
    column: usize,
    /// Bins at and above go right; of words this one.
    bin: usize,
    missing: usize,
}

/// Grows a tree on `rows`; leaves are lists of rows.
pub fn grow(
    columns: &[(usize, &Binned)],
    target: &Target,
    rows: Vec<u32>,
    stops: Stops,
    chance: &mut impl Chance,
) -> (Vec<Node>, Vec<Vec<u32>>) {
    let mut growth = Growth {
        columns,
        target,
        stops,
        nodes: Vec::new(),
        ends: Vec::new(),
        sums: vec![0.0; (BINS + 2) * target.width],
        counts: vec![0.0; BINS + 2],
    };
    growth.node(rows, chance);
    (growth.nodes, growth.ends)
}

impl Growth<'_> {
    fn node(&mut self, rows: Vec<u32>, chance: &mut impl Chance) -> u32 {
        let at = self.nodes.len();
        self.nodes.push(Node {
            feature: -1,
            cut: self.ends.len() as f64,
            next: [0, 0],
            missing: 0,
        });
        let question = match rows.len() >= 2 * self.stops.leaf {
            true => self.best(&rows, chance),
            false => None,
        };
        let Some(question) = question else {
            self.ends.push(rows);
            return at as u32;
        };
        let (place, binned) = self.columns[question.column];
        let last = binned.edge.len();
        let right = |row: &u32| {
            let bin = binned.bin[*row as usize] as usize;
            match () {
                () if bin == last => question.missing == 1,
                () if binned.words => bin == question.bin,
                () => bin >= question.bin,
            }
        };
        let (right, left): (Vec<u32>, Vec<u32>) = rows.iter().partition(|row| right(row));
        drop(rows);
        let cut = match question.bin == last {
            true => f64::INFINITY,
            false => binned.edge[question.bin],
        };
        let left = self.node(left, chance);
        let right = self.node(right, chance);
        self.nodes[at] = Node {
            feature: place as i32,
            cut,
            next: [left, right],
            missing: question.missing as u32,
        };
        at as u32
    }

    fn best(&mut self, rows: &[u32], chance: &mut impl Chance) -> Option<Question> {
        let width = self.target.width;
        let numbers = &self.target.numbers;
        let n = rows.len() as f64;
        let mut total = vec![0.0; width];
        let mut square = 0.0;
        for row in rows {
            let own = &numbers[*row as usize * width..][..width];
            for (sum, number) in total.iter_mut().zip(own) {
                *sum += number;
                square += number * number;
            }
        }
        let scatter = square - apart(&total, n);
        if scatter <= 1e-9 * n {
            return None;
        }
        let mut best: Option<Question> = None;
        let mut whole = Whole {
            apart: apart(&total, n),
            total,
            count: n,
            floor: self.stops.leaf as f64,
            least: self.stops.worth * scatter / n,
            left: vec![0.0; width],
        };
        let mut other = vec![0.0; width];
        let mut order: Vec<usize> = (0..self.columns.len()).collect();
        let looks = self.stops.looks.min(order.len());
        if looks < order.len() {
            for k in 0..looks {
                let other = k + (chance.next() * (order.len() - k) as f64) as usize;
                order.swap(k, other);
            }
        }
        for column in order[..looks].iter().copied() {
            let binned = self.columns[column].1;
            let bins = binned.edge.len();
            let sums = &mut self.sums[..(bins + 1) * width];
            let counts = &mut self.counts[..=bins];
            sums.fill(0.0);
            counts.fill(0.0);
            for row in rows {
                let bin = binned.bin[*row as usize] as usize;
                counts[bin] += 1.0;
                let own = &numbers[*row as usize * width..][..width];
                for (sum, number) in sums[bin * width..].iter_mut().zip(own) {
                    *sum += number;
                }
            }
            let unknown = counts[bins];
            let sides: &[usize] = if unknown > 0.0 { &[0, 1] } else { &[0] };
            for missing in sides {
                // What lies right, gathered from the top bin down; of words one at a time.
                let mut right_count = 0.0;
                other.fill(0.0);
                if *missing == 1 {
                    right_count = unknown;
                    other.copy_from_slice(&sums[bins * width..]);
                    // All that is known against what is not.
                    if whole.gains(&other, right_count) {
                        best = Some(Question {
                            column,
                            bin: bins,
                            missing: 1,
                        });
                    }
                }
                let (start, start_count) = (other.clone(), right_count);
                for bin in (0..bins).rev() {
                    if binned.words {
                        other.copy_from_slice(&start);
                        right_count = start_count;
                    }
                    if counts[bin] == 0.0 {
                        continue;
                    }
                    right_count += counts[bin];
                    for (sum, number) in other.iter_mut().zip(&sums[bin * width..]) {
                        *sum += number;
                    }
                    if whole.gains(&other, right_count) {
                        best = Some(Question {
                            column,
                            bin,
                            missing: *missing,
                        });
                    }
                }
            }
        }
        best
    }
}

/// All rows of a node, and what a question must do better than.
struct Whole {
    /// Their sums, and how far these lie from nothing.
    total: Vec<f64>,
    apart: f64,
    /// Rows.
    count: f64,
    /// Fewest rows on a side.
    floor: f64,
    /// Least gain of the best question so far.
    least: f64,
    /// Room for the sums on the left.
    left: Vec<f64>,
}

fn apart(sums: &[f64], count: f64) -> f64 {
    sums.iter().map(|s| s * s).sum::<f64>() / count
}

impl Whole {
    /// Whether a question gains most so far that sends rows of these sums and this number right.
    fn gains(&mut self, right: &[f64], right_count: f64) -> bool {
        let left_count = self.count - right_count;
        if right_count < self.floor || left_count < self.floor {
            return false;
        }
        for (own, (all, right)) in self.left.iter_mut().zip(self.total.iter().zip(right)) {
            *own = all - right;
        }
        let gain = apart(&self.left, left_count) + apart(right, right_count) - self.apart;
        let most = gain > self.least;
        if most {
            self.least = gain;
        }
        most
    }
}
