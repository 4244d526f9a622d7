//! A visual predictive check: percentiles of what is simulated, over people, at each time, with how
//! much they vary between replicates, beside the percentiles of what was observed.

use super::columns::Reserved;
use super::simulation::Simulation;
use crate::outcome::quantile;
use engine::dosing::Kind;

/// Percentiles that are followed.
pub const PERCENTILES: [f64; 3] = [0.05, 0.5, 0.95];
/// Up to this many different times each is a bin of its own.
const TIMES: usize = 100;
/// Else there are this many bins, of about as many observations each.
const BINS: usize = 20;

/// What is followed, and what came of it so far.
#[derive(Debug, Clone)]
pub struct VisualCheck {
    /// Upper ends of the bins of time, in the table's unit; the last is infinite.
    ends: Vec<f64>,
    /// The time that stands for each bin.
    times: Vec<f64>,
    /// Column by which people are told apart; empty without one.
    by: String,
    strata: Vec<String>,
    /// Stratum of each person.
    stratum: Vec<usize>,
    /// Observations, by stratum and bin.
    observed: Vec<Vec<f64>>,
    /// What this replicate simulated, by stratum and bin.
    now: Vec<Vec<f64>>,
    /// Percentiles of each replicate, by stratum and bin.
    found: Vec<Vec<[f64; PERCENTILES.len()]>>,
    on_grid: bool,
}

/// A percentile at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckRow {
    /// Value of the column by which people are told apart; empty without one.
    pub stratum: String,
    /// Time, in the table's unit.
    pub time: f64,
    /// Simulated values of one replicate.
    pub count: usize,
    /// Which percentile, as a share.
    pub percentile: f64,
    /// That of the observations; NaN where there are none.
    pub observed: f64,
    /// The median over replicates, and where the middle 90 % of the replicates are (NaN for one).
    pub simulated: [f64; 3],
}

impl VisualCheck {
    /// Follows a simulation, people told apart by a column if one is named.
    pub fn new(simulation: &Simulation, by: Option<&str>) -> Result<Self, String> {
        let table = simulation.table;
        let strata = Strata::of(simulation, by)?;
        let heading = |name: &str| {
            let mut names = table.heading.iter();
            names.position(|own| own.name.eq_ignore_ascii_case(name))
        };
        let measured = heading("DV").filter(|column| table.texts[*column].is_none());
        let seen = |record: usize| simulation.is_looked_at(record);
        let value =
            |record: usize| measured.map_or(f64::NAN, |column| table.values[column][record]);
        let records = 0..table.records();
        let has_observed = records.clone().any(|r| seen(r) && !value(r).is_nan());
        let on_grid = !simulation.grid_times.is_empty() && !has_observed;
        let time = |record: usize| table.cell(Reserved::Time, record);
        let mut times: Vec<f64> = match on_grid {
            true => simulation.grid_times.clone(),
            false => records.clone().filter(|r| seen(*r)).map(time).collect(),
        };
        times.sort_unstable_by(f64::total_cmp);
        if times.is_empty() {
            return Err(
                "a check needs times to look at: records with EVID 0, or --grid".to_owned(),
            );
        }
        let (ends, times) = bins(&times);
        let cells = strata.names.len() * ends.len();
        let mut check = Self {
            ends,
            times,
            by: by.unwrap_or_default().to_owned(),
            strata: strata.names,
            stratum: strata.of_person,
            observed: vec![Vec::new(); cells],
            now: vec![Vec::new(); cells],
            found: vec![Vec::new(); cells],
            on_grid,
        };
        for (person, rows) in table.people.iter().enumerate() {
            for record in rows.clone().filter(|record| seen(*record)) {
                let cell = check.cell(person, time(record));
                let observed = value(record);
                if !observed.is_nan() {
                    check.observed[cell].push(observed);
                }
            }
        }
        Ok(check)
    }

    /// Whether rows of the grid are followed, and not those of records.
    pub(super) fn on_grid(&self) -> bool {
        self.on_grid
    }

    fn cell(&self, person: usize, time: f64) -> usize {
        let bin = self
            .ends
            .partition_point(|end| *end < time)
            .min(self.ends.len() - 1);
        self.stratum[person] * self.ends.len() + bin
    }

    /// Takes a simulated value.
    pub(super) fn note(&mut self, person: usize, time: f64, value: f64) {
        if !value.is_nan() {
            let cell = self.cell(person, time);
            self.now[cell].push(value);
        }
    }

    /// A replicate is done.
    pub(super) fn close(&mut self) {
        for (now, found) in self.now.iter_mut().zip(&mut self.found) {
            if !now.is_empty() {
                found.push(PERCENTILES.map(|share| quantile(now, share)));
                now.clear();
            }
        }
    }

