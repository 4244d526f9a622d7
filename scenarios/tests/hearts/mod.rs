//! The averaged heart and the heart that beats beside each other, over the same scenario.

use engine::world::Settings;
use scenarios::file::Scenario;
use scenarios::plan::plan;
use scenarios::run::{Projection, run};
use scenarios::{catalogue, check};
use std::path::PathBuf;

/// Compared each so often, as means over a quarter of a minute: a beating heart's numbers follow breath, which samples
/// further apart would always find at the same place.
const EVERY: &str = "1 s";
const SAMPLES: usize = 15;
const FLOWS: &str = "\"mean_arterial_pressure\", \"cardiac_output\", \"blood_volume\"";
const GASES: &str = ", \"arterial_oxygen_pressure\", \"arterial_carbon_dioxide_pressure\"";

/// A scenario of the library with one typical twin, a heart, its first arm and its first minutes.
pub fn with(name: &str, heart: &str, minutes: f64) -> Scenario {
    let text = of_the_library(name);
    let (mut out, mut spread) = (String::new(), false);
    // Who speaks of no gas has none.
    let gases = if text.contains("\"spo2\"") || text.contains("oxygen_") {
        GASES
    } else {
        ""
    };
    for line in text.lines() {
        // One twin does not vary.
        let lists = line.starts_with("varies = [");
        if line.starts_with('[') || lists {
            spread = line == "[[patient.varies]]" || lists;
        }
        match line {
            "]" if spread => spread = false,
            _ if spread => {}
            "[patient]" => out.push_str(&format!("[patient]\nheart = \"{heart}\"\n")),
            line if line.starts_with("twins = ") => {}
            line if line.starts_with("record = ") => out.push_str(&format!(
                "record = {{ every = \"{EVERY}\", quantities = [{FLOWS}{gases}] }}\n"
            )),
            line if line.starts_with("horizon = ") => {
                out.push_str(&format!("horizon = \"{minutes} min\"\n"));
            }
            // One arm is enough, and what is asked may lie beyond these minutes.
            "[[arm]]" if out.contains("[[arm]]") => break,
            "[[outcome]]" => break,
            line => out.push_str(&format!("{line}\n")),
        }
    }
    out.push_str("[[outcome]]\nname = \"rest\"\nof = \"value(cardiac_output, at 0 min)\"\n");
    let (scenario, problems) = check(out.as_bytes(), &catalogue::known());
    scenario.unwrap_or_else(|| panic!("{problems:?}\n{out}"))
}

/// A scenario's text.
pub fn of_the_library(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("library");
    std::fs::read_to_string(folder.join(format!("{name}.toml"))).expect("a scenario")
}

/// The course of one twin in the first arm, with the tolerance that is usual or a part of it.
pub fn project(scenario: &Scenario, part: f64) -> Projection {
    let plan = plan(scenario, None).unwrap_or_else(|problems| panic!("{problems:?}"));
    let usual = plan.settings(&Settings::default());
    let settings = Settings {
        rtol: Some(part * usual.tolerances().0),
        ..Settings::default()
    };
    let run = run(scenario, &plan, &settings, |_| Ok(()), |_| ());
    run.unwrap_or_else(|error| panic!("{}: {error}", scenario.title.value))
}

/// How far two courses are apart in one quantity, relative to the first; of what is nearly nothing, to a part of what
/// it was at rest.
pub struct Apart {
    /// The quantity.
    pub quantity: String,
    /// At the start.
    pub start: f64,
    /// At the most; infinite where something is no number.
    pub most: f64,
    /// When that is, minutes.
    pub minute: f64,
    /// Both values there.
    pub values: [f64; 2],
}

/// How far two courses of a scenario are apart.
pub fn apart([one, other]: [&Projection; 2]) -> Vec<Apart> {
    let width = one.columns.len();
    let [a, b] = [one, other].map(|course| &course.kept[0][0]);
    let of = |(at, column): (usize, &engine::recording::Column)| {
        let mean = |twin: &[f64], time: usize| {
            let samples = (time..time + SAMPLES).map(|time| twin[time * width + at]);
            samples.sum::<f64>() / SAMPLES as f64
        };
        let rest = mean(a, 0).abs();
        let mut found = Apart {
            quantity: column.name.clone(),
            start: 0.0,
            most: -1.0,
            minute: 0.0,
            values: [0.0; 2],
        };
        for (time, minute) in one.times.iter().enumerate().take(a.len() / width - SAMPLES) {
            let values = [mean(a, time), mean(b, time)];
            let off = (values[0] - values[1]).abs() / values[0].abs().max(0.4 * rest);
            let off = if off.is_nan() { f64::INFINITY } else { off };
            if time == 0 {
                found.start = off;
            }
            if off > found.most {
                (found.most, found.minute, found.values) = (off, *minute, values);
            }
        }
        found
    };
    one.columns.iter().enumerate().map(of).collect()
}
