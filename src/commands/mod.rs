//! The commands, and their arguments as `--help` teaches them.

mod check;
mod describe;
mod files;
mod home;
mod learn;
mod learn_import;
mod learn_people;
mod learn_residual;
mod list;
mod manual;
mod medicine;
mod new;
mod number;
mod render;
mod render_live;
mod run;
mod sample;
mod simulate;
mod source;
mod sweep;
mod teach;
mod validate;
#[cfg(feature = "window")]
mod view;

use crate::output::{Failure, put};
use clap::{Parser, Subcommand};

const EXAMPLES: &str = "\
Examples:
  homeostat                          the scenarios that come with the program, and their questions
  homeostat run late-bolus           runs one of them, writes out/late-bolus/
  homeostat new mine.toml            writes a commented scenario to start from
  homeostat check mine.toml          says everything that is wrong with it
  homeostat run mine.toml --twins 500
  homeostat view late-bolus          the same in a window, to change doses and times and see
  homeostat teach haemorrhage-in-recovery   a live patient for learners
  homeostat render late-bolus        every picture as a file, without a window
  homeostat simulate one_compartment --data doses.csv   an event table through a model
  homeostat sweep vancomycin-cohort  a virtual cohort, over creatinine clearance
  homeostat list parameters          what can vary between twins
  homeostat describe insulin_action  a model: equations, parameters, source

Simulated; to think with, not to prescribe from.";

/// What-if treatments on an ensemble of plausible twins of one patient.
///
/// A scenario file says whom it is about, what happens in each arm, and what is measured. The
/// arms are compared twin by twin, so that every difference has an interval.
#[derive(Parser)]
#[command(version, after_help = EXAMPLES, after_long_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Answer a scenario's question: outcomes, paired differences, recording and figure
    Run(run::Arguments),
    /// See a scenario in a window, change it, and see what comes of it
    #[cfg(feature = "window")]
    View(view::Arguments),
    /// Run a patient live, for learners: monitor, instructor's panel, goals, debrief
    #[command(after_long_help = teach::EXAMPLES)]
    Teach(teach::Arguments),
    /// Draw every picture of a scenario or a finished run, without a window
    Render(render::Arguments),
    /// Carry the people of an event table (as NONMEM's) through one model
    #[command(after_long_help = simulate::EXAMPLES)]
    Simulate(Box<simulate::Arguments>),
    /// Learn a model from a table of your own, and print its card
    Learn(learn::Arguments),
    /// Draw people who do not exist from a model of people
    #[command(after_long_help = sample::EXAMPLES)]
    Sample(sample::Arguments),
    /// Carry a cohort through every arm and every combination of swept values
    #[command(after_long_help = sweep::EXAMPLES)]
    Sweep(Box<sweep::Arguments>),
    /// Say everything that is wrong with scenario files, and what they would run
    Check(check::Arguments),
    /// Write a commented scenario to start from
    New(new::Arguments),
    /// List what there is: models, drugs, quantities, scenarios, parameters, patients, methods
    List(list::Arguments),
    /// Run the validation book: published numbers beside those of the models
    Validate(validate::Arguments),
    /// Describe one of them by its name
    Describe(describe::Arguments),
    /// Print the JSON Schema of scenario files, for completion in editors
    Schema,
    /// Print the language of scenario files, every table and key, as Markdown; or write the medicines' pages
    Manual(manual::Arguments),
}

/// Does what was asked.
pub fn dispatch(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        None => home::home(),
        Some(Command::Run(arguments)) => run::run(&arguments),
        #[cfg(feature = "window")]
        Some(Command::View(arguments)) => view::run(&arguments),
        Some(Command::Teach(arguments)) => teach::run(&arguments),
        Some(Command::Render(arguments)) => render::run(&arguments),
        Some(Command::Simulate(arguments)) => simulate::simulate(&arguments),
        Some(Command::Learn(arguments)) => learn::learn(&arguments),
        Some(Command::Sample(arguments)) => sample::sample(&arguments),
        Some(Command::Sweep(arguments)) => sweep::sweep(&arguments),
        Some(Command::Check(arguments)) => check::check(&arguments),
        Some(Command::New(arguments)) => new::new(&arguments),
        Some(Command::List(arguments)) => list::list(&arguments),
        Some(Command::Describe(arguments)) => describe::describe(&arguments),
        Some(Command::Validate(arguments)) => validate::validate(&arguments),
        Some(Command::Schema) => put(&scenarios::schema::schema_text()),
        Some(Command::Manual(arguments)) => manual::manual(&arguments),
    }
}
