//! Weighted sums of the rates of several stages.

use physiology::{Lanes, Real};

/// No row of any method has more weights than this that are not zero.
const MOST: usize = 12;

/// Weights of the stages, and the rates: one row of `width` numbers for each stage.
#[derive(Clone, Copy)]
pub(crate) struct Weighed<'a, const N: usize> {
    pub weights: &'a [f64],
    pub rates: &'a [Lanes<N>],
    pub width: usize,
}

/// Where sums go: `x + h * sum`, or `h * sum`.
#[derive(Clone, Copy)]
pub(crate) struct Onto<'a, const N: usize> {
    pub x: Option<&'a [Lanes<N>]>,
    pub h: Lanes<N>,
}

impl<const N: usize> Weighed<'_, N> {
    /// For each of these states, the sum of weight * rate over the stages, put where `onto`
    /// says. The sum is taken in the order of the stages, from zero; stages without weight are left
    /// out.
    #[inline(always)]
    pub fn put(self, states: &[usize], onto: Onto<N>, out: &mut [Lanes<N>]) {
        let (mut weights, mut stages, mut count) = ([0.0; MOST], [0; MOST], 0);
        for (stage, weight) in self.weights.iter().enumerate() {
            if *weight != 0.0 {
                (weights[count], stages[count]) = (*weight, stage);
                count += 1;
            }
        }
        // With their number known, the weights stay in registers. (No closure takes the sums:
        // closures are not compiled with the vector instructions of the function that makes them; and
        // states come from a list, because the compiler takes a plain range for an invitation to work
        // on several states at once, lane by lane.)
        macro_rules! with_their_number {
            ($($number:literal)+) => {
                match count {
                    $($number => self.fixed::<$number>(&weights, &stages, states, onto, out),)+
                    _ => self.fixed::<MOST>(&weights, &stages, states, onto, out),
                }
            };
        }
        with_their_number!(1 2 3 4 5 6 7 8 9 10 11);
    }

    #[inline(always)]
    fn fixed<const COUNT: usize>(
        self,
        weights: &[f64; MOST],
        stages: &[usize; MOST],
        states: &[usize],
        onto: Onto<N>,
        out: &mut [Lanes<N>],
    ) {
        let width = self.width;
        let mut rows: [&[Lanes<N>]; COUNT] = [&[]; COUNT];
        for (row, stage) in rows.iter_mut().zip(stages) {
            *row = &self.rates[stage * width..][..width];
        }
        let x = onto.x.map(|x| &x[..width]);
        let out = &mut out[..width];
        for &state in states {
            let mut sum = Lanes::of(0.0);
            for term in 0..COUNT {
                sum = Lanes::of(weights[term]).fused(rows[term][state], sum);
            }
            out[state] = match x {
                Some(x) => onto.h.fused(sum, x[state]),
                None => onto.h * sum,
            };
        }
    }
}
