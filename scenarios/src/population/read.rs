//! From the text of a population file to a [`Population`], or to everything that is wrong with it.

use super::grammar::POPULATION;
use super::{Layer, Population, Shape, Spread, nonmem};
use crate::check::fields::{Checker, Fields};
use crate::document::{Entries, Node, Value};
use crate::known::Known;
use crate::problem::Problem;
use crate::quantity::Quantity;
use crate::span::Span;
use crate::table::{Residual, Setup};
use physiology::unit::Unit;
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

struct Reader<'r, 'k> {
    setup: &'r Setup,
    folder: &'r Path,
    checker: &'r mut Checker<'k>,
}

impl Reader<'_, '_> {
    fn population(&mut self, root: &Entries) -> Option<Population> {
        let fields = self.checker.table(&POPULATION, root, Span::new(0, 0));
        let mut population = Population::default();
        let general = self.checker.text(fields, "source").map(|text| text.value);
        population.sources.extend(general);
        population.typical = self.typical(fields);
        population.between = self.spreads(fields, "between", &mut population.sources);
        population.occasion = self.checker.text(fields, "occasion").map(|text| text.value);
        population.between_occasions =
            self.spreads(fields, "between_occasions", &mut population.sources);
        population.residual = self.residual(fields);
        self.uncertainty(fields, &mut population);
        self.nonmem(fields, &mut population);
        Some(population)
    }

