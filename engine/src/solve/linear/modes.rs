//! What linear states become, mode by mode, over steps of any length.
//!
//! z(t + h) = z + sum over k of (exp(l_k h) - 1) / l_k P_k (A z + b), with the eigenvalues l_k of A
//! and its projections P_k = product over j != k of (A - l_j) / (l_k - l_j).
//! C. Moler, C. Van Loan, SIAM Rev. 45 (2003) 3, method 9 (Lagrange interpolation). It needs
//! eigenvalues that are real and told apart; patients in whom they are not have matrices on a grid.

use super::passage::{Passage, Way};
use super::pattern::Pattern;
use super::reads::Reads;
use super::spectrum::Spectrum;
use physiology::{Lanes, Real};

/// What is known of patients' equations: A and b, eigenvalues, and the weights of all terms.
#[derive(Clone)]
pub(crate) struct Solved<const N: usize> {
    numbers: Vec<Lanes<N>>,
    b: Vec<Lanes<N>>,
    are_apart: [bool; N],
}

/// The exact states of the patients in all lanes.
pub(crate) struct Modes<'a, const N: usize> {
    pattern: &'a Pattern,
    reads: &'a Reads,
    spectrum: &'a Spectrum,
    /// Of the patients in lanes: A, eigenvalues and weights; b without and with infusions.
    own: Solved<N>,
    b: Vec<Lanes<N>>,
    /// How the states change at the steps' starts, and what each term makes of that.
    rate: Vec<Lanes<N>>,
    terms: Vec<Lanes<N>>,
    /// How the nodes are reached, and how far each mode has gone, by place and mode.
    passage: Passage,
    gone: Vec<Lanes<N>>,
    /// Rates of one patient.
    rates: Vec<f64>,
}

impl<'a, const N: usize> Modes<'a, N> {
    /// Room for the modes of this pattern.
    pub fn new(pattern: &'a Pattern, reads: &'a Reads, spectrum: &'a Spectrum) -> Self {
        let zero = |count| vec![Lanes::of(0.0); count];
        let passage = Passage::new(reads.nodes());
        let weights: usize = spectrum.terms.iter().map(|term| term.entries.len()).sum();
        Self {
            pattern,
            reads,
            spectrum,
            own: Solved {
                numbers: zero(pattern.entries.len() + pattern.size + weights),
                b: zero(pattern.size),
                are_apart: [true; N],
            },
            b: zero(pattern.size),
            rate: zero(pattern.size),
            terms: zero(spectrum.terms.len()),
            gone: zero(pattern.size * passage.ways.len()),
            passage,
            rates: vec![0.0; pattern.size],
        }
    }

    /// The modes of patients with these equations.
    #[inline(always)]
    pub fn solve(&self, a: Vec<Lanes<N>>, b: Vec<Lanes<N>>) -> Solved<N> {
        let (pattern, size) = (self.pattern, self.pattern.size);
        let zero = Lanes::of(0.0);
        let mut values = vec![zero; size];
        let are_apart = self.spectrum.eigenvalues(&a, &mut values);
        let mut projections = vec![vec![zero; a.len()]; size];
        let (mut factor, mut product) = (a.clone(), a.clone());
        for (mode, projection) in projections.iter_mut().enumerate() {
            pattern.set_identity(projection);
            for other in (0..size).filter(|other| *other != mode) {
                let over = Lanes::of(1.0) / (values[mode] - values[other]);
                for ((factor, a), (row, column)) in factor.iter_mut().zip(&a).zip(&pattern.entries)
                {
                    let a = if row == column {
                        *a - values[other]
                    } else {
                        *a
                    };
                    *factor = a * over;
                }
                product.fill(zero);
                pattern.add_product(projection, &factor, &mut product);
                projection.copy_from_slice(&product);
            }
        }
        let mut numbers = a;
        numbers.extend_from_slice(&values);
        for term in &self.spectrum.terms {
            for entry in &term.entries {
                numbers.push(projections[term.mode][*entry] / values[term.mode]);
            }
        }
        Solved {
            numbers,
            b,
            are_apart,
        }
    }

