//! Checks how much is given, and what a parameter is set to.

use physiology::unit::Unit;

use super::fields::{Checker, Fields};
use crate::document::{Node, Value};
use crate::file::{Amount, Dose, Give, Parameter, Per, Rate, SetTo};
use crate::known::KnownDrug;
use crate::problem::{Problem, Slip};
use crate::quantity::{Quantity, split_number};
use crate::span::{At, Span};

/// No drug is given in amounts beyond this, in any unit it is measured in.
const ABSURD: f64 = 1e9;

const KILOGRAM: Unit = Unit::GRAM.scaled(1e3);

/// The number in one of the units, for the patient or for each kilogram or square metre of them. `mg/kg`
/// is a pure number to the units, so that a kilogram counts only where it is written.
pub(crate) fn amount_in(quantity: &Quantity, units: &[Unit]) -> Option<(f64, Unit, Per)> {
    let by_weight = quantity.text.contains("kg");
    units.iter().find_map(|unit| {
        let of = |per: Per, unit_of: Unit| Some((quantity.in_unit(&unit_of)?, *unit, per));
        of(Per::Patient, *unit)
            .or_else(|| of(Per::Kilogram, unit.div(KILOGRAM)).filter(|_| by_weight))
            .or_else(|| of(Per::SquareMetre, unit.div(Unit::METRE.powi(2))))
    })
}

/// The same for an amount per time; the number is that of a minute.
pub(crate) fn rate_in(quantity: &Quantity, units: &[Unit]) -> Option<(f64, Unit, Per)> {
    let rates: Vec<Unit> = units.iter().map(|unit| unit.div(Unit::MINUTE)).collect();
    let (value, rate, per) = amount_in(quantity, &rates)?;
    let place = rates.iter().position(|known| *known == rate)?;
    Some((value, units[place], per))
}

