//! What a run leaves to the next one, of a text that is nearly the same: on the bench a handle moves, and most of
//! what was simulated a moment ago is what would be simulated again.

use crate::file::Scenario;
use crate::plan::Plan;
use crate::run::KEPT;
use engine::event::Event;
use engine::world::{Branch, Engine, EngineError, Newcomer, Snapshot, Study, Track};

/// Twins remembered at most: a snapshot and a course of each arm are kept.
const REMEMBERED: usize = KEPT;

/// What was simulated of a plan's twins: where their courses part, and along each.
///
/// What is taken over has the bits that it would have anew: a course counts only where all its events are the same
/// and courses part at the same time, a twin only where it has the same numbers. Of plans whose courses hang on
/// conditions, on a learned model or on each person of a cohort nothing is taken over.
pub struct Past {
    study: Study,
    /// Expressions of the outcomes.
    outcomes: Vec<String>,
    /// By number.
    twins: Vec<Remembered>,
}

/// One twin.
struct Remembered {
    newcomer: Newcomer,
    trunk: Snapshot,
    /// By arm.
    tracks: Vec<Option<Seen>>,
}

/// What was seen of one twin in one arm.
#[derive(Clone)]
pub(crate) struct Seen {
    pub track: Track,
    /// By outcome, where they were worked out.
    pub outcomes: Option<Vec<f64>>,
}

/// What outcomes are on a track.
pub(crate) type Evaluate<'a> = &'a (dyn Fn(&Track) -> Vec<f64> + Sync);

impl Seen {
    /// Tracks, and what outcomes are on each.
    pub fn all(engine: &Engine, tracks: Vec<Track>, evaluate: Evaluate<'_>) -> Vec<Self> {
        let found = engine.each(&tracks, 1, |track| Some(evaluate(&track[0])));
        let pairs = tracks.into_iter().zip(found);
        pairs
            .map(|(track, outcomes)| Self { track, outcomes })
            .collect()
    }
}

impl Past {
    /// That of a plan of which nobody was simulated; `None` where nothing could be taken over from it.
    pub(crate) fn empty(scenario: &Scenario, plan: &Plan) -> Option<Self> {
        let waits = |study: &Study| {
            study
                .courses
                .iter()
                .any(|course| !course.triggers.is_empty())
        };
        let hangs_on_more = plan.cast.is_some()
            || plan.learned.is_some()
            || !plan.networks.is_empty()
            || waits(&plan.study);
        (!hangs_on_more).then(|| Self {
            study: plan.study.clone(),
            outcomes: (scenario.outcomes.iter())
                .map(|outcome| outcome.of.value.text().to_owned())
                .collect(),
            twins: Vec::new(),
        })
    }

    /// What still holds of a past; in an engine with the same settings.
    pub(crate) fn take_over(&mut self, past: Self) {
        let (new, old) = (&self.study, &past.study);
        let asked = |study: &Study| {
            let grid = (study.grid.start, study.grid.every);
            (study.start, study.horizon, study.fork, grid, study.recorded)
        };
        fn common(study: &Study) -> impl Iterator<Item = &Event> {
            let first = study.courses.first();
            let events = first.into_iter().flat_map(|course| course.events.iter());
            events.take_while(|event| event.at < study.fork)
        }
        if asked(new) != asked(old) || new.sampled != old.sampled || !common(new).eq(common(old)) {
            return;
        }
        let same: Vec<Option<usize>> = new
            .courses
            .iter()
            .map(|new| old.courses.iter().position(|old| old.events == new.events))
            .collect();
        let asks_the_same = self.outcomes == past.outcomes;
        let of = |mut twin: Remembered| {
            let track = |(course, old): (usize, &Option<usize>)| {
                // Two arms may have become the same.
                let mut seen = twin.tracks.get((*old)?)?.clone()?;
                seen.track.course = course;
                seen.outcomes = seen.outcomes.filter(|_| asks_the_same);
                Some(seen)
            };
            twin.tracks = same.iter().enumerate().map(track).collect();
            twin
        };
        self.twins = past.twins.into_iter().map(of).collect();
    }

    /// Twins through all arms, the first of whom has this number; only what is not known yet is simulated. Tracks
    /// come by twin, then by arm.
    pub(crate) fn project(
        &mut self,
        engine: &mut Engine,
        first: usize,
        twins: &[Newcomer],
        evaluate: Evaluate<'_>,
    ) -> Result<Vec<Seen>, EngineError> {
        let places = first..first + twins.len();
        if places.end > REMEMBERED {
            let tracks = engine.project(twins)?;
            return Ok(Seen::all(engine, tracks, evaluate));
        }
        let known = |place: usize, twin: &Newcomer| {
            let old = self.twins.get(place).map(|old| &old.newcomer);
            old.is_some_and(|old| old.parts == twin.parts && old.later == twin.later)
        };
        let new: Vec<(usize, Newcomer)> = places
            .clone()
            .zip(twins)
            .filter(|(place, twin)| !known(*place, twin))
            .map(|(place, twin)| (place, twin.clone()))
            .collect();
        let (new_places, new): (Vec<usize>, Vec<Newcomer>) = new.into_iter().unzip();
        let trunks = engine.trunks(&new)?;
        let arms = self.study.courses.len();
        for ((place, newcomer), trunk) in new_places.into_iter().zip(new).zip(trunks) {
            let tracks = vec![None; arms];
            let twin = Remembered {
                newcomer,
                trunk,
                tracks,
            };
            match self.twins.get_mut(place) {
                Some(old) => *old = twin,
                None => self.twins.push(twin),
            }
        }
        let here = &mut self.twins[places];
        let branches: Vec<Branch<'_>> = here.iter().map(Remembered::missing).collect();
        let tracks = engine.branch(&branches)?;
        let places: Vec<(usize, usize)> = branches
            .iter()
            .enumerate()
            .flat_map(|(twin, branch)| branch.courses.iter().map(move |course| (twin, *course)))
            .collect();
        let seen = Seen::all(engine, tracks, evaluate);
        for ((twin, course), seen) in places.into_iter().zip(seen) {
            here[twin].tracks[course] = Some(seen);
        }
        let known = here
            .iter_mut()
            .flat_map(|twin| twin.tracks.iter_mut().flatten());
        Ok(known
            .map(|seen| {
                // Of a course that is known something else may be asked.
                let track = &seen.track;
                seen.outcomes.get_or_insert_with(|| evaluate(track));
                seen.clone()
            })
            .collect())
    }
}

impl Remembered {
    /// What is to be simulated of it.
    fn missing(&self) -> Branch<'_> {
        let missing = |(course, track): (usize, &Option<Seen>)| track.is_none().then_some(course);
        Branch {
            newcomer: &self.newcomer,
            trunk: &self.trunk,
            courses: self.tracks.iter().enumerate().filter_map(missing).collect(),
        }
    }
}
