//! What the linear states of the patients in eight lanes become.

use super::grid::{BASE, Level};
use super::group::Group;
use super::pattern::Pattern;
use super::reads::Reads;
use crate::time::{MINUTE, Nanoseconds};
use physiology::{Lanes, Real, WIDTH};

/// One lane: whose matrices it uses, and what holds of its step.
#[derive(Clone, Default)]
struct Seat {
    /// Group and column of the patient in the lane.
    place: Option<(usize, usize)>,
    /// b with infusions.
    b: Vec<f64>,
    /// The step whose matrices were used last, and their level; 0 where there is none.
    of: Nanoseconds,
    level: Level,
    /// F b of that step, where it holds.
    constant: Vec<Lanes>,
    holds: bool,
}

/// The matrices of all patients in lanes, made group by group.
pub(crate) struct Propagators<'a> {
    pattern: &'a Pattern,
    reads: &'a Reads,
    groups: Vec<Group>,
    /// Groups that nobody needs any more.
    free: Vec<usize>,
    seats: Vec<Seat>,
    /// Room to work in: F b and the changes of a step, states, their rates.
    constant: Vec<Lanes>,
    changes: Vec<Lanes>,
    next: Vec<f64>,
    rate: Vec<f64>,
}

impl<'a> Propagators<'a> {
    /// Room for matrices of this pattern.
    pub fn new(pattern: &'a Pattern, reads: &'a Reads) -> Self {
        let constant = vec![Lanes::of(0.0); reads.registers()];
        let seat = Seat {
            b: vec![0.0; pattern.size],
            constant: constant.clone(),
            ..Seat::default()
        };
        Self {
            pattern,
            reads,
            groups: Vec::new(),
            free: Vec::new(),
            seats: vec![seat; WIDTH],
            changes: constant.clone(),
            constant,
            next: vec![0.0; pattern.size],
            rate: vec![0.0; pattern.size],
        }
    }

    /// A new group with its A and b, for so many patients.
    pub fn group(&mut self, a: Vec<Lanes>, b: Vec<Lanes>, expected: usize) -> usize {
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
        self.seats[lane].of = 0;
    }

    /// Sets the infusions into the exact states of the patient in this lane.
    #[inline(always)]
    pub fn infuse(&mut self, lane: usize, inflow: impl Iterator<Item = f64>) {
        let seat = &mut self.seats[lane];
        let Some((group, column)) = seat.place else {
            return;
        };
        let own = &self.groups[group].b;
        for ((b, own), inflow) in seat.b.iter_mut().zip(own).zip(inflow) {
            *b = own[column] + inflow;
        }
        seat.holds = false;
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

    /// What a step of this length adds to the exact states of the patient in this lane, at all
    /// places of the [`Reads`].
    #[inline(always)]
    pub fn step(&mut self, lane: usize, step: Nanoseconds, z: &[f64], out: &mut [Lanes]) {
        let reads = self.reads;
        let seat = &mut self.seats[lane];
        if seat.of != step {
            let Some(level) = Level::of(step) else {
                self.step_off_grid(lane, step, z, out);
                return;
            };
            (seat.of, seat.level, seat.holds) = (step, level, false);
        }
        let Some((group, column)) = seat.place else {
            return;
        };
        let matrices = self.groups[group].matrices(self.pattern, reads, seat.level, column);
        if !seat.holds {
            reads.constant(matrices, &seat.b, &mut seat.constant);
            seat.holds = true;
        }
        reads.apply(matrices, &seat.constant, z, out);
    }

    /// The same for a step of any length.
    fn step_off_grid(&mut self, lane: usize, step: Nanoseconds, z: &[f64], out: &mut [Lanes]) {
        let reads = self.reads;
        let mut inside = vec![0.0; z.len()];
        for (node, c) in reads.nodes().iter().enumerate() {
            inside.copy_from_slice(z);
            self.advance(lane, c * step as f64, &mut inside);
            for (place, read) in reads.reads().iter().filter(|(_, read)| read.node == node) {
                out[place / WIDTH][place % WIDTH] = inside[read.row] - z[read.row];
            }
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
        let (pattern, reads) = (self.pattern, self.reads);
        let last = reads.nodes().len() - 1;
        let b = &self.seats[lane].b;
        let units = (after / BASE as f64).floor();
        let rest = (after - units * BASE as f64) / MINUTE as f64;
        let group = &mut self.groups[group];
        let mut units = units as Nanoseconds;
        while let Some(level) = Level::floor(units * BASE) {
            let matrices = group.matrices(pattern, reads, level, column);
            reads.constant(matrices, b, &mut self.constant);
            reads.apply(matrices, &self.constant, z, &mut self.changes);
            for (place, read) in reads.reads().iter().filter(|(_, read)| read.node == last) {
                z[read.row] += self.changes[place / WIDTH][place % WIDTH];
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
