//! The groups, as large as there are lanes, in which what is linear of patients' equations is made
//! ready.

use super::patients::load;
use super::{Batch, Linearise};
use crate::solve::affine::{probe, take_constants, take_slopes};
use physiology::{Lanes, Reading, Real, System};

impl<const N: usize> Batch<'_, N>
where
    dyn System: Reading<Lanes<N>>,
{
    /// Takes over a patient's coefficients, and places it in the group that it stands in the queue
    /// with; the first of them makes the group, for all of it at once.
    pub(super) fn join_group(&mut self, lane: usize, index: usize) {
        let column = index % N;
        if column == 0 {
            let members = index..self.jobs.len().min(index + N);
            let expected = members.len();
            for member in members {
                load(&mut self.group_p, member % N, &self.jobs[member].numbers.p);
                load(&mut self.group_u, member % N, &self.jobs[member].numbers.u);
            }
            self.k.body.isa().run(Linearise(self));
            self.group = self.new_group(expected);
            self.group_coefficients.copy_from_slice(&self.probed);
        }
        for (to, from) in self.coefficients.iter_mut().zip(&self.group_coefficients) {
            to[lane] = from[column];
        }
        self.keep_constants(lane);
        if let Some(group) = self.group {
            self.propagators.place(lane, group, column);
        }
    }

    /// Coefficients of its own, and a group, for a patient whose parameters have changed.
    pub(super) fn relinearise(&mut self, lane: usize, index: usize) {
        load(&mut self.group_p, lane, &self.jobs[index].numbers.p);
        load(&mut self.group_u, lane, &self.jobs[index].numbers.u);
        self.k.body.isa().run(Linearise(self));
        for (to, from) in self.coefficients.iter_mut().zip(&self.probed) {
            to[lane] = from[lane];
        }
        self.keep_constants(lane);
        if let Some(group) = self.new_group(1) {
            self.propagators.place(lane, group, lane);
        }
        self.infuse(lane, index);
    }

    /// Remembers the constants without infusions.
    fn keep_constants(&mut self, lane: usize) {
        for row in &self.k.affine.rates[..self.k.affine_rates] {
            self.constants[row.first][lane] = self.coefficients[row.first][lane];
        }
    }

    /// Sets the infusions of a lane's patient where they are part of a constant.
    pub(super) fn infuse(&mut self, lane: usize, index: usize) {
        let inflow = &self.jobs[index].numbers.inflow;
        for row in &self.k.affine.rates[..self.k.affine_rates] {
            let constant = self.constants[row.first][lane];
            self.coefficients[row.first][lane] = constant + inflow[row.target];
        }
        let inflow = self.k.exact.iter().map(|state| inflow[*state]);
        self.propagators.infuse(lane, inflow);
    }

    /// A group with the matrices of the exact states, if there are any.
    fn new_group(&mut self, expected: usize) -> Option<usize> {
        let k = self.k;
        let zero = Lanes::of(0.0);
        let take = |places: &[Option<usize>]| -> Vec<Lanes<N>> {
            let value = |place: &Option<usize>| place.map_or(zero, |place| self.probed[place]);
            places.iter().map(value).collect()
        };
        let (a, b) = (take(&k.matrix), take(&k.constants));
        (!k.exact.is_empty()).then(|| self.propagators.group(a, b, expected))
    }

    /// Coefficients of a group, from the body's own equations at zero and at one state at a time.
    #[inline(always)]
    pub(super) fn linearise(&mut self) {
        let k = self.k;
        let (zero, probe) = (Lanes::of(0.0), probe());
        let (x, dx) = (&mut self.inside, &mut self.probed_rates);
        let (p, u) = (&self.group_p, &mut self.group_u);
        x.fill(zero);
        k.everything.run(zero, x, p, u, &mut self.y, dx);
        take_constants(&k.affine, &self.y, dx, &mut self.probed);
        for &state in &k.affine_states {
            x[state] = probe;
            k.everything.run(zero, x, p, u, &mut self.y, dx);
            x[state] = zero;
            take_slopes(&k.affine, state, probe, &self.y, dx, &mut self.probed);
        }
    }
}