    /// The parameter of this name.
    fn param(&mut self, name: &str, span: Span) -> Option<usize> {
        let params = self.setup.layout().params;
        let found = params.iter().position(|field| field.name == name);
        if found.is_none() {
            let names: Vec<&str> = params.iter().map(|field| field.name).collect();
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
                Some(param) => found.push((param, name)),
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

    fn layer(&mut self, spreads: Vec<Spread>, covariance: &[Vec<f64>], span: Span) -> Layer {
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

    fn spreads(&mut self, fields: Fields<'_>, key: &str, sources: &mut Vec<String>) -> Layer {
        let mut whole = Layer::default();
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
            if let Some(covariance) = covariance {
                let own = named.iter().map(spread).collect();
                whole = whole.beside(self.layer(own, &covariance, span));
            }
            let names: Vec<&str> = named.iter().map(|(_, name)| name.as_str()).collect();
            if let Some(source) = self.checker.text(inner, "source") {
                sources.push(format!("{}: {}", names.join(", "), source.value));
            }
        }
        whole
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
            let unit = self.setup.layout().params[param].unit;
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
                Some(value) if value.is_finite() => found.push((param, value)),
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

    fn residual(&mut self, fields: Fields<'_>) -> Option<Residual> {
        let (key, node) = fields.get("residual")?;
        let inner = self.checker.fields(key.kind.tables()?, key, node)?;
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
            let own = named.iter().map(spread).collect();
            let layer = self.layer(own, &covariance, span);
            population.uncertainty = std::mem::take(&mut population.uncertainty).beside(layer);
        }
    }

    /// A parameter of the typical person.
    fn typical_of(&self, param: usize, population: &Population) -> f64 {
        let own = population.typical.iter().find(|(known, _)| *known == param);
        own.map_or(self.setup.defaults[param], |(_, value)| *value)
    }

    fn file(&mut self, fields: Fields<'_>, name: &str) -> Option<(String, Span)> {
        let path = self.checker.text(fields, name)?;
        let at = self.folder.join(&path.value);
        match std::fs::read_to_string(&at) {
            Ok(text) => Some((text, path.span)),
            Err(error) => {
                let problem = Problem::error(path.span, "a file that cannot be read");
                let problem = problem.found(format!("`{}`: {error}", at.display()));
                self.checker
                    .report(problem.expected("the path of a file, beside this one"));
                None
            }
        }
    }

    fn refuse(&mut self, span: Span, found: String) {
        let problem = Problem::error(span, "not the result of a NONMEM run");
        self.checker
            .report(problem.found(found).expected("a file that NONMEM wrote"));
    }

    /// Names in the order of THETAs, ETAs or EPSs; blank for none.
    fn order(&mut self, fields: Fields<'_>, name: &str) -> Vec<(String, Span)> {
        let Some((_, node)) = fields.get(name) else {
            return Vec::new();
        };
        let Value::List(items) = &node.value else {
            let problem = Problem::error(node.span, format!("wrong kind of value for `{name}`"));
            self.checker
                .report(problem.found(node.describe()).expected("a list of names"));
            return Vec::new();
        };
        let text = |node: &Node| match &node.value {
            Value::Text(text, _) => (text.trim().to_owned(), node.span),
            _ => (node.describe(), node.span),
        };
        items.iter().map(text).collect()
    }

    fn nonmem(&mut self, fields: Fields<'_>, population: &mut Population) {
        let Some((key, node)) = fields.get("nonmem") else {
            return;
        };
        let Some(inner) = key
            .kind
            .tables()
            .and_then(|table| self.checker.fields(table, key, node))
        else {
            return;
        };
        let Some((text, span)) = self.file(inner, "ext") else {
            return;
        };
        let estimates = match nonmem::estimates(&text) {
            Ok(found) => found,
            Err(found) => return self.refuse(span, found),
        };
        // THETAs: values of the typical person, and where each stands for the uncertainty.
        let mut thetas: Vec<(usize, String, bool, usize)> = Vec::new();
        for (index, (name, at)) in self.order(inner, "theta").into_iter().enumerate() {
            let (name, is_log) = match name.strip_prefix("log ") {
                Some(name) => (name.trim().to_owned(), true),
                None => (name, false),
            };
            if name.is_empty() {
                continue;
            }
            let theta = format!("THETA{}", index + 1);
            let (Some(param), Some(value)) = (self.param(&name, at), estimates.get(&theta)) else {
                if !estimates.contains_key(&theta) {
                    self.refuse(at, format!("no {theta} in the file"));
                }
                continue;
            };
            let value = if is_log { value.exp() } else { *value };
            population.typical.retain(|(known, _)| *known != param);
            population.typical.push((param, value));
            thetas.push((param, name, is_log, index + 1));
        }
        let mut etas: Vec<(Spread, usize)> = Vec::new();
        for (index, (name, at)) in self.order(inner, "eta").into_iter().enumerate() {
            if name.is_empty() {
                continue;
            }
            if let Some(param) = self.param(&name, at) {
                etas.push((Spread::new(param, name, Shape::Lognormal), index + 1));
            }
        }
        let entry = |matrix: &str, a: usize, b: usize| {
            let name = format!("{matrix}({},{})", a.max(b), a.min(b));
            estimates.get(&name).copied()
        };
        let mut omega = Vec::new();
        for (row, (_, a)) in etas.iter().enumerate() {
            let cells = etas[..=row].iter().map(|(_, b)| entry("OMEGA", *a, *b));
            let cells: Vec<f64> = cells.map(|cell| cell.unwrap_or(0.0)).collect();
            if entry("OMEGA", *a, *a).is_none() {
                self.refuse(
                    inner.key_span("eta"),
                    format!("no OMEGA({a},{a}) in the file"),
                );
            }
            omega.push(cells);
        }
        let spreads = etas.into_iter().map(|(spread, _)| spread).collect();
        let layer = self.layer(spreads, &omega, inner.key_span("eta"));
        population.between = std::mem::take(&mut population.between).beside(layer);
        let mut residual = population.residual.unwrap_or_default();
        for (index, (kind, at)) in self.order(inner, "sigma").into_iter().enumerate() {
            let n = index + 1;
            let sd = entry("SIGMA", n, n).map(f64::sqrt);
            match (kind.as_str(), sd) {
                ("", _) => {}
                ("proportional", Some(sd)) => residual.proportional = sd,
                ("additive", Some(sd)) => residual.additive = sd,
                ("log", Some(sd)) => residual.log = sd,
                (_, None) => self.refuse(at, format!("no SIGMA({n},{n}) in the file")),
                (other, _) => {
                    let kinds = ["proportional", "additive", "log"];
                    self.checker
                        .unknown_name("kind of error", other, at, &kinds);
                }
            }
        }
        if residual != Residual::default() {
            population.residual = Some(residual);
        }
        if let Some((text, span)) = self.file(inner, "cov") {
            match nonmem::covariances(&text) {
                Ok(found) => self.estimated(&found, &thetas, inner, population),
                Err(found) => self.refuse(span, found),
            }
        }
    }

    /// The uncertainty of THETAs, as factors of what they are.
    fn estimated(
        &mut self,
        found: &std::collections::BTreeMap<(String, String), f64>,
        thetas: &[(usize, String, bool, usize)],
        inner: Fields<'_>,
        population: &mut Population,
    ) {
        // A THETA that was fixed has no variance, and is not uncertain.
        let of = |a: usize, b: usize| {
            let key = (format!("THETA{a}"), format!("THETA{b}"));
            found.get(&key).copied().unwrap_or(0.0)
        };
        for logs in [false, true] {
            let own: Vec<_> = thetas.iter().filter(|theta| theta.2 == logs).collect();
            let scale = |param: usize| match logs {
                true => 1.0,
                false => self.typical_of(param, population),
            };
            let covariance: Vec<Vec<f64>> = (own.iter().enumerate())
                .map(|(row, a)| {
                    let cell = |b: &&(usize, String, bool, usize)| {
                        of(a.3, b.3) / (scale(a.0) * scale(b.0))
                    };
                    own[..=row].iter().map(cell).collect()
                })
                .collect();
            let shape = if logs {
                Shape::Lognormal
            } else {
                Shape::Normal
            };
            let spread =
                |theta: &&(usize, String, bool, usize)| Spread::new(theta.0, &theta.1, shape);
            let spreads = own.iter().map(spread).collect();
            let layer = self.layer(spreads, &covariance, inner.key_span("cov"));
            population.uncertainty = std::mem::take(&mut population.uncertainty).beside(layer);
        }
        let (logs, others): (Vec<_>, Vec<_>) = thetas.iter().partition(|theta| theta.2);
        let mut mixed = logs
            .iter()
            .flat_map(|a| others.iter().map(move |b| of(a.3, b.3)));
        if mixed.any(|covariance| covariance != 0.0) {
            population.left.push(
                "covariances between THETAs that are logarithms and THETAs that are not".to_owned(),
            );
        }
        let others = found.keys().any(|(a, b)| a == b && !a.starts_with("THETA"));
        if others {
            population
                .left
                .push("uncertainty of OMEGA and SIGMA".to_owned());
        }
    }
}
