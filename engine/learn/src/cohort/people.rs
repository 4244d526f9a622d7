//! Patients, from their rows.

use super::sheet::Sheet;
use super::{Order, Person, Places, YEAR};
use crate::fault::Fault;
use crate::spec::{Spec, days};
use engine::learned::progression::schema::{Fact, Known, Schema, Visited};
use toml::Spanned;

/// Patients, and what was wrong with their rows.
#[derive(Default)]
pub(super) struct Met {
    pub people: Vec<Person>,
    pub faults: Vec<Fault>,
    /// Patients whose visits were out of order.
    pub unsorted: usize,
    /// Rows without a time.
    pub dropped: usize,
}

/// Reads all patients, and counts those of each treatment into the schema.
pub(super) fn people(
    sheet: &Sheet<'_>,
    spec: &Spec,
    places: &Places,
    order: &Order<'_>,
    (schema, arm_values): (&mut Schema, &[String]),
) -> Met {
    let unit = |unit: &Spanned<String>| days(unit.get_ref()).unwrap_or(1.0) / YEAR;
    let year = unit(&spec.time.unit);
    let mut met = Met::default();
    let faults = &mut met.faults;
    for (name, rows) in order {
        let mut rows = rows.clone();
        let at = |row: usize| sheet.number(row, places.time);
        let mut times = Vec::new();
        for row in &rows {
            match at(*row) {
                Ok(t) if t.is_finite() => times.push((t, *row)),
                Ok(_) => met.dropped += 1,
                Err(fault) => faults.push(fault),
            }
        }
        met.unsorted += usize::from(times.windows(2).any(|pair| pair[1].0 < pair[0].0));
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        let Some(first) = times.first().map(|(t, _)| *t) else {
            continue;
        };
        rows = times.iter().map(|(_, row)| *row).collect();
        let mut numbers = |columns: &[usize], row: usize| -> Vec<f64> {
            let value = |column: &usize| {
                sheet.number(row, *column).unwrap_or_else(|fault| {
                    faults.push(fault);
                    f64::NAN
                })
            };
            columns.iter().map(value).collect()
        };
        let visits = times.iter().map(|(t, row)| Visited {
            t: (t - first) * year,
            markers: numbers(&places.markers, *row),
            signs: numbers(&places.signs, *row),
        });
        let visits: Vec<Visited> = visits.collect();
        let fact = |(fact, column): (&Fact, &usize)| {
            let cell = &sheet.rows[rows[0]][*column];
            match fact.words.is_empty() {
                true => cell.parse().unwrap_or(f64::NAN),
                false => (fact.words.iter())
                    .position(|word| word == cell)
                    .map_or(f64::NAN, |at| at as f64),
            }
        };
        let known_facts: Vec<f64> = schema.facts.iter().zip(&places.facts).map(fact).collect();
        let mut which = 0;
        if let (Some(column), Some(arms)) = (places.arm, &mut schema.arms) {
            let cell = &sheet.rows[rows[0]][column];
            let Some(at) = arm_values.iter().position(|value| value == cell) else {
                let message = format!("no treatment in `{}`", sheet.head[column]);
                faults.push(Fault::at(
                    sheet.file,
                    sheet.line(rows[0]),
                    column + 1,
                    message,
                ));
                continue;
            };
            which = at;
            arms.patients[at] += 1;
        }
        let last = rows[rows.len() - 1];
        let end = places
            .death
            .zip(spec.death.as_ref())
            .and_then(|((time, status), spec)| {
                let t = sheet.number(last, time).ok().filter(|t| t.is_finite())?;
                let died = spec.is.iter().any(|is| *is == sheet.rows[last][status]);
                let scale = unit(&spec.time.unit);
                Some((
                    (t * scale - first * year).max(visits[visits.len() - 1].t),
                    died,
                ))
            });
        let mut happened = Vec::new();
        let mut watched = 0.0_f64;
        if let (Some((until, status)), Some(spec)) = (places.events, spec.events.as_ref()) {
            for row in &rows {
                let Ok(t) = sheet.number(*row, until) else {
                    continue;
                };
                let t = t * unit(&spec.until.unit) - first * year;
                watched = watched.max(t);
                if spec.is.iter().any(|is| *is == sheet.rows[*row][status]) {
                    happened.push(t);
                }
            }
        }
        met.people.push(Person {
            id: (*name).to_owned(),
            known: Known {
                facts: known_facts,
                arm: which,
                visits,
            },
            end,
            events: happened,
            watched,
        });
    }
    met
}
