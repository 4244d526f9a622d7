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
/// The longest step.
pub(crate) const LONGEST: Nanoseconds = BASE << (LEVELS - 1);
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
    /// For each entry of a product of two such matrices, the (left, right) entries that make it.
    products: Vec<Vec<(usize, usize)>>,
}

impl Pattern {
    /// The closure of direct dependences, given as (row, column), under products; the diagonal is
    /// always in it.
    pub fn new(size: usize, direct: &[(usize, usize)]) -> Self {
        let mut reach = vec![vec![false; size]; size];
        for (i, row) in reach.iter_mut().enumerate() {
            row[i] = true;
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
        let terms = |&(row, column): &(usize, usize)| {
            let via = |via| Some((at(row, via)?, at(via, column)?));
            (0..size).filter_map(via).collect()
        };
        let products = entries.iter().map(terms).collect();
        Self {
            size,
            entries,
            products,
        }
    }

    /// Some rows, with their entries.
    pub fn rows(&self, rows: &[usize]) -> Rows {
        let entries: Vec<usize> = (0..self.entries.len())
            .filter(|entry| rows.contains(&self.entries[*entry].0))
            .collect();
        let mut runs: Vec<(usize, Vec<usize>)> = Vec::new();
        for &entry in &entries {
            let (row, column) = self.entries[entry];
            match runs.last_mut() {
                Some((last, columns)) if *last == row => columns.push(column),
                _ => runs.push((row, vec![column])),
            }
        }
        Rows { entries, runs }
    }

    /// Adds the product of two matrices.
    #[inline(always)]
    fn add_product(&self, left: &[Lanes], right: &[Lanes], result: &mut [Lanes]) {
        for (terms, result) in self.products.iter().zip(result) {
            let mut sum = *result;
            for &(a, b) in terms {
                sum = sum + left[a] * right[b];
            }
            *result = sum;
        }
    }
}

/// Some rows of a pattern: the indices of their entries, and the columns of each row.
pub(crate) struct Rows {
    entries: Vec<usize>,
    runs: Vec<(usize, Vec<usize>)>,
}

/// M and F of one step, entry by entry.
#[derive(Clone)]
struct Step {
    m: Vec<Lanes>,
    f: Vec<Lanes>,
}

impl Step {
    fn new(pattern: &Pattern) -> Self {
        let zero = vec![Lanes::of(0.0); pattern.entries.len()];
        Self {
            m: zero.clone(),
            f: zero,
        }
    }
}

impl Group {
    #[inline(always)]
    fn prepare(&mut self, pattern: &Pattern, nodes: &[f64], level: Level) {
        let (k, is_half) = match level {
            Level::Whole(k) => (k, false),
            Level::Half(k) => (k, true),
        };
        self.grow(pattern, nodes, k);
        if is_half && self.halves >> k & 1 == 0 {
            for node in 0..nodes.len() {
                while self.half[node].len() <= k {
                    self.half[node].push(Step::new(pattern));
                }
                let (a, b) = (&self.whole[node][k], &self.whole[node][k - 1]);
                join(pattern, a, b, &mut self.half[node][k]);
            }
            self.halves |= 1 << k;
        }
    }

