//! Results of a NONMEM run as a population.

use super::read::Reader;
use super::uncertainty::{Error, Estimate};
use super::{Population, Shape, Spread, nonmem};
use crate::check::fields::Fields;
use crate::document::{Node, Value};
use crate::problem::Problem;
use crate::span::Span;
use crate::table::Residual;
use std::collections::BTreeMap;

/// A THETA that is a parameter of the typical person.
struct Theta {
    /// The parameter's place and name.
    param: usize,
    name: String,
    /// Whether its logarithm was estimated.
    is_log: bool,
    /// Its number in the run.
    number: usize,
    span: Span,
}

/// Covariances of estimates by their names in the run.
type Covariances = BTreeMap<(String, String), f64>;

impl Reader<'_, '_> {
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

    /// What `[nonmem]` says, into the population.
    pub fn nonmem(&mut self, fields: Fields<'_>, population: &mut Population) {
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
        let thetas = self.thetas(inner, &estimates, population);
        let begin = population.between.spreads.len();
        let etas = self.etas(inner, &estimates, population);
        let errors = self.errors(inner, &estimates, population);
        if let Some((text, span)) = self.file(inner, "cov") {
            match nonmem::covariances(&text) {
                Ok(found) => {
                    let etas: Vec<(usize, usize)> = etas
                        .iter()
                        .enumerate()
                        .map(|(place, number)| (begin + place, *number))
                        .collect();
                    self.estimated(&found, &thetas, &etas, &errors, inner, population);
                }
                Err(found) => self.refuse(span, found),
            }
        }
    }

    /// Values of the typical person.
    fn thetas(
        &mut self,
        inner: Fields<'_>,
        estimates: &nonmem::Estimates,
        population: &mut Population,
    ) -> Vec<Theta> {
        let mut thetas = Vec::new();
        for (index, (name, span)) in self.order(inner, "theta").into_iter().enumerate() {
            let (name, is_log) = match name.strip_prefix("log ") {
                Some(name) => (name.trim().to_owned(), true),
                None => (name, false),
            };
            if name.is_empty() {
                continue;
            }
            let number = index + 1;
            let theta = format!("THETA{number}");
            let (Some(param), Some(value)) = (self.param(&name, span), estimates.get(&theta))
            else {
                if !estimates.contains_key(&theta) {
                    self.refuse(span, format!("no {theta} in the file"));
                }
                continue;
            };
            let value = if is_log { value.exp() } else { *value };
            if let Some(expected) = self.setup.refuses(param, value) {
                let problem = Problem::error(span, format!("a number that `{name}` cannot be"));
                let problem = problem.found(format!("{value}, which {theta} makes it"));
                let unit = self.setup.unit_at(param);
                self.checker
                    .report(problem.expected(format!("{expected}, in {unit}")));
                continue;
            }
            population.typical.retain(|(known, _)| *known != param);
            population.typical.push((param, value));
            thetas.push(Theta {
                param,
                name: self.setup.name_at(param),
                is_log,
                number,
                span,
            });
        }
        thetas
    }

    /// How people differ; the numbers of the ETAs that are used.
    fn etas(
        &mut self,
        inner: Fields<'_>,
        estimates: &nonmem::Estimates,
        population: &mut Population,
    ) -> Vec<usize> {
        let mut etas: Vec<(Spread, usize)> = Vec::new();
        for (index, (name, at)) in self.order(inner, "eta").into_iter().enumerate() {
            if name.is_empty() {
                continue;
            }
            // `logit NAME` where a share varies.
            let (name, shape) = match name.strip_prefix("logit ") {
                Some(name) => (name.trim().to_owned(), Shape::Logit),
                None => (name, Shape::Lognormal),
            };
            if let Some(param) = self.param(&name, at) {
                let name = self.setup.name_at(param);
                etas.push((Spread::new(param, name, shape), index + 1));
            }
        }
        let mut omega = Vec::new();
        for (row, (_, a)) in etas.iter().enumerate() {
            let cells = etas[..=row].iter();
            let cells = cells.map(|(_, b)| estimates.get(&of("OMEGA", *a, *b)).copied());
            omega.push(cells.map(|cell| cell.unwrap_or(0.0)).collect::<Vec<f64>>());
            if !estimates.contains_key(&of("OMEGA", *a, *a)) {
                self.refuse(
                    inner.key_span("eta"),
                    format!("no OMEGA({a},{a}) in the file"),
                );
            }
        }
        let numbers = etas.iter().map(|(_, number)| *number).collect();
        let spreads = etas.into_iter().map(|(spread, _)| spread).collect();
        let layer = self.layer(spreads, &omega, inner.key_span("eta"));
        population.between = std::mem::take(&mut population.between).beside(layer);
        numbers
    }

