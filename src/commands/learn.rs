//! `homeostat learn`: a model of a person's own table.

use super::number::whole;
use super::{files, learn_import, learn_people, learn_residual};
use crate::output::{Failure, complain, put};
use engine::learned::progression::file;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use learn::card::{About, card};
use learn::cohort::{self, Cohort};
use learn::evaluate::evaluate;
use learn::fault::Fault;
use learn::spec::Spec;
use learn::train::{Asked, train};
use std::path::{Path, PathBuf};

/// What `--help` shows below.
pub const EXAMPLES: &str = "\
The table has a row for each visit; the spec says what its columns are:

  title = \"Primary biliary cirrhosis\"
  id = \"id\"
  time = { column = \"day\", unit = \"d\" }

  [[marker]]                       # is forecast; one table each
  column = \"bili\"
  name = \"bilirubin\"               # as scenarios call it
  unit = \"mg/dL\"
  transform = \"log\"                # or \"none\"; \"auto\" decides by the values

  [[sign]]                         # is read at visits, not forecast
  column = \"edema\"

  [[covariate]]                    # known from the start; a number with a unit, or words
  column = \"age\"
  unit = \"a\"

  [arm]                            # treatment
  column = \"trt\"
  reference = \"0\"
  names = { 0 = \"placebo\", 1 = \"D-penicillamine\" }
  randomised = true

  [death]                          # the end of follow-up, and what of it is death
  time = { column = \"futime\", unit = \"d\" }
  status = \"status\"
  is = [\"2\"]

What foresees markers is chosen by patients left out in turn: the core with trees, or a network that is
better by more than the standard error of the difference. Above the tables,

  family = \"drift\"                # or \"core\", \"trees\", \"flow\", \"autoencoder\"

asks for one of them, whatever they say: a neural drift, the state-space core alone or with trees on
what it leaves over, a conditional flow, a conditional variational autoencoder.

Cells that are empty, NA or . are not known. One patient in five (every id that five divides, or every
fifth patient) is held out and scored once. A scenario takes the model by
`model = \"liver.model\"` in [patient].";

/// Arguments of `learn`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    kind: Kind,
}

#[derive(clap::Subcommand)]
enum Kind {
    /// Progression of a disease from a table of visits: markers, death, treatments
    #[command(after_long_help = EXAMPLES)]
    Progression(Progression),
    /// Virtual people from a table with a row for each real one
    #[command(after_long_help = learn_people::EXAMPLES)]
    People(learn_people::Arguments),
    /// What the equations leave out of one person, from their traces: a network in the rates
    #[command(after_long_help = learn_residual::EXAMPLES)]
    Residual(learn_residual::Arguments),
    /// Takes in a network that was trained elsewhere (safetensors)
    #[command(after_long_help = learn_import::EXAMPLES)]
    Import(learn_import::Arguments),
}

#[derive(clap::Args)]
struct Progression {
    /// Table of visits (CSV)
    #[arg(long, value_name = "TABLE.csv")]
    data: PathBuf,
    /// What its columns are (TOML)
    #[arg(long, value_name = "SPEC.toml")]
    spec: PathBuf,
    /// Model file to write; its card is written beside it as .card.txt
    #[arg(long, short, value_name = "FILE.model")]
    output: PathBuf,
    /// Chooses which patients are left out together inside the training
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true, value_parser = whole(0..=u64::MAX))]
    seed: u64,
    /// Print nothing but problems
    #[arg(long, short)]
    quiet: bool,
}

/// Learns.
pub fn learn(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.kind {
        Kind::Progression(progression) => learn_progression(progression),
        Kind::People(people) => learn_people::learn(people),
        Kind::Residual(residual) => learn_residual::learn(residual),
        Kind::Import(import) => learn_import::learn(import),
    }
}

fn learn_progression(arguments: &Progression) -> Result<(), Failure> {
    let table = files::read(&arguments.data)?;
    let spec_text = files::text(&arguments.spec)?;
    files::has_place(&arguments.output)?;
    let (data_name, spec_name) = (
        arguments.data.display().to_string(),
        arguments.spec.display().to_string(),
    );
    let told = |faults: Vec<Fault>| {
        let lines: Vec<String> = faults.iter().map(Fault::to_string).collect();
        Failure::bad_input(format!("{}\nnothing was learned", lines.join("\n")))
    };
    let spec = Spec::read(&spec_name, &spec_text).map_err(told)?;
    let cohort =
        cohort::read((&data_name, &table), (&spec_name, &spec_text), &spec).map_err(told)?;
    if !arguments.quiet {
        cohort.warnings.iter().for_each(|warning| complain(warning));
    }
    let (test, inside) = held_out(&cohort);
    let bar = bar(arguments.quiet);
    let asked = Asked {
        seed: arguments.seed,
        among: spec.family().into(),
    };
    let trained = train(&cohort, &inside, asked, &mut |what, part| {
        bar.set_message(what.to_owned());
        bar.set_position((100.0 * part) as u64);
    });
    bar.finish_and_clear();
    let (mut model, choices) = trained.map_err(Failure::bad_input)?;
    let scored = evaluate(&model, &cohort, &inside, &test);
    let hash = blake3::hash(&table).to_hex().to_string();
    let about = About {
        source: &spec.source,
        licence: &spec.licence,
        hash: &hash,
        warnings: &cohort.warnings,
    };
    model.card = card(&model, &choices, &cohort, &inside, &scored, &about);
    keep(
        &arguments.output,
        &file::write(&model),
        &model.card,
        arguments.quiet,
    )
}

/// Writes what was learned and, beside it, its card, and prints the card.
pub fn keep(output: &Path, model: &[u8], card: &str, quiet: bool) -> Result<(), Failure> {
    files::write(output, model)?;
    let beside = output.with_extension("card.txt");
    files::write(&beside, card.as_bytes())?;
    if quiet {
        return Ok(());
    }
    put(&format!(
        "{card}\nWritten: {} and {}\n",
        output.display(),
        beside.display()
    ))
}

/// Who is held out, and who is trained on: by their numbers, or else by their places.
fn held_out(cohort: &Cohort) -> (Vec<usize>, Vec<usize>) {
    let numbers: Option<Vec<u64>> = cohort.people.iter().map(|p| p.id.parse().ok()).collect();
    let fifth = |p: &usize| p.is_multiple_of(5);
    let by_number = |p: &usize| {
        numbers
            .as_ref()
            .map_or(fifth(p), |all| all[*p].is_multiple_of(5))
    };
    let all = 0..cohort.people.len();
    let (held, inside): (Vec<usize>, Vec<usize>) = all.clone().partition(by_number);
    match held.is_empty() || inside.is_empty() {
        true => all.partition(fifth),
        false => (held, inside),
    }
}

/// A bar of progress on standard error.
pub fn bar(hidden: bool) -> ProgressBar {
    let target = if hidden {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(100), target);
    match ProgressStyle::with_template("{bar:30} {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