    /// Doubles until there is level `k`.
    #[inline(always)]
    fn grow(&mut self, pattern: &Pattern, nodes: &[f64], k: usize) {
        for level in self.wholes..=k {
            for (whole, node) in self.whole.iter_mut().zip(nodes) {
                if whole.len() <= level {
                    whole.push(Step::new(pattern));
                }
                if level == 0 {
                    let minutes = BASE as f64 / MINUTE as f64 * node;
                    series(pattern, &self.a, minutes, &mut whole[0]);
                } else {
                    let (done, rest) = whole.split_at_mut(level);
                    let half = &done[level - 1];
                    join(pattern, half, half, &mut rest[0]);
                }
            }
        }
        self.wholes = self.wholes.max(k + 1);
    }
}

/// Matrices of eight patients for every step of the grid that one of them took, made for all eight
/// at once. Whoever is beside whom changes no bit of anyone's.
///
/// Grid: `BASE * 2^k` and `BASE * 3 * 2^(k-1)`.
#[derive(Default)]
struct Group {
    a: Vec<Lanes>,
    /// b without infusions.
    b: Vec<Lanes>,
    /// By node, then by level; the first `wholes` hold, and the halves with a bit.
    whole: Vec<Vec<Step>>,
    half: Vec<Vec<Step>>,
    wholes: usize,
    halves: u64,
    /// Patients that are in lanes, and that are still to come.
    users: usize,
    expected: usize,
}

/// What the linear states of the patients in eight lanes become.
pub(crate) struct Propagators {
    /// Fractions of the step at which stages need the states; the last is 1.
    nodes: Vec<f64>,
    groups: Vec<Group>,
    /// Groups that nobody needs any more.
    free: Vec<usize>,
    /// Group and column of the patient in each lane.
    place: [Option<(usize, usize)>; WIDTH],
    /// Matrices of the step that each lane takes now, by node.
    now: Vec<Step>,
    now_of: [Nanoseconds; WIDTH],
    /// Matrices of whole levels to the step's end, for any time inside it; a bit for each level
    /// that holds for the patient in the lane.
    reach: Vec<Step>,
    reached: [u64; WIDTH],
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
        let step = Step::new(pattern);
        Self {
            nodes: nodes.to_vec(),
            groups: Vec::new(),
            free: Vec::new(),
            place: [None; WIDTH],
            now: vec![step.clone(); nodes.len()],
            now_of: [0; WIDTH],
            reach: vec![step; LEVELS],
            reached: [0; WIDTH],
            next: vec![Lanes::of(0.0); pattern.size],
            rate: vec![Lanes::of(0.0); pattern.size],
        }
    }

    /// A new group with its A and b, for so many patients.
    pub fn group(&mut self, a: Vec<Lanes>, b: Vec<Lanes>, expected: usize) -> usize {
        let index = self.free.pop().unwrap_or_else(|| {
            self.groups.push(Group {
                whole: vec![Vec::new(); self.nodes.len()],
                half: vec![Vec::new(); self.nodes.len()],
                ..Group::default()
            });
            self.groups.len() - 1
        });
        let group = &mut self.groups[index];
        (group.a, group.b) = (a, b);
        (group.wholes, group.halves) = (0, 0);
        (group.users, group.expected) = (0, expected);
        index
    }

    /// The patient in this lane is the one in this column of a group.
    pub fn place(&mut self, lane: usize, group: usize, column: usize) {
        if let Some((old, _)) = self.place[lane].replace((group, column)) {
            self.groups[old].users -= 1;
            if self.groups[old].users == 0 && self.groups[old].expected == 0 {
                self.free.push(old);
            }
        }
        self.groups[group].users += 1;
        self.groups[group].expected -= 1;
        self.now_of[lane] = 0;
        self.reached[lane] = 0;
    }

    /// b of the patient in this lane, without infusions.
    pub fn constant(&self, lane: usize, row: usize) -> f64 {
        self.place[lane].map_or(0.0, |(group, column)| self.groups[group].b[row][column])
    }

