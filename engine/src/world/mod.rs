//! The world: patients as entities, their parts as components, and the round in which all of them
//! are carried on.

mod bodies;
mod carry;
mod orders;
mod parts;
mod patient;
mod present;
mod project;
mod schedule;
mod study;

pub use crate::agenda::Agenda;
pub use bevy_ecs::entity::Entity as Patient;
pub use orders::Orders;
pub use parts::PartState;
pub use patient::{Clock, Identity, Record, Standing, TriggerState, Triggers};
pub use present::Present;
pub use project::Branch;
pub use study::{Course, OwnCourses, Settings, Study, Trigger};

use crate::body::BodyError;
use crate::event::{Event, PartSpec};
use crate::learned::{Learned, Learner, Learning};
use crate::patient::{Counts, Status};
use crate::time::Nanoseconds;
use bevy_ecs::prelude::*;
use bodies::Bodies;
use parts::{Instance, Instances};
use patient::{Pending, Wardrobe};
use physiology::System;
use rayon::prelude::*;
use schedule::{Trouble, Work, Workers};
use std::fmt;
use std::sync::Arc;

/// Why the engine cannot start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineError {
    /// Parts that do not make a body.
    Body(BodyError),
    /// A system that nobody has.
    NoSuchSystem(String),
    /// An instance name that stands for two systems.
    TwoSystems(String),
    /// Threads could not be started.
    Threads(String),
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(error) => error.fmt(f),
            Self::NoSuchSystem(name) => write!(f, "there is no system `{name}`"),
            Self::TwoSystems(name) => write!(f, "`{name}` would be two different systems"),
            Self::Threads(why) => write!(f, "threads could not be started: {why}"),
        }
    }
}
impl std::error::Error for EngineError {}

/// A patient who comes in.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// Number; tracks and recordings carry it.
    pub patient: usize,
    /// Parts that it has from the start.
    pub parts: Vec<PartSpec>,
    /// Parts that events may attach later.
    pub later: Vec<PartSpec>,
    /// Courses of its own; without them the study's.
    pub own: Option<OwnCourses>,
}

/// What was seen of one patient on one course.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// Number of the patient.
    pub patient: usize,
    /// Number of the course.
    pub course: usize,
    /// Samples, row after row of the recorded signals; a failed patient has fewer rows.
    pub samples: Arc<[f64]>,
    /// How it ended.
    pub status: Status,
    /// What it cost.
    pub counts: Counts,
    /// Triggers that fired, and when.
    pub fired: Vec<(usize, Nanoseconds)>,
}

/// Everything that a patient is at one instant: put back, it goes on as if nothing had been.
#[derive(Debug, Clone)]
pub struct Snapshot {
    identity: Identity,
    clock: Clock,
    standing: Standing,
    agenda: Agenda,
    triggers: Triggers,
    record: Record,
    pending: Pending,
    orders: Orders,
    wardrobe: Wardrobe,
    own: Option<OwnCourses>,
    learner: Option<Learner>,
    parts: Vec<(parts::Key, PartState)>,
}

/// What is left of a patient who has gone.
struct Gone {
    identity: Identity,
    standing: Standing,
    record: Record,
}

impl Gone {
    /// As whoever asked sees it; samples are copied here, which of many takes a while.
    fn track(self) -> Track {
        Track {
            patient: self.identity.patient,
            course: self.identity.course,
            samples: self.record.samples.into(),
            status: self.standing.status,
            counts: self.standing.counts,
            fired: self.record.fired,
        }
    }
}

/// The world and its round.
pub struct Engine {
    world: World,
    systems: Vec<Arc<dyn System>>,
    round: Schedule,
}

impl Engine {
    /// An empty world for this study; `systems` are those that parts may be of.
    pub fn new(
        settings: Settings,
        study: Study,
        systems: Vec<Arc<dyn System>>,
    ) -> Result<Self, EngineError> {
        // One thread is the caller's own: whoever has many engines has threads already.
        let workers = match settings.threads {
            1 => None,
            threads => Some(
                rayon::ThreadPoolBuilder::new()
                    .num_threads(threads)
                    .build()
                    .map_err(|error| EngineError::Threads(error.to_string()))?,
            ),
        };
        let mut world = World::new();
        world.insert_resource(Workers(workers));
        world.insert_resource(settings);
        world.init_resource::<Instances>();
        world.init_resource::<Bodies>();
        world.init_resource::<Work>();
        world.init_resource::<Trouble>();
        world.init_resource::<Learned>();
        world.insert_resource(study);
        Ok(Self {
            world,
            systems,
            round: schedule::schedule(),
        })
    }

