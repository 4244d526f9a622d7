//! What training looks at: from some visit, a later visit of the same patient.

use engine::learned::progression::gaussian::{Course, Gaussian};
use engine::learned::progression::reading::{Expected, Reading, expect, looks_back};
use rayon::prelude::*;

/// A later visit as it is seen from an earlier one.
pub struct Row {
    /// Patient, in the order of the cohort.
    pub person: usize,
    /// Visits known, and the visit to come.
    pub known: usize,
    /// Number of the visit to come.
    pub ahead: usize,
    /// Years between.
    pub gap: f64,
    /// What it weighs: each visit to come weighs one from the visit before, and one from all
    /// earlier ones together.
    pub weight: f64,
    /// What the core expects of each marker.
    pub expected: Expected,
    /// What was measured.
    pub y: Vec<f64>,
    /// Features that all markers share.
    pub shared: Vec<f64>,
    /// Features of each marker alone.
    pub own: Vec<[f64; 2]>,
}

impl Row {
    /// Whether it is the visit after the last known.
    pub fn is_next(&self) -> bool {
        self.ahead == self.known
    }

    /// Whether only the first visit is known.
    pub fn is_from_first(&self) -> bool {
        self.known == 1
    }

    /// All features of a marker.
    pub fn features(&self, marker: usize) -> Vec<f64> {
        self.shared
            .iter()
            .chain(&self.own[marker])
            .copied()
            .collect()
    }
}

/// A patient as training sees it.
pub struct Pupil {
    /// In the numbers of the core.
    pub course: Course,
    /// Signs by visit.
    pub signs: Vec<Vec<f64>>,
}

/// All pairs of visits of one patient.
pub fn rows(core: &Gaussian, person: usize, pupil: &Pupil) -> Vec<Row> {
    let course = &pupil.course;
    let expected = looks_back(core, course);
    let mut rows = Vec::new();
    for known in 1..course.seen.len() {
        let past = Course {
            x: course.x.clone(),
            seen: course.seen[..known].to_vec(),
        };
        let reading = Reading::of(course, &pupil.signs, &expected, known);
        for ahead in known..course.seen.len() {
            let seen = &course.seen[ahead];
            let expected = match ahead == known {
                true => expected[ahead].clone(),
                false => expect(core, &past, seen.t, &seen.on),
            };
            let far = 1.0 / ahead as f64;
            rows.push(Row {
                person,
                known,
                ahead,
                gap: seen.t - course.seen[known - 1].t,
                weight: if ahead == known { 1.0 + far } else { far },
                shared: reading.shared(seen.t, &expected),
                own: (0..core.markers)
                    .map(|k| reading.own(k, &expected))
                    .collect(),
                expected,
                y: seen.y.clone(),
            });
        }
    }
    rows
}

/// All pairs of these patients, in their order.
pub fn all(core: &Gaussian, pupils: &[Pupil], people: &[usize]) -> Vec<Row> {
    let each: Vec<Vec<Row>> = people
        .par_iter()
        .map(|p| rows(core, *p, &pupils[*p]))
        .collect();
    each.into_iter().flatten().collect()
}
