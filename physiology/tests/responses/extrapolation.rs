//! An integrator for tests, of another family than the engine's: the modified midpoint rule of Gragg
//! with polynomial extrapolation (Hairer, Norsett, Wanner, Solving Ordinary Differential Equations
//! I, section II.9), to nearly the last digit.

/// Steps within a step, column by column.
const STEPS: [usize; 8] = [2, 4, 6, 8, 10, 12, 14, 16];
/// Largest difference of the last two columns, relative to the state; some hundred times rounding.
const TOLERANCE: f64 = 1e-13;
/// Share of a state's scale below which it is not followed in its own digits.
const NOTHING: f64 = 1e-12;

/// Carries a state from `t` to `end`, with no discontinuity between.
pub fn integrate(
    rates: &dyn Fn(f64, &[f64]) -> Vec<f64>,
    mut t: f64,
    end: f64,
    x: &mut Vec<f64>,
    scales: &[f64],
) {
    let mut step = (end - t) / 64.0;
    while t < end {
        let last = t + step >= end;
        let taken = if last { end - t } else { step };
        match extrapolated(rates, t, taken, x, scales) {
            Some((next, columns)) => {
                *x = next;
                t = if last { end } else { t + taken };
                if columns < 6 {
                    step = 1.5 * taken;
                }
            }
            None => {
                step = 0.5 * taken;
                assert!(t + step > t, "no step is small enough at {t}");
            }
        }
    }
}

/// The state after a step and how many columns it took; `None` where they do not agree.
fn extrapolated(
    rates: &dyn Fn(f64, &[f64]) -> Vec<f64>,
    t: f64,
    step: f64,
    x: &[f64],
    scales: &[f64],
) -> Option<(Vec<f64>, usize)> {
    let mut row: Vec<Vec<f64>> = Vec::new();
    for (k, &n) in STEPS.iter().enumerate() {
        let mut next = vec![midpoint(rates, t, step, x, n)];
        for j in 1..=k {
            let ratio = (n as f64 / STEPS[k - j] as f64).powi(2) - 1.0;
            let better = next[j - 1].iter().zip(&row[j - 1]);
            next.push(better.map(|(new, old)| new + (new - old) / ratio).collect());
        }
        let agree = k > 1
            && (0..x.len()).all(|i| {
                let difference = (next[k][i] - next[k - 1][i]).abs();
                difference <= TOLERANCE * (next[k][i].abs() + NOTHING * scales[i])
            });
        if agree {
            return Some((next.swap_remove(k), k));
        }
        row = next;
    }
    None
}

/// The modified midpoint rule with `n` steps.
fn midpoint(
    rates: &dyn Fn(f64, &[f64]) -> Vec<f64>,
    t: f64,
    step: f64,
    x: &[f64],
    n: usize,
) -> Vec<f64> {
    let h = step / n as f64;
    let along = |x: &[f64], by: f64, rates: &[f64]| -> Vec<f64> {
        x.iter().zip(rates).map(|(x, r)| x + by * r).collect()
    };
    let mut before = x.to_vec();
    let mut now = along(x, h, &rates(t, x));
    for k in 1..n {
        let next = along(&before, 2.0 * h, &rates(t + k as f64 * h, &now));
        before = now;
        now = next;
    }
    now
}
