//! The last minute of what a monitor draws as waves.

use super::session::TICK;
use crate::plan::LivePlan;
use crate::time::Time;
use engine::time::{Nanoseconds, SECOND};

/// How far apart the points of a wave are: 200 in a second, so that the steep part of a heart beat has some.
pub const WAVE_EVERY: Nanoseconds = SECOND / 200;

/// What is drawn as waves where the patient has it; of an averaged heart or chest there is none.
pub const WAVES: [&str; 20] = [
    "ecg_i",
    "ecg_ii",
    "ecg_iii",
    "ecg_avr",
    "ecg_avl",
    "ecg_avf",
    "ecg_v1",
    "ecg_v2",
    "ecg_v3",
    "ecg_v4",
    "ecg_v5",
    "ecg_v6",
    "arterial_pressure_wave",
    "central_venous_pressure_wave",
    "pulmonary_pressure_wave",
    "plethysmogram",
    "capnogram",
    "airway_pressure",
    "airway_flow",
    "breath_volume",
];

/// How much is kept.
const KEPT: usize = 60 * 200;

/// The last minute of the waves.
#[derive(Clone, Debug, Default)]
pub struct Waves {
    names: Vec<String>,
    rows: Vec<f64>,
    /// The time of the last row.
    last: Time,
}

impl Waves {
    /// Of nothing yet.
    pub(super) fn of(live: &LivePlan) -> Self {
        let publishes = |name: &&&str| {
            let mut parts = live.plan.subject.parts.iter();
            parts.any(|part| {
                let layout = live.plan.subject.layout(&part.system);
                layout.is_some_and(|layout| layout.signals.iter().any(|field| field.name == **name))
            })
        };
        let names = WAVES
            .iter()
            .filter(publishes)
            .map(|name| (*name).to_owned());
        Self {
            names: names.collect(),
            rows: Vec::new(),
            last: Time::ZERO,
        }
    }

    /// How far apart samples are taken.
    pub(super) fn every(&self) -> Nanoseconds {
        if self.names.is_empty() {
            TICK
        } else {
            WAVE_EVERY
        }
    }

    pub(super) fn push(&mut self, row: &[f64], at: Time) {
        self.rows.extend_from_slice(row);
        self.last = at;
        let width = self.names.len();
        if self.rows.len() > 2 * KEPT * width {
            self.rows.drain(..KEPT * width);
        }
    }

    /// Forgets them.
    pub(super) fn clear(&mut self) {
        self.rows.clear();
    }

    /// Names of the waves that this patient has.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// A wave between two times, as times in seconds and values.
    pub fn between(&self, name: &str, from_s: f64, to_s: f64) -> Vec<(f64, f64)> {
        let (Some(place), width) = (self.names.iter().position(|n| n == name), self.names.len())
        else {
            return Vec::new();
        };
        let (step, count) = (WAVE_EVERY as f64 / 1e9, self.rows.len() / width.max(1));
        let last = self.last.nanoseconds() as f64 / 1e9;
        let first = last - step * count.saturating_sub(1) as f64;
        // A millionth of a step is rounding, and no other row.
        let start = ((from_s - first) / step - 1e-6).ceil().max(0.0) as usize;
        let end = ((to_s - first) / step + 1e-6).floor();
        let end = if end < 0.0 {
            0
        } else {
            (end as usize + 1).min(count)
        };
        let point = |row: usize| (first + step * row as f64, self.rows[row * width + place]);
        (start..end).map(point).collect()
    }
}
