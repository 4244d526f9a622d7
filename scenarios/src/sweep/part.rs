//! A part of the people, carried through every cell and arm.

use super::cell::{Cell, Sweep};
use crate::cohort::{Crowd, Somebody};
use crate::plan::{Subject, twin};
use crate::run::{Trajectory, times};
use engine::patient::Status;
use engine::world::{Engine, EngineError, Newcomer, Settings};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// One of the people.
#[derive(Debug, Clone, PartialEq)]
pub enum Member {
    /// A twin of one patient, by number.
    Twin(u64),
    /// A person of a cohort.
    Person(Somebody),
}

/// Some of the people in every cell that they go through.
pub struct Part {
    /// The people, in their order.
    pub members: Vec<Member>,
    /// The cells, by number.
    pub cells: Vec<usize>,
    /// By cell, arm, outcome and member; NaN where a member has no value, or failed in any arm of
    /// the cell.
    pub values: Vec<f64>,
    /// By cell, arm and member: 0 for well, else a place in the reasons, counted from 1.
    pub statuses: Vec<u32>,
    /// Why members failed.
    pub reasons: Vec<String>,
    /// Arms and outcomes.
    pub shape: (usize, usize),
}

/// In how many people each medicine's numbers do not hold.
pub type Outside = BTreeMap<String, u64>;

/// What is said of an arm that went well where another failed.
pub const DROPPED: &str = "failed in another arm";

impl Member {
    /// Number, from 1 for people and from 0 for twins.
    pub fn number(&self) -> u64 {
        match self {
            Self::Twin(number) => *number,
            Self::Person(who) => who.number,
        }
    }

    /// The person; `None` for a twin.
    pub fn person(&self) -> Option<&Somebody> {
        match self {
            Self::Twin(_) => None,
            Self::Person(who) => Some(who),
        }
    }
}

impl Part {
    /// A value: by the places of its cell, arm, outcome and member.
    pub fn value(&self, cell: usize, arm: usize, outcome: usize, member: usize) -> f64 {
        let (arms, outcomes) = self.shape;
        self.values[((cell * arms + arm) * outcomes + outcome) * self.members.len() + member]
    }

    /// How it went: 0 for well.
    pub fn status(&self, cell: usize, arm: usize, member: usize) -> u32 {
        self.statuses[(cell * self.shape.0 + arm) * self.members.len() + member]
    }
}

/// Engines at hand, by cell: making one costs more than a few people.
pub struct Engines(Vec<Mutex<Vec<Engine>>>);

impl Engines {
    /// None yet.
    pub fn new(sweep: &Sweep) -> Self {
        Self(sweep.cells.iter().map(|_| Mutex::default()).collect())
    }

    fn take(&self, number: usize, cell: &Cell, settings: &Settings) -> Result<Engine, EngineError> {
        let known = self.0[number].lock().ok().and_then(|mut all| all.pop());
        match known {
            Some(engine) => Ok(engine),
            None => {
                let settings = Settings {
                    threads: 1,
                    ..settings.clone()
                };
                cell.plan.engine(&settings)
            }
        }
    }

    fn give_back(&self, number: usize, engine: Engine) {
        if let Ok(mut all) = self.0[number].lock() {
            all.push(engine);
        }
    }
}

/// What some members came to, by member, cell, arm and outcome.
struct Came {
    values: Vec<f64>,
    /// By member, cell and arm; empty for well.
    statuses: Vec<Option<String>>,
    outside: Outside,
}

