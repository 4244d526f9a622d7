//! One step of every lane, tried: its stages and its error.

use super::Batch;
use super::clock::factor;
use super::kinks::End;
use crate::solve::affine::evaluate;
use crate::solve::kernel::{Control, END, INSIDE};
use crate::solve::linear::Exact;
use crate::solve::weigh::{Onto, Weighed};
use crate::time::Nanoseconds;
use physiology::{Lanes, Reading, Real, System};

/// What is thought of the steps that were tried.
#[derive(Clone, Copy)]
pub(super) struct Judged<const N: usize> {
    /// When they end.
    pub ends: [Nanoseconds; N],
    /// Whether their errors are small enough.
    pub accepted: [bool; N],
    /// Whether they are to be taken again, to a kink inside them.
    pub cut: [bool; N],
    /// Whether any that is accepted has something to look at.
    pub looks: bool,
    /// Lengths of the next ones relative to them.
    pub factor: Lanes<N>,
}

impl<const N: usize> Batch<'_, N>
where
    dyn System: Reading<Lanes<N>>,
{
    /// The exact states at all nodes of every lane's step.
    #[inline(always)]
    pub(super) fn advance_exact(&mut self) {
        let k = self.k;
        let mut off_grid = [false; N];
        let matrices = match &mut self.exact {
            Exact::OnGrid(matrices) => matrices,
            Exact::ByModes(modes) => {
                modes.step(&self.x, self.h, &k.exact, &k.exact_targets, &mut self.nodes);
                return;
            }
        };
        for (lane, off) in off_grid.iter_mut().enumerate() {
            if self.lane[lane].job.is_some() {
                *off = !matrices.lay_out(lane, self.clock.h[lane]);
            }
        }
        matrices.step(&self.x, &k.exact, &k.exact_targets, &mut self.nodes);
        for (lane, off) in off_grid.into_iter().enumerate() {
            if off {
                self.advance_off_grid(lane);
            }
        }
    }

    /// The same for one lane, whose step may be of any length.
    #[inline(always)]
    fn advance_off_grid(&mut self, lane: usize) {
        let k = self.k;
        let Exact::OnGrid(matrices) = &mut self.exact else {
            return;
        };
        for (node, c) in k.reads.nodes().iter().enumerate() {
            for (z, state) in self.z.iter_mut().zip(&k.exact) {
                *z = self.x[*state][lane];
            }
            let after = c * self.clock.h[lane] as f64;
            matrices.advance(lane, after, &mut self.z);
            for (read, target) in k.reads.reads().iter().zip(&k.exact_targets) {
                if read.node == node {
                    self.nodes[*target][lane] = self.z[read.row];
                }
            }
        }
    }

    /// All stages of all lanes, to the step's end.
    #[inline(always)]
    pub(super) fn advance_stages(&mut self) {
        let k = self.k;
        for stage in 1..k.pair.c.len() {
            self.stage(
                stage,
                k.stage_node[stage],
                k.pair.c[stage],
                k.pair.a[stage - 1],
            );
        }
        if k.kinks > 0 {
            let nodes = std::mem::take(&mut self.nodes);
            self.read_kinks(End::End, &nodes[self.ends()..][..self.x.len()], 1.0);
            self.nodes = nodes;
        }
    }

    /// States x + h sum_j a_j k_j at a node, and the rates there.
    #[inline(always)]
    pub(super) fn stage(&mut self, stage: usize, node: usize, c: f64, row: &[f64]) {
        let k = self.k;
        let states = self.x.len();
        let sums = Weighed {
            weights: row,
            rates: &self.rates,
            width: states,
        };
        let onto = Onto {
            x: Some(&self.x),
            h: self.h,
        };
        let at = match node + 1 == k.fetched.len() {
            true => END,
            false => INSIDE,
        } * states;
        for &(from, state) in &k.fetched[node] {
            self.nodes[at + state] = self.nodes[from];
        }
        let to = &mut self.nodes[at..][..states];
        sums.put(&k.moving, onto, to);
        let part = self.h * Lanes::of(c);
        for &state in &k.steady {
            to[state] = part.fused(self.rates[state], self.x[state]);
        }
        let nodes = std::mem::take(&mut self.nodes);
        self.rates_at(stage, &nodes[at..][..states], c);
        self.nodes = nodes;
    }

    /// Rates of a stage, at these states.
    #[inline(always)]
    pub(super) fn rates_at(&mut self, stage: usize, x: &[Lanes<N>], c: f64) {
        let k = self.k;
        let states = x.len();
        let t = self.time(c);
        let dx = &mut self.rates[stage * states..][..states];
        evaluate(&k.affine.signals, &self.coefficients, x, &mut self.y);
        k.rates.run(t, x, &self.p, &mut self.u, &mut self.y, dx);
        let rows = &k.affine.rates[..k.affine_rates];
        evaluate(rows, &self.coefficients, x, dx);
        // Infusions into the others are in their constants.
        let inflow = &self.inflow[..states];
        for &state in &k.by_call {
            dx[state] = dx[state] + inflow[state];
        }
    }

    /// Which steps hold, and how long the next ones are relative to them.
    #[inline(always)]
    pub(super) fn judge(&mut self) -> Judged<N> {
        let square = self.square_error();
        let mut judged = Judged {
            ends: [0; N],
            accepted: [false; N],
            cut: [false; N],
            looks: false,
            factor: factor(square, self.k.pair.order),
        };
        let clock = &self.clock;
        for lane in 0..N {
            let end = clock.t[lane] + clock.h[lane];
            judged.ends[lane] = end;
            judged.accepted[lane] = clock.busy[lane] & (square[lane] <= 1.0);
        }
        if self.k.kinks > 0 {
            for (lane, to) in self.to_kinks().into_iter().enumerate() {
                let cut = judged.accepted[lane] & (to < self.clock.h[lane]);
                judged.cut[lane] = cut;
                judged.accepted[lane] &= !cut;
                let most = &mut self.clock.most[lane];
                *most = if cut { to } else { *most };
            }
        }
        let clock = &self.clock;
        for lane in 0..N {
            judged.looks |= judged.accepted[lane] & (clock.look[lane] <= judged.ends[lane]);
        }
        judged
    }

    /// Square of the largest error of all states relative to its tolerance, by lane.
    #[inline(always)]
    fn square_error(&mut self) -> Lanes<N> {
        let k = self.k;
        let Control::Adaptive { rtol, atol } = k.control else {
            return Lanes::of(0.0);
        };
        let states = self.x.len();
        let sums = Weighed {
            weights: k.pair.error,
            rates: &self.rates,
            width: states,
        };
        let onto = Onto { x: None, h: self.h };
        sums.put(&k.moving, onto, &mut self.sums);
        if let Some(low) = k.pair.error_low {
            let sums = Weighed {
                weights: low,
                ..sums
            };
            sums.put(&k.moving, onto, &mut self.low);
        }
        if let Some(too) = k.pair.error_too {
            for &state in &k.moving {
                let mut other = Lanes::of(0.0);
                for (weight, rates) in too.iter().zip(self.rates.chunks_exact(states)) {
                    other = Lanes::of(*weight).fused(rates[state], other);
                }
                let (one, other) = (self.sums[state].abs(), (self.h * other).abs());
                // What is no number stays.
                self.sums[state] = one.if_less(other, other, one);
            }
        }
        let ends = &self.nodes[self.ends()..][..states];
        let (x, errors, lows) = (&self.x[..states], &self.sums[..states], &self.low[..states]);
        let mut largest = Largest::new();
        let is_damped = k.pair.error_low.is_some();
        for (i, &state) in k.moving.iter().enumerate() {
            let size = x[state].abs().max(ends[state].abs());
            if !is_damped {
                let tolerance = Lanes::of(rtol).fused(size, Lanes::of(atol * k.moving_scales[i]));
                largest.meet(errors[state].abs(), tolerance);
                continue;
            }
            // Hairer's damping: e5^2 / sqrt(e5^2 + (e3 / 10)^2), squared. In units of the states'
            // scales, so that no power is too small for a number.
            let per_scale = Lanes::of(k.per_scales[i]);
            let tolerance = Lanes::of(rtol).fused(size * per_scale, Lanes::of(atol));
            let error = errors[state] * per_scale;
            let low = lows[state] * per_scale * Lanes::of(0.1);
            let square = error * error;
            let norm = low.fused(low, square);
            largest.meet(square * square, norm * (tolerance * tolerance));
        }
        let found = largest.value();
        if is_damped { found } else { found * found }
    }
}

/// The largest of some quotients, by products: a division for each state would take longer than all
/// else here.
struct Largest<const N: usize> {
    above: Lanes<N>,
    below: Lanes<N>,
    broken: Lanes<N>,
}

impl<const N: usize> Largest<N> {
    #[inline(always)]
    fn new() -> Self {
        Self {
            above: Lanes::of(0.0),
            below: Lanes::of(1.0),
            broken: Lanes::of(0.0),
        }
    }

    #[inline(always)]
    fn meet(&mut self, above: Lanes<N>, below: Lanes<N>) {
        let (left, right) = (self.above * below, above * self.below);
        self.above = left.if_less(right, above, self.above);
        self.below = left.if_less(right, below, self.below);
        // What is no number, or has none above it, counts as the largest, and stays: a comparison
        // loses it.
        self.broken = (above + below).fused(Lanes::of(0.0), self.broken);
    }

    #[inline(always)]
    fn value(self) -> Lanes<N> {
        self.above / self.below + self.broken
    }
}
