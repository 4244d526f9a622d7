//! Rows of predictions beside the records that they are of.

use super::columns::Reserved;
use super::setup::{Quantity, Setup};
use super::simulation::Simulation;
use engine::dosing::{Kind, Timeline, What};
use engine::random::Stream;
use engine::recording::{Column, TableColumn, Values};

impl Simulation<'_> {
    /// The columns of the output: those of the table as they were, then what was predicted. A
    /// column of the table that is called as a prediction gets `_DATA` behind its name.
    pub fn columns(&self) -> Vec<TableColumn> {
        let mut columns = self.all_columns();
        columns.retain(|column| self.setup.ask.writes(&column.column.name));
        columns
    }

    /// Names of all columns that could be written.
    pub fn names(&self) -> Vec<String> {
        let columns = self.all_columns().into_iter();
        columns.map(|column| column.column.name).collect()
    }

    /// A column that is asked for and that there is not.
    pub fn without_column(&self) -> Option<&str> {
        let names = self.names();
        let missing = |asked: &&String| !names.iter().any(|n| n.eq_ignore_ascii_case(asked));
        self.setup
            .ask
            .columns
            .iter()
            .find(missing)
            .map(String::as_str)
    }

    fn all_columns(&self) -> Vec<TableColumn> {
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
                is_whole: false,
                is_carried: true,
                repeats: true,
            }
        });
        let mut columns: Vec<TableColumn> = carried.collect();
        columns.extend(predicted.into_iter().map(|column| TableColumn {
            repeats: column.name == "TAD",
            column,
            is_text: false,
            is_whole: false,
            is_carried: false,
        }));
        columns
    }

    /// Rows in the order in which they were seen, column by column.
    pub(super) fn lay_out(&self, crowd: &[Seen], seen: &[f64], width: usize) -> Vec<Values> {
        let total = seen.len() / width;
        let mut out = Vec::new();
        let is_written = |column: &TableColumn| self.setup.ask.writes(&column.column.name);
        let columns = self.all_columns();
        let written: Vec<bool> = columns.iter().map(is_written).collect();
        let (carried, predicted) = written.split_at(self.table.heading.len());
        for (column, _) in carried.iter().enumerate().filter(|(_, written)| **written) {
            out.push(self.carried(column, crowd, total));
        }
        let minutes = self.setup.minutes;
        let measures = usize::from(self.setup.ask.residual.is_some());
        for (place, _) in predicted
            .iter()
            .enumerate()
            .filter(|(_, written)| **written)
        {
            out.push(Values::Numbers(match place {
                0 => predictions(crowd, seen, width, 0, |since| since / minutes),
                1 => predictions(crowd, seen, width, 1, |value| value),
                2 if measures == 1 => self.measured(crowd, seen, width),
                _ => predictions(crowd, seen, width, place - measures, |value| value),
            }));
        }
        out
    }

    /// A column of the table; rows of the grid have only an ID, a time, EVID 0 and MDV 0.
    fn carried(&self, column: usize, crowd: &[Seen], total: usize) -> Values {
        use Reserved::{Event, Id, Missing, Time};
        let is = |kind| self.table.columns.of(kind) == Some(column);
        if let Some(text) = &self.table.texts[column] {
            let mut places = Vec::with_capacity(total);
            for person in crowd {
                for segment in person.segments {
                    match *segment {
                        Segment::Record(row) => places.push(text.places[person.first + row]),
                        Segment::Grid { count, .. } => {
                            let own = text.places[person.first];
                            let place = if is(Id) { own } else { u32::MAX };
                            places.extend(std::iter::repeat_n(place, count));
                        }
                    }
                }
            }
            let list = text.list.clone();
            return Values::Texts { places, list };
        }
        let values = &self.table.values[column];
        if is(Time) {
            let mut times = Vec::with_capacity(total);
            for person in crowd {
                for segment in person.segments {
                    match *segment {
                        Segment::Record(row) => times.push(values[person.first + row]),
                        Segment::Grid { first, count } => {
                            times.extend_from_slice(&self.grid_times[first..][..count]);
                        }
                    }
                }
            }
            return Values::Numbers(times);
        }
        let mut runs = Vec::new();
        for person in crowd {
            for segment in person.segments {
                runs.push(match *segment {
                    Segment::Record(row) => (values[person.first + row], 1),
                    Segment::Grid { count, .. } => {
                        let value = match () {
                            () if is(Id) => values[person.first],
                            () if is(Event) || is(Missing) => 0.0,
                            () => f64::NAN,
                        };
                        (value, count as u32)
                    }
                });
            }
        }
        Values::Runs(runs)
    }

    /// Measurements where there would be one.
    fn measured(&self, crowd: &[Seen], seen: &[f64], width: usize) -> Vec<f64> {
        let Some(error) = &self.setup.ask.residual else {
            return Vec::new();
        };
        let mut out = Vec::with_capacity(seen.len() / width);
        for person in crowd {
            let of = |purpose| Stream::new(self.seed, person.number as u64, "residual", purpose);
            // The grid has draws of its own: another grid does not change the records' ones.
            let (on_records, on_grid) = (of("records"), of("grid"));
            let prediction = |row: usize| seen[(person.offset + row) * width + 1];
            for segment in person.segments {
                match *segment {
                    Segment::Grid { first, count } => out.extend((first..first + count).map(|k| {
                        error.measure(prediction(person.records + k), &on_grid, k as u64)
                    })),
                    Segment::Record(row) => {
                        let record = person.first + row;
                        let looked = matches!(self.table.records[record].kind, Kind::See);
                        let event = self.table.cell(Reserved::Event, record);
                        let missing =
                            self.table.cell(Reserved::Missing, record) == 1.0 || event == 2.0;
                        out.push(match looked && !missing {
                            true => error.measure(prediction(row), &on_records, row as u64),
                            false => f64::NAN,
                        });
                    }
                }
            }
        }
        out
    }
}

