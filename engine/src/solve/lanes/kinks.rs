//! Steps that end where rates have a kink: none of the others knows its error.

use super::{Batch, SHORTEST};
use crate::time::Nanoseconds;
use physiology::{Lanes, Reading, Real, System, View};

/// A kink so near to an end of a step, as a part of it, does no harm. Assumed: it is three steps of a
/// chord to a smooth value's zero.
const NEAR: f64 = 0.03;

/// Where the kinks' values are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Start,
    End,
}

impl<const N: usize> Batch<'_, N>
where
    dyn System: Reading<Lanes<N>>,
{
    /// Reads the kinks at states whose rates have just been computed, at this part `c` of the step.
    #[inline(always)]
    pub(super) fn read_kinks(&mut self, of: End, x: &[Lanes<N>], c: f64) {
        let k = self.k;
        let t = self.time(c);
        for &(part, first) in &k.kinked {
            let part = &k.body.parts()[part];
            let layout = part.layout();
            let view = View {
                t: t * Lanes::of(part.per_minute),
                x: &x[part.x..][..layout.states.len()],
                p: &self.p[part.p..][..layout.params.len()],
                u: &self.u[part.u..][..layout.inputs.len()],
            };
            let out = &mut self.kinks[of as usize][first..][..layout.kinks];
            Reading::<Lanes<N>>::kinks(&*part.system, view, out);
        }
    }

    /// How long each lane's step may be so that it ends at the first kink inside it, by the chord to its
    /// zero; as long as it is where there is none.
    #[inline(always)]
    pub(super) fn to_kinks(&self) -> [Nanoseconds; N] {
        let [starts, ends] = &self.kinks;
        // Mostly there is none, and divisions take long.
        let mut lowest = Lanes::of(0.0);
        for (start, end) in starts.iter().zip(ends) {
            lowest = lowest.min(*start * *end);
        }
        let mut is_any = false;
        for lane in 0..N {
            is_any |= lowest[lane] < 0.0;
        }
        if !is_any {
            return self.clock.h;
        }
        let mut least = Lanes::of(1.0);
        for (start, end) in starts.iter().zip(ends) {
            let part = *start / (*start - *end);
            // Not a number where it does not move, and then in no interval.
            let inside = Lanes::of(NEAR).if_less(part, part, Lanes::of(1.0));
            let inside = inside.if_less(Lanes::of(1.0 - NEAR), inside, Lanes::of(1.0));
            least = least.min(inside);
        }
        let mut to = self.clock.h;
        for lane in 0..N {
            let h = self.clock.h[lane];
            let cut = (h as f64 * least[lane]) as Nanoseconds;
            to[lane] = if least[lane] < 1.0 {
                cut.max(SHORTEST)
            } else {
                h
            };
        }
        to
    }
}
