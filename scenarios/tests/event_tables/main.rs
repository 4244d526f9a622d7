//! Event tables: what is wrong with them is said with its place, and what they say is done.

mod compartments;
mod limits;
mod malformed;
mod medicines;
mod messages;
mod populations;
mod predictions;
mod uncertain;

use engine::recording::Values;
use engine::world::Settings;
use physiology::{Isa, system};
use scenarios::problem::Problem;
use scenarios::report::{Report, Row};
use scenarios::table::{Ask, Setup, Simulation, Summary, Table};

/// One compartment, as asked.
pub fn setup(ask: Ask) -> Setup {
    let system = system("one_compartment", Isa::BASELINE).expect("a model");
    Setup::new(system, ask).expect("a setup")
}

/// What is wrong with a table, if anything.
pub fn problems(text: &str, ask: Ask) -> Vec<Problem> {
    let setup = setup(ask);
    match Table::read(text.as_bytes(), &setup) {
        Err(problems) => problems,
        Ok((table, warnings)) => match run(&table, &setup) {
            Err(problems) => problems,
            Ok(_) => warnings,
        },
    }
}

/// The one thing that is wrong with a table, with its place.
pub fn only(text: &str, ask: Ask) -> Row {
    let found = problems(text, ask);
    let rows = Report::new("t.csv", text.as_bytes(), found).rows();
    let [row] = rows.as_slice() else {
        panic!("{rows:#?}");
    };
    row.clone()
}

/// Columns of the output by name, and what it came to.
pub type Predicted = (Vec<(String, Values)>, Summary);

/// A column of numbers of some predictions.
pub fn numbers(columns: &[(String, Values)], name: &str) -> Vec<f64> {
    let found = columns.iter().find(|(own, _)| own == name);
    let numbers = found.and_then(|(_, values)| values.numbers());
    numbers.unwrap_or_else(|| panic!("{name}: {found:?}"))
}

/// The predictions of a checked table.
pub fn run(table: &Table, setup: &Setup) -> Result<Predicted, Vec<Problem>> {
    let settings = Settings {
        threads: 2,
        ..Settings::default()
    };
    let simulation = Simulation::new(table, setup, settings, 1).expect("a simulation");
    let mut columns: Vec<(String, Values)> = Vec::new();
    let take = |values: Vec<Values>| {
        let names = simulation.columns().into_iter().map(|c| c.column.name);
        for (name, values) in names.zip(values) {
            match columns.iter_mut().find(|(own, _)| *own == name) {
                None => columns.push((name, values)),
                // Replicates come one after the other.
                Some((_, known)) => match (known.numbers(), values.numbers()) {
                    (Some(all), Some(more)) => *known = Values::Numbers([all, more].concat()),
                    (all, more) => panic!("{all:?} and {more:?}"),
                },
            }
        }
        Ok::<(), ()>(())
    };
    match simulation.run(take, |_| ()) {
        Ok(summary) => Ok((columns, summary)),
        Err(scenarios::table::Stopped::Table(problems)) => Err(problems),
        Err(scenarios::table::Stopped::Taker(())) => unreachable!(),
    }
}

/// A column of numbers of a table that has nothing wrong.
pub fn column(text: &str, ask: Ask, name: &str) -> Vec<f64> {
    let setup = setup(ask);
    let (table, warnings) = Table::read(text.as_bytes(), &setup).expect("a table");
    assert_eq!(warnings, []);
    let (columns, summary) = run(&table, &setup).expect("predictions");
    assert!(summary.failed.is_empty());
    numbers(&columns, name)
}
