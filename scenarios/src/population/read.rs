//! From the text of a population file to a [`Population`], or to everything that is wrong with it.

use super::grammar::POPULATION;
use super::uncertainty::{Estimate, Freedom};
use super::{Layer, Population, Shape, Spread};
use crate::check::fields::{Checker, Fields};
use crate::document::{Entries, Node, Value};
use crate::known::Known;
use crate::problem::Problem;
use crate::quantity::Quantity;
use crate::span::Span;
use crate::table::{Residual, Setup};
use physiology::unit::Unit;
use std::ops::Range;
use std::path::Path;

/// Reads a population file for a model; paths in it are beside `folder`. Every problem is found at
/// once.
pub fn read(text: &[u8], setup: &Setup, folder: &Path) -> (Option<Population>, Vec<Problem>) {
    let known = Known::default();
    crate::check::walk(text, &known, "how people differ", |checker, root| {
        Reader {
            setup,
            folder,
            checker,
        }
        .population(root)
    })
}

pub(super) struct Reader<'r, 'k> {
    pub setup: &'r Setup,
    pub folder: &'r Path,
    pub checker: &'r mut Checker<'k>,
}

impl Reader<'_, '_> {
    fn population(&mut self, root: &Entries) -> Option<Population> {
        let fields = self.checker.table(&POPULATION, root, Span::new(0, 0));
        let mut population = Population::default();
        let general = self.checker.text(fields, "source").map(|text| text.value);
        population.sources.extend(general);
        population.typical = self.typical(fields);
        population.between = self.spreads(fields, "between", &mut population);
        population.occasion = self.checker.text(fields, "occasion").map(|text| text.value);
        population.between_occasions = self.spreads(fields, "between_occasions", &mut population);
        population.residual = self.residual(fields, &mut population);
        self.uncertainty(fields, &mut population);
        self.nonmem(fields, &mut population);
        Some(population)
    }

    /// The parameter of this name, or the number of a compartment, as `F_depot`.
    pub fn param(&mut self, name: &str, span: Span) -> Option<usize> {
        let found = self.setup.varied(name);
        if found.is_none() {
            let params = self.setup.layout().params.iter();
            let own = params.map(|field| field.name.to_owned());
            let states = self.setup.layout().states.iter();
            let numbers = states.flat_map(|state| {
                let prefixes = ["F", "ALAG", "R", "D"].into_iter();
                prefixes.map(|prefix| format!("{prefix}_{}", state.name))
            });
            let names: Vec<String> = own.chain(numbers).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            self.checker.unknown_name("parameter", name, span, &names);
        }
        found
    }

    /// `of`: one name or several.
    fn named(&mut self, fields: Fields<'_>) -> Vec<(usize, String)> {
        let Some((key, node)) = fields.get("of") else {
            return Vec::new();
        };
        let nodes = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut found: Vec<(usize, String)> = Vec::new();
        for node in nodes {
            let Some(name) = self.checker.text_of(key, node).map(str::to_owned) else {
                continue;
            };
            match self.param(&name, node.span) {
                Some(param) if found.iter().any(|(known, _)| *known == param) => {
                    self.twice(&name, node.span);
                }
                Some(param) => found.push((param, self.setup.name_at(param))),
                None => {}
            }
        }
        found
    }

    fn twice(&mut self, name: &str, span: Span) {
        let problem = Problem::error(span, "a parameter that varies twice in one layer");
        self.checker.report(
            problem
                .found(format!("`{name}` again"))
                .expected("each parameter once"),
        );
    }

    /// A lower triangle of so many rows.
    fn triangle(&mut self, node: &Node, rows: usize) -> Option<Vec<Vec<f64>>> {
        let number = |node: &Node| match node.value {
            Value::Number(number) => Some(number).filter(|number| number.is_finite()),
            Value::Whole(Some(number)) => Some(number as f64),
            _ => None,
        };
        let row = |(index, node): (usize, &Node)| match &node.value {
            Value::List(items) if items.len() == index + 1 => {
                items.iter().map(number).collect::<Option<Vec<f64>>>()
            }
            _ => None,
        };
        let found = match &node.value {
            Value::List(items) if items.len() == rows => items
                .iter()
                .enumerate()
                .map(row)
                .collect::<Option<Vec<Vec<f64>>>>(),
            _ => None,
        };
        if found.is_none() {
            let problem = Problem::error(node.span, "not a lower triangle of numbers");
            self.checker.report(problem.found(node.describe()).expected(format!(
                "{rows} rows, the first of one number, each of one more, as in [[0.09], [0.02, 0.04]]"
            )));
        }
        found
    }

