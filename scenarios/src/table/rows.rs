//! Rows of predictions beside the records that they are of.

use super::columns::Reserved;
use super::residual::Residual;
use super::setup::{Quantity, Setup};
use super::simulation::Simulation;
use engine::dosing::Timeline;
use engine::random::Stream;
use engine::recording::{Column, TableColumn, Values};

/// Name of the column of the time since the last dose.
pub(super) const SINCE_DOSE: &str = "TAD";

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

    /// What is predicted, in the order of its columns.
    fn predicted(&self) -> Vec<Predicted> {
        let setup = self.setup;
        let mut predicted = Vec::new();
        if setup.replicates() > 1 {
            predicted.push(Predicted::Replicate);
        }
        predicted.extend([Predicted::SinceDose, Predicted::Prediction]);
        if let Some(error) = &setup.ask.residual {
            predicted.push(Predicted::Measurement);
            if error.limit > 0.0 {
                predicted.push(Predicted::BelowLimit);
            }
        }
        let etas = setup.population().between.spreads.len();
        predicted.extend((0..etas).map(Predicted::Eta));
        predicted.extend((0..setup.shown.len()).map(Predicted::Shown));
        predicted
    }

    fn column(&self, predicted: Predicted) -> Column {
        let setup = self.setup;
        match predicted {
            Predicted::Replicate => Column::new("REP", "", "Replicate of the population, from 1"),
            Predicted::SinceDose => Column::new(
                SINCE_DOSE,
                &setup.time_unit,
                "Time since the last dose was due",
            ),
            Predicted::Prediction => of(setup, setup.prediction, "IPRED", "Prediction: "),
            Predicted::Measurement => of(setup, setup.prediction, "DV", "Simulated measurement: "),
            Predicted::BelowLimit => Column::new(
                "BLQ",
                "",
                "1 where the measurement is below the limit of quantification, which DV then is",
            ),
            Predicted::Eta(place) => {
                let spread = &setup.population().between.spreads[place];
                let name = format!("ETA_{}", spread.name);
                let meaning = format!("Draw between people of {}", spread.name);
                Column::new(&name, "", meaning)
            }
            Predicted::Shown(place) => {
                let quantity = setup.shown[place];
                of(setup, quantity, setup.field(quantity).name, "")
            }
        }
    }

    fn all_columns(&self) -> Vec<TableColumn> {
        let setup = self.setup;
        let kinds = self.predicted();
        let predicted: Vec<Column> = kinds.iter().map(|kind| self.column(*kind)).collect();
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
                is_whole: Some(index) == self.whole_id,
                is_carried: true,
                repeats: true,
            }
        });
        let mut columns: Vec<TableColumn> = carried.collect();
        let predicted = predicted.into_iter().zip(kinds);
        columns.extend(predicted.map(|(column, kind)| TableColumn {
            repeats: matches!(
                kind,
                Predicted::SinceDose | Predicted::Replicate | Predicted::Eta(_)
            ),
            column,
            is_text: false,
            is_whole: false,
            is_carried: false,
        }));
        columns
    }

    /// Rows in the order in which they were seen, column by column.
    pub(super) fn lay_out(&self, mut laid: Laid) -> Vec<Values> {
        let mut out = Vec::new();
        let is_written = |column: &TableColumn| self.setup.ask.writes(&column.column.name);
        let columns = self.all_columns();
        let written: Vec<bool> = columns.iter().map(is_written).collect();
        let (carried, predicted) = written.split_at(self.table.heading.len());
        for (column, _) in carried.iter().enumerate().filter(|(_, written)| **written) {
            out.push(self.carried(column, &laid));
        }
        let kinds = self.predicted().into_iter().zip(predicted);
        for (kind, _) in kinds.filter(|(_, written)| **written) {
            out.push(self.predictions(kind, &mut laid));
        }
        out
    }

    /// A column of what was predicted, taken from what was seen.
    fn predictions(&self, kind: Predicted, laid: &mut Laid) -> Values {
        let minutes = self.setup.minutes;
        let person = |of: &dyn Fn(&Seen) -> f64| {
            let runs = laid.crowd.iter().map(|seen| {
                let rows: usize = seen.segments.iter().map(Segment::len).sum();
                (of(seen), rows as u32)
            });
            Values::Runs(runs.collect())
        };
        let limit = laid.error.map_or(0.0, |error| error.limit);
        match kind {
            Predicted::Replicate => person(&|_| (laid.replicate + 1) as f64),
            Predicted::SinceDose => {
                let mut since = laid.take(self.since_dose);
                since.iter_mut().for_each(|since| *since /= minutes);
                Values::Numbers(since)
            }
            Predicted::Prediction => Values::Numbers(laid.take(Some(0))),
            Predicted::Measurement => Values::Numbers(laid.reported(limit).collect()),
            Predicted::BelowLimit => {
                let below = laid.measured.iter().map(|value| match value.is_nan() {
                    true => f64::NAN,
                    false => f64::from(u8::from(*value < limit)),
                });
                Values::Numbers(below.collect())
            }
            Predicted::Eta(place) => person(&|seen| seen.eta[place]),
            Predicted::Shown(place) => Values::Numbers(laid.take(self.shown[place])),
        }
    }

    /// What a check is told: person, time and what would be measured then, or is predicted where
    /// nothing errs; of the grid, or of the records that are looked at.
    pub(super) fn noted(&self, on_grid: bool, laid: &Laid) -> Vec<(usize, f64, f64)> {
        let values: Vec<f64> = match &laid.error {
            Some(error) => laid.reported(error.limit).collect(),
            None => laid.seen[0].clone(),
        };
        let (mut values, mut noted) = (values.into_iter(), Vec::new());
        for person in laid.crowd {
            for segment in person.segments {
                let own = values.by_ref().take(segment.len());
                match *segment {
                    Segment::Record(row) => {
                        let record = person.first + row;
                        let time = self.table.cell(Reserved::Time, record);
                        let is_noted = !on_grid && self.is_looked_at(record);
                        noted.extend(
                            own.filter(|_| is_noted)
                                .map(|value| (person.number, time, value)),
                        );
                    }
                    Segment::Grid { first, .. } => {
                        let times = self.grid_times[first..].iter();
                        let own = own.zip(times).filter(|_| on_grid);
                        noted.extend(own.map(|(value, time)| (person.number, *time, value)));
                    }
                }
            }
        }
        noted
    }

    /// A column of the table; rows of the grid have only an ID, a time, EVID 0 and MDV 0.
    fn carried(&self, column: usize, laid: &Laid) -> Values {
        let (crowd, total) = (laid.crowd, laid.rows);
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
            if let Some(cycle) = self.same_times(column, crowd) {
                let count = crowd.len() as u32;
                return Values::Cycles { cycle, count };
            }
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
        if Some(column) == self.whole_id {
            let runs = crowd.iter().map(|person| {
                let rows: usize = person.segments.iter().map(Segment::len).sum();
                (values[person.first] as u64, rows as u32)
            });
            return Values::Whole(runs.collect());
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

    /// The times of the first person, where everybody has the same.
    fn same_times(&self, column: usize, crowd: &[Seen]) -> Option<Vec<f64>> {
        let values = &self.table.values[column];
        let one = crowd.first()?;
        let mut times = Vec::new();
        for segment in one.segments {
            match *segment {
                Segment::Record(row) => times.push(values[one.first + row]),
                Segment::Grid { first, count } => {
                    times.extend_from_slice(&self.grid_times[first..][..count]);
                }
            }
        }
        let is_same = |segment: &Segment, other: &Seen| match *segment {
            Segment::Record(row) => {
                values[other.first + row].to_bits() == values[one.first + row].to_bits()
            }
            Segment::Grid { .. } => true,
        };
        let same = |other: &Seen| {
            std::ptr::eq(other.segments, one.segments)
                && one.segments.iter().all(|segment| is_same(segment, other))
        };
        crowd.iter().all(same).then_some(times)
    }

    /// Measurements where there would be one, whatever the limit of quantification; none where
    /// nothing errs.
    pub(super) fn measured(&self, laid: &Laid) -> Vec<f64> {
        let Some(error) = &laid.error else {
            return Vec::new();
        };
        let instance = match laid.replicate {
            0 => "residual".to_owned(),
            replicate => format!("residual {replicate}"),
        };
        let mut out = Vec::with_capacity(laid.rows);
        let mut predictions = laid.seen[0].iter().copied();
        let mut prediction = || predictions.next().unwrap_or(f64::NAN);
        for person in laid.crowd {
            let of = |purpose| Stream::new(self.seed, person.number as u64, &instance, purpose);
            // The grid has draws of its own: another grid does not change the records' ones.
            let (on_records, on_grid) = (of("records"), of("grid"));
            for segment in person.segments {
                match *segment {
                    Segment::Grid { first, count } => out.extend(
                        (first..first + count)
                            .map(|k| error.measure(prediction(), &on_grid, k as u64)),
                    ),
                    Segment::Record(row) => {
                        let prediction = prediction();
                        out.push(match self.is_looked_at(person.first + row) {
                            true => error.measure(prediction, &on_records, row as u64),
                            false => f64::NAN,
                        });
                    }
                }
            }
        }
        out
    }
}

/// What a column of the output says of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Predicted {
    Replicate,
    SinceDose,
    Prediction,
    Measurement,
    BelowLimit,
    Eta(usize),
    Shown(usize),
}

