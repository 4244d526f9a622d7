//! From columns of numbers to lines: gaps at missing values, and no more points than show.

use crate::Point;

/// A magnitude beyond this is a blow-up, not a value; it is drawn as missing.
const BLOWN_UP: f64 = 1e30;

/// Whether a number can be drawn.
pub(crate) fn is_shown(value: f64) -> bool {
    value.abs() < BLOWN_UP
}

/// Runs of points between gaps, for curves that share their times: `runs[i][k]` is the part
/// of curve `k` in run `i`. A time at which any curve is missing is a gap in all.
pub(crate) fn runs<const N: usize>(
    times: &[f64],
    curves: [&[f64]; N],
    place: impl Fn(f64, f64) -> Point,
) -> Vec<[Vec<Point>; N]> {
    let length = curves
        .iter()
        .fold(times.len(), |least, curve| least.min(curve.len()));
    let mut runs = Vec::new();
    let mut run: [Vec<Point>; N] = std::array::from_fn(|_| Vec::new());
    for index in 0..length {
        let time = times[index];
        if is_shown(time) && curves.iter().all(|curve| is_shown(curve[index])) {
            for (part, curve) in run.iter_mut().zip(&curves) {
                part.push(place(time, curve[index]));
            }
        } else if !run[0].is_empty() {
            runs.push(std::mem::replace(
                &mut run,
                std::array::from_fn(|_| Vec::new()),
            ));
        }
    }
    if !run[0].is_empty() {
        runs.push(run);
    }
    runs
}

/// The same curves with fewer points: no more than four per column of `column` page units
/// and curve (first, last, lowest, highest), and then none that a straight line replaces
/// within `tolerance`. The curves keep a shared x.
pub(crate) fn simplify<const N: usize>(
    run: [Vec<Point>; N],
    column: f64,
    tolerance: f64,
) -> [Vec<Point>; N] {
    let kept = columns(&run, column);
    let kept = straighten(&run, &kept, tolerance);
    run.map(|curve| kept.iter().map(|&index| curve[index]).collect())
}

fn columns<const N: usize>(run: &[Vec<Point>; N], column: f64) -> Vec<usize> {
    let count = run[0].len();
    let column_of = |index: usize| (run[0][index].x / column).floor();
    let mut kept = Vec::with_capacity(count);
    let mut start = 0;
    while start < count {
        let mut end = start + 1;
        while end < count && column_of(end) == column_of(start) {
            end += 1;
        }
        if end - start <= 2 + 2 * N {
            kept.extend(start..end);
        } else {
            let mut chosen = vec![start, end - 1];
            for curve in run {
                let height = |&a: &usize, &b: &usize| curve[a].y.total_cmp(&curve[b].y);
                chosen.extend((start..end).min_by(height));
                chosen.extend((start..end).max_by(height));
            }
            chosen.sort_unstable();
            chosen.dedup();
            kept.extend(chosen);
        }
        start = end;
    }
    kept
}

/// Ramer, Douglas and Peucker, with the distance along y, which is the larger one; all
/// curves must be near their chord.
fn straighten<const N: usize>(
    run: &[Vec<Point>; N],
    candidates: &[usize],
    tolerance: f64,
) -> Vec<usize> {
    let Some(last) = candidates.len().checked_sub(1) else {
        return Vec::new();
    };
    let mut keep = vec![false; candidates.len()];
    keep[0] = true;
    keep[last] = true;
    let mut spans = vec![(0, last)];
    while let Some((from, to)) = spans.pop() {
        let mut worst = (tolerance, None);
        for middle in from + 1..to {
            for curve in run {
                let miss = off_chord(
                    curve[candidates[from]],
                    curve[candidates[to]],
                    curve[candidates[middle]],
                );
                if miss > worst.0 {
                    worst = (miss, Some(middle));
                }
            }
        }
        if let Some(middle) = worst.1 {
            keep[middle] = true;
            spans.push((from, middle));
            spans.push((middle, to));
        }
    }
    candidates
        .iter()
        .zip(&keep)
        .filter(|&(_, &keep)| keep)
        .map(|(&index, _)| index)
        .collect()
}

fn off_chord(from: Point, to: Point, at: Point) -> f64 {
    let span = to.x - from.x;
    if span.abs() < 1e-9 {
        return f64::INFINITY;
    }
    let share = (at.x - from.x) / span;
    (from.y + share * (to.y - from.y) - at.y).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    #[test]
    fn missing_values_are_gaps_in_all_curves() {
        let times = [0.0, 1.0, 2.0, 3.0];
        let low = [0.0, f64::NAN, 2.0, 3.0];
        let high = [1.0, 1.0, 1.0, f64::INFINITY];
        let runs = runs(&times, [&low, &high], place);
        assert_eq!(
            runs.iter().map(|run| run[0].len()).collect::<Vec<_>>(),
            [1, 1]
        );
    }

    #[test]
    fn a_straight_line_needs_two_points_and_a_step_keeps_its_corner() {
        let line: Vec<_> = (0..100)
            .map(|i| place(f64::from(i), 2.0 * f64::from(i)))
            .collect();
        assert_eq!(simplify([line], 0.5, 0.1)[0].len(), 2);
        let step: Vec<_> = (0..100)
            .map(|i| place(f64::from(i), f64::from(i / 50)))
            .collect();
        assert_eq!(simplify([step], 0.5, 0.1)[0].len(), 4);
    }

    #[test]
    fn a_dense_spike_survives() {
        let spike: Vec<_> = (0..100_000)
            .map(|i| place(f64::from(i) * 0.001, if i == 54_321 { 40.0 } else { 0.0 }))
            .collect();
        let thin = &simplify([spike], 0.5, 0.1)[0];
        assert!(thin.len() < 20);
        assert!(thin.iter().any(|point| point.y == 40.0));
    }
}
