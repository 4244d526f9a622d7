//! Very many courses at once: how many of them pass each place, and the lowest and highest of one
//! in each column.

use rayon::prelude::*;
use std::sync::Arc;

/// Courses of equal length on evenly spaced moments, one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Courses {
    /// Moments of each course.
    pub samples: usize,
    /// Values, course after course; NaN where there is none.
    pub values: Vec<f32>,
}

/// Where courses are laid on a grid of cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Lattice {
    /// Cells across.
    pub columns: u32,
    /// Cells down.
    pub rows: u32,
    /// Where the first moment is, in columns from the left edge.
    pub first: f32,
    /// Columns from moment to moment; above 0.
    pub pitch: f32,
    /// Value at the lower edge.
    pub low: f32,
    /// Value at the upper edge.
    pub high: f32,
}

/// What one course adds to a column in all, shared out among the rows it passes there, so that a
/// steep part weighs no more than a flat one (Moritz and Fisher, arXiv:1808.06019).
pub(crate) const WEIGHT: u32 = 256;

impl Courses {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.values.len().checked_div(self.samples).unwrap_or(0)
    }

    /// Courses from longer rows: `values[moment * width + column]` of each.
    pub fn of_column<'a>(
        rows: impl Iterator<Item = &'a [f64]>,
        width: usize,
        column: usize,
        samples: usize,
    ) -> Self {
        let mut values = Vec::new();
        for row in rows {
            let of = |moment: usize| {
                let value = row.get(moment * width + column);
                value.map_or(f32::NAN, |value| *value as f32)
            };
            values.extend((0..samples).map(of));
        }
        Self { samples, values }
    }

    /// The lowest and highest of a course between two places along it, straight between moments;
    /// nothing where a value is missing.
    fn reach(course: &[f32], from: f32, to: f32) -> Option<(f32, f32)> {
        let last = (course.len() - 1) as f32;
        if to < 0.0 || from > last {
            return None;
        }
        let (from, to) = (from.max(0.0), to.min(last));
        let (a, b) = (between(course, from), between(course, to));
        let (mut low, mut high) = (a.min(b), a.max(b));
        if a.is_nan() || b.is_nan() {
            return None;
        }
        let mut moment = from.ceil();
        while moment <= to {
            let value = course[moment as usize];
            low = low.min(value);
            high = high.max(value);
            moment += 1.0;
        }
        Some((low, high))
    }
}

fn between(course: &[f32], at: f32) -> f32 {
    let before = at.floor();
    let share = at - before;
    let index = before as usize;
    let first = course[index];
    // At a moment the next one does not matter, missing or not.
    if share == 0.0 {
        return first;
    }
    first + share * (course[index + 1] - first)
}

/// Cells that courses pass, row by row from the top, in parts of [`WEIGHT`].
pub(crate) fn tally(courses: &Courses, lattice: &Lattice) -> Vec<u32> {
    let cells = (lattice.columns * lattice.rows) as usize;
    if courses.samples < 2 {
        return vec![0; cells];
    }
    let some = courses.samples * 1024;
    courses
        .values
        .par_chunks(some)
        .map(|courses_of| {
            let mut counts = vec![0; cells];
            for course in courses_of.chunks_exact(courses.samples) {
                add(course, lattice, &mut counts);
            }
            counts
        })
        .reduce(
            || vec![0; cells],
            |mut all, some| {
                all.iter_mut()
                    .zip(some)
                    .for_each(|(all, some)| *all += some);
                all
            },
        )
}

fn add(course: &[f32], lattice: &Lattice, counts: &mut [u32]) {
    let rows = lattice.rows as f32;
    let row = |value: f32| (lattice.high - value) / (lattice.high - lattice.low) * rows;
    for column in 0..lattice.columns {
        let from = (column as f32 - lattice.first) / lattice.pitch;
        let to = ((column + 1) as f32 - lattice.first) / lattice.pitch;
        let Some((low, high)) = Courses::reach(course, from, to) else {
            continue;
        };
        let (top, bottom) = (row(high), row(low));
        if bottom < 0.0 || top >= rows {
            continue;
        }
        let first = top.max(0.0) as u32;
        let last = (bottom as u32).min(lattice.rows - 1);
        let weight = WEIGHT / (last - first + 1).min(WEIGHT);
        for row in first..=last {
            counts[(row * lattice.columns + column) as usize] += weight;
        }
    }
}

/// The lowest and highest of the first course in each column, NaN where it is not.
pub(crate) fn extremes(courses: &Arc<Courses>, lattice: &Lattice) -> Vec<(f32, f32)> {
    let course = courses.values.get(..courses.samples).unwrap_or_default();
    (0..lattice.columns)
        .map(|column| {
            let from = (column as f32 - lattice.first) / lattice.pitch;
            let to = ((column + 1) as f32 - lattice.first) / lattice.pitch;
            let reach = (course.len() > 1).then(|| Courses::reach(course, from, to));
            reach.flatten().unwrap_or((f32::NAN, f32::NAN))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATTICE: Lattice = Lattice {
        columns: 4,
        rows: 4,
        first: 0.0,
        pitch: 4.0,
        low: 0.0,
        high: 4.0,
    };

    #[test]
    fn every_course_weighs_the_same_in_every_column() {
        let courses = Courses {
            samples: 2,
            values: vec![0.5, 0.5, 0.0, 3.9, 3.5, 3.5, f32::NAN, 1.0],
        };
        let counts = tally(&courses, &LATTICE);
        for column in 0..4 {
            let sum: u32 = (0..4).map(|row| counts[row * 4 + column]).sum();
            // A course split over rows may lose less than a row's part.
            assert!(
                (3 * WEIGHT - 4..=3 * WEIGHT).contains(&sum),
                "{column}: {sum}"
            );
        }
        assert_eq!(
            counts[12],
            WEIGHT + WEIGHT,
            "flat and rising at the lower left"
        );
    }

    #[test]
    fn a_spike_of_one_sample_shows_in_its_column() {
        let mut values = vec![1.0; 1000];
        values[600] = 3.0;
        let courses = Arc::new(Courses {
            samples: 1000,
            values,
        });
        let lattice = Lattice {
            pitch: 4.0 / 999.0,
            ..LATTICE
        };
        let found = extremes(&courses, &lattice);
        assert_eq!(found[2], (1.0, 3.0));
        assert_eq!(found[1], (1.0, 1.0));
    }
}
