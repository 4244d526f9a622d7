//! One step of every lane, tried: its stages and its error.

use super::Batch;
use super::clock::factor;
use crate::solve::affine::evaluate;
use crate::solve::kernel::Control;
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
        for (lane, off) in off_grid.iter_mut().enumerate() {
            if self.lane[lane].job.is_some() {
                *off = !self.propagators.lay_out(lane, self.clock.h[lane]);
            }
        }
        self.propagators
            .step(&self.x, &k.exact, &k.exact_targets, &mut self.nodes);
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
        for (node, c) in k.reads.nodes().iter().enumerate() {
            for (z, state) in self.z.iter_mut().zip(&k.exact) {
                *z = self.x[*state][lane];
            }
            let after = c * self.clock.h[lane] as f64;
            self.propagators.advance(lane, after, &mut self.z);
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
        let at = &mut self.nodes[node * states..][..states];
        sums.put(&k.integrated, onto, at);
        self.rates_at(stage, node * states, c);
    }

    /// Rates of a stage, at the states from this place of the nodes on.
    #[inline(always)]
    pub(super) fn rates_at(&mut self, stage: usize, from: usize, c: f64) {
        let k = self.k;
        let states = self.x.len();
        let t = self.time(c);
        let x = &self.nodes[from..][..states];
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
            looks: false,
            factor: factor(square, self.k.pair.order),
        };
        let clock = &self.clock;
        for lane in 0..N {
            let end = clock.t[lane] + clock.h[lane];
            judged.ends[lane] = end;
            judged.accepted[lane] = clock.busy[lane] & (square[lane] <= 1.0);
        }
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
        sums.put(&k.integrated, onto, &mut self.sums);
        if let Some(low) = k.pair.error_low {
            let sums = Weighed {
                weights: low,
                ..sums
            };
            sums.put(&k.integrated, onto, &mut self.low);
        }
        let ends = &self.nodes[self.ends()..][..states];
        // The largest of the quotients, by products and of squares: a division and a root for each
        // state would take longer than all else here. In units of the states' scales, whose products
        // are never too small for a number.
        let (mut worst, mut allowed) = (Lanes::of(0.0), Lanes::of(1.0));
        let mut broken = Lanes::of(0.0);
        let (x, errors, lows) = (&self.x[..states], &self.sums[..states], &self.low[..states]);
        for (&state, per_scale) in k.integrated.iter().zip(&k.per_scales) {
            let per_scale = Lanes::of(*per_scale);
            let size = x[state].abs().max(ends[state].abs()) * per_scale;
            let tolerance = Lanes::of(rtol).fused(size, Lanes::of(atol));
            let error = errors[state] * per_scale;
            let (mut square, mut of) = (error * error, tolerance * tolerance);
            if k.pair.error_low.is_some() {
                // Hairer's damping: e5^2 / sqrt(e5^2 + (e3 / 10)^2).
                let low = lows[state] * per_scale * Lanes::of(0.1);
                of = of * low.fused(low, square);
                square = square * square;
            }
            let (left, right) = (worst * of, square * allowed);
            worst = left.if_less(right, square, worst);
            allowed = left.if_less(right, of, allowed);
            // What is no number, or has none above it, counts as the worst, and stays: a comparison
            // loses it.
            broken = (square + of).fused(Lanes::of(0.0), broken);
        }
        worst / allowed + broken
    }
}
