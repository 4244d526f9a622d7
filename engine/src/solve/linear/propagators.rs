//! What the linear states of the patients in all lanes become.

use super::grid::{BASE, Level};
use super::group::{Group, Of};
use super::pattern::Pattern;
use super::reads::Reads;
use crate::time::{MINUTE, Nanoseconds};
use physiology::Lanes;

/// One lane: whose matrices it uses, and what holds of its step.
#[derive(Clone, Default)]
struct Seat {
    /// Group and column of the patient in the lane.
    place: Option<(usize, usize)>,
    /// b with infusions.
    b: Vec<f64>,
    /// The step whose matrices are laid out, and its level; 0 where there is none.
    of: Nanoseconds,
    level: Level,
    /// Whether F b is that of this step and this b.
    holds: bool,
    /// Whether anything flows in, and whether F b is laid out as nothing.
    flows: bool,
    is_dry: bool,
    /// F b of steps that were taken before, level by level; those with a bit hold.
    constants: Vec<f64>,
    levels: u64,
}

/// The matrices of all patients in lanes, made group by group.
pub(crate) struct Propagators<'a, const N: usize> {
    pattern: &'a Pattern,
    reads: &'a Reads,
    groups: Vec<Group<N>>,
    /// Groups that nobody needs any more.
    free: Vec<usize>,
    seats: Vec<Seat>,
    /// For each number that a step needs, F b, and the entries of its row of M: each lane's own.
    constants: Vec<Lanes<N>>,
    m: Vec<Lanes<N>>,
    /// Room to work in.
    next: Vec<f64>,
    rate: Vec<f64>,
}

impl<'a, const N: usize> Propagators<'a, N> {
    /// Room for matrices of this pattern.
    pub fn new(pattern: &'a Pattern, reads: &'a Reads) -> Self {
        let zero = Lanes([0.0; N]);
        let seat = Seat {
            b: vec![0.0; pattern.size],
            ..Seat::default()
        };
        Self {
            pattern,
            reads,
            groups: Vec::new(),
            free: Vec::new(),
            seats: vec![seat; N],
            constants: vec![zero; reads.reads().len()],
            m: vec![zero; reads.entries().len()],
            next: vec![0.0; pattern.size],
            rate: vec![0.0; pattern.size],
        }
    }

    /// A new group with its A and b, for so many patients.
    pub fn group(&mut self, a: Vec<Lanes<N>>, b: Vec<Lanes<N>>, expected: usize) -> usize {
        let index = self.free.pop().unwrap_or_else(|| {
            self.groups.push(Group::default());
            self.groups.len() - 1
        });
        self.groups[index].begin(a, b, expected);
        index
    }

    /// The patient in this lane is the one in this column of a group.
    pub fn place(&mut self, lane: usize, group: usize, column: usize) {
        if let Some((old, _)) = self.seats[lane].place.replace((group, column)) {
            self.groups[old].users -= 1;
            if self.groups[old].users == 0 && self.groups[old].expected == 0 {
                self.free.push(old);
            }
        }
        self.groups[group].users += 1;
        self.groups[group].expected -= 1;
        (self.seats[lane].of, self.seats[lane].levels) = (0, 0);
    }

    /// Sets the infusions into the exact states of the patient in this lane.
    #[inline(always)]
    pub fn infuse(&mut self, lane: usize, inflow: impl Iterator<Item = f64>) {
        let seat = &mut self.seats[lane];
        let Some((group, column)) = seat.place else {
            return;
        };
        let own = &self.groups[group].b;
        seat.flows = false;
        for ((b, own), inflow) in seat.b.iter_mut().zip(own).zip(inflow) {
            let now = own[column] + inflow;
            seat.holds &= *b == now;
            seat.flows |= now != 0.0;
            *b = now;
        }
        if !seat.holds {
            seat.levels = 0;
        }
    }

    /// A bound on this patient's rates: the largest sum of a row's entries of A, per minute.
    pub fn fastest(&self, lane: usize) -> f64 {
        let Some((group, column)) = self.seats[lane].place else {
            return 0.0;
        };
        let mut sums = vec![0.0; self.pattern.size];
        for (entry, (row, _)) in self.pattern.entries.iter().enumerate() {
            sums[*row] += self.groups[group].a[entry][column].abs();
        }
        sums.iter().copied().fold(0.0, f64::max)
    }

    /// How the exact states of the patient in this lane change, per minute.
    pub fn rates(&mut self, lane: usize, z: &[f64]) -> &[f64] {
        let seat = &self.seats[lane];
        self.rate.copy_from_slice(&seat.b);
        if let Some((group, column)) = seat.place {
            let group = &self.groups[group];
            for (a, &(row, from)) in group.a.iter().zip(&self.pattern.entries) {
                self.rate[row] += a[column] * z[from];
            }
        }
        &self.rate
    }

