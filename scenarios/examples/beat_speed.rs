//! How many times faster than real time a body is carried beat by beat: eight twins at once on one core,
//! circulation alone and with lungs and gas, and what tolerance and method change.
//!
//! `cargo run --release -p scenarios --example beat_speed -- [SECONDS] [RTOL] [METHOD]`

use engine::world::Settings;
use scenarios::plan::{plan, twin};
use scenarios::{catalogue, check};
use std::time::Instant;

const CIRCULATION: &str = "\"mean_arterial_pressure\", \"cardiac_output\", \"systolic_pressure\"";
const BREATH: &str = "\"arterial_oxygen_pressure\", \"end_tidal_carbon_dioxide\"";

fn main() {
    let mut args = std::env::args().skip(1);
    let mut number = |usual: f64| {
        args.next()
            .map_or(usual, |arg| arg.parse().expect("a number"))
    };
    let usual = Settings::beating();
    let (seconds, rtol) = (number(60.0), number(usual.tolerances().0));
    let settings = Settings {
        rtol: Some(rtol),
        method: args
            .next()
            .map_or(usual.method, |arg| arg.parse().expect("a method")),
        threads: 1,
        ..Settings::default()
    };
    time("circulation", CIRCULATION, seconds, &settings);
    time(
        "circulation, lungs and gas",
        &format!("{CIRCULATION}, {BREATH}"),
        seconds,
        &settings,
    );
}

fn time(what: &str, quantities: &str, seconds: f64, settings: &Settings) {
    let text = format!(
        "title = \"x\"\nhorizon = \"{seconds} s\"\nrecord = {{ every = \"1 s\", quantities = [{quantities}] }}\n\
         [patient]\nsex = \"male\"\nage = \"44 yr\"\nweight = \"77 kg\"\nheight = \"180 cm\"\n\
         heart = \"beat by beat\"\ntwins = 8\n"
    );
    let (scenario, problems) = check(text.as_bytes(), &catalogue::known());
    let scenario = scenario.unwrap_or_else(|| panic!("{problems:?}"));
    let start = Instant::now();
    let plan = plan(&scenario, None).unwrap_or_else(|problems| panic!("{problems:?}"));
    let planned = start.elapsed().as_secs_f64();
    let twins: Vec<_> = (0..plan.twins)
        .map(|number| twin(&plan.subject, &plan.spread, plan.seed, number, plan.twins))
        .collect();
    let rest = (start.elapsed().as_secs_f64() - planned) / twins.len() as f64;
    let mut engine = plan.engine(settings).expect("an engine");
    let start = Instant::now();
    let tracks = engine.project(&twins).expect("a run");
    let took = start.elapsed().as_secs_f64();
    let sum = |of: fn(&engine::patient::Counts) -> u64| -> f64 {
        let all: u64 = tracks.iter().map(|track| of(&track.counts)).sum();
        all as f64 / tracks.len() as f64 / seconds
    };
    // Of all seconds and twins.
    let width = quantities.split(',').count();
    let rows: Vec<&[f64]> = (tracks.iter())
        .flat_map(|track| track.samples.chunks_exact(width))
        .collect();
    let means: Vec<f64> = (0..width)
        .map(|column| rows.iter().map(|row| row[column]).sum::<f64>() / rows.len() as f64)
        .collect();
    println!(
        "{what}: 8 twins, {seconds} s, {:.0} times real time each; {:.0} steps accepted, {:.0} rejected a \
         second; a person's rest in {:.0} ms (the first in {:.0}); means {means:.3?}",
        seconds / took,
        sum(|counts| counts.accepted),
        sum(|counts| counts.rejected),
        1e3 * rest,
        1e3 * planned,
    );
}
