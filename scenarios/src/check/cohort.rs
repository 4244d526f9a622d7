//! Checks who the people of a cohort are.

use super::fields::{Checker, Fields};
use crate::cohort::{Criterion, Distribution, Draws, Fact, FactKind, Form, factor};
use crate::document::{Entries, Node, Value};
use crate::expression::Equation;
use crate::file::{Cohort, Group, Patient, People, Spread, Who};
use crate::grammar::Key;
use crate::medicine::{COVARIATES, CovariateKind, covariate};
use crate::nearest::{list, nearest};
use crate::problem::{Problem, Slip};
use crate::quantity::{Quantity, split_number};
use crate::span::{At, Span};
use physiology::unit::Unit;

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
            draws,
            bands: Vec::new(),
            correlations: Vec::new(),
            span: fields.span,
        };
        let facts = cohort.facts();
        cohort.eligible = self.eligible(fields, &facts);
        cohort.bands = self.bands(fields, &facts);
        self.correlations(fields, &mut cohort);
        match &cohort.people {
            People::Drawn(..) if size.is_none() => {
                if !fields.has("size") {
                    let problem = Problem::error(fields.span, "missing `size` in [cohort]")
                        .found("distributions and no `size`")
                        .expected("size = 1000")
                        .help("of a table all are taken; of distributions nobody knows how many");
                    self.report(problem);
                }
                return None;
            }
            People::Table(table) => {
                let found = cohort.crowd(1, None).size();
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
            People::Drawn(..) => {}
        }
        let twins = usize::try_from(cohort.crowd(1, None).size()).unwrap_or(usize::MAX);
        Some(Patient {
            who: Who::Cohort(Box::new(cohort)),
            twins,
            varies,
            span: fields.span,
        })
    }

    fn people(&mut self, fields: Fields<'_>) -> Option<People> {
        let (key, node) = fields.get("people")?;
        let known = self.known;
        match &node.value {
            Value::Text(path, _) => {
                let table = known.tables.iter().find(|table| table.path == *path);
                if table.is_none() && !known.unread.contains(path) {
                    let problem = Problem::error(node.span, "a table that was not read")
                        .found(format!("`{path}`"))
                        .expected(
                            "the path of a CSV or Parquet table, from where this file stands",
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

    fn distributions(&mut self, key: &Key, entries: &Entries, span: Span) -> Option<People> {
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

    fn eligible(&mut self, fields: Fields<'_>, facts: &[Fact]) -> Option<At<Criterion>> {
        self.parsed(fields, "eligible", |text| {
            Criterion::parse(text, facts).map_err(|slip| match slip.message {
                "unknown name in an equation" => Slip {
                    message: "no such fact of these people",
                    help: Some(
                        "people are chosen by their facts; by a quantity of the body at 0 is not available yet"
                            .into(),
                    ),
                    ..slip
                },
                _ => slip,
            })
        })
    }

    fn bands(&mut self, fields: Fields<'_>, facts: &[Fact]) -> Vec<Group> {
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

impl Distribution {
    /// The first slip of its equation, tried on the facts before it.
    fn tried_on(&self, before: &[Distribution]) -> Option<Slip> {
        let facts: Vec<Fact> = before.iter().map(|own| own.fact.clone()).collect();
        self.slip(&facts).map(|(_, slip)| slip)
    }
}
