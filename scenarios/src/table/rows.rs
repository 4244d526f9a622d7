//! Rows of predictions beside the records that they are of.

use super::columns::Reserved;
use super::setup::{Quantity, Setup};
use super::simulation::Simulation;
use engine::dosing::{Kind, Timeline, What};
use engine::random::Stream;
use engine::recording::{Column, TableColumn, Values};
use std::ops::Range;

impl Simulation<'_> {
    /// The columns of the output: those of the table as they were, then what was predicted. A
    /// column of the table that is called as a prediction gets `_DATA` behind its name.
    pub fn columns(&self) -> Vec<TableColumn> {
        let setup = self.setup;
        let mut predicted = vec![
            Column::new("TAD", &setup.time_unit, "Time since the last dose was due"),
            of(setup, setup.prediction, "IPRED", "Prediction: "),
        ];
        if setup.ask.residual.is_some() {
            predicted.push(of(setup, setup.prediction, "DV", "Simulated measurement: "));
        }
        for quantity in &setup.shown {
            let name = setup.field(*quantity).name;
            predicted.push(of(setup, *quantity, name, ""));
        }
        let taken = |name: &str| predicted.iter().any(|p| p.name.eq_ignore_ascii_case(name));
        let carried = self.table.heading.iter().enumerate().map(|(index, own)| {
            let name = match taken(&own.name) {
                true => format!("{}_DATA", own.name),
                false => own.name.clone(),
            };
            let is_time = Some(index) == self.table.columns.of(Reserved::Time);
            let unit = if is_time {
                setup.time_unit.as_str()
            } else {
                ""
            };
            TableColumn {
                column: Column::new(name, unit, "As in the event table"),
                is_text: self.table.texts[index].is_some(),
                is_carried: true,
            }
        });
        let mut columns: Vec<TableColumn> = carried.collect();
        columns.extend(predicted.into_iter().map(|column| TableColumn {
            column,
            is_text: false,
            is_carried: false,
        }));
        columns
    }

    /// Rows in the order in which they were seen, column by column.
    pub(super) fn lay_out(
        &self,
        who: Range<usize>,
        timelines: &[(Timeline, Vec<f64>)],
        seen: &[f64],
        width: usize,
    ) -> Vec<Values> {
        let total = seen.len() / width;
        // For each row: the person's first record and number of records, and what was seen.
        let mut order: Vec<(usize, usize, usize)> = Vec::with_capacity(total);
        let mut offset = 0;
        for ((timeline, _), person) in timelines.iter().zip(who) {
            for moment in &timeline.moments {
                if let What::See { row, .. } = moment.what {
                    order.push((person, row as usize, offset + row as usize));
                }
            }
            offset += self.table.people[person].len() + self.grid.len();
        }
        let mut out = Vec::new();
        for column in 0..self.table.heading.len() {
            out.push(self.carried(column, &order));
        }
        let minutes = self.setup.minutes;
        let of = |index: usize| order.iter().map(move |(.., row)| seen[row * width + index]);
        out.push(Values::Numbers(
            of(0).map(|since| since / minutes).collect(),
        ));
        out.push(Values::Numbers(of(1).collect()));
        if self.setup.ask.residual.is_some() {
            out.push(Values::Numbers(self.measured(&order, seen, width)));
        }
        for index in 2..width {
            out.push(Values::Numbers(of(index).collect()));
        }
        out
    }

    /// A column of the table beside its rows; rows of the grid have who, when, and that they are
    /// observations.
    fn carried(&self, column: usize, order: &[(usize, usize, usize)]) -> Values {
        use Reserved::{Event, Id, Missing, Time};
        let is = |kind| self.table.columns.of(kind) == Some(column);
        let record = |person: usize, row: usize| {
            let rows = &self.table.people[person];
            (row < rows.len()).then(|| rows.start + row)
        };
        if let Some(text) = &self.table.texts[column] {
            let place = |&(person, row, _): &(usize, usize, usize)| match record(person, row) {
                Some(record) => text.places[record],
                None if is(Id) => text.places[self.table.people[person].start],
                None => u32::MAX,
            };
            return Values::Texts {
                places: order.iter().map(place).collect(),
                list: text.list.clone(),
            };
        }
        let values = &self.table.values[column];
        let value = |&(person, row, _): &(usize, usize, usize)| match record(person, row) {
            Some(record) => values[record],
            None if is(Id) => values[self.table.people[person].start],
            None if is(Time) => {
                let look = row - self.table.people[person].len();
                self.grid[look] as f64 / self.setup.unit()
            }
            None if is(Event) || is(Missing) => 0.0,
            None => f64::NAN,
        };
        Values::Numbers(order.iter().map(value).collect())
    }

    /// Measurements where there would be one.
    fn measured(&self, order: &[(usize, usize, usize)], seen: &[f64], width: usize) -> Vec<f64> {
        let Some(error) = &self.setup.ask.residual else {
            return Vec::new();
        };
        let mut streams: Option<(usize, [Stream; 2])> = None;
        let measure = |&(person, row, place): &(usize, usize, usize)| {
            let records = &self.table.people[person];
            if streams.is_none_or(|(known, _)| known != person) {
                let of = |purpose| Stream::new(self.seed, person as u64, "residual", purpose);
                streams = Some((person, [of("records"), of("grid")]));
            }
            let prediction = seen[place * width + 1];
            let Some((_, [on_records, on_grid])) = &streams else {
                return f64::NAN;
            };
            match row.checked_sub(records.len()) {
                // The grid has draws of its own: another grid does not change the records' ones.
                Some(look) => error.measure(prediction, on_grid, look as u64),
                None => {
                    let record = records.start + row;
                    let looked = matches!(self.table.records[record].kind, Kind::See);
                    let event = self.table.cell(Reserved::Event, record);
                    let missing = self.table.cell(Reserved::Missing, record) == 1.0 || event == 2.0;
                    match looked && !missing {
                        true => error.measure(prediction, on_records, row as u64),
                        false => f64::NAN,
                    }
                }
            }
        };
        order.iter().map(measure).collect()
    }
}

/// The column of a quantity under another name.
fn of(setup: &Setup, quantity: Quantity, name: &str, before: &str) -> Column {
    let field = setup.field(quantity);
    Column::new(name, field.unit, format!("{before}{}", field.meaning))
}
