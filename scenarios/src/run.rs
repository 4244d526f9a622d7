//! Running a plan: twins in chunks, through every arm, with outcomes reduced on the way.

use crate::cohort::{Admission, Crowd, Screened, Somebody};
use crate::expression::{Kind, Samples};
use crate::file::Scenario;
use crate::outcome::{Row, Values, compare};
use crate::past::{Past, Seen};
use crate::plan::{AtStart, Awaited, Cast, Plan, twin};
use engine::patient::{Counts, Status};
use engine::recording::{Block, Column, RecordingError};
use engine::time::minutes;
use engine::world::{Engine, EngineError, Newcomer, Settings, Track};
use physiology::vocabulary::quantity;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Twins carried at once; it bounds memory and shows in nothing else.
const CHUNK: usize = 256;

/// Twins whose trajectories are kept for the picture; bands of more look the same.
pub(crate) const KEPT: usize = 2000;

/// What came of a scenario.
#[derive(Clone)]
pub struct Projection {
    /// Recorded quantities, in the order of the samples.
    pub columns: Vec<Column>,
    /// Times of the samples, minutes.
    pub times: Vec<f64>,
    /// Outcomes, summed up and compared.
    pub rows: Vec<Row>,
    /// Trajectories of the first twins: by arm, then by twin, rows of samples; empty for a twin
    /// that failed in any arm.
    pub kept: Vec<Vec<Arc<[f64]>>>,
    /// Twins that came to their end in every arm.
    pub well: usize,
    /// Of a cohort: who was looked at, and why some are not in it.
    pub screened: Option<Screened>,
    /// Of a cohort: in how many people a medicine's numbers do not hold, by medicine and range.
    pub outside: BTreeMap<String, u64>,
    /// Failed twins by reason, each with the first time (minutes) at which it happened.
    pub failed: BTreeMap<String, (usize, f64)>,
    /// Steps of all.
    pub counts: Counts,
    /// What became of what waits for conditions: by arm, in the order of its triggers.
    pub fired: Vec<Vec<Fired>>,
}

/// How often, and when, a condition was met.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fired {
    /// Twins to whom it happened at least once.
    pub twins: usize,
    /// How often, in all twins together.
    pub times: usize,
    /// When, minutes, in the first twins.
    pub at: Vec<f64>,
    /// When for the first time, minutes, in each twin to whom it happened.
    pub first: Vec<f64>,
}

/// What became of one step that waited.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Happened {
    /// Twins to whom it happened before the scenario ended.
    pub twins: usize,
    /// How often in each of them.
    pub each: f64,
    /// When, minutes, in the first twins.
    pub at: Vec<f64>,
}

impl Fired {
    /// How often and when a step happened that follows the condition: what would come after the end did not.
    pub fn of(&self, step: &Awaited, horizon: f64) -> Happened {
        let after: Vec<f64> = step.after.iter().map(|after| after.minutes()).collect();
        let soonest = after.iter().copied().fold(f64::INFINITY, f64::min);
        let times = self
            .at
            .iter()
            .flat_map(|at| after.iter().map(move |after| at + after));
        let at: Vec<f64> = times.filter(|at| *at < horizon).collect();
        let in_time = |first: &&f64| **first + soonest < horizon;
        let twins = self.first.iter().filter(in_time).count();
        // Of very many twins only the first are remembered.
        let known = self.times as f64 / self.at.len().max(1) as f64;
        Happened {
            twins,
            each: at.len() as f64 * known / twins.max(1) as f64,
            at,
        }
    }
}

/// Why a projection stopped.
#[derive(Debug)]
pub enum RunError {
    /// The engine could not start.
    Engine(EngineError),
    /// The recording could not be written.
    Recording(RecordingError),
    /// The people of the cohort could not be found.
    People(String),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Engine(error) => error.fmt(f),
            Self::Recording(error) => error.fmt(f),
            Self::People(why) => f.write_str(why),
        }
    }
}
impl std::error::Error for RunError {}
impl From<EngineError> for RunError {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}
impl From<RecordingError> for RunError {
    fn from(error: RecordingError) -> Self {
        Self::Recording(error)
    }
}

