//! What a monitor shows of a patient: the same in the picture, in the window and on the page.

use crate::Color;
use scenarios::live::{Course, Priority};

/// Seconds of a wave; what goes as breaths do is drawn four times slower, as monitors draw it.
pub const SWEEP: f64 = 8.0;
const SLOW: f64 = 4.0 * SWEEP;

/// The screen, and what is written on it without a colour of its own.
pub const SCREEN: Color = Color::hex(0x06_09_0C);
/// White that does not dazzle beside the waves.
pub const LIGHT: Color = Color::hex(0xE8_EC_EF);

/// A wave and the numbers beside it.
#[derive(Debug)]
pub struct Channel {
    /// The wave.
    pub wave: &'static str,
    /// What the wave is called.
    pub name: &'static str,
    /// What the numbers are called.
    pub label: &'static str,
    /// Their unit.
    pub unit: &'static str,
    /// Colour of both.
    pub color: Color,
    /// Least that is drawn of values, from bottom to top, so that what hardly moves looks as if it hardly moved.
    pub span: (f64, f64),
    /// How much of the wave is seen, s.
    pub seconds: f64,
    /// Of its 200 points in a second, each how many are enough to draw it.
    pub each: usize,
    /// The numbers.
    pub quantities: &'static [&'static str],
}

/// From the top to the bottom of the screen.
pub const CHANNELS: [Channel; 6] = [
    Channel {
        wave: "ecg_ii",
        name: "II",
        label: "HR",
        unit: "/min",
        color: Color::hex(0x3D_E0_6A),
        span: (-0.4, 1.3),
        seconds: SWEEP,
        each: 1,
        quantities: &["heart_rate"],
    },
    Channel {
        wave: "arterial_pressure_wave",
        name: "ABP",
        label: "ABP",
        unit: "mmHg",
        color: Color::hex(0xFF_6B_61),
        span: (40.0, 80.0),
        seconds: SWEEP,
        each: 2,
        quantities: &[
            "systolic_pressure",
            "diastolic_pressure",
            "mean_arterial_pressure",
        ],
    },
    Channel {
        wave: "central_venous_pressure_wave",
        name: "CVP",
        label: "CVP",
        unit: "mmHg",
        color: Color::hex(0x6F_B6_FF),
        span: (-4.0, 20.0),
        seconds: SWEEP,
        each: 2,
        quantities: &["central_venous_pressure"],
    },
    Channel {
        wave: "plethysmogram",
        name: "Pleth",
        label: "SpO2",
        unit: "%",
        color: Color::hex(0x45_D9_E6),
        span: (-0.2, 1.4),
        seconds: SWEEP,
        each: 2,
        quantities: &["spo2"],
    },
    Channel {
        wave: "capnogram",
        name: "CO2",
        label: "etCO2",
        unit: "mmHg",
        color: Color::hex(0xF2_D0_4A),
        span: (0.0, 60.0),
        seconds: SLOW,
        each: 8,
        quantities: &["end_tidal_carbon_dioxide"],
    },
    Channel {
        wave: "breath_volume",
        name: "Resp",
        label: "RR",
        unit: "/min",
        color: LIGHT,
        span: (0.0, 0.6),
        seconds: SLOW,
        each: 8,
        quantities: &["respiratory_rate"],
    },
];

impl Channel {
    /// Those of this patient: who has no heart has no row of it.
    pub fn of<'a>(waves: &'a [String], course: &'a Course) -> impl Iterator<Item = &'static Self> {
        CHANNELS.iter().filter(|channel| {
            let mut quantities = channel.quantities.iter();
            waves.iter().any(|wave| wave == channel.wave)
                || quantities.any(|name| course.monitored(name).is_some())
        })
    }

    /// The numbers as they are written, a dash for each that is not known.
    pub fn numbers(&self, course: &Course) -> Vec<String> {
        let values = self.quantities.iter().map(|name| course.monitored(name));
        let written = values.map(|value| match value {
            // Not "-0".
            Some(value) => format!("{:.0}", value.round() + 0.0),
            None => "\u{2013}".to_owned(),
        });
        written.collect()
    }

    /// All of them in one: "120/80 (93)".
    pub fn text(&self, course: &Course) -> String {
        match self.numbers(course).as_slice() {
            [systolic, diastolic, mean] => format!("{systolic}/{diastolic} ({mean})"),
            other => other.join("/"),
        }
    }

    /// Values at the bottom and at the top: the span, wider where the wave leaves it, by quarters so that it does
    /// not tremble.
    pub fn range(&self, values: impl Iterator<Item = f64>) -> (f64, f64) {
        let (low, high) = self.span;
        let step = (high - low) / 4.0;
        let known = values.filter(|value| value.is_finite());
        known.fold(self.span, |(bottom, top), value| {
            let under = low - ((low - value) / step).ceil() * step;
            let over = high + ((value - high) / step).ceil() * step;
            (bottom.min(under), top.max(over))
        })
    }
}

/// Ground and ink of an alarm.
pub fn alarm_colors(priority: Priority) -> (Color, Color) {
    match priority {
        Priority::High => (Color::hex(0xD4_1C_1C), Color::WHITE),
        Priority::Medium => (Color::hex(0xF5_D0_20), Color::hex(0)),
        Priority::Low => (Color::hex(0x2A_B8_C8), Color::hex(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_shows_its_span_and_widens_by_quarters_where_the_wave_leaves_it() {
        let channel = |wave: &str| CHANNELS.into_iter().find(|channel| channel.wave == wave);
        let carbon_dioxide = channel("capnogram").expect("a channel");
        let range = |values: &[f64]| carbon_dioxide.range(values.iter().copied());
        assert_eq!(range(&[]), (0.0, 60.0));
        assert_eq!(range(&[0.0, 0.0]), (0.0, 60.0), "flat, and at the bottom");
        assert_eq!(range(&[2.0, 61.0, f64::NAN]), (0.0, 75.0));
        let pressure = channel("arterial_pressure_wave").expect("a channel");
        assert_eq!(pressure.range([12.0, 118.0].into_iter()), (10.0, 120.0));
    }
}
