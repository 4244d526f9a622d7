//! Other units in which people read a quantity.

use std::sync::Arc;

use crate::{Courses, Figure, Panel, TimeUnit};

/// A unit that a quantity may be shown in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OtherUnit {
    /// As printed.
    pub unit: &'static str,
    /// What a number in the recorded unit is multiplied by.
    pub factor: f64,
    /// What is added then.
    pub plus: f64,
}

/// Degrees Celsius of what is recorded in K, whose zero is 273.15 K below.
pub(crate) const CELSIUS: OtherUnit = OtherUnit {
    unit: "\u{b0}C",
    factor: 1.0,
    plus: -273.15,
};

/// Units beside its own in which a quantity of this name is read, by its name and recorded unit. Mass
/// to amount of substance needs to know the substance, so that it goes by name.
pub fn other_units(name: &str, unit: &str) -> Vec<OtherUnit> {
    let of = |unit, factor| {
        vec![OtherUnit {
            unit,
            factor,
            plus: 0.0,
        }]
    };
    match unit {
        // C6H12O6: 180.156 g/mol by the IUPAC abridged atomic weights of 2021.
        "mg/dL" if name.contains("glucose") => of("mmol/L", 10.0 / 180.156),
        // C4H7N3O: 113.12 g/mol by the same.
        "mg/dL" if name.contains("creatinine") => of("\u{b5}mol/L", 1e4 / 113.12),
        // 6 nmol a unit, as in the medicine's file (`homeostat describe insulin`).
        "pmol/L" if name.contains("insulin") => of("mU/L", 1.0 / 6.0),
        // The conventional millimetre of mercury is 133.322387415 Pa (ISO 80000-4:2019, C.2).
        "mm[Hg]" | "mmHg" => of("kPa", 0.133_322_387_415),
        _ => Vec::new(),
    }
}

impl Panel {
    /// Shows the panel in another unit, its range and limits too.
    pub fn convert(&mut self, other: &OtherUnit) {
        let (factor, plus) = (other.factor, other.plus);
        let becomes = |value: f64| value * factor + plus;
        for series in &mut self.series {
            let bands = [
                &mut series.median,
                &mut series.p05,
                &mut series.p25,
                &mut series.p75,
                &mut series.p95,
            ];
            for values in bands.into_iter().chain(&mut series.samples) {
                values.iter_mut().for_each(|value| *value = becomes(*value));
            }
            let ends = series.ends.iter_mut();
            ends.for_each(|(_, value)| *value = becomes(*value));
        }
        for courses in self
            .series
            .iter_mut()
            .filter_map(|series| series.courses.as_mut())
        {
            let values = courses
                .values
                .iter()
                .map(|value| becomes(f64::from(*value)) as f32)
                .collect();
            *courses = Arc::new(Courses {
                values,
                ..**courses
            });
        }
        if let Some(range) = &mut self.reference_range {
            for end in [&mut range.low, &mut range.high] {
                relabel(&mut range.label, *end, becomes(*end), plus != 0.0);
                *end = becomes(*end);
            }
        }
        for limit in &mut self.limits {
            relabel(
                &mut limit.label,
                limit.value,
                becomes(limit.value),
                plus != 0.0,
            );
            limit.value = becomes(limit.value);
        }
        self.span = self.span.map(|(low, high)| (becomes(low), becomes(high)));
        other.unit.clone_into(&mut self.unit);
    }
}

/// A number in a label becomes the same in the other unit, with two figures or one decimal; a number on
/// another scale with one decimal.
fn relabel(label: &mut String, old: f64, new: f64, rescaled: bool) {
    let digits = match new.abs() {
        _ if rescaled => 1,
        size if size >= 10.0 => 0,
        size if size >= 1.0 => 1,
        _ => 2,
    };
    let rounded = format!("{new:.digits$}");
    // 10.0 for what is 9.99 reads as ten.
    let short = rounded.strip_suffix(".0").filter(|short| short.len() > 1);
    *label = label.replacen(&old.to_string(), short.unwrap_or(&rounded), 1);
}

