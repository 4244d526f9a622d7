//! The groups of eight in which patients' linear states are made ready.

use super::Batch;
use super::patients::load;
use physiology::{Lanes, Real, WIDTH};

impl Batch<'_> {
    /// Places a patient in the group of eight that it stands in the queue with; the first of them
    /// makes the group, for all eight at once.
    #[inline(always)]
    pub(super) fn join_group(&mut self, lane: usize, index: usize) {
        if self.k.exact.is_empty() {
            return;
        }
        let column = index % WIDTH;
        if column == 0 {
            let members = index..self.jobs.len().min(index + WIDTH);
            let expected = members.len();
            for member in members {
                load(
                    &mut self.group_p,
                    member % WIDTH,
                    &self.jobs[member].numbers.p,
                );
                load(
                    &mut self.group_u,
                    member % WIDTH,
                    &self.jobs[member].numbers.u,
                );
            }
            self.group = self.linearise(expected);
        }
        self.propagators.place(lane, self.group, column);
    }

    /// A group of its own for a patient whose parameters have changed.
    #[inline(always)]
    pub(super) fn relinearise(&mut self, lane: usize, index: usize) {
        if self.k.exact.is_empty() {
            return;
        }
        load(&mut self.group_p, lane, &self.jobs[index].numbers.p);
        load(&mut self.group_u, lane, &self.jobs[index].numbers.u);
        let group = self.linearise(1);
        self.propagators.place(lane, group, lane);
        for (row, state) in self.k.exact.iter().enumerate() {
            let inflow = self.jobs[index].numbers.inflow[*state];
            self.b[row][lane] = self.propagators.constant(lane, row) + inflow;
        }
    }

    /// A and b of the exact states of a group, from the model's own rates at zero and at one state
    /// at a time.
    #[inline(always)]
    pub(super) fn linearise(&mut self, expected: usize) -> usize {
        let k = self.k;
        std::mem::swap(&mut self.p, &mut self.group_p);
        std::mem::swap(&mut self.u, &mut self.group_u);
        // A large power of two, so that b's rounding is far below A's in the difference.
        let probe = Lanes::of(1_048_576.0);
        self.stage.fill(Lanes::of(0.0));
        self.rates_at(Lanes::of(0.0), &k.linear_order, &k.linear_parts);
        let b: Vec<Lanes> = k.exact.iter().map(|state| self.dx[*state]).collect();
        let mut a = vec![Lanes::of(0.0); k.pattern.entries.len()];
        for (column, state) in k.exact.iter().enumerate() {
            self.stage[*state] = probe;
            self.rates_at(Lanes::of(0.0), &k.linear_order, &k.linear_parts);
            self.stage[*state] = Lanes::of(0.0);
            for (entry, &(row, at)) in k.pattern.entries.iter().enumerate() {
                if at == column {
                    a[entry] = (self.dx[k.exact[row]] - b[row]) / probe;
                }
            }
        }
        std::mem::swap(&mut self.p, &mut self.group_p);
        std::mem::swap(&mut self.u, &mut self.group_u);
        self.propagators.group(a, b, expected)
    }
}