    pub fn layer(&mut self, spreads: Vec<Spread>, covariance: &[Vec<f64>], span: Span) -> Layer {
        Layer::new(spreads, covariance).unwrap_or_else(|| {
            let problem = Problem::error(span, "not a covariance");
            self.checker.report(
                problem
                    .found("numbers that no parameters can have together")
                    .expected("a positive semidefinite matrix")
                    .help("no covariance is larger than the root of the product of its variances"),
            );
            Layer::default()
        })
    }

    fn spreads(&mut self, fields: Fields<'_>, key: &str, population: &mut Population) -> Layer {
        let mut whole = Layer::default();
        let occasions = key == "between_occasions";
        for inner in self.checker.list(fields, key) {
            let named = self.named(inner);
            let shape = match self.checker.choice(inner, "shape").map(|word| word.value) {
                Some("normal") => Shape::Normal,
                Some("logit") => Shape::Logit,
                _ => Shape::Lognormal,
            };
            let span = inner.key_span("of");
            for (_, name) in &named {
                if whole.spreads.iter().any(|known| known.name == *name) {
                    self.twice(name, span);
                }
            }
            let cv = self.checker.share(inner, "cv").map(|cv| cv.value);
            if cv.is_some() && shape != Shape::Lognormal {
                let problem = Problem::error(inner.key_span("cv"), "a cv of what is not lognormal");
                self.checker.report(
                    problem
                        .found("`cv`")
                        .expected("`omega2`, the variance of eta"),
                );
            }
            let variance = cv.map(|cv| (cv * cv).ln_1p());
            let own = self
                .checker
                .number(inner, "omega2")
                .map(|omega2| omega2.value);
            let covariance = match (variance.or(own), inner.get("omega")) {
                (Some(variance), _) => Some(
                    (0..named.len())
                        .map(|row| {
                            let mut cells = vec![0.0; row];
                            cells.push(variance);
                            cells
                        })
                        .collect(),
                ),
                (None, Some((_, node))) if !named.is_empty() => self.triangle(node, named.len()),
                _ => None,
            };
            let spread = |(param, name): &(usize, String)| Spread::new(*param, name, shape);
            let begin = whole.spreads.len();
            if let Some(covariance) = covariance {
                let own = named.iter().map(spread).collect();
                whole = whole.beside(self.layer(own, &covariance, span));
            }
            let end = whole.spreads.len();
            // What varies alone is a block of its own.
            let blocks: Vec<Range<usize>> = match inner.has("omega") {
                true => std::iter::once(begin..end).collect(),
                false => (begin..end).map(|place| place..place + 1).collect(),
            };
            for of in blocks.into_iter().filter(|of| !of.is_empty()) {
                if let Some(degrees) = self.degrees(inner, of.len()) {
                    population.uncertainty.freedom.push(Freedom {
                        occasions,
                        of,
                        degrees,
                    });
                }
            }
            let names: Vec<&str> = named.iter().map(|(_, name)| name.as_str()).collect();
            if let Some(source) = self.checker.text(inner, "source") {
                let source = format!("{}: {}", names.join(", "), source.value);
                population.sources.push(source);
            }
        }
        whole
    }

    /// Degrees of freedom of a block of so many parameters.
    fn degrees(&mut self, fields: Fields<'_>, size: usize) -> Option<u32> {
        let found = self.checker.whole(fields, "df")?;
        let degrees = u32::try_from(found.value).ok()?;
        // With fewer the drawn variances have no mean.
        if degrees as usize > size + 1 {
            return Some(degrees);
        }
        let problem = Problem::error(found.span, "too few degrees of freedom");
        let problem = problem.found(degrees.to_string());
        let least = size + 2;
        self.checker.report(problem.expected(format!(
            "at least {least} for {size} parameters that vary together: about as many as people \
             were studied"
        )));
        None
    }

    fn typical(&mut self, fields: Fields<'_>) -> Vec<(usize, f64)> {
        let Some((key, node)) = fields.get("typical") else {
            return Vec::new();
        };
        let Value::Table(entries) = &node.value else {
            let problem = Problem::error(node.span, "wrong kind of value for `typical`");
            let problem = problem.found(node.describe()).expected(key.example);
            self.checker.report(problem);
            return Vec::new();
        };
        let mut found = Vec::new();
        for (name, node) in &entries.0 {
            let Some(param) = self.param(&name.value, name.span) else {
                continue;
            };
            let unit = &self.setup.unit_at(param);
            let value = match &node.value {
                Value::Number(number) => Some(*number),
                Value::Whole(Some(number)) => Some(*number as f64),
                Value::Text(..) => self
                    .checker
                    .parsed_of(key, node, Quantity::parse)
                    .and_then(|quantity| quantity.value.in_unit(&Unit::parse(unit).ok()?)),
                _ => None,
            };
            match value {
                Some(value) if value.is_finite() => match self.setup.refuses(param, value) {
                    None => found.push((param, value)),
                    Some(expected) => {
                        let message = format!("a number that `{}` cannot be", name.value);
                        let problem = Problem::error(node.span, message);
                        let expected = format!("{expected}, in {unit}");
                        self.checker
                            .report(problem.found(node.describe()).expected(expected));
                    }
                },
                _ => {
                    let problem =
                        Problem::error(node.span, format!("no value of `{}`", name.value));
                    let expected = format!("a number, or a text such as \"1 {unit}\"");
                    self.checker
                        .report(problem.found(node.describe()).expected(expected));
                }
            }
        }
        found
    }

