//! The flow of a wholly linear body, x' = A x + b, over any time, exactly.
//!
//! x(t + h) = x + M x + F b with M = exp(A h) - 1 and F the integral of exp(A s) over s from 0 to
//! h, from a Taylor series at h / 2^k and k doublings, as in `solve/linear` (which does this for
//! eight patients and parts of a body, on a grid of steps): keeping M rather than M + 1 keeps slow
//! modes accurate.
//! C. Moler, C. Van Loan, SIAM Rev. 45 (2003) 3, methods 1 and 3.

use crate::body::Body;
use physiology::Tangent;

/// Columns that one pass of dual numbers through the body gives.
const CHUNK: usize = 8;
/// Terms of the series. With the norm of A h at [`SMALL`] the rest is below 1e-17.
pub(super) const TERMS: usize = 12;
/// Norm of A h at which the series starts.
pub(super) const SMALL: f64 = 0.25;

/// A and b of one person's body; time in minutes.
#[derive(Debug, Clone, Default)]
pub(super) struct Linear {
    pub size: usize,
    /// Row by row.
    pub a: Vec<f64>,
    /// What flows without any state: sources inside the body. Infusions come on top.
    pub b: Vec<f64>,
    /// Whether any of `b` is not zero.
    pub has_source: bool,
    x: Vec<Tangent>,
    p: Vec<Tangent>,
    u: Vec<Tangent>,
    y: Vec<Tangent>,
    dx: Vec<Tangent>,
}

/// M and F of one time.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Leap {
    pub m: Vec<f64>,
    pub f: Vec<f64>,
}

impl Linear {
    /// Reads A and b off the body's rates, whose derivatives by the states are exact.
    pub fn read(&mut self, body: &Body, p: &[f64], u: &[f64]) {
        let n = body.states();
        self.size = n;
        self.a.clear();
        self.a.resize(n * n, 0.0);
        self.b.clear();
        self.b.resize(n, 0.0);
        constants(p, &mut self.p);
        self.y.clear();
        self.y.resize(body.signals(), Tangent::constant(0.0));
        self.dx.clear();
        self.dx.resize(n, Tangent::constant(0.0));
        for first in (0..n).step_by(CHUNK) {
            self.x.clear();
            self.x
                .extend((0..n).map(|state| match state.checked_sub(first) {
                    Some(k) if k < CHUNK => Tangent::variable(0.0, k),
                    _ => Tangent::constant(0.0),
                }));
            constants(u, &mut self.u);
            let zero = Tangent::constant(0.0);
            let (x, p) = (&self.x, &self.p);
            body.all_rates(zero, x, p, &mut self.u, &mut self.y, &mut self.dx);
            for (row, rate) in self.dx.iter().enumerate() {
                self.b[row] = rate.value;
                for column in first..n.min(first + CHUNK) {
                    self.a[row * n + column] = rate.slope[column - first];
                }
            }
        }
        self.has_source = self.b.iter().any(|b| *b != 0.0);
    }

    /// M and F over so many minutes.
    pub fn leap(&self, minutes: f64) -> Leap {
        let n = self.size;
        let norm = self
            .a
            .chunks(n.max(1))
            .map(|row| row.iter().map(|entry| entry.abs()).sum::<f64>())
            .fold(0.0, f64::max)
            * minutes;
        // A norm that is no number gives what is none, which is then seen in the states.
        let doublings = match norm > SMALL {
            true => ((norm / SMALL).log2().ceil() as i32).clamp(0, 1_000),
            false => 0,
        };
        let h = minutes * 2f64.powi(-doublings);
        let x: Vec<f64> = self.a.iter().map(|entry| entry * h).collect();
        // Q = 1 + X/2 (1 + X/3 (1 + ...)); F = h Q, M = X Q.
        let mut q = identity(n);
        let mut product = vec![0.0; n * n];
        for term in (2..=TERMS).rev() {
            multiply(n, &x, &q, &mut product);
            for (index, (q, product)) in q.iter_mut().zip(&product).enumerate() {
                let one = if index % (n + 1) == 0 { 1.0 } else { 0.0 };
                *q = one + product / term as f64;
            }
        }
        let mut leap = Leap {
            m: vec![0.0; n * n],
            f: q.iter().map(|q| q * h).collect(),
        };
        multiply(n, &x, &q, &mut leap.m);
        for _ in 0..doublings {
            // M(2h) = 2 M + M M, F(2h) = 2 F + M F.
            multiply(n, &leap.m, &leap.f, &mut product);
            for (f, product) in leap.f.iter_mut().zip(&product) {
                *f = 2.0 * *f + product;
            }
            multiply(n, &leap.m, &leap.m, &mut product);
            for (m, product) in leap.m.iter_mut().zip(&product) {
                *m = 2.0 * *m + product;
            }
        }
        leap
    }
}

