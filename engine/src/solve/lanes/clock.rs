//! How long the next steps are.

use super::kinks::End;
use super::{Batch, SHORTEST};
use crate::solve::kernel::Control;
use crate::solve::linear::Level;
use crate::time::{MINUTE, Nanoseconds, minutes};
use physiology::{Lanes, Reading, Real, System};

/// The most by which a step may grow over the last. At rest every step is accepted, and one that
/// grew past the method's stability in a single leap would carry rounding far before its error
/// estimate saw it.
pub(super) const GROWTH: f64 = 2.0;

/// The most by which it may grow where its length was a guess after a dose, which is short. Assumed: 8
/// and 16 were tried too. With 16 A of `tools/pkpd.py` was a tenth faster as an ODE, and D had a hundred
/// times the error at the same tolerance.
const LEAP: f64 = 4.0;

/// The next step's length relative to the last, by the square of the last one's error, before it is
/// known how much it may grow; a number that is none is as bad as can be.
#[inline(always)]
pub(super) fn factor<const N: usize>(square: Lanes<N>, order: u32) -> Lanes<N> {
    let least = Lanes::of(0.2);
    let square = square.max(Lanes::of(1e-20));
    let factor = square.rough_powf(-0.5 / f64::from(order)) * Lanes::of(0.9);
    let factor = factor.min(Lanes::of(LEAP)).max(least);
    square.if_less(Lanes::of(f64::INFINITY), factor, least)
}

/// First guesses that a step after a dose may be long: a fiftieth of the time in which a state
/// changes by its size. Assumed: 10 and 2 were tried on the sharp start of an oral dose under an
/// indirect response (D of `tools/pkpd.py`), and 2 reached the tolerance.
const AFTER_DOSE: Nanoseconds = 2;

/// The clocks of all lanes, hand by hand, so that they go on side by side.
pub(super) struct Clocks<const N: usize> {
    /// Whether there is a patient in the lane.
    pub busy: [bool; N],
    pub t: [Nanoseconds; N],
    /// Step being taken, and the one the controller would take.
    pub h: [Nanoseconds; N],
    pub wish: [Nanoseconds; N],
    /// Time of the next event, of the leg's end, or of a guard or watch that fired.
    pub stop: [Nanoseconds; N],
    /// Next time at which signals are wanted.
    pub look: [Nanoseconds; N],
    /// The longest that the next step may be, because of a kink.
    pub most: [Nanoseconds; N],
    /// By how much the next step may be longer.
    pub growth: [f64; N],
    /// Steps that were tried; signed, for masks are.
    pub steps: [i64; N],
    /// Of these, those since the patient's numbers were last written back.
    pub kept: [i64; N],
    pub dropped: [i64; N],
}

impl<const N: usize> Clocks<N> {
    pub fn new() -> Self {
        Self {
            busy: [false; N],
            t: [0; N],
            h: [0; N],
            wish: [0; N],
            stop: [0; N],
            look: [0; N],
            most: [Nanoseconds::MAX; N],
            growth: [GROWTH; N],
            steps: [0; N],
            kept: [0; N],
            dropped: [0; N],
        }
    }

    /// A patient begins in a lane, with this step.
    pub fn begin(&mut self, lane: usize, t: Nanoseconds, wish: Nanoseconds) {
        self.busy[lane] = true;
        (self.t[lane], self.h[lane], self.wish[lane]) = (t, 0, wish);
        (self.stop[lane], self.look[lane]) = (0, 0);
        self.growth[lane] = GROWTH;
        self.most[lane] = Nanoseconds::MAX;
        (self.steps[lane], self.kept[lane], self.dropped[lane]) = (0, 0, 0);
    }
}

impl<const N: usize> Batch<'_, N>
where
    dyn System: Reading<Lanes<N>>,
{
    /// First guesses of steps, for patients who have come or had a dose.
    pub(super) fn guess_steps(&mut self) {
        for lane in 0..N {
            if self.lane[lane].job.is_none() {
                continue;
            }
            if self.clock.wish[lane] == 0 {
                self.clock.wish[lane] = self.first_step(lane);
            }
            if std::mem::take(&mut self.lane[lane].fresh) {
                // What comes after a dose may be over within the step that was right before it.
                let most = self.first_step(lane).saturating_mul(AFTER_DOSE);
                let wish = &mut self.clock.wish[lane];
                self.clock.growth[lane] = if most < *wish { LEAP } else { GROWTH };
                *wish = most.min(*wish);
            }
        }
    }

    /// How long the next step of each lane is: not longer than wished, not beyond its stop, and of the
    /// grid where exact states ask for it.
    #[inline(always)]
    pub(super) fn choose_steps(&mut self) {
        let Clocks {
            t,
            h,
            wish,
            stop,
            most,
            ..
        } = &mut self.clock;
        let is_exact = !self.k.exact.is_empty();
        let is_on_grid = is_exact && self.k.spectrum.is_none();
        match self.k.control {
            Control::Fixed(fixed) => {
                for lane in 0..N {
                    h[lane] = fixed.min(stop[lane] - t[lane]);
                }
            }
            Control::Adaptive { .. } if is_on_grid => {
                for lane in 0..N {
                    let most = wish[lane].min(stop[lane] - t[lane]).min(most[lane]);
                    h[lane] = Level::floor_length(most.min(self.k.longest));
                }
            }
            Control::Adaptive { .. } => {
                let longest = if is_exact {
                    self.k.longest
                } else {
                    Nanoseconds::MAX
                };
                for lane in 0..N {
                    let (left, wish) = (
                        stop[lane] - t[lane],
                        wish[lane].min(longest).min(most[lane]),
                    );
                    // No last step of a sliver.
                    let half = left >> 1;
                    let step = if wish > half { half } else { wish };
                    h[lane] = if wish >= left { left } else { step };
                }
            }
        }
        let mut steps = [0.0; N];
        for lane in 0..N {
            steps[lane] = h[lane] as f64;
        }
        self.h = Lanes(steps) / Lanes::of(MINUTE as f64);
    }

    /// Rates at the steps' starts. Where a lane's are known they come out the same again.
    #[inline(always)]
    pub(super) fn first_rates(&mut self) {
        let x = std::mem::take(&mut self.x);
        self.rates_at(0, &x, 0.0);
        if self.k.kinks > 0 {
            self.read_kinks(End::Start, &x, 0.0);
        }
        self.x = x;
    }

    /// A first guess: a hundredth of the time in which a state changes by its size.
    fn first_step(&mut self, lane: usize) -> Nanoseconds {
        let mut fastest = 0.0_f64;
        for (state, scale) in self.k.integrated.iter().zip(&self.k.scales) {
            let size = self.x[*state][lane].abs().max(*scale);
            fastest = fastest.max(self.rates[*state][lane].abs() / size);
        }
        // Exact states have no error, but drive the others.
        for (z, state) in self.z.iter_mut().zip(&self.k.exact) {
            *z = self.x[*state][lane];
        }
        let rates = self.exact.rates(lane, &self.z);
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
            let (t, h) = (self.clock.t[lane], self.clock.h[lane]);
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