impl TimeUnit {
    /// Minutes in one.
    pub fn minutes(self) -> f64 {
        match self {
            // What is no time is not counted otherwise.
            Self::Minutes | Self::Value => 1.0,
            Self::Hours => 60.0,
            Self::Days => 1440.0,
            Self::Years => 525_960.0,
        }
    }
}

impl Figure {
    /// Counts times in another unit, from `origin` (in the present unit) on.
    pub fn count_time(&mut self, unit: TimeUnit, origin: f64) {
        let factor = self.time.unit.minutes() / unit.minutes();
        let new = |time: f64| (time - origin) * factor;
        self.time.unit = unit;
        self.time.start = new(self.time.start);
        self.time.end = new(self.time.end);
        self.time.now = self.time.now.map(new);
        self.time
            .marks
            .iter_mut()
            .for_each(|mark| *mark = new(*mark));
        for event in &mut self.events {
            event.at = new(event.at);
            event.until = event.until.map(new);
        }
        for series in self.panels.iter_mut().flat_map(|panel| &mut panel.series) {
            series.times.iter_mut().for_each(|time| *time = new(*time));
            let ends = series.ends.iter_mut();
            ends.for_each(|(time, _)| *time = new(*time));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limit, ReferenceRange, Series, TimeAxis};

    #[test]
    fn glucose_in_millimoles_is_what_a_table_says() {
        let mut panel = Panel::new("Plasma glucose", "mg/dL");
        let mut series = Series::new(0, vec![0.0]);
        series.median = vec![180.156];
        panel.series.push(series);
        panel.reference_range = Some(ReferenceRange {
            low: 70.0,
            high: 180.0,
            label: "target 70\u{2013}180".into(),
        });
        panel.limits.push(Limit {
            value: 54.0,
            label: "54 serious low".into(),
        });
        panel.convert(&other_units("plasma_glucose", "mg/dL")[0]);
        assert!((panel.series[0].median[0] - 10.0).abs() < 1e-12);
        // The consensus prints 3.9 to 10.0 and 3.0 mmol/L (Battelino 2019).
        let range = panel.reference_range.expect("a range");
        assert_eq!(range.label, "target 3.9\u{2013}10");
        assert_eq!(panel.limits[0].label, "3.0 serious low");
        assert_eq!(panel.unit, "mmol/L");
    }

    #[test]
    fn a_temperature_is_read_in_degrees_celsius() {
        let mut panel = Panel::new("Core temperature", "K");
        let mut series = Series::new(0, vec![0.0]);
        series.median = vec![310.15];
        panel.series.push(series);
        panel.reference_range = Some(ReferenceRange {
            low: 309.25,
            high: 311.15,
            label: "reference 309.25\u{2013}311.15".into(),
        });
        panel.convert(&CELSIUS);
        assert!((panel.series[0].median[0] - 37.0).abs() < 1e-9);
        assert_eq!(panel.unit, "\u{b0}C");
        let range = panel.reference_range.expect("a range");
        assert_eq!(range.label, "reference 36.1\u{2013}38");
    }

    #[test]
    fn substances_are_told_apart() {
        assert_eq!(other_units("vancomycin.concentration", "mg/L"), []);
        assert_eq!(other_units("plasma_insulin", "pmol/L")[0].unit, "mU/L");
    }

    #[test]
    fn time_from_the_meal_in_minutes() {
        let mut figure = Figure::new("t", TimeAxis::new(TimeUnit::Hours, 0.0, 24.0));
        let mut panel = Panel::new("q", "1");
        panel.series.push(Series::new(0, vec![12.0, 13.5]));
        figure.panels.push(panel);
        figure.count_time(TimeUnit::Minutes, 12.0);
        assert_eq!(figure.panels[0].series[0].times, [0.0, 90.0]);
        assert_eq!((figure.time.start, figure.time.end), (-720.0, 720.0));
    }
}