impl Leap {
    /// Carries a state on; `flow` is what comes in all the while, `None` for nothing.
    pub fn carry(&self, x: &mut [f64], flow: Option<&[f64]>, room: &mut Vec<f64>) {
        let n = x.len();
        room.clear();
        for row in 0..n {
            let mut sum = x[row];
            for (m, x) in self.m[row * n..][..n].iter().zip(x.iter()) {
                sum += m * x;
            }
            if let Some(flow) = flow {
                for (f, flow) in self.f[row * n..][..n].iter().zip(flow) {
                    sum += f * flow;
                }
            }
            room.push(sum);
        }
        x.copy_from_slice(room);
    }
}

/// Solves A x = b by elimination with the largest pivot of each column; `None` where A has no
/// inverse to the precision of its numbers.
pub(super) fn solve(mut a: Vec<f64>, mut b: Vec<f64>) -> Option<Vec<f64>> {
    let n = b.len();
    // Each row by its largest entry, so that units do not choose pivots.
    for row in 0..n {
        let largest = a[row * n..][..n]
            .iter()
            .fold(0.0, |m: f64, v| m.max(v.abs()));
        if largest == 0.0 || !largest.is_finite() {
            return None;
        }
        a[row * n..][..n].iter_mut().for_each(|v| *v /= largest);
        b[row] /= largest;
    }
    for column in 0..n {
        let pivot = (column..n).fold(column, |best, row| {
            let larger = a[row * n + column].abs() > a[best * n + column].abs();
            if larger { row } else { best }
        });
        if a[pivot * n + column].abs() < 1e-13 {
            return None;
        }
        for k in 0..n {
            a.swap(pivot * n + k, column * n + k);
        }
        b.swap(pivot, column);
        for row in column + 1..n {
            let factor = a[row * n + column] / a[column * n + column];
            if factor != 0.0 {
                for k in column..n {
                    a[row * n + k] -= factor * a[column * n + k];
                }
                b[row] -= factor * b[column];
            }
        }
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|k| a[row * n + k] * b[k]).sum();
        b[row] = (b[row] - known) / a[row * n + row];
    }
    b.iter().all(|x| x.is_finite()).then_some(b)
}

fn constants(from: &[f64], to: &mut Vec<Tangent>) {
    to.clear();
    to.extend(from.iter().map(|value| Tangent::constant(*value)));
}

fn identity(n: usize) -> Vec<f64> {
    (0..n * n)
        .map(|index| if index % (n + 1) == 0 { 1.0 } else { 0.0 })
        .collect()
}

fn multiply(n: usize, left: &[f64], right: &[f64], out: &mut [f64]) {
    out.fill(0.0);
    for row in 0..n {
        for via in 0..n {
            let entry = left[row * n + via];
            if entry != 0.0 {
                for column in 0..n {
                    out[row * n + column] += entry * right[via * n + column];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decay(a: Vec<f64>, b: Vec<f64>) -> Linear {
        Linear {
            size: b.len(),
            has_source: true,
            a,
            b,
            ..Linear::default()
        }
    }

    #[test]
    fn validated_exponential_of_one_state() {
        for (rate, minutes) in [(0.1, 3.0), (40.0, 60.0), (1e-9, 1e-3), (3.0, 0.0)] {
            let linear = decay(vec![-rate], vec![2.0]);
            let leap = linear.leap(minutes);
            let mut x = [5.0];
            leap.carry(&mut x, Some(&linear.b), &mut Vec::new());
            let exact = 2.0 / rate + (5.0 - 2.0 / rate) * f64::exp(-rate * minutes);
            // The closed form itself loses digits where 2 / rate is large.
            let size = 2.0 / rate;
            assert!((x[0] - exact).abs() < 1e-14 * size.max(5.0), "{rate}");
        }
    }

    #[test]
    fn validated_rotation() {
        let linear = decay(vec![0.0, -1.0, 1.0, 0.0], vec![0.0, 0.0]);
        let mut x = [1.0, 0.0];
        linear.leap(30.0).carry(&mut x, None, &mut Vec::new());
        assert!((x[0] - 30f64.cos()).abs() < 1e-13 && (x[1] - 30f64.sin()).abs() < 1e-13);
    }

    #[test]
    fn solves_and_refuses() {
        let x = solve(vec![0.0, 2.0, 1e6, 1e6], vec![4.0, 5e6]).expect("a solution");
        assert!((x[0] - 3.0).abs() < 1e-14 && (x[1] - 2.0).abs() < 1e-14);
        assert_eq!(solve(vec![1.0, 2.0, 2.0, 4.0], vec![1.0, 2.0]), None);
        assert_eq!(solve(vec![0.0], vec![1.0]), None);
        assert_eq!(solve(vec![f64::NAN], vec![1.0]), None);
    }
}