    /// Lays out what a step of this length makes of the patient in this lane; false where the step
    /// is not of the grid.
    #[inline(always)]
    pub fn lay_out(&mut self, lane: usize, step: Nanoseconds) -> bool {
        let seat = &mut self.seats[lane];
        let Some((group, column)) = seat.place else {
            return true;
        };
        let other = seat.of != step;
        if other {
            let Some(level) = Level::of(step) else {
                return false;
            };
            (seat.of, seat.level) = (step, level);
        } else if seat.holds {
            return true;
        }
        seat.holds = true;
        let (pattern, reads, level) = (self.pattern, self.reads, seat.level);
        if other {
            let own = self.groups[group].dealt(pattern, reads, level, column, Of::M);
            for (m, own) in self.m.iter_mut().zip(own) {
                m[lane] = *own;
            }
        }
        if std::mem::replace(&mut seat.is_dry, !seat.flows) && seat.is_dry {
            return true;
        }
        let (reads, index) = (self.reads.reads(), level.index());
        let from = index * reads.len();
        if seat.levels >> index & 1 == 0 {
            seat.levels |= 1 << index;
            if seat.constants.len() < from + reads.len() {
                seat.constants.resize(from + reads.len(), 0.0);
            }
            let mut own_f = self.groups[group].dealt(pattern, self.reads, level, column, Of::F);
            let mut columns = self.reads.columns();
            for (constant, read) in seat.constants[from..].iter_mut().zip(reads) {
                let (f, columns_here);
                (f, own_f) = own_f.split_at(read.count);
                (columns_here, columns) = columns.split_at(read.count);
                let mut sum = 0.0_f64;
                for (f, from) in f.iter().zip(columns_here) {
                    // Nothing flows into most states.
                    if seat.b[*from] != 0.0 {
                        sum = f.mul_add(seat.b[*from], sum);
                    }
                }
                *constant = sum;
            }
        }
        for (constant, own) in self.constants.iter_mut().zip(&seat.constants[from..]) {
            constant[lane] = *own;
        }
        true
    }

    /// What the steps that are laid out make of the exact states `x[exact[..]]`: each number that a
    /// step needs, put where `targets` says.
    #[inline(always)]
    pub fn step(&self, x: &[Lanes<N>], exact: &[usize], targets: &[usize], out: &mut [Lanes<N>]) {
        let (mut m, mut columns) = (&self.m[..], self.reads.columns());
        let reads = self.reads.reads().iter().zip(targets);
        for ((read, target), constant) in reads.zip(&self.constants) {
            let (own, columns_here);
            (own, m) = m.split_at(read.count);
            (columns_here, columns) = columns.split_at(read.count);
            let mut sum = *constant;
            for (m, from) in own.iter().zip(columns_here) {
                sum = m.fused(x[exact[*from]], sum);
            }
            out[*target] = x[exact[read.row]] + sum;
        }
    }

    /// The states of the patient in this lane at any time after the step's start, by whole steps of
    /// the grid and a short rest. `after`: nanoseconds, not more than
    /// [`LONGEST`](super::LONGEST).
    #[inline(always)]
    pub fn advance(&mut self, lane: usize, after: f64, z: &mut [f64]) {
        let Some((group, column)) = self.seats[lane].place else {
            return;
        };
        let (pattern, nodes) = (self.pattern, self.reads.nodes());
        let last = nodes.len() - 1;
        let b = &self.seats[lane].b;
        let units = (after / BASE as f64).floor();
        let rest = (after - units * BASE as f64) / MINUTE as f64;
        let group = &mut self.groups[group];
        let mut units = units as Nanoseconds;
        while let Some(level) = Level::floor(units * BASE) {
            let step = &group.matrices(pattern, nodes, level)[last];
            self.next.fill(0.0);
            for (entry, &(row, from)) in pattern.entries.iter().enumerate() {
                let change = step.f[entry][column].mul_add(b[from], self.next[row]);
                self.next[row] = step.m[entry][column].mul_add(z[from], change);
            }
            for (z, change) in z.iter_mut().zip(&self.next) {
                *z += change;
            }
            units -= level.step() / BASE;
        }
        if rest == 0.0 {
            return;
        }
        // The rest is shorter than the base step: five terms of the series on the vector itself.
        self.next.copy_from_slice(z);
        for term in 1..=5 {
            match term {
                1 => self.rate.copy_from_slice(b),
                _ => self.rate.fill(0.0),
            }
            for (entry, &(row, from)) in pattern.entries.iter().enumerate() {
                self.rate[row] += group.a[entry][column] * self.next[from];
            }
            let factor = rest / f64::from(term);
            for (state, z) in z.iter_mut().enumerate() {
                self.next[state] = self.rate[state] * factor;
                *z += self.next[state];
            }
        }
    }
}
