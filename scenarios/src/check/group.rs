//! Checks into which groups people are divided.

use super::fields::{Checker, Fields};
use crate::cohort::{Fact, FactKind};
use crate::document::{Node, Value};
use crate::file::{Cohort, Group};
use crate::grammar::Key;
use crate::problem::{Problem, Slip};
use crate::quantity::{Quantity, split_number};
use crate::span::Span;
use physiology::unit::Unit;

impl Checker<'_> {
    pub(super) fn bands(&mut self, fields: Fields<'_>, facts: &[Fact]) -> Vec<Group> {
        let Some((key, node)) = fields.get("bands") else {
            return Vec::new();
        };
        let Value::Table(entries) = &node.value else {
            self.wrong_kind(key, node);
            return Vec::new();
        };
        let mut groups = Vec::new();
        for (name, node) in &entries.0 {
            let numbers = || {
                facts
                    .iter()
                    .filter(|fact| matches!(fact.kind, FactKind::Number { .. }))
            };
            let found = facts.iter().position(|fact| fact.name == name.value);
            let of = found.map(|index| (index, &facts[index].kind));
            let Some((fact, FactKind::Number { unit, text })) = of else {
                let names: Vec<&str> = numbers().map(|fact| fact.name.as_str()).collect();
                self.unknown_name("fact that is a number", &name.value, name.span, &names);
                continue;
            };
            let Value::List(items) = &node.value else {
                let problem = Problem::error(node.span, "no list of bands")
                    .found(node.describe())
                    .expected(format!(
                        "where `{}` is cut, as [\"50 {text}\", \"65 {text}\"]",
                        name.value
                    ));
                self.report(problem);
                continue;
            };
            let cuts: Vec<f64> = items
                .iter()
                .filter_map(|item| self.cut(key, item, unit, text))
                .collect();
            if cuts.len() != items.len() {
                continue;
            }
            if cuts.is_empty() || cuts.windows(2).any(|pair| pair[0] >= pair[1]) {
                let problem = Problem::error(node.span, "bands out of order")
                    .found(node.describe())
                    .expected("at least one cut, from the least to the greatest");
                self.report(problem);
                continue;
            }
            let unit = if text.is_empty() {
                String::new()
            } else {
                format!(" {text}")
            };
            let mut labels = vec![format!("below {}{unit}", cuts[0])];
            labels.extend(
                cuts.windows(2)
                    .map(|pair| format!("{} to {}{unit}", pair[0], pair[1])),
            );
            labels.push(format!("{}{unit} or more", cuts[cuts.len() - 1]));
            groups.push(Group {
                name: format!("{} band", name.value),
                fact,
                labels,
                cuts,
            });
        }
        groups
    }

    fn cut(&mut self, key: &Key, node: &Node, unit: &Unit, shown: &str) -> Option<f64> {
        let at = self.parsed_of(key, node, |text| {
            if *unit == Unit::ONE
                && let Ok((value, rest)) = split_number(text)
                && text[rest..].trim().is_empty()
            {
                return Ok(value);
            }
            let quantity = Quantity::parse(text)?;
            let whole = Span::new(0, text.len());
            let wrong = || Slip::new(text, whole, "wrong unit", format!("a value in {shown}"));
            quantity.in_unit(unit).ok_or_else(wrong)
        });
        at.map(|at| at.value)
    }

    /// The groups that an outcome is reported for.
    pub fn groups(&mut self, fields: Fields<'_>, cohort: Option<&Cohort>) -> Vec<Group> {
        let Some((key, node)) = fields.get("by") else {
            return Vec::new();
        };
        let Value::List(items) = &node.value else {
            self.wrong_kind(key, node);
            return Vec::new();
        };
        let Some(cohort) = cohort else {
            if !self.lost_cohort {
                let problem = Problem::error(fields.key_span("by"), "groups of one patient")
                    .found("`by` without [cohort]")
                    .expected("a [cohort] of different people");
                self.report(problem);
            }
            return Vec::new();
        };
        let facts = cohort.facts();
        let mut groups: Vec<Group> = Vec::new();
        for item in items {
            let Some(name) = self.text_of(key, item).map(str::trim) else {
                continue;
            };
            if let Some(bands) = cohort.bands.iter().find(|group| group.name == name) {
                groups.push(bands.clone());
                continue;
            }
            let of = |word: &str| {
                let fact = facts.iter().position(|fact| fact.name == word)?;
                Some((fact, &facts[fact].kind))
            };
            if let Some((fact, FactKind::Word(words))) = of(name) {
                groups.push(Group {
                    name: name.to_owned(),
                    fact,
                    labels: words.clone(),
                    cuts: Vec::new(),
                });
                continue;
            }
            let number = of(name.strip_suffix(" band").unwrap_or(name));
            if let Some((fact, FactKind::Number { text, .. })) = number {
                let fact = &facts[fact].name;
                let problem = Problem::error(item.span, format!("no bands of `{fact}`"))
                    .found(format!("`{name}`"))
                    .expected(format!(
                        "\"{fact} band\", with bands = {{ {fact} = [\"50 {text}\", \"65 {text}\"] }} in [cohort]"
                    ));
                self.report(problem);
                continue;
            }
            let bands = cohort.bands.iter().map(|group| group.name.as_str());
            let words = facts
                .iter()
                .filter(|fact| matches!(fact.kind, FactKind::Word(_)));
            let names: Vec<&str> = words.map(|fact| fact.name.as_str()).chain(bands).collect();
            self.unknown_name("group", name, item.span, &names);
        }
        groups
    }
}
