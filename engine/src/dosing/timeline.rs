//! What follows from a person's records, in order.
//!
//! At one time, what is due from earlier records comes first (infusions that end, additional and
//! lagged doses, in the order of the records they are from), then the records in their order, then
//! the times of the grid.

use super::modelled::{Along, Delivery, When};
use super::moment::{Input, Moment, Timeline, Train, What};
use super::{Between, Dose, Fault, Kind, Modelled, Record, Steady, Wrong};
use crate::time::{MINUTE, Nanoseconds};

/// What follows from a person's records; rows of the output are the records, then the grid's times,
/// which must rise.
///
/// A record may be earlier than the one before only where it resets, and then there may be no grid.
pub fn timeline(
    records: &[Record],
    grid: &[Nanoseconds],
    modelled: &Modelled,
    between: Between,
) -> Result<Timeline, Fault> {
    let times: Vec<Nanoseconds> = records.iter().map(|record| record.at).collect();
    let mut maker = Maker {
        along: Along {
            modelled,
            times: &times,
            between,
        },
        grid,
        next_grid: 0,
        row: records.len(),
        pending: Vec::new(),
        serial: 0,
        courses: Vec::new(),
        out: Timeline::default(),
    };
    for (index, record) in records.iter().enumerate() {
        maker
            .take(records, index)
            .map_err(|(record, wrong)| Fault { record, wrong })?;
        maker.see(record.at, index);
    }
    if let Some(end) = grid.last() {
        maker
            .advance(*end, true)
            .map_err(|(record, wrong)| Fault { record, wrong })?;
    }
    Ok(maker.out)
}

/// More infusions of one train at a time than this are refused.
const MOST_OVERLAPPING: Nanoseconds = 10_000;

/// Something that earlier records bring later.
#[derive(Clone, Copy)]
struct Pending {
    at: Nanoseconds,
    /// Order at one time.
    serial: u32,
    brings: Brings,
}

#[derive(Clone, Copy)]
enum Brings {
    Close(u32),
    /// A dose of this record, and how many more of them follow it.
    Dose {
        dose: Dose,
        record: usize,
        left: u32,
    },
}

/// Doses of one record, by the times at which they are due without lag.
#[derive(Clone, Copy)]
struct Course {
    first: Nanoseconds,
    interval: Nanoseconds,
    additional: u32,
}

struct Maker<'a> {
    along: Along<'a>,
    grid: &'a [Nanoseconds],
    next_grid: usize,
    /// Row of the next time of the grid.
    row: usize,
    pending: Vec<Pending>,
    serial: u32,
    courses: Vec<Course>,
    out: Timeline,
}

type Refused = (usize, Wrong);

