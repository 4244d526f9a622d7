//! Checks what befalls the patient.

use super::fields::{Checker, Fields};
use crate::file::{Severity, Start};
use crate::problem::Problem;
use crate::quantity::Quantity;
use crate::span::At;
use physiology::unit::Unit;

/// What can begin.
pub(crate) const INSULTS: [&str; 1] = ["haemorrhage"];

/// Faster than any artery bleeds, mL/min.
const FASTEST: f64 = 20_000.0;

impl Checker<'_> {
    /// Something that befalls the patient: what, how severe, how long.
    pub fn start(&mut self, fields: Fields<'_>) -> Option<Start> {
        let what = self.insult(fields, "start")?;
        let over = self.duration(fields, "over");
        let severity = match (fields.has("as"), fields.has("rate")) {
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
        };
        Some(Start {
            what,
            severity: severity?,
            over,
        })
    }

    /// The name of an insult that exists.
    pub fn insult(&mut self, fields: Fields<'_>, key: &str) -> Option<At<String>> {
        let name = self.text(fields, key)?;
        if INSULTS.contains(&name.value.as_str()) {
            return Some(name);
        }
        self.unknown_name("insult", &name.value, name.span, &INSULTS);
        None
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
