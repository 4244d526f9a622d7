//! `homeostat learn residual`: what the equations leave out of one person, learned from their traces.

use super::learn::{bar, keep};
use super::number::whole;
use super::{files, source};
use crate::output::Failure;
use engine::learned::network::file;
use engine::time::Nanoseconds;
use learn::residual::card::card;
use learn::residual::{Lesson, teach};
use physiology::vocabulary::VOCABULARY;
use physiology::{Isa, systems};
use scenarios::learned::{BroughtNetwork, Measurement, measurements};
use scenarios::time::Time;
use std::path::PathBuf;

/// What `--help` shows below.
pub const EXAMPLES: &str = "\
The scenario says who the person is and what they ate and were given on the days that were measured (its
first arm counts; midnight is at 0 h). The table says what came of it:

  time,name,value,unit
  0 h,plasma_glucose,138,mg/dL
  15 min,plasma_glucose,136,mg/dL

The last quarter of the days is held out and scored once: physiology alone, a network alone, and both.
A scenario of the same person takes what was learned by `networks = [\"anna.model\"]` in [patient];
`set = \"anna.share\", to = \"0 %\"` leaves it out of an arm.

  homeostat learn residual --scenario anna.toml --data anna.csv -o anna.model";

/// Arguments of `learn residual`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Who the person is, and what happened on the days measured (TOML)
    #[arg(long, value_name = "SCENARIO.toml")]
    scenario: String,
    /// What was measured (CSV: time, name, value, unit)
    #[arg(long, value_name = "TRACE.csv")]
    data: PathBuf,
    /// What the network reads, beside the time of day
    #[arg(
        long,
        value_name = "QUANTITIES",
        value_delimiter = ',',
        default_value = "plasma_glucose,insulin_action"
    )]
    reads: Vec<String>,
    /// What it adds to: a quantity to which several parts may add
    #[arg(long, value_name = "QUANTITY", default_value = "glucose_appearance")]
    adds: String,
    /// Model file to write; its card is written beside it as .card.txt
    #[arg(long, short, value_name = "FILE.model")]
    output: PathBuf,
    /// Chooses the weights with which training begins
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true, value_parser = whole(0..=u64::MAX))]
    seed: u64,
    /// Print nothing but problems
    #[arg(long, short)]
    quiet: bool,
}

/// Learns.
pub fn learn(arguments: &Arguments) -> Result<(), Failure> {
    let source = source::open(&arguments.scenario)?;
    let checked = source.check(None);
    let drawn = source::drawn(&checked);
    let counted = source::counted(&checked, &source.given);
    let Some((_, plan)) = checked.ready else {
        return Err(Failure::bad_input(format!(
            "{drawn}{counted}; nothing was learned"
        )));
    };
    let path = arguments.data.display().to_string();
    let text = files::read(&arguments.data)?;
    files::has_place(&arguments.output)?;
    let columns: Vec<(&str, &str)> = VOCABULARY.iter().map(|q| (q.name, q.unit)).collect();
    let told = |why: String| Failure::bad_input(format!("{path}: {why}\nnothing was learned"));
    let measured = measurements(&text, &columns, "the vocabulary").map_err(told)?;
    let Some(first) = measured.first() else {
        return Err(told("no rows below the first line".to_owned()));
    };
    let (signal, unit) = columns[first.column];
    if let Some(other) = measured.iter().find(|m| m.column != first.column) {
        let name = columns[other.column].0;
        return Err(told(format!(
            "line {}: found `{name}` beside `{signal}`, expected one quantity",
            other.line
        )));
    }
    let looks: Vec<(Nanoseconds, f64)> = measured.iter().map(|m| (m.at, m.value)).collect();
    let shown = |m: &Measurement| Time::from_nanoseconds(m.at);
    if let Some(pair) = measured.windows(2).find(|pair| pair[0].at == pair[1].at) {
        return Err(told(format!(
            "lines {} and {}: two values at {}, expected one",
            pair[0].line,
            pair[1].line,
            shown(&pair[0])
        )));
    }
    if first.at < plan.study.start {
        return Err(told(format!(
            "line {}: found {}, expected a time at which the scenario has begun, {}",
            first.line,
            shown(first),
            Time::from_nanoseconds(plan.study.start)
        )));
    }
    let mut systems = systems(Isa::BASELINE);
    systems.extend(plan.networks.iter().map(BroughtNetwork::system));
    let parts: Vec<_> = plan
        .subject
        .parts
        .iter()
        .chain(&plan.subject.later)
        .cloned()
        .collect();
    let stem = arguments
        .output
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let lesson = Lesson {
        title: stem,
        parts: &parts,
        systems: &systems,
        events: &plan.study.courses[0].events,
        start: plan.study.start,
        measured: &looks,
        signal,
        reads: &arguments.reads,
        adds: &arguments.adds,
        seed: arguments.seed,
    };
    let bar = bar(arguments.quiet);
    let taught = teach(&lesson, &mut |what, part| {
        bar.set_message(what.to_owned());
        bar.set_position((100.0 * part) as u64);
    });
    bar.finish_and_clear();
    let mut taught =
        taught.map_err(|why| Failure::bad_input(format!("{why}\nnothing was learned")))?;
    taught.part.card = card(&lesson, &taught, unit);
    keep(
        &arguments.output,
        &file::write(&taught.part),
        &taught.part.card,
        arguments.quiet,
    )
}
