//! What came of a live session: goals and their times, time below thresholds, what had been otherwise.

use super::course::Course;
use super::earlier::{Earlier, earlier};
use super::session::{Session, TICK, Trouble};
use super::watch::{Heard, Kind};
use crate::file::Script;
use crate::time::Time;

/// A threshold below or above which time is counted, and why there.
pub(super) struct Threshold {
    pub quantity: &'static str,
    pub label: &'static str,
    pub below: f64,
}

/// Thresholds of the debrief. 65 mmHg: Evans et al., Surviving Sepsis Campaign 2021, recommendation 9
/// (Crit Care Med 2021;49:e1063). 90 %: severe hypoxaemia of the BTS guideline (O'Driscoll et al., Thorax
/// 2017;72 Suppl 1:ii1), below which oxygen is given whatever the disease. 90 mmHg: hypotension of ATLS.
pub(super) const THRESHOLDS: [Threshold; 3] = [
    Threshold {
        quantity: "mean_arterial_pressure",
        label: "mean pressure below 65 mmHg",
        below: 65.0,
    },
    Threshold {
        quantity: "systolic_pressure",
        label: "systolic pressure below 90 mmHg",
        below: 90.0,
    },
    Threshold {
        quantity: "arterial_oxygen_saturation",
        label: "saturation below 90 %",
        below: 90.0,
    },
];

/// How long a quantity was below a threshold, and how low it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Below {
    /// The threshold, in words.
    pub label: String,
    /// For how long.
    pub minutes: f64,
    /// The lowest value.
    pub lowest: f64,
    /// Its unit.
    pub unit: &'static str,
}

/// How a goal ended.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalResult {
    /// What it is called.
    pub name: String,
    /// What it asks, as it was written.
    pub text: String,
    /// Whether it must never happen.
    pub is_never: bool,
    /// When it was met, or what must never happen happened.
    pub at: Option<Time>,
    /// By when it was to be met.
    pub by: Option<Time>,
    /// Whether it was prompted before it was met.
    pub was_prompted: bool,
    /// What became of it.
    pub outcome: Outcome,
    /// Points it gave.
    pub points: u32,
    /// Points it could give.
    pub of: u32,
}

/// What became of a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Met in time, or never broken.
    Good,
    /// Met, but late.
    Late,
    /// Not met.
    Missed,
    /// What must never happen happened.
    Broken,
}

/// What came of a session.
#[derive(Clone, Debug)]
pub struct Debrief {
    /// Who it was.
    pub learner: String,
    /// When it ended.
    pub end: Time,
    /// When the patient died, if so.
    pub died: Option<Time>,
    /// Goals, in the order of the scenario.
    pub goals: Vec<GoalResult>,
    /// Everything heard and done, by time.
    pub timeline: Vec<Heard>,
    /// Times below thresholds.
    pub below: Vec<Below>,
    /// What was recorded.
    pub course: Course,
    /// What had been if the key deed had come earlier.
    pub earlier: Option<Earlier>,
    /// What was done, to be played again.
    pub script: Script,
}

impl Debrief {
    /// Points, and how many there were to get.
    pub fn score(&self) -> (u32, u32) {
        let sum = |of: fn(&GoalResult) -> u32| self.goals.iter().map(of).sum();
        (sum(|goal| goal.points), sum(|goal| goal.of))
    }
}

/// What came of a session so far; runs the patient anew where the key deed could have come earlier.
pub fn debrief(session: &Session) -> Result<Debrief, Trouble> {
    Ok(Debrief {
        earlier: earlier(session)?,
        ..so_far(session)
    })
}

/// What came of a session so far, without what had been otherwise.
pub fn so_far(session: &Session) -> Debrief {
    let script = session.script();
    let watch = session.watch();
    let told = watch.heard.iter().filter(|heard| !heard.text.is_empty());
    Debrief {
        learner: script.learner.clone(),
        end: session.now(),
        died: watch.died,
        goals: goals(session),
        timeline: told.cloned().collect(),
        below: below(session.course(), dead(watch.died, session.horizon())),
        course: session.course().clone(),
        earlier: None,
        script,
    }
}

fn goals(session: &Session) -> Vec<GoalResult> {
    let teaching = session.scenario().teaching.iter();
    let goals = teaching
        .flat_map(|teaching| &teaching.goals)
        .zip(&session.watch().goals);
    goals
        .map(|(goal, progress)| {
            let outcome = match (goal.is_never, progress.at, goal.by) {
                (true, None, _) => Outcome::Good,
                (true, Some(_), _) => Outcome::Broken,
                (false, None, _) => Outcome::Missed,
                (false, Some(at), Some(by)) if at > by => Outcome::Late,
                (false, Some(_), _) => Outcome::Good,
            };
            let points = match outcome {
                Outcome::Good => goal.points,
                // Late is half of it, rounded down.
                Outcome::Late => goal.points / 2,
                Outcome::Missed | Outcome::Broken => 0,
            };
            GoalResult {
                name: goal.name.value.clone(),
                text: goal.text.clone(),
                is_never: goal.is_never,
                at: progress.at,
                by: goal.by,
                was_prompted: progress.prompted.is_some(),
                outcome,
                points,
                of: goal.points,
            }
        })
        .collect()
}

/// Minutes from a death to an end.
pub(super) fn dead(died: Option<Time>, end: Time) -> f64 {
    died.map_or(0.0, |died| (end.minutes() - died.minutes()).max(0.0))
}

/// How long a course was below each threshold; who is dead stays below, so that a death is no way to a shorter
/// time.
pub(super) fn below(course: &Course, dead: f64) -> Vec<Below> {
    let of = |threshold: &Threshold| {
        let series = course.series(threshold.quantity);
        let known: Vec<f64> = series
            .into_iter()
            .filter(|value| value.is_finite())
            .collect();
        let lowest = known.iter().copied().reduce(f64::min)?;
        let rows = known
            .iter()
            .filter(|value| **value < threshold.below)
            .count();
        Some(Below {
            label: threshold.label.to_owned(),
            minutes: engine::time::minutes(TICK * rows as i64) + dead,
            lowest,
            unit: Course::unit(threshold.quantity),
        })
    };
    THRESHOLDS.iter().filter_map(of).collect()
}

impl Outcome {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "met",
            Self::Late => "late",
            Self::Missed => "missed",
            Self::Broken => "happened",
        }
    }
}

impl Kind {
    /// In a word, for tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Said => "heard",
            Self::Prompt => "prompt",
            Self::Act => "action",
            Self::Note => "note",
            Self::Lab => "laboratory",
            Self::Found => "found",
            Self::Steered => "steered",
            Self::Held => "held",
            Self::Goal => "goal",
            Self::End => "end",
        }
    }
}
