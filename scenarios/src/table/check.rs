//! What one record means, or what is wrong with it.

use super::columns::Reserved::{self, *};
use super::read::{Table, no_compartment};
use super::setup::Setup;
use crate::problem::Problem;
use engine::dosing::{Between, Dose, Kind, Pace, Record, Steady};
use engine::time::Nanoseconds;

/// A record and where it stands.
pub(super) struct Row<'t> {
    pub table: &'t Table<'t>,
    pub setup: &'t Setup,
    pub index: usize,
    /// Time of the person's record before; none at the first.
    pub last: Option<Nanoseconds>,
}

/// Times are counted in nanoseconds, up to 292 years; 32 leave room for what follows a record.
const FARTHEST: f64 = 1e18;
/// More additional doses than this are a slip of the finger.
const MOST_ADDITIONAL: f64 = 1e6;

/// What a record means; its problems are noted.
pub(super) fn record(row: &Row, problems: &mut Vec<Problem>) -> Option<Record> {
    let found = row.record();
    match found {
        Ok(record) => {
            problems.extend(row.idle(&record));
            Some(record)
        }
        Err(problem) => {
            problems.push(*problem);
            None
        }
    }
}

type Checked<T> = Result<T, Box<Problem>>;

impl Row<'_> {
    /// A number, 0 where the cell is blank or there is no such column.
    fn number(&self, kind: Reserved) -> f64 {
        let value = self.table.cell(kind, self.index);
        if value.is_nan() { 0.0 } else { value }
    }

    /// A problem with the cell of this kind; with the whole record's first cell where the table has
    /// no such column.
    fn wrong(&self, kind: Reserved, message: &str, expected: impl Into<String>) -> Box<Problem> {
        let column = self.table.columns.of(kind);
        let place = self.table.place(self.index, column.unwrap_or(0));
        let found = match (column, self.table.cell(kind, self.index)) {
            (None, _) => format!("no column {}", Table::name_of(kind)),
            (_, value) if value.is_nan() => format!("{} blank", Table::name_of(kind)),
            (_, value) => format!("{} {value}", Table::name_of(kind)),
        };
        Box::new(
            Problem::error(place, message)
                .found(found)
                .expected(expected.into()),
        )
    }

    fn record(&self) -> Checked<Record> {
        let at = self.time()?;
        let event = self.event()?;
        self.order(at, event)?;
        let missing = self.number(Missing);
        if missing != 0.0 && missing != 1.0 {
            return Err(self.wrong(Missing, "MDV is neither 0 nor 1", "0 or 1"));
        }
        if self.number(Compartment) < 0.0 {
            let expected = "a compartment of the model, from 1, or its name";
            return Err(self.wrong(
                Compartment,
                "compartments cannot be turned off here",
                expected,
            ));
        }
        if !matches!(event, 1 | 4) {
            for kind in [Amount, Rate, Duration, Additional, SteadyState] {
                if self.number(kind) != 0.0 {
                    let message = "a record that is no dose says something about one";
                    let expected = format!("0 or `.`, or EVID 1 instead of {event}");
                    return Err(self.wrong(kind, message, expected));
                }
            }
        }
        let kind = match event {
            1 => Kind::Dose(self.dose()?),
            3 => Kind::Reset,
            4 => Kind::ResetDose(self.dose()?),
            _ => Kind::See,
        };
        Ok(Record {
            at,
            kind,
            varied: false,
        })
    }

    fn time(&self) -> Checked<Nanoseconds> {
        let time = self.table.cell(Time, self.index);
        let at = time * self.setup.unit();
        match at.abs() < FARTHEST {
            true => Ok(at.round() as Nanoseconds),
            false => Err(self.wrong(
                Time,
                "a record without a time that can be counted",
                format!("a time in {}", self.setup.time_unit),
            )),
        }
    }

    /// EVID; where there is none, a record with an amount or a rate is a dose.
    fn event(&self) -> Checked<u8> {
        if self.table.cell(Event, self.index).is_nan() {
            let gives = self.number(Amount) != 0.0 || self.number(Rate) != 0.0;
            return Ok(u8::from(gives));
        }
        match self.number(Event) {
            event if (0.0..=4.0).contains(&event) && event.fract() == 0.0 => Ok(event as u8),
            _ => Err(self.wrong(
                Event,
                "a kind of event that there is not",
                "0 observation, 1 dose, 2 other, 3 reset, 4 reset and dose",
            )),
        }
    }

    /// Times rise; only a reset may begin them again, and then nothing else may need one course of
    /// time.
    fn order(&self, at: Nanoseconds, event: u8) -> Checked<()> {
        let Some(before) = self.last.filter(|before| at < *before) else {
            return Ok(());
        };
        let last = before as f64 / self.setup.unit();
        if !matches!(event, 3 | 4) {
            let expected = format!("a time of at least {last}, that of the record before");
            let problem = self.wrong(Time, "times go back", expected);
            return Err(Box::new(
                problem.help("only a reset (EVID 3 or 4) begins time again"),
            ));
        }
        let (message, what) = match (&self.setup.ask.grid, self.setup.ask.between) {
            (Some(_), _) => ("time begins again, and there is a grid", "no --grid"),
            (_, Between::Linear) => (
                "time begins again, and quantities go in straight lines",
                "--covariates locf or nocb",
            ),
            _ => return Ok(()),
        };
        Err(self.wrong(
            Time,
            message,
            format!("a time of at least {last}, or {what}"),
        ))
    }

    fn dose(&self) -> Checked<Dose> {
        let state = self.state()?;
        let amount = self.number(Amount);
        if amount < 0.0 {
            return Err(self.wrong(Amount, "a dose below zero", "an amount of 0 or more"));
        }
        let interval = self.number(Interval);
        if interval < 0.0 || interval * self.setup.unit() >= FARTHEST / 10.0 {
            let expected = format!("a time in {} of 0 or more", self.setup.time_unit);
            return Err(self.wrong(Interval, "no interval between doses", expected));
        }
        let nanoseconds = (interval * self.setup.unit()).round() as Nanoseconds;
        if interval > 0.0 && nanoseconds == 0 {
            let expected = "an interval of at least a nanosecond";
            return Err(self.wrong(Interval, "no interval between doses", expected));
        }
        let steady = self.steady()?;
        let additional = self.additional()?;
        let pace = self.pace(amount, interval, steady)?;
        if additional > 0 && interval == 0.0 {
            let message = "additional doses without the time between them";
            return Err(self.wrong(Interval, message, "II above 0 where ADDL is"));
        }
        let constant = amount == 0.0 && interval == 0.0;
        if steady != Steady::No && interval == 0.0 && !constant {
            let problem = self.wrong(
                Interval,
                "a steady state without the time between doses",
                "II above 0 where SS is",
            );
            return Err(Box::new(problem.help(
                "for the steady state of an infusion without end, say AMT 0, RATE above 0, II 0",
            )));
        }
        Ok(Dose {
            state,
            amount,
            pace,
            interval: nanoseconds,
            additional,
            steady,
        })
    }

    fn state(&self) -> Checked<usize> {
        let cell = self.number(Compartment);
        let states = self.setup.layout().states.len();
        if cell == 0.0 && states > 0 {
            return Ok(self.setup.usual_compartment());
        }
        match cell.fract() == 0.0 && (1.0..=states as f64).contains(&cell) {
            true => Ok(cell as usize - 1),
            false => {
                let column = self.table.columns.of(Compartment).unwrap_or(0);
                let place = self.table.place(self.index, column);
                Err(Box::new(no_compartment(
                    place,
                    &cell.to_string(),
                    self.setup,
                )))
            }
        }
    }

    fn steady(&self) -> Checked<Steady> {
        match self.number(SteadyState) {
            0.0 => Ok(Steady::No),
            // 3 differs from 1 only in where NONMEM begins its search.
            1.0 | 3.0 => Ok(Steady::Replace),
            2.0 => Ok(Steady::Add),
            _ => Err(self.wrong(
                SteadyState,
                "a kind of steady state that there is not",
                "0 none, 1 in place of what was there, 2 added to it",
            )),
        }
    }

    fn additional(&self) -> Checked<u32> {
        let more = self.number(Additional);
        match more.fract() == 0.0 && (0.0..=MOST_ADDITIONAL).contains(&more) {
            true => Ok(more as u32),
            false => Err(self.wrong(
                Additional,
                "no number of additional doses",
                format!("a whole number from 0 to {MOST_ADDITIONAL}"),
            )),
        }
    }

    fn pace(&self, amount: f64, interval: f64, steady: Steady) -> Checked<Pace> {
        let (rate, duration) = (self.number(Rate), self.number(Duration));
        if rate != 0.0 && duration != 0.0 {
            let message = "both a rate and a duration";
            return Err(self.wrong(Duration, message, "one of RATE and DUR"));
        }
        if duration < 0.0 {
            return Err(self.wrong(Duration, "a duration below zero", "DUR of 0 or more"));
        }
        let endless = amount == 0.0 && interval == 0.0 && steady != Steady::No;
        let pace = match rate {
            0.0 if duration > 0.0 => Pace::Duration(duration * self.setup.minutes),
            0.0 => return Ok(Pace::Bolus),
            -1.0 => Pace::ModelledRate,
            -2.0 => Pace::ModelledDuration,
            rate if rate > 0.0 => Pace::Rate(rate / self.setup.minutes),
            _ => {
                let expected = "0 at once, above 0 the rate, -1 a modelled rate, -2 a modelled \
                                duration";
                return Err(self.wrong(Rate, "a rate that means nothing", expected));
            }
        };
        match (pace, endless) {
            (Pace::Rate(_) | Pace::ModelledRate, true) if self.number(Additional) != 0.0 => {
                let message = "additional doses after an infusion without end";
                Err(self.wrong(Additional, message, "ADDL 0 where AMT is 0"))
            }
            (Pace::Rate(_) | Pace::ModelledRate, true) => Ok(pace),
            (_, _) if amount == 0.0 => {
                let kind = if rate != 0.0 { Rate } else { Duration };
                let problem = self.wrong(kind, "an infusion of nothing", "an AMT above 0");
                Err(Box::new(problem.help(
                    "only a steady state of an infusion without end (SS 1, II 0) has AMT 0",
                )))
            }
            _ => Ok(pace),
        }
    }

    /// An interval that does nothing, which may not be what was meant.
    fn idle(&self, record: &Record) -> Option<Problem> {
        let interval = self.number(Interval);
        let used = match record.kind {
            Kind::Dose(dose) | Kind::ResetDose(dose) => {
                dose.additional > 0 || dose.steady != Steady::No
            }
            Kind::See | Kind::Reset => true,
        };
        (interval != 0.0 && !used).then(|| {
            let column = self.table.columns.of(Interval).unwrap_or(0);
            let place = self.table.place(self.index, column);
            Problem::warning(place, "an interval that nothing follows")
                .found(format!("II {interval}"))
                .expected("ADDL above 0, or SS, where II is")
        })
    }
}