/// Rows of a person in the order in which they are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Segment {
    /// Of a record, by its number among the person's.
    Record(usize),
    /// Of so many times of the grid.
    Grid {
        /// The first of them.
        first: usize,
        /// How many.
        count: usize,
    },
}

/// A person of whom rows have been predicted.
pub(super) struct Seen<'s> {
    /// Its number in the table.
    pub number: usize,
    /// Its first record, and how many it has.
    pub first: usize,
    pub records: usize,
    /// Where its rows begin among those that were predicted.
    pub offset: usize,
    pub segments: &'s [Segment],
}

/// The rows of a timeline as they come, of a person with so many records.
pub(super) fn segments(timeline: &Timeline, records: usize) -> Vec<Segment> {
    let mut segments = Vec::new();
    for moment in &timeline.moments {
        let What::See { row, .. } = moment.what else {
            continue;
        };
        match ((row as usize).checked_sub(records), segments.last_mut()) {
            (None, _) => segments.push(Segment::Record(row as usize)),
            (Some(look), Some(Segment::Grid { first, count })) if *first + *count == look => {
                *count += 1;
            }
            (Some(look), _) => segments.push(Segment::Grid {
                first: look,
                count: 1,
            }),
        }
    }
    segments
}

fn predictions(
    crowd: &[Seen],
    seen: &[f64],
    width: usize,
    index: usize,
    of: impl Fn(f64) -> f64,
) -> Vec<f64> {
    let mut out = Vec::with_capacity(seen.len() / width);
    for person in crowd {
        for segment in person.segments {
            let (first, count) = match *segment {
                Segment::Record(row) => (row, 1),
                Segment::Grid { first, count } => (person.records + first, count),
            };
            let rows = &seen[(person.offset + first) * width..][..count * width];
            out.extend(rows.chunks_exact(width).map(|row| of(row[index])));
        }
    }
    out
}

/// The column of a quantity under another name.
fn of(setup: &Setup, quantity: Quantity, name: &str, before: &str) -> Column {
    let field = setup.field(quantity);
    Column::new(name, field.unit, format!("{before}{}", field.meaning))
}
