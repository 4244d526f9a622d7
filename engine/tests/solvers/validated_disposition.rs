//! Drugs in one, two and three compartments against matrix exponentials in 50 digits
//! (`tests/reference/disposition`).

use crate::problems::{Case, add, close, named, open, ways};
use engine::event::Event;
use engine::time::{HOUR, MINUTE, Nanoseconds};
use engine::world::Settings;
use std::collections::BTreeMap;
use std::path::Path;

const SIGNALS: [&str; 2] = ["drug.concentration", "drug.effect_concentration"];

/// Rows of a file, each by column.
fn table(name: &str) -> Vec<BTreeMap<String, String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/reference/disposition");
    let text = std::fs::read_to_string(folder.join(name)).expect("the reference");
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned));
    let header: Vec<String> = lines.next().expect("a header").collect();
    lines
        .map(|cells| header.iter().cloned().zip(cells).collect())
        .collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().expect("a number")
}

/// One drug given in one way, and what its concentrations are.
struct Regimen {
    name: String,
    case: Case,
    times: Vec<Nanoseconds>,
    exact: Vec<[f64; 2]>,
}

fn regimens() -> Vec<Regimen> {
    let (doses, rows) = (table("doses.csv"), table("concentrations.csv"));
    let mut all = Vec::new();
    for drug in table("parameters.csv") {
        let unit = if drug["time_unit"] == "h" {
            HOUR
        } else {
            MINUTE
        };
        let time = |value: f64| (value * unit as f64).round() as Nanoseconds;
        for regimen in ["oral", "bolus", "infusion", "repeated"] {
            let of_this = |row: &&BTreeMap<String, String>| {
                row["model"] == drug["model"] && row["regimen"] == regimen
            };
            let mut events: Vec<Event> = Vec::new();
            for (index, dose) in doses.iter().filter(of_this).enumerate() {
                let (at, amount) = (time(number(dose, "time")), number(dose, "amount_mg"));
                match dose["route"].as_str() {
                    "depot" => events.push(add(at, "drug.depot", amount)),
                    "bolus" => events.push(add(at, "drug.central", amount)),
                    _ => {
                        let duration = number(dose, "duration") * unit as f64 / MINUTE as f64;
                        let name = format!("infusion {index}");
                        events.push(open(at, &name, "drug.central", amount / duration));
                        events.push(close(at + time(number(dose, "duration")), &name));
                    }
                }
            }
            events.sort_by_key(|event| event.at);
            let rows: Vec<_> = rows.iter().filter(of_this).collect();
            let times: Vec<_> = rows.iter().map(|row| time(number(row, "time"))).collect();
            let exact = rows
                .iter()
                .map(|row| [number(row, "central_mg_L"), number(row, "effect_mg_L")]);
            let (system, params) = parameters(&drug);
            let parts = vec![named("drug", system, &params)];
            let mut case = Case::new(parts, &SIGNALS, times[times.len() - 1]);
            case.events = events;
            all.push(Regimen {
                name: format!("{} {regimen}", drug["model"]),
                case,
                exact: exact.collect(),
                times,
            });
        }
    }
    all
}

/// Rate constants as clearances, per hour.
fn parameters(drug: &BTreeMap<String, String>) -> (&'static str, Vec<f64>) {
    let per_hour = if drug["time_unit"] == "h" { 1.0 } else { 60.0 };
    let volume = number(drug, "V_L");
    let rate = |name: &str| number(drug, name) * per_hour;
    let clearance = |name: &str| rate(name) * volume;
    let mut params = vec![rate("ka"), 1.0, clearance("k10"), volume];
    let mut count = 1;
    for (out, back) in [("k12", "k21"), ("k13", "k31")] {
        if rate(out) > 0.0 {
            params.extend([clearance(out), clearance(out) / rate(back)]);
            count += 1;
        }
    }
    params.push(rate("ke0"));
    let system = ["one_compartment", "two_compartments", "three_compartments"][count - 1];
    (system, params)
}

/// Largest error relative to the regimen's peak.
fn worst(regimen: &Regimen, settings: &Settings) -> f64 {
    let (_, seen) = regimen.case.look_at(settings, &regimen.times);
    assert_eq!(seen.len(), regimen.times.len(), "{}", regimen.name);
    let mut worst = 0.0_f64;
    for signal in 0..SIGNALS.len() {
        let peak = regimen.exact.iter().map(|row| row[signal]);
        let peak = peak.fold(0.0, f64::max);
        for (found, exact) in seen.iter().zip(&regimen.exact) {
            worst = worst.max((found[signal] - exact[signal]).abs() / peak);
        }
    }
    worst
}

#[test]
fn every_regimen_by_every_method() {
    for settings in ways(1e-10) {
        // Seen inside steps; interpolants are of lower order than the steps that they are in.
        let tolerance = if settings.exactly { 1e-13 } else { 1e-7 };
        let mut worst_of_all = 0.0_f64;
        for regimen in regimens() {
            let found = worst(&regimen, &settings);
            let (method, exactly) = (settings.method, settings.exactly);
            assert!(
                found < tolerance,
                "{} by {method}, exactly: {exactly}: {found:e}",
                regimen.name
            );
            worst_of_all = worst_of_all.max(found);
        }
        println!(
            "{}, exactly {}: {worst_of_all:.1e}",
            settings.method, settings.exactly
        );
    }
}
