//! What each person of a replicate is: parameters, the numbers of compartments, and whether that
//! can be.

use super::columns::Number;
use super::simulation::Simulation;
use crate::population::{Replicate, Shape};
use std::ops::Range;

/// Some people of a replicate.
pub(super) struct Persons {
    /// What each drew.
    pub etas: Vec<Vec<f64>>,
    /// Rows of parameters: for each person one for each record, or one where none varies.
    rows: Vec<f64>,
    /// Where those of each begin.
    begins: Vec<usize>,
    /// By person, in the order of [`Setup::drawn_numbers`](super::Setup): a value for each record.
    numbers: Vec<Vec<Vec<f64>>>,
    /// Why nobody can be like this person.
    pub impossible: Vec<Option<String>>,
}

impl Persons {
    /// The parameters of one of them.
    pub fn params(&self, index: usize) -> &[f64] {
        &self.rows[self.begins[index]..self.begins[index + 1]]
    }

    /// The drawn numbers of compartments of one of them.
    pub fn numbers(&self, index: usize) -> &[Vec<f64>] {
        &self.numbers[index]
    }
}

impl Simulation<'_> {
    /// The draws of people, and what they make of them.
    pub(super) fn persons(&self, who: Range<usize>, replicate: &Replicate) -> Persons {
        let people = &self.table.people[who.clone()];
        let width = self.setup.defaults.len();
        let mut persons = Persons {
            etas: Vec::with_capacity(people.len()),
            rows: Vec::with_capacity(people.len() * width),
            begins: vec![0],
            numbers: Vec::with_capacity(people.len()),
            impossible: Vec::with_capacity(people.len()),
        };
        let drawn = self.setup.drawn_numbers();
        let mut row = Vec::new();
        for (person, rows) in who.zip(people) {
            let records = &self.table.records[rows.clone()];
            let count = match records.iter().any(|record| record.varied) {
                true => rows.len(),
                false => 1,
            };
            // Numbers of compartments are looked up at every record.
            let looked = if drawn.is_empty() { count } else { rows.len() };
            let eta = replicate.eta(self.seed, person as u64);
            let mut occasion = (f64::NAN, Vec::new());
            let mut impossible = self.table.unfit.get(&person).cloned();
            let mut numbers = vec![Vec::with_capacity(rows.len()); drawn.len()];
            for record in rows.start..rows.start + looked {
                self.usual(record, &drawn, &mut row);
                for (place, factor) in &replicate.factors {
                    if let Some(own) = row.get_mut(*place) {
                        *own *= factor;
                    }
                }
                if let Some(column) = self.table.columns.occasion {
                    let number = self.table.values[column][record];
                    if number != occasion.0 {
                        let kappa = replicate.kappa(self.seed, person as u64, number);
                        occasion = (number, kappa);
                    }
                }
                if impossible.is_none() {
                    impossible = self.cannot_vary(replicate, &row);
                }
                replicate.between.apply(&eta, &mut row);
                if self.table.columns.occasion.is_some() {
                    replicate.between_occasions.apply(&occasion.1, &mut row);
                }
                if impossible.is_none() {
                    impossible = self.cannot_be(&row);
                }
                if record < rows.start + count {
                    persons.rows.extend_from_slice(&row[..width]);
                }
                for (values, place) in numbers.iter_mut().zip(&drawn) {
                    values.push(row[*place]);
                }
            }
            persons.begins.push(persons.rows.len());
            persons.etas.push(eta);
            persons.numbers.push(numbers);
            persons.impossible.push(impossible);
        }
        persons
    }

    /// What a person is at a record before anything is drawn. Behind the parameters stand the
    /// numbers of compartments, where any is drawn.
    fn usual(&self, record: usize, drawn: &[usize], row: &mut Vec<f64>) {
        row.clear();
        row.extend_from_slice(&self.setup.defaults);
        for (param, column) in &self.table.columns.params {
            row[*param] = self.table.values[*column][record];
        }
        if let Some(last) = drawn.last() {
            row.resize(last + 1, f64::NAN);
        }
        for place in drawn {
            let number = self.setup.number_at(*place);
            let said = number.and_then(|(number, state)| self.setup.constant(number, state));
            let column = number.and_then(|number| self.number_column(number));
            row[*place] = match (said, column) {
                (None, Some(column)) => self.table.values[column][record],
                _ => self.setup.usual_at(*place),
            };
        }
    }

    /// The column that gives a number of a compartment.
    pub(super) fn number_column(&self, (number, state): (Number, usize)) -> Option<usize> {
        let columns = &self.table.columns.modelled;
        let found = columns.iter().find(|(n, s, _)| (*n, *s) == (number, state));
        found.map(|(.., column)| *column)
    }

    /// Something that varies on the logit and is no share.
    fn cannot_vary(&self, replicate: &Replicate, row: &[f64]) -> Option<String> {
        let layers = [&replicate.between, &replicate.between_occasions];
        let mut spreads = layers.iter().flat_map(|layer| &layer.spreads);
        let found = spreads.find(|spread| {
            let value = row[spread.param];
            spread.shape == Shape::Logit && !value.is_nan() && !(value > 0.0 && value < 1.0)
        });
        found.map(|spread| {
            format!(
                "{} varies on the logit and is not between 0 and 1",
                spread.name
            )
        })
    }

    /// Something that was drawn and cannot be. What nobody says (a lag of a compartment without
    /// doses) is left to the doses that ask for it.
    fn cannot_be(&self, row: &[f64]) -> Option<String> {
        let population = self.setup.population();
        population.drawn().find_map(|place| {
            let value = row[place];
            let asked = !(value.is_nan() && place >= self.setup.params());
            let expected = self.setup.refuses(place, value).filter(|_| asked)?;
            let name = self.setup.name_at(place);
            Some(format!(
                "their {name} was drawn outside of what it can be, {expected}"
            ))
        })
    }
}
