//! Checks what a learner did: the file of `homeostat teach --script`.

use super::fields::{Checker, Fields};
use super::walk;
use crate::document::{Entries, Value};
use crate::file::{Act, Amount, By, Doing, Script, Verb};
use crate::grammar::SCRIPT;
use crate::known::Known;
use crate::live::LABS;
use crate::problem::Problem;
use crate::span::Span;
use crate::time::Time;

/// Checks a learner's actions against the grammar and against what exists, as [`check`](crate::check()) does
/// a scenario.
pub fn check_script(text: &[u8], known: &Known) -> (Option<Script>, Vec<Problem>) {
    walk(text, known, |checker, root| checker.script(root))
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
        let ask = self.ask(fields);
        let say = self.text(fields, "say").map(|text| Doing::Say(text.value));
        let note = self
            .text(fields, "note")
            .map(|text| Doing::Note(text.value));
        let verb = self.verb(fields);
        if let Some(Verb::Give(give)) = &verb
            && matches!(give.amount.value, Amount::Basal)
        {
            let problem = Problem::error(give.amount.span, "no basal rate in a live session")
                .found("\"basal\"")
                .expected("an amount per time");
            self.report(problem);
        }
        let what = ask.or(say).or(note).or(verb.map(Doing::Verb));
        Some(Act {
            at: at?.value,
            by,
            what: what?,
            text: written(fields.entries),
            span: fields.span,
        })
    }

    fn ask(&mut self, fields: Fields<'_>) -> Option<Doing> {
        let name = self.text(fields, "ask")?;
        if LABS.iter().any(|lab| lab.name == name.value) {
            return Some(Doing::Ask(name.value));
        }
        let names: Vec<&str> = LABS.iter().map(|lab| lab.name).collect();
        self.unknown_name("laboratory test", &name.value, name.span, &names);
        None
    }
}

/// What a table says of the deed, one key a line, as it is written again.
fn written(entries: &Entries) -> String {
    let said = entries
        .0
        .iter()
        .filter(|(key, _)| !matches!(key.value.as_str(), "at" | "by"));
    let lines = said.filter_map(|(key, node)| match &node.value {
        Value::Text(text, _) => {
            let text = toml::Value::String(text.clone());
            Some(format!("{} = {text}", key.value))
        }
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}
