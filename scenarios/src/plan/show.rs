//! What happens in a plan, for people to see under the time axis.

use crate::time::Time;
use crate::words;

/// Kinds of things that happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownKind {
    /// A dose.
    Dose,
    /// Something that runs.
    Infusion,
    /// Food.
    Meal,
    /// Anything else.
    Change,
}

/// One thing that happens.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The arm; `None` where all have it.
    pub arm: Option<usize>,
    /// When it starts.
    pub at: Time,
    /// When it ends, where that is later.
    pub until: Option<Time>,
    /// Kind.
    pub kind: ShownKind,
    /// In words.
    pub label: String,
}

/// What waits for a condition, and happens to each twin at times of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// What happens once it is met, in the order in which it begins.
    pub steps: Vec<Awaited>,
}

/// A step of what waits for a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Awaited {
    /// Kind.
    pub kind: ShownKind,
    /// What happens and when, in words.
    pub label: String,
    /// How long after the condition was met, each time that it happens.
    pub after: Vec<Time>,
}

impl Waiting {
    /// The things that happen when a condition holds, at their own times after it.
    pub(super) fn of(shown: &[Shown], condition: &str) -> Self {
        let condition = words::condition(condition);
        let mut steps: Vec<Awaited> = Vec::new();
        for shown in shown {
            let mut known = steps.iter_mut();
            match known.find(|step| step.label == shown.label && step.kind == shown.kind) {
                Some(step) => step.after.push(shown.at),
                None => steps.push(Awaited {
                    kind: shown.kind,
                    label: shown.label.clone(),
                    after: vec![shown.at],
                }),
            }
        }
        for step in &mut steps {
            step.after.sort_unstable();
            let when = match (step.after.first(), step.after.len()) {
                (Some(first), 1) if *first > Time::ZERO => format!(", {first} after {condition}"),
                (Some(first), _) if *first > Time::ZERO => {
                    format!(", from {first} after {condition}")
                }
                _ => format!(" when {condition}"),
            };
            step.label.push_str(&when);
        }
        steps.sort_by_key(|step| step.after.first().copied());
        Self { steps }
    }

    /// One thing that happens at once.
    pub(super) fn one(kind: ShownKind, label: String) -> Self {
        let after = vec![Time::ZERO];
        Self {
            steps: vec![Awaited { kind, label, after }],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source control 2, 12 and 24 h after recognition stood at the same place in the lanes of its arms, because a
    /// step's own time after the condition was dropped.
    #[test]
    fn steps_that_wait_keep_their_own_time() {
        let shown = |hours: i64, label: &str| Shown {
            arm: None,
            at: Time::from_nanoseconds(hours * 3_600_000_000_000),
            until: None,
            kind: ShownKind::Dose,
            label: label.to_owned(),
        };
        let all = [
            shown(12, "source control"),
            shown(0, "fluid"),
            shown(2, "meropenem"),
            shown(10, "meropenem"),
        ];
        let waiting = Waiting::of(&all, "sofa > 1.5");
        let labels: Vec<&str> = waiting.steps.iter().map(|step| &*step.label).collect();
        let wanted = [
            "fluid when SOFA > 1.5",
            "meropenem, from 2 h after SOFA > 1.5",
            "source control, 12 h after SOFA > 1.5",
        ];
        assert_eq!(labels, wanted);
        assert_eq!(waiting.steps[1].after.len(), 2);
    }
}
