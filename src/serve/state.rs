//! What learners see of the patient now.

use scenarios::live::{Kind, Session};
use serde_json::{Value, json};

/// Numbers on the page, with their labels and units.
const NUMBERS: [(&str, &str, &str); 7] = [
    ("heart_rate", "HR", "/min"),
    ("systolic_pressure", "ABP systolic", "mmHg"),
    ("diastolic_pressure", "ABP diastolic", "mmHg"),
    ("mean_arterial_pressure", "ABP mean", "mmHg"),
    ("spo2", "SpO2", "%"),
    ("respiratory_rate", "RR", "/min"),
    ("end_tidal_carbon_dioxide", "etCO2", "mmHg"),
];

/// Waves on the page.
const WAVES: [(&str, &str); 4] = [
    ("ecg_ii", "II"),
    ("arterial_pressure_wave", "ABP"),
    ("plethysmogram", "Pleth"),
    ("capnogram", "CO2"),
];

/// Seconds of waves that are told, more than lie between two questions of the page.
const SECONDS: f64 = 8.0;

/// The state as JSON; `pace`: whether time runs, and how fast.
pub fn state(session: &Session, pace: (bool, f64)) -> String {
    let course = session.course();
    let numbers = NUMBERS.iter().filter_map(|(quantity, label, unit)| {
        let value = course.now(quantity)?;
        Some(json!({ "label": label, "value": value.round(), "unit": unit }))
    });
    let now = session.now().nanoseconds() as f64 / 1e9;
    let waves = WAVES.iter().filter_map(|(wave, label)| {
        let points = session.waves().between(wave, now - SECONDS, now);
        // Every other point: 100 in a second are enough for a page.
        let points: Vec<Value> = points
            .iter()
            .step_by(2)
            .map(|(t, value)| json!([round(*t, 3), round(*value, 3)]))
            .collect();
        (!points.is_empty()).then(|| json!({ "label": label, "points": points }))
    });
    let watch = session.watch();
    let seen = watch.heard.iter().filter(|heard| {
        matches!(
            heard.kind,
            Kind::Said | Kind::Prompt | Kind::Act | Kind::Lab | Kind::End
        )
    });
    let heard: Vec<Value> = seen
        .map(|heard| {
            let seconds = heard.at.nanoseconds() / 1_000_000_000;
            json!({ "at": seconds, "who": heard.who, "text": heard.text, "said": matches!(heard.kind, Kind::Said | Kind::Prompt) })
        })
        .collect();
    json!({
        "now": now,
        "running": pace.0,
        "speed": pace.1,
        "over": session.is_over(),
        "numbers": numbers.collect::<Vec<_>>(),
        "waves": waves.collect::<Vec<_>>(),
        "heard": heard,
    })
    .to_string()
}

fn round(value: f64, digits: i32) -> f64 {
    let factor = 10_f64.powi(digits);
    (value * factor).round() / factor
}