/// Some people whose rows have been predicted.
pub(super) struct Laid<'l> {
    pub crowd: &'l [Seen<'l>],
    /// How many rows they have, in the order in which they were seen.
    pub rows: usize,
    /// The prediction, and what else of them is wanted, column by column.
    pub seen: Vec<Vec<f64>>,
    /// What would be measured, where anything errs.
    pub measured: Vec<f64>,
    pub replicate: u64,
    /// How measurements err in this replicate.
    pub error: Option<Residual>,
}

impl Laid<'_> {
    /// A column of what was seen, which is wanted once; of what nobody wants there is none.
    fn take(&mut self, place: Option<usize>) -> Vec<f64> {
        place.map_or(Vec::new(), |place| std::mem::take(&mut self.seen[place]))
    }

    /// What is reported of measurements that cannot be below a limit.
    fn reported(&self, limit: f64) -> impl Iterator<Item = f64> {
        // Not `max`: a blank stays one.
        let report = move |value: &f64| if *value < limit { limit } else { *value };
        self.measured.iter().map(report)
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

impl Segment {
    /// How many rows it is.
    fn len(&self) -> usize {
        match self {
            Self::Record(_) => 1,
            Self::Grid { count, .. } => *count,
        }
    }
}

/// A person of whom rows have been predicted.
pub(super) struct Seen<'s> {
    /// Its number in the table.
    pub number: usize,
    /// Its first record.
    pub first: usize,
    pub segments: &'s [Segment],
    /// What it drew.
    pub eta: &'s [f64],
}

/// The rows of a timeline as they come, of a person with so many records.
pub(super) fn segments(timeline: &Timeline, records: usize) -> Vec<Segment> {
    let mut segments = Vec::new();
    for row in timeline.rows() {
        match (row.checked_sub(records), segments.last_mut()) {
            (None, _) => segments.push(Segment::Record(row)),
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

/// The column of a quantity under another name.
fn of(setup: &Setup, quantity: Quantity, name: &str, before: &str) -> Column {
    let field = setup.field(quantity);
    Column::new(name, field.unit, format!("{before}{}", field.meaning))
}
