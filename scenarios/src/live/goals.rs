//! Whether what a learner did and what the patient is like meets a goal.

use super::course::Course;
use crate::file::{
    Act, Amount, By, Deed, Doing, Done, Give, Goal, Limit, LimitOf, Per, Test, Verb,
};
use crate::plan::Subject;
use crate::time::Time;
use physiology::unit::Unit;

/// How a goal stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Since when its test has passed without a break.
    since: Option<Time>,
    /// When it was met; of what must never happen, when it happened.
    pub at: Option<Time>,
    /// Whether it was prompted.
    pub prompted: Option<Time>,
}

/// What a test is put to.
pub(super) struct Present<'a> {
    pub log: &'a [Act],
    pub course: &'a Course,
    pub subject: &'a Subject,
    pub now: Time,
}

impl Progress {
    /// Looks at a goal.
    pub(super) fn look(&mut self, goal: &Goal, present: &Present<'_>) {
        if self.at.is_some() || present.now < goal.from {
            return;
        }
        if !present.passes(&goal.test, goal.from) {
            self.since = None;
            return;
        }
        let since = *self.since.get_or_insert(present.now);
        let lasted = present.now.nanoseconds() - since.nanoseconds();
        if lasted >= goal.lasting.nanoseconds() {
            // What has to last was met when it had.
            self.at = Some(present.now);
        }
    }
}

impl Present<'_> {
    fn passes(&self, test: &Test, from: Time) -> bool {
        match test {
            Test::Holds(condition) => self.holds(condition),
            Test::Deed(deed) => {
                let learner = self
                    .log
                    .iter()
                    .filter(|act| act.by == By::Learner && act.at >= from);
                let so_far: Vec<&Act> = learner.collect();
                (0..so_far.len()).any(|last| is_deed(deed, &so_far[..=last], self.subject))
            }
            Test::All(tests) => tests.iter().all(|test| self.passes(test, from)),
            Test::Any(tests) => tests.iter().any(|test| self.passes(test, from)),
        }
    }

    pub(super) fn holds(&self, condition: &crate::expression::Expression) -> bool {
        let value = |name: &String| self.course.now(name);
        let values: Option<Vec<f64>> = condition.quantities().iter().map(value).collect();
        values.is_some_and(|values| condition.holds(&values))
    }
}

/// Whether the last of these acts is the deed.
pub(super) fn is_deed(deed: &Deed, acts: &[&Act], subject: &Subject) -> bool {
    let Some(last) = acts.last() else {
        return false;
    };
    match (&last.what, deed.done) {
        (Doing::Verb(Verb::Give(give)), Done::Given) => {
            give.what.value == deed.what
                && route_fits(deed, give)
                && deed
                    .limits
                    .iter()
                    .all(|limit| within(limit, give, acts, deed, subject))
        }
        (Doing::Verb(Verb::Stop(what)), Done::Stopped) => what.value == deed.what,
        (Doing::Verb(Verb::Set(set)), Done::Set) => set.parameter.value.to_string() == deed.what,
        (Doing::Verb(Verb::Start(start)), Done::Procedure) => start.what.value == deed.what,
        (Doing::Ask(what), Done::Asked) | (Doing::Examine(what), Done::Examined) => {
            *what == deed.what
        }
        (Doing::Say(words), Done::Said) => words.to_lowercase().contains(&deed.what.to_lowercase()),
        _ => false,
    }
}

fn route_fits(deed: &Deed, give: &Give) -> bool {
    let Some(route) = &deed.route else {
        return true;
    };
    // Without a word it is the usual one, which is said where a scenario lists the routes.
    give.route
        .as_ref()
        .is_some_and(|given| given.value == *route)
}

fn within(limit: &Limit, give: &Give, acts: &[&Act], deed: &Deed, subject: &Subject) -> bool {
    let count = |per: Per| subject.count_of(per).unwrap_or(f64::NAN);
    let of = |amount: &Amount| match (limit.of, amount) {
        (LimitOf::Dose | LimitOf::Total, Amount::Dose(dose)) => {
            converted(dose.value * count(dose.per), &dose.unit, &limit.unit)
        }
        (LimitOf::Rate, Amount::Rate(rate)) => {
            converted(rate.per_minute * count(rate.per), &rate.unit, &limit.unit)
        }
        _ => None,
    };
    let amount = match limit.of {
        LimitOf::Total => {
            let gives = acts.iter().filter_map(|act| match &act.what {
                Doing::Verb(Verb::Give(give)) if give.what.value == deed.what => Some(give),
                _ => None,
            });
            Some(gives.filter_map(|give| of(&give.amount.value)).sum())
        }
        _ => of(&give.amount.value),
    };
    let (least, most) = (
        limit.least * count(limit.per),
        limit.most * count(limit.per),
    );
    amount.is_some_and(|amount| match limit.is_strict {
        true => amount > least && amount < most,
        // Rounding of units is no matter of doses.
        false => amount >= least * (1.0 - 1e-9) && amount <= most * (1.0 + 1e-9),
    })
}

fn converted(value: f64, from: &Unit, to: &Unit) -> Option<f64> {
    from.convert(value, to)
}
