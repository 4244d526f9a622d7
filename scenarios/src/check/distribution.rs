//! Checks how the facts of people are distributed.

use super::fields::{Checker, Fields};
use crate::cohort::{Distribution, Fact, FactKind, Form};
use crate::document::{Entries, Value};
use crate::expression::Equation;
use crate::file::{People, Spread};
use crate::grammar::Key;
use crate::medicine::{COVARIATES, CovariateKind, covariate};
use crate::nearest::{list, nearest};
use crate::problem::{Problem, Slip};
use crate::quantity::{Quantity, split_number};
use crate::span::{At, Span};
use physiology::unit::Unit;

impl Checker<'_> {
    pub(super) fn distributions(
        &mut self,
        key: &Key,
        entries: &Entries,
        span: Span,
    ) -> Option<People> {
        let table = key.kind.tables()?;
        if entries.0.is_empty() {
            let problem = Problem::error(span, "nothing is known of the people")
                .found("no fact")
                .expected("a distribution for each fact, such as age = { normal = \"60 yr\", sd = \"12 yr\" }");
            self.report(problem);
            return None;
        }
        let mut found: Vec<Distribution> = Vec::new();
        let mut whole = true;
        for (name, node) in &entries.0 {
            let letters = |c: char| c.is_alphanumeric() || c == '_';
            let reads =
                name.value.starts_with(char::is_alphabetic) && name.value.chars().all(letters);
            if !reads {
                let problem = Problem::error(name.span, "a fact that expressions cannot name")
                    .found(format!("`{}`", name.value))
                    .expected("letters, digits and `_`");
                self.report(problem);
                whole = false;
                continue;
            }
            let near = nearest(&name.value, COVARIATES.iter().map(|known| known.name));
            if covariate(&name.value).is_none()
                && let Some(near) = near
            {
                let problem = Problem::warning(name.span, "a fact that no medicine reads")
                    .found(format!("`{}`", name.value))
                    .expected("the name of a fact, or one for criteria and groups only")
                    .nearest(Some(near));
                self.report(problem);
            }
            let inner = match &node.value {
                Value::Table(entries) => self.table(table, entries, node.span),
                _ => {
                    let problem = Problem::error(node.span, "no distribution")
                        .found(node.describe())
                        .expected("a table, such as { normal = \"60 yr\", sd = \"12 yr\" }");
                    self.report(problem);
                    whole = false;
                    continue;
                }
            };
            match self.distribution(name, inner, &found) {
                Some(distribution) => found.push(distribution),
                None => whole = false,
            }
        }
        whole.then(|| People::Drawn(found, Default::default()))
    }

    fn distribution(
        &mut self,
        name: &At<String>,
        fields: Fields<'_>,
        before: &[Distribution],
    ) -> Option<Distribution> {
        let known = covariate(&name.value);
        let source = self.text(fields, "source");
        let done =
            |fact: Fact, form: Form, within: Option<(f64, f64)>, text: String| Distribution {
                fact,
                form,
                within,
                source: source.clone(),
                text,
            };
        if fields.has("of") {
            let (words, shares) = self.shares(name, fields)?;
            let text: Vec<String> = words
                .iter()
                .zip(&shares)
                .map(|(word, share)| format!("{word} {} %", (share * 1e4).round() / 100.0))
                .collect();
            let mut fact = known.map_or_else(
                || Fact {
                    name: name.value.clone(),
                    kind: FactKind::Word(words.clone()),
                    covariate: None,
                },
                Fact::of,
            );
            fact.kind = FactKind::Word(words);
            let mut sum = 0.0;
            let below = shares
                .iter()
                .map(|share| {
                    sum += share;
                    sum
                })
                .collect();
            return Some(done(fact, Form::Word(below), None, text.join(", ")));
        }
        if let Some(CovariateKind::Word(words)) = known.map(|known| known.kind) {
            let problem = Problem::error(fields.span, format!("`{}` is a word", name.value))
                .found("a distribution of numbers")
                .expected(format!(
                    "of = {{ ... }}, shares of {}",
                    list(words.iter().copied())
                ));
            self.report(problem);
            return None;
        }
        // The unit: that of the fact, that which is said, or that of the number.
        let unit = match known {
            Some(_) => None,
            None => self.unit_of(fields),
        };
        let fact = match (known, unit) {
            (Some(known), _) => Fact::of(known),
            (None, Some((unit, text))) => Fact {
                name: name.value.clone(),
                kind: FactKind::Number { unit, text },
                covariate: None,
            },
            (None, None) => {
                let problem =
                    Problem::error(fields.span, format!("`{}` without a unit", name.value))
                        .found("an equation whose unit nobody says")
                        .expected("unit = \"kg/m2\" beside it, or unit = \"1\"");
                self.report(problem);
                return None;
            }
        };
        let FactKind::Number { unit, text } = fact.kind.clone() else {
            return None;
        };
        let within = match fields.has("within") {
            true => Some(self.limits(fields, "within", &unit, &text)?),
            false => None,
        };
        let cv = self.share(fields, "cv").map(|cv| cv.value);
        let sd_log = self.number(fields, "sd_log").map(|sd| sd.value);
        let sd = self.equation(fields, "sd", &fact, before);
        let says = |key: &str| match fields.get(key).map(|(_, node)| &node.value) {
            Some(Value::Text(text, _)) => text.clone(),
            _ => String::new(),
        };
        let mut shown = String::new();
        let form = if fields.has("uniform") {
            let (low, high) = self.limits(fields, "uniform", &unit, &text)?;
            shown = format!("even, {}", says("uniform"));
            Form::Uniform(low, high)
        } else if fields.has("is") {
            shown.push_str(&says("is"));
            Form::Is(self.equation(fields, "is", &fact, before)?)
        } else if fields.has("normal") {
            let mean = self.equation(fields, "normal", &fact, before)?;
            let spread = if fields.has("sd") {
                says("sd")
            } else {
                says("cv")
            };
            shown = format!("normal, mean {}, sd {spread}", says("normal"));
            match (sd, cv) {
                (Some(sd), None) if !fields.has("cv") => Form::Normal(mean, sd),
                (None, Some(cv)) if !fields.has("sd") => Form::NormalCv(mean, cv),
                _ => return self.no_spread(fields, "either `sd` or `cv`"),
            }
        } else if fields.has("lognormal") {
            let median = self.equation(fields, "lognormal", &fact, before)?;
            shown = format!("lognormal, median {}", says("lognormal"));
            let spread = match (cv, sd_log) {
                (Some(cv), None) if !fields.has("sd_log") => Spread::Cv(cv),
                (None, Some(sd)) if !fields.has("cv") => Spread::SdLog(sd),
                _ => return self.no_spread(fields, "either `cv` or `sd_log`"),
            };
            match spread {
                Spread::Cv(_) => shown.push_str(&format!(", CV {}", says("cv"))),
                Spread::SdLog(sd) => shown.push_str(&format!(", sd of the logarithm {sd}")),
            }
            Form::Lognormal(median, spread.sd_log())
        } else {
            return None;
        };
        if within.is_some() {
            shown.push_str(&format!(", within {}", says("within")));
        }
        Some(done(fact, form, within, shown))
    }

    fn no_spread<T>(&mut self, fields: Fields<'_>, expected: &str) -> Option<T> {
        let wrong = ["sd", "cv", "sd_log"].iter().any(|key| fields.has(key));
        // What was wrong with one of them has been said.
        if !wrong
            || ["sd", "cv", "sd_log"]
                .iter()
                .filter(|key| fields.has(key))
                .count()
                > 1
        {
            let problem = Problem::error(fields.span, "a distribution without one spread")
                .found(if wrong { "two of them" } else { "none" })
                .expected(expected);
            self.report(problem);
        }
        None
    }

    fn unit_of(&mut self, fields: Fields<'_>) -> Option<(Unit, String)> {
        let parse = |text: &str| {
            let unit = crate::quantity::parse_unit(text.trim())?;
            let shown = if text.trim() == "1" { "" } else { text.trim() };
            Ok((unit, shown.to_owned()))
        };
        if let Some(unit) = self.parsed(fields, "unit", parse) {
            return Some(unit.value);
        }
        let texts = ["is", "normal", "lognormal", "uniform"];
        let text = texts
            .iter()
            .find_map(|key| match &fields.get(key)?.1.value {
                Value::Text(text, _) => Some(text.clone()),
                _ => None,
            })?;
        let last = text.rsplit("..").next().unwrap_or(&text);
        let (_, rest) = split_number(last).ok()?;
        let unit = last[rest..].trim();
        match unit {
            "" => Some((Unit::ONE, String::new())),
            unit => Some((crate::quantity::parse_unit(unit).ok()?, unit.to_owned())),
        }
    }

    /// An equation over the facts before, in the unit of its fact.
    fn equation(
        &mut self,
        fields: Fields<'_>,
        name: &str,
        fact: &Fact,
        before: &[Distribution],
    ) -> Option<Equation> {
        let equation = self.parsed(fields, name, Equation::parse)?;
        let tried = Distribution {
            fact: fact.clone(),
            form: Form::Is(equation.value.clone()),
            within: None,
            source: None,
            text: String::new(),
        };
        let slip = tried.tried_on(before);
        if let (Some(mut slip), Some((key, node))) = (slip, fields.get(name)) {
            if slip.message == "wrong unit" {
                slip.expected = format!("a number in {} or alike", fact.unit_text());
            }
            self.slip(key, node, slip);
            return None;
        }
        Some(equation.value)
    }

    /// "18..90 yr" in a unit.
    fn limits(
        &mut self,
        fields: Fields<'_>,
        name: &str,
        unit: &Unit,
        shown: &str,
    ) -> Option<(f64, f64)> {
        let read = |text: &str| {
            let whole = Span::new(0, text.len());
            let expected = format!("two numbers and their unit, such as 18..90 {shown}");
            let Some((low, high)) = text.split_once("..") else {
                return Err(Slip::new(text, whole, "no range", expected));
            };
            let pure = |text: &str| match split_number(text) {
                Ok((value, rest)) if text[rest..].trim().is_empty() => Some(value),
                _ => None,
            };
            let wrong = |_| Slip::new(text, whole, "no range", expected.clone());
            let (high, of) = match pure(high) {
                Some(value) => (value, Unit::ONE),
                None => {
                    let high = Quantity::parse(high).map_err(wrong)?;
                    (high.value, high.unit)
                }
            };
            let (low, of_low) = match pure(low) {
                Some(value) => (value, of),
                None => {
                    let low = Quantity::parse(low).map_err(wrong)?;
                    (low.value, low.unit)
                }
            };
            let both = (of_low.convert(low, unit), of.convert(high, unit));
            match both {
                (Some(low), Some(high)) if low < high => Ok((low, high)),
                (Some(_), Some(_)) => {
                    let expected = "the lower end first";
                    Err(Slip::new(text, whole, "a range of nothing", expected))
                }
                _ => Err(Slip::new(text, whole, "wrong unit", expected)),
            }
        };
        self.parsed(fields, name, read).map(|limits| limits.value)
    }

    fn shares(&mut self, name: &At<String>, fields: Fields<'_>) -> Option<(Vec<String>, Vec<f64>)> {
        let (key, node) = fields.get("of")?;
        let Value::Table(entries) = &node.value else {
            self.wrong_kind(key, node);
            return None;
        };
        let may: Option<&[&str]> = match covariate(&name.value).map(|known| known.kind) {
            Some(CovariateKind::Word(words)) => Some(words),
            Some(CovariateKind::Number(unit, _)) => {
                let problem = Problem::error(node.span, format!("`{}` is a number", name.value))
                    .found("words")
                    .expected(format!("a distribution of numbers in {unit}"));
                self.report(problem);
                return None;
            }
            None => None,
        };
        let (mut words, mut shares) = (Vec::new(), Vec::new());
        let mut whole = true;
        for (word, node) in &entries.0 {
            let unknown = may.filter(|may| !may.contains(&word.value.as_str()));
            if let Some(may) = unknown {
                self.unknown_name(&name.value, &word.value, word.span, may);
                whole = false;
            }
            let share = self.parsed_of(key, node, |text| {
                let quantity = Quantity::parse(text)?;
                let share = quantity.in_unit(&Unit::ONE);
                match share.filter(|share| (0.0..=1.0).contains(share)) {
                    Some(share) => Ok(share),
                    None => {
                        let span = Span::new(0, text.len());
                        let expected = "a share from 0 % to 100 %";
                        Err(Slip::new(text, span, "no share", expected))
                    }
                }
            });
            whole &= share.is_some();
            words.push(word.value.clone());
            shares.push(share.map_or(0.0, |share| share.value));
        }
        let sum: f64 = shares.iter().sum();
        if whole && (sum - 1.0).abs() > 1e-3 {
            let problem = Problem::error(node.span, "shares that are not the whole")
                .found(format!("{} % in all", (sum * 1e4).round() / 100.0))
                .expected("shares that make 100 % together");
            self.report(problem);
            whole = false;
        }
        whole.then(|| {
            let shares = shares.iter().map(|share| share / sum).collect();
            (words, shares)
        })
    }
}

impl Distribution {
    /// The first slip of its equation, tried on the facts before it.
    fn tried_on(&self, before: &[Distribution]) -> Option<Slip> {
        let facts: Vec<Fact> = before.iter().map(|own| own.fact.clone()).collect();
        self.slip(&facts).map(|(_, slip)| slip)
    }
}
