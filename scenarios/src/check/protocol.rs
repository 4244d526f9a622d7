//! Checks protocols: what they do, that each is used, and that none uses itself.

use super::fields::{Checker, Fields};
use crate::document::Value;
use crate::file::{Action, Protocol, Scenario, Timing, Verb};
use crate::problem::Problem;
use crate::span::At;
use crate::time::Time;

impl Checker<'_> {
    pub fn all_protocols(&mut self, fields: Fields<'_>) -> Vec<Protocol> {
        let Some((key, node)) = fields.get("protocol") else {
            return Vec::new();
        };
        let (Some(table), Value::Table(entries)) = (key.kind.tables(), &node.value) else {
            self.wrong_kind(key, node);
            return Vec::new();
        };
        if !self.few(key, node, entries.0.len()) {
            return Vec::new();
        }
        let mut protocols = Vec::new();
        for (name, node) in &entries.0 {
            if !matches!(node.value, Value::Table(_)) {
                let problem = Problem::error(name.span, "a protocol without a name")
                    .found(format!("`{}` in [protocol]", name.value))
                    .expected("a table with the name of the protocol, such as [protocol.rescue]");
                self.report(problem);
                continue;
            }
            let Some(inner) = self.fields(table, key, node) else {
                continue;
            };
            if let Some(steps) = self.steps(inner) {
                protocols.push(Protocol {
                    name: name.clone(),
                    steps,
                });
            }
        }
        self.refuse_circles(&protocols);
        protocols
    }

    fn steps(&mut self, fields: Fields<'_>) -> Option<Vec<Action>> {
        if fields.has("steps") {
            return Some(self.actions(fields, "steps", false));
        }
        let timing = Timing::At(vec![At::new(Time::ZERO, fields.span)]);
        let verb = self.verb(fields);
        let repeat = self.repeat(fields, Some(&timing));
        let hold = self.hold(fields);
        self.fits(fields, Some(&timing), verb.as_ref());
        Some(vec![Action {
            timing,
            verb: verb?,
            repeat: repeat.ok()?,
            hold: hold.ok()?,
            span: fields.span,
        }])
    }

    /// A protocol that uses itself, directly or by way of others, would never end.
    fn refuse_circles(&mut self, protocols: &[Protocol]) {
        let place = |name: &str| protocols.iter().position(|other| other.name.value == name);
        let used: Vec<Vec<usize>> = protocols
            .iter()
            .map(|protocol| {
                uses(&protocol.steps)
                    .filter_map(|name| place(&name.value))
                    .collect()
            })
            .collect();
        for (start, protocol) in protocols.iter().enumerate() {
            let mut reached = vec![false; protocols.len()];
            let mut next = used[start].clone();
            while let Some(here) = next.pop() {
                if !std::mem::replace(&mut reached[here], true) {
                    next.extend(&used[here]);
                }
            }
            if reached[start] {
                let name = &protocol.name.value;
                let problem = Problem::error(protocol.name.span, "a protocol that uses itself")
                    .found(format!("`{name}`, which leads back to `{name}`"))
                    .expected("protocols that end");
                self.report(problem);
            }
        }
    }

    /// Warns of protocols that nothing uses.
    pub fn unused_protocols(&mut self, scenario: &Scenario, fields: Fields<'_>) {
        let arms = scenario.arms.iter().map(|arm| &arm.treatment);
        let steps = scenario.protocols.iter().map(|protocol| &protocol.steps);
        let everything = arms.chain(steps).chain([&scenario.treatment]);
        let used: Vec<&At<String>> = everything.flat_map(|actions| uses(actions)).collect();
        let entries = match fields.get("protocol").map(|(_, node)| &node.value) {
            Some(Value::Table(entries)) => entries.0.as_slice(),
            _ => return,
        };
        for (name, _) in entries {
            if !used.iter().any(|used| used.value == name.value) {
                let problem = Problem::warning(name.span, "a protocol that nothing uses")
                    .found(format!("[protocol.{}]", name.value))
                    .expected(format!("an action with use = \"{}\"", name.value));
                self.report(problem);
            }
        }
    }
}

fn uses(actions: &[Action]) -> impl Iterator<Item = &At<String>> {
    actions.iter().filter_map(|action| match &action.verb {
        Verb::Use(name) => Some(name),
        _ => None,
    })
}
