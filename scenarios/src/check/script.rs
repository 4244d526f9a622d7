//! Checks what a learner did: the file of `homeostat teach --script`.

use super::fields::{Checker, Fields};
use super::walk;
use crate::condition::{ConditionKind, HAEMORRHAGE, condition};
use crate::document::{Entries, Node, Value};
use crate::file::{Act, Amount, By, Doing, Script, Steer, Timing, Verb};
use crate::grammar::SCRIPT;
use crate::known::Known;
use crate::live::{EXAMINATIONS, LABS};
use crate::problem::Problem;
use crate::quantity::Quantity;
use crate::span::Span;
use crate::time::Time;
use physiology::unit::Unit;

/// What a file of actions is expected to be.
const ACTIONS: &str = "what a learner did, as `homeostat teach --help` shows it";

/// Checks a learner's actions against the grammar and against what exists, as [`check`](crate::check()) does
/// a scenario.
pub fn check_script(text: &[u8], known: &Known) -> (Option<Script>, Vec<Problem>) {
    walk(text, known, ACTIONS, |checker, root| checker.script(root))
}

impl Checker<'_> {
    fn script(&mut self, root: &Entries) -> Option<Script> {
        let fields = self.table(&SCRIPT, root, Span::new(0, 0));
        let learner = self.text(fields, "learner");
        let scenario = self.text(fields, "scenario");
        let until = self.time(fields, "until");
        let list = self.list(fields, "action");
        let mut acts: Vec<Act> = list
            .into_iter()
            .filter_map(|inner| self.act(inner))
            .collect();
        acts.sort_by_key(|act| act.at);
        Some(Script {
            learner: learner.map_or("learner".to_owned(), |learner| learner.value),
            scenario: scenario.map(|scenario| scenario.value),
            until: until.map(|until| until.value),
            acts,
        })
    }

    fn act(&mut self, fields: Fields<'_>) -> Option<Act> {
        let at = self.time(fields, "at");
        if let Some(at) = at.as_ref().filter(|at| at.value < Time::ZERO) {
            let problem = Problem::error(at.span, "before the patient is there")
                .found(format!("{}", at.value))
                .expected("a time from 0 on");
            self.report(problem);
        }
        let by = match self.choice(fields, "by") {
            Some(word) if word.value == "instructor" => By::Instructor,
            _ => By::Learner,
        };
        let labs: Vec<&str> = LABS.iter().map(|lab| lab.name).collect();
        let ask = self.one_of(fields, "ask", "laboratory test", &labs);
        let known = EXAMINATIONS.map(|examination| examination.name);
        let examine = self.one_of(fields, "examine", "examination", &known);
        let say = self.text(fields, "say").map(|text| Doing::Say(text.value));
        let note = self
            .text(fields, "note")
            .map(|text| Doing::Note(text.value));
        let steer = self.steer(fields).map(Doing::Steer);
        let verb = self.verb(fields);
        if let Some(Verb::Give(give)) = &verb
            && matches!(give.amount.value, Amount::Basal)
        {
            let problem = Problem::error(give.amount.span, "no basal rate in a live session")
                .found("\"basal\"")
                .expected("an amount per time");
            self.report(problem);
        }
        let timing = at.clone().map(|at| Timing::At(vec![at]));
        let repeat = self.repeat(fields, timing.as_ref());
        let towards = self.text(fields, "towards").map(|text| text.value);
        let what = ask
            .map(Doing::Ask)
            .or(examine.map(Doing::Examine))
            .or(say)
            .or(note)
            .or(steer)
            .or(verb.map(Doing::Verb));
        Some(Act {
            at: at?.value,
            by,
            what: what?,
            repeat: repeat.ok()?,
            towards,
            text: written(fields.entries),
            span: fields.span,
        })
    }

    /// One of these names.
    fn one_of(
        &mut self,
        fields: Fields<'_>,
        key: &str,
        what: &str,
        names: &[&str],
    ) -> Option<String> {
        let name = self.text(fields, key)?;
        if names.contains(&name.value.as_str()) {
            return Some(name.value);
        }
        self.unknown_name(what, &name.value, name.span, names);
        None
    }

    /// `mean_arterial_pressure = 55 mmHg in 3 min`.
    fn steer(&mut self, fields: Fields<'_>) -> Option<Steer> {
        let text = self.text(fields, "steer")?;
        let through = self.text(fields, "through");
        let wrong = |checker: &mut Self, message: &str, expected: &str| {
            let problem = Problem::error(text.span, message)
                .found(format!("`{}`", text.value))
                .expected(expected);
            checker.report(problem);
            None
        };
        let usual =
            "a quantity, its value and a time, as in \"mean_arterial_pressure = 55 mmHg in 3 min\"";
        let said = text.value.split_once('=');
        let said = said.and_then(|(name, rest)| Some((name.trim(), rest.rsplit_once(" in ")?)));
        let Some((name, (value, time))) = said else {
            return wrong(self, "not an aim", usual);
        };
        let known = self.quantity_of(name);
        let Some((quantity, unit)) = known else {
            return wrong(self, "unknown quantity", usual);
        };
        let value = Quantity::parse_in(value, &unit)
            .ok()
            .and_then(|value| value.in_unit(&unit));
        let within = Time::parse(time).ok();
        let within = within.filter(|within| (SOONEST..=LATEST).contains(within));
        let (Some(value), Some(within)) = (value, within) else {
            let expected = format!("{name} = VALUE UNIT in TIME, from {SOONEST} to {LATEST}");
            return wrong(self, "not a value in a time", &expected);
        };
        if let Some(through) = &through
            && !steerable(&through.value)
        {
            let problem = Problem::error(through.span, "nothing that can be adjusted")
                .found(format!("`{}`", through.value))
                .expected("haemorrhage, or a condition that is more or less severe");
            self.report(problem);
            return None;
        }
        Some(Steer {
            quantity,
            value,
            within,
            through: through.map(|through| through.value),
            text: text.value,
        })
    }

    fn quantity_of(&self, name: &str) -> Option<(String, Unit)> {
        let quantity = self.known.quantity(name)?;
        Some((quantity.name.clone(), quantity.unit))
    }
}

