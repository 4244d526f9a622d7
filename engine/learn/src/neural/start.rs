//! Visits from which later ones are foreseen, as networks see them.

use crate::pairs::Pupil;
use engine::learned::progression::gaussian::{Course, Gaussian};
use engine::learned::progression::generator::prospect::Prospect;
use engine::learned::progression::reading::{Reading, looks_back};
use rayon::prelude::*;

/// Visits to come that are looked at from a later visit than the first.
const NEXT: usize = 4;

/// A patient at a visit, and what came then.
pub struct Start {
    /// Patient, in the order of the cohort.
    pub person: usize,
    /// With whom the patient is left out.
    pub fold: usize,
    /// Visits known.
    pub known: usize,
    /// What the core foresees: of all later visits from the first, of a few from others.
    pub prospect: Prospect,
    /// What was measured then, by visit.
    pub y: Vec<Vec<f64>>,
}

impl Start {
    /// How many of the visits are scored: all from the first, the next from others.
    pub fn scored(&self) -> usize {
        if self.known == 1 { self.y.len() } else { 1 }
    }

    /// What is foreseen of those that are scored.
    pub fn asked(&self) -> Prospect {
        let mut prospect = self.prospect.clone();
        prospect.ahead.truncate(self.scored());
        prospect
    }
}

/// All visits of these patients from which another came; each patient has the core of a fold.
pub fn starts(cores: &[Gaussian], pupils: &[Pupil], people: &[(usize, usize)]) -> Vec<Start> {
    let of = |(person, fold): &(usize, usize)| {
        let (core, Pupil { course, signs }) = (&cores[*fold], &pupils[*person]);
        let back = looks_back(core, course);
        let one = |known: usize| {
            let past = Course {
                x: course.x.clone(),
                seen: course.seen[..known].to_vec(),
            };
            let reading = Reading::of(course, signs, &back, known);
            let last = &course.seen[known - 1];
            let most = if known == 1 { usize::MAX } else { NEXT };
            let later = || course.seen[known..].iter().take(most);
            let visits: Vec<(f64, Vec<f64>)> = later().map(|v| (v.t, v.on.clone())).collect();
            Start {
                person: *person,
                fold: *fold,
                known,
                prospect: Prospect::new(core, (&past, &reading), (last.t, &last.on), &visits),
                y: later().map(|v| v.y.clone()).collect(),
            }
        };
        (1..course.seen.len()).map(one).collect::<Vec<Start>>()
    };
    let each: Vec<Vec<Start>> = people.par_iter().map(of).collect();
    each.into_iter().flatten().collect()
}
