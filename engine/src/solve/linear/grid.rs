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
