//! Exact propagation of the states that are linear: z' = A z + b, b constant between events.
//!
//! z(t + h) = z + M(h) z + F(h) b with M(h) = exp(A h) - 1 and F(h) = int_0^h exp(A s) ds, both
//! from a Taylor series at a short step and then doubled: M(2h) = 2M + MM, F(2h) = 2F + MF. Keeping
//! exp(A h) - 1 rather than exp(A h) keeps slow modes accurate through many doublings, and equal
//! rates need no care, as nothing is divided by their difference.
//! C. Moler, C. Van Loan, SIAM Rev. 45 (2003) 3, methods 1 and 3.

use crate::time::{MINUTE, Nanoseconds};
use physiology::{Lanes, Real, WIDTH};

/// The shortest step of the grid; a minute is 2^11 of it.
pub(crate) const BASE: Nanoseconds = MINUTE >> 11;
/// Doublings of the base step that are kept: 64 min is the longest.
pub(crate) const LEVELS: usize = 18;
/// Terms of the series at the base step. With rates up to [`FASTEST`] the rest is below 1e-17.
const TERMS: usize = 8;
/// Rates above this, per minute, are not propagated exactly (the series would not have converged).
pub(crate) const FASTEST: f64 = 128.0;

/// Which entries of A, M and F can differ from zero, and which products of them are needed.
pub(crate) struct Pattern {
    /// Number of states.
    pub size: usize,
    /// (row, column) of each entry, by row.
    pub entries: Vec<(usize, usize)>,
    /// (result, left, right): entries of a product of two such matrices.
    products: Vec<(usize, usize, usize)>,
}

impl Pattern {
    /// The closure of direct dependences, given as (row, column), under products; the diagonal is
    /// always in it.
    pub fn new(size: usize, direct: &[(usize, usize)]) -> Self {
        let mut reach = vec![vec![false; size]; size];
        for i in 0..size {
            reach[i][i] = true;
        }
        for &(row, column) in direct {
            reach[row][column] = true;
        }
        for via in 0..size {
            for row in 0..size {
                for column in 0..size {
                    reach[row][column] |= reach[row][via] && reach[via][column];
                }
            }
        }
        let entries: Vec<(usize, usize)> = (0..size)
            .flat_map(|row| (0..size).map(move |column| (row, column)))
            .filter(|(row, column)| reach[*row][*column])
            .collect();
        let at = |row: usize, column: usize| entries.iter().position(|e| *e == (row, column));
        let mut products = Vec::new();
        for (result, &(row, column)) in entries.iter().enumerate() {
            for via in 0..size {
                if let (Some(left), Some(right)) = (at(row, via), at(via, column)) {
                    products.push((result, left, right));
                }
            }
        }
        Self {
            size,
            entries,
            products,
        }
    }

    /// Some rows, with their entries.
    pub fn rows(&self, rows: &[usize]) -> Rows {
        Rows {
            rows: rows.to_vec(),
            entries: (0..self.entries.len())
                .filter(|entry| rows.contains(&self.entries[*entry].0))
                .collect(),
        }
    }

    /// A bound on this lane's rates: the largest sum of a row's entries of A, per minute.
    pub fn fastest(&self, a: &[Lanes], lane: usize) -> f64 {
        let mut sums = vec![0.0; self.size];
        for (entry, (row, _)) in self.entries.iter().enumerate() {
            sums[*row] += a[entry][lane].abs();
        }
        sums.iter().copied().fold(0.0, f64::max)
    }

    /// Adds the product of two matrices.
    #[inline(always)]
    fn add_product(&self, left: &[Lanes], right: &[Lanes], result: &mut [Lanes]) {
        for &(out, a, b) in &self.products {
            result[out] = result[out] + left[a] * right[b];
        }
    }
}

/// Some rows of a pattern, and the indices of their entries.
pub(crate) struct Rows {
    rows: Vec<usize>,
    entries: Vec<usize>,
}

/// M and F of one step, entry by entry.
#[derive(Clone)]
struct Step {
    m: Vec<Lanes>,
    f: Vec<Lanes>,
}

/// What eight patients' linear states become, for every step of the grid.
///
/// Grid: `BASE * 2^k` and `BASE * 3 * 2^(k-1)`. A patient's matrices are made when it first takes a
/// step of that length; its neighbours' come out the same again, so that nobody's numbers depend on
/// who is beside it.
pub(crate) struct Propagators {
    /// A, and b without infusions.
    pub a: Vec<Lanes>,
    pub b: Vec<Lanes>,
    /// Fractions of the step at which stages need the states; the last is 1.
    nodes: Vec<f64>,
    /// By node, then by level.
    whole: Vec<Vec<Step>>,
    half: Vec<Vec<Step>>,
    /// Levels that hold for the patient in each lane: the first `count` wholes, and a bit a half.
    count: [usize; WIDTH],
    halves: [u64; WIDTH],
    /// Matrices of the step that each lane takes now, by node.
    now: Vec<Step>,
    now_of: [Nanoseconds; WIDTH],
    /// Room to work in.
    next: Vec<Lanes>,
    rate: Vec<Lanes>,
}

