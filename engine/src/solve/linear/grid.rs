//! The grid of step lengths, so that the matrices of a step are found again.

use crate::time::{MINUTE, Nanoseconds};

/// The shortest step of the grid; a minute is 2^11 of it.
pub(crate) const BASE: Nanoseconds = MINUTE >> 11;
/// Doublings of the base step, itself counted; a bit stands for each of its steps and halves.
pub(crate) const OCTAVES: usize = 31;
/// The longest step.
pub(crate) const LONGEST: Nanoseconds = BASE << (OCTAVES - 1);

/// A step of the grid: `BASE * 2^octave`, or half as much again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Level {
    pub octave: usize,
    pub and_half: bool,
}

impl Level {
    /// The longest step of the grid that is not longer than this one.
    pub fn floor(step: Nanoseconds) -> Option<Self> {
        let units = step / BASE;
        if units < 1 {
            return None;
        }
        let octave = (63 - units.leading_zeros()) as usize;
        if octave >= OCTAVES - 1 {
            return Some(Self {
                octave: OCTAVES - 1,
                and_half: false,
            });
        }
        // The bit below the first.
        let and_half = octave > 0 && units >> (octave - 1) & 1 == 1;
        Some(Self { octave, and_half })
    }

    /// The length of [`floor`](Self::floor) of a step up to [`LONGEST`], or the step itself where it is
    /// shorter than all of the grid: without branches and whole divisions, for many side by side.
    #[inline(always)]
    pub fn floor_length(step: Nanoseconds) -> Nanoseconds {
        // From a quotient that rounding may have made too large, and from one that is too small: the
        // first where that is not too long.
        const NEAR: f64 = 1e-15;
        let quotient = step as f64 / BASE as f64;
        let long = level_length(quotient * (1.0 + NEAR));
        let short = level_length(quotient * (1.0 - NEAR));
        let found = if long <= step { long } else { short };
        if step < BASE { step } else { found }
    }

    /// The level of a step that lies on the grid.
    pub fn of(step: Nanoseconds) -> Option<Self> {
        Self::floor(step).filter(|level| level.step() == step)
    }

    /// Its length.
    pub fn step(self) -> Nanoseconds {
        ((BASE << self.octave) * if self.and_half { 3 } else { 2 }) >> 1
    }

    /// Its number.
    pub fn index(self) -> usize {
        2 * self.octave + usize::from(self.and_half)
    }
}

/// The length of the level below so many base steps, at least one: a float's exponent and first bit
/// say it.
#[inline(always)]
fn level_length(base_steps: f64) -> Nanoseconds {
    let bits = base_steps.to_bits();
    let octave = (bits >> 52).wrapping_sub(1023);
    let whole = BASE.wrapping_shl(octave as u32);
    // The base step has no half.
    let has_half = (base_steps >= 2.0) & (bits >> 51 & 1 == 1);
    whole + if has_half { whole >> 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_a_floor_is_that_of_its_level() {
        let check = |step: Nanoseconds| {
            let expected = Level::floor(step).map_or(step, Level::step);
            assert_eq!(Level::floor_length(step), expected, "{step}");
        };
        (0..2 * OCTAVES).for_each(|number| {
            let (octave, and_half) = (number / 2, number % 2 == 1 && number > 1);
            let exact = Level { octave, and_half }.step().min(LONGEST);
            for off in [-1_000_000, -2, -1, 0, 1, 2, 1_000_000] {
                check((exact + off).clamp(0, LONGEST));
            }
        });
        // All magnitudes in between.
        let mut step: Nanoseconds = 1;
        while step < LONGEST {
            check(step);
            step += step / 37 + 1;
        }
    }
}
