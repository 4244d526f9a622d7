//! What makes a scenario a case: what is read, what is said, what is to be done.

use physiology::unit::Unit;

use crate::expression::Expression;
use crate::file::{Per, Timing};
use crate::span::{At, Span};
use crate::time::Time;

/// A case for learners.
#[derive(Clone, Debug, PartialEq)]
pub struct Teaching {
    /// For whom it is.
    pub level: Option<String>,
    /// What is to be learned.
    pub objectives: Vec<String>,
    /// What learners read first.
    pub brief: String,
    /// What only the facilitator reads.
    pub hidden: Option<String>,
    /// Questions for the debrief.
    pub discuss: Vec<String>,
    /// What learners may give; `None` for everything that fits the patient.
    pub orders: Option<Vec<String>>,
    /// How long a laboratory takes to answer.
    pub labs: Time,
    /// Whether the patient may die.
    pub death: Death,
    /// What examinations find beside what the body says: examination, words.
    pub signs: Vec<(String, String)>,
    /// What is said, and when.
    pub says: Vec<Say>,
    /// What is to be done and reached.
    pub goals: Vec<Goal>,
    /// Where `[case]` stands; the start of the file where only goals or events do.
    pub span: Span,
}

/// Whether the patient of a case may die.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Death {
    /// When the physiology says so.
    Allowed,
    /// Not in this case.
    Never,
    /// Not before this time.
    HeldUntil(Time),
}

/// Words that learners hear.
#[derive(Clone, Debug, PartialEq)]
pub struct Say {
    /// When.
    pub timing: Timing,
    /// Who says them.
    pub who: String,
    /// The words.
    pub text: String,
}

/// What a learner is meant to do or to reach, or never to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// What it is called; no two goals share a name.
    pub name: At<String>,
    /// What meets it; of what must never happen, what breaks it.
    pub test: Test,
    /// As it was written.
    pub text: String,
    /// Whether the test must never pass.
    pub is_never: bool,
    /// It counts from here.
    pub from: Time,
    /// It is to be met by then.
    pub by: Option<Time>,
    /// So long the test has to hold.
    pub lasting: Time,
    /// What it counts.
    pub points: u32,
    /// What is said to whom has not met it.
    pub prompt: Option<Prompt>,
    /// Whether the debrief asks what had been if it had been met earlier.
    pub is_key: bool,
}

/// What is said to a learner who has not met a goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    /// When.
    pub at: Time,
    /// Who says it.
    pub who: String,
    /// The words.
    pub text: String,
}

/// What is asked of the learner's deeds and of the patient.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Something done.
    Deed(Deed),
    /// A condition on present values.
    Holds(Expression),
    /// All of them.
    All(Vec<Test>),
    /// Any of them.
    Any(Vec<Test>),
}

/// What kind of thing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// A drug, a fluid or a meal was given.
    Given,
    /// A drug or an insult was stopped.
    Stopped,
    /// Something was said.
    Said,
    /// Blood was sent to the laboratory.
    Asked,
    /// The patient was examined.
    Examined,
    /// A device was set.
    Set,
    /// A procedure was done.
    Procedure,
}

/// Something done, and within which limits.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// What kind of thing.
    pub done: Done,
    /// What was given or stopped; words that were said.
    pub what: String,
    /// By this route.
    pub route: Option<String>,
    /// Within these limits.
    pub limits: Vec<Limit>,
}

/// What of something given is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitOf {
    /// One dose.
    Dose,
    /// A rate, for each minute.
    Rate,
    /// All doses so far, together.
    Total,
}

/// A limit of something given.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// Of what.
    pub of: LimitOf,
    /// At least so much.
    pub least: f64,
    /// At most so much.
    pub most: f64,
    /// Whether the limits themselves are outside.
    pub is_strict: bool,
    /// Unit of the limits.
    pub unit: Unit,
    /// What they are for each of.
    pub per: Per,
}

impl Test {
    /// Every condition in it.
    pub fn conditions<'t>(&'t self, found: &mut Vec<&'t Expression>) {
        match self {
            Test::Deed(_) => {}
            Test::Holds(expression) => found.push(expression),
            Test::All(tests) | Test::Any(tests) => {
                for test in tests {
                    test.conditions(found);
                }
            }
        }
    }

    /// The first deed in it.
    pub fn deed(&self) -> Option<&Deed> {
        match self {
            Test::Deed(deed) => Some(deed),
            Test::Holds(_) => None,
            Test::All(tests) | Test::Any(tests) => tests.iter().find_map(Test::deed),
        }
    }
}

impl Teaching {
    /// Every condition that something is said on or that a goal asks for, and where it stands.
    pub fn conditions(&self) -> Vec<(Span, &Expression)> {
        let says = self.says.iter().filter_map(|say| match &say.timing {
            Timing::When { condition, .. } => Some((condition.span, &condition.value)),
            Timing::At(_) => None,
        });
        let mut all: Vec<(Span, &Expression)> = says.collect();
        for goal in &self.goals {
            let mut found = Vec::new();
            goal.test.conditions(&mut found);
            all.extend(
                found
                    .into_iter()
                    .map(|condition| (goal.name.span, condition)),
            );
        }
        all
    }
}
