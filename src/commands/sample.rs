//! `homeostat sample`: people who do not exist, drawn from a model of people.

use super::files;
use super::learn::bar;
use super::number::whole;
use crate::output::{Failure, put};
use engine::learned::people::condition::Condition;
use engine::learned::people::file;
use engine::learned::people::model::People;
use engine::recording::{Column, Provenance, RecordingError, TableColumn, TableWriter, Values};
use std::path::PathBuf;
use std::sync::Arc;

/// What `--help` shows below.
pub const EXAMPLES: &str = "\
Conditions are parted by commas and all of them hold:

  sex = female         a word (its first letters are enough where only one begins so)
  stage = 3 or 4       one of some
  age 60..75           a range, with its ends; also age 60..75 yr where the table gave a unit
  bili > 2, copper missing, trig known

Drawn are exactly the people whom one would keep of all drawn; how many were looked at is said. Rows
are numbered, and carry `synthetic` = 1. The same seed gives the same people on any number of threads,
and of more people fewer are the first.";

/// People drawn at once.
const PART: usize = 1 << 16;

/// Arguments of `sample`.
#[derive(clap::Args)]
pub struct Arguments {
    /// A model file of `homeostat learn people`
    model: PathBuf,
    /// How many people
    #[arg(short, long, value_name = "N", default_value_t = 1000, allow_negative_numbers = true, value_parser = whole::<usize>(1..=usize::MAX))]
    number: usize,
    /// Who: conditions parted by commas
    #[arg(long = "where", value_name = "CONDITIONS", default_value = "")]
    conditions: String,
    /// Table to write, .csv or .parquet; beside the model with `.people.csv` where not said
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Chooses the people
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true, value_parser = whole(0..=u64::MAX))]
    seed: u64,
    /// Print nothing but problems
    #[arg(long, short)]
    quiet: bool,
}

/// Draws.
pub fn sample(arguments: &Arguments) -> Result<(), Failure> {
    let path = arguments.model.display();
    let bytes = files::read(&arguments.model)?;
    let model =
        file::read(&bytes).map_err(|error| Failure::bad_input(format!("`{path}` is {error}")))?;
    let conditions = Condition::parse(&arguments.conditions, &model.columns)
        .map_err(|why| Failure::bad_input(format!("--where {why}")))?;
    let output = match &arguments.output {
        Some(path) => path.clone(),
        None => arguments.model.with_extension("people.csv"),
    };
    files::has_place(&output)?;
    let columns = table(&model);
    let provenance = Provenance::default()
        .with("synthetic", "every row is of a person who does not exist")
        .with("model", blake3::hash(&bytes).to_hex().to_string())
        .with("where", &arguments.conditions)
        .with("seed", arguments.seed.to_string());
    let refused = |error: RecordingError| Failure::other(error);
    let mut writer = match output.extension().and_then(|e| e.to_str()) {
        Some("csv") => TableWriter::csv(&output, &columns),
        Some("parquet") => TableWriter::parquet(&output, &columns, &provenance),
        _ => {
            return Err(Failure::bad_input(format!(
                "found `{}`, expected a name that ends in .csv or .parquet",
                output.display()
            )));
        }
    }
    .map_err(refused)?;
    let lists: Vec<Arc<[String]>> = (model.columns.iter())
        .map(|c| c.words.clone().into())
        .collect();
    let bar = bar(arguments.quiet);
    let (mut done, mut screened) = (0, 0);
    while done < arguments.number {
        let count = PART.min(arguments.number - done);
        let drawn = model
            .sample(arguments.seed, screened, count, &conditions)
            .map_err(|why| {
                Failure::bad_input(format!("--where {}: {why}", arguments.conditions))
            })?;
        screened += drawn.screened;
        done += count;
        writer
            .write(values(&model, &lists, &drawn.people))
            .map_err(refused)?;
        bar.set_message(format!("{done} people"));
        bar.set_position((100 * done / arguments.number) as u64);
    }
    writer.finish().map_err(refused)?;
    bar.finish_and_clear();
    if arguments.quiet {
        return Ok(());
    }
    let looked = match conditions.is_empty() {
        true => String::new(),
        false => format!(
            ", all of whom meet `{}` ({screened} were looked at: {:.2} %)",
            arguments.conditions,
            100.0 * done as f64 / screened.max(1) as f64
        ),
    };
    put(&format!(
        "{done} synthetic people{looked}\nWritten: {}\n",
        output.display()
    ))
}

fn table(model: &People) -> Vec<TableColumn> {
    let column =
        |name: &str, unit: &str, meaning: &str, is_text: bool, is_whole: bool| TableColumn {
            column: Column::new(name, unit, meaning),
            is_text,
            is_whole,
            is_carried: unit.is_empty(),
            repeats: !is_text && !is_whole,
        };
    let mut columns = vec![
        column("person", "", "Number among all who were drawn", false, true),
        column(
            "synthetic",
            "",
            "1: this person does not exist",
            false,
            true,
        ),
    ];
    columns.extend(model.columns.iter().map(|c| {
        let words = !c.words.is_empty() && c.levels().is_none();
        column(&c.name, &c.unit, "Drawn", words, false)
    }));
    columns
}

fn values(model: &People, lists: &[Arc<[String]>], people: &[(u64, Vec<f64>)]) -> Vec<Values> {
    let mut all = vec![
        Values::Whole(people.iter().map(|(number, _)| (*number, 1)).collect()),
        Values::Whole(vec![(1, people.len() as u32)]),
    ];
    for (place, column) in model.columns.iter().enumerate() {
        let cells = people.iter().map(|(_, row)| row[place]);
        let levels = column.levels();
        all.push(match (&levels, column.words.is_empty()) {
            (Some(levels), _) => Values::Numbers(
                cells
                    .map(|c| if c.is_nan() { c } else { levels[c as usize] })
                    .collect(),
            ),
            (None, true) => Values::Numbers(cells.collect()),
            (None, false) => Values::Texts {
                places: cells
                    .map(|c| if c.is_nan() { u32::MAX } else { c as u32 })
                    .collect(),
                list: lists[place].clone(),
            },
        });
    }
    all
}
