//! Where an axis is marked, and how the marks are written.

use crate::TimeUnit;

/// Numbers a reader can add in the head, inside a span, about `wanted` of them.
pub(crate) fn values(low: f64, high: f64, wanted: f64) -> Vec<f64> {
    let span = high - low;
    if !(span > 0.0 && span.is_finite()) {
        return vec![low];
    }
    multiples(low, high, round_step(span / wanted.max(1.0)))
}

/// Marks of an axis inside a span, about `wanted` of them, as they are written.
pub fn marks(low: f64, high: f64, wanted: f64) -> Vec<(f64, String)> {
    let marks = values(low, high, wanted);
    let labels = labels(&marks, false);
    marks.into_iter().zip(labels).collect()
}

/// Times at which a clock or a ward round would mark a span.
pub(crate) fn times(low: f64, high: f64, wanted: f64, unit: TimeUnit) -> Vec<f64> {
    let span = high - low;
    if !(span > 0.0 && span.is_finite()) {
        return vec![low];
    }
    let natural: &[f64] = match unit {
        TimeUnit::Minutes => &[1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 240.0, 720.0],
        TimeUnit::Hours => &[
            0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 12.0, 24.0, 48.0, 72.0, 168.0,
        ],
        TimeUnit::Days => &[0.25, 0.5, 1.0, 2.0, 7.0, 14.0, 28.0],
        TimeUnit::Years | TimeUnit::Value => return values(low, high, wanted),
    };
    let least = span / wanted.max(1.0);
    let step = match natural.iter().find(|&&step| step >= least) {
        Some(&step) if least * 10.0 > natural[0] => step,
        _ => round_step(least),
    };
    multiples(low, high, step)
}

/// The marks of one axis, all with the same number of decimals; `signed` writes a plus.
pub(crate) fn labels(ticks: &[f64], signed: bool) -> Vec<String> {
    let step = ticks
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .fold(f64::INFINITY, f64::min);
    let largest = ticks
        .iter()
        .fold(0.0_f64, |most, tick| most.max(tick.abs()));
    let plain = largest < 1e6 && (largest >= 1e-3 || largest == 0.0);
    ticks
        .iter()
        .map(|&tick| {
            let digits = if plain {
                format!("{:.*}", decimals(step, tick), tick.abs())
            } else {
                short_exponent(tick.abs())
            };
            match tick {
                tick if tick < 0.0 => format!("−{digits}"),
                tick if signed && tick > 0.0 => format!("+{digits}"),
                _ => digits,
            }
        })
        .collect()
}

/// As many decimals as the step needs, so that neighbours differ as printed.
fn decimals(step: f64, alone: f64) -> usize {
    let unit = if step.is_finite() { step } else { alone.abs() };
    (0..6)
        .find(|&places| {
            let scaled = unit * 10_f64.powi(places);
            (scaled - scaled.round()).abs() < 1e-6 * scaled.max(1e-300)
        })
        .unwrap_or(6) as usize
}

fn short_exponent(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let exponent = value.log10().floor() as i32;
    let mantissa = value / 10_f64.powi(exponent);
    format!("{}e{exponent}", (mantissa * 100.0).round() / 100.0)
}

/// 1, 2, 2.5 or 5 times a power of ten, not far below `least`.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|&step| step >= 0.85 * least)
        .unwrap_or(10.0 * power);
    if step > 0.0 && step.is_finite() {
        step
    } else {
        least
    }
}

fn multiples(low: f64, high: f64, step: f64) -> Vec<f64> {
    let slack = 1e-9;
    let first = (low / step - slack).ceil();
    let last = (high / step + slack).floor();
    // An axis far from zero with a tiny span has no exact multiples: mark its start.
    if !(last - first >= 0.0 && last - first < 1000.0) {
        return vec![low];
    }
    // Adding zero turns -0 into 0.
    (0..=(last - first) as u32)
        .map(|index| (first + f64::from(index)) * step + 0.0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glucose_axis() {
        let ticks = values(40.0, 260.0, 5.0);
        assert_eq!(labels(&ticks, false), ["50", "100", "150", "200", "250"]);
    }

    #[test]
    fn a_difference_axis_writes_signs() {
        let ticks = values(-0.5, 0.5, 4.0);
        assert_eq!(
            labels(&ticks, true),
            ["−0.50", "−0.25", "0.00", "+0.25", "+0.50"]
        );
    }

    #[test]
    fn a_day_is_marked_every_few_hours() {
        assert_eq!(times(0.0, 24.0, 9.0, TimeUnit::Hours).len(), 9);
        assert_eq!(
            times(0.0, 28.0, 9.0, TimeUnit::Days),
            [0.0, 7.0, 14.0, 21.0, 28.0]
        );
        assert_eq!(times(0.0, 30.0, 7.0, TimeUnit::Minutes).len(), 7);
        assert_eq!(times(0.0, 1e-3, 5.0, TimeUnit::Hours).len(), 6);
    }

    #[test]
    fn odd_spans_do_not_fail() {
        for (low, high) in [
            (0.0, 0.0),
            (1.0, -1.0),
            (1e30, 1e30 + 1e15),
            (-1e30, 1e30),
            (0.0, 1e-300),
        ] {
            let ticks = values(low, high, 5.0);
            assert!(!ticks.is_empty() && ticks.len() < 30, "{low} {high}");
            assert_eq!(labels(&ticks, true).len(), ticks.len());
        }
    }
}
