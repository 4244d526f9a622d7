//! The reference's days as one study, for timing.

use crate::diabetes::{Row, day, reference};
use engine::world::{Course, Engine, Newcomer, Settings, Study, Track};
use physiology::systems;
use scenarios::plan::{plan, twin};
use scenarios::{catalogue, check};
use std::time::{Duration, Instant};

/// Patients in the world at once.
const PORTION: usize = 1024;

/// What was seen of some days.
#[derive(Default)]
pub struct Seen {
    /// How long they took, from letting people in to having their tracks.
    pub time: Duration,
    /// Steps of all of them.
    pub accepted: u64,
    /// Steps that were tried in vain.
    pub rejected: u64,
    /// The largest difference from the reference, in plasma or at the sensor, mg/dL.
    pub error: f64,
}

/// The 60 days of the reference as one study: both scenarios of every patient, glucose in plasma
/// and at the sensor every five minutes.
pub struct Days {
    study: Study,
    people: Vec<Newcomer>,
    references: Vec<Vec<Row>>,
}

impl Days {
    /// All of them.
    pub fn all() -> Self {
        let known = catalogue::known();
        let (mut courses, mut people, mut references) =
            (Vec::<Course>::new(), Vec::new(), Vec::new());
        let mut study = None;
        for scenario in ["A", "B"] {
            for (patient, rows) in reference(scenario) {
                let text = day(&patient, scenario).replace(", \"plasma_insulin\"]", "]");
                let (checked, problems) = check(text.as_bytes(), &known);
                let checked = checked.unwrap_or_else(|| panic!("{problems:?}\n{text}"));
                let plan = plan(&checked, None).unwrap_or_else(|problems| panic!("{problems:?}"));
                courses.push(plan.study.courses[0].clone());
                people.push(twin(&plan.subject, &plan.spread, plan.seed, 0, 1));
                references.push(rows);
                study = Some(plan.study);
            }
        }
        let study = Study {
            courses,
            ..study.expect("a day")
        };
        Self {
            study,
            people,
            references,
        }
    }

    /// Carries out so many days, the reference's one after the other and again, so many at a time as
    /// a run of a scenario does; their tracks are looked at and let go with each portion.
    pub fn run(&self, count: usize, settings: &Settings) -> Seen {
        let study = self.study.clone();
        let horizon = study.horizon;
        let mut engine =
            Engine::new(settings.clone(), study, systems(settings.isa)).expect("an engine");
        let mut people = self.people.clone();
        let mut seen = Seen::default();
        for first in (0..count).step_by(PORTION) {
            let start = Instant::now();
            let portion = first..count.min(first + PORTION);
            let admit = |patient: usize| {
                let who = patient % people.len();
                people[who].patient = patient;
                engine.admit(&people[who], who).expect("admitted")
            };
            let patients: Vec<_> = portion.map(admit).collect();
            engine.run_to(horizon).expect("a run");
            let tracks = patients
                .into_iter()
                .map(|patient| engine.discharge(patient).expect("a track"));
            let tracks: Vec<Track> = tracks.collect();
            seen.time += start.elapsed();
            self.look(&tracks, &mut seen);
        }
        seen
    }

    fn look(&self, tracks: &[Track], seen: &mut Seen) {
        for track in tracks {
            seen.accepted += track.counts.accepted;
            seen.rejected += track.counts.rejected;
            for row in &self.references[track.patient % self.references.len()] {
                let found = &track.samples[(row.minute / 5.0) as usize * 2..][..2];
                let error = (found[0] - row.plasma)
                    .abs()
                    .max((found[1] - row.sensor).abs());
                seen.error = seen.error.max(error);
            }
        }
    }
}