/// Carries members through the cells, `chunk` of them at a time in one task. The bits depend on
/// neither that nor the threads.
#[allow(clippy::too_many_arguments)] // whom, through what, and with what
pub fn simulate(
    sweep: &Sweep,
    cells: &[usize],
    members: Vec<Member>,
    crowd: Option<&Crowd>,
    settings: &Settings,
    engines: &Engines,
    chunk: usize,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<(Part, Outside), EngineError> {
    let arms = sweep.arms().len();
    let outcomes = sweep.cells[cells[0]].scenario.outcomes.len();
    let came: Vec<Came> = members
        .par_chunks(chunk.max(1))
        .map(|some| {
            let came = carry(sweep, cells, some, crowd, settings, engines)?;
            progress((some.len() * cells.len() * arms) as u64);
            Ok(came)
        })
        .collect::<Result<_, EngineError>>()?;
    let count = members.len();
    let mut part = Part {
        members,
        cells: cells.to_vec(),
        values: vec![f64::NAN; cells.len() * arms * outcomes * count],
        statuses: vec![0; cells.len() * arms * count],
        reasons: Vec::new(),
        shape: (arms, outcomes),
    };
    let mut outside = Outside::new();
    let mut member = 0;
    for came in came {
        for (of, people) in came.outside {
            *outside.entry(of).or_default() += people;
        }
        let each = cells.len() * arms;
        for (values, statuses) in came
            .values
            .chunks(each * outcomes.max(1))
            .zip(came.statuses.chunks(each))
        {
            for (place, status) in statuses.iter().enumerate() {
                if outcomes > 0 {
                    let own = &values[place * outcomes..(place + 1) * outcomes];
                    for (outcome, value) in own.iter().enumerate() {
                        part.values[(place * outcomes + outcome) * count + member] = *value;
                    }
                }
                if let Some(reason) = status {
                    let known = part.reasons.iter().position(|known| known == reason);
                    let known = known.unwrap_or_else(|| {
                        part.reasons.push(reason.clone());
                        part.reasons.len() - 1
                    });
                    part.statuses[place * count + member] = known as u32 + 1;
                }
            }
            member += 1;
        }
    }
    Ok((part, outside))
}

fn carry(
    sweep: &Sweep,
    cells: &[usize],
    members: &[Member],
    crowd: Option<&Crowd>,
    settings: &Settings,
    engines: &Engines,
) -> Result<Came, EngineError> {
    let arms = sweep.arms().len();
    let outcomes = sweep.cells[cells[0]].scenario.outcomes.len();
    let each = cells.len() * arms;
    let mut came = Came {
        values: vec![f64::NAN; members.len() * each * outcomes],
        statuses: vec![None; members.len() * each],
        outside: Outside::new(),
    };
    // What the facts of each member make of the medicines, kept while cells share it.
    let mut subjects: Vec<Result<Subject, String>> = Vec::new();
    let mut bodies: Vec<Newcomer> = Vec::new();
    let mut made_for = None;
    for (place, number) in cells.iter().enumerate() {
        let cell = &sweep.cells[*number];
        let plan = &cell.plan;
        let mut newcomers: Vec<Newcomer> = Vec::with_capacity(members.len());
        // Which of the members each of them is.
        let mut places: Vec<usize> = Vec::with_capacity(members.len());
        match (&plan.cast, crowd) {
            (Some(cast), Some(crowd)) => {
                if made_for != Some(cell.parts_of) {
                    made_for = Some(cell.parts_of);
                    subjects.clear();
                    bodies.clear();
                    for who in members {
                        let Some(who) = who.person() else { continue };
                        let subject = cast.subject(who);
                        if let Ok(subject) = &subject {
                            if place == 0 {
                                cast.outside(subject, &mut came.outside);
                            }
                            bodies.push(cast.newcomer(subject, &plan.spread, crowd, who));
                        }
                        subjects.push(subject);
                    }
                }
                let mut bodies = bodies.iter();
                for (index, subject) in subjects.iter().enumerate() {
                    let own = match subject {
                        Ok(subject) => {
                            let body = bodies.next();
                            cast.courses(plan, subject).map(|own| (body, own))
                        }
                        Err(reason) => Err(reason.clone()),
                    };
                    match own {
                        Ok((Some(body), own)) => {
                            places.push(index);
                            newcomers.push(Newcomer {
                                own: Some(own),
                                ..body.clone()
                            });
                        }
                        Ok((None, _)) => {}
                        Err(reason) => {
                            let at = (index * cells.len() + place) * arms;
                            came.statuses[at..at + arms].fill(Some(reason));
                        }
                    }
                }
            }
            _ => {
                for (index, member) in members.iter().enumerate() {
                    let number = member.number() as usize;
                    places.push(index);
                    let (subject, spread) = (&plan.subject, &plan.spread);
                    newcomers.push(twin(subject, spread, plan.seed, number, plan.twins));
                }
            }
        }
        let mut engine = engines.take(*number, cell, settings)?;
        let times = times(plan);
        let tracks = engine.project(&newcomers)?;
        engines.give_back(*number, engine);
        for (tracks, index) in tracks.chunks(arms).zip(&places) {
            let well = tracks.iter().all(|track| track.status == Status::Well);
            for track in tracks {
                let at = (index * cells.len() + place) * arms + track.course;
                came.statuses[at] = match track.status {
                    Status::Failed { reason, .. } => Some(reason.to_string()),
                    Status::Well if !well => Some(DROPPED.to_owned()),
                    Status::Well => None,
                };
                if !well {
                    continue;
                }
                let trajectory = Trajectory::new(plan, &times, &track.samples);
                for (outcome, asked) in cell.scenario.outcomes.iter().enumerate() {
                    came.values[at * outcomes + outcome] = asked.of.value.evaluate(&trajectory);
                }
            }
        }
    }
    Ok(came)
}
