//! The cells of a sweep.

use crate::cohort::Crowd;
use crate::file::{Axis, Scenario};
use crate::known::Known;
use crate::medicine::Shelf;
use crate::plan::{Plan, plan_with};
use crate::problem::Problem;
use crate::span::Span;

/// One combination of values.
pub struct Cell {
    /// For each axis, the number of its value.
    pub choices: Vec<usize>,
    /// The file with these values.
    pub scenario: Scenario,
    /// What it comes to.
    pub plan: Plan,
    /// The first cell whose people are the same.
    pub people_of: usize,
    /// The first cell in which everybody has the same parts.
    pub parts_of: usize,
}

/// Everything that a sweep does.
pub struct Sweep {
    /// What changes.
    pub axes: Vec<Axis>,
    /// The cells: the last axis changes first. One where nothing is swept.
    pub cells: Vec<Cell>,
}

/// Lays out every cell; everything that is wrong with any of them, each once. `seed` takes the place
/// of the file's where given.
pub fn lay_out(
    text: &[u8],
    known: &Known,
    shelf: &Shelf,
    scenario: &Scenario,
    seed: Option<u64>,
) -> (Option<Sweep>, Vec<Problem>) {
    let axes = scenario.sweep.clone();
    let count: usize = axes.iter().map(|axis| axis.values.len()).product();
    let mut problems: Vec<Problem> = Vec::new();
    let mut cells: Vec<Cell> = Vec::with_capacity(count);
    for number in 0..count {
        let choices = choices(&axes, number);
        let (found, faults) = crate::check::check_cell(text, known, &axes, &choices);
        say(&mut problems, faults);
        let Some(scenario) = found else {
            continue;
        };
        match plan_with(&scenario, seed, shelf) {
            Ok(plan) => {
                say(&mut problems, plan.warnings.iter().cloned());
                let people_of = cells
                    .iter()
                    .position(|other| same_people(&other.scenario, &scenario))
                    .unwrap_or(number);
                let names = |plan: &Plan| -> Vec<String> {
                    plan.drugs.iter().map(|drug| drug.name.clone()).collect()
                };
                let parts_of = cells
                    .iter()
                    .position(|other| {
                        other.people_of == people_of
                            && other.scenario.preset == scenario.preset
                            && other.scenario.patient.varies == scenario.patient.varies
                            && names(&other.plan) == names(&plan)
                    })
                    .unwrap_or(number);
                cells.push(Cell {
                    choices,
                    scenario,
                    plan,
                    people_of,
                    parts_of,
                });
            }
            Err(wrong) => say(&mut problems, wrong.into_iter().map(Problem::from)),
        }
    }
    problems.extend(unlike(&axes, &cells));
    problems.sort_by_key(|problem| problem.span.start);
    let whole = cells.len() == count && !problems.iter().any(Problem::is_error);
    (whole.then_some(Sweep { axes, cells }), problems)
}

/// What is said of one cell is not said again of the next.
fn say(problems: &mut Vec<Problem>, more: impl IntoIterator<Item = Problem>) {
    for problem in more {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
}

/// The values of a cell; the last axis changes first.
fn choices(axes: &[Axis], mut number: usize) -> Vec<usize> {
    let mut choices = vec![0; axes.len()];
    for (choice, axis) in choices.iter_mut().zip(axes).rev() {
        *choice = number % axis.values.len();
        number /= axis.values.len();
    }
    choices
}

fn same_people(a: &Scenario, b: &Scenario) -> bool {
    a.seed == b.seed && a.patient.who == b.patient.who && a.patient.twins == b.patient.twins
}

/// Cells whose arms or outcomes are other than those of the first cannot be compared.
fn unlike(axes: &[Axis], cells: &[Cell]) -> Option<Problem> {
    let first = cells.first()?;
    let span = axes.first().map_or(Span::new(0, 0), |axis| axis.path.span);
    let problem = |what: &str| {
        Problem::error(span, format!("cells with other {what}"))
            .found(format!("a value that changes which {what} there are"))
            .expected(format!("the same {what} in every cell"))
    };
    let outcomes = |cell: &Cell| -> Vec<(String, crate::expression::Kind, String)> {
        let of = cell.scenario.outcomes.iter();
        of.map(|outcome| {
            let expression = &outcome.of.value;
            (
                outcome.label().to_owned(),
                expression.kind(),
                expression.unit_text().to_owned(),
            )
        })
        .collect()
    };
    let groups = |cell: &Cell| -> Vec<Vec<Vec<String>>> {
        let of = cell.scenario.outcomes.iter();
        of.map(|outcome| {
            outcome
                .by
                .iter()
                .map(|group| group.labels.clone())
                .collect()
        })
        .collect()
    };
    for cell in &cells[1..] {
        if cell.plan.arms != first.plan.arms {
            return Some(problem("arms"));
        }
        if outcomes(cell) != outcomes(first) {
            return Some(
                problem("outcomes").help("an outcome with a `name` keeps it in every cell"),
            );
        }
        if groups(cell) != groups(first) {
            return Some(problem("groups"));
        }
    }
    None
}

impl Cell {
    /// What its values are, in words: "dose 1 g, size 400"; empty where nothing is swept.
    pub fn label(&self, axes: &[Axis]) -> String {
        let each = axes
            .iter()
            .zip(&self.choices)
            .map(|(axis, choice)| axis.choice(*choice));
        each.collect::<Vec<_>>().join(", ")
    }

    /// How many people, or twins, go through it.
    pub fn people(&self) -> u64 {
        self.plan.twins as u64
    }

    /// The people; `None` for twins of one patient.
    pub fn crowd(&self, seed: u64) -> Option<Crowd> {
        let cast = self.plan.cast.as_deref()?;
        Some(cast.crowd(seed, Some(self.people())))
    }
}

impl Sweep {
    /// Arms, the same in every cell.
    pub fn arms(&self) -> &[String] {
        self.cells.first().map_or(&[], |cell| &cell.plan.arms)
    }

    /// Simulations in all: people, cells and arms.
    pub fn simulations(&self) -> u64 {
        let arms = self.arms().len() as u64;
        self.cells.iter().map(|cell| cell.people() * arms).sum()
    }
}
