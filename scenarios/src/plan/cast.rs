//! The people of a cohort, each with parts and doses of their own.

use super::body;
use super::lower::Lowering;
use super::resting::Resting;
use super::twins::{LayerOfSpread, rested};
use super::{Plan, PlanProblem, Subject, fork, orders, preset, rests_as_preset};
use crate::cohort::{Admission, Crowd, DIMENSIONS, Draws, Fact, Somebody};
use crate::file::{Cohort, Scenario};
use crate::medicine::{Medicine, Shelf};
use engine::event::{Action, Event};
use engine::order::Ordered;
use engine::world::{Course, Newcomer, OwnCourses};
use physiology::Real;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Who goes through the arms of a plan, where these are many different people.
#[derive(Debug, Clone)]
pub struct Cast {
    cohort: Cohort,
    facts: Vec<Fact>,
    scenario: Arc<Scenario>,
    shelf: Shelf,
    drugs: Vec<Arc<Medicine>>,
    first: Somebody,
    /// How bodies come to rest, where the scenario is about them.
    resting: Option<Resting>,
}

/// Why nothing can be simulated for somebody.
pub type Unwell = String;

impl Cast {
    /// The people of a scenario; `None` where it is about one patient.
    pub(super) fn of(
        scenario: &Scenario,
        shelf: &Shelf,
        drugs: &[Arc<Medicine>],
        seed: u64,
    ) -> Result<Option<Self>, Vec<PlanProblem>> {
        let Some(cohort) = scenario.patient.cohort() else {
            return Ok(None);
        };
        let crowd = cohort.crowd(seed, None);
        let mut found = crowd.admit(&mut Admission::default(), 256).map_err(|why| {
            let place = cohort.eligible.as_ref().map_or(cohort.span, |at| at.span);
            vec![PlanProblem {
                span: place,
                message: "hardly anybody is eligible".to_owned(),
                found: why,
                expected: "a condition that 1 in 1000 people meet, or more".to_owned(),
            }]
        })?;
        if found.is_empty() {
            return Err(Vec::new());
        }
        // The first of whom all is known stands for the others where one is shown.
        let missing = |who: &Somebody| who.cells.contains(&crate::cohort::Cell::Missing);
        let facts = cohort.facts();
        let fits = |who: &Somebody| {
            let known = who.facts(&facts);
            drugs.iter().all(|drug| drug.parts(&known).is_ok())
        };
        let whole = found
            .iter()
            .position(|who| !missing(who) && fits(who))
            .or_else(|| found.iter().position(fits))
            .unwrap_or(0);
        Ok(Some(Self {
            cohort: cohort.clone(),
            facts,
            scenario: Arc::new(scenario.clone()),
            shelf: shelf.clone(),
            drugs: drugs.to_vec(),
            first: found.swap_remove(whole),
            resting: None,
        }))
    }

    /// The person who stands for the others where one is shown.
    pub(super) fn first(&self) -> Subject {
        let name = match &self.cohort.people {
            crate::file::People::Table(table) => format!("the people of {}", table.path),
            crate::file::People::Learned(people) => format!("people drawn from {}", people.path),
            crate::file::People::Drawn(..) => "the people of the cohort".to_owned(),
        };
        Subject::of_facts(&name, self.first.facts(&self.facts))
    }

    /// Everybody has a body where the first of them was given one.
    pub(super) fn rests_like(&mut self, first: &Subject) {
        self.resting.clone_from(&first.resting);
    }

    /// Where more differs between people than low-discrepancy points have coordinates.
    pub(super) fn too_wide(&self, layers: usize) -> Option<PlanProblem> {
        let all = self.facts.len() + layers;
        let even = self.cohort.draws == Draws::LowDiscrepancy;
        (even && all > DIMENSIONS).then(|| PlanProblem {
            span: self.cohort.span,
            message: "too much differs for low-discrepancy subjects".to_owned(),
            found: format!("{all} facts and parameters"),
            expected: format!("at most {DIMENSIONS}, or subjects = \"random\""),
        })
    }

    /// What is known of everybody.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The cohort as the file has it.
    pub fn cohort(&self) -> &Cohort {
        &self.cohort
    }

