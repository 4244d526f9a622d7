//! The two ways to propagate exactly: by modes, over steps of any length, and by matrices on a grid of
//! steps, which asks nothing of the eigenvalues.

use super::FASTEST;
use super::modes::{Modes, Solved};
use super::pattern::Pattern;
use super::propagators::Propagators;
use super::reads::Reads;
use super::spectrum::Spectrum;
use physiology::Lanes;

/// The exact states of the patients in all lanes.
pub(crate) enum Exact<'a, const N: usize> {
    ByModes(Modes<'a, N>),
    OnGrid(Propagators<'a, N>),
}

/// What is made ready for a group of patients before they come into lanes.
pub(crate) enum Ready<const N: usize> {
    Solved(Solved<N>),
    Group(usize),
}

impl<'a, const N: usize> Exact<'a, N> {
    /// Room for states of this pattern.
    pub fn new(pattern: &'a Pattern, reads: &'a Reads, spectrum: Option<&'a Spectrum>) -> Self {
        match spectrum {
            Some(spectrum) => Self::ByModes(Modes::new(pattern, reads, spectrum)),
            None => Self::OnGrid(Propagators::new(pattern, reads)),
        }
    }

    /// Takes A and b of patients, of whom so many will come.
    #[inline(always)]
    pub fn prepare(&mut self, a: Vec<Lanes<N>>, b: Vec<Lanes<N>>, expected: usize) -> Ready<N> {
        match self {
            Self::ByModes(modes) => Ready::Solved(modes.solve(a, b)),
            Self::OnGrid(matrices) => Ready::Group(matrices.group(a, b, expected)),
        }
    }

    /// The patient in this lane is the one in this column of those that are ready.
    pub fn place(&mut self, lane: usize, ready: &Ready<N>, column: usize) {
        match (self, ready) {
            (Self::ByModes(modes), Ready::Solved(solved)) => modes.place(lane, solved, column),
            (Self::OnGrid(matrices), Ready::Group(group)) => matrices.place(lane, *group, column),
            _ => {}
        }
    }

    /// Sets the infusions into the exact states of the patient in this lane.
    pub fn infuse(&mut self, lane: usize, inflow: impl Iterator<Item = f64>) {
        match self {
            Self::ByModes(modes) => modes.infuse(lane, inflow),
            Self::OnGrid(matrices) => matrices.infuse(lane, inflow),
        }
    }

    /// Whether the patient in this lane can be carried this way.
    pub fn holds(&self, lane: usize) -> bool {
        match self {
            Self::ByModes(modes) => modes.are_apart(lane),
            Self::OnGrid(matrices) => matrices.fastest(lane) <= FASTEST,
        }
    }

    /// How the exact states of the patient in this lane change, per minute.
    pub fn rates(&mut self, lane: usize, z: &[f64]) -> &[f64] {
        match self {
            Self::ByModes(modes) => modes.rates(lane, z),
            Self::OnGrid(matrices) => matrices.rates(lane, z),
        }
    }
}