    /// The patient in this lane is the one in this column.
    pub fn place(&mut self, lane: usize, solved: &Solved<N>, column: usize) {
        let own = self.own.numbers.iter_mut().chain(&mut self.own.b);
        let from = solved.numbers.iter().chain(&solved.b);
        for (own, from) in own.zip(from) {
            own[lane] = from[column];
        }
        self.own.are_apart[lane] = solved.are_apart[column];
    }

    /// Whether the patient in this lane has modes that can be told apart.
    pub fn are_apart(&self, lane: usize) -> bool {
        self.own.are_apart[lane]
    }

    /// Sets the infusions into the exact states of the patient in this lane.
    pub fn infuse(&mut self, lane: usize, inflow: impl Iterator<Item = f64>) {
        for ((b, own), inflow) in self.b.iter_mut().zip(&self.own.b).zip(inflow) {
            b[lane] = own[lane] + inflow;
        }
    }

    /// How the exact states of the patient in this lane change, per minute.
    pub fn rates(&mut self, lane: usize, z: &[f64]) -> &[f64] {
        for (rate, b) in self.rates.iter_mut().zip(&self.b) {
            *rate = b[lane];
        }
        for (a, &(row, from)) in self.own.numbers.iter().zip(&self.pattern.entries) {
            self.rates[row] += a[lane] * z[from];
        }
        &self.rates
    }

    /// What steps of `h` minutes make of the exact states `x[exact[..]]`: each number that a step
    /// needs, put where `targets` says.
    #[inline(always)]
    pub fn step(
        &mut self,
        x: &[Lanes<N>],
        h: Lanes<N>,
        exact: &[usize],
        targets: &[usize],
        out: &mut [Lanes<N>],
    ) {
        let size = self.pattern.size;
        let (a, rest) = self.own.numbers.split_at(self.pattern.entries.len());
        let (values, mut weights) = rest.split_at(size);
        self.rate.copy_from_slice(&self.b);
        for (a, &(row, from)) in a.iter().zip(&self.pattern.entries) {
            self.rate[row] = a.fused(x[exact[from]], self.rate[row]);
        }
        for (value, term) in self.terms.iter_mut().zip(&self.spectrum.terms) {
            let own;
            (own, weights) = weights.split_at(term.entries.len());
            let mut sum = Lanes::of(0.0);
            for (weight, column) in own.iter().zip(&term.columns) {
                sum = weight.fused(self.rate[*column], sum);
            }
            *value = sum;
        }
        for (place, way) in self.passage.ways.iter().enumerate() {
            let (before, gone) = self.gone.split_at_mut(place * size);
            let gone = &mut gone[..size];
            match *way {
                Way::Exponential(node) => {
                    let after = h * Lanes::of(node);
                    for (gone, value) in gone.iter_mut().zip(values) {
                        *gone = (*value * after).exp_m1();
                    }
                }
                Way::Sum(first, second) => {
                    let (first, second) = (&before[first * size..], &before[second * size..]);
                    for (gone, (a, b)) in gone.iter_mut().zip(first.iter().zip(second)) {
                        *gone = a.fused(*b, *a + *b);
                    }
                }
            }
        }
        for (read, target) in self.reads.reads().iter().zip(targets) {
            let gone = &self.gone[self.passage.nodes[read.node] * size..][..size];
            out[*target] = x[exact[read.row]] + self.change(read.row, gone);
        }
    }

    /// The change of one state where each mode has gone so far.
    #[inline(always)]
    fn change(&self, row: usize, gone: &[Lanes<N>]) -> Lanes<N> {
        let range = self.spectrum.rows[row].clone();
        let mut sum = Lanes::of(0.0);
        for (value, term) in self.terms[range.clone()]
            .iter()
            .zip(&self.spectrum.terms[range])
        {
            sum = value.fused(gone[term.mode], sum);
        }
        sum
    }

