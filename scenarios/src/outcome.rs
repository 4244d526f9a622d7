//! What came of it: every outcome of every twin in every arm, summed up and compared.

use crate::expression::Kind;
use crate::file::{Direction, Outcome};
use statrs::distribution::{Beta, ContinuousCDF};

/// Shares of the twins between which the 90 % interval lies.
const INTERVAL: (f64, f64) = (0.05, 0.95);

/// Values of one outcome: by arm, then by twin; NaN where a twin has none.
pub struct Values {
    /// The outcome's name.
    pub label: String,
    /// The expression as written.
    pub expression: String,
    /// What kind of number it is.
    pub kind: Kind,
    /// Unit as people write it.
    pub unit: String,
    /// Values by arm, then by twin.
    pub by_arm: Vec<Vec<f64>>,
    /// Of whom: "twins" of one patient, or "people".
    pub who: &'static str,
    /// Minutes between two looks, which times are no finer than; 0 where it is not known.
    pub step: f64,
}

/// One arm's values, in few numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Twins that have a value.
    pub count: usize,
    /// Median over them; for a risk, the share of twins to whom it happens.
    pub centre: f64,
    /// Where the middle 90 % of the twins lie; for a risk, the Clopper-Pearson 90 % interval of the
    /// share, which is Monte Carlo error and nothing else.
    pub interval: (f64, f64),
    /// For a risk: how many it happens to.
    pub happened: Option<usize>,
    /// Mean over them.
    pub mean: f64,
    /// Monte Carlo standard error of the mean.
    pub monte_carlo: f64,
}

/// One arm against the first, twin by twin.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Twins that have a value in both.
    pub count: usize,
    /// Median difference; for a risk, the difference of the shares.
    pub centre: f64,
    /// Where the middle 90 % of the twins' differences lie; for a risk, 90 % of Monte Carlo error.
    pub interval: (f64, f64),
    /// Mean difference.
    pub mean: f64,
    /// Monte Carlo standard error of the mean difference.
    pub monte_carlo: f64,
    /// The judgement, where the scenario says what is meaningful.
    pub verdict: Option<Verdict>,
}

/// How many twins fare meaningfully better, no differently, or worse than in the first arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Better by at least what is meaningful.
    pub better: usize,
    /// In between.
    pub same: usize,
    /// Worse by at least that.
    pub worse: usize,
}

/// One outcome in all arms.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Name.
    pub label: String,
    /// Expression.
    pub expression: String,
    /// Unit.
    pub unit: String,
    /// Whether it is a risk.
    pub is_risk: bool,
    /// What counts as meaningful, as written.
    pub meaningful: Option<String>,
    /// Whether less of it is better, where the scenario says so.
    pub less_is_better: Option<bool>,
    /// By arm.
    pub arms: Vec<Summary>,
    /// Arms after the first, against it.
    pub differences: Vec<Difference>,
    /// Of whom: "twins" of one patient, or "people".
    pub who: &'static str,
    /// Minutes between two looks, which times are no finer than; 0 where it is not known.
    pub step: f64,
}

/// Sums up and compares one outcome.
pub fn compare(outcome: &Outcome, values: &Values) -> Row {
    let is_risk = values.kind == Kind::Risk;
    let meaningful = outcome.meaningful.as_ref().map(|m| &m.value);
    let threshold = meaningful.map(|m| {
        let good = if m.good == Direction::More { 1.0 } else { -1.0 };
        (m.value, good)
    });
    Row {
        label: values.label.clone(),
        expression: values.expression.clone(),
        unit: values.unit.clone(),
        is_risk,
        meaningful: meaningful.map(|m| m.text.clone()),
        less_is_better: threshold.map(|(_, good)| good < 0.0),
        arms: values
            .by_arm
            .iter()
            .map(|arm| summary(arm, is_risk))
            .collect(),
        differences: values.by_arm[1..]
            .iter()
            .map(|arm| difference(&values.by_arm[0], arm, is_risk, threshold))
            .collect(),
        who: values.who,
        step: values.step,
    }
}

fn summary(values: &[f64], is_risk: bool) -> Summary {
    let mut known: Vec<f64> = values
        .iter()
        .copied()
        .filter(|value| !value.is_nan())
        .collect();
    let count = known.len();
    let (mean, error) = mean_and_error(&known);
    if is_risk {
        let happened = known.iter().filter(|value| **value > 0.5).count();
        return Summary {
            count,
            centre: mean,
            interval: clopper_pearson(happened, count),
            happened: Some(happened),
            mean,
            monte_carlo: error,
        };
    }
    let [low, centre, high] = quantiles(&mut known, [INTERVAL.0, 0.5, INTERVAL.1]);
    Summary {
        count,
        centre,
        interval: (low, high),
        happened: None,
        mean,
        monte_carlo: error,
    }
}

