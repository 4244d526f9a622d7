//! Matrices of as many patients at once as there are lanes, for every step of the grid that one of
//! them takes.

use super::grid::{BASE, Level};
use super::pattern::Pattern;
use super::reads::Reads;
use crate::time::MINUTE;
use physiology::{Lanes, Real};

/// Terms of the series at the base step. With rates up to
/// [`FASTEST`](super::FASTEST) the rest is below 1e-17.
const TERMS: usize = 8;

/// Which matrix of a step: F is not needed where nothing flows in.
#[derive(Clone, Copy)]
pub(super) enum Of {
    M,
    F,
}

/// M and F of one step, entry by entry.
#[derive(Clone)]
pub(super) struct Step<const N: usize> {
    pub m: Vec<Lanes<N>>,
    pub f: Vec<Lanes<N>>,
}

impl<const N: usize> Step<N> {
    fn new(pattern: &Pattern) -> Self {
        let zero = vec![Lanes::of(0.0); pattern.entries.len()];
        Self {
            m: zero.clone(),
            f: zero,
        }
    }
}

/// A and b of as many patients as there are lanes, and what was made of them. Whoever is beside whom
/// changes no bit of anyone's.
#[derive(Default)]
pub(super) struct Group<const N: usize> {
    pub a: Vec<Lanes<N>>,
    /// b without infusions.
    pub b: Vec<Lanes<N>>,
    /// Steps of whole octaves, by octave and node; the first `octaves` hold.
    whole: Vec<Vec<Step<N>>>,
    octaves: usize,
    /// Steps of an octave and a half, by octave and node; those with a bit hold.
    halves: Vec<Vec<Step<N>>>,
    with_halves: u64,
    /// M and F as they are read, patient by patient, by level; those with a bit hold.
    dealt: [Vec<Vec<f64>>; 2],
    levels: [u64; 2],
    /// Patients that are in lanes, and that are still to come.
    pub users: usize,
    pub expected: usize,
}

impl<const N: usize> Group<N> {
    /// Takes new patients.
    pub fn begin(&mut self, a: Vec<Lanes<N>>, b: Vec<Lanes<N>>, expected: usize) {
        (self.a, self.b) = (a, b);
        (self.octaves, self.with_halves, self.levels) = (0, 0, [0; 2]);
        (self.users, self.expected) = (0, expected);
    }

    /// The matrices of a step, node by node.
    #[inline(always)]
    pub fn matrices(&mut self, pattern: &Pattern, nodes: &[f64], level: Level) -> &[Step<N>] {
        let octave = level.octave;
        if self.octaves <= octave {
            self.grow(pattern, nodes, octave);
        }
        if !level.and_half {
            return &self.whole[octave];
        }
        if self.with_halves >> octave & 1 == 0 {
            while self.halves.len() <= octave {
                self.halves.push(vec![Step::new(pattern); nodes.len()]);
            }
            for (node, out) in self.halves[octave].iter_mut().enumerate() {
                let half = &self.whole[octave - 1][node];
                join(pattern, &self.whole[octave][node], half, out);
            }
            self.with_halves |= 1 << octave;
        }
        &self.halves[octave]
    }

    /// What one patient's steps of a level need of M or of F, in the order of [`Reads::entries`].
    #[inline(always)]
    pub fn dealt(
        &mut self,
        pattern: &Pattern,
        reads: &Reads,
        level: Level,
        column: usize,
        of: Of,
    ) -> &[f64] {
        let index = level.index();
        let (width, place_of) = (reads.entries().len(), of as usize);
        if self.levels[place_of] >> index & 1 == 0 {
            let known = &mut self.dealt[place_of];
            if known.len() <= index {
                known.resize(index + 1, Vec::new());
            }
            let mut dealt = std::mem::take(&mut known[index]);
            dealt.resize(N * width, 0.0);
            let nodes = self.matrices(pattern, reads.nodes(), level);
            let mut place = 0;
            for read in reads.reads() {
                let step = match of {
                    Of::M => &nodes[read.node].m,
                    Of::F => &nodes[read.node].f,
                };
                for &entry in &reads.entries()[place..place + read.count] {
                    for patient in 0..N {
                        dealt[patient * width + place] = step[entry][patient];
                    }
                    place += 1;
                }
            }
            self.dealt[place_of][index] = dealt;
            self.levels[place_of] |= 1 << index;
        }
        &self.dealt[place_of][index][column * width..][..width]
    }

    /// Doubles until there is this octave.
    #[inline(always)]
    fn grow(&mut self, pattern: &Pattern, nodes: &[f64], octave: usize) {
        for octave in self.octaves..=octave {
            if self.whole.len() <= octave {
                self.whole.push(vec![Step::new(pattern); nodes.len()]);
            }
            let (done, rest) = self.whole.split_at_mut(octave);
            for (at, node) in nodes.iter().enumerate() {
                if let Some(half) = done.last() {
                    join(pattern, &half[at], &half[at], &mut rest[0][at]);
                } else {
                    let minutes = BASE as f64 / MINUTE as f64 * node;
                    series(pattern, &self.a, minutes, &mut rest[0][at]);
                }
            }
        }
        self.octaves = self.octaves.max(octave + 1);
    }
}

/// M and F of a short step by their Taylor series, in Horner's form.
#[inline(always)]
fn series<const N: usize>(pattern: &Pattern, a: &[Lanes<N>], minutes: f64, step: &mut Step<N>) {
    let h = Lanes::of(minutes);
    let mut x = a.to_vec();
    for entry in &mut x {
        *entry = *entry * h;
    }
    let mut scaled = x.clone();
    // Q = 1 + X/2 (1 + X/3 (1 + ...)); F = h Q, M = X Q.
    let mut q = vec![Lanes::of(0.0); x.len()];
    for term in (2..=TERMS + 1).rev() {
        pattern.set_identity(&mut step.m);
        let factor = Lanes::of(1.0 / term as f64);
        for (scaled, entry) in scaled.iter_mut().zip(&x) {
            *scaled = *entry * factor;
        }
        if term <= TERMS {
            pattern.add_product(&scaled, &q, &mut step.m);
        }
        q.copy_from_slice(&step.m);
    }
    step.m.fill(Lanes::of(0.0));
    pattern.add_product(&x, &q, &mut step.m);
    for (f, q) in step.f.iter_mut().zip(&q) {
        *f = *q * h;
    }
}

/// The step `a` and then the step `b`; they commute.
#[inline(always)]
fn join<const N: usize>(pattern: &Pattern, a: &Step<N>, b: &Step<N>, out: &mut Step<N>) {
    for (entry, terms) in pattern.products().iter().enumerate() {
        let mut m = a.m[entry] + b.m[entry];
        let mut f = a.f[entry] + b.f[entry];
        for &(left, right) in terms {
            m = a.m[left].fused(b.m[right], m);
            f = a.m[left].fused(b.f[right], f);
        }
        (out.m[entry], out.f[entry]) = (m, f);
    }
}
