//! How long the next steps are.

use super::{Batch, SHORTEST};
use crate::solve::kernel::Control;
use crate::solve::linear::Level;
use crate::time::{MINUTE, Nanoseconds, minutes};
use physiology::{Lanes, Reading, Real, System};

/// The most by which a step may grow over the last. At rest every step is accepted, and one that
/// grew past the method's stability in a single leap would carry rounding far before its error
/// estimate saw it.
const GROWTH: f64 = 2.0;

/// The next step's length relative to the last, by the square of the last one's error; a number that
/// is none is as bad as can be.
#[inline(always)]
pub(super) fn factor<const N: usize>(square: Lanes<N>, order: u32) -> Lanes<N> {
    let least = Lanes::of(0.2);
    let square = square.max(Lanes::of(1e-20));
    let factor = square.rough_powf(-0.5 / f64::from(order)) * Lanes::of(0.9);
    let factor = factor.min(Lanes::of(GROWTH)).max(least);
    square.if_less(Lanes::of(f64::INFINITY), factor, least)
}

/// First guesses that a step after a dose may be long: a fiftieth of the time in which a state
/// changes by its size. Assumed: 10 and 2 were tried on the sharp start of an oral dose under an
/// indirect response (D of `tools/pkpd.py`), and 2 reached the tolerance.
const AFTER_DOSE: Nanoseconds = 2;

impl<const N: usize> Batch<'_, N>
where
    dyn System: Reading<Lanes<N>>,
{
    pub(super) fn choose_steps(&mut self) {
        for lane in 0..N {
            if self.lane[lane].job.is_none() {
                continue;
            }
            if self.lane[lane].wish == 0 {
                self.lane[lane].wish = self.first_step(lane);
            }
            if std::mem::take(&mut self.lane[lane].fresh) {
                // What comes after a dose may be over within the step that was right before it.
                let most = self.first_step(lane).saturating_mul(AFTER_DOSE);
                self.lane[lane].wish = self.lane[lane].wish.min(most);
            }
            let state = &mut self.lane[lane];
            let left = state.stop - state.t;
            let grid = (!self.k.exact.is_empty()).then_some(self.k.longest);
            state.h = match self.k.control {
                Control::Fixed(h) => h.min(left),
                Control::Adaptive { .. } => adaptive(state.wish, left, grid),
            };
        }
        let steps = std::array::from_fn(|lane| self.lane[lane].h as f64);
        self.h = Lanes(steps) / Lanes::of(MINUTE as f64);
    }

    /// Rates at the steps' starts. Where a lane's are known they come out the same again.
    #[inline(always)]
    pub(super) fn first_rates(&mut self) {
        let states = self.x.len();
        let node = self.k.reads.nodes().len() * states;
        // Room behind the nodes, so that a step's start is a place like any other.
        self.nodes[node..][..states].copy_from_slice(&self.x);
        self.rates_at(0, node, 0.0);
    }

    /// A first guess: a hundredth of the time in which a state changes by its size.
    fn first_step(&mut self, lane: usize) -> Nanoseconds {
        let mut fastest = 0.0_f64;
        for (i, state) in self.k.integrated.iter().enumerate() {
            let size = self.x[*state][lane].abs().max(self.k.scales[i]);
            fastest = fastest.max(self.rates[*state][lane].abs() / size);
        }
        // Exact states have no error, but drive the others.
        for (z, state) in self.z.iter_mut().zip(&self.k.exact) {
            *z = self.x[*state][lane];
        }
        let rates = self.propagators.rates(lane, &self.z);
        for ((rate, z), scale) in rates.iter().zip(&self.z).zip(&self.k.exact_scales) {
            fastest = fastest.max(rate.abs() / z.abs().max(*scale));
        }
        let guess = 0.01 / fastest * MINUTE as f64;
        (guess.min(10.0 * MINUTE as f64) as Nanoseconds).max(SHORTEST)
    }

    /// Time of the patients' clocks at a fraction of the step, where anything asks for it.
    #[inline(always)]
    pub(super) fn time(&self, fraction: f64) -> Lanes<N> {
        if !self.k.uses_time {
            return Lanes([0.0; N]);
        }
        let mut time = Lanes([0.0; N]);
        for lane in 0..N {
            let super::Lane { t, h, .. } = self.lane[lane];
            time[lane] = if fraction == 1.0 {
                // To the bit the next step's start: its rates are taken from here, unless a
                // neighbour makes them be computed anew.
                minutes(t + h)
            } else {
                minutes(t) + fraction * minutes(h)
            };
        }
        time
    }
}

/// A step that is not longer than wished, ends where the patient must stop, and lies on the grid
/// where exact states ask for it; the grid is given by its longest step.
#[inline(always)]
fn adaptive(wish: Nanoseconds, left: Nanoseconds, grid: Option<Nanoseconds>) -> Nanoseconds {
    let Some(longest) = grid else {
        // No last step of a sliver.
        return match wish {
            _ if wish >= left => left,
            _ if left < 2 * wish => left / 2,
            _ => wish,
        };
    };
    let most = wish.min(left).min(longest);
    if most == left && Level::of(left).is_some() {
        return left;
    }
    match Level::floor(most) {
        Some(level) => level.step(),
        None => most,
    }
}
