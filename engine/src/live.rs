//! One patient who is carried on as somebody watches: what happens to it is said while it goes on.

use crate::event::{Action, Event, PartSpec};
use crate::patient::Status;
use crate::solve::job::Grid;
use crate::solve::method::Method;
use crate::time::Nanoseconds;
use crate::world::{Course, Engine, EngineError, Newcomer, Settings, Snapshot, Study};
use bevy_ecs::prelude::Entity;
use physiology::System;
use std::sync::Arc;

/// A patient, alone in a world of its own.
pub struct Live {
    engine: Engine,
    patient: Entity,
    now: Nanoseconds,
    columns: usize,
}

/// A moment to come back to, or to go on from along another way.
#[derive(Debug, Clone)]
pub struct Moment {
    snapshot: Snapshot,
    now: Nanoseconds,
}

/// How a heart that beats is carried on: a relative tolerance of 5e-4 (mean pressure and output within
/// 0.02 % of those at 1e-5) is far below what is seen of a
/// wave, and steps are short because valves are quick.
pub fn settings() -> Settings {
    Settings {
        method: Method::Tsit5,
        rtol: BEATING,
        atol: 0.1 * BEATING,
        max_steps: u64::MAX,
        threads: 1,
        // No state of a beating body is worth propagating exactly: its steps are short anyway.
        exactly: false,
        ..Settings::default()
    }
}

/// Relative tolerance of beats.
const BEATING: f64 = 5e-4;

impl Live {
    /// Lets a patient in at time 0, with these parts; the named signals are seen every so often, those
    /// that its body does not publish as 0. A name may be of a part that comes later.
    pub fn admit(
        parts: &[PartSpec],
        systems: Vec<Arc<dyn System>>,
        names: &[&str],
        every: Nanoseconds,
        settings: Settings,
    ) -> Result<Self, EngineError> {
        let study = Study {
            start: 0,
            horizon: Nanoseconds::MAX,
            fork: 0,
            courses: vec![Course {
                events: [].into(),
                triggers: [].into(),
            }],
            recorded: names.len(),
            sampled: names.iter().map(|name| (*name).to_owned()).collect(),
            grid: Grid { start: 0, every },
        };
        let mut engine = Engine::new(settings, study, systems)?;
        let newcomer = Newcomer {
            patient: 0,
            parts: parts.to_vec(),
            later: Vec::new(),
            own: None,
        };
        let patient = engine.admit(&newcomer, 0)?;
        Ok(Self {
            engine,
            patient,
            now: 0,
            columns: names.len(),
        })
    }

    /// The patient's time.
    pub fn now(&self) -> Nanoseconds {
        self.now
    }

    /// Carries the patient on to a time. Rows of what was seen on the way, each as long as the list of
    /// names, and how the patient stands.
    pub fn advance(&mut self, to: Nanoseconds) -> Result<(Vec<Vec<f64>>, Status), EngineError> {
        self.engine.run_to(to)?;
        self.now = self.now.max(to);
        let seen = self.engine.seen(self.patient);
        let (samples, status) = seen.unwrap_or((Vec::new(), Status::Well));
        let rows = samples.chunks_exact(self.columns.max(1));
        Ok((rows.map(<[f64]>::to_vec).collect(), status))
    }

    /// Has something happen now: a parameter set, a dose, an infusion, a part attached.
    pub fn act(&mut self, action: Action) {
        let event = Event {
            at: self.now,
            action,
        };
        self.engine.bring(self.patient, std::iter::once(event));
    }

    /// Lays out parts (a drug, a device) that `act` may then attach.
    pub fn lay_out(&mut self, parts: &[PartSpec]) -> Result<(), EngineError> {
        self.engine.lay_out(self.patient, parts)
    }

    /// This moment, to come back to.
    pub fn mark(&self) -> Option<Moment> {
        let snapshot = self.engine.snapshot(self.patient)?;
        Some(Moment {
            snapshot,
            now: self.now,
        })
    }

    /// Goes back to a moment, as if nothing had been since.
    pub fn back(&mut self, moment: &Moment) {
        self.engine.discharge(self.patient);
        self.patient = self.engine.restore(moment.snapshot.clone());
        self.now = moment.now;
    }
}
