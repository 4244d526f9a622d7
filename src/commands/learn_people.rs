//! `homeostat learn people`: virtual people from a table with a row for each real one.

use super::files;
use super::learn::{bar, keep};
use super::number::whole;
use crate::output::{Failure, complain};
use engine::learned::people::family::Family;
use engine::learned::people::file;
use engine::learned::people::model::chance;
use engine::random::Stream;
use learn::fault::Fault;
use learn::people::card::{About, card};
use learn::people::outcome::Outcome;
use learn::people::scores::scores;
use learn::people::table;
use learn::people::train::{Asked, held_out, train};
use std::path::PathBuf;

/// What `--help` shows below.
pub const EXAMPLES: &str = "\
The table has a row for each person. Columns may be numbers or words; cells that are empty, NA or .
are not known, and what is missing together stays so. A unit may stand in the heading: weight[kg].
Columns that number the rows, are the same in every row, or hold names or free text are left out and
said. Every fifth row is held out and scored once.

  homeostat learn people --data flchain.csv -o people.model \\
      --event death=1 --time futime --within 1826.25
  homeostat sample people.model -n 100000 --where \"sex = F, age 60..75\" -o drawn.csv

An outcome that may be cut off (--event, with --time until it came or nobody looked any more) is drawn
as one: the card then says how often it comes, and how well it is foretold in real people by a forest
that learned from drawn ones.

People are drawn by trees, or by a normalising flow: a small network for each column, which reads those
before it. Where both are tried, people left out inside the training choose the one whose people are
told least from real ones, among those that give nobody away. A flow takes longer to fit, so of fewer
than 10,000 people it is tried only where it is asked for:

  homeostat learn people --data flchain.csv -o people.model --family trees,flow

The card tells all that was tried, what was taken, and how each family did on the people held out. It
is printed, kept in the file (`homeostat describe people.model`) and written beside it.";

/// Arguments of `learn people`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Table of people (CSV)
    #[arg(long, value_name = "TABLE.csv")]
    data: PathBuf,
    /// Model file to write; its card is written beside it as .card.txt
    #[arg(long, short, value_name = "FILE.model")]
    output: PathBuf,
    /// Columns to leave out, parted by commas
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    without: Vec<String>,
    /// Outcome: a column and the words of it that mean that it came, as in `status=1|2`
    #[arg(long, value_name = "COLUMN=WORD")]
    event: Option<String>,
    /// Column of the time until the outcome, or until nobody looked any more
    #[arg(long, value_name = "COLUMN", requires = "event")]
    time: Option<String>,
    /// Foretell the outcome within this time, in that column's unit
    #[arg(long, value_name = "TIME", requires = "time")]
    within: Option<f64>,
    /// Families to try, parted by commas: trees, flow; where not said, trees, and of 10,000 people
    /// and more both
    #[arg(long, value_name = "FAMILY", value_delimiter = ',', value_parser = Family::of)]
    family: Vec<Family>,
    /// Chooses which rows each tree is grown on, and where networks begin
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true, value_parser = whole(0..=u64::MAX))]
    seed: u64,
    /// Print nothing but problems
    #[arg(long, short)]
    quiet: bool,
}

/// Learns.
pub fn learn(arguments: &Arguments) -> Result<(), Failure> {
    let name = arguments.data.display().to_string();
    let text = files::read(&arguments.data)?;
    files::has_place(&arguments.output)?;
    let mut table = table::read(&name, &text, &arguments.without).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(Fault::to_string).collect();
        Failure::bad_input(format!("{}\nnothing was learned", lines.join("\n")))
    })?;
    let outcome = match &arguments.event {
        None => None,
        Some(event) => {
            let mut lots = chance(&Stream::new(arguments.seed, 0, "people", "outcome"));
            let time = arguments.time.as_deref();
            let found = Outcome::find(&mut table, event, time, arguments.within, &mut lots);
            Some(found.map_err(Failure::bad_input)?)
        }
    };
    if !arguments.quiet {
        table.warnings.iter().for_each(|warning| complain(warning));
    }
    let (held, inside) = held_out(table.people.len());
    let bar = bar(arguments.quiet);
    let seed = arguments.seed;
    let asked = Asked {
        families: &arguments.family,
        seed,
    };
    let learned = train(
        &table,
        &inside,
        outcome.as_ref(),
        asked,
        &mut |what, part| {
            bar.set_message(what.to_owned());
            bar.set_position((100.0 * part) as u64);
        },
    );
    bar.set_message("scoring on people held out");
    let mut model = learned.model;
    let scored = scores(
        (&model, &learned.others),
        &table,
        (&inside, &held),
        outcome.as_ref(),
        seed,
    );
    bar.finish_and_clear();
    let hash = blake3::hash(&text).to_hex().to_string();
    let told = arguments.event.as_ref().map(|event| {
        let within = arguments.within.map(|t| format!(" within {t}"));
        let time = arguments.time.as_ref().map(|t| format!(" by {t}"));
        format!(
            "{event}{}{}",
            time.unwrap_or_default(),
            within.unwrap_or_default()
        )
    });
    let file_name = arguments
        .data
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let about = About {
        table: &file_name,
        hash: &hash,
        outcome: told.as_deref(),
    };
    model.card = card(&model, &table, &learned.tried, &scored, &about);
    keep(
        &arguments.output,
        &file::write(&model),
        &model.card,
        arguments.quiet,
    )
}
