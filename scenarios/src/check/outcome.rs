//! Checks what is asked of each twin.

use physiology::unit::Unit;

use super::fields::{Checker, Fields};
use crate::expression::{Expression, Kind};
use crate::file::{Cohort, Direction, Meaningful, Outcome};
use crate::nearest::nearest;
use crate::problem::{Problem, Slip};
use crate::quantity::{Quantity, split_number};
use crate::span::{At, Span};

/// The words for each direction.
const DIRECTIONS: &[(&str, Direction)] = &[
    ("less", Direction::Less),
    ("more", Direction::More),
    ("lower", Direction::Less),
    ("higher", Direction::More),
    ("fewer", Direction::Less),
    ("greater", Direction::More),
    ("earlier", Direction::Less),
    ("later", Direction::More),
    ("shorter", Direction::Less),
    ("longer", Direction::More),
];

impl Checker<'_> {
    pub fn outcomes(&mut self, fields: Fields<'_>, cohort: Option<&Cohort>) -> Vec<Outcome> {
        let list = self.list(fields, "outcome");
        // A case is measured by its goals.
        if !fields.has("outcome") && !fields.has("case") {
            let problem = Problem::warning(fields.span, "nothing is measured")
                .found("no [[outcome]]")
                .expected("at least one [[outcome]], by which the arms are compared");
            self.report(problem);
        }
        let mut outcomes: Vec<Outcome> = Vec::new();
        for inner in list {
            let Some(outcome) = self.outcome(inner, cohort) else {
                continue;
            };
            if outcomes
                .iter()
                .any(|other| other.label() == outcome.label())
            {
                let span = outcome
                    .name
                    .as_ref()
                    .map_or(outcome.of.span, |name| name.span);
                let problem = Problem::error(span, "two outcomes with one name")
                    .found(format!("\"{}\" again", outcome.label()))
                    .expected("a `name` that no other outcome has");
                self.report(problem);
            }
            outcomes.push(outcome);
        }
        outcomes
    }

    fn outcome(&mut self, fields: Fields<'_>, cohort: Option<&Cohort>) -> Option<Outcome> {
        let of = self
            .expression(fields, "of")
            .filter(|of| self.measurable(fields, of));
        let name = self.text(fields, "name");
        let meaningful = self.parsed(fields, "meaningful", |text| {
            read_meaningful(text, of.as_ref().map(|of| &of.value))
        });
        let by = self.groups(fields, cohort);
        Some(Outcome {
            of: of?,
            name,
            meaningful,
            by,
            span: fields.span,
        })
    }

    /// Whether an expression is one number for each twin; says so where it is not.
    fn measurable(&mut self, fields: Fields<'_>, of: &At<Expression>) -> bool {
        let expression = &of.value;
        let whole = Span::new(0, expression.text().len());
        let expected = "one number for each twin";
        let text = expression.text();
        let slip = match expression.kind() {
            Kind::Condition => Some(
                Slip::new(text, whole, "a condition is no outcome", expected).help(format!(
                    "ask how long it holds, time({text}), or whether it ever does, risk({text})"
                )),
            ),
            Kind::Series => Some(
                Slip::new(
                    text,
                    whole,
                    "a quantity that changes is no outcome",
                    expected,
                )
                .help(format!(
                    "ask for its mean({text}), maximum({text}) or end({text})"
                )),
            ),
            _ if expression.quantities().is_empty() => {
                let expected =
                    "an expression that reads a quantity, such as maximum(plasma_glucose)";
                Some(Slip::new(text, whole, "an outcome of nothing", expected))
            }
            _ => None,
        };
        let Some((key, node)) = fields.get("of") else {
            return false;
        };
        if let Some(slip) = slip {
            self.slip(key, node, slip);
            return false;
        }
        let Some(horizon) = self.horizon else {
            return true;
        };
        for mention in expression
            .mentions()
            .iter()
            .filter(|mention| mention.minutes > horizon.minutes())
        {
            let problem = Problem::warning(node.place(mention.span), "beyond the horizon")
                .found(format!("a time after the horizon of {horizon}"))
                .expected(format!("times up to {horizon}"))
                .help("nothing is simulated after the horizon; the window ends there");
            self.report(problem);
        }
        true
    }
}

/// Reads "20 min less"; its unit is held against that of the outcome where that could be read.
fn read_meaningful(text: &str, of: Option<&Expression>) -> Result<Meaningful, Slip> {
    let trimmed = text.trim_end();
    let start = trimmed
        .rfind(char::is_whitespace)
        .map_or(0, |blank| blank + 1);
    let word = &trimmed[start..];
    let word_span = Span::new(start, trimmed.len());
    let Some((_, good)) = DIRECTIONS.iter().find(|(known, _)| *known == word) else {
        let names = DIRECTIONS.iter().map(|(known, _)| *known);
        let expected = "`less` or `more` as the last word, for the good direction";
        let slip = Slip::new(text, word_span, "no direction", expected);
        return Err(slip.nearest(nearest(word, names)));
    };
    let number = &trimmed[..start];
    let (value, end) = split_number(number)?;
    let whole = Span::new(0, start);
    let alone = number[end..].trim().is_empty();
    let unit = match of {
        Some(of) if alone && *of.unit() == Unit::ONE => Unit::ONE,
        _ => Quantity::parse(number)?.unit,
    };
    // A difference of temperatures has no offset.
    let target = of.map_or(unit, |of| *of.unit()).scaled(1.0);
    let value = match unit.scaled(1.0).convert(value, &target) {
        Some(value) if value > 0.0 => value,
        Some(_) => return Err(Slip::new(text, whole, "no difference", "a number above 0")),
        None => {
            let expected = match of.map_or("", Expression::unit_text) {
                "" => "a difference in %".to_string(),
                unit => format!("a difference in {unit} or alike, as `of` is measured"),
            };
            return Err(Slip::new(text, whole, "units that do not agree", expected));
        }
    };
    Ok(Meaningful {
        value,
        unit,
        good: *good,
        text: text.trim().to_string(),
    })
}
