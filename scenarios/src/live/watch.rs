//! What is heard, done and found at a live patient's bedside.

use super::course::Course;
use super::examine::EXAMINATIONS;
use super::goals::{Present, Progress};
use super::hold::HELD;
use super::labs::LABS;
use crate::file::{Act, By, Death, Doing, Scenario, Teaching, Timing};
use crate::plan::{Plan, Subject};
use crate::time::Time;
use crate::words;
use std::collections::BTreeMap;

/// What kind of thing was heard or done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What befalls the patient; learners do not see it.
    Event,
    /// Words of the scenario.
    Said,
    /// A hint to who has not met a goal.
    Prompt,
    /// Something done or said by a person.
    Act,
    /// A remark of the instructor.
    Note,
    /// An answer of the laboratory.
    Lab,
    /// What an examination found.
    Found,
    /// The disease steered by the instructor; learners do not see it.
    Steered,
    /// The same, so that an aim stays reached.
    Held,
    /// A goal met, or what must never happen.
    Goal,
    /// The end.
    End,
}

/// Something heard or done.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// When.
    pub at: Time,
    /// What kind of thing.
    pub kind: Kind,
    /// Who said or did it.
    pub who: String,
    /// In words.
    pub text: String,
}

/// What a laboratory found, or will have found.
#[derive(Clone, Debug, PartialEq)]
pub struct LabResult {
    /// The test.
    pub name: String,
    /// When blood was taken.
    pub taken: Time,
    /// When the answer comes.
    pub due: Time,
    /// Quantities and their values when it was taken.
    pub values: Vec<(String, f64)>,
    /// Whether the answer has come.
    pub is_there: bool,
}

/// Everything that was noticed so far; it follows from the scenario and the log.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    /// What was heard and done, by time.
    pub heard: Vec<Heard>,
    /// How each goal stands, in the order of the scenario.
    pub goals: Vec<Progress>,
    /// What was asked of laboratories.
    pub labs: Vec<LabResult>,
    /// When and how it ended, where it ended before its time.
    pub ended: Option<(Time, String)>,
    /// When the patient died.
    pub died: Option<Time>,
    /// What of the scenario was said already, by its place.
    said: Vec<Option<Time>>,
    /// Befallings that are still to come, by time.
    coming: Vec<(Time, String)>,
    /// Oxygen brought to the brain at rest, and since when there is too little of it.
    brain: Option<f64>,
    starved: Option<Time>,
}

/// Below this share of what the brain gets at rest its cells lose their membranes: 10 to 12 of 50 to 55
/// mL/(100 g min) of blood (Astrup, Siesjo and Symon, Stroke 1981;12:723).
const BRAIN: f64 = 0.2;
/// So long of it is death here; assumed, since it depends on temperature and age.
const DEATH: Time = Time::from_nanoseconds(240_000_000_000);

impl Watch {
    /// `brain`: oxygen brought to the brain at rest.
    pub(super) fn of(scenario: &Scenario, plan: &Plan, brain: Option<f64>) -> Self {
        let teaching = scenario.teaching.as_ref();
        let shown = plan
            .shown
            .iter()
            .filter(|shown| shown.arm.is_none_or(|arm| arm == 0));
        let mut coming: Vec<_> = shown.map(|shown| (shown.at, shown.label.clone())).collect();
        coming.sort_by_key(|(at, _)| *at);
        Self {
            goals: vec![Progress::default(); teaching.map_or(0, |t| t.goals.len())],
            said: vec![None; teaching.map_or(0, |t| t.says.len())],
            coming,
            brain,
            ..Self::default()
        }
    }

    fn hear(&mut self, at: Time, kind: Kind, who: &str, text: &str) {
        self.heard.push(Heard {
            at,
            kind,
            who: who.to_owned(),
            text: text.to_owned(),
        });
    }

    /// It ends here.
    pub(super) fn ends(&mut self, at: Time, why: &str) {
        self.ended = Some((at, why.to_owned()));
        self.hear(at, Kind::End, "", why);
    }

    /// Something was done; `words` say what.
    pub(super) fn did(&mut self, act: &Act, words: Option<String>) {
        let who = match act.by {
            By::Learner => "learner",
            By::Instructor => "instructor",
        };
        let (kind, text) = match (&act.what, &act.towards) {
            (Doing::Verb(_), Some(aim)) => {
                let words = words.unwrap_or_default();
                let plain = aim.replace('_', " ");
                match plain.strip_suffix(HELD) {
                    Some(aim) => (Kind::Held, format!("holds: {aim}, by {words}")),
                    None => (Kind::Steered, format!("steers: {plain}, by {words}")),
                }
            }
            (Doing::Verb(_) | Doing::Steer(_), _) => (
                Kind::Act,
                words.unwrap_or_else(|| act.text.replace('\n', ", ")),
            ),
            (Doing::Ask(lab), _) => (Kind::Act, format!("sends a {lab}")),
            (Doing::Examine(name), _) => {
                let known = EXAMINATIONS.iter().find(|known| known.name == name);
                let title = known.map_or(name.as_str(), |known| known.title);
                let found = words.unwrap_or_default();
                (Kind::Found, format!("{title}: {found}"))
            }
            (Doing::Say(text), _) => (Kind::Act, format!("\u{201c}{text}\u{201d}")),
            (Doing::Note(text), _) => (Kind::Note, text.clone()),
        };
        self.hear(act.at, kind, who, &text);
    }

