//! What a learner did to a live patient, and when.

use crate::file::{Repeat, Verb};
use crate::span::Span;
use crate::time::Time;

/// A learner's run, as it is written down and played again.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    /// Who it was.
    pub learner: String,
    /// The scenario that it was, where the file says so.
    pub scenario: Option<String>,
    /// When it ended; else the horizon.
    pub until: Option<Time>,
    /// What was done, by time; at one time in the order of the file.
    pub acts: Vec<Act>,
}

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Who is taught.
    Learner,
    /// Who teaches.
    Instructor,
}

/// One thing done to a live patient.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// When; never before 0.
    pub at: Time,
    /// By whom.
    pub by: By,
    /// What.
    pub what: Doing,
    /// Whether it is done again.
    pub repeat: Option<Repeat>,
    /// What it steers towards, where an instructor's aim was worked out: said in the debrief.
    pub towards: Option<String>,
    /// What, as it is written in a file: `give = "epinephrine", dose = "0.5 mg"`.
    pub text: String,
    /// Where it stands in its file.
    pub span: Span,
}

/// What can be done to a live patient.
#[allow(clippy::large_enum_variant)] // there are a few of them in a session
#[derive(Clone, Debug, PartialEq)]
pub enum Doing {
    /// What a scenario's action can do too.
    Verb(Verb),
    /// Blood sent to the laboratory.
    Ask(String),
    /// The patient examined: which examination.
    Examine(String),
    /// The disease adjusted until a quantity is where the instructor wants it.
    Steer(Steer),
    /// Something said.
    Say(String),
    /// A remark.
    Note(String),
}

/// Where an instructor wants a patient to be, and when; the disease is what is adjusted.
#[derive(Clone, Debug, PartialEq)]
pub struct Steer {
    /// The quantity.
    pub quantity: String,
    /// What it is to become, in the unit it is recorded in.
    pub value: f64,
    /// How long from now.
    pub within: Time,
    /// The disease that does it; without it what befell the patient last.
    pub through: Option<String>,
    /// As it was written.
    pub text: String,
}

impl Script {
    /// The file that says the same.
    pub fn to_toml(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let mut out = format!("learner = {}\n", quoted(&self.learner));
        if let Some(scenario) = &self.scenario {
            out.push_str(&format!("scenario = {}\n", quoted(scenario)));
        }
        if let Some(until) = self.until {
            out.push_str(&format!("until = \"{} s\"\n", seconds(until)));
        }
        for act in &self.acts {
            out.push_str(&format!("\n[[action]]\nat = \"{} s\"\n", seconds(act.at)));
            if act.by == By::Instructor {
                out.push_str("by = \"instructor\"\n");
            }
            out.push_str(&act.text);
            out.push('\n');
        }
        out
    }
}

/// Seconds that read back to the same time.
fn seconds(time: Time) -> f64 {
    time.nanoseconds() as f64 / 1e9
}