/// Runs a plan. `record` receives every trajectory, twin by twin and arm by arm; `progress` the
/// number of twins done so far.
pub fn run(
    scenario: &Scenario,
    plan: &Plan,
    settings: &Settings,
    mut record: impl FnMut(&Block<'_>) -> Result<(), RecordingError>,
    mut progress: impl FnMut(usize),
) -> Result<Projection, RunError> {
    let mut running = Running::start(scenario, plan, settings)?;
    while !running.is_over() {
        running.advance(CHUNK, &mut record)?;
        progress(running.done());
    }
    Ok(running.finish())
}

/// A run on its way: some twins at a time, so that whoever watches sees what there is so far.
///
/// A twin has the same numbers however the twins were cut into portions, so that a run that was
/// looked at on its way ends like one that was not.
pub struct Running<'a> {
    scenario: &'a Scenario,
    plan: &'a Plan,
    engine: Engine,
    projection: Projection,
    /// By outcome, by arm, by twin.
    values: Vec<Vec<Vec<f64>>>,
    done: usize,
    /// Of a cohort: whom to meet, and who was met.
    cohort: Option<(&'a Cast, Crowd, Admission, AtStart<'a>)>,
    /// Nobody is left to be met.
    is_out: bool,
    /// Trajectories kept at most.
    keep: usize,
    /// What is remembered for a run of another text.
    past: Option<Past>,
}

impl<'a> Running<'a> {
    /// Makes the engine ready; nobody is simulated yet.
    pub fn start(
        scenario: &'a Scenario,
        plan: &'a Plan,
        settings: &Settings,
    ) -> Result<Self, RunError> {
        Ok(Self {
            engine: plan.engine(settings)?,
            projection: Projection::empty(plan),
            values: vec![vec![Vec::new(); plan.arms.len()]; scenario.outcomes.len()],
            scenario,
            plan,
            done: 0,
            cohort: plan.cast.as_deref().map(|cast| {
                let crowd = cast.crowd(plan.seed, Some(plan.twins as u64));
                let at_start = AtStart::of(plan, cast, settings);
                (cast, crowd, Admission::default(), at_start)
            }),
            is_out: false,
            keep: KEPT,
            past: None,
        })
    }

    /// The same run, but that it leaves a past behind, and takes over what still holds of another, which was of the
    /// same settings.
    pub fn after(mut self, past: Option<Past>) -> Self {
        self.past = Past::empty(self.scenario, self.plan);
        if let (Some(mine), Some(past)) = (&mut self.past, past) {
            mine.take_over(past);
        }
        self
    }

    /// What it leaves to a next run, where it is one that leaves something.
    pub fn leave(self) -> Option<Past> {
        self.past
    }

    /// Keeps the trajectories of so many twins, where a picture is to show each.
    pub fn keep(&mut self, twins: usize) {
        self.keep = twins;
    }

    /// Twins done so far.
    pub fn done(&self) -> usize {
        self.done
    }

    /// Whether nobody is left to be carried; of a cohort that may be before all were met.
    pub fn is_over(&self) -> bool {
        self.is_out || self.done >= self.plan.twins
    }

    /// The next to be carried, what recordings call them (the number of the twin, or of the person among
    /// all looked at), and how many could not begin.
    #[allow(clippy::type_complexity)] // whom, their numbers, how many not
    fn next(&mut self, more: usize) -> Result<(Vec<Newcomer>, Vec<u32>, usize), RunError> {
        let plan = self.plan;
        let more = more.min(plan.twins.saturating_sub(self.done));
        let mut chunk: Vec<Newcomer> = Vec::with_capacity(more);
        let mut numbers: Vec<u32> = Vec::with_capacity(more);
        let mut unwell = 0;
        match &mut self.cohort {
            None => {
                numbers.extend(self.done as u32..(self.done + more) as u32);
                let (subject, spread) = (&plan.subject, &plan.spread);
                let one = |number: &[u32]| {
                    twin(subject, spread, plan.seed, number[0] as usize, plan.twins)
                };
                chunk = self.engine.each(&numbers, 1, one);
            }
            Some((cast, crowd, admission, at_start)) => {
                let people = at_start.admit(crowd, admission, more);
                for who in people.map_err(RunError::People)? {
                    match somebody(cast, plan, crowd, &who, &mut self.projection.outside) {
                        Ok(newcomer) => {
                            numbers.push(who.number as u32);
                            chunk.push(newcomer);
                        }
                        Err(reason) => {
                            unwell += 1;
                            self.projection.failed.entry(reason).or_insert((0, 0.0)).0 += 1;
                        }
                    }
                }
                self.projection.screened = Some(admission.counts.clone());
                self.is_out = chunk.is_empty() && unwell == 0;
            }
        }
        Ok((chunk, numbers, unwell))
    }

