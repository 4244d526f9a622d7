//! Checks what makes a scenario a case: `[case]`, `[[event]]`, `[[goal]]`.

use super::deed::test;
use super::fields::{Checker, Fields};
use crate::document::Value;
use crate::file::{Action, Death, Goal, Prompt, Say, Teaching, Timing};
use crate::live::EXAMINATIONS;
use crate::problem::{Problem, Slip};
use crate::span::{At, Span};
use crate::time::Time;

/// How often the condition of an event is looked at: things happen fast at a bedside.
const LOOK: Time = Time::from_nanoseconds(5_000_000_000);

impl Checker<'_> {
    /// What is taught, and what befalls the patient, as actions of every arm. `Err` where there is a case of
    /// which something is wrong.
    pub fn teaching(&mut self, fields: Fields<'_>) -> Result<(Option<Teaching>, Vec<Action>), ()> {
        let (says, events) = self.events(fields);
        let goals = self.goals(fields);
        if !["case", "event", "goal"].iter().any(|key| fields.has(key)) {
            return Ok((None, events));
        }
        let empty = Teaching {
            level: None,
            objectives: Vec::new(),
            brief: String::new(),
            hidden: None,
            discuss: Vec::new(),
            orders: None,
            labs: Time::from_minutes(5),
            death: Death::Allowed,
            signs: Vec::new(),
            says,
            goals,
            span: Span::new(0, 0),
        };
        let Some((key, node)) = fields.get("case") else {
            return Ok((Some(empty), events));
        };
        let inner = key
            .kind
            .tables()
            .and_then(|table| self.fields(table, key, node));
        let inner = inner.ok_or(())?;
        let text = |this: &mut Self, key: &str| this.text(inner, key).map(|text| text.value);
        let teaching = Teaching {
            level: text(self, "level"),
            objectives: self.lines(inner, "objectives"),
            brief: text(self, "brief").unwrap_or_default(),
            hidden: text(self, "hidden"),
            discuss: self.lines(inner, "discuss"),
            orders: self.orders(inner),
            labs: self
                .duration(inner, "labs")
                .map_or(empty.labs, |labs| labs.value),
            death: self.death(inner),
            signs: self.signs(inner),
            span: fields.key_span("case"),
            ..empty
        };
        Ok((Some(teaching), events))
    }

    /// What is said, and what is done.
    fn events(&mut self, fields: Fields<'_>) -> (Vec<Say>, Vec<Action>) {
        let (mut says, mut actions) = (Vec::new(), Vec::new());
        for inner in self.list(fields, "event") {
            let timing = self.timing(inner, true).map(|timing| match timing {
                Timing::When {
                    condition,
                    from,
                    until,
                    look: None,
                } => {
                    let look = Some(At::new(LOOK, condition.span));
                    Timing::When {
                        condition,
                        from,
                        until,
                        look,
                    }
                }
                timing => timing,
            });
            if let Some((key, node)) = inner.get("say") {
                let table = key.kind.tables();
                let Some(words) = table.and_then(|table| self.fields(table, key, node)) else {
                    continue;
                };
                let who = self
                    .text(words, "who")
                    .map_or("patient".to_owned(), |who| who.value);
                let text = self.text(words, "text");
                if let (Some(timing), Some(text)) = (timing, text) {
                    says.push(Say {
                        timing,
                        who,
                        text: text.value,
                    });
                }
                continue;
            }
            let verb = self.verb(inner);
            if let (Some(timing), Some(verb)) = (timing, verb) {
                actions.push(Action {
                    timing,
                    verb,
                    repeat: None,
                    hold: None,
                    span: inner.span,
                });
            }
        }
        (says, actions)
    }

    fn goals(&mut self, fields: Fields<'_>) -> Vec<Goal> {
        let mut goals: Vec<Goal> = Vec::new();
        for inner in self.list(fields, "goal") {
            let Some(goal) = self.goal(inner) else {
                continue;
            };
            if goals.iter().any(|other| other.name == goal.name) {
                let problem = Problem::error(goal.name.span, "two goals with one name")
                    .found(format!("\"{}\" again", goal.name.value))
                    .expected("a name that no other goal has");
                self.report(problem);
            }
            goals.push(goal);
        }
        goals
    }

    fn goal(&mut self, fields: Fields<'_>) -> Option<Goal> {
        let name = self.text(fields, "name");
        let from = self.time(fields, "from");
        let by = self.time(fields, "by");
        let lasting = self.duration(fields, "lasting");
        let points = self.whole(fields, "points");
        let is_key = self.truth(fields, "key").unwrap_or(false);
        let prompt = self.prompt(fields);
        for time in [&from, &by].into_iter().flatten() {
            self.within(time, "`from` and `by`");
        }
        if let (Some(from), Some(by)) = (&from, &by)
            && by.value <= from.value
        {
            let problem = Problem::error(by.span, "over before it counts")
                .found(format!("from {} by {}", from.value, by.value))
                .expected("`by` later than `from`");
            self.report(problem);
        }
        let is_never = fields.has("never");
        let (key, node) = fields.get("met").or_else(|| fields.get("never"))?;
        let text = self.text_of(key, node)?;
        let found = test(text, self.known);
        let found = match found {
            Ok(found) => found,
            Err(slips) => {
                for slip in slips {
                    self.slip(key, node, slip);
                }
                return None;
            }
        };
        Some(Goal {
            name: name?,
            test: found,
            text: text.trim().to_owned(),
            is_never,
            from: from.map_or(Time::ZERO, |from| from.value),
            by: by.map(|by| by.value),
            lasting: lasting.map_or(Time::ZERO, |lasting| lasting.value),
            points: points.map_or(1, |points| u32::try_from(points.value).unwrap_or(u32::MAX)),
            prompt: prompt.ok()?,
            is_key,
        })
    }

    fn within(&mut self, time: &At<Time>, what: &str) {
        if let Some(horizon) = self.horizon.filter(|horizon| time.value > *horizon) {
            let problem = Problem::warning(time.span, "beyond the horizon")
                .found(format!("{}, with a horizon of {horizon}", time.value))
                .expected(format!("{what} up to the horizon"));
            self.report(problem);
        }
    }

    fn prompt(&mut self, fields: Fields<'_>) -> Result<Option<Prompt>, ()> {
        let Some((key, node)) = fields.get("prompt") else {
            return Ok(None);
        };
        let inner = key
            .kind
            .tables()
            .and_then(|table| self.fields(table, key, node));
        let inner = inner.ok_or(())?;
        let at = self.time(inner, "at");
        let who = self
            .text(inner, "who")
            .map_or("nurse".to_owned(), |who| who.value);
        let text = self.text(inner, "say");
        let (at, text) = (at.ok_or(())?.value, text.ok_or(())?.value);
        Ok(Some(Prompt { at, who, text }))
    }

    /// A list of texts of one line.
    fn lines(&mut self, fields: Fields<'_>, name: &str) -> Vec<String> {
        let Some((key, node)) = fields.get(name) else {
            return Vec::new();
        };
        let Value::List(items) = &node.value else {
            self.wrong_kind(key, node);
            return Vec::new();
        };
        let items = items.iter().filter_map(|item| self.text_of(key, item));
        items.map(|text| text.trim().to_owned()).collect()
    }

    /// What examinations find, by their names.
    fn signs(&mut self, fields: Fields<'_>) -> Vec<(String, String)> {
        let Some((key, node)) = fields.get("signs") else {
            return Vec::new();
        };
        let table = key.kind.tables();
        let Some(inner) = table.and_then(|table| self.fields(table, key, node)) else {
            return Vec::new();
        };
        let names = EXAMINATIONS.iter().map(|known| known.name);
        names
            .filter_map(|name| Some((name.to_owned(), self.text(inner, name)?.value)))
            .collect()
    }

    /// "all", or names of what can be given.
    fn orders(&mut self, fields: Fields<'_>) -> Option<Vec<String>> {
        let (key, node) = fields.get("orders")?;
        match &node.value {
            Value::Text(text, _) if text.trim() == "all" => return None,
            Value::List(_) => {}
            _ => {
                self.wrong_kind(key, node);
                return None;
            }
        }
        let Value::List(items) = &node.value else {
            return None;
        };
        let mut names = Vec::new();
        for item in items {
            let Some(name) = self.text_of(key, item).map(str::trim) else {
                continue;
            };
            let known = self.known;
            if known.drug(name).is_none() {
                let all: Vec<&str> = known.drugs.iter().map(|drug| drug.name.as_str()).collect();
                self.unknown_name("drug", name, item.span, &all);
            }
            names.push(name.to_owned());
        }
        Some(names)
    }

    fn death(&mut self, fields: Fields<'_>) -> Death {
        let read = |text: &str| match text.trim() {
            "allowed" => Ok(Death::Allowed),
            "never" => Ok(Death::Never),
            held => match held.strip_prefix("held until ") {
                Some(time) => Time::parse(time)
                    .map(Death::HeldUntil)
                    .map_err(|slip| crate::quantity::shift(slip, text.len() - time.len())),
                None => {
                    let expected = "\"allowed\", \"never\", or \"held until 18 min\"";
                    let whole = Span::new(0, text.len());
                    Err(Slip::new(text, whole, "no rule for death", expected))
                }
            },
        };
        self.parsed(fields, "death", read)
            .map_or(Death::Allowed, |death| death.value)
    }
}
