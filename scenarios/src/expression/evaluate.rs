//! The value of an expression on one recorded trajectory.

use super::Expression;
use super::function::Function;
use super::truth::{Leaf, Logic, Truth, truth};
use super::typed::{Body, Condition, Measure, Series};
use std::ops::Range;

/// A recorded trajectory of one twin.
///
/// Between two rows every value is a straight line, so that crossings of a threshold are found
/// where that line has them, not at the next row. Two rows may have the same time where a value
/// jumps.
pub trait Samples {
    /// The times of the rows in minutes from now, never going back.
    fn times(&self) -> &[f64];

    /// A quantity, one value for each time, in its recorded unit; empty where it was not recorded.
    fn values(&self, quantity: &str) -> &[f64];
}

impl Expression {
    /// The value of an outcome on one trajectory, in the unit of the expression.
    ///
    /// NaN means that there is no such number: `first` of what never happens, a span of time
    /// outside the recording, a quantity that was not recorded or is NaN somewhere in the span,
    /// or an expression that is no outcome.
    pub fn evaluate(&self, samples: &impl Samples) -> f64 {
        let trajectory = Trajectory {
            times: samples.times(),
            values: self
                .0
                .names
                .iter()
                .map(|name| samples.values(name))
                .collect(),
        };
        match &self.0.body {
            Body::Number(series) if self.is_outcome() => {
                // An outcome reads quantities only inside functions: one empty moment will do.
                let moment = Knots {
                    times: vec![f64::NAN],
                    start: (samples.times().len(), 0.0),
                    rows: 0..0,
                    end: None,
                };
                let value = trajectory.along(series, &moment);
                value.first().copied().unwrap_or(f64::NAN)
            }
            _ => f64::NAN,
        }
    }
}

struct Trajectory<'s> {
    times: &'s [f64],
    values: Vec<&'s [f64]>,
}

/// The times at which a function looks at a trajectory: the ends of its window and every row in
/// between.
struct Knots {
    times: Vec<f64>,
    /// The row before the first of them, and how far on the way to the next.
    start: (usize, f64),
    /// Rows that follow.
    rows: Range<usize>,
    /// The last, where it is not the last of the rows.
    end: Option<(usize, f64)>,
}

