//! Names, units and what was seen of each column, from the spec and the table.

use super::columns::{blank, plain, summed};
use super::sheet::{Finder, empty};
use super::{Order, Places};
use crate::fault::Fault;
use crate::spec::{Arm, Spec, Transform};
use engine::learned::progression::schema::{Arms, Column, Fact, Schema};
use std::collections::BTreeMap;
use toml::Spanned;

/// The schema, still without treatments.
pub(super) fn schema(
    finder: &mut Finder<'_>,
    spec: &Spec,
    places: &Places,
    order: &Order<'_>,
) -> Schema {
    let sheet = finder.sheet;
    let schema = {
        let mut count =
            |column: usize, name: &str, unit: &str, transform: Transform, at: &Spanned<String>| {
                let values: Result<Vec<f64>, Fault> = (0..sheet.rows.len())
                    .map(|row| sheet.number(row, column))
                    .collect();
                match values {
                    Ok(values) => summed(name, unit, &values, transform).unwrap_or_else(|why| {
                        finder.wrong(at, format!("`{}`: {why}", sheet.head[column]));
                        blank(name, unit)
                    }),
                    Err(fault) => {
                        finder.faults.push(fault);
                        blank(name, unit)
                    }
                }
            };
        let forecast = spec.markers.iter().zip(&places.markers).map(|(m, column)| {
            let name = m.name.clone().unwrap_or_else(|| plain(m.column.get_ref()));
            count(*column, &name, m.unit.get_ref(), m.transform, &m.column)
        });
        let forecast: Vec<Column> = forecast.collect();
        let read = spec.signs.iter().zip(&places.signs).map(|(s, column)| {
            count(
                *column,
                &plain(s.column.get_ref()),
                s.unit.get_ref(),
                Transform::None,
                &s.column,
            )
        });
        let read: Vec<Column> = read.collect();
        let facts = spec
            .covariates
            .iter()
            .zip(&places.facts)
            .map(|(c, column)| {
                let name = plain(c.column.get_ref());
                let cells = || order.iter().map(|(_, rows)| &sheet.rows[rows[0]][*column]);
                let words = cells().any(|cell| !empty(cell) && cell.parse::<f64>().is_err());
                if !words {
                    let column =
                        count(*column, &name, c.unit.get_ref(), Transform::None, &c.column);
                    return Fact {
                        column,
                        words: Vec::new(),
                    };
                }
                let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
                cells()
                    .filter(|cell| !empty(cell))
                    .for_each(|cell| *counts.entry(cell).or_default() += 1);
                let mut words: Vec<(&str, usize)> = counts.into_iter().collect();
                words.sort_by_key(|(word, count)| (usize::MAX - count, word.to_string()));
                Fact {
                    column: blank(&name, "1"),
                    words: words.into_iter().map(|(word, _)| word.to_owned()).collect(),
                }
            });
        let facts: Vec<Fact> = facts.collect();
        Schema {
            title: spec.title.clone(),
            markers: forecast,
            signs: read,
            facts,
            arms: None,
            death: spec.death.as_ref().map(|death| death.name.clone()),
            events: spec.events.as_ref().map(|events| events.name.clone()),
        }
    };
    for (fact, covariate) in schema.facts.iter().zip(&spec.covariates) {
        match fact.words.len() {
            1 => finder.wrong(
                &covariate.column,
                format!(
                    "`{}` is `{}` for everyone: nothing can be learned from it",
                    fact.column.name, fact.words[0]
                ),
            ),
            n if n > 12 => finder.wrong(
                &covariate.column,
                format!(
                    "`{}` has {n} different words, expected 12 at most, or numbers",
                    fact.column.name
                ),
            ),
            _ => {}
        }
    }
    schema
}

/// Treatments, the reference first: what the schema says of them, and their values in the table.
pub(super) fn arms(finder: &mut Finder<'_>, arm: &Arm, column: usize) -> (Arms, Vec<String>) {
    let sheet = finder.sheet;
    let mut arm_values: Vec<String> = Vec::new();
    for row in &sheet.rows {
        let value = row[column].to_owned();
        if !empty(&value) && !arm_values.contains(&value) {
            arm_values.push(value);
        }
    }
    arm_values.sort();
    let reference = arm.reference.get_ref();
    match arm_values.iter().position(|value| value == reference) {
        Some(at) => {
            let first = arm_values.remove(at);
            arm_values.insert(0, first);
        }
        None => finder.wrong(
            &arm.reference,
            format!(
                "no patient has `{reference}` in `{}`; expected one of {}",
                sheet.head[column],
                arm_values.join(", ")
            ),
        ),
    }
    let name = |value: &String| arm.names.get(value).unwrap_or(value).clone();
    let told = Arms {
        column: sheet.head[column].clone(),
        names: arm_values.iter().map(name).collect(),
        patients: vec![0; arm_values.len()],
        randomised: arm.randomised,
    };
    (told, arm_values)
}