    /// How measurements err; the parts, and the numbers of their EPSs.
    fn errors(
        &mut self,
        inner: Fields<'_>,
        estimates: &nonmem::Estimates,
        population: &mut Population,
    ) -> Vec<(Error, usize)> {
        let mut residual = population.residual.unwrap_or_default();
        let mut errors = Vec::new();
        for (index, (kind, at)) in self.order(inner, "sigma").into_iter().enumerate() {
            let n = index + 1;
            let variance = estimates.get(&of("SIGMA", n, n));
            let part = match kind.as_str() {
                "" => continue,
                "proportional" => Error::Proportional,
                "additive" => Error::Additive,
                "log" => Error::Log,
                other => {
                    let kinds = ["proportional", "additive", "log"];
                    self.checker
                        .unknown_name("kind of error", other, at, &kinds);
                    continue;
                }
            };
            match variance {
                Some(variance) if *variance >= 0.0 => {
                    *part.of(&mut residual) = variance.sqrt();
                    errors.push((part, n));
                }
                _ => self.refuse(at, format!("no SIGMA({n},{n}) of 0 or more in the file")),
            }
        }
        if residual != Residual::default() {
            population.residual = Some(residual);
        }
        errors
    }

    /// The uncertainty of all estimates, together: of THETAs as factors of what they are, or of
    /// their logarithms; of OMEGAs and SIGMAs as they stand. One that was fixed has no variance, and
    /// is not uncertain.
    fn estimated(
        &mut self,
        found: &Covariances,
        thetas: &[Theta],
        etas: &[(usize, usize)],
        errors: &[(Error, usize)],
        inner: Fields<'_>,
        population: &mut Population,
    ) {
        // The name in the run, what it is of, and what makes a covariance ours.
        let mut all: Vec<(String, Spread, Estimate, f64)> = Vec::new();
        for theta in thetas {
            let (shape, scale) = match theta.is_log {
                true => (Shape::Lognormal, 1.0),
                false => (Shape::Normal, self.typical_of(theta.param, population)),
            };
            let name = format!("THETA{}", theta.number);
            let is_fixed = !found.contains_key(&(name.clone(), name.clone()));
            if scale == 0.0 || is_fixed {
                if scale == 0.0 && !is_fixed {
                    let left = format!("uncertainty of {}, which is 0", theta.name);
                    population.left.push(left);
                }
                continue;
            }
            let spread = Spread::new(theta.param, &theta.name, shape);
            if all.iter().any(|(_, own, ..)| own.param == theta.param) {
                let problem = Problem::error(theta.span, "two THETAs of one parameter");
                let problem = problem.found(format!("`{}` again", theta.name));
                self.checker.report(problem.expected("each parameter once"));
                continue;
            }
            all.push((name, spread, Estimate::Typical(theta.param), scale));
        }
        // A draw of these is no parameter's: the name alone tells it.
        let estimate = |name: String, estimate| {
            (
                name.clone(),
                Spread::new(0, name, Shape::Normal),
                estimate,
                1.0,
            )
        };
        for (row, (place, a)) in etas.iter().enumerate() {
            for (other, b) in &etas[..=row] {
                let name = of("OMEGA", *a, *b);
                all.push(estimate(name, Estimate::Between(*place, *other)));
            }
        }
        for (part, n) in errors {
            all.push(estimate(of("SIGMA", *n, *n), Estimate::Residual(*part)));
        }
        let covariance_of = |a: &str, b: &str| {
            let key = (a.to_owned(), b.to_owned());
            found.get(&key).copied().unwrap_or(0.0)
        };
        all.retain(|(name, ..)| covariance_of(name, name) != 0.0);
        let covariance: Vec<Vec<f64>> = (all.iter().enumerate())
            .map(|(row, (a, _, _, of_a))| {
                let cell = |(b, _, _, of_b): &(String, Spread, Estimate, f64)| {
                    covariance_of(a, b) / (of_a * of_b)
                };
                all[..=row].iter().map(cell).collect()
            })
            .collect();
        let spreads = all.iter().map(|(_, spread, ..)| spread.clone()).collect();
        let layer = self.layer(spreads, &covariance, inner.key_span("cov"));
        if layer.is_empty() {
            return;
        }
        let of = all.iter().map(|(_, _, estimate, _)| *estimate).collect();
        population.uncertainty.add(layer, of);
    }
}

/// The name of an entry of a matrix in a run's results.
fn of(matrix: &str, a: usize, b: usize) -> String {
    format!("{matrix}({},{})", a.max(b), a.min(b))
}
