//! How good forecasts are: continuous ranked probability score, coverage, energy score, C-index.

/// Score of evenly likely values (sorted) against what came; 0 is best.
pub fn crps(values: &[f64], y: f64) -> f64 {
    let n = values.len() as f64;
    let miss = values.iter().map(|v| (v - y).abs()).sum::<f64>() / n;
    let order = values
        .iter()
        .enumerate()
        .map(|(i, v)| v * (2.0 * i as f64 + 1.0 - n));
    miss - order.sum::<f64>() / (n * n)
}

/// Score of values that were drawn: such that its mean is that of the distribution they are from,
/// however few they are (Ferro 2014, Q J R Meteorol Soc 140: 1917).
pub fn crps_of_draws(values: &[f64], y: f64) -> f64 {
    let n = values.len() as f64;
    let miss = values.iter().map(|v| (v - y).abs()).sum::<f64>() / n;
    let order = (values.iter().enumerate()).map(|(i, v)| v * (2.0 * i as f64 + 1.0 - n));
    miss - order.sum::<f64>() / (n * (n - 1.0).max(1.0))
}

/// Energy score of evenly likely points against what came, over the known coordinates; 0 is best.
pub fn energy(points: &[Vec<f64>], y: &[f64]) -> f64 {
    let known: Vec<usize> = (0..y.len()).filter(|k| y[*k].is_finite()).collect();
    let distance = |a: &[f64], b: &[f64]| {
        known
            .iter()
            .map(|k| (a[*k] - b[*k]).powi(2))
            .sum::<f64>()
            .sqrt()
    };
    let n = points.len();
    let miss = points.iter().map(|p| distance(p, y)).sum::<f64>() / n as f64;
    let mut spread = 0.0;
    for i in 0..n {
        for j in 0..i {
            spread += distance(&points[i], &points[j]);
        }
    }
    miss - spread / (n * n) as f64
}

/// Harrell's C: of pairs of which it is known who died first, in how many the one with the higher
/// risk did. People are (risk, time, died).
pub fn concordance(people: &[(f64, f64, bool)]) -> f64 {
    let (mut right, mut all) = (0.0, 0.0);
    for (risk, time, died) in people {
        if !died {
            continue;
        }
        for (other, later, _) in people {
            if later > time {
                all += 1.0;
                right += if risk > other {
                    1.0
                } else if risk == other {
                    0.5
                } else {
                    0.0
                };
            }
        }
    }
    right / all
}

/// Between which shares the true one lies of which so many of all were seen: 95 % (Wilson 1927).
pub fn share(count: usize, of: usize) -> (f64, f64) {
    let (n, z) = (of as f64, 1.959_964);
    let (p, square) = (count as f64 / n, z * z / n);
    let middle = (p + square / 2.0) / (1.0 + square);
    let reach = z * (p * (1.0 - p) / n + square / (4.0 * n)).sqrt() / (1.0 + square);
    (middle - reach, middle + reach)
}

/// Area under the receiver operating characteristic: how often one of the first kind is above one
/// of the second.
pub fn auroc(positive: &[f64], negative: &[f64]) -> f64 {
    let mut below = negative.to_vec();
    below.sort_by(f64::total_cmp);
    let each = positive.iter().map(|p| {
        let under = below.partition_point(|n| n < p);
        let same = below.partition_point(|n| n <= p);
        (under + same) as f64 / 2.0
    });
    each.sum::<f64>() / (positive.len() * negative.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crps_of_a_point_is_its_distance_and_of_two_less() {
        assert_eq!(crps(&[3.0], 1.0), 2.0);
        assert_eq!(crps(&[0.0, 2.0], 1.0), 0.5);
    }

    /// Of all pairs out of four values each as likely, the mean score is that of the four.
    #[test]
    fn crps_of_draws_is_on_average_that_of_what_they_are_from() {
        let all = [-1.0, 0.5, 0.7, 4.0];
        let mut sum = 0.0;
        for a in all {
            for b in all {
                sum += crps_of_draws(&[f64::min(a, b), f64::max(a, b)], 0.2) / 16.0;
            }
        }
        assert!((sum - crps(&all, 0.2)).abs() < 1e-12, "{sum}");
    }

    #[test]
    fn energy_of_one_coordinate_is_crps() {
        let values = [-1.0, 0.5, 0.7, 4.0];
        let points: Vec<Vec<f64>> = values.iter().map(|v| vec![*v, 9.0]).collect();
        assert!((energy(&points, &[0.2, f64::NAN]) - crps(&values, 0.2)).abs() < 1e-12);
    }

    #[test]
    fn concordance_counts_pairs_of_which_the_first_death_is_known() {
        let people = [
            (2.0, 1.0, true),
            (1.0, 2.0, false),
            (3.0, 3.0, true),
            (0.0, 4.0, false),
        ];
        // First died: against 2 (right), 3 (wrong), 4 (right); third: against 4 (right).
        assert_eq!(concordance(&people), 0.75);
    }

    /// 4 of 62 by Wilson's score, worked out by hand from equation 2 of Newcombe 1998.
    #[test]
    fn a_share_has_the_interval_of_wilson() {
        let (low, high) = share(4, 62);
        assert!(
            (low - 0.0254).abs() < 1e-3 && (high - 0.1545).abs() < 1e-3,
            "{low} {high}"
        );
    }
}