    /// Has parts of this name sampled at their visits, in everyone who is let in from now on.
    pub fn learn(&mut self, learning: Learning) {
        let mut learned = self.world.resource_mut::<Learned>();
        learned
            .0
            .retain(|other| other.instance != learning.instance);
        let place = learned
            .0
            .partition_point(|other| other.instance < learning.instance);
        learned.0.insert(place, learning);
    }

    /// Lets a patient in, at the study's start, on a course.
    pub fn admit(&mut self, newcomer: &Newcomer, course: usize) -> Result<Entity, EngineError> {
        let study = self.world.resource::<Study>();
        let start = study.start;
        let mine = study.course(newcomer.own.as_ref(), course);
        let events = mine.events.clone();
        let triggers = armed(mine, start);
        let entity = self.world.spawn((
            Identity {
                patient: newcomer.patient,
                course,
            },
            Clock {
                t: start,
                step: 0,
                goal: start,
                leg: (start, false),
            },
            Standing {
                status: Status::Well,
                counts: Counts::default(),
            },
            Agenda {
                events,
                next: 0,
                triggered: Vec::new(),
            },
            triggers,
            Record::default(),
            Pending::default(),
            Orders::default(),
            Wardrobe(newcomer.later.clone().into()),
        ));
        let entity = entity.id();
        if let Some(own) = &newcomer.own {
            self.world.entity_mut(entity).insert(own.clone());
        }
        for spec in &newcomer.later {
            register(&mut self.world, spec, &self.systems)?;
        }
        let mut parts = Vec::with_capacity(newcomer.parts.len());
        for spec in &newcomer.parts {
            let instance = register(&mut self.world, spec, &self.systems)?;
            parts.push((instance.component, parts::newborn(&instance, spec)));
        }
        parts::insert(&mut self.world, entity, parts);
        for spec in &newcomer.parts {
            parts::begin(&mut self.world, entity, spec);
        }
        Ok(entity)
    }

    /// Carries everyone on to a time, or to where each fails.
    pub fn run_to(&mut self, goal: Nanoseconds) -> Result<(), EngineError> {
        let mut clocks = self.world.query::<&mut Clock>();
        for mut clock in clocks.iter_mut(&mut self.world) {
            clock.goal = goal;
        }
        self.go()
    }

    /// Carries everyone to their own goals.
    fn go(&mut self) -> Result<(), EngineError> {
        // The world remembers every component that went, until it is told to forget.
        self.world.clear_trackers();
        let mut going = self.world.query::<(&Clock, &Standing, &Pending)>();
        // A trigger that fires at the goal itself is still dealt with.
        while going.iter(&self.world).any(|(clock, standing, pending)| {
            !pending.0.is_empty() || clock.t < clock.goal && standing.status == Status::Well
        }) {
            self.round.run(&mut self.world);
            if let Some(error) = self.world.resource_mut::<Trouble>().0.take() {
                return Err(EngineError::Body(error));
            }
        }
        Ok(())
    }

    /// Everything that a patient is now; `None` where it is not in this world.
    pub fn snapshot(&self, patient: Entity) -> Option<Snapshot> {
        let entity = self.world.get_entity(patient).ok()?;
        let instances = self.world.resource::<Instances>();
        let parts = instances.iter().filter_map(|(key, instance)| {
            let part = parts::get(entity, instance.component)?;
            Some((key.clone(), part.clone()))
        });
        Some(Snapshot {
            identity: *entity.get()?,
            clock: *entity.get()?,
            standing: *entity.get()?,
            agenda: entity.get::<Agenda>()?.clone(),
            triggers: entity.get::<Triggers>()?.clone(),
            record: entity.get::<Record>()?.clone(),
            pending: entity.get::<Pending>()?.clone(),
            orders: entity.get::<Orders>()?.clone(),
            wardrobe: entity.get::<Wardrobe>()?.clone(),
            own: entity.get::<OwnCourses>().cloned(),
            learner: entity.get::<Learner>().cloned(),
            parts: parts.collect(),
        })
    }

