//! Smooth inventions for figures to show.

use viz::{Glyph, LaneEvent, Limit, ReferenceRange, Series};

/// Quantiles and 40 sampled trajectories of a curve that depends on a standard normal twin.
pub fn fan(arm: usize, times: &[f64], twins: u32, curve: impl Fn(f64, f64) -> f64) -> Series {
    let people: Vec<Vec<f64>> = (0..twins)
        .map(|twin| {
            // Uniform by the golden ratio, then roughly normal.
            let uniform = (0.5 + f64::from(twin) * 0.618_033_988_75).fract();
            let normal = 0.55 * (uniform / (1.0 - uniform)).ln();
            times.iter().map(|&t| curve(normal, t)).collect()
        })
        .collect();
    let mut series = Series::new(arm, times.to_vec());
    for index in 0..times.len() {
        let mut values: Vec<f64> = people.iter().map(|one| one[index]).collect();
        values.sort_by(f64::total_cmp);
        let quantile = |share: f64| values[(share * f64::from(twins - 1)).round() as usize];
        series.p05.push(quantile(0.05));
        series.p25.push(quantile(0.25));
        series.median.push(quantile(0.5));
        series.p75.push(quantile(0.75));
        series.p95.push(quantile(0.95));
    }
    series.samples = people.into_iter().take(40).collect();
    series
}

/// Rises at once and decays over a few multiples of `pace`; nothing before zero.
pub fn bump(t: f64, pace: f64) -> f64 {
    let t = t.max(0.0) / pace;
    t * (1.0 - t).exp()
}

/// Evenly spaced numbers.
pub fn steps(start: f64, end: f64, count: u32) -> Vec<f64> {
    let last = f64::from(count - 1);
    (0..count)
        .map(|index| start + (end - start) * f64::from(index) / last)
        .collect()
}

/// Something that happens.
pub fn event(
    arm: Option<usize>,
    at: f64,
    until: Option<f64>,
    label: &str,
    glyph: Glyph,
) -> LaneEvent {
    LaneEvent {
        arm,
        at,
        until,
        label: label.into(),
        glyph,
    }
}

/// A shaded span.
pub fn range(low: f64, high: f64, label: &str) -> ReferenceRange {
    ReferenceRange {
        low,
        high,
        label: label.into(),
    }
}

/// A dashed line.
pub fn limit(value: f64, label: &str) -> Limit {
    Limit {
        value,
        label: label.into(),
    }
}