    /// Carries that many more twins, or as many as are left, through every arm.
    pub fn advance(
        &mut self,
        more: usize,
        mut record: impl FnMut(&Block<'_>) -> Result<(), RecordingError>,
    ) -> Result<(), RunError> {
        let plan = self.plan;
        let arms = plan.arms.len();
        let first = self.done;
        let (chunk, numbers, unwell) = self.next(more)?;
        self.done += chunk.len() + unwell;
        for values in self.values.iter_mut().flatten() {
            values.extend(std::iter::repeat_n(f64::NAN, unwell));
        }
        let times = self.projection.times.clone();
        let scenario = self.scenario;
        let evaluate = |track: &Track| {
            let trajectory = Trajectory::new(plan, &times, &track.samples);
            let outcomes = scenario.outcomes.iter();
            outcomes
                .map(|outcome| outcome.of.value.evaluate(&trajectory))
                .collect()
        };
        let seen = match &mut self.past {
            Some(past) => past.project(&mut self.engine, first, &chunk, &evaluate)?,
            None => {
                let tracks = self.engine.project(&chunk)?;
                Seen::all(&self.engine, tracks, &evaluate)
            }
        };
        for (twin, number) in seen.chunks(arms).zip(&numbers) {
            for Seen { track, .. } in twin {
                record(&Block {
                    arm: &plan.arms[track.course],
                    twin: *number,
                    times_min: &times[..track.samples.len() / plan.study.recorded.max(1)],
                    values: &track.samples,
                })?;
            }
            let is_well = twin.iter().all(|seen| seen.track.status == Status::Well);
            self.projection.add(twin, is_well, self.keep);
            for (outcome, values) in self.values.iter_mut().enumerate() {
                for (values, seen) in values.iter_mut().zip(twin) {
                    // A failed twin is dropped from every arm, so that arms stay comparable.
                    let found = seen.outcomes.as_ref().filter(|_| is_well);
                    values.push(found.map_or(f64::NAN, |found| found[outcome]));
                }
            }
        }
        Ok(())
    }

    /// What there is so far: outcomes of the twins that are done.
    pub fn so_far(&mut self) -> &Projection {
        self.projection.rows = rows(self.scenario, self.plan, self.values.clone());
        &self.projection
    }

    /// What came of it.
    pub fn finish(mut self) -> Projection {
        self.projection.rows = rows(self.scenario, self.plan, self.values);
        self.projection
    }
}

/// Outcomes, summed up and compared; `values` by outcome, by arm, by twin.
pub(crate) fn rows(scenario: &Scenario, plan: &Plan, values: Vec<Vec<Vec<f64>>>) -> Vec<Row> {
    let outcomes = scenario.outcomes.iter().zip(values);
    outcomes
        .map(|(outcome, by_arm)| {
            let expression = &outcome.of.value;
            compare(
                outcome,
                &Values {
                    label: outcome.label().to_owned(),
                    expression: expression.text().to_owned(),
                    kind: expression.kind(),
                    unit: unit_of(expression.kind(), expression.unit_text()),
                    by_arm,
                    who: plan.who(),
                    step: minutes(plan.study.grid.every),
                },
            )
        })
        .collect()
}

/// Somebody of a cohort as the engine takes them in, with doses of their own.
fn somebody(
    cast: &Cast,
    plan: &Plan,
    crowd: &Crowd,
    who: &Somebody,
    outside: &mut BTreeMap<String, u64>,
) -> Result<Newcomer, String> {
    let subject = cast.subject(who)?;
    let own = cast.courses(plan, &subject)?;
    cast.outside(&subject, outside);
    let mut newcomer = cast.newcomer(&subject, &plan.spread, crowd, who);
    newcomer.own = Some(own);
    Ok(newcomer)
}

impl Projection {
    /// Of nobody yet.
    pub(crate) fn empty(plan: &Plan) -> Self {
        Self {
            columns: columns(plan),
            times: times(plan),
            rows: Vec::new(),
            kept: vec![Vec::new(); plan.arms.len()],
            well: 0,
            screened: None,
            outside: BTreeMap::new(),
            failed: BTreeMap::new(),
            counts: Counts::default(),
            fired: plan
                .waiting
                .iter()
                .map(|waiting| vec![Fired::default(); waiting.len()])
                .collect(),
        }
    }

