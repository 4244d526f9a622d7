//! Between what a slider goes, and by which steps.

use scenarios::edit::WrittenNumber;
use scenarios::grammar::Kind;
use scenarios::time::Time;

/// Ends of the slider of a number, from where it stands.
pub(super) fn span(kind: Kind, number: &WrittenNumber, horizon: f64) -> (f64, f64) {
    let value = number.value;
    match kind {
        Kind::Time | Kind::Times => (value.min(0.0), horizon.max(value)),
        Kind::Duration => (0.0, round_up(3.0 * value)),
        Kind::Quantity(range) => {
            // The language's own range is of all people; near this one is enough.
            let (low, high) = (0.4 * value, round_up(2.0 * value));
            match range.unit == number.unit {
                true => (low.max(range.least), high.min(range.most)),
                false => (low, high),
            }
        }
        _ if number.is_time && number.value >= 0.0 => (0.0, horizon.max(value)),
        _ if number.unit == "%" && value <= 100.0 => (0.0, 100.0_f64.max(round_up(value))),
        _ if value < 0.0 => (-round_up(-3.0 * value), 0.0),
        _ => (0.0, round_up(3.0 * value)),
    }
}

/// A number that slider ends look natural at, not below `value`.
fn round_up(value: f64) -> f64 {
    if !(value > 0.0 && value.is_finite()) {
        return 1.0;
    }
    let power = 10_f64.powf(value.log10().floor());
    let steps = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    let above = steps.into_iter().map(|step| step * power);
    above
        .into_iter()
        .find(|above| *above >= value * (1.0 - 1e-9))
        .unwrap_or(value)
}

/// How far one step of a slider goes.
pub(super) fn step(number: &WrittenNumber, low: f64, high: f64) -> f64 {
    let span = high - low;
    if number.is_time {
        return match span {
            span if span > 10.0 * 1440.0 => 60.0,
            span if span > 240.0 => 5.0,
            span if span > 10.0 => 1.0,
            _ => 0.0,
        };
    }
    let power = 10_f64.powf((span / 100.0).log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|step| step * power)
        .find(|step| span / step <= 150.0)
        .unwrap_or(0.0)
}

/// A time of so many minutes.
pub(super) fn moment(minutes: f64) -> Time {
    Time::from_nanoseconds((minutes * 60e9).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sliders_end_and_step_at_numbers_people_say() {
        assert_eq!(round_up(13.5), 15.0);
        assert_eq!(round_up(180.0), 200.0);
        assert_eq!(round_up(0.0633), 0.08);
        let of = |unit: &str, is_time| WrittenNumber {
            range: 0..1,
            value: 1.0,
            unit: unit.into(),
            is_time,
        };
        assert_eq!(step(&of("U", false), 0.0, 15.0), 0.1);
        assert_eq!(step(&of("g", false), 0.0, 200.0), 2.0);
        assert_eq!(step(&of("min", true), 0.0, 1440.0), 5.0);
    }
}