impl Trajectory<'_> {
    /// The part of the window that was recorded; `None` where nothing of it was.
    fn knots(&self, from: f64, to: f64) -> Option<Knots> {
        let (first, last) = (*self.times.first()?, *self.times.last()?);
        let (start, end) = (from.max(first), to.min(last));
        // Nothing in common, or ends that are not numbers.
        if start > end || start.is_nan() || end.is_nan() {
            return None;
        }
        // Where several rows share the first time, the last of them is the value from then on.
        let after = self.times.partition_point(|time| *time <= start);
        let beyond = self.times.partition_point(|time| *time <= end);
        let rows = after..beyond.max(after);
        let mut times = Vec::with_capacity(rows.len() + 2);
        times.push(start);
        times.extend_from_slice(&self.times[rows.clone()]);
        let is_short = times.last().is_some_and(|time| *time < end);
        times.extend(is_short.then_some(end));
        Some(Knots {
            times,
            start: self.pick(after.saturating_sub(1), start),
            rows,
            end: is_short.then(|| self.pick(beyond.saturating_sub(1), end)),
        })
    }

    /// How far a time is on the way from a row to the next.
    fn pick(&self, row: usize, time: f64) -> (usize, f64) {
        let start = self.times.get(row).copied().unwrap_or(time);
        let width = (self.times.get(row + 1)).map_or(0.0, |next| next - start);
        let way = if width > 0.0 {
            (time - start) / width
        } else {
            0.0
        };
        (row, way)
    }

    /// A quantity at each knot; NaN where it was not recorded.
    fn quantity(&self, place: usize, knots: &Knots) -> Vec<f64> {
        let values = self.values.get(place).copied().unwrap_or_default();
        if values.len() != self.times.len() {
            return vec![f64::NAN; knots.times.len()];
        }
        let pick = |(row, way): (usize, f64)| {
            let here = values.get(row).copied().unwrap_or(f64::NAN);
            match values.get(row + 1) {
                Some(next) if way > 0.0 => here + way * (next - here),
                _ => here,
            }
        };
        let mut along = Vec::with_capacity(knots.times.len());
        along.push(pick(knots.start));
        along.extend_from_slice(&values[knots.rows.clone()]);
        along.extend(knots.end.map(pick));
        along
    }

    /// A series at each knot.
    fn along(&self, series: &Series, knots: &Knots) -> Vec<f64> {
        let both = |left: &Series, right: &Series, join: fn(f64, f64) -> f64| {
            let left = self.along(left, knots);
            let right = self.along(right, knots);
            left.into_iter()
                .zip(right)
                .map(|(a, b)| join(a, b))
                .collect()
        };
        match series {
            Series::Constant(value) => vec![*value; knots.times.len()],
            Series::Quantity(place) => self.quantity(*place, knots),
            Series::Scale { of, by, plus } => {
                let of = self.along(of, knots);
                of.into_iter().map(|value| by * value + plus).collect()
            }
            Series::Add(left, right) => both(left, right, |a, b| a + b),
            Series::Subtract(left, right) => both(left, right, |a, b| a - b),
            Series::Multiply(left, right) => both(left, right, |a, b| a * b),
            Series::Divide(left, right) => both(left, right, |a, b| a / b),
            Series::Measure(measure) => vec![self.measure(measure); knots.times.len()],
        }
    }

    fn measure(&self, measure: &Measure) -> f64 {
        let to = measure.window.to.unwrap_or(f64::INFINITY);
        let window = match measure.function {
            // Outside the recording there is no value; the nearest would be a guess.
            Function::Value if !self.covers(to) => None,
            Function::Value => self.knots(to, to),
            Function::End => {
                let end = self.times.last().map_or(f64::NAN, |last| last.min(to));
                self.knots(end, end)
            }
            _ => self.knots(measure.window.from, to),
        };
        match (window, &measure.of) {
            (None, _) => f64::NAN,
            (Some(knots), Body::Number(series)) => {
                summary(measure.function, &knots.times, &self.along(series, &knots))
            }
            (Some(knots), Body::Condition(condition)) => match self.truth(condition, &knots) {
                None => f64::NAN,
                Some(truth) => answer(measure.function, &truth),
            },
        }
    }

    fn covers(&self, time: f64) -> bool {
        let ends = self.times.first().zip(self.times.last());
        ends.is_some_and(|(first, last)| (*first..=*last).contains(&time))
    }

    /// When a condition holds; `None` where a value in it is not known.
    fn truth(&self, condition: &Condition, knots: &Knots) -> Option<Truth> {
        let mut leaves = Vec::new();
        let logic = self.logic(condition, knots, &mut leaves)?;
        Some(truth(&knots.times, &leaves, &logic))
    }

    fn logic(&self, condition: &Condition, knots: &Knots, leaves: &mut Vec<Leaf>) -> Option<Logic> {
        let logic = match condition {
            Condition::Less {
                strict,
                left,
                right,
            } => {
                let mut difference = self.along(left, knots);
                match right {
                    Series::Constant(bound) => {
                        difference.iter_mut().for_each(|left| *left -= bound)
                    }
                    right => {
                        let right = self.along(right, knots);
                        let pairs = difference.iter_mut().zip(right);
                        pairs.for_each(|(left, right)| *left -= right);
                    }
                }
                if difference.iter().any(|value| value.is_nan()) {
                    return None;
                }
                leaves.push(Leaf {
                    strict: *strict,
                    difference,
                });
                Logic::Leaf(leaves.len() - 1)
            }
            Condition::And(left, right) => Logic::And(
                Box::new(self.logic(left, knots, leaves)?),
                Box::new(self.logic(right, knots, leaves)?),
            ),
            Condition::Or(left, right) => Logic::Or(
                Box::new(self.logic(left, knots, leaves)?),
                Box::new(self.logic(right, knots, leaves)?),
            ),
            Condition::Not(inner) => Logic::Not(Box::new(self.logic(inner, knots, leaves)?)),
        };
        Some(logic)
    }
}

/// The area under straight lines, in value times minutes.
fn area(times: &[f64], values: &[f64]) -> f64 {
    let steps = times.windows(2).zip(values.windows(2));
    steps
        .map(|(time, value)| 0.5 * (time[1] - time[0]) * (value[0] + value[1]))
        .sum()
}

fn length(times: &[f64]) -> f64 {
    times
        .first()
        .zip(times.last())
        .map_or(f64::NAN, |(first, last)| last - first)
}

/// A function of numbers along a window.
fn summary(function: Function, times: &[f64], values: &[f64]) -> f64 {
    if values.iter().any(|value| value.is_nan()) {
        return f64::NAN;
    }
    match function {
        Function::Minimum => values.iter().copied().reduce(f64::min).unwrap_or(f64::NAN),
        Function::Maximum => values.iter().copied().reduce(f64::max).unwrap_or(f64::NAN),
        Function::WhenLowest => when(times, values, |value, best| value < best),
        Function::WhenHighest => when(times, values, |value, best| value > best),
        // 0/0 for a window without length: no mean.
        Function::Mean => area(times, values) / length(times),
        Function::Area => area(times, values) / 60.0,
        Function::End | Function::Value => values.last().copied().unwrap_or(f64::NAN),
        Function::Time | Function::Fraction | Function::First | Function::Risk => f64::NAN,
    }
}

/// The first time of the value that is better than all others.
fn when(times: &[f64], values: &[f64], better: impl Fn(f64, f64) -> bool) -> f64 {
    let rows = times.iter().zip(values);
    let best = rows.reduce(|best, row| if better(*row.1, *best.1) { row } else { best });
    best.map_or(f64::NAN, |(time, _)| *time)
}

/// A function of a condition along a window.
fn answer(function: Function, truth: &Truth) -> f64 {
    match function {
        Function::Time => truth.duration(),
        Function::Fraction => truth.duration() / length(&truth.times),
        Function::First => truth.first().unwrap_or(f64::NAN),
        Function::Risk => f64::from(u8::from(truth.first().is_some())),
        _ => f64::NAN,
    }
}
