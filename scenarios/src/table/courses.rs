//! What happens to the people of a table, and what is wrong with it.

use super::columns::Number;
use super::simulation::Simulation;
use crate::problem::Problem;
use engine::dosing::{Fault, Kind, Modelled, Record, Source, Timeline, Wrong, timeline};
use engine::time::Nanoseconds;
use std::ops::Range;

impl Simulation<'_> {
    /// Whether the same happens to both, whatever their parameters.
    pub(super) fn alike(&self, one: &Range<usize>, other: &Range<usize>) -> bool {
        let (one, other) = (
            &self.table.records[one.clone()],
            &self.table.records[other.clone()],
        );
        self.table.columns.modelled.is_empty() && self.drawn.is_empty() && one == other
    }

    pub(super) fn start(&self, rows: &Range<usize>) -> Nanoseconds {
        let first = self.table.records[rows.start].at;
        self.grid.first().map_or(first, |grid| first.min(*grid))
    }

    /// What happens to a person whose drawn numbers of compartments are these.
    pub(super) fn timeline(
        &self,
        rows: &Range<usize>,
        drawn: &[Vec<f64>],
    ) -> Result<Timeline, Fault> {
        let modelled = self.modelled(rows, drawn);
        let records = &self.table.records[rows.clone()];
        timeline(records, &self.grid, &modelled, self.setup.ask.between)
    }

    /// The rows of a person who cannot be carried: the same looks, and no doses.
    pub(super) fn looks(&self, rows: &Range<usize>) -> Result<Timeline, Fault> {
        let records = self.table.records[rows.clone()].iter();
        let looks: Vec<Record> = records
            .map(|record| Record {
                kind: match record.kind {
                    Kind::Dose(_) => Kind::See,
                    Kind::ResetDose(_) => Kind::Reset,
                    other => other,
                },
                ..*record
            })
            .collect();
        let nothing = Modelled::default();
        timeline(&looks, &self.grid, &nothing, self.setup.ask.between)
    }

    /// Numbers of the compartments, in minutes.
    fn modelled<'m>(&'m self, rows: &Range<usize>, drawn: &'m [Vec<f64>]) -> Modelled<'m> {
        let states = self.setup.layout().states.len();
        let minutes = self.setup.minutes;
        let of = |number: Number| -> Vec<Option<Source<'m>>> {
            let source = |state: usize| {
                let factor = match number {
                    Number::Bioavailability => 1.0,
                    Number::Lag | Number::Duration => minutes,
                    Number::Rate => 1.0 / minutes,
                };
                let place = self.setup.place_of(number, state);
                if let Some(own) = self.drawn.iter().position(|own| *own == place) {
                    return Some(Source::Column(&drawn[own], factor));
                }
                if let Some(value) = self.setup.constant(number, state) {
                    return Some(Source::Constant(value * factor));
                }
                let Some(column) = self.number_column((number, state)) else {
                    let value = self.setup.usual(number, state)?;
                    return Some(Source::Constant(value * factor));
                };
                let values = &self.table.values[column][rows.clone()];
                Some(Source::Column(values, factor))
            };
            (0..states).map(source).collect()
        };
        Modelled {
            bioavailability: of(Number::Bioavailability),
            lag: of(Number::Lag),
            rate: of(Number::Rate),
            duration: of(Number::Duration),
        }
    }

    /// A fault with its place: the column of the number that is wrong, where there is one.
    pub(super) fn problem(&self, first: usize, fault: Fault) -> Problem {
        let record = first + fault.record;
        let minutes = self.setup.minutes;
        let unit = &self.setup.time_unit;
        let number = match fault.wrong {
            Wrong::Bioavailability(_) => Some(Number::Bioavailability),
            Wrong::Lag(_) => Some(Number::Lag),
            Wrong::Rate(_) => Some(Number::Rate),
            Wrong::Duration(_) => Some(Number::Duration),
            Wrong::NoRate | Wrong::NoDuration | Wrong::TooLong(_) => None,
        };
        let state = match self.table.records[record].kind {
            Kind::Dose(dose) | Kind::ResetDose(dose) => Some(dose.state),
            Kind::See | Kind::Reset => None,
        };
        let column = number.zip(state).and_then(|own| self.number_column(own));
        // Columns behind the table's own were derived from facts.
        let column = column.filter(|column| *column < self.table.heading.len());
        let expected = match fault.wrong {
            Wrong::Bioavailability(_) => "a fraction of 0 or more".to_owned(),
            Wrong::Lag(_) => format!("a time of 0 or more, in {unit}"),
            Wrong::Rate(_) => "a rate above 0".to_owned(),
            Wrong::Duration(_) => format!("a time above 0, in {unit}"),
            Wrong::NoRate => {
                "a column R and the compartment's number, such as R1, or `--rate 1=COLUMN`"
                    .to_owned()
            }
            Wrong::NoDuration => {
                "a column D and the compartment's number, such as D1, or `--duration 1=COLUMN`"
                    .to_owned()
            }
            Wrong::TooLong(_) => "an infusion that ends".to_owned(),
        };
        let said = |what: &str, found: f64, unit: &str| match found.is_nan() {
            true => format!("a blank {what}"),
            false => format!("a {what} of {found}{unit}"),
        };
        let found = match fault.wrong {
            Wrong::Bioavailability(found) => said("bioavailability", found, ""),
            Wrong::Lag(found) => said("lag", found / minutes, &format!(" {unit}")),
            Wrong::Duration(found) => said("duration", found / minutes, &format!(" {unit}")),
            Wrong::Rate(found) => said("rate", found * minutes, &format!(" per {unit}")),
            other => other.to_string(),
        };
        Problem::error(
            self.table.place(record, column.unwrap_or(0)),
            "a dose that means nothing",
        )
        .found(found)
        .expected(expected)
    }
}