    /// Puts a patient back as it was, beside whoever is there.
    pub fn restore(&mut self, snapshot: Snapshot) -> Entity {
        let entity = self.world.spawn((
            snapshot.identity,
            snapshot.clock,
            snapshot.standing,
            snapshot.agenda,
            snapshot.triggers,
            snapshot.record,
            snapshot.pending,
            snapshot.orders,
            snapshot.wardrobe,
        ));
        let entity = entity.id();
        if let Some(own) = snapshot.own {
            self.world.entity_mut(entity).insert(own);
        }
        if let Some(learner) = snapshot.learner {
            self.world.entity_mut(entity).insert(learner);
        }
        let instances = self.world.resource::<Instances>();
        let component = |(key, part): (parts::Key, PartState)| {
            instances
                .get(&key)
                .map(|instance| (instance.component, part))
        };
        let parts: Vec<_> = snapshot.parts.into_iter().filter_map(component).collect();
        parts::insert(&mut self.world, entity, parts);
        entity
    }

    /// Has things happen to a patient from now on, beside those of its course.
    pub fn bring(&mut self, patient: Entity, events: impl Iterator<Item = Event>) {
        if let Some(mut agenda) = self.world.get_mut::<Agenda>(patient) {
            agenda.bring(events);
        }
    }

    /// Lays parts out for a patient, that events may attach.
    pub fn lay_out(&mut self, patient: Entity, more: &[PartSpec]) -> Result<(), EngineError> {
        for spec in more {
            register(&mut self.world, spec, &self.systems)?;
        }
        if let Some(mut wardrobe) = self.world.get_mut::<Wardrobe>(patient) {
            wardrobe.0 = wardrobe.0.iter().chain(more).cloned().collect();
        }
        Ok(())
    }

    /// Takes what was seen of a patient since it was last taken, row after row; and how it stands.
    pub fn seen(&mut self, patient: Entity) -> Option<(Vec<f64>, Status)> {
        let mut entity = self.world.get_entity_mut(patient).ok()?;
        let samples = std::mem::take(&mut entity.get_mut::<Record>()?.samples);
        Some((samples, entity.get::<Standing>()?.status))
    }

    /// Takes a patient out of the world, with what was seen of it.
    pub fn discharge(&mut self, patient: Entity) -> Option<Track> {
        self.let_go(patient).map(Gone::track)
    }

    fn let_go(&mut self, patient: Entity) -> Option<Gone> {
        let mut entity = self.world.get_entity_mut(patient).ok()?;
        let record = std::mem::take(&mut *entity.get_mut::<Record>()?);
        let (identity, standing) = (*entity.get::<Identity>()?, *entity.get::<Standing>()?);
        entity.despawn();
        Some(Gone {
            identity,
            standing,
            record,
        })
    }

    /// Does the same with each so many of these, on the engine's threads; in their order.
    pub fn each<I: Sync, T: Send>(
        &self,
        all: &[I],
        many: usize,
        work: impl Fn(&[I]) -> T + Send + Sync,
    ) -> Vec<T> {
        let many = many.max(1);
        match &self.world.resource::<Workers>().0 {
            Some(pool) => pool.install(|| all.par_chunks(many).map(work).collect()),
            None => all.chunks(many).map(work).collect(),
        }
    }
}

fn armed(course: &Course, start: Nanoseconds) -> Triggers {
    let state = |trigger: &Trigger| TriggerState {
        due: trigger.from.max(start),
        left: trigger.times,
    };
    Triggers(course.triggers.iter().map(state).collect())
}

fn register(
    world: &mut World,
    spec: &PartSpec,
    systems: &[Arc<dyn System>],
) -> Result<Instance, EngineError> {
    // Nearly everyone is made of what others are made of.
    if let Some(known) = world.resource::<Instances>().known(spec) {
        return Ok(known.clone());
    }
    let system = systems
        .iter()
        .find(|system| *system.layout().name == *spec.system)
        .ok_or_else(|| EngineError::NoSuchSystem(spec.system.to_string()))?;
    parts::register(world, spec, system)
        .ok_or_else(|| EngineError::TwoSystems(spec.instance.to_string()))
}
