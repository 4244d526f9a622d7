//! Checks actions: when they happen, and what is done.

use super::fields::{Checker, Fields};
use super::insult::befalls;
use crate::document::Value;
use crate::expression::{Expression, Kind};
use crate::file::{Action, Repeat, Set, Timing, Verb};
use crate::grammar::Named;
use crate::problem::{Problem, Slip};
use crate::span::{At, Span};
use crate::time::Time;

/// More than this many times is a slip of the unit, not a treatment.
const MOST_TIMES: i64 = 100_000;

impl Checker<'_> {
    /// A list of actions. Their times are `absolute`, except inside a protocol.
    pub fn actions(&mut self, fields: Fields<'_>, key: &str, absolute: bool) -> Vec<Action> {
        let list = self.list(fields, key);
        list.into_iter()
            .filter_map(|fields| self.action(fields, absolute))
            .collect()
    }

    fn action(&mut self, fields: Fields<'_>, absolute: bool) -> Option<Action> {
        let timing = self.timing(fields, absolute);
        let verb = self.verb(fields);
        let repeat = self.repeat(fields, timing.as_ref());
        let hold = self.hold(fields);
        self.fits(fields, timing.as_ref(), verb.as_ref());
        Some(Action {
            timing: timing?,
            verb: verb?,
            repeat: repeat.ok()?,
            hold: hold.ok()?,
            span: fields.span,
        })
    }

    pub fn timing(&mut self, fields: Fields<'_>, absolute: bool) -> Option<Timing> {
        let at = self.times(fields, absolute);
        let condition = self.condition(fields);
        let from = self.time(fields, "from");
        let until = self.time(fields, "until");
        let look = self.duration(fields, "look");
        if let (Some(from), Some(until)) = (&from, &until)
            && until.value <= from.value
        {
            let problem = Problem::error(until.span, "ends before it begins")
                .found(format!("from {} until {}", from.value, until.value))
                .expected("`until` later than `from`");
            self.report(problem);
        }
        if let (Some(from), true) = (&from, absolute) {
            self.within_horizon(from.value, from.span);
        }
        match (fields.has("at"), at, condition) {
            (true, times, _) => times.map(Timing::At),
            (false, _, Some(condition)) => Some(Timing::When {
                condition,
                from,
                until,
                look,
            }),
            _ => None,
        }
    }

    /// One time, or a list of them.
    fn times(&mut self, fields: Fields<'_>, absolute: bool) -> Option<Vec<At<Time>>> {
        let (key, node) = fields.get("at")?;
        let nodes = match &node.value {
            Value::List(items) if items.is_empty() => {
                self.wrong_kind(key, node);
                return None;
            }
            Value::List(items) if !self.few(key, node, items.len()) => return None,
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut times: Vec<At<Time>> = Vec::new();
        for node in nodes {
            let Some(time) = self.parsed_of(key, node, Time::parse) else {
                continue;
            };
            if absolute {
                self.within_horizon(time.value, time.span);
            }
            if times.contains(&time) {
                let problem = Problem::warning(time.span, "the same time twice")
                    .found(format!("{} again", time.value))
                    .expected("each time once");
                self.report(problem);
            }
            times.push(time);
        }
        (times.len() == nodes.len()).then_some(times)
    }

    /// Warns of what never happens.
    fn within_horizon(&mut self, time: Time, span: Span) {
        let Some(horizon) = self.horizon.filter(|horizon| time >= *horizon) else {
            return;
        };
        let problem = Problem::warning(span, "never happens")
            .found(format!("{time}, with a horizon of {horizon}"))
            .expected("a time before the horizon");
        self.report(problem);
    }

    fn condition(&mut self, fields: Fields<'_>) -> Option<At<Expression>> {
        self.condition_of(fields, "when")
    }

    /// A condition on present values.
    pub fn condition_of(&mut self, fields: Fields<'_>, name: &str) -> Option<At<Expression>> {
        let (key, node) = fields.get(name)?;
        let expression = self.expression(fields, name)?;
        let whole = Span::new(0, expression.value.text().len());
        let expected = "a condition on present values";
        let slip = if expression.value.kind() != Kind::Condition {
            Some(Slip::new(
                expression.value.text(),
                whole,
                "not a condition",
                expected,
            ))
        } else if expression.value.looks_beyond_now() {
            let slip = Slip::new(
                expression.value.text(),
                whole,
                "a condition that looks beyond the present",
                expected,
            );
            Some(slip.help("functions such as time and maximum need the whole course; they belong in [[outcome]]"))
        } else {
            None
        };
        match slip {
            Some(slip) => {
                self.slip(key, node, slip);
                None
            }
            None => Some(expression),
        }
    }

    /// An expression whose names and units are settled.
    pub fn expression(&mut self, fields: Fields<'_>, name: &str) -> Option<At<Expression>> {
        let (key, node) = fields.get(name)?;
        let text = self.text_of(key, node)?;
        match Expression::parse(text, self.known) {
            Ok(expression) => Some(At::new(expression, node.span)),
            Err(slips) => {
                for slip in slips {
                    self.slip(key, node, slip);
                }
                None
            }
        }
    }

    /// The repetition of an action; `Err` where there is one that cannot be read.
    pub fn repeat(
        &mut self,
        fields: Fields<'_>,
        timing: Option<&Timing>,
    ) -> Result<Option<Repeat>, ()> {
        let Some((key, node)) = fields.get("repeat") else {
            return Ok(None);
        };
        let inner = key
            .kind
            .tables()
            .and_then(|table| self.fields(table, key, node))
            .ok_or(())?;
        let every = self.duration(inner, "every");
        let times = self.whole(inner, "times");
        let until = self.time(inner, "until");
        let every = every.ok_or(())?;
        let start = match timing {
            Some(Timing::At(times)) => times.iter().map(|time| time.value).min(),
            Some(Timing::When { from, .. }) => from.as_ref().map(|from| from.value),
            None => None,
        };
        let start = start.unwrap_or(Time::ZERO);
        if let Some(until) = until.as_ref().filter(|until| until.value < start) {
            let problem = Problem::error(until.span, "ends before it begins")
                .found(format!("from {start} until {}", until.value))
                .expected("`until` later than the first time");
            self.report(problem);
        }
        let end = until.as_ref().map(|until| until.value).or(self.horizon);
        if let (Some(end), None) = (end, &times) {
            let span = end.nanoseconds().saturating_sub(start.nanoseconds());
            if span / every.value.nanoseconds().max(1) > MOST_TIMES {
                let problem = Problem::error(every.span, "repeated too often")
                    .found(format!("every {} up to {end}", every.value))
                    .expected(format!("at most {MOST_TIMES} times"));
                self.report(problem);
            }
        }
        let times = times.map(|times| times.map(|times| u32::try_from(times).unwrap_or(u32::MAX)));
        Ok(Some(Repeat {
            every,
            times,
            until,
        }))
    }

    /// What an action or a protocol does.
    pub fn verb(&mut self, fields: Fields<'_>) -> Option<Verb> {
        // Every verb is read, so that one too many does not hide what is wrong with another.
        let give = if fields.has("give") {
            self.give(fields)
        } else {
            None
        };
        let used = self.used(fields);
        let start = if fields.has("start") || fields.has("do") {
            self.start(fields)
        } else {
            None
        };
        let stop = self.stopped(fields);
        let set = self.setting(fields);
        let titrate = self.titrate(fields);
        give.map(Verb::Give)
            .or(titrate.map(Verb::Titrate))
            .or(used.map(Verb::Use))
            .or(start.map(Verb::Start))
            .or(stop.map(Verb::Stop))
            .or(set.map(Verb::Set))
    }

    fn used(&mut self, fields: Fields<'_>) -> Option<At<String>> {
        let name = self.text(fields, "use")?;
        if self.protocols.contains(&name.value) {
            return Some(name);
        }
        let protocols = self.protocols.clone();
        let names: Vec<&str> = protocols.iter().map(String::as_str).collect();
        let is_drug = self.known.drug(&name.value).is_some();
        let problem = self.unknown_name("protocol", &name.value, name.span, &names);
        problem.help = Some(if is_drug {
            format!("`{0}` can be given: give = \"{0}\"", name.value)
        } else {
            let shown = crate::document::shorten(&name.value);
            format!("a protocol is described in a table [protocol.{shown}] of the same file")
        });
        None
    }

    /// What is ended: what befell the patient, or the infusion of a drug.
    fn stopped(&mut self, fields: Fields<'_>) -> Option<At<String>> {
        match fields.get("stop").map(|(_, node)| &node.value) {
            Some(Value::Text(name, _)) if befalls(name.trim()) => self.text(fields, "stop"),
            _ => self.named_drug(fields, "stop"),
        }
    }

    /// The name of a drug that exists.
    pub fn named_drug(&mut self, fields: Fields<'_>, key: &str) -> Option<At<String>> {
        let name = self.text(fields, key)?;
        let known = self.known;
        if known.drug(&name.value).is_some() {
            return Some(name);
        }
        let is_protocol = self.protocols.contains(&name.value);
        let names: Vec<&str> = known.drugs.iter().map(|drug| drug.name.as_str()).collect();
        let problem = self.unknown_name("drug", &name.value, name.span, &names);
        if let Some(so) = known.also_called(&name.value) {
            problem.nearest = Some(so.to_owned());
        }
        problem.expected = problem
            .expected
            .replacen("a drug", Named::Drug.describe(), 1);
        if is_protocol {
            problem.help = Some(format!("`{0}` is a protocol: use = \"{0}\"", name.value));
        }
        None
    }

    fn setting(&mut self, fields: Fields<'_>) -> Option<Set> {
        if !fields.has("set") {
            return None;
        }
        if !fields.has("to") {
            self.missing(fields, "to");
        }
        let parameter = self.parameter(fields, "set");
        let to = self.set_to(fields, parameter.as_ref().map(|parameter| &parameter.value));
        Some(Set {
            parameter: parameter?,
            to: to?,
        })
    }
}