    fn residual(&mut self, fields: Fields<'_>, population: &mut Population) -> Option<Residual> {
        let (key, node) = fields.get("residual")?;
        let inner = self.checker.fields(key.kind.tables()?, key, node)?;
        population.uncertainty.residual = self.degrees(inner, 1);
        let proportional = self
            .checker
            .share(inner, "proportional")
            .map_or(0.0, |at| at.value);
        let log = self.checker.number(inner, "log").map_or(0.0, |at| at.value);
        let unit = Unit::parse(self.setup.field(self.setup.prediction).unit).unwrap_or(Unit::ONE);
        let mut amount = |name: &str| {
            let (key, node) = inner.get(name)?;
            let quantity = self.checker.parsed_of(key, node, Quantity::parse)?;
            let found = quantity.value.in_unit(&unit).filter(|value| *value >= 0.0);
            if found.is_none() {
                let field = self.setup.field(self.setup.prediction);
                let problem = Problem::error(node.span, format!("wrong unit for `{name}`"));
                let expected = format!("a value of {} in {}", field.name, field.unit);
                self.checker
                    .report(problem.found(node.describe()).expected(expected));
            }
            found
        };
        let (additive, limit) = (amount("additive").unwrap_or(0.0), amount("limit"));
        if log > 0.0 && (proportional > 0.0 || additive > 0.0) {
            let problem = Problem::error(
                inner.key_span("log"),
                "an error of the logarithm and others",
            );
            let problem = problem.found("`log` beside others").expected("`log` alone");
            self.checker.report(problem);
        }
        Some(Residual {
            proportional,
            additive,
            log,
            limit: limit.unwrap_or(0.0),
        })
    }

    fn uncertainty(&mut self, fields: Fields<'_>, population: &mut Population) {
        for inner in self.checker.list(fields, "uncertainty") {
            let named = self.named(inner);
            let span = inner.key_span("of");
            let rse = self.checker.share(inner, "rse").map(|rse| rse.value);
            let (shape, covariance) = match (rse, inner.get("covariance")) {
                (Some(rse), _) => {
                    let variance = (rse * rse).ln_1p();
                    let row = |row: usize| {
                        let mut cells = vec![0.0; row];
                        cells.push(variance);
                        cells
                    };
                    (Shape::Lognormal, (0..named.len()).map(row).collect())
                }
                (None, Some((_, node))) => {
                    let Some(mut covariance) = self.triangle(node, named.len()) else {
                        continue;
                    };
                    if !self.has_typical(&named, population, span) {
                        continue;
                    }
                    let typical = |param: usize| self.typical_of(param, population);
                    for (row, cells) in covariance.iter_mut().enumerate() {
                        for (column, cell) in cells.iter_mut().enumerate() {
                            *cell /= typical(named[row].0) * typical(named[column].0);
                        }
                    }
                    (Shape::Normal, covariance)
                }
                _ => continue,
            };
            let spread = |(param, name): &(usize, String)| Spread::new(*param, name, shape);
            let own: Vec<Spread> = named.iter().map(spread).collect();
            let layer = self.layer(own, &covariance, span);
            let of = layer.spreads.iter();
            let of = of.map(|spread| Estimate::Typical(spread.param)).collect();
            population.uncertainty.add(layer, of);
        }
    }

    /// Whether all of them have a value of the typical person other than 0, of which the uncertainty
    /// is a part.
    fn has_typical(
        &mut self,
        named: &[(usize, String)],
        population: &Population,
        span: Span,
    ) -> bool {
        let value = |param: usize| self.typical_of(param, population);
        let without = named
            .iter()
            .find(|(param, _)| value(*param).is_nan() || value(*param) == 0.0);
        let Some((param, name)) = without else {
            return true;
        };
        let problem = Problem::error(span, "uncertain, and nobody says around what");
        let problem = problem.found(format!("`{name}` of {}", value(*param)));
        let expected = format!("`{name} = ...` in [typical]");
        self.checker.report(problem.expected(expected));
        false
    }

    /// A parameter of the typical person.
    pub fn typical_of(&self, param: usize, population: &Population) -> f64 {
        let own = population.typical.iter().find(|(known, _)| *known == param);
        own.map_or(self.setup.usual_at(param), |(_, value)| *value)
    }
}
