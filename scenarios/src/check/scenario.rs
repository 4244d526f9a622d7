//! The keys at the top of a file, and what its parts have to do with each other.

use super::fields::{Checker, Fields};
use crate::document::{Entries, Value};
use crate::expression::Kind;
use crate::file::{Arm, Patient, Record, Scenario};
use crate::grammar::SCENARIO;
use crate::problem::Problem;
use crate::span::{At, Span};
use crate::time::Time;

/// More rows than this are a slip of the unit, not a wish.
const MOST_ROWS: i64 = 10_000_000;

impl Checker<'_> {
    /// Reads a whole file; `None` where too little of it could be read.
    pub fn scenario(&mut self, root: &Entries) -> Option<Scenario> {
        // What is missing in the file as a whole is said at its first line.
        let fields = self.table(&SCENARIO, root, Span::new(0, 0));
        let title = self.text(fields, "title");
        let question = self.text(fields, "question");
        if !fields.has("question") {
            let place = title.as_ref().map_or(fields.span, |title| title.span);
            let problem = Problem::warning(place, "no question")
                .found("no `question`")
                .expected("question = \"...?\", in one line")
                .help("the list of scenarios and every result begin with the question that is answered");
            self.report(problem);
        }
        let horizon = self.duration(fields, "horizon");
        self.horizon = horizon.as_ref().map(|horizon| horizon.value);
        let seed = self
            .whole(fields, "seed")
            .map_or(1, |seed| seed.value.unsigned_abs());
        let research = self.truth(fields, "research").unwrap_or(false);
        let record = self.record(fields);
        let patient_fields = fields.get("patient").and_then(|(key, node)| {
            let tables = key.kind.tables();
            tables.and_then(|table| self.fields(table, key, node))
        });
        let patient = patient_fields.and_then(|inner| self.patient(inner));
        let cohort_fields = fields.get("cohort").and_then(|(key, node)| {
            let tables = key.kind.tables();
            tables.and_then(|table| self.fields(table, key, node))
        });
        let cohort = cohort_fields.and_then(|inner| self.cohort(inner));
        self.lost_cohort = fields.has("cohort") && cohort.is_none();
        let patient = patient.or(cohort);
        self.protocols = protocol_names(fields);
        let protocols = self.all_protocols(fields);
        let mut treatment = self.actions(fields, "treatment", true);
        let teaching = self.teaching(fields);
        let arms = self.arms(fields);
        let cohort = patient.as_ref().and_then(Patient::cohort);
        let outcomes = self.outcomes(fields, cohort);
        let sweep = self.sweep(fields, root);
        let (teaching, events) = teaching.ok()?;
        // What befalls the patient befalls them in every arm.
        treatment.extend(events);
        let scenario = Scenario {
            title: title?,
            question,
            horizon: horizon?,
            seed,
            research,
            record: record?,
            patient: patient?,
            treatment,
            protocols,
            arms,
            outcomes,
            preset: Vec::new(),
            sweep,
            teaching,
        };
        self.unused_protocols(&scenario, fields);
        self.compare_arms(&scenario);
        if let Some(inner) = patient_fields {
            self.same_twins(&scenario, inner);
        }
        Some(scenario)
    }

    fn record(&mut self, fields: Fields<'_>) -> Option<Record> {
        let mut record = Record {
            every: Time::from_minutes(5),
            quantities: Vec::new(),
            from: None,
        };
        let Some((key, node)) = fields.get("record") else {
            self.rows(record.every, fields.key_span("horizon"));
            return Some(record);
        };
        let inner = key
            .kind
            .tables()
            .and_then(|table| self.fields(table, key, node))?;
        if let Some(every) = self.duration(inner, "every") {
            record.every = every.value;
            self.rows(every.value, every.span);
            if self.horizon.is_some_and(|horizon| every.value > horizon) {
                let problem = Problem::warning(every.span, "recorded only once")
                    .found(format!("every {}", every.value))
                    .expected("a time between rows shorter than the horizon");
                self.report(problem);
            }
        }
        record.from = self.expression(inner, "from");
        if let Some(from) = record
            .from
            .take_if(|from| from.value.kind() != Kind::Moment)
        {
            let problem = Problem::error(from.span, "no moment to count from")
                .found(format!("`{}`", from.value.text()))
                .expected("a moment of each twin, such as first(lactate > 4 mmol/L)");
            self.report(problem);
        }
        let Some((key, node)) = inner.get("quantities") else {
            return Some(record);
        };
        let Value::List(items) = &node.value else {
            self.wrong_kind(key, node);
            return None;
        };
        if !self.few(key, node, items.len()) {
            return None;
        }
        for item in items {
            let Some(name) = self.text_of(key, item) else {
                continue;
            };
            let name = name.trim();
            if self.known.quantity(name).is_none() {
                let known = self.known;
                let names: Vec<&str> = known
                    .quantities
                    .iter()
                    .map(|quantity| quantity.name.as_str())
                    .collect();
                self.unknown_name("quantity", name, item.span, &names);
            } else if record.quantities.iter().any(|known| known.value == name) {
                let problem = Problem::warning(item.span, "quantity named twice")
                    .found(format!("`{name}`"))
                    .expected("each quantity once");
                self.report(problem);
            } else {
                record.quantities.push(At::new(name.to_string(), item.span));
            }
        }
        Some(record)
    }

    /// Refuses recordings that would never end.
    fn rows(&mut self, every: Time, span: Span) {
        let Some(horizon) = self.horizon else {
            return;
        };
        let rows = horizon.nanoseconds() / every.nanoseconds().max(1);
        if rows > MOST_ROWS {
            let problem = Problem::error(span, "too many rows in the recording")
                .found(format!(
                    "{rows} rows for each twin: {horizon}, recorded every {every}"
                ))
                .expected(format!("at most {MOST_ROWS} rows"))
                .help("set record = { every = \"1 h\" }, or a shorter horizon");
            self.report(problem);
        }
    }

    fn arms(&mut self, fields: Fields<'_>) -> Vec<Arm> {
        let mut arms: Vec<Arm> = Vec::new();
        for inner in self.list(fields, "arm") {
            let treatment = self.actions(inner, "treatment", true);
            let Some(name) = self.text(inner, "name") else {
                continue;
            };
            if let Some(other) = arms.iter().find(|arm| arm.name.value == name.value) {
                let problem = Problem::error(name.span, "two arms with one name")
                    .found(format!("\"{}\" again", other.name.value))
                    .expected("a name that no other arm has");
                self.report(problem);
            }
            arms.push(Arm { name, treatment });
        }
        if arms.is_empty() {
            let name = At::new("as described".to_string(), Span::new(0, 0));
            arms.push(Arm {
                name,
                treatment: Vec::new(),
            });
        }
        arms
    }
}

fn protocol_names(fields: Fields<'_>) -> Vec<String> {
    match fields.get("protocol").map(|(_, node)| &node.value) {
        Some(Value::Table(entries)) => entries
            .0
            .iter()
            .map(|(name, _)| name.value.clone())
            .collect(),
        _ => Vec::new(),
    }
}
