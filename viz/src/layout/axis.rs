//! The span of values and times, and their marks.

use super::words::NOTE;
use crate::curve::is_shown;
use crate::{Figure, Panel, PanelKind, Series, TimeAxis, ticks};

/// The vertical axis of one panel.
#[derive(Clone, Debug)]
pub(super) struct ValueAxis {
    pub low: f64,
    pub high: f64,
    pub ticks: Vec<f64>,
    pub labels: Vec<String>,
    /// Whether any value can be drawn.
    pub has_data: bool,
}

/// The horizontal axis that all panels share.
#[derive(Clone, Debug)]
pub(super) struct TimeScale {
    pub start: f64,
    pub end: f64,
    pub left: f64,
    pub right: f64,
    pub ticks: Vec<f64>,
    pub labels: Vec<String>,
}

impl ValueAxis {
    pub fn of(panel: &Panel, time: &TimeAxis) -> Self {
        let is_difference = panel.kind != PanelKind::Value;
        let data = extent(panel, time);
        let (mut low, mut high) = data.unwrap_or((0.0, 1.0));
        if is_difference {
            (low, high) = (low.min(0.0), high.max(0.0));
        }
        // A constant has no span of its own; what is near it is a matter of its size.
        let near = if low == high {
            0.3 * low.abs()
        } else {
            0.6 * (high - low)
        };
        (low, high) = reach(panel, low, high, near);
        if low == high {
            let around = if low == 0.0 { 1.0 } else { 0.05 * low.abs() };
            (low, high) = (low - around, high + around);
        }
        let starts_at_zero = !is_difference && low >= 0.0 && low < 0.25 * high;
        let air = 0.05 * (high - low);
        high += air;
        low = if starts_at_zero { 0.0 } else { low - air };
        if let Some(span) = panel.span.filter(|span| is_wide(span.0, span.1)) {
            (low, high) = span;
        }
        let ticks = ticks::values(low, high, if is_difference { 5.0 } else { 6.0 });
        let labels = ticks::labels(&ticks, is_difference);
        Self {
            low,
            high,
            ticks,
            labels,
            has_data: data.is_some(),
        }
    }

    /// From 0 at the bottom of the axis to 1 at its top.
    pub fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }
}

impl TimeScale {
    /// Fits as many time labels as do not touch.
    pub fn of(figure: &Figure, (left, right): (f64, f64)) -> Self {
        let (start, end) = time_span(figure);
        let mut wanted = 10.0;
        let marks = &figure.time.marks;
        loop {
            let ticks = match marks.is_empty() || marks.len() as f64 > wanted {
                true => ticks::times(start, end, wanted, figure.time.unit),
                false => marks.clone(),
            };
            let labels = ticks::labels(&ticks, false);
            let pitch = (right - left) / ticks.len().max(1) as f64;
            if wanted <= 1.0 || NOTE.widest(&labels) + 14.0 < pitch {
                return Self {
                    start,
                    end,
                    left,
                    right,
                    ticks,
                    labels,
                };
            }
            wanted -= 1.0;
        }
    }

    /// Where a time is on the page; far outside stays finite.
    pub fn x(&self, time: f64) -> f64 {
        let share = (time - self.start) / (self.end - self.start);
        self.left + share.clamp(-20.0, 20.0) * (self.right - self.left)
    }

    pub fn shows(&self, time: f64) -> bool {
        (self.start..=self.end).contains(&time)
    }
}

/// The span asked for, or the span of the data where that is no span.
fn time_span(figure: &Figure) -> (f64, f64) {
    let (start, end) = (figure.time.start, figure.time.end);
    if is_shown(start) && is_shown(end) && end > start && is_wide(start, end) {
        return (start, end);
    }
    let times = figure
        .panels
        .iter()
        .flat_map(|panel| &panel.series)
        .flat_map(|series| &series.times);
    match span(times.copied()) {
        Some((start, end)) if is_wide(start, end) => (start, end),
        Some((start, _)) => (start - 0.5, start - 0.5 + 1.0_f64.max(start.abs() * 1e-6)),
        None => (0.0, 1.0),
    }
}

/// Whether f64 can tell enough times apart to place them.
fn is_wide(start: f64, end: f64) -> bool {
    end - start > 1e-9 * start.abs().max(end.abs())
}

/// The limits and reference values near enough to be worth their space are shown.
fn reach(panel: &Panel, low: f64, high: f64, near: f64) -> (f64, f64) {
    let marks = panel
        .reference_range
        .iter()
        .flat_map(|range| [range.low, range.high])
        .chain(panel.limits.iter().map(|limit| limit.value));
    marks
        .filter(|&mark| mark >= low - near && mark <= high + near)
        .fold((low, high), |(low, high), mark| {
            (low.min(mark), high.max(mark))
        })
}

fn extent(panel: &Panel, time: &TimeAxis) -> Option<(f64, f64)> {
    span(
        panel
            .series
            .iter()
            .flat_map(|series| shown_values(series, time)),
    )
}

fn shown_values<'a>(series: &'a Series, time: &'a TimeAxis) -> impl Iterator<Item = f64> + 'a {
    let bands = [
        &series.median,
        &series.p05,
        &series.p25,
        &series.p75,
        &series.p95,
    ];
    bands
        .into_iter()
        .chain(&series.samples)
        .flat_map(|values| series.times.iter().zip(values))
        // Written so that an axis without a sensible span hides nothing.
        .filter(|&(&at, _)| !(at < time.start || at > time.end))
        .map(|(_, &value)| value)
}

fn span(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values
        .filter(|&value| is_shown(value))
        .fold(None, |span, value| match span {
            None => Some((value, value)),
            Some((low, high)) => Some((low.min(value), high.max(value))),
        })
}
