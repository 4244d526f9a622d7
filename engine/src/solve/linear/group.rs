//! Matrices of eight patients at once, for every step of the grid that one of them takes.

use super::grid::{BASE, Level};
use super::pattern::Pattern;
use super::reads::Reads;
use crate::time::MINUTE;
use physiology::{Lanes, Real, WIDTH};

/// Terms of the series at the base step. With rates up to
/// [`FASTEST`](super::FASTEST) the rest is below 1e-17.
const TERMS: usize = 8;

/// M and F of one step, entry by entry.
#[derive(Clone)]
struct Step {
    m: Vec<Lanes>,
    f: Vec<Lanes>,
}

impl Step {
    fn new(pattern: &Pattern) -> Self {
        let zero = vec![Lanes::of(0.0); pattern.entries.len()];
        Self {
            m: zero.clone(),
            f: zero,
        }
    }
}

/// Eight patients' A and b, and what was made of them. Whoever is beside whom changes no bit of
/// anyone's.
#[derive(Default)]
pub(super) struct Group {
    pub a: Vec<Lanes>,
    /// b without infusions.
    pub b: Vec<Lanes>,
    /// Steps of whole octaves, by octave and node; the first `octaves` hold.
    whole: Vec<Vec<Step>>,
    octaves: usize,
    /// Matrices as they are read, patient by patient, by level; those with a bit hold.
    ready: Vec<Vec<Lanes>>,
    levels: u64,
    /// Patients that are in lanes, and that are still to come.
    pub users: usize,
    pub expected: usize,
    /// Room to work in.
    joined: Option<Step>,
}

impl Group {
    /// Takes new patients.
    pub fn begin(&mut self, a: Vec<Lanes>, b: Vec<Lanes>, expected: usize) {
        (self.a, self.b) = (a, b);
        (self.octaves, self.levels) = (0, 0);
        (self.users, self.expected) = (0, expected);
    }

    /// The matrices of one patient for a step, as [`Reads::apply`] takes them.
    #[inline(always)]
    pub fn matrices(
        &mut self,
        pattern: &Pattern,
        reads: &Reads,
        level: Level,
        column: usize,
    ) -> &[Lanes] {
        let index = level.index();
        if self.levels >> index & 1 == 0 {
            self.make(pattern, reads, level);
        }
        &self.ready[index][column * reads.size()..][..reads.size()]
    }

    #[inline(always)]
    fn make(&mut self, pattern: &Pattern, reads: &Reads, level: Level) {
        self.grow(pattern, reads.nodes(), level.octave);
        let index = level.index();
        if self.ready.len() <= index {
            self.ready.resize(index + 1, Vec::new());
        }
        let ready = &mut self.ready[index];
        // What no matrix reaches stays zero for good.
        ready.resize(WIDTH * reads.size(), Lanes::of(0.0));
        let joined = self.joined.get_or_insert_with(|| Step::new(pattern));
        for node in 0..reads.nodes().len() {
            let octave = &self.whole[level.octave][node];
            let step = match level.and_half {
                false => octave,
                true => join(pattern, octave, &self.whole[level.octave - 1][node], joined),
            };
            reads.deal(node, &step.m, &step.f, ready);
        }
        self.levels |= 1 << index;
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
fn series(pattern: &Pattern, a: &[Lanes], minutes: f64, step: &mut Step) {
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
fn join<'o>(pattern: &Pattern, a: &Step, b: &Step, out: &'o mut Step) -> &'o Step {
    for entry in 0..pattern.entries.len() {
        out.m[entry] = a.m[entry] + b.m[entry];
        out.f[entry] = a.f[entry] + b.f[entry];
    }
    pattern.add_product(&a.m, &b.m, &mut out.m);
    pattern.add_product(&a.m, &b.f, &mut out.f);
    out
}
