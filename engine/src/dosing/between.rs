//! What a quantity that stands in records is between them.

use crate::time::Nanoseconds;

/// The value of a parameter between two records, and of a cell that is blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Between {
    /// That of the record before: last observation carried forward.
    Locf,
    /// That of the record after: next observation carried backward, as NONMEM has it.
    #[default]
    Nocb,
    /// On a straight line between the two.
    Linear,
}

impl Between {
    /// The value at a time; before the first record and after the last, theirs. `times` rise and are
    /// as many as `values`, at least one.
    pub fn value(self, times: &[Nanoseconds], values: &[f64], at: Nanoseconds) -> f64 {
        let last = values.len() - 1;
        // The last record not after it, and the first not before it.
        let before = times.partition_point(|time| *time <= at).saturating_sub(1);
        let after = times.partition_point(|time| *time < at).min(last);
        match self {
            Self::Locf => values[before],
            Self::Nocb => values[after],
            Self::Linear if after <= before => values[before],
            Self::Linear => {
                let span = (times[after] - times[before]) as f64;
                let share = (at - times[before]) as f64 / span;
                values[before] + share * (values[after] - values[before])
            }
        }
    }

    /// Fills blanks (NaN) from the cells that are not; false where all are blank.
    ///
    /// Where the rule finds nothing (before the first cell, or after the last) the nearest cell in
    /// time serves.
    pub fn fill(self, times: &[Nanoseconds], values: &mut [f64]) -> bool {
        let known: Vec<usize> = (0..values.len()).filter(|i| !values[*i].is_nan()).collect();
        if known.len() == values.len() {
            return true;
        }
        if known.is_empty() {
            return false;
        }
        for index in 0..values.len() {
            let next = known.partition_point(|k| *k < index);
            if known.get(next) == Some(&index) {
                continue;
            }
            let before = next.checked_sub(1).map(|k| known[k]);
            let after = known.get(next).copied();
            values[index] = match (self, before, after) {
                (Self::Linear, Some(b), Some(a)) if times[a] > times[b] => {
                    let share = (times[index] - times[b]) as f64 / (times[a] - times[b]) as f64;
                    values[b] + share * (values[a] - values[b])
                }
                (Self::Nocb, _, Some(a)) | (_, None, Some(a)) => values[a],
                (_, Some(b), _) => values[b],
                (_, None, None) => values[index],
            };
        }
        true
    }
}