fn difference(
    first: &[f64],
    arm: &[f64],
    is_risk: bool,
    threshold: Option<(f64, f64)>,
) -> Difference {
    let differences: Vec<f64> = first
        .iter()
        .zip(arm)
        .map(|(a, b)| b - a)
        .filter(|difference| !difference.is_nan())
        .collect();
    let (mean, error) = mean_and_error(&differences);
    let verdict = threshold.map(|(value, good)| {
        // A single twin's risk is 0 or 1: any change of it is meaningful.
        let value = if is_risk { 0.5 } else { value };
        let better = differences.iter().filter(|d| good * **d >= value).count();
        let worse = differences.iter().filter(|d| good * **d <= -value).count();
        Verdict {
            better,
            same: differences.len() - better - worse,
            worse,
        }
    });
    // 1.645 standard errors hold 90 % of a normal.
    let interval = if is_risk {
        (mean - 1.645 * error, mean + 1.645 * error)
    } else {
        (
            quantile(&differences, INTERVAL.0),
            quantile(&differences, INTERVAL.1),
        )
    };
    Difference {
        count: differences.len(),
        centre: if is_risk {
            mean
        } else {
            quantile(&differences, 0.5)
        },
        interval,
        mean,
        monte_carlo: error,
        verdict,
    }
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let square = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum::<f64>();
    (mean, (square / (count - 1.0) / count).sqrt())
}

/// A quantile of what twins have, median-unbiased (Hyndman and Fan, Am Stat 1996;50:361, type 8);
/// NaN where there are none. Tables and pictures both use it.
pub fn quantile(values: &[f64], share: f64) -> f64 {
    quantiles(&mut values.to_vec(), [share])[0]
}

/// Several quantiles of the same values, which change their order: those of statrs, but all places are found in one go.
/// A picture asks for five at each of hundreds of times, and waits for them: of 1,000 values that takes 12
/// microseconds, one after the other 33, from values that are sorted first 46 (an EPYC of Zen 3).
pub fn quantiles<const N: usize>(values: &mut [f64], shares: [f64; N]) -> [f64; N] {
    // How many values are below, with the part of the way to the next.
    let below = |share: f64| (values.len() as f64 + 1.0 / 3.0) * share + 1.0 / 3.0;
    let below = shares.map(below);
    let last = values.len().saturating_sub(1);
    let mut places: Vec<usize> = below
        .iter()
        .flat_map(|below| [(*below as usize).saturating_sub(1), *below as usize])
        .map(|place| place.min(last))
        .collect();
    places.sort_unstable();
    settle(values, &places, 0);
    below.map(|below| {
        let before = (below as usize).saturating_sub(1).min(last);
        let next = (below as usize).min(last);
        match values.get(before) {
            None => f64::NAN,
            Some(value) if below < 1.0 || before == next => *value,
            Some(value) => value + below.fract() * (values[next] - value),
        }
    })
}

/// Brings to each of these places, in their order, the value that would stand there were all sorted; `first` is the
/// place of the first value.
fn settle(values: &mut [f64], places: &[usize], first: usize) {
    let Some(middle) = places.get(places.len() / 2).copied() else {
        return;
    };
    if values.is_empty() {
        return;
    }
    let (low, _, high) = values.select_nth_unstable_by(middle - first, f64::total_cmp);
    let (left, right) = (
        places.partition_point(|place| *place < middle),
        places.partition_point(|place| *place <= middle),
    );
    settle(low, &places[..left], first);
    settle(high, &places[right..], middle + 1);
}

/// Clopper and Pearson, Biometrika 26 (1934) 404, 90 %.
pub(crate) fn clopper_pearson(happened: usize, of: usize) -> (f64, f64) {
    let bound = |a: f64, b: f64, share: f64| {
        Beta::new(a, b).map_or(f64::NAN, |beta| beta.inverse_cdf(share))
    };
    let (k, n) = (happened as f64, of as f64);
    let low = if happened == 0 {
        0.0
    } else {
        bound(k, n - k + 1.0, 0.05)
    };
    let high = if happened == of {
        1.0
    } else {
        bound(k + 1.0, n - k, 0.95)
    };
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn validated_clopper_pearson() {
        // scipy 1.17.1: beta.ppf(0.05, 23, 178) and beta.ppf(0.95, 24, 177).
        let (low, high) = clopper_pearson(23, 200);
        assert!((low - 0.07988524507388896).abs() < 1e-6, "{low}");
        assert!((high - 0.15897674070837448).abs() < 1e-6, "{high}");
        assert_eq!(clopper_pearson(0, 10).0, 0.0);
        assert_eq!(clopper_pearson(10, 10).1, 1.0);
    }

    #[test]
    fn validated_quantiles() {
        use statrs::statistics::{Data, OrderStatistics};
        let shares = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0];
        for count in [0, 1, 2, 3, 6, 7, 13, 19, 20, 21, 200, 1001] {
            let mut values: Vec<f64> = (0..count)
                .map(|n| f64::from(n * 37 % 101).sqrt() - 4.0)
                .collect();
            let mut judge = Data::new(values.clone());
            let expected = shares.map(|share| judge.quantile(share));
            let found = quantiles(&mut values, shares);
            for (found, expected) in found.iter().zip(expected) {
                let same = found == &expected || found.is_nan() && expected.is_nan();
                assert!(same, "{count} values: {found} for {expected}");
            }
        }
    }

    #[test]
    fn paired_differences_drop_what_is_missing_in_either_arm() {
        let d = difference(
            &[1.0, f64::NAN, 3.0],
            &[2.0, 5.0, f64::NAN],
            false,
            Some((0.5, 1.0)),
        );
        assert_eq!((d.count, d.centre), (1, 1.0));
        assert_eq!(
            d.verdict,
            Some(Verdict {
                better: 1,
                same: 0,
                worse: 0
            })
        );
    }
}
