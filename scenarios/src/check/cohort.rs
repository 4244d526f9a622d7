//! Checks who the people of a cohort are.

use super::fields::{Checker, Fields};
use crate::cohort::{Criterion, Draws, Fact, Form, clauses, factor};
use crate::document::Value;
use crate::expression::{Expression, Kind};
use crate::file::{Cohort, Patient, People, Who};
use crate::problem::{Problem, Slip};
use crate::span::{At, Span};

impl Checker<'_> {
    /// A cohort stands where a patient would.
    pub fn cohort(&mut self, fields: Fields<'_>) -> Option<Patient> {
        let people = self.people(fields);
        let size = self.whole(fields, "size");
        let draws = match self.choice(fields, "subjects").map(|word| word.value) {
            Some("low discrepancy") => Draws::LowDiscrepancy,
            _ => Draws::Random,
        };
        let varies = self.variations(fields);
        let mut cohort = Cohort {
            people: people?,
            size: size.as_ref().map(|size| size.value.unsigned_abs()),
            eligible: None,
            at_start: Vec::new(),
            draws,
            bands: Vec::new(),
            correlations: Vec::new(),
            span: fields.span,
        };
        let facts = cohort.facts();
        cohort.eligible = self.eligible(fields, &facts);
        cohort.at_start = self.at_start(fields);
        cohort.bands = self.bands(fields, &facts);
        self.correlations(fields, &mut cohort);
        match &cohort.people {
            People::Drawn(..) | People::Learned(_) if size.is_none() => {
                if !fields.has("size") {
                    let problem = Problem::error(fields.span, "missing `size` in [cohort]")
                        .found("people who are drawn, and no `size`")
                        .expected("size = 1000")
                        .help("of a table all are taken; of those who are drawn nobody knows how many");
                    self.report(problem);
                }
                return None;
            }
            People::Table(table) => {
                let found = cohort.crowd(1, None).size();
                if let (Some(size), false) = (&size, cohort.at_start.is_empty()) {
                    let problem =
                        Problem::error(size.span, "`size` of a table, and a state of the body")
                            .found("people who are known to be eligible only once their bodies are")
                            .expected("no `size`: all of the table who are eligible");
                    self.report(problem);
                    return None;
                }
                if let Some(size) = &size
                    && found < size.value.unsigned_abs()
                {
                    let problem = Problem::error(size.span, "fewer people than `size`")
                        .found(format!(
                            "{found} eligible of {} people in {}",
                            table.rows.len(),
                            table.path
                        ))
                        .expected(format!("a size of at most {found}"))
                        .help("nobody is taken twice");
                    self.report(problem);
                    return None;
                }
                if found == 0 {
                    let problem = Problem::error(fields.key_span("eligible"), "nobody is eligible")
                        .found(format!(
                            "none of {} people in {}",
                            table.rows.len(),
                            table.path
                        ))
                        .expected("a condition that somebody meets");
                    self.report(problem);
                    return None;
                }
            }
            People::Drawn(..) | People::Learned(_) => {}
        }
        if fields.has("columns") && !matches!(cohort.people, People::Learned(_)) {
            let problem = Problem::error(fields.key_span("columns"), "`columns` without a model")
                .found("people who are not drawn from a learned model")
                .expected("no `columns`: the heading of a table names its facts");
            self.report(problem);
            return None;
        }
        let twins = usize::try_from(cohort.crowd(1, None).size()).unwrap_or(usize::MAX);
        Some(Patient {
            visits: None,
            conditions: Vec::new(),
            who: Who::Cohort(Box::new(cohort)),
            twins,
            beating: None,
            varies,
            span: fields.span,
        })
    }

    fn people(&mut self, fields: Fields<'_>) -> Option<People> {
        let (key, node) = fields.get("people")?;
        let known = self.known;
        match &node.value {
            Value::Text(path, _) => {
                let learned = known.people.iter().find(|people| people.path == *path);
                if let Some(learned) = learned {
                    return Some(People::Learned(learned.clone()));
                }
                let table = known.tables.iter().find(|table| table.path == *path);
                if table.is_none() && !known.unread.contains(path) {
                    let problem = Problem::error(node.span, "a table that was not read")
                        .found(format!("`{path}`"))
                        .expected(
                            "the path of a CSV or Parquet table, or of a model of people (.model), from where this file stands",
                        );
                    self.report(problem);
                }
                Some(People::Table(table?.clone()))
            }
            Value::Table(entries) => self.distributions(key, entries, node.span),
            _ => {
                self.wrong_kind(key, node);
                None
            }
        }
    }

    fn eligible(&mut self, fields: Fields<'_>, facts: &[Fact]) -> Option<At<Criterion>> {
        self.parsed(fields, "eligible", |text| {
            Criterion::parse(text, facts).map_err(|slip| match slip.message {
                "unknown name in an equation" => Slip {
                    message: "no such fact of these people",
                    help: Some(
                        "what the body is before anything is done to it is asked with its time: `mean_arterial_pressure < 100 mmHg at 0 d`"
                            .into(),
                    ),
                    ..slip
                },
                _ => slip,
            })
        })
    }

    /// What `eligible` asks of the body at the start.
    fn at_start(&mut self, fields: Fields<'_>) -> Vec<At<Expression>> {
        let Some((key, node)) = fields.get("eligible") else {
            return Vec::new();
        };
        let Value::Text(text, _) = &node.value else {
            return Vec::new();
        };
        // What is wrong with the text as a whole has been said.
        let all = clauses(text).map_or(Vec::new(), |clauses| clauses.at_start);
        let mut found = Vec::new();
        for text in all {
            match Expression::parse(&text, self.known) {
                Ok(asked) if asked.kind() == Kind::Condition && !asked.looks_beyond_now() => {
                    found.push(At::new(asked, node.span));
                }
                Ok(_) => {
                    let start = text.len() - text.trim_start().len();
                    let place = Span::new(start, text.trim_end().len());
                    let expected = "a comparison of what is at that moment, such as `mean_arterial_pressure < 100 mmHg at 0 d`";
                    let slip = Slip::new(
                        &text,
                        place,
                        "no condition on the body at the start",
                        expected,
                    );
                    self.slip(key, node, slip);
                }
                Err(slips) => {
                    for slip in slips {
                        self.slip(key, node, slip);
                    }
                }
            }
        }
        found
    }

    fn correlations(&mut self, fields: Fields<'_>, cohort: &mut Cohort) {
        let facts = cohort.facts();
        let mut pairs = Vec::new();
        for inner in self.list(fields, "correlations") {
            let Some((key, node)) = inner.get("of") else {
                continue;
            };
            let Value::List(items) = &node.value else {
                self.wrong_kind(key, node);
                continue;
            };
            let mut places = Vec::new();
            for item in items {
                let Some(name) = self.text_of(key, item) else {
                    continue;
                };
                match facts.iter().position(|fact| fact.name == name) {
                    Some(place) => places.push(place),
                    None => {
                        let names: Vec<&str> = facts.iter().map(|f| f.name.as_str()).collect();
                        self.unknown_name("fact", name, item.span, &names);
                    }
                }
            }
            let is = self.number(inner, "is");
            let source = self.text(inner, "source");
            let two = matches!(places.as_slice(), [a, b] if a != b);
            if !two && places.len() == items.len() {
                let problem = Problem::error(node.span, "a correlation of other than two facts")
                    .found(node.describe())
                    .expected("two facts, such as of = [\"age\", \"weight\"]");
                self.report(problem);
            }
            let (true, Some(is)) = (two, is) else {
                continue;
            };
            pairs.push((places[0], places[1], is.value));
            cohort.correlations.push(format!(
                "{} with {}: {} ({})",
                facts[places[0]].name,
                facts[places[1]].name,
                is.value,
                source.map_or(String::new(), |source| source.value)
            ));
        }
        if pairs.is_empty() {
            return;
        }
        let place = fields.key_span("correlations");
        let People::Drawn(distributions, correlated) = &mut cohort.people else {
            let problem = Problem::error(place, "correlations of people who are not drawn")
                .found("`correlations` beside a table")
                .expected("no `correlations`: the people of a table are as they are");
            self.report(problem);
            return;
        };
        let constant = |index: usize| matches!(distributions[index].form, Form::Is(_));
        if pairs.iter().any(|(a, b, _)| constant(*a) || constant(*b)) {
            let problem = Problem::error(place, "a correlation of a fact that is not drawn")
                .found("a fact with `is`")
                .expected("facts with a distribution");
            self.report(problem);
            return;
        }
        match factor(distributions.len(), &pairs) {
            Some(factor) => *correlated = factor,
            None => {
                let problem = Problem::error(place, "correlations that cannot all be")
                    .found(format!("{} correlations", pairs.len()))
                    .expected("a matrix of correlations that is positive definite");
                self.report(problem);
            }
        }
    }
}
