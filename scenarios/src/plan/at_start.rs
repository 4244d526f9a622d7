//! Who is eligible by what their body is before anything is done to them.

use super::{Cast, Plan};
use crate::cohort::{Admission, Crowd, Somebody};
use crate::expression::Expression;
use engine::patient::Status;
use engine::time::{Nanoseconds, SECOND};
use engine::world::{Course, Engine, Newcomer, OwnCourses, Settings};
use rayon::prelude::*;
use std::sync::Mutex;

/// No body changes within it.
const MOMENT: Nanoseconds = SECOND / 1000;

/// Asks bodies at time 0, after what happened to them before, whether people may take part.
pub struct AtStart<'a> {
    plan: &'a Plan,
    cast: &'a Cast,
    conditions: Vec<Expression>,
    /// A plan that ends after 0 and records all that is sampled.
    until: Plan,
    settings: Settings,
    engines: Mutex<Vec<Engine>>,
}

impl<'a> AtStart<'a> {
    /// Of a plan with a cohort.
    pub fn of(plan: &'a Plan, cast: &'a Cast, settings: &Settings) -> Self {
        let mut until = plan.clone();
        let study = &mut until.study;
        // A moment longer, because what is at the end of a run is not sampled.
        (study.horizon, study.fork) = (MOMENT, MOMENT);
        study.grid.every = (-study.start).max(SECOND);
        study.recorded = study.sampled.len();
        study.courses.truncate(1);
        let asked = cast.cohort().at_start.iter();
        Self {
            plan,
            cast,
            conditions: asked.map(|asked| asked.value.clone()).collect(),
            until,
            settings: Settings {
                threads: 1,
                ..settings.clone()
            },
            engines: Mutex::default(),
        }
    }

    /// The next people of the cohort, `count` at most; none where all have been met.
    ///
    /// # Errors
    /// Where hardly anybody is eligible.
    pub fn admit(
        &self,
        crowd: &Crowd,
        admission: &mut Admission,
        count: usize,
    ) -> Result<Vec<Somebody>, String> {
        if self.conditions.is_empty() {
            return crowd.admit(admission, count);
        }
        let mut people: Vec<Somebody> = Vec::with_capacity(count);
        while people.len() < count {
            let met = crowd.admit(admission, count - people.len())?;
            if met.is_empty() {
                break;
            }
            let fit: Vec<Result<bool, String>> = met
                .par_iter()
                .map(|who| self.is_eligible(crowd, who))
                .collect();
            for (who, fit) in met.into_iter().zip(fit) {
                match fit {
                    Ok(true) => people.push(who),
                    Ok(false) => admission.turn_away(None),
                    Err(why) => admission.turn_away(Some(format!("the body at 0: {why}"))),
                }
            }
        }
        Ok(people)
    }

    fn is_eligible(&self, crowd: &Crowd, who: &Somebody) -> Result<bool, String> {
        let subject = self.cast.subject(who)?;
        let own = self.cast.courses(self.plan, &subject)?;
        let newcomer = self.cast.newcomer(&subject, &self.plan.spread, crowd, who);
        let row = self.row(&Newcomer {
            own: Some(before(own)),
            ..newcomer
        })?;
        let value = |name: &String| {
            let place = self.plan.study.sampled.iter().position(|own| own == name);
            place.map_or(f64::NAN, |place| row[place])
        };
        Ok(self.conditions.iter().all(|asked| {
            let values: Vec<f64> = asked.quantities().iter().map(value).collect();
            asked.holds(&values)
        }))
    }

    /// What is sampled of somebody at 0.
    fn row(&self, newcomer: &Newcomer) -> Result<Vec<f64>, String> {
        let known = self.engines.lock().ok().and_then(|mut all| all.pop());
        let engine = known.map_or_else(|| self.until.engine(&self.settings), Ok);
        let mut engine = engine.map_err(|error| error.to_string())?;
        let tracks = engine.project(std::slice::from_ref(newcomer));
        let tracks = tracks.map_err(|error| error.to_string())?;
        if let Ok(mut all) = self.engines.lock() {
            all.push(engine);
        }
        let track = tracks.first().ok_or("nobody")?;
        if let Status::Failed { reason, .. } = &track.status {
            return Err(reason.to_string());
        }
        let rows = track.samples.chunks(self.until.study.recorded.max(1));
        rows.last()
            .map(<[f64]>::to_vec)
            .ok_or("no state at 0".to_owned())
    }
}

/// What happens to somebody before 0 in the first arm.
fn before(own: OwnCourses) -> OwnCourses {
    let first = own.courses.iter().take(1).map(|course| {
        let events = course.events.iter().filter(|event| event.at < 0);
        let triggers = course.triggers.iter().filter(|trigger| trigger.from < 0);
        Course {
            events: events.cloned().collect(),
            triggers: triggers.cloned().collect(),
        }
    });
    OwnCourses {
        courses: first.collect(),
        fork: MOMENT,
    }
}
