//! One quantity of an arm's twins, and its bands over time.

use crate::Series;
use rayon::prelude::*;
use scenarios::memory::Memory;
use scenarios::outcome::quantiles;
use std::ops::Range;
use std::sync::Arc;

/// Trajectories drawn of each arm beside its bands.
const SAMPLED: usize = 24;

/// Times that are looked at together: twins lie far from each other in memory, and to go to each for one number at a
/// time takes longer than to sort them.
const ROWS: usize = 16;

/// Bands that are known, for whoever draws the same twins again.
#[derive(Default)]
pub struct Bands(Memory<(String, bool, usize), Series>);

impl Bands {
    /// Those of a quantity in an arm; or of what it is more than in `first`.
    pub(crate) fn of(
        &mut self,
        (quantity, arm): (&str, usize),
        times: &[f64],
        twins: &Lives<'_>,
        first: Option<&Lives<'_>>,
    ) -> Series {
        let what = (quantity.to_owned(), first.is_some(), arm);
        let others = first.into_iter().flat_map(|first| first.twins);
        let courses = twins.twins.iter().chain(others).cloned().collect();
        (self.0).of(what, courses, || series(arm, times, twins, first))
    }
}

/// One quantity of an arm's twins, as it lies in their samples.
#[derive(Clone, Copy)]
pub(crate) struct Lives<'a> {
    /// Of each twin, rows of samples; none of one that failed.
    pub twins: &'a [Arc<[f64]>],
    /// Which value of a row.
    pub column: usize,
    /// Values in a row.
    pub width: usize,
    /// The row in which each twin dies: what the body would do after it is not drawn.
    pub deaths: Option<&'a [Option<usize>]>,
}

impl Lives<'_> {
    /// A twin's values in these rows, as far as it has them; NaN after its death.
    fn rows(&self, twin: usize, rows: Range<usize>) -> impl Iterator<Item = f64> {
        let samples = &self.twins[twin];
        let own = samples.get(rows.start * self.width..).unwrap_or_default();
        let death = self.deaths.and_then(|deaths| deaths[twin]);
        let of_row = move |(row, values): (usize, &[f64])| match death {
            Some(death) if row > death => f64::NAN,
            _ => values[self.column],
        };
        rows.zip(own.chunks_exact(self.width)).map(of_row)
    }

    /// All twins', each whole.
    pub fn courses(&self) -> Vec<Vec<f64>> {
        let whole = |twin| self.rows(twin, 0..usize::MAX).collect();
        let twins = (0..self.twins.len()).into_par_iter();
        twins.map(whole).collect()
    }
}

/// Quantiles over the twins at every time, and some whole trajectories.
fn series(arm: usize, times: &[f64], twins: &Lives<'_>, first: Option<&Lives<'_>>) -> Series {
    let of = |twin: usize, rows: Range<usize>, into: &mut Vec<f64>| {
        into.clear();
        into.extend(twins.rows(twin, rows.clone()));
        if let Some(first) = first {
            let pairs = into.iter_mut().zip(first.rows(twin, rows));
            pairs.for_each(|(value, first)| *value -= first);
        }
    };
    let course = |twin: &usize| {
        let mut course = Vec::with_capacity(times.len());
        of(*twin, 0..times.len(), &mut course);
        course
    };
    let is_well = |twin: &usize| !twins.twins[*twin].is_empty();
    let well: Vec<usize> = (0..twins.twins.len()).filter(is_well).collect();
    let mut series = Series::new(arm, times.to_vec());
    if let [only] = well[..] {
        series.median = course(&only);
        return series;
    }
    let shares = [0.05, 0.25, 0.5, 0.75, 0.95];
    let starts: Vec<usize> = (0..times.len()).step_by(ROWS).collect();
    let of_rows = |start: &usize| -> Vec<[f64; 5]> {
        let rows = *start..times.len().min(start + ROWS);
        // By row, by twin.
        let mut values = vec![f64::NAN; rows.len() * well.len()];
        let mut part = Vec::with_capacity(rows.len());
        for (place, twin) in well.iter().enumerate() {
            of(*twin, rows.clone(), &mut part);
            for (row, value) in part.iter().enumerate() {
                values[row * well.len() + place] = *value;
            }
        }
        let mut known = Vec::with_capacity(well.len());
        let of_row = |row: usize| {
            let all = &values[row * well.len()..][..well.len()];
            known.clear();
            known.extend(all.iter().filter(|value| !value.is_nan()));
            quantiles(&mut known, shares)
        };
        (0..rows.len()).map(of_row).collect()
    };
    let at: Vec<[f64; 5]> = starts.par_iter().flat_map_iter(of_rows).collect();
    let of = |share: usize| at.iter().map(|quantiles| quantiles[share]).collect();
    series.p05 = of(0);
    series.p25 = of(1);
    series.median = of(2);
    series.p75 = of(3);
    series.p95 = of(4);
    series.samples = well.iter().take(SAMPLED).map(course).collect();
    series
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Twins of one quantity.
    pub fn lives(twins: &[Arc<[f64]>]) -> Lives<'_> {
        Lives {
            twins,
            column: 0,
            width: 1,
            deaths: None,
        }
    }

    #[test]
    fn failed_twins_are_left_out_and_one_twin_has_no_band() {
        let of = |twins: &[&[f64]]| {
            let twins: Vec<Arc<[f64]>> = twins.iter().map(|twin| (*twin).into()).collect();
            series(0, &[0.0, 1.0], &lives(&twins), None)
        };
        let one = of(&[&[], &[1.0, 2.0]]);
        assert_eq!(one.median, [1.0, 2.0]);
        assert!(one.p05.is_empty() && one.samples.is_empty());
        let two = of(&[&[1.0, 2.0], &[], &[3.0, 4.0]]);
        assert_eq!(two.median, [2.0, 3.0]);
        assert_eq!(two.samples.len(), 2);
    }

    /// A dose of one arm is changed: bands of the others stay, and none is another's.
    #[test]
    fn known_bands_are_those_that_would_be_worked_out() {
        let twin = |seed: u32| -> Arc<[f64]> {
            let value = |row: u32| f64::from((seed * 37 + row * 11) % 101);
            (0..8).map(value).collect()
        };
        let mut bands = Bands::default();
        let mut arms: Vec<Vec<Arc<[f64]>>> = (0..3)
            .map(|arm| (0..30).map(|n| twin(30 * arm + n)).collect())
            .collect();
        for change in 0..4 {
            arms[change % 3] = (0..30).map(|n| twin(1000 * change as u32 + n)).collect();
            let lives: Vec<Lives<'_>> = arms
                .iter()
                .map(|twins| Lives {
                    width: 2,
                    ..lives(twins)
                })
                .collect();
            let times = [0.0, 1.0, 2.0, 3.0];
            for (arm, own) in lives.iter().enumerate() {
                for first in [None, Some(&lives[0])] {
                    let known = bands.of(("glucose", arm), &times, own, first);
                    assert_eq!(known, series(arm, &times, own, first));
                }
            }
        }
    }
}
