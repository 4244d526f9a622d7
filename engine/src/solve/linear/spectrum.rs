//! Which linear states turn around each other, and so where the eigenvalues of their matrix come from.

use super::pattern::Pattern;
use physiology::{Lanes, Real};
use std::ops::Range;

/// States of which each needs the other: their entries of A as (row, column).
enum Loop {
    One {
        state: usize,
        own: usize,
    },
    Two {
        states: [usize; 2],
        own: [usize; 2],
        /// Of the first by the second, and of the second by the first.
        other: [usize; 2],
    },
}

/// What one mode brings to one state: a weighted sum of some states' rates.
pub(super) struct Term {
    pub mode: usize,
    /// Entries of the mode's projection, in the state's row, and the columns that they stand in.
    pub entries: Vec<usize>,
    pub columns: Vec<usize>,
}

/// The modes of states that need no others, or one other in turn. There is a mode for each state.
pub(crate) struct Spectrum {
    loops: Vec<Loop>,
    /// Terms of each state, state after state.
    pub(super) terms: Vec<Term>,
    pub(super) rows: Vec<Range<usize>>,
}

/// Eigenvalues are told apart where no product of (larger / difference) over the others is larger:
/// so many times the rounding of numbers may be in what is made of them.
const LEAST_APART: f64 = 1e4;

/// A rate below this, per minute, is none (a mode's change is divided by it).
const SLOWEST: f64 = 1e-12;

impl Spectrum {
    /// Nothing where three or more states turn around each other.
    pub fn find(pattern: &Pattern) -> Option<Self> {
        let at = |row, column| pattern.entries.iter().position(|e| *e == (row, column));
        let mut loops = Vec::new();
        for state in 0..pattern.size {
            let mut others = (0..pattern.size).filter(|other| {
                *other != state && at(state, *other).is_some() && at(*other, state).is_some()
            });
            match (others.next(), others.next()) {
                (None, _) => loops.push(Loop::One {
                    state,
                    own: at(state, state)?,
                }),
                (Some(other), None) if state < other => loops.push(Loop::Two {
                    states: [state, other],
                    own: [at(state, state)?, at(other, other)?],
                    other: [at(state, other)?, at(other, state)?],
                }),
                (Some(_), None) => {}
                (Some(_), Some(_)) => return None,
            }
        }
        let (mut terms, mut rows) = (Vec::new(), Vec::new());
        for row in 0..pattern.size {
            let first = terms.len();
            for mode in (0..pattern.size).filter(|mode| at(row, *mode).is_some()) {
                // The mode's projection passes through its own states.
                let through = |column: &usize| at(mode, *column).is_some();
                let columns: Vec<usize> = (0..pattern.size).filter(through).collect();
                terms.push(Term {
                    mode,
                    entries: columns
                        .iter()
                        .filter_map(|column| at(row, *column))
                        .collect(),
                    columns,
                });
            }
            rows.push(first..terms.len());
        }
        (!loops.is_empty()).then_some(Self { loops, terms, rows })
    }

    /// Eigenvalues of patients' matrices, and for whom they can be used.
    #[inline(always)]
    pub fn eigenvalues<const N: usize>(
        &self,
        a: &[Lanes<N>],
        values: &mut [Lanes<N>],
    ) -> [bool; N] {
        let (zero, half) = (Lanes::of(0.0), Lanes::of(0.5));
        for of in &self.loops {
            match of {
                Loop::One { state, own } => values[*state] = a[*own],
                Loop::Two { states, own, other } => {
                    let (first, second) = (a[own[0]], a[own[1]]);
                    let product = a[other[0]] * a[other[1]];
                    let (mean, part) = (half * (first + second), half * (first - second));
                    // What turns has no root, and then no number.
                    let root = part.fused(part, product).sqrt();
                    let signed = mean.if_less(zero, -root, root);
                    // The larger one first; the other from their product, where nothing cancels.
                    let larger = mean + signed;
                    values[states[0]] = larger;
                    values[states[1]] = (first * second - product) / larger;
                }
            }
        }
        let mut are_apart = [true; N];
        for (mode, value) in values.iter().enumerate() {
            let mut product = Lanes::of(1.0);
            for other in values[..mode].iter().chain(&values[mode + 1..]) {
                product = product * (value.abs().max(other.abs()) / (*value - *other).abs());
            }
            for lane in 0..N {
                // A number that is none is not below any.
                are_apart[lane] &= (product[lane] <= LEAST_APART) & (value[lane].abs() >= SLOWEST);
            }
        }
        are_apart
    }
}
