//! What the window knows of the patient: copied when the thread is not in the way.

use scenarios::live::{Branch, Course, Heard, LabResult, Progress, Running, Session};
use scenarios::time::Time;
use std::collections::BTreeMap;
use viz::teach::{CHANNELS, SHEET_SECONDS, SWEEP};

/// Quantities drawn as trends, with what a monitor calls them.
pub const TRENDS: [(&str, &str); 4] = [
    ("mean_arterial_pressure", "ABP mean"),
    ("heart_rate", "HR"),
    ("spo2", "SpO2"),
    ("respiratory_rate", "RR"),
];

/// Points of a trend; more could not be told apart.
const POINTS: usize = 400;

/// A copy of what there is to see.
#[derive(Default)]
pub struct Seen {
    /// The present time.
    pub now: Time,
    /// When the scenario ends.
    pub horizon: Time,
    /// Whether nothing can be done any more.
    pub is_over: bool,
    /// The present row.
    pub last: Course,
    /// Waves of the last seconds, by name: times in seconds, values.
    pub waves: BTreeMap<String, Vec<(f64, f64)>>,
    /// What was heard and done.
    pub heard: Vec<Heard>,
    /// How goals stand.
    pub goals: Vec<Progress>,
    /// What laboratories were asked.
    pub labs: Vec<LabResult>,
    /// What runs into the patient.
    pub running: Vec<Running>,
    /// Drugs that orders adjust on the way.
    pub titrated: Vec<String>,
    /// What the instructor holds.
    pub held: Option<String>,
    /// Trends, in the order of [`TRENDS`].
    pub trends: Vec<Trend>,
    /// Ways that were left.
    pub ghosts: Vec<Ghost>,
}

/// Minutes and values.
pub type Trend = Vec<(f64, f64)>;

/// A way that was left.
pub struct Ghost {
    /// Where it parted.
    pub from: Time,
    /// How far it went.
    pub until: Time,
    /// Its trends.
    pub trends: Vec<Trend>,
}

impl Seen {
    /// A copy; waves for a screen that is so many seconds behind. Trends are copied when a second has passed or a way was left.
    pub fn copy(&mut self, session: &Session, behind: f64) {
        let course = session.course();
        let left = self.now > session.now() || self.ghosts.len() != session.branches().len();
        let due = left || session.now().nanoseconds() - self.now.nanoseconds() >= 1_000_000_000;
        if due || self.trends.is_empty() {
            self.trends = TRENDS.iter().map(|(name, _)| trend(course, name)).collect();
        }
        if left {
            let ghost = |branch: &Branch| Ghost {
                from: branch.from,
                until: branch.until,
                trends: TRENDS
                    .iter()
                    .map(|(name, _)| trend(&branch.course, name))
                    .collect(),
            };
            self.ghosts = session.branches().iter().map(ghost).collect();
        }
        self.now = session.now();
        self.horizon = session.horizon();
        self.is_over = session.is_over();
        self.last = course.present();
        let waves = session.waves();
        let end = session.now().nanoseconds() as f64 / 1e9;
        let copied = |name: &String| {
            let channel = CHANNELS.iter().find(|channel| channel.wave == *name);
            let seconds = channel.map_or(SWEEP, |channel| channel.seconds);
            // What goes as breaths do is drawn slower, and needs fewer points; the sheet of leads is longer.
            let each = if seconds > SWEEP { 2 } else { 1 };
            let seconds = match name.starts_with("ecg_") {
                true => seconds.max(SHEET_SECONDS),
                false => seconds,
            };
            let points = waves.between(name, end - seconds - behind, end);
            let points = points.into_iter().step_by(each).collect();
            (name.clone(), points)
        };
        self.waves = waves.names().iter().map(copied).collect();
        let watch = session.watch();
        self.heard.clone_from(&watch.heard);
        self.goals.clone_from(&watch.goals);
        self.labs.clone_from(&watch.labs);
        self.running = session.running();
        self.held = session.held();
        let titrated = session.titrated().into_iter();
        self.titrated = titrated.map(str::to_owned).collect();
    }
}

fn trend(course: &Course, name: &str) -> Trend {
    let values = course.series(name);
    let each = values.len().div_ceil(POINTS).max(1);
    let rows = values.iter().enumerate().step_by(each);
    rows.map(|(row, value)| (Course::minutes(row), *value))
        .collect()
}