    /// The column by which people are told apart; empty without one.
    pub fn by(&self) -> &str {
        &self.by
    }

    /// The check, stratum by stratum, time by time, percentile by percentile.
    pub fn rows(&self) -> Vec<CheckRow> {
        let mut rows = Vec::new();
        for (cell, found) in self.found.iter().enumerate() {
            let (stratum, bin) = (cell / self.ends.len(), cell % self.ends.len());
            for (place, percentile) in PERCENTILES.into_iter().enumerate() {
                let over: Vec<f64> = found.iter().map(|each| each[place]).collect();
                if over.is_empty() {
                    continue;
                }
                let one = over.len() == 1;
                let bound = |share| {
                    if one {
                        f64::NAN
                    } else {
                        quantile(&over, share)
                    }
                };
                rows.push(CheckRow {
                    stratum: self.strata[stratum].clone(),
                    time: self.times[bin],
                    count: self.observed[cell].len(),
                    percentile,
                    observed: match self.observed[cell].is_empty() {
                        true => f64::NAN,
                        false => quantile(&self.observed[cell], percentile),
                    },
                    simulated: [bound(0.05), quantile(&over, 0.5), bound(0.95)],
                });
            }
        }
        rows
    }
}

/// Upper ends of bins, and the times that stand for them, of times in order.
fn bins(times: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let mut own = times.to_vec();
    own.dedup();
    if own.len() <= TIMES {
        let mut ends = own.clone();
        *ends.last_mut().expect("a time") = f64::INFINITY;
        return (ends, own);
    }
    let mut ends: Vec<f64> = (1..BINS).map(|k| times[k * times.len() / BINS]).collect();
    ends.dedup();
    ends.push(f64::INFINITY);
    let middle = |bin: usize| {
        let from = match bin {
            0 => 0,
            _ => times.partition_point(|time| *time <= ends[bin - 1]),
        };
        let to = times.partition_point(|time| *time <= ends[bin]);
        quantile(&times[from..to.max(from + 1)], 0.5)
    };
    let middles = (0..ends.len()).map(middle).collect();
    (ends, middles)
}

/// People told apart by a column.
struct Strata {
    names: Vec<String>,
    of_person: Vec<usize>,
}

impl Strata {
    fn of(simulation: &Simulation, by: Option<&str>) -> Result<Self, String> {
        let table = simulation.table;
        let Some(name) = by else {
            return Ok(Self {
                names: vec![String::new()],
                of_person: vec![0; table.people.len()],
            });
        };
        let mut columns = table.heading.iter();
        let column = columns.position(|own| own.name.eq_ignore_ascii_case(name));
        let Some(column) = column else {
            let names = table.heading.iter().map(|own| own.name.as_str());
            let right = crate::nearest::nearest(name, names);
            let right = right.map(|right| format!("; did you mean `{right}`?"));
            return Err(format!(
                "there is no column `{name}`{}",
                right.unwrap_or_default()
            ));
        };
        // As the person's first record has it.
        let word = |rows: &std::ops::Range<usize>| match &table.texts[column] {
            Some(text) => text.list[text.places[rows.start] as usize].clone(),
            None => table.values[column][rows.start].to_string(),
        };
        let words: Vec<String> = table.people.iter().map(word).collect();
        let mut names: Vec<String> = Vec::new();
        let mut of_person = Vec::with_capacity(words.len());
        for word in words {
            let place = names.iter().position(|known| *known == word);
            of_person.push(place.unwrap_or(names.len()));
            if place.is_none() {
                names.push(word);
            }
        }
        match names.len() > 50 {
            true => Err(format!(
                "`{name}` tells {} groups apart: at most 50",
                names.len()
            )),
            false => Ok(Self { names, of_person }),
        }
    }
}

impl Simulation<'_> {
    /// Whether a record is one at which there could be a measurement.
    pub(super) fn is_looked_at(&self, record: usize) -> bool {
        let looked = matches!(self.table.records[record].kind, Kind::See);
        let event = self.table.cell(Reserved::Event, record);
        looked && event != 2.0 && self.table.cell(Reserved::Missing, record) != 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_times_are_bins_of_their_own_and_many_share() {
        let (ends, times) = bins(&[0.0, 1.0, 1.0, 2.0]);
        assert_eq!(times, [0.0, 1.0, 2.0]);
        assert_eq!(ends, [0.0, 1.0, f64::INFINITY]);
        let many: Vec<f64> = (0..1000).map(f64::from).collect();
        let (ends, times) = bins(&many);
        assert_eq!((ends.len(), times.len()), (BINS, BINS));
        assert!(times.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
