//! Numbers on the command line, each with the range in which it has a meaning.

use std::fmt::Display;
use std::ops::RangeInclusive;

/// What reads a whole number in a range.
pub fn whole<T>(range: RangeInclusive<T>) -> impl Fn(&str) -> Result<T, String> + Clone
where
    T: TryFrom<u64> + PartialOrd + Display + Clone,
{
    move |text| {
        let number: Option<T> = text.parse().ok().and_then(|n: u64| n.try_into().ok());
        let number = number.filter(|number| range.contains(number));
        let (least, most) = (range.start(), range.end());
        number.ok_or_else(|| format!("expected a whole number from {least} to {most}"))
    }
}

/// Reads a tolerance of the solver.
pub fn tolerance(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.parse().ok();
    let number = number.filter(|number| (1e-14..=0.1).contains(number));
    number.ok_or_else(|| "expected a number from 1e-14 to 0.1, such as 1e-6".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_outside_their_range_are_told_the_range() {
        let twins = whole::<u32>(1..=10_000_000);
        assert_eq!(twins("200"), Ok(200));
        for wrong in [
            "0",
            "-3",
            "abc",
            "1e3",
            "4294967297",
            "99999999999999999999",
            "",
        ] {
            let expected = "expected a whole number from 1 to 10000000";
            assert_eq!(twins(wrong), Err(expected.to_owned()), "{wrong}");
        }
    }

    #[test]
    fn tolerances_outside_their_range_are_refused() {
        assert_eq!(tolerance("1e-6"), Ok(1e-6));
        for wrong in ["0", "-1", "10", "NaN", "inf", "small"] {
            assert!(tolerance(wrong).is_err(), "{wrong}");
        }
    }
}
