//! The groups, as large as there are lanes, in which what is linear of patients' equations is made
//! ready.

use super::patients::load;
use super::{Batch, Linearise};
use crate::solve::affine::{probe, take_constants, take_slopes};
use crate::solve::linear::Ready;
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
            self.group = self.k.body.isa().run(Linearise(self, expected));
            self.group_coefficients.copy_from_slice(&self.probed);
        }
        for (to, from) in self.coefficients.iter_mut().zip(&self.group_coefficients) {
            to[lane] = from[column];
        }
        self.keep_constants(lane);
        if let Some(ready) = &self.group {
            self.exact.place(lane, ready, column);
        }
    }

    /// Coefficients of its own, and a group, for a patient whose parameters have changed.
    pub(super) fn relinearise(&mut self, lane: usize, index: usize) {
        load(&mut self.group_p, lane, &self.jobs[index].numbers.p);
        load(&mut self.group_u, lane, &self.jobs[index].numbers.u);
        let ready = self.k.body.isa().run(Linearise(self, 1));
        for (to, from) in self.coefficients.iter_mut().zip(&self.probed) {
            to[lane] = from[lane];
        }
        self.keep_constants(lane);
        if let Some(ready) = ready {
            self.exact.place(lane, &ready, lane);
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
        self.exact.infuse(lane, inflow);
    }

    /// Coefficients of a group, from the body's own equations at zero and at one state at a time, and
    /// what its exact states need, if there are any.
    #[inline(always)]
    pub(super) fn linearise(&mut self, expected: usize) -> Option<Ready<N>> {
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
        if k.exact.is_empty() {
            return None;
        }
        let mut numbers = [Vec::new(), Vec::new()];
        for (numbers, places) in numbers.iter_mut().zip([&k.matrix, &k.constants]) {
            for place in places {
                numbers.push(match place {
                    Some(place) => self.probed[*place],
                    None => zero,
                });
            }
        }
        let [a, b] = numbers;
        Some(self.exact.prepare(a, b, expected))
    }
}