impl Maker<'_> {
    fn push(&mut self, at: Nanoseconds, what: What) {
        self.out.moments.push(Moment { at, what });
    }

    fn later(&mut self, at: Nanoseconds, serial: u32, brings: Brings) {
        let order = (at, serial);
        let place = self.pending.partition_point(|p| (p.at, p.serial) > order);
        let pending = Pending { at, serial, brings };
        // The next one stands last.
        self.pending.insert(place, pending);
    }

    fn take(&mut self, records: &[Record], index: usize) -> Result<(), Refused> {
        let Record { at, kind, varied } = records[index];
        let before = index.checked_sub(1).map(|last| records[last].at);
        let again = before.is_some_and(|before| at < before);
        match (before, self.along.between) {
            (Some(before), Between::Nocb) if varied && !again => {
                self.push(before, What::Parameters(index as u32));
            }
            (Some(before), Between::Linear) if varied && at > before => {
                let row = index as u32;
                self.push(before, What::Toward { row, by: at });
            }
            _ => {}
        }
        if !again {
            self.advance(at, false)?;
        }
        let resets = matches!(kind, Kind::Reset | Kind::ResetDose(_));
        let known = self.along.between == Between::Nocb && !again && before.is_some();
        if varied && !known {
            self.push(at, What::Parameters(index as u32));
        }
        if resets {
            self.pending.clear();
            self.courses.clear();
            self.push(at, What::Reset);
        }
        if let Kind::Dose(dose) | Kind::ResetDose(dose) = kind {
            self.dose(dose, index, at).map_err(|wrong| (index, wrong))?;
        }
        Ok(())
    }

    fn see(&mut self, at: Nanoseconds, row: usize) {
        let since = self.courses.iter().map(|course| course.since(at)).min();
        let since_dose = since.map_or(f64::NAN, |since| since as f64 / MINUTE as f64);
        let row = row as u32;
        self.push(at, What::See { row, since_dose });
    }

    /// Lets everything happen that is due by a time, and looks at the times of the grid before it
    /// (at it too, where nothing comes after).
    fn advance(&mut self, to: Nanoseconds, last: bool) -> Result<(), Refused> {
        loop {
            let look = self.grid.get(self.next_grid).copied();
            let look = look.filter(|look| *look < to || last && *look == to);
            let due = self.pending.last().map(|pending| pending.at);
            match (due.filter(|due| *due <= to), look) {
                (Some(due), look) if look.is_none_or(|look| due <= look) => self.happen()?,
                (_, Some(look)) => {
                    self.see(look, self.row);
                    self.next_grid += 1;
                    self.row += 1;
                }
                _ => return Ok(()),
            }
        }
    }

    /// The next pending thing happens.
    fn happen(&mut self) -> Result<(), Refused> {
        let Some(Pending { at, serial, brings }) = self.pending.pop() else {
            return Ok(());
        };
        match brings {
            Brings::Close(infusion) => self.push(at, What::Close { infusion }),
            Brings::Dose { dose, record, left } => {
                self.arrive(&dose, at, When::Time(at))
                    .map_err(|wrong| (record, wrong))?;
                if let Some(left) = left.checked_sub(1) {
                    let at = at.saturating_add(dose.interval);
                    self.later(at, serial, Brings::Dose { dose, record, left });
                }
            }
        }
        Ok(())
    }

    fn next_serial(&mut self) -> u32 {
        self.serial += 1;
        self.serial
    }

    /// A dose goes in.
    fn arrive(&mut self, dose: &Dose, at: Nanoseconds, when: When) -> Result<(), Wrong> {
        let state = dose.state as u32;
        match self.along.delivery(dose, when)? {
            Delivery::Bolus(amount) => self.push(at, What::Bolus { state, amount }),
            Delivery::Infusion(rate, duration) => {
                self.open(at, state, rate, at.saturating_add(duration));
            }
        }
        Ok(())
    }

    fn open(&mut self, at: Nanoseconds, state: u32, rate: f64, end: Nanoseconds) {
        let infusion = self.next_serial();
        let what = What::Open {
            infusion,
            state,
            rate,
        };
        self.push(at, what);
        self.later(end, infusion, Brings::Close(infusion));
    }

    fn dose(&mut self, dose: Dose, record: usize, at: Nanoseconds) -> Result<(), Wrong> {
        let serial = self.next_serial();
        // Courses that were over before this dose say nothing about the time since the last.
        self.courses.retain(|course| course.last() > at);
        self.courses.push(Course {
            first: at,
            interval: dose.interval,
            additional: dose.additional,
        });
        match dose.steady {
            Steady::No => {
                let lag = self.along.lag(&dose, record)?;
                let mut first = at.saturating_add(lag);
                let mut left = Some(dose.additional);
                if lag == 0 {
                    self.arrive(&dose, at, When::Record(record))?;
                    left = dose.additional.checked_sub(1);
                    first = at.saturating_add(dose.interval);
                }
                if let Some(left) = left {
                    self.later(first, serial, Brings::Dose { dose, record, left });
                }
                Ok(())
            }
            Steady::Replace | Steady::Add => self.steady(dose, record, at, serial),
        }
    }

    /// The body is at the steady state of a dose; the train has a member at the record's time plus
    /// its lag, others whole intervals before it without end, and the additional ones after it.
    fn steady(
        &mut self,
        dose: Dose,
        record: usize,
        at: Nanoseconds,
        serial: u32,
    ) -> Result<(), Wrong> {
        let adds = dose.steady == Steady::Add;
        if !adds {
            self.pending.clear();
            let own = self.courses.pop();
            self.courses.clear();
            self.courses.extend(own);
        }
        if dose.interval == 0 {
            let rate = self.along.constant_rate(&dose, record)?;
            self.train(at, dose.state, Input::Constant { rate }, adds);
            return Ok(());
        }
        let lag = self.along.lag(&dose, record)?;
        let interval = dose.interval;
        // Members of the train that are still to come, the record's own among them; and how long
        // ago the last one was.
        let to_come = lag.div_euclid(interval) + Nanoseconds::from(lag % interval != 0);
        let phase = to_come * interval - lag;
        match self.along.delivery(&dose, When::Record(record))? {
            Delivery::Bolus(amount) => {
                let input = Input::Bolus {
                    amount,
                    interval,
                    phase,
                };
                self.train(at, dose.state, input, adds);
            }
            Delivery::Infusion(rate, duration) => {
                if duration / interval > MOST_OVERLAPPING {
                    return Err(Wrong::TooLong(duration as f64 / MINUTE as f64));
                }
                let input = Input::Infusion {
                    rate,
                    duration,
                    interval,
                    phase,
                };
                self.train(at, dose.state, input, adds);
                // Those that began at `phase`, `phase + interval`, ... ago, the oldest first.
                let running = (0..).take_while(|k| phase + k * interval < duration);
                let running: Vec<Nanoseconds> = running.collect();
                for k in running.into_iter().rev() {
                    let end = at - phase - k * interval + duration;
                    self.open(at, dose.state as u32, rate, end);
                }
            }
        }
        let more = to_come as u64 + u64::from(dose.additional);
        if let Some(left) = more.checked_sub(1) {
            let left = u32::try_from(left).unwrap_or(u32::MAX);
            let first = at - phase + interval;
            self.later(first, serial, Brings::Dose { dose, record, left });
        }
        Ok(())
    }

    fn train(&mut self, at: Nanoseconds, state: usize, input: Input, adds: bool) {
        let train = self.out.trains.len() as u32;
        self.out.trains.push(Train { state, input, adds });
        self.push(at, What::Steady { train });
    }
}

impl Course {
    fn last(&self) -> Nanoseconds {
        let span = self.interval.saturating_mul(self.additional.into());
        self.first.saturating_add(span)
    }

    /// Time since the last dose not after this.
    fn since(&self, at: Nanoseconds) -> Nanoseconds {
        let past = at - self.first;
        if self.interval == 0 {
            return past;
        }
        let given = (past / self.interval).min(self.additional.into());
        past - given * self.interval
    }
}