    /// By how much some exact states have changed so many minutes after the start of the steps that
    /// were taken last.
    #[inline(always)]
    pub fn inside(&mut self, after: Lanes<N>, rows: &[usize], out: &mut [Lanes<N>]) {
        let size = self.pattern.size;
        let values = &self.own.numbers[self.pattern.entries.len()..][..size];
        for (gone, value) in self.gone.iter_mut().zip(values) {
            *gone = (*value * after).exp_m1();
        }
        for (out, row) in out.iter_mut().zip(rows) {
            *out = self.change(*row, &self.gone[..size]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::propagators::Propagators;
    use super::*;
    use crate::time::MINUTE;

    type Few = Lanes<8>;

    /// Two depots in a row, and plasma and liver that exchange, as (row, column).
    const DIRECT: [(usize, usize); 8] = [
        (0, 0),
        (1, 0),
        (1, 1),
        (2, 1),
        (2, 2),
        (2, 3),
        (3, 2),
        (3, 3),
    ];

    fn matrix(pattern: &Pattern, depots: [f64; 2], exchange: [f64; 2]) -> Vec<Few> {
        let [first, second] = depots;
        let [out, back] = exchange;
        let value = |entry: &(usize, usize)| match entry {
            (0, 0) => -first,
            (1, 0) => first,
            (1, 1) => -second,
            (2, 1) => second,
            (2, 2) => -out - 0.1,
            (2, 3) => back,
            (3, 2) => out,
            (3, 3) => -back - 0.3,
            _ => 0.0,
        };
        pattern.entries.iter().map(|e| Few::of(value(e))).collect()
    }

    #[test]
    fn modes_and_matrices_agree() {
        let pattern = Pattern::new(4, &DIRECT);
        let reads = Reads::new(&pattern, &[0.25, 1.0], &[2]);
        let spectrum = Spectrum::find(&pattern).expect("loops of two at most");
        let b: Vec<Few> = [0.0, 0.0, 0.2, 0.0].map(Few::of).to_vec();
        // The second pair as near to each other as any virtual patient has them.
        for depots in [[0.02, 0.011], [0.0189, 0.0186], [2.0, 1e-5]] {
            let a = matrix(&pattern, depots, [0.5, 0.2]);
            let mut modes = Modes::<8>::new(&pattern, &reads, &spectrum);
            let solved = modes.solve(a.clone(), b.clone());
            let mut matrices = Propagators::<8>::new(&pattern, &reads);
            let group = matrices.group(a, b.clone(), 1);
            modes.place(3, &solved, 3);
            matrices.place(3, group, 3);
            assert!(modes.are_apart(3));
            let inflow = [0.7, 0.0, 0.0, 0.0];
            modes.infuse(3, inflow.into_iter());
            matrices.infuse(3, inflow.into_iter());
            for minutes in [1e-3, 0.7, 4.4, 30.0, 600.0] {
                let start = [100.0, 3.0, 7.0, 2.0];
                let x = start.map(Few::of);
                let mut out = [Few::of(0.0); 5];
                let targets: Vec<usize> = (0..5).collect();
                let mut rows = reads.reads().iter();
                modes.step(&x, Few::of(minutes), &[0, 1, 2, 3], &targets, &mut out);
                for out in out {
                    let read = rows.next().expect("a read for each number");
                    let mut z = start;
                    let after = minutes * reads.nodes()[read.node];
                    matrices.advance(3, after * MINUTE as f64, &mut z);
                    let error = (out[3] - z[read.row]).abs();
                    assert!(
                        error < 1e-11 * 100.0,
                        "{depots:?} {minutes} {read:?} {error:e}"
                    );
                }
            }
        }
    }

    #[test]
    fn equal_rates_and_states_that_turn_have_no_modes() {
        let pattern = Pattern::new(4, &DIRECT);
        let reads = Reads::new(&pattern, &[1.0], &[]);
        let spectrum = Spectrum::find(&pattern).expect("loops of two at most");
        let modes = Modes::<8>::new(&pattern, &reads, &spectrum);
        let b = vec![Few::of(0.0); 4];
        let are_apart = |depots, exchange| {
            let a = matrix(&pattern, depots, exchange);
            modes.solve(a, b.clone()).are_apart[0]
        };
        assert!(are_apart([0.02, 0.01], [0.5, 0.2]));
        assert!(!are_apart([0.02, 0.02], [0.5, 0.2]));
        assert!(!are_apart([0.02, 0.020_001], [0.5, 0.2]));
        assert!(!are_apart([0.02, 0.0], [0.5, 0.2]));
        assert!(!are_apart([0.02, f64::NAN], [0.5, 0.2]));
        assert!(!are_apart([0.02, 0.01], [5.0, -5.0]));
        let three = Pattern::new(3, &[(0, 1), (1, 0), (1, 2), (2, 1)]);
        assert!(Spectrum::find(&three).is_none());
    }
}
