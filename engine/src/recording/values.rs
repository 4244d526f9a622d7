//! Some rows of a column of a table.

use super::parquet::quantity;
use arrow::array::{ArrayRef, DictionaryArray, Int32Array, StringArray, UInt64Array};
use parquet::errors::ParquetError;
use std::iter::repeat_n;
use std::sync::Arc;

/// Some rows of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Numbers; NaN is none.
    Numbers(Vec<f64>),
    /// Numbers that come in the same order so many times; NaN is none.
    Cycles {
        /// Once.
        cycle: Vec<f64>,
        /// How many times.
        count: u32,
    },
    /// Numbers, each so many times; NaN is none.
    Runs(Vec<(f64, u32)>),
    /// Whole numbers, each so many times.
    Whole(Vec<(u64, u32)>),
    /// Texts by their places in a list; a place outside it is none.
    Texts {
        /// Places.
        places: Vec<u32>,
        /// The list, the same for every part of the table.
        list: Arc<[String]>,
    },
}

impl Values {
    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Cycles { cycle, count } => cycle.len() * *count as usize,
            Self::Runs(runs) => runs.iter().map(|(_, count)| *count as usize).sum(),
            Self::Whole(runs) => runs.iter().map(|(_, count)| *count as usize).sum(),
            Self::Texts { places, .. } => places.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All rows as numbers, written out; `None` of texts.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        match self {
            Self::Numbers(values) => Some(values.clone()),
            Self::Cycles { cycle, count } => Some(cycle.repeat(*count as usize)),
            Self::Runs(runs) => Some(spread(runs, self.len())),
            Self::Whole(runs) => {
                let numbers = spread(runs, self.len()).into_iter();
                Some(numbers.map(|number| number as f64).collect())
            }
            Self::Texts { .. } => None,
        }
    }

    /// Keeps the first rows and hands out those behind them.
    pub(super) fn split_off(&mut self, at: usize) -> Self {
        match self {
            Self::Numbers(values) => Self::Numbers(values.split_off(at)),
            Self::Cycles { cycle, count } => {
                let mut values = cycle.repeat(*count as usize);
                let rest = values.split_off(at);
                *self = Self::Numbers(values);
                Self::Numbers(rest)
            }
            Self::Runs(runs) => Self::Runs(split_runs(runs, at)),
            Self::Whole(runs) => Self::Whole(split_runs(runs, at)),
            Self::Texts { places, list } => Self::Texts {
                places: places.split_off(at),
                list: Arc::clone(list),
            },
        }
    }

    /// Whether these rows say the same, bit by bit, in the same way.
    pub(super) fn are(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Numbers(own), Self::Numbers(other)) => same(own, other),
            (
                Self::Cycles { cycle, count },
                Self::Cycles {
                    cycle: other,
                    count: times,
                },
            ) => count == times && same(cycle, other),
            (Self::Runs(own), Self::Runs(other)) => {
                let is = |(one, other): (&(f64, u32), &(f64, u32))| {
                    one.0.to_bits() == other.0.to_bits() && one.1 == other.1
                };
                own.len() == other.len() && own.iter().zip(other).all(is)
            }
            (Self::Whole(own), Self::Whole(other)) => own == other,
            _ => false,
        }
    }

    /// These rows as Arrow.
    pub(super) fn array(self) -> Result<ArrayRef, ParquetError> {
        let rows = self.len();
        Ok(match self {
            Self::Numbers(values) => Arc::new(quantity(values)),
            Self::Cycles { cycle, count } => Arc::new(quantity(cycle.repeat(count as usize))),
            Self::Runs(runs) => Arc::new(quantity(spread(&runs, rows))),
            Self::Whole(runs) => Arc::new(UInt64Array::from(spread(&runs, rows))),
            Self::Texts { places, list } => {
                let known = |place: &u32| {
                    let place = i32::try_from(*place).ok()?;
                    ((place as usize) < list.len()).then_some(place)
                };
                let keys: Int32Array = places.iter().map(known).collect();
                let list = StringArray::from_iter_values(list.iter());
                Arc::new(DictionaryArray::try_new(keys, Arc::new(list))?)
            }
        })
    }
}

fn same(one: &[f64], other: &[f64]) -> bool {
    let differ = one.iter().zip(other);
    let differ = differ.fold(0, |any, (a, b)| any | (a.to_bits() ^ b.to_bits()));
    one.len() == other.len() && differ == 0
}

fn spread<T: Copy>(runs: &[(T, u32)], rows: usize) -> Vec<T> {
    let mut values = Vec::with_capacity(rows);
    for (value, count) in runs {
        values.extend(repeat_n(*value, *count as usize));
    }
    values
}

fn split_runs<T: Copy>(runs: &mut Vec<(T, u32)>, at: usize) -> Vec<(T, u32)> {
    let (mut place, mut before) = (0, 0);
    while place < runs.len() && before + runs[place].1 as usize <= at {
        before += runs[place].1 as usize;
        place += 1;
    }
    let mut rest = runs.split_off(place);
    if let Some(first) = rest.first_mut().filter(|_| before < at) {
        // Less than the run's count, which is one of 32 bits.
        let own = (at - before) as u32;
        runs.push((first.0, own));
        first.1 -= own;
    }
    rest
}