    /// Blood goes to the laboratory.
    pub(super) fn ask(&mut self, lab: &str, now: Time, scenario: &Scenario, course: &Course) {
        let known = LABS.iter().find(|known| known.name == lab);
        let names = known.map_or(&[][..], |known| known.quantities);
        let values = names
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), course.now(name)?)));
        let takes = scenario
            .teaching
            .as_ref()
            .map_or(Time::from_minutes(5), |t| t.labs);
        self.labs.push(LabResult {
            name: lab.to_owned(),
            taken: now,
            due: Time::from_nanoseconds(now.nanoseconds() + takes.nanoseconds()),
            values: values.collect(),
            is_there: false,
        });
    }

    /// Looks at everything.
    pub(super) fn look(
        &mut self,
        scenario: &Scenario,
        subject: &Subject,
        log: &[Act],
        course: &Course,
        now: Time,
    ) {
        while let Some((at, label)) = self.coming.first().filter(|(at, _)| *at <= now).cloned() {
            self.coming.remove(0);
            self.hear(at, Kind::Event, "", &label);
        }
        for place in 0..self.labs.len() {
            let lab = &mut self.labs[place];
            if lab.due <= now && !lab.is_there {
                lab.is_there = true;
                let text = lab_text(lab);
                self.hear(now, Kind::Lab, "laboratory", &text);
            }
        }
        let present = Present {
            log,
            course,
            subject,
            now,
        };
        if let Some(teaching) = &scenario.teaching {
            self.say(teaching, &present);
            self.goals(teaching, &present);
            self.perish(teaching.death, course, now);
        }
    }

    fn say(&mut self, teaching: &Teaching, present: &Present<'_>) {
        let now = present.now;
        for (place, say) in teaching.says.iter().enumerate() {
            let last = self.said[place];
            let is_due = match &say.timing {
                Timing::At(times) => times
                    .iter()
                    .any(|at| at.value <= now && last.is_none_or(|last| at.value > last)),
                Timing::When {
                    condition,
                    from,
                    until,
                    ..
                } => {
                    let from = from.as_ref().map_or(Time::ZERO, |from| from.value);
                    let until = until.as_ref().map_or(Time::LONGEST, |until| until.value);
                    last.is_none()
                        && (from..=until).contains(&now)
                        && present.holds(&condition.value)
                }
            };
            if is_due {
                self.said[place] = Some(now);
                self.hear(now, Kind::Said, &say.who, &say.text);
            }
        }
    }

    fn goals(&mut self, teaching: &Teaching, present: &Present<'_>) {
        let now = present.now;
        for (place, goal) in teaching.goals.iter().enumerate() {
            let before = self.goals[place].at;
            self.goals[place].look(goal, present);
            let progress = &self.goals[place];
            if before.is_none() && progress.at.is_some() {
                let text = match goal.is_never {
                    true => format!("Should not have happened: {}", goal.name.value),
                    false => format!("Met: {}", goal.name.value),
                };
                self.hear(now, Kind::Goal, "", &text);
            }
            let progress = &mut self.goals[place];
            if let Some(prompt) = &goal.prompt
                && progress.at.is_none()
                && progress.prompted.is_none()
                && now >= prompt.at
            {
                progress.prompted = Some(now);
                self.hear(now, Kind::Prompt, &prompt.who, &prompt.text);
            }
        }
    }

    /// Whether the brain had too little oxygen for too long.
    fn perish(&mut self, death: Death, course: &Course, now: Time) {
        let flow = course.lately("cerebral_blood_flow");
        let Some((flow, content)) = flow.zip(course.now("arterial_oxygen_content")) else {
            return;
        };
        let brought = flow * content;
        let rest = *self.brain.get_or_insert(brought);
        if brought >= BRAIN * rest {
            self.starved = None;
            return;
        }
        let since = *self.starved.get_or_insert(now);
        let is_over = now.nanoseconds() - since.nanoseconds() >= DEATH.nanoseconds();
        let may = match death {
            Death::Allowed => true,
            Death::Never => false,
            Death::HeldUntil(time) => now >= time,
        };
        if is_over && may && self.died.is_none() {
            self.died = Some(now);
            let why = "The patient has died: for 4 min the brain has had less than a fifth of its oxygen.";
            self.ends(now, why);
        }
    }
}

/// Oxygen brought to the brain, of flow and content by name.
pub(super) fn brain(signals: &BTreeMap<String, f64>) -> Option<f64> {
    Some(signals.get("cerebral_blood_flow")? * signals.get("arterial_oxygen_content")?)
}

fn lab_text(lab: &LabResult) -> String {
    let value = |(name, value): &(String, f64)| {
        let (name, unit) = (words::quantity(name), words::unit(Course::unit(name)));
        format!("{name} {} {unit}", rounded(*value))
            .trim()
            .to_owned()
    };
    let values: Vec<String> = lab.values.iter().map(value).collect();
    format!("{} of {}: {}", lab.name, lab.taken, values.join(", "))
}

/// Three digits, as laboratories give them.
pub(super) fn rounded(value: f64) -> String {
    let digits = match value.abs() {
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.digits$}")
}
