//! Checks what befalls the patient, and what is done.

use super::fields::{Checker, Fields};
use crate::condition::{
    Condition, ConditionKind, HAEMORRHAGE, Measure, Severe, condition, names, number,
};
use crate::file::{Severity, Start};
use crate::nearest::nearest;
use crate::problem::Problem;
use crate::quantity::Quantity;
use crate::span::At;
use crate::time::Time;
use physiology::unit::Unit;

/// Whether something can begin and end: haemorrhage, a condition or a procedure.
pub(crate) fn befalls(name: &str) -> bool {
    name == HAEMORRHAGE || condition(name).is_some()
}

/// Faster than any artery bleeds, mL/min.
const FASTEST: f64 = 20_000.0;

impl Checker<'_> {
    /// Something that befalls the patient, or is done: what, how severe, how long.
    pub fn start(&mut self, fields: Fields<'_>) -> Option<Start> {
        let kind = match fields.has("start") {
            true => ConditionKind::Condition,
            false => ConditionKind::Procedure,
        };
        let what = self.befalling(fields, kind.verb(), kind)?;
        let over = self.duration(fields, "over");
        let severity = match condition(&what.value) {
            Some(known) => self.measured(fields, known),
            None => self.bleeding(fields),
        };
        Some(Start {
            what,
            severity: severity?,
            over,
        })
    }

    /// What the patient has from the start.
    pub fn conditions(&mut self, fields: Fields<'_>) -> Vec<Start> {
        let mut all = Vec::new();
        for fields in self.list(fields, "conditions") {
            let what = self.befalling(fields, "name", ConditionKind::Condition);
            let known = what.as_ref().and_then(|what| condition(&what.value));
            let (Some(what), Some(known)) = (what, known) else {
                continue;
            };
            all.extend(self.measured(fields, known).map(|severity| Start {
                what,
                severity,
                over: None,
            }));
        }
        all
    }

    /// The name of a condition or a procedure that exists.
    fn befalling(
        &mut self,
        fields: Fields<'_>,
        key: &str,
        kind: ConditionKind,
    ) -> Option<At<String>> {
        let name = self.text(fields, key)?;
        let known = condition(&name.value);
        let may_bleed = kind == ConditionKind::Condition && key == kind.verb();
        let bleeds = may_bleed && name.value == HAEMORRHAGE;
        if bleeds || known.is_some_and(|known| known.kind == kind) {
            return Some(name);
        }
        let mut names = names(kind);
        names.retain(|name| may_bleed || *name != HAEMORRHAGE);
        let problem = self.unknown_name(kind.word(), &name.value, name.span, &names);
        if let Some(other) = known {
            let (word, verb) = (other.kind.word(), other.kind.verb());
            problem.help = Some(format!("it is a {word}: {verb} = \"{}\"", other.name));
        }
        None
    }

    /// How severe a condition is, by its measures.
    fn measured(&mut self, fields: Fields<'_>, known: &Condition) -> Option<Severity> {
        if fields.has("rate") {
            let problem = Problem::error(fields.key_span("rate"), "a rate of what has none")
                .found(format!("`rate` beside {}", known.name))
                .expected(measures_of(known));
            self.report(problem);
            return None;
        }
        if !fields.has("as") {
            return Some(Severity::Measured {
                severe: Severe::default(),
                text: String::new(),
            });
        }
        let text = self.text(fields, "as")?;
        if let Some(effect) = self.effect(fields, &text, known) {
            return effect;
        }
        let mut severe = Severe::default();
        for piece in text.value.split(',') {
            let said = piece.split_once('=');
            let said = said.map(|(name, value)| (name.trim(), value.trim()));
            let measure = said.and_then(|(name, _)| known.measure(name));
            let (Some((name, value)), Some(measure)) = (said, measure) else {
                let message = format!("not a severity of {}", known.name);
                let names = known.measures.iter().map(|measure| measure.name.as_str());
                let mut problem = Problem::error(text.span, message)
                    .found(format!("`{}`", piece.trim()))
                    .expected(measures_of(known));
                problem.nearest = said.and_then(|(name, _)| nearest(name, names));
                self.report(problem);
                return None;
            };
            let found = match number(value, &measure.unit) {
                Ok(found) => found,
                Err(slip) => {
                    let (key, node) = fields.get("as")?;
                    self.slip(key, node, slip);
                    return None;
                }
            };
            if !(measure.least..=measure.most).contains(&found) {
                let problem = Problem::error(text.span, "a severity outside what is known")
                    .found(format!("`{}`", piece.trim()))
                    .expected(measures_of(known));
                self.report(problem);
                return None;
            }
            severe.0.push((name.to_owned(), found));
        }
        Some(Severity::Measured {
            severe,
            text: text.value,
        })
    }

    /// `mean_arterial_pressure = 52 mmHg at 6 min if untreated`: severe enough for that. Nothing where the
    /// text does not speak of a quantity.
    fn effect(
        &mut self,
        fields: Fields<'_>,
        text: &At<String>,
        known: &Condition,
    ) -> Option<Option<Severity>> {
        let (name, rest) = text.value.split_once('=')?;
        let known_here = self.known;
        let quantity = known_here.quantity(name.trim())?;
        let rest = rest.trim();
        let rest = rest.strip_suffix("if untreated").unwrap_or(rest).trim();
        // A measure may have the name of a quantity: without a time it is the measure.
        if known.measure(name.trim()).is_some() && !rest.contains(" at ") {
            return None;
        }
        let expected = format!("{} = VALUE UNIT at TIME, as in \"at 6 min\"", name.trim());
        let said = rest.rsplit_once(" at ").filter(|_| fields.has("start"));
        let wrong = |checker: &mut Self, message: &str, expected: String| {
            let problem = Problem::error(text.span, message)
                .found(format!("`{}`", text.value))
                .expected(expected);
            checker.report(problem);
            Some(None)
        };
        let Some((value, time)) = said else {
            return wrong(self, "a severity without its time", expected);
        };
        if known.measures.is_empty() {
            let message = "a severity of what has only one";
            return wrong(self, message, measures_of(known));
        }
        let value = Quantity::parse_in(value, &quantity.unit)
            .ok()
            .and_then(|value| value.in_unit(&quantity.unit));
        let after = Time::parse(time).ok().filter(|after| *after > Time::ZERO);
        let (Some(value), Some(after)) = (value, after) else {
            return wrong(self, "not a value at a time", expected);
        };
        Some(Some(Severity::Effect {
            quantity: quantity.name.clone(),
            value,
            after,
            text: text.value.clone(),
        }))
    }

    fn bleeding(&mut self, fields: Fields<'_>) -> Option<Severity> {
        match (fields.has("as"), fields.has("rate")) {
            (true, false) => self.first_loss(fields),
            (false, true) => self.taken(fields),
            (both, _) => {
                let message = match both {
                    true => "`as` and `rate` in one action",
                    false => "missing severity: nothing says how much is lost",
                };
                let problem = Problem::error(fields.key_span("start"), message)
                    .found(if both { "`as` and `rate`" } else { "neither `as` nor `rate`" })
                    .expected("as = \"blood_loss = 150 mL/min\" (a wound, whose flow falls with the pressure), or rate = \"100 mL/min\" (taken at a rate)");
                self.report(problem);
                None
            }
        }
    }

    fn taken(&mut self, fields: Fields<'_>) -> Option<Severity> {
        let quantity = self.parsed(fields, "rate", Quantity::parse)?;
        let per_minute = self.flow(&quantity)?;
        Some(Severity::Rate {
            per_minute,
            text: quantity.value.text,
        })
    }

    fn first_loss(&mut self, fields: Fields<'_>) -> Option<Severity> {
        let text = self.text(fields, "as")?;
        let Some(("blood_loss", value)) = text
            .value
            .split_once('=')
            .map(|(name, value)| (name.trim(), value.trim()))
        else {
            let problem = Problem::error(text.span, "not a severity of haemorrhage")
                .found(format!("`{}`", text.value))
                .expected("what is lost at first, such as \"blood_loss = 150 mL/min\"");
            self.report(problem);
            return None;
        };
        let quantity = match Quantity::parse(value) {
            Ok(quantity) => At::new(quantity, text.span),
            Err(slip) => {
                let (key, node) = fields.get("as")?;
                self.slip(key, node, slip);
                return None;
            }
        };
        let per_minute = self.flow(&quantity)?;
        Some(Severity::FirstLoss {
            per_minute,
            text: quantity.value.text,
        })
    }

    /// Millilitres in a minute, above nothing.
    fn flow(&mut self, quantity: &At<Quantity>) -> Option<f64> {
        let unit = Unit::parse("mL/min").ok()?;
        let found = quantity.value.in_unit(&unit);
        if let Some(flow) = found.filter(|flow| *flow > 0.0 && *flow <= FASTEST) {
            return Some(flow);
        }
        let problem = Problem::error(quantity.span, "not a loss of blood")
            .found(format!("`{}`", quantity.value.text))
            .expected(format!(
                "a volume per time above 0 and at most {FASTEST} mL/min, such as 150 mL/min"
            ));
        self.report(problem);
        None
    }
}

/// What may stand in `as`.
fn measures_of(known: &Condition) -> String {
    let one = |measure: &Measure| {
        let most = measure.told(measure.most);
        format!("{} from {} to {most}", measure.name, measure.least)
    };
    let all: Vec<String> = known.measures.iter().map(one).collect();
    match all.is_empty() {
        true => "nothing: it has one severity".to_owned(),
        false => all.join(", or "),
    }
}
