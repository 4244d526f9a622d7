//! L-BFGS for functions whose value and gradient are worked out together.
//!
//! Our own, because the kept crates ask for value and gradient apart, which doubles the work of a
//! likelihood, and bring another copy of `rand`. Nocedal and Wright, Numerical Optimization, 2nd ed.,
//! algorithm 7.4; the step by bisection between the weak Wolfe conditions (Lewis and Overton, Math
//! Program 2013; 141: 135).

use std::collections::VecDeque;

/// Pairs of steps and changes of the gradient that are remembered.
const MEMORY: usize = 12;

/// Stops where a step gains less than this share of the value.
const GAIN: f64 = 1e-7;

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The place of a minimum near `from`, and the value there; `f` gives value and gradient, an
/// infinite value where it is not defined.
pub fn minimise(
    mut f: impl FnMut(&[f64]) -> (f64, Vec<f64>),
    from: Vec<f64>,
    steps: usize,
) -> (Vec<f64>, f64) {
    let mut x = from;
    let (mut value, mut slope) = f(&x);
    let mut memory: VecDeque<(Vec<f64>, Vec<f64>, f64)> = VecDeque::new();
    let mut small = 0;
    for _ in 0..steps {
        let mut direction = downhill(&slope, &memory);
        let mut along = dot(&direction, &slope);
        if along >= 0.0 || !along.is_finite() {
            memory.clear();
            direction = slope.iter().map(|d| -d).collect();
            along = -dot(&slope, &slope);
        }
        let length = dot(&slope, &slope).sqrt();
        if length < 1e-9 {
            break;
        }
        let mut step = if memory.is_empty() {
            (0.1 / length).min(1.0)
        } else {
            1.0
        };
        let (mut low, mut high) = (0.0, f64::INFINITY);
        let mut taken = None;
        for _ in 0..30 {
            let next: Vec<f64> = x
                .iter()
                .zip(&direction)
                .map(|(x, d)| x + step * d)
                .collect();
            let (there, gradient) = f(&next);
            let falls = there <= value + 1e-4 * step * along;
            let flat = dot(&gradient, &direction) >= 0.9 * along;
            if falls {
                taken = Some((next, there, gradient));
            }
            match (falls, flat) {
                (true, true) => break,
                (true, false) => low = step,
                (false, _) => high = step,
            }
            step = if high.is_finite() {
                0.5 * (low + high)
            } else {
                2.0 * low
            };
        }
        let Some((next, there, gradient)) = taken else {
            if memory.is_empty() {
                break;
            }
            memory.clear();
            continue;
        };
        let s: Vec<f64> = next.iter().zip(&x).map(|(a, b)| a - b).collect();
        let y: Vec<f64> = gradient.iter().zip(&slope).map(|(a, b)| a - b).collect();
        let sy = dot(&s, &y);
        if sy > 1e-12 {
            memory.push_back((s, y, sy));
            if memory.len() > MEMORY {
                memory.pop_front();
            }
        }
        small = if value - there < GAIN * value.abs() {
            small + 1
        } else {
            0
        };
        (x, value, slope) = (next, there, gradient);
        if small == 3 {
            break;
        }
    }
    (x, value)
}

/// Minus the gradient, bent by what is remembered of the curvature.
fn downhill(slope: &[f64], memory: &VecDeque<(Vec<f64>, Vec<f64>, f64)>) -> Vec<f64> {
    let mut q: Vec<f64> = slope.iter().map(|d| -d).collect();
    let mut shares = Vec::with_capacity(memory.len());
    for (s, y, sy) in memory.iter().rev() {
        let share = dot(s, &q) / sy;
        q.iter_mut().zip(y).for_each(|(q, y)| *q -= share * y);
        shares.push(share);
    }
    if let Some((_, y, sy)) = memory.back() {
        let scale = sy / dot(y, y);
        q.iter_mut().for_each(|q| *q *= scale);
    }
    for ((s, y, sy), share) in memory.iter().zip(shares.into_iter().rev()) {
        let back = dot(y, &q) / sy;
        q.iter_mut()
            .zip(s)
            .for_each(|(q, s)| *q += (share - back) * s);
    }
    q
}

#[cfg(test)]
mod tests {
    use super::minimise;

    #[test]
    fn finds_the_minimum_of_rosenbrock() {
        let f = |x: &[f64]| {
            let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
            let slope = vec![-2.0 * a - 400.0 * x[0] * b, 200.0 * b];
            (a * a + 100.0 * b * b, slope)
        };
        let (x, value) = minimise(f, vec![-1.2, 1.0], 200);
        assert!(value < 1e-12 && (x[0] - 1.0).abs() < 1e-5, "{x:?} {value}");
    }
}
