//! People drawn from a model that was learned from real ones (`homeostat learn people`).

use super::column::{Column, Raw, headings, read_column};
use super::fact::{Cell, Fact, FactKind, Somebody};
use super::table::Mentioned;
use crate::problem::Problem;
use crate::table::sheet::Heading;
use engine::learned::people::file;
use engine::learned::people::model::People;
use physiology::unit::Unit;

/// A model of people, and what its columns are to a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct LearnedPeople {
    /// Path as the scenario writes it.
    pub path: String,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub blake3: String,
    /// What its columns say.
    pub facts: Vec<Fact>,
    model: People,
    cells: Vec<Meant>,
}

/// What a column's cells are as facts.
#[derive(Debug, Clone, PartialEq)]
enum Meant {
    /// The number, from one unit to another where both are known.
    Number(Option<(Unit, Unit)>),
    /// Each word's cell.
    Words(Vec<Cell>),
}

impl LearnedPeople {
    /// Reads a model's bytes. A column is the fact of its name, or of the name that the scenario
    /// gives it; what is wrong is placed where the scenario names the file.
    pub fn read(mention: &Mentioned, bytes: &[u8]) -> (Option<Self>, Vec<Problem>) {
        let span = mention.path.span;
        let model = match file::read(bytes) {
            Ok(model) => model,
            Err(error) => {
                let problem = Problem::error(span, "a model of people that cannot be used")
                    .found(error.to_string())
                    .expected("a model file of `homeostat learn people`");
                return (None, vec![problem]);
            }
        };
        let mut problems = Vec::new();
        let renamed = |name: &str| {
            let found = mention.columns.iter().find(|(_, column)| column == name);
            found.map_or(name, |(fact, _)| fact).to_owned()
        };
        for (fact, column) in &mention.columns {
            if !model.columns.iter().any(|own| own.name == *column) {
                let names = model.columns.iter().map(|own| own.name.as_str());
                let near = crate::nearest::nearest(column, names.clone());
                let problem = Problem::error(span, format!("no column for `{fact}`"))
                    .found(format!("`{column}`"))
                    .expected(format!("one of {}", crate::nearest::list(names)))
                    .nearest(near);
                problems.push(problem);
            }
        }
        let heading: Vec<Heading> = (model.columns.iter())
            .map(|own| Heading {
                name: match own.unit.is_empty() {
                    true => renamed(&own.name),
                    false => format!("{}[{}]", renamed(&own.name), own.unit),
                },
                span,
            })
            .collect();
        let columns = headings(&heading, &mention.units, &mut problems);
        // A column that no medicine reads is no slip here: nobody wrote it for this scenario.
        problems.retain(Problem::is_error);
        let (mut facts, mut cells) = (Vec::new(), Vec::new());
        for (index, (column, own)) in columns.iter().zip(&model.columns).enumerate() {
            let (fact, meant) = meaning(column, own, index, span, &mut problems);
            facts.push(fact);
            cells.push(meant);
        }
        let whole = !problems.iter().any(Problem::is_error);
        let people = whole.then(|| Self {
            path: mention.path.value.clone(),
            blake3: blake3::hash(bytes).to_hex().to_string(),
            facts,
            model,
            cells,
        });
        (people, problems)
    }

    /// The person of this number.
    pub(super) fn person(&self, seed: u64, number: u64) -> Somebody {
        let row = self.model.person(seed, number);
        let cells = row.iter().zip(&self.cells).zip(&self.model.columns);
        Somebody {
            number,
            key: number,
            cells: cells
                .map(|((cell, meant), column)| match meant {
                    _ if cell.is_nan() => Cell::Missing,
                    Meant::Words(cells) => {
                        cells.get(*cell as usize).copied().unwrap_or(Cell::Missing)
                    }
                    Meant::Number(units) => {
                        let value = column.number(*cell);
                        let turned = units.and_then(|(from, to)| from.convert(value, &to));
                        Cell::Number(turned.unwrap_or(value))
                    }
                })
                .collect(),
        }
    }

    /// People of the training.
    pub fn trained(&self) -> usize {
        self.model.trained
    }
}

/// A column as a fact: tried on the words or the ends of what the model draws.
fn meaning(
    column: &Column,
    own: &engine::learned::people::model::Column,
    index: usize,
    span: crate::span::Span,
    problems: &mut Vec<Problem>,
) -> (Fact, Meant) {
    let raw = match own.words.is_empty() {
        true => Raw::Numbers(vec![own.range.0, own.range.1]),
        false => Raw::Texts(own.words.clone()),
    };
    let place = |row: usize, _: usize| {
        let what = own
            .words
            .get(row)
            .map_or_else(String::new, |word| format!(" ({word})"));
        (span, what)
    };
    let (fact, cells) = read_column(column, &raw, index, &place, problems);
    let meant = match (&fact.kind, own.words.is_empty()) {
        (FactKind::Number { unit, .. }, _) => {
            Meant::Number(column.unit.as_ref().map(|(from, _)| (*from, *unit)))
        }
        (FactKind::Word(_), _) => Meant::Words(cells),
    };
    (fact, meant)
}
