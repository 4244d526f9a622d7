//! Shares of twins of whom something is so, over time: survival, and freedom from events.
//!
//! Drawn in steps as Kaplan and Meier did. Nobody is lost from sight in a simulation, so that the
//! estimate is the plain share, and its interval that of a share.

use crate::Series;

/// The 97.5 % quantile of the normal distribution.
const Z: f64 = 1.959_963_985;

/// What the steps of such panels are and their bands, in words below the figure.
pub(crate) fn bands(steps: &str) -> String {
    format!(
        "In steps: {steps}, with the 95 % interval of drawing so many; it does not cover that the model may be \
         wrong."
    )
}

/// What line and band are, for the key of a figure of shares, of one all in steps, and of one with steps beside
/// medians.
pub(crate) const SHARE_KEY: (&str, &str) = ("share of them", BAND);
pub(crate) const KEY: (&str, &str) = ("share or mean of them", BAND);
const BAND: &str = "pale band: 95 % interval of drawing so many";
pub(crate) const MIXED_KEY: (&str, &str) = (
    "median; in steps, share or mean",
    "pale band: middle 90 %; in steps, 95 % interval of drawing so many",
);

/// The share of twins for whom `is` holds, in steps with its interval, in per cent.
pub(crate) fn steps(
    arm: usize,
    times: &[f64],
    twins: &[Vec<f64>],
    is: impl Fn(f64) -> bool,
) -> Series {
    stepped(arm, times, |index| {
        let known = twins.iter().filter_map(|twin| twin.get(index));
        let (mut n, mut yes) = (0.0, 0.0);
        for value in known.filter(|value| !value.is_nan()) {
            n += 1.0;
            yes += f64::from(u8::from(is(*value)));
        }
        let (low, high) = wilson(yes, n);
        [yes / n, low, high].map(|v| 100.0 * v)
    })
}

/// A line in steps, of a middle with its interval at each time: what was so until a time stays so until it.
fn stepped(arm: usize, times: &[f64], at: impl Fn(usize) -> [f64; 3]) -> Series {
    let mut series = Series::new(arm, Vec::new());
    let mut last: Option<[f64; 3]> = None;
    for (index, time) in times.iter().enumerate() {
        let now = at(index);
        for [middle, low, high] in last.into_iter().chain([now]) {
            series.times.push(*time);
            series.median.push(middle);
            series.p05.push(low);
            series.p95.push(high);
        }
        last = Some(now);
    }
    series
}

/// The mean of the twins in steps, times `scale`, with its 95 % interval; less what the same twins have
/// in `first`, where it is given.
pub(crate) fn means(
    arm: usize,
    times: &[f64],
    (twins, first): (&[Vec<f64>], Option<&[Vec<f64>]>),
    scale: f64,
) -> Series {
    stepped(arm, times, |index| {
        let (mut n, mut sum, mut square) = (0.0, 0.0, 0.0);
        for (number, twin) in twins.iter().enumerate() {
            let other = first.map_or(Some(0.0), |first| first[number].get(index).copied());
            if let (Some(a), Some(b)) = (twin.get(index), other) {
                n += 1.0;
                sum += a - b;
                square += (a - b) * (a - b);
            }
        }
        let mean = sum / n;
        let reach = Z * ((square / n - mean * mean).max(0.0) / n).sqrt();
        [mean, mean - reach, mean + reach].map(|v| scale * v)
    })
}

/// Wilson's 95 % interval of a share (J Am Stat Assoc 1927;22:209).
fn wilson(yes: f64, n: f64) -> (f64, f64) {
    let (share, square) = (yes / n, Z * Z / n);
    let middle = (share + 0.5 * square) / (1.0 + square);
    let reach = (share * (1.0 - share) * square + 0.25 * square * square).sqrt() / (1.0 + square);
    ((middle - reach).max(0.0), (middle + reach).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Newcombe (Stat Med 1998;17:857), table I: 81 of 263, and 0 of 20.
    #[test]
    fn validated_wilsons_interval() {
        let near = |found: (f64, f64), low: f64, high: f64| {
            assert!(
                (found.0 - low).abs() < 5e-5 && (found.1 - high).abs() < 5e-5,
                "{found:?}"
            );
        };
        near(wilson(81.0, 263.0), 0.2553, 0.3662);
        near(wilson(0.0, 20.0), 0.0, 0.1611);
    }

    #[test]
    fn survival_goes_down_in_steps_and_failed_twins_are_not_counted() {
        let twins = [vec![1.0, 1.0, 0.0], vec![1.0, 0.0, 0.0], vec![]];
        let series = steps(0, &[0.0, 1.0, 2.0], &twins, |v| v > 0.5);
        assert_eq!(series.times, [0.0, 1.0, 1.0, 2.0, 2.0]);
        assert_eq!(series.median, [100.0, 100.0, 50.0, 50.0, 0.0]);
        assert!(
            series
                .p05
                .iter()
                .zip(&series.p95)
                .all(|(low, high)| low < high)
        );
    }
}