    fn add(&mut self, twin: &[Seen], well: bool, keep: usize) {
        self.well += usize::from(well);
        let tracks = || twin.iter().map(|seen| &seen.track);
        for track in tracks() {
            self.counts.accepted += track.counts.accepted;
            self.counts.rejected += track.counts.rejected;
            for (trigger, fired) in self.fired[track.course].iter_mut().enumerate() {
                let mine = track.fired.iter().filter(|(which, _)| *which == trigger);
                let before = fired.times;
                for (_, at) in mine {
                    if fired.times == before {
                        fired.first.push(minutes(*at));
                    }
                    fired.times += 1;
                    if fired.at.len() < KEPT {
                        fired.at.push(minutes(*at));
                    }
                }
                fired.twins += usize::from(fired.times > before);
            }
        }
        let failure = tracks().find_map(|track| match track.status {
            Status::Failed { reason, at } => Some((reason, minutes(at))),
            Status::Well => None,
        });
        if let Some((reason, at)) = failure {
            let entry = self.failed.entry(reason.to_string()).or_insert((0, at));
            entry.0 += 1;
            entry.1 = entry.1.min(at);
        }
        if self.kept[0].len() < keep {
            for (arm, track) in tracks().enumerate() {
                self.kept[arm].push(if well {
                    track.samples.clone()
                } else {
                    Arc::default()
                });
            }
        }
    }
}

/// The unit in which an outcome's values come.
pub(crate) fn unit_of(kind: Kind, unit: &str) -> String {
    match kind {
        Kind::Duration | Kind::Moment => "min".to_owned(),
        Kind::Fraction | Kind::Risk => "1".to_owned(),
        // A pure number is no share.
        _ if unit == "1" => String::new(),
        _ => unit.to_owned(),
    }
}

/// Times of the samples, minutes.
pub(crate) fn times(plan: &Plan) -> Vec<f64> {
    let grid = plan.study.grid;
    (0..)
        .map(|index| grid.time(index))
        .take_while(|time| *time <= plan.study.horizon)
        .map(minutes)
        .collect()
}

/// Columns of the recording, with units, meanings and codes from the vocabulary or the model.
pub fn columns(plan: &Plan) -> Vec<Column> {
    let field = |name: &str| {
        let (instance, signal) = name.split_once('.')?;
        let mut parts = plan.subject.parts.iter().chain(&plan.subject.later);
        let part = parts.find(|part| *part.instance == *instance)?;
        let layout = plan.subject.layout(&part.system)?;
        layout.signals.iter().find(|field| field.name == signal)
    };
    plan.study.sampled[..plan.study.recorded]
        .iter()
        .map(|name| match (quantity(name), field(name)) {
            (Some(known), _) => {
                let mut column = Column::new(name, known.unit, known.meaning);
                if let Some(code) = known.loinc {
                    column = column.loinc(code);
                }
                match known.reference {
                    Some((low, high)) => column.reference(low, high),
                    None => column,
                }
            }
            (None, Some(field)) => Column::new(name, field.unit, field.meaning),
            (None, None) => Column::new(name, "1", ""),
        })
        .collect()
}

/// One twin's samples, by quantity.
pub(crate) struct Trajectory<'a> {
    times: &'a [f64],
    names: &'a [String],
    /// One quantity after the other.
    values: Vec<f64>,
}

impl<'a> Trajectory<'a> {
    /// Of samples as they were recorded: rows, one value of each quantity in a row.
    pub(crate) fn new(plan: &'a Plan, times: &'a [f64], samples: &[f64]) -> Self {
        let width = plan.study.recorded;
        let of = |column| samples.iter().skip(column).step_by(width).copied();
        let mut values = Vec::with_capacity(samples.len());
        (0..width).for_each(|column| values.extend(of(column)));
        Self {
            times,
            names: &plan.study.sampled[..width],
            values,
        }
    }

    /// Its first rows.
    pub(crate) fn until(&self, rows: usize) -> impl Samples {
        Until { whole: self, rows }
    }
}

/// The first rows of a trajectory.
struct Until<'t, 'a> {
    whole: &'t Trajectory<'a>,
    rows: usize,
}

impl Samples for Until<'_, '_> {
    fn times(&self) -> &[f64] {
        &self.whole.times[..self.rows.min(self.whole.times.len())]
    }
    fn values(&self, quantity: &str) -> &[f64] {
        let values = self.whole.values(quantity);
        &values[..self.rows.min(values.len())]
    }
}

impl Samples for Trajectory<'_> {
    fn times(&self) -> &[f64] {
        self.times
    }
    fn values(&self, quantity: &str) -> &[f64] {
        let rows = self.values.len() / self.names.len().max(1);
        let index = self.names.iter().position(|name| name == quantity);
        index.map_or(&[], |index| &self.values[index * rows..][..rows])
    }
}
