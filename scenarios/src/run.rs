//! Running a plan: twins in chunks, through every arm, with outcomes reduced on the way.

use crate::cohort::{Admission, Crowd, Screened, Somebody};
use crate::expression::{Kind, Samples};
use crate::file::Scenario;
use crate::outcome::{Row, Values, compare};
use crate::plan::{Cast, Plan, twin};
use engine::patient::{Counts, Status};
use engine::recording::{Block, Column, RecordingError};
use engine::time::minutes;
use engine::world::{Engine, EngineError, Newcomer, Settings, Track};
use physiology::vocabulary::quantity;
use physiology::{Isa, systems};
use std::collections::BTreeMap;
use std::fmt;

/// Twins carried at once; it bounds memory and shows in nothing else.
const CHUNK: usize = 256;

/// Twins whose trajectories are kept for the picture; bands of more look the same.
const KEPT: usize = 2000;

/// What came of a scenario.
pub struct Projection {
    /// Recorded quantities, in the order of the samples.
    pub columns: Vec<Column>,
    /// Times of the samples, minutes.
    pub times: Vec<f64>,
    /// Outcomes, summed up and compared.
    pub rows: Vec<Row>,
    /// Trajectories of the first twins: by arm, then by twin, rows of samples; empty for a twin
    /// that failed in any arm.
    pub kept: Vec<Vec<Vec<f64>>>,
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
    let mut engine = Engine::new(settings.clone(), plan.study.clone(), systems(settings.isa))?;
    let arms = plan.arms.len();
    let mut projection = Projection {
        columns: columns(plan),
        times: times(plan),
        rows: Vec::new(),
        kept: vec![Vec::new(); arms],
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
    };
    let mut values: Vec<Vec<Vec<f64>>> =
        vec![vec![Vec::with_capacity(plan.twins); arms]; scenario.outcomes.len()];
    let mut done = 0;
    let mut cohort = plan.cast.as_deref().map(|cast| {
        let crowd = cast.crowd(plan.seed, Some(plan.twins as u64));
        (cast, crowd, Admission::default())
    });
    while done < plan.twins {
        let mut chunk: Vec<Newcomer> = Vec::with_capacity(CHUNK);
        let mut unwell = 0;
        match &mut cohort {
            None => chunk
                .extend((done..plan.twins.min(done + CHUNK)).map(|number| {
                    twin(&plan.subject, &plan.spread, plan.seed, number, plan.twins)
                })),
            Some((cast, crowd, admission)) => {
                let people = crowd.admit(admission, CHUNK.min(plan.twins - done));
                for who in people.map_err(RunError::People)? {
                    let number = done + chunk.len() + unwell;
                    match somebody(cast, plan, crowd, &who, number, &mut projection.outside) {
                        Ok(newcomer) => chunk.push(newcomer),
                        Err(reason) => {
                            unwell += 1;
                            projection.failed.entry(reason).or_insert((0, 0.0)).0 += 1;
                        }
                    }
                }
                if chunk.is_empty() && unwell == 0 {
                    break;
                }
            }
        }
        done += chunk.len() + unwell;
        for values in values.iter_mut().flatten() {
            values.extend(std::iter::repeat_n(f64::NAN, unwell));
        }
        let tracks = engine.project(&chunk)?;
        for tracks in tracks.chunks(arms) {
            for track in tracks {
                record(&Block {
                    arm: &plan.arms[track.course],
                    twin: track.patient as u32,
                    times_min: &projection.times
                        [..track.samples.len() / plan.study.recorded.max(1)],
                    values: &track.samples,
                })?;
            }
            projection.add(tracks);
            for (outcome, values) in scenario.outcomes.iter().zip(&mut values) {
                for (track, values) in tracks.iter().zip(values) {
                    // A failed twin is dropped from every arm, so that arms stay comparable.
                    let well = tracks.iter().all(|track| track.status == Status::Well);
                    values.push(match well {
                        true => outcome.of.value.evaluate(&Trajectory::new(
                            plan,
                            &projection.times,
                            track,
                        )),
                        false => f64::NAN,
                    });
                }
            }
        }
        progress(done);
    }
    projection.screened = cohort.map(|(_, _, admission)| admission.counts);
    projection.rows = scenario
        .outcomes
        .iter()
        .zip(values)
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
                },
            )
        })
        .collect();
    Ok(projection)
}

/// Somebody of a cohort as the engine takes them in, with doses of their own.
fn somebody(
    cast: &Cast,
    plan: &Plan,
    crowd: &Crowd,
    who: &Somebody,
    number: usize,
    outside: &mut BTreeMap<String, u64>,
) -> Result<Newcomer, String> {
    let subject = cast.subject(who)?;
    let own = cast.courses(plan, &subject)?;
    cast.outside(&subject, outside);
    let mut newcomer = cast.newcomer(&subject, &plan.spread, crowd, who, number);
    newcomer.own = Some(own);
    Ok(newcomer)
}

impl Projection {
    fn add(&mut self, tracks: &[Track]) {
        let well = tracks.iter().all(|track| track.status == Status::Well);
        self.well += usize::from(well);
        for track in tracks {
            self.counts.accepted += track.counts.accepted;
            self.counts.rejected += track.counts.rejected;
            for (trigger, fired) in self.fired[track.course].iter_mut().enumerate() {
                let mine = track.fired.iter().filter(|(which, _)| *which == trigger);
                let before = fired.times;
                for (_, at) in mine {
                    fired.times += 1;
                    if fired.at.len() < KEPT {
                        fired.at.push(minutes(*at));
                    }
                }
                fired.twins += usize::from(fired.times > before);
            }
        }
        let failure = tracks.iter().find_map(|track| match track.status {
            Status::Failed { reason, at } => Some((reason, minutes(at))),
            Status::Well => None,
        });
        if let Some((reason, at)) = failure {
            let entry = self.failed.entry(reason.to_string()).or_insert((0, at));
            entry.0 += 1;
            entry.1 = entry.1.min(at);
        }
        if self.kept[0].len() < KEPT {
            for (arm, track) in tracks.iter().enumerate() {
                self.kept[arm].push(if well {
                    track.samples.clone()
                } else {
                    Vec::new()
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
    let systems = systems(Isa::BASELINE);
    let field = |name: &str| {
        let (instance, signal) = name.split_once('.')?;
        let mut parts = plan.subject.parts.iter().chain(&plan.subject.later);
        let part = parts.find(|part| *part.instance == *instance)?;
        let layout = systems
            .iter()
            .map(|s| s.layout())
            .find(|l| *l.name == *part.system)?;
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
    values: Vec<Vec<f64>>,
}

impl<'a> Trajectory<'a> {
    pub fn new(plan: &'a Plan, times: &'a [f64], track: &Track) -> Self {
        let width = plan.study.recorded;
        Self {
            times,
            names: &plan.study.sampled[..width],
            values: (0..width)
                .map(|column| {
                    track
                        .samples
                        .iter()
                        .skip(column)
                        .step_by(width)
                        .copied()
                        .collect()
                })
                .collect(),
        }
    }
}

impl Samples for Trajectory<'_> {
    fn times(&self) -> &[f64] {
        self.times
    }
    fn values(&self, quantity: &str) -> &[f64] {
        let index = self.names.iter().position(|name| name == quantity);
        index.map_or(&[], |index| &self.values[index])
    }
}
