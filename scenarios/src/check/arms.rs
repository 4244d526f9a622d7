//! Warns when arms differ in more than one thing: then no result says which of them did it.

use super::fields::Checker;
use crate::file::{Action, Amount, Arm, Scenario, Timing, Verb};
use crate::problem::Problem;

impl Checker<'_> {
    /// Compares each arm with the first.
    pub fn compare_arms(&mut self, scenario: &Scenario) {
        let Some((first, others)) = scenario.arms.split_first() else {
            return;
        };
        for other in others {
            let differences = differences(first, other);
            let problem = match differences.as_slice() {
                [] => Problem::warning(other.name.span, "two arms that are the same")
                    .found(format!(
                        "\"{}\" does what \"{}\" does",
                        other.name.value, first.name.value
                    ))
                    .expected("one difference"),
                [_] => continue,
                several => Problem::warning(other.name.span, "arms differ in more than one thing")
                    .found(format!(
                        "\"{}\" differs from \"{}\" in {}",
                        other.name.value,
                        first.name.value,
                        row(several)
                    ))
                    .expected("one difference, so that the result says what made it")
                    .help("what both arms share belongs in a [[treatment]] at the top of the file"),
            };
            self.report(problem);
        }
    }
}

/// In what two arms differ, in a few words each.
fn differences(first: &Arm, other: &Arm) -> Vec<String> {
    let mut left: Vec<&Action> = first.treatment.iter().collect();
    let mut right: Vec<&Action> = Vec::new();
    // What both do, in whatever order, is no difference.
    for action in &other.treatment {
        match left.iter().position(|same| *same == action) {
            Some(place) => {
                left.remove(place);
            }
            None => right.push(action),
        }
    }
    let mut found = Vec::new();
    // The rest is paired by what is done, so that a moved dose is one difference and not two.
    right.retain(|action| {
        let place = left
            .iter()
            .position(|candidate| subject(candidate) == subject(action));
        if let Some(place) = place {
            found.extend(fields(left.remove(place), action));
        }
        place.is_none()
    });
    // One thing in the place of another is one difference, whatever its amount.
    if let ([_, ..], [_, ..]) = (left.as_slice(), right.as_slice()) {
        found.push(format!(
            "{} instead of {}",
            subject(right.remove(0)),
            subject(left.remove(0))
        ));
    }
    let alone = left.iter().chain(&right);
    found.extend(alone.map(|action| format!("{}, which only one of them does", subject(action))));
    found
}

/// What an action does, and with what.
fn subject(action: &Action) -> String {
    match &action.verb {
        Verb::Give(give) => format!("give {}", give.what.value),
        Verb::Use(name) => format!("use {}", name.value),
        Verb::Stop(name) => format!("stop {}", name.value),
        Verb::Set(set) => format!("set {}", set.parameter.value),
        Verb::Titrate(titrate) => format!("titrate {}", titrate.what.value),
    }
}

/// In which of its fields one action differs from another of the same subject.
fn fields(left: &Action, right: &Action) -> Vec<String> {
    let mut found = Vec::new();
    let mut note = |same: bool, what: &str| {
        if !same {
            found.push(format!("{what} of {}", subject(left)));
        }
    };
    match (&left.timing, &right.timing) {
        (Timing::At(a), Timing::At(b)) => note(a == b, "`at`"),
        (
            Timing::When {
                condition: a,
                from: a_from,
                until: a_until,
                look: a_look,
            },
            Timing::When {
                condition: b,
                from: b_from,
                until: b_until,
                look: b_look,
            },
        ) => {
            note(a == b, "`when`");
            note(a_from == b_from, "`from`");
            note(a_until == b_until, "`until`");
            note(a_look == b_look, "`look`");
        }
        _ => note(false, "`at` or `when`"),
    }
    match (&left.verb, &right.verb) {
        (Verb::Give(a), Verb::Give(b)) => {
            note(
                a.amount == b.amount,
                amount_word(&a.amount.value, &b.amount.value),
            );
            note(a.over == b.over, "`over`");
            note(a.route == b.route, "`route`");
            note(a.adherence == b.adherence, "`adherence`");
        }
        (Verb::Set(a), Verb::Set(b)) => note(a.to == b.to, "`to`"),
        (Verb::Titrate(a), Verb::Titrate(b)) => {
            note(a.to == b.to, "`to`");
            note(a.step == b.step, "`step`");
        }
        _ => {}
    }
    note(left.repeat == right.repeat, "`repeat`");
    note(left.hold == right.hold, "`hold`");
    found
}

fn amount_word(left: &Amount, right: &Amount) -> &'static str {
    match (left, right) {
        (Amount::Dose(_), Amount::Dose(_)) => "`dose`",
        (Amount::Target(_), Amount::Target(_)) => "`target`",
        (Amount::Target(_), _) | (_, Amount::Target(_)) => "`target` instead of another amount",
        (Amount::Dose(_), _) | (_, Amount::Dose(_)) => "`dose` or `rate`",
        _ => "`rate`",
    }
}

/// "a, b and c"
fn row(parts: &[String]) -> String {
    match parts {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        _ => parts.join(""),
    }
}