    /// The people, ready to be met.
    pub fn crowd(&self, seed: u64, size: Option<u64>) -> Crowd {
        self.cohort.crowd(seed, size)
    }

    /// Somebody with the parts that the medicines make of their facts.
    pub fn subject(&self, who: &Somebody) -> Result<Subject, Unwell> {
        let mut subject = Subject::of_facts("", who.facts(&self.facts));
        if let Some(resting) = &self.resting {
            body::own(&self.scenario, &mut subject, resting)?;
        }
        for drug in &self.drugs {
            let parts = drug.parts(&subject.facts);
            let (kinetics, effects) = parts.map_err(|unfit| format!("{} {unfit}", drug.name))?;
            subject.parts.extend(effects);
            subject.later.extend(kinetics);
        }
        preset(&self.scenario, &mut subject);
        if !rests_as_preset(&self.scenario, &mut subject) {
            return Err("no state of rest".to_owned());
        }
        Ok(subject)
    }

    /// The arms as this person goes through them.
    pub fn courses(&self, plan: &Plan, subject: &Subject) -> Result<OwnCourses, Unwell> {
        let (courses, _, problems) = Lowering::of(
            &self.scenario,
            subject,
            &self.shelf,
            plan.seed,
            &orders::changing(&self.scenario),
        );
        if let Some(problem) = problems.into_iter().next() {
            return Err(problem.message);
        }
        let study = &plan.study;
        let mut bound: Vec<Course> = Vec::with_capacity(courses.len());
        for course in courses {
            bound.push(course.bound(&study.sampled, study.start, study.horizon, bound.first()));
        }
        let courses = bound;
        let all = courses.iter().flat_map(|course| {
            let brought = course.triggers.iter().flat_map(|t| t.brings.iter());
            course.events.iter().chain(brought)
        });
        if !all.into_iter().all(is_sound) {
            return Err(match subject.person.weight_kg.is_nan() {
                true => "a dose by weight needs `weight` of the person".to_owned(),
                false => "a dose that is no number".to_owned(),
            });
        }
        Ok(OwnCourses {
            fork: fork(&courses, study.start, study.horizon),
            courses: courses.into(),
        })
    }

    /// Somebody as the engine takes them in: with their own draws, the same in every arm. The number
    /// in the engine is the person's key, so that whatever else is drawn for them there is theirs.
    pub fn newcomer(
        &self,
        subject: &Subject,
        spread: &[LayerOfSpread],
        crowd: &Crowd,
        who: &Somebody,
    ) -> Newcomer {
        let lot = crowd.lot(who);
        let facts = self.facts.len();
        rested(subject, spread, who.key as usize, |at, attempt| {
            let layer = &spread[at];
            let (place, lot) = (facts + at, lot.again(attempt));
            let (part, parameter) = (&layer.part, &layer.parameter);
            let Some((least, most)) = layer.within else {
                return lot.normal(place, part, parameter);
            };
            // What lies outside of its limits is never drawn.
            let score = |factor: f64| Real::ln(factor) / layer.sd_log;
            lot.normal_between((score(least), score(most)), place, part, parameter)
        })
    }

    /// Counts in whom a medicine's numbers do not hold, by medicine and range.
    pub fn outside(&self, subject: &Subject, counts: &mut BTreeMap<String, u64>) {
        for drug in &self.drugs {
            for outside in drug.outside(&subject.facts) {
                if outside.found.is_some() {
                    let (name, fact) = (&drug.name, outside.covariate.name);
                    let of = format!("{name}: {fact} outside {}", outside.range);
                    *counts.entry(of).or_default() += 1;
                }
            }
        }
    }
}

fn is_sound(event: &Event) -> bool {
    match &event.action {
        Action::Add { amount, .. } | Action::Jump { amount, .. } => amount.is_finite(),
        Action::Open { rate, .. } => rate.is_finite(),
        Action::Ordered(ordered) => match &**ordered {
            Ordered::Begin { order, .. } => order.level.is_finite(),
            _ => true,
        },
        _ => true,
    }
}