/// Where a step lies on the grid.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Whole(usize),
    /// 3 * 2^(k - 1) base steps.
    Half(usize),
}

fn level(step: Nanoseconds) -> Option<Level> {
    if step <= 0 || step % BASE != 0 {
        return None;
    }
    let units = step / BASE;
    let k = (63 - units.leading_zeros()) as usize;
    if k >= LEVELS {
        None
    } else if units == 1 << k {
        Some(Level::Whole(k))
    } else if k > 0 && units == 3 << (k - 1) {
        Some(Level::Half(k))
    } else {
        None
    }
}

/// The longest step of the grid that is not longer than this one.
pub(crate) fn floor_to_grid(step: Nanoseconds) -> Option<Nanoseconds> {
    let units = step / BASE;
    if units < 1 {
        return None;
    }
    let k = ((63 - units.leading_zeros()) as usize).min(LEVELS - 1);
    let (whole, half) = (1_i64 << k, if k > 0 { 3_i64 << (k - 1) } else { i64::MAX });
    Some(BASE * if half <= units { half } else { whole })
}

impl Propagators {
    /// Room for these nodes (fractions of a step, the last one 1).
    pub fn new(pattern: &Pattern, nodes: &[f64]) -> Self {
        let zero = vec![Lanes::of(0.0); pattern.entries.len()];
        let step = Step {
            m: zero.clone(),
            f: zero.clone(),
        };
        Self {
            a: zero,
            b: vec![Lanes::of(0.0); pattern.size],
            nodes: nodes.to_vec(),
            whole: vec![vec![step.clone(); LEVELS]; nodes.len()],
            half: vec![vec![step.clone(); LEVELS]; nodes.len()],
            count: [0; WIDTH],
            halves: [0; WIDTH],
            now: vec![step; nodes.len()],
            now_of: [0; WIDTH],
            next: vec![Lanes::of(0.0); pattern.size],
            rate: vec![Lanes::of(0.0); pattern.size],
        }
    }

    /// Another patient, or another A, in this lane.
    pub fn forget(&mut self, lane: usize) {
        self.count[lane] = 0;
        self.halves[lane] = 0;
        self.now_of[lane] = 0;
    }

    /// Makes the matrices of this lane's step the ones that [`Propagators::stage`] uses; false
    /// where the step is not on the grid.
    #[inline(always)]
    pub fn take(
        &mut self,
        pattern: &Pattern,
        lane: usize,
        step: Nanoseconds,
        inside: &Rows,
        end: &Rows,
    ) -> bool {
        if self.now_of[lane] == step {
            return true;
        }
        let Some(level) = level(step) else {
            return false;
        };
        self.prepare(pattern, lane, level);
        let last = self.nodes.len() - 1;
        for node in 0..self.nodes.len() {
            let from = match level {
                Level::Whole(k) => &self.whole[node][k],
                Level::Half(k) => &self.half[node][k],
            };
            let to = &mut self.now[node];
            // Stages inside the step need some rows only, its end needs all.
            for &entry in &(if node == last { end } else { inside }).entries {
                to.m[entry][lane] = from.m[entry][lane];
                to.f[entry][lane] = from.f[entry][lane];
            }
        }
        self.now_of[lane] = step;
        true
    }

    #[inline(always)]
    fn prepare(&mut self, pattern: &Pattern, lane: usize, level: Level) {
        let (k, is_half) = match level {
            Level::Whole(k) => (k, false),
            Level::Half(k) => (k, true),
        };
        self.grow(pattern, lane, k);
        if is_half && self.halves[lane] >> k & 1 == 0 {
            for node in 0..self.nodes.len() {
                let (a, b) = (&self.whole[node][k], &self.whole[node][k - 1]);
                join(pattern, a, b, &mut self.half[node][k]);
            }
            // The neighbours' came out right too where their wholes were there already.
            for other in 0..WIDTH {
                if self.count[other] > k {
                    self.halves[other] |= 1 << k;
                }
            }
        }
    }

    /// Doubles until this lane has level `k`.
    #[inline(always)]
    fn grow(&mut self, pattern: &Pattern, lane: usize, k: usize) {
        let first = self.count[lane];
        if first > k {
            return;
        }
        for node in 0..self.nodes.len() {
            for level in first..=k {
                if level == 0 {
                    let minutes = BASE as f64 / MINUTE as f64 * self.nodes[node];
                    series(pattern, &self.a, minutes, &mut self.whole[node][0]);
                } else {
                    let (done, rest) = self.whole[node].split_at_mut(level);
                    let half = &done[level - 1];
                    join(pattern, half, half, &mut rest[0]);
                }
            }
        }
        for other in 0..WIDTH {
            if self.count[other] >= first {
                self.count[other] = self.count[other].max(k + 1);
            }
        }
    }