impl Checker<'_> {
    /// Something given: what, how much, over how long and by which route.
    pub fn give(&mut self, fields: Fields<'_>) -> Option<Give> {
        let what = self.named_drug(fields, "give");
        let known = self.known;
        let drug = what.as_ref().and_then(|what| known.drug(&what.value));
        let dose = self.dose(fields, drug);
        let rate = self.rate(fields, drug);
        let target = self.target(fields, drug);
        let over = self.duration(fields, "over");
        let route = self.route(fields, drug);
        let adherence = self.adherence(fields);
        let amounts = ["dose", "rate", "target"].map(|key| (key, fields.has(key)));
        let amounts: Vec<&str> = amounts
            .into_iter()
            .filter_map(|(key, there)| there.then_some(key))
            .collect();
        match amounts.as_slice() {
            [first, second, ..] => {
                let span = fields.key_span(first).max(fields.key_span(second));
                let both = format!("`{first}` and `{second}`");
                let problem = Problem::error(span, format!("{both} in one action"))
                    .found(both)
                    .expected("one of them")
                    .help("a dose given slowly is written with `over`: dose = \"1 g\", over = \"30 min\"");
                self.report(problem);
            }
            [] => {
                let example = drug.map_or("4.5 U", |drug| drug.example.as_str());
                let problem = Problem::error(
                    fields.key_span("give"),
                    "missing amount: nothing says how much is given",
                )
                .found("neither `dose` nor `rate`")
                .expected(format!("dose = \"{example}\", or a rate"));
                self.report(problem);
            }
            _ => {}
        }
        Some(Give {
            what: what?,
            amount: dose.or(rate).or(target)?,
            over,
            route,
            adherence: adherence.ok()?,
        })
    }

    fn dose(&mut self, fields: Fields<'_>, drug: Option<&KnownDrug>) -> Option<At<Amount>> {
        let (key, node) = fields.get("dose")?;
        let quantity = self.amount(key, node, drug)?;
        let units = drug.map(|drug| drug.units.as_slice()).unwrap_or_default();
        let Some((value, unit, per)) = amount_in(&quantity, units) else {
            let is_rate = rate_in(&quantity, units).is_some();
            let help = is_rate.then(|| "an amount per time is written as `rate`".to_string());
            self.wrong_amount(node, &quantity, drug, "an amount", "", help);
            return None;
        };
        self.sensible(node, value)?;
        let dose = Dose {
            value,
            unit,
            per,
            text: quantity.text,
        };
        Some(At::new(Amount::Dose(dose), node.span))
    }

    fn rate(&mut self, fields: Fields<'_>, drug: Option<&KnownDrug>) -> Option<At<Amount>> {
        let (key, node) = fields.get("rate")?;
        if matches!(&node.value, Value::Text(text, _) if text.trim() == "basal") {
            if let Some(drug) = drug.filter(|drug| !drug.basal) {
                let problem = Problem::error(node.span, format!("no basal rate of {}", drug.name))
                    .found("\"basal\"")
                    .expected(format!(
                        "an amount of {} per time, such as {}/h",
                        drug.name, drug.example
                    ));
                self.report(problem);
                return None;
            }
            return Some(At::new(Amount::Basal, node.span));
        }
        let quantity = self.amount(key, node, drug)?;
        let units = drug.map(|drug| drug.units.as_slice()).unwrap_or_default();
        let Some((per_minute, unit, per)) = rate_in(&quantity, units) else {
            let is_dose = units.iter().any(|unit| quantity.unit.same_dimension(unit));
            let help = is_dose.then(|| "an amount without a time is written as `dose`".to_string());
            self.wrong_amount(node, &quantity, drug, "an amount per time", "/h", help);
            return None;
        };
        self.sensible(node, per_minute)?;
        let rate = Rate {
            per_minute,
            unit,
            per,
            text: quantity.text,
        };
        Some(At::new(Amount::Rate(rate), node.span))
    }

    /// A number with its unit; the example in messages is one of the drug itself.
    pub(super) fn amount(
        &mut self,
        key: &crate::grammar::Key,
        node: &Node,
        drug: Option<&KnownDrug>,
    ) -> Option<Quantity> {
        let text = self.text_of(key, node)?;
        match Quantity::parse(text) {
            Ok(quantity) => Some(quantity),
            Err(mut slip) => {
                if let Some(drug) = drug {
                    slip.expected = format!("{}, such as {}", slip.expected, drug.example);
                }
                self.slip(key, node, slip);
                None
            }
        }
    }

    pub(super) fn wrong_amount(
        &mut self,
        node: &Node,
        quantity: &Quantity,
        drug: Option<&KnownDrug>,
        what: &str,
        per: &str,
        help: Option<String>,
    ) {
        // Of an unknown drug nothing is known about its units; the name was already reported.
        let Some(drug) = drug else {
            return;
        };
        let mut problem = Problem::error(node.span, format!("not {what} of {}", drug.name))
            .found(format!("`{}`", quantity.text))
            .expected(format!(
                "{what} of {} such as {}{per}",
                drug.name, drug.example
            ));
        problem.help = help;
        self.report(problem);
    }

    /// Refuses negative and absurd amounts.
    pub(super) fn sensible(&mut self, node: &Node, value: f64) -> Option<()> {
        if (0.0..=ABSURD).contains(&value) {
            return Some(());
        }
        let message = if value < 0.0 {
            "negative amount"
        } else {
            "absurd amount"
        };
        let problem = Problem::error(node.span, message)
            .found(node.describe())
            .expected("an amount that a person could be given, 0 or more");
        self.report(problem);
        None
    }

    fn route(&mut self, fields: Fields<'_>, drug: Option<&KnownDrug>) -> Option<At<String>> {
        let route = self.text(fields, "route")?;
        let drug = drug?;
        if drug.routes.contains(&route.value) {
            return Some(route);
        }
        let names: Vec<&str> = drug.routes.iter().map(String::as_str).collect();
        let what = format!("route of {}", drug.name);
        self.unknown_name(&what, &route.value, route.span, &names);
        None
    }

    /// What a parameter becomes; `parameter` is known to exist if it is there.
    pub fn set_to(
        &mut self,
        fields: Fields<'_>,
        parameter: Option<&Parameter>,
    ) -> Option<At<SetTo>> {
        let (key, node) = fields.get("to")?;
        self.set_to_of(key, node, parameter)
    }

    /// The same for a node that is at hand.
    pub fn set_to_of(
        &mut self,
        key: &crate::grammar::Key,
        node: &Node,
        parameter: Option<&Parameter>,
    ) -> Option<At<SetTo>> {
        let known =
            parameter.and_then(|parameter| self.known.parameter(&parameter.part, &parameter.name));
        let unit = known.map(|known| (known.unit, known.unit_text.clone()));
        self.parsed_of(key, node, |text| {
            let whole = Span::new(0, text.len());
            // A pure number needs no unit where the parameter is one.
            if unit.as_ref().is_some_and(|(unit, _)| *unit == Unit::ONE)
                && let Ok((value, end)) = split_number(text)
                && text[end..].trim().is_empty()
            {
                let text = text.trim().to_string();
                return Ok(SetTo::Value(Quantity {
                    value,
                    unit: Unit::ONE,
                    text,
                }));
            }
            let quantity = Quantity::parse(text)?;
            let expected = "a share such as 60 %, or a value";
            if text.trim().ends_with('%') {
                let share = quantity.value / 100.0;
                if (0.0..=100.0).contains(&share) {
                    return Ok(SetTo::Share(share));
                }
                return Err(Slip::new(
                    text,
                    whole,
                    "share out of range",
                    "a share from 0 % to 10000 %",
                ));
            }
            let Some((unit, unit_text)) = unit else {
                return Ok(SetTo::Value(quantity));
            };
            match quantity.in_unit(&unit) {
                Some(value) => Ok(SetTo::Value(Quantity {
                    value,
                    unit,
                    text: quantity.text,
                })),
                None => Err(Slip::new(
                    text,
                    whole,
                    "wrong unit",
                    format!("{expected} in {unit_text}"),
                )),
            }
        })
    }
}
