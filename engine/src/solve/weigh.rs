//! Weighted sums of the rates of several stages.

use physiology::{Lanes, Real};

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
        // With their number known, the weights stay in registers. (No closure takes the sums:
        // closures are not compiled with the vector instructions of the function that makes them; and
        // states come from a list, because the compiler takes a plain range for an invitation to work
        // on several states at once, lane by lane.)
        match self.weights.len() {
            1 => self.fixed::<1>(states, onto, out),
            2 => self.fixed::<2>(states, onto, out),
            3 => self.fixed::<3>(states, onto, out),
            4 => self.fixed::<4>(states, onto, out),
            5 => self.fixed::<5>(states, onto, out),
            6 => self.fixed::<6>(states, onto, out),
            7 => self.fixed::<7>(states, onto, out),
            8 => self.fixed::<8>(states, onto, out),
            _ => self.any(states, onto, out),
        }
    }

    #[inline(always)]
    fn fixed<const STAGES: usize>(self, states: &[usize], onto: Onto<N>, out: &mut [Lanes<N>]) {
        let Some(weights) = self.weights.first_chunk::<STAGES>() else {
            return;
        };
        let width = self.width;
        let mut rows: [&[Lanes<N>]; STAGES] = [&[]; STAGES];
        for (stage, row) in rows.iter_mut().enumerate() {
            *row = &self.rates[stage * width..][..width];
        }
        let x = onto.x.map(|x| &x[..width]);
        let out = &mut out[..width];
        for &state in states {
            let mut sum = Lanes::of(0.0);
            for stage in 0..STAGES {
                sum = Lanes::of(weights[stage]).fused(rows[stage][state], sum);
            }
            out[state] = match x {
                Some(x) => onto.h.fused(sum, x[state]),
                None => onto.h * sum,
            };
        }
    }

    #[inline(always)]
    fn any(self, states: &[usize], onto: Onto<N>, out: &mut [Lanes<N>]) {
        for &state in states {
            let mut sum = Lanes::of(0.0);
            for (stage, weight) in self.weights.iter().enumerate() {
                if *weight != 0.0 {
                    sum = Lanes::of(*weight).fused(self.rates[stage * self.width + state], sum);
                }
            }
            out[state] = onto.put(state, sum);
        }
    }
}

impl<const N: usize> Onto<'_, N> {
    #[inline(always)]
    fn put(self, state: usize, sum: Lanes<N>) -> Lanes<N> {
        match self.x {
            Some(x) => self.h.fused(sum, x[state]),
            None => self.h * sum,
        }
    }
}