/// Sooner than this no heart answers, later nobody waits: one second to two hours.
const SOONEST: Time = Time::from_nanoseconds(1_000_000_000);
const LATEST: Time = Time::from_minutes(120);

/// Whether something that befalls a patient may do so more or less.
pub(crate) fn steerable(name: &str) -> bool {
    name == HAEMORRHAGE
        || condition(name).is_some_and(|known| {
            known.kind == ConditionKind::Condition && !known.measures.is_empty()
        })
}

/// What a table says of the deed, one key a line, as it is written again.
fn written(entries: &Entries) -> String {
    let said = entries
        .0
        .iter()
        .filter(|(key, _)| !matches!(key.value.as_str(), "at" | "by"));
    let lines = said.filter_map(|(key, node)| Some(format!("{} = {}", key.value, value(node)?)));
    lines.collect::<Vec<_>>().join("\n")
}

/// A value as TOML has it on one line.
fn value(node: &Node) -> Option<String> {
    Some(match &node.value {
        Value::Text(text, _) => toml::Value::String(text.clone()).to_string(),
        Value::Whole(whole) => (*whole)?.to_string(),
        Value::Number(number) => toml::Value::Float(*number).to_string(),
        Value::Truth(truth) => truth.to_string(),
        Value::Date => return None,
        Value::List(items) => {
            let items: Option<Vec<String>> = items.iter().map(value).collect();
            format!("[{}]", items?.join(", "))
        }
        Value::Table(entries) => {
            let pairs = entries.0.iter();
            let pairs: Option<Vec<String>> = pairs
                .map(|(key, node)| Some(format!("{} = {}", key.value, value(node)?)))
                .collect();
            format!("{{ {} }}", pairs?.join(", "))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(text: &str) -> Vec<String> {
        let (_, problems) = check_script(text.as_bytes(), &Known::default());
        let said = problems.into_iter().map(|problem| problem.expected);
        said.collect()
    }

    /// It was answered with how to begin a scenario.
    #[test]
    fn an_empty_file_of_actions_is_told_what_actions_are() {
        assert_eq!(expected(" \n"), [ACTIONS]);
    }

    #[test]
    fn an_unknown_examination_is_told_all() {
        let found = expected("[[action]]\nat = \"1 min\"\nexamine = \"tummy\"\n");
        assert!(
            found[0].starts_with("an examination: `look`, `chest`"),
            "{found:?}"
        );
    }
}