    /// A bound on this patient's rates: the largest sum of a row's entries of A, per minute.
    pub fn fastest(&self, pattern: &Pattern, lane: usize) -> f64 {
        let Some((group, column)) = self.place[lane] else {
            return 0.0;
        };
        let mut sums = vec![0.0; pattern.size];
        for (entry, (row, _)) in pattern.entries.iter().enumerate() {
            sums[*row] += self.groups[group].a[entry][column].abs();
        }
        sums.iter().copied().fold(0.0, f64::max)
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
        let (Some(level), Some((group, column))) = (level(step), self.place[lane]) else {
            return false;
        };
        let group = &mut self.groups[group];
        group.prepare(pattern, &self.nodes, level);
        let last = self.nodes.len() - 1;
        for node in 0..self.nodes.len() {
            let from = match level {
                Level::Whole(k) => &group.whole[node][k],
                Level::Half(k) => &group.half[node][k],
            };
            let to = &mut self.now[node];
            // Stages inside the step need some rows only, its end needs all; the matrices of the
            // present step hold just those, one after the other.
            let rows = if node == last { end } else { inside };
            for ((m, f), &entry) in to.m.iter_mut().zip(&mut to.f).zip(&rows.entries) {
                m[lane] = from.m[entry][column];
                f[lane] = from.f[entry][column];
            }
        }
        self.now_of[lane] = step;
        true
    }

    /// Makes whole levels to the step's end, by their bits, hold for this lane.
    #[inline(always)]
    fn reach(&mut self, pattern: &Pattern, lane: usize, levels: u64) {
        let missing = levels & !self.reached[lane];
        let Some((group, column)) = self.place[lane].filter(|_| missing != 0) else {
            return;
        };
        let group = &mut self.groups[group];
        group.grow(pattern, &self.nodes, 63 - missing.leading_zeros() as usize);
        let last = self.nodes.len() - 1;
        for level in (0..LEVELS).filter(|level| missing >> level & 1 == 1) {
            let (from, to) = (&group.whole[last][level], &mut self.reach[level]);
            for entry in 0..pattern.entries.len() {
                to.m[entry][lane] = from.m[entry][column];
                to.f[entry][lane] = from.f[entry][column];
            }
        }
        self.reached[lane] |= missing;
    }

    /// States at a node of the step that was taken, for some rows.
    #[inline(always)]
    pub fn stage(&self, node: usize, rows: &Rows, z: &[Lanes], b: &[Lanes], out: &mut [Lanes]) {
        let step = &self.now[node];
        let mut matrices = step.m.iter().zip(&step.f);
        for (row, columns) in &rows.runs {
            let mut sum = z[*row];
            for (&column, (m, f)) in columns.iter().zip(&mut matrices) {
                sum = sum + (*m * z[column] + *f * b[column]);
            }
            out[*row] = sum;
        }
    }

    /// States at any time after the step's start, by whole steps of the grid and a short rest.
    ///
    /// `after`: nanoseconds of each lane, not more than [`LONGEST`]; lanes
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
        let mut units = [0_u64; WIDTH];
        let mut rest = Lanes::of(0.0);
        for lane in 0..WIDTH {
            if wanted[lane] {
                let whole = (after[lane] / BASE as f64).floor();
                units[lane] = whole as u64;
                rest[lane] = (after[lane] - whole * BASE as f64) / MINUTE as f64;
                self.reach(pattern, lane, units[lane]);
            }
        }
        out.copy_from_slice(z);
        let next = &mut self.next;
        for level in (0..LEVELS).rev() {
            let takes: [bool; WIDTH] = std::array::from_fn(|lane| units[lane] >> level & 1 == 1);
            if takes == [false; WIDTH] {
                continue;
            }
            let step = &self.reach[level];
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
        let place = self.place;
        let of = |lane: usize, entry: usize| {
            place[lane].map_or(0.0, |(group, column)| self.groups[group].a[entry][column])
        };
        let a: Vec<Lanes> = (0..pattern.entries.len())
            .map(|entry| Lanes(std::array::from_fn(|lane| of(lane, entry))))
            .collect();
        // The rest is shorter than the base step: five terms of the series on the vector itself.
        next.copy_from_slice(out);
        for term in 1..=5 {
            let rate = &mut self.rate;
            match term {
                1 => rate.copy_from_slice(b),
                _ => rate.fill(Lanes::of(0.0)),
            }
            for (entry, &(row, column)) in pattern.entries.iter().enumerate() {
                rate[row] = rate[row] + a[entry] * next[column];
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
