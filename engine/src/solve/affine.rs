//! What of a body's equations is a constant and a weighted sum of states, for one patient between
//! events: computed from coefficients, without a call of any model.

use crate::wiring::Anatomy;
use physiology::{Lanes, Real};

/// A signal or a rate that is affine in the states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Index of the signal or of the state.
    pub target: usize,
    /// Place of its constant among the coefficients; those of the states follow.
    pub first: usize,
    /// States, in order.
    pub states: Vec<usize>,
}

/// Rows, and where each one's coefficients lie.
#[derive(Debug, Default)]
pub(crate) struct Affine {
    /// Signals.
    pub signals: Vec<Row>,
    /// Rates.
    pub rates: Vec<Row>,
    /// Number of coefficients.
    pub size: usize,
}

impl Affine {
    /// Rows for these signals and these states' rates, all of them affine.
    pub fn new(anatomy: &Anatomy, signals: &[usize], states: &[usize]) -> Self {
        let mut size = 0;
        let mut row = |target: usize, needs| {
            let mut states = Vec::new();
            anatomy.reaching_states(needs, &mut states);
            let first = size;
            size += 1 + states.len();
            Row {
                target,
                first,
                states,
            }
        };
        Self {
            signals: signals
                .iter()
                .map(|signal| row(*signal, &anatomy.signal[*signal]))
                .collect(),
            rates: states
                .iter()
                .map(|state| row(*state, &anatomy.rate[*state]))
                .collect(),
            size,
        }
    }

    /// The states that any row needs.
    pub fn states(&self) -> Vec<usize> {
        let rows = self.signals.iter().chain(&self.rates);
        let mut states: Vec<usize> = rows.flat_map(|row| row.states.iter().copied()).collect();
        states.sort_unstable();
        states.dedup();
        states
    }

    /// The coefficient of a state in a rate, if it has one.
    pub fn of_rate(&self, rate: usize, state: usize) -> Option<usize> {
        let row = self.rates.iter().find(|row| row.target == rate)?;
        let number = row.states.iter().position(|s| *s == state)?;
        Some(row.first + 1 + number)
    }

    /// The constant of a rate.
    pub fn constant_of_rate(&self, rate: usize) -> Option<usize> {
        let row = self.rates.iter().find(|row| row.target == rate)?;
        Some(row.first)
    }
}

/// The values of some rows.
#[inline(always)]
pub(crate) fn evaluate<const N: usize>(
    rows: &[Row],
    coefficients: &[Lanes<N>],
    x: &[Lanes<N>],
    out: &mut [Lanes<N>],
) {
    for row in rows {
        let own = &coefficients[row.first..][..1 + row.states.len()];
        let mut sum = own[0];
        for (coefficient, &state) in own[1..].iter().zip(&row.states) {
            sum = coefficient.fused(x[state], sum);
        }
        out[row.target] = sum;
    }
}

/// Takes the constants of all rows from the body's signals and rates at zero.
#[inline(always)]
pub(crate) fn take_constants<const N: usize>(
    affine: &Affine,
    y: &[Lanes<N>],
    dx: &[Lanes<N>],
    to: &mut [Lanes<N>],
) {
    for row in &affine.signals {
        to[row.first] = y[row.target];
    }
    for row in &affine.rates {
        to[row.first] = dx[row.target];
    }
}

/// Takes the coefficients of one state from the body's signals and rates where that state is
/// `probe` and the others are zero; the constants must have been taken.
#[inline(always)]
pub(crate) fn take_slopes<const N: usize>(
    affine: &Affine,
    state: usize,
    probe: Lanes<N>,
    y: &[Lanes<N>],
    dx: &[Lanes<N>],
    to: &mut [Lanes<N>],
) {
    for (rows, values) in [(&affine.signals, y), (&affine.rates, dx)] {
        for row in rows {
            if let Some(number) = row.states.iter().position(|s| *s == state) {
                to[row.first + 1 + number] = (values[row.target] - to[row.first]) / probe;
            }
        }
    }
}

/// A large power of two, so that a constant's rounding is far below a slope's in their difference.
#[inline(always)]
pub(crate) fn probe<const N: usize>() -> Lanes<N> {
    Lanes::of(1_048_576.0)
}
