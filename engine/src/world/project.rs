//! Patients through all courses: their common past once, then each course from where they part.

use super::patient::Clock;
use super::schedule::Workers;
use super::{
    Engine, EngineError, Gone, Newcomer, Patient, Snapshot, Study, Track, armed, register,
};
use rayon::prelude::*;
use std::sync::Arc;

/// A patient where its courses part, and those to carry it on.
#[derive(Debug)]
pub struct Branch<'a> {
    /// Who.
    pub newcomer: &'a Newcomer,
    /// As it is there; in an engine of the same settings, and of a study that was the same until then.
    pub trunk: &'a Snapshot,
    /// Numbers of courses.
    pub courses: Vec<usize>,
}

impl Engine {
    /// Carries patients through every course: their common past once, then each course from the
    /// fork. Tracks come by patient, then by course.
    pub fn project(&mut self, patients: &[Newcomer]) -> Result<Vec<Track>, EngineError> {
        let courses = self.world.resource::<Study>().courses.len();
        let mut all = Vec::with_capacity(patients.len() * courses);
        for trunk in self.carry_to_forks(patients)? {
            let branches = (1..courses).filter_map(|course| self.fork(trunk, course));
            let branches: Vec<Patient> = branches.collect();
            all.push(trunk);
            all.extend(branches);
        }
        self.carry_to_end(all)
    }

    /// Carries patients to where their courses part, each to its own time, and gives them there.
    pub fn trunks(&mut self, patients: &[Newcomer]) -> Result<Vec<Snapshot>, EngineError> {
        let there = self.carry_to_forks(patients)?;
        let snapshot = |patient: &Patient| self.snapshot(*patient);
        let trunks = there.iter().filter_map(snapshot).collect();
        there.into_iter().for_each(|patient| {
            self.discharge(patient);
        });
        Ok(trunks)
    }

    /// Carries patients on from where their courses part. Tracks come in the order asked for, and are those of
    /// [`Engine::project`].
    pub fn branch(&mut self, branches: &[Branch<'_>]) -> Result<Vec<Track>, EngineError> {
        let mut ways: Vec<(&Snapshot, usize)> = Vec::new();
        for branch in branches {
            let (parts, later) = (&branch.newcomer.parts, &branch.newcomer.later);
            for spec in parts.iter().chain(later) {
                register(&mut self.world, spec, &self.systems)?;
            }
            let trunk = branch.trunk;
            ways.extend(branch.courses.iter().map(|course| (trunk, *course)));
        }
        let on = self.each(&ways, 1, |way| self.onto(way[0].0.clone(), way[0].1));
        let all = on.into_iter().map(|on| self.restore(on)).collect();
        self.carry_to_end(all)
    }

    /// Puts a copy of a patient on another course. Up to now both courses must be the same: their
    /// events and triggers so far have happened.
    pub fn fork(&mut self, patient: Patient, course: usize) -> Option<Patient> {
        let on = self.onto(self.snapshot(patient)?, course);
        Some(self.restore(on))
    }

    /// A patient on another course than it was.
    fn onto(&self, mut snapshot: Snapshot, course: usize) -> Snapshot {
        let study = self.world.resource::<Study>();
        let ours = study.course(snapshot.own.as_ref(), snapshot.identity.course);
        let theirs = study.course(snapshot.own.as_ref(), course);
        snapshot.agenda.events = theirs.events.clone();
        let mut triggers = armed(theirs, snapshot.clock.t);
        // Triggers that both have go on as they stand; the planner puts those first.
        for (state, (old, same)) in triggers.0.iter_mut().zip(
            snapshot
                .triggers
                .0
                .iter()
                .zip(ours.triggers.iter().zip(theirs.triggers.iter())),
        ) {
            if Arc::ptr_eq(&same.0.holds, &same.1.holds) {
                *state = *old;
            }
        }
        snapshot.triggers = triggers;
        snapshot.identity.course = course;
        snapshot
    }

    /// Lets patients in and carries each to where its own courses part, so that nobody's numbers hang on who else
    /// is there.
    fn carry_to_forks(&mut self, patients: &[Newcomer]) -> Result<Vec<Patient>, EngineError> {
        let fork = self.world.resource::<Study>().fork;
        let mut trunks = Vec::with_capacity(patients.len());
        for newcomer in patients {
            let trunk = self.admit(newcomer, 0)?;
            if let Some(mut clock) = self.world.get_mut::<Clock>(trunk) {
                clock.goal = newcomer.own.as_ref().map_or(fork, |own| own.fork);
            }
            trunks.push(trunk);
        }
        self.go()?;
        Ok(trunks)
    }

    fn carry_to_end(&mut self, all: Vec<Patient>) -> Result<Vec<Track>, EngineError> {
        self.run_to(self.world.resource::<Study>().horizon)?;
        let gone: Vec<Gone> = all
            .into_iter()
            .filter_map(|patient| self.let_go(patient))
            .collect();
        let tracks = match &self.world.resource::<Workers>().0 {
            Some(pool) => pool.install(|| gone.into_par_iter().map(Gone::track).collect()),
            None => gone.into_iter().map(Gone::track).collect(),
        };
        Ok(tracks)
    }
}
