//! The flow of a linear body, x' = A x + b, of many people at once, exactly; `propagator` has it for
//! one. Only entries that can differ from zero are kept, of the states that are wanted.

use super::propagator::{SMALL, TERMS};
use crate::solve::linear::Pattern;
use crate::time::{Nanoseconds, minutes};
use physiology::{Lanes, Real, WIDE};
use std::ops::Range;

/// How many people stand side by side: two registers, of which one works while the other waits.
pub(super) const ABREAST: usize = WIDE;
/// A number of each of them.
pub(super) type Many = Lanes<ABREAST>;

/// Times whose propagators are kept.
const KEPT: usize = 12;
/// Doublings at most; a norm beyond leaves nothing that is a number.
const MOST_DOUBLINGS: i32 = 1_000;

/// A of people side by side, and what they become over times that come again.
pub(super) struct Flow {
    pattern: Pattern,
    /// Entries of each row, with their columns.
    rows: Vec<Range<usize>>,
    columns: Vec<usize>,
    /// A, entry by entry.
    a: Vec<Many>,
    leaps: Vec<(Nanoseconds, Leap)>,
    /// Where the next new propagator goes once all places are taken.
    oldest: usize,
}

/// M and F of one time, entry by entry, as in `propagator`; F only where something flows in.
struct Leap {
    m: Vec<Many>,
    f: Option<Vec<Many>>,
}

impl Flow {
    /// Of so many states, each of which depends at once on others, given as (row, column).
    pub fn new(size: usize, direct: &[(usize, usize)]) -> Self {
        let pattern = Pattern::new(size, direct);
        let entries = &pattern.entries;
        let row =
            |row| entries.partition_point(|e| e.0 < row)..entries.partition_point(|e| e.0 <= row);
        Self {
            rows: (0..size).map(row).collect(),
            columns: entries.iter().map(|(_, column)| *column).collect(),
            a: vec![Many::of(0.0); pattern.entries.len()],
            pattern,
            leaps: Vec::new(),
            oldest: 0,
        }
    }

    /// Takes the column of A of one state: the rates of all states where it alone is 1.
    #[inline(always)]
    pub fn set_column(&mut self, column: usize, rate: impl Fn(usize) -> Many) {
        for (value, (row, own)) in self.a.iter_mut().zip(&self.pattern.entries) {
            if *own == column {
                *value = rate(*row);
            }
        }
        self.leaps.clear();
        self.oldest = 0;
    }

    /// Carries states on, into `next`; `flow` is what comes in all the while, `None` for nothing.
    #[inline(always)]
    pub fn carry(
        &mut self,
        time: Nanoseconds,
        x: &[Many],
        flow: Option<&[f64]>,
        next: &mut [Many],
    ) {
        let index = self.leap(time, flow.is_some());
        let leap = &self.leaps[index].1;
        for (row, entries) in self.rows.iter().enumerate() {
            let mut sum = x[row];
            for (m, column) in leap.m[entries.clone()]
                .iter()
                .zip(&self.columns[entries.clone()])
            {
                sum = m.fused(x[*column], sum);
            }
            next[row] = sum;
        }
        if let (Some(f), Some(flow)) = (&leap.f, flow) {
            for (f, (row, column)) in f.iter().zip(&self.pattern.entries) {
                next[*row] = f.fused(Many::of(flow[*column]), next[*row]);
            }
        }
    }

    /// Where the propagators of a time stand.
    #[inline(always)]
    fn leap(&mut self, time: Nanoseconds, flows: bool) -> usize {
        // No closures: they would be compiled outside the vector instructions.
        let mut index = self.leaps.len();
        for (place, (of, leap)) in self.leaps.iter().enumerate() {
            if *of == time && leap.f.is_some() >= flows {
                index = place;
            }
        }
        if index == self.leaps.len() {
            let new = (time, self.make(minutes(time), flows));
            if index < KEPT {
                self.leaps.push(new);
            } else {
                index = self.oldest;
                self.leaps[index] = new;
                self.oldest = (index + 1) % KEPT;
            }
        }
        index
    }

    #[inline(always)]
    fn make(&self, minutes: f64, flows: bool) -> Leap {
        let entries = &self.pattern.entries;
        let (zero, two) = (Many::of(0.0), Many::of(2.0));
        let mut sums = vec![zero; self.pattern.size];
        for (a, (row, _)) in self.a.iter().zip(entries) {
            sums[*row] = sums[*row] + a.abs();
        }
        let mut norm = zero;
        for sum in sums {
            norm = norm.max(sum);
        }
        let (mut doublings, mut h) = ([0; ABREAST], Many::of(minutes));
        for lane in 0..ABREAST {
            let mut norm = norm[lane] * minutes;
            while norm > SMALL && doublings[lane] < MOST_DOUBLINGS {
                norm *= 0.5;
                h.0[lane] *= 0.5;
                doublings[lane] += 1;
            }
        }
        let mut x = self.a.clone();
        for entry in &mut x {
            *entry = *entry * h;
        }
        // Q = 1 + X/2 (1 + X/3 (1 + ...)); F = h Q, M = X Q.
        let mut q = vec![zero; x.len()];
        self.pattern.set_identity(&mut q);
        let (mut scaled, mut product) = (x.clone(), q.clone());
        for term in (2..=TERMS).rev() {
            let share = Many::of(1.0 / term as f64);
            for (scaled, x) in scaled.iter_mut().zip(&x) {
                *scaled = *x * share;
            }
            self.pattern.set_identity(&mut product);
            self.pattern.add_product(&scaled, &q, &mut product);
            q.copy_from_slice(&product);
        }
        let mut m = vec![zero; x.len()];
        self.pattern.add_product(&x, &q, &mut m);
        let mut f = flows.then_some(q);
        for f in f.iter_mut().flatten() {
            *f = *f * h;
        }
        let mut most = 0;
        for doublings in doublings {
            most = most.max(doublings);
        }
        for number in 0..most {
            // Those that have enough stay as they are.
            let mut go = zero;
            for (go, enough) in go.0.iter_mut().zip(doublings) {
                *go = if number < enough { 1.0 } else { 0.0 };
            }
            // F(2h) = 2 F + M F, M(2h) = 2 M + M M.
            if let Some(f) = &mut f {
                for (product, f) in product.iter_mut().zip(&*f) {
                    *product = two * *f;
                }
                self.pattern.add_product(&m, f, &mut product);
                for (f, product) in f.iter_mut().zip(&product) {
                    *f = zero.if_less(go, *product, *f);
                }
            }
            for (product, m) in product.iter_mut().zip(&m) {
                *product = two * *m;
            }
            self.pattern.add_product(&m, &m, &mut product);
            for (m, product) in m.iter_mut().zip(&product) {
                *m = zero.if_less(go, *product, *m);
            }
        }
        Leap { m, f }
    }
}
