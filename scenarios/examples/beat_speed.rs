//! How many times faster than real time a body is carried beat by beat: eight twins at once on one core,
//! circulation alone and with lungs and gas, and what the tolerance changes.
//!
//! `cargo run --release -p scenarios --example beat_speed -- [SECONDS] [RTOL]`

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
    let (seconds, rtol) = (number(60.0), number(Settings::beating().tolerances().0));
    time("circulation", CIRCULATION, seconds, rtol);
    time(
        "circulation, lungs and gas",
        &format!("{CIRCULATION}, {BREATH}"),
        seconds,
        rtol,
    );
}

fn time(what: &str, quantities: &str, seconds: f64, rtol: f64) {
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
    let settings = Settings {
        rtol: Some(rtol),
        threads: 1,
        ..Settings::default()
    };
    let mut engine = plan.engine(&settings).expect("an engine");
    let start = Instant::now();
    let tracks = engine.project(&twins).expect("a run");
    let took = start.elapsed().as_secs_f64();
    let sum = |of: fn(&engine::patient::Counts) -> u64| -> f64 {
        let all: u64 = tracks.iter().map(|track| of(&track.counts)).sum();
        all as f64 / tracks.len() as f64 / seconds
    };
    let last = &tracks[0].samples[tracks[0].samples.len() - quantities.split(',').count()..];
    println!(
        "{what}: 8 twins, {seconds} s, {:.0} times real time each; {:.0} steps accepted, {:.0} rejected a \
         second; a person's rest in {:.0} ms (the first in {:.0}); the last row {last:.3?}",
        seconds / took,
        sum(|counts| counts.accepted),
        sum(|counts| counts.rejected),
        1e3 * rest,
        1e3 * planned,
    );
}
