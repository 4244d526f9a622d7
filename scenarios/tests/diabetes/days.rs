//! The reference's days as one study, for timing.

use crate::diabetes::{Row, day, reference};
use engine::world::{Course, Engine, Newcomer, Settings, Study, Track};
use physiology::systems;
use scenarios::plan::{plan, twin};
use scenarios::{catalogue, check};

/// Patients in the world at once.
const PORTION: usize = 1024;

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

    /// Carries out so many days, the reference's one after the other and again.
    pub fn run(&self, count: usize, settings: &Settings) -> Vec<Track> {
        let study = self.study.clone();
        let horizon = study.horizon;
        let mut engine =
            Engine::new(settings.clone(), study, systems(settings.isa)).expect("an engine");
        let admit = |engine: &mut Engine, patient: usize| {
            let who = patient % self.people.len();
            let newcomer = Newcomer {
                patient,
                ..self.people[who].clone()
            };
            engine.admit(&newcomer, who).expect("admitted")
        };
        let mut tracks = Vec::with_capacity(count);
        // So many at a time, as a run of a scenario does.
        for first in (0..count).step_by(PORTION) {
            let portion = first..count.min(first + PORTION);
            let patients: Vec<_> = portion.map(|patient| admit(&mut engine, patient)).collect();
            engine.run_to(horizon).expect("a run");
            let portion = patients
                .into_iter()
                .map(|patient| engine.discharge(patient));
            tracks.extend(portion.map(|track| track.expect("a track")));
        }
        tracks
    }

    /// The largest difference from the reference, in plasma or at the sensor, mg/dL.
    pub fn error(&self, tracks: &[Track]) -> f64 {
        let mut worst = 0.0_f64;
        for track in tracks {
            for row in &self.references[track.patient % self.references.len()] {
                let found = &track.samples[(row.minute / 5.0) as usize * 2..][..2];
                let error = (found[0] - row.plasma)
                    .abs()
                    .max((found[1] - row.sensor).abs());
                worst = worst.max(error);
            }
        }
        worst
    }
}
