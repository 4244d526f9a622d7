//! Times at which everybody is looked at.

use engine::time::Nanoseconds;
use std::str::FromStr;

/// Evenly spaced times, in the table's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// First time.
    pub from: f64,
    /// Last time.
    pub to: f64,
    /// From one to the next; above zero.
    pub by: f64,
}

/// More rows than this for one person are refused: a slip of the finger, not a wish.
const MOST: f64 = 1e6;

impl FromStr for Grid {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<Option<f64>> = text
            .split(':')
            .map(|part| part.trim().parse().ok().filter(|x: &f64| x.is_finite()))
            .collect();
        let [Some(from), Some(to), Some(by)] = parts[..] else {
            return Err("expected FROM:TO:BY, as in 0:168:1".to_owned());
        };
        if to < from {
            return Err(format!("it ends at {to}, before it begins at {from}"));
        }
        if by <= 0.0 {
            return Err(format!("steps of {by} lead nowhere"));
        }
        if (to - from) / by > MOST {
            return Err(format!("it has more than {MOST:e} times"));
        }
        Ok(Self { from, to, by })
    }
}

impl Grid {
    /// The times; `unit` is nanoseconds in one of the table's units.
    pub fn times(&self, unit: f64) -> Vec<Nanoseconds> {
        // The last time is meant even where the division is a little short of a whole number.
        let count = ((self.to - self.from) / self.by + 1e-9).floor() as usize;
        let time = |k: usize| (self.from + self.by * k as f64) * unit;
        let mut times: Vec<Nanoseconds> = (0..=count).map(|k| time(k).round() as i64).collect();
        times.dedup();
        times
    }
}