    /// States at a node of the step that was taken, for some rows.
    #[inline(always)]
    pub fn stage(
        &self,
        pattern: &Pattern,
        node: usize,
        rows: &Rows,
        z: &[Lanes],
        b: &[Lanes],
        out: &mut [Lanes],
    ) {
        let step = &self.now[node];
        for &row in &rows.rows {
            out[row] = z[row];
        }
        for &entry in &rows.entries {
            let (row, column) = pattern.entries[entry];
            out[row] = out[row] + (step.m[entry] * z[column] + step.f[entry] * b[column]);
        }
    }

    /// States at any time after the step's start, by whole steps of the grid and a short rest.
    ///
    /// `after`: nanoseconds of each lane, not more than the grid's longest step times two; lanes
    /// that are not `wanted` come out as anything.
    #[inline(always)]
    pub fn advance(
        &mut self,
        pattern: &Pattern,
        wanted: [bool; WIDTH],
        after: [f64; WIDTH],
        z: &[Lanes],
        b: &[Lanes],
        out: &mut [Lanes],
    ) {
        let end = self.nodes.len() - 1;
        let mut units = [0_u64; WIDTH];
        let mut rest = Lanes::of(0.0);
        for lane in 0..WIDTH {
            if wanted[lane] {
                let whole = (after[lane] / BASE as f64).floor();
                units[lane] = whole as u64;
                rest[lane] = (after[lane] - whole * BASE as f64) / MINUTE as f64;
                if units[lane] > 0 {
                    self.grow(pattern, lane, 63 - units[lane].leading_zeros() as usize);
                }
            }
        }
        out.copy_from_slice(z);
        let next = &mut self.next;
        for level in (0..LEVELS).rev() {
            let takes: [bool; WIDTH] = std::array::from_fn(|lane| units[lane] >> level & 1 == 1);
            if takes == [false; WIDTH] {
                continue;
            }
            let step = &self.whole[end][level];
            next.copy_from_slice(out);
            for (entry, &(row, column)) in pattern.entries.iter().enumerate() {
                next[row] = next[row] + (step.m[entry] * out[column] + step.f[entry] * b[column]);
            }
            for (state, value) in out.iter_mut().enumerate() {
                for lane in 0..WIDTH {
                    if takes[lane] {
                        value[lane] = next[state][lane];
                    }
                }
            }
        }
        if rest == Lanes::of(0.0) {
            return;
        }
        // The rest is shorter than the base step: five terms of the series on the vector itself.
        next.copy_from_slice(out);
        for term in 1..=5 {
            let rate = &mut self.rate;
            match term {
                1 => rate.copy_from_slice(b),
                _ => rate.fill(Lanes::of(0.0)),
            }
            for (entry, &(row, column)) in pattern.entries.iter().enumerate() {
                rate[row] = rate[row] + self.a[entry] * next[column];
            }
            let factor = rest / Lanes::of(term as f64);
            for state in 0..pattern.size {
                next[state] = rate[state] * factor;
                out[state] = out[state] + next[state];
            }
        }
    }
}

/// M and F of a short step by their Taylor series, in Horner's form.
#[inline(always)]
fn series(pattern: &Pattern, a: &[Lanes], minutes: f64, step: &mut Step) {
    let h = Lanes::of(minutes);
    let x: Vec<Lanes> = a.iter().map(|entry| *entry * h).collect();
    // Q = 1 + X/2 (1 + X/3 (1 + ...)); F = h Q, M = X Q.
    let mut q = vec![Lanes::of(0.0); x.len()];
    for term in (2..=TERMS + 1).rev() {
        set_identity(pattern, &mut step.m);
        let scaled: Vec<Lanes> = x
            .iter()
            .map(|entry| *entry / Lanes::of(term as f64))
            .collect();
        if term <= TERMS {
            pattern.add_product(&scaled, &q, &mut step.m);
        }
        q.copy_from_slice(&step.m);
    }
    step.m.fill(Lanes::of(0.0));
    pattern.add_product(&x, &q, &mut step.m);
    for (f, q) in step.f.iter_mut().zip(&q) {
        *f = *q * h;
    }
}

fn set_identity(pattern: &Pattern, matrix: &mut [Lanes]) {
    for (value, (row, column)) in matrix.iter_mut().zip(&pattern.entries) {
        *value = Lanes::of(if row == column { 1.0 } else { 0.0 });
    }
}

/// The step `a` and then the step `b`; they commute.
#[inline(always)]
fn join(pattern: &Pattern, a: &Step, b: &Step, out: &mut Step) {
    for entry in 0..pattern.entries.len() {
        out.m[entry] = a.m[entry] + b.m[entry];
        out.f[entry] = a.f[entry] + b.f[entry];
    }
    pattern.add_product(&a.m, &b.m, &mut out.m);
    pattern.add_product(&a.m, &b.f, &mut out.f);
}
