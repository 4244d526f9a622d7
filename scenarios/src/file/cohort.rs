//! Many different people.

use crate::cohort::{
    Cell, Correlated, Criterion, Crowd, Distribution, Draws, Fact, LearnedPeople, PeopleTable,
    Somebody,
};
use crate::expression::Expression;
use crate::span::{At, Span};
use std::sync::Arc;

/// The people of a scenario, and who of them takes part.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort {
    /// Who they are.
    pub people: People,
    /// How many; `None` takes all of a table.
    pub size: Option<u64>,
    /// Who is eligible.
    pub eligible: Option<At<Criterion>>,
    /// What it asks of the body at the start.
    pub at_start: Vec<At<Expression>>,
    /// How people are drawn.
    pub draws: Draws,
    /// Bands that were declared.
    pub bands: Vec<Group>,
    /// Facts that go together, as people read it.
    pub correlations: Vec<String>,
    /// The header of the table.
    pub span: Span,
}

/// Where people come from.
#[derive(Clone, Debug, PartialEq)]
pub enum People {
    /// A table.
    Table(Arc<PeopleTable>),
    /// Distributions of facts, and how the facts go together.
    Drawn(Vec<Distribution>, Correlated),
    /// A learned model.
    Learned(Arc<LearnedPeople>),
}

/// A way to divide people into groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What it is called: `sex`, `age band`.
    pub name: String,
    /// Place of its fact.
    pub fact: usize,
    /// What the groups are called, in their order.
    pub labels: Vec<String>,
    /// Where a number is cut, in the unit of its fact; none for a word.
    pub cuts: Vec<f64>,
}

impl Group {
    /// Which group somebody is in; `None` where that is not known.
    pub fn of(&self, who: &Somebody) -> Option<usize> {
        match who.cells.get(self.fact)? {
            Cell::Word(place) => Some(*place as usize),
            Cell::Number(number) => Some(self.cuts.partition_point(|cut| cut <= number)),
            Cell::Missing => None,
        }
    }
}

impl Cohort {
    /// What is known of everybody.
    pub fn facts(&self) -> Vec<Fact> {
        match &self.people {
            People::Table(table) => table.facts.clone(),
            People::Learned(people) => people.facts.clone(),
            People::Drawn(all, _) => all.iter().map(|own| own.fact.clone()).collect(),
        }
    }

    /// The people, ready to be met; `size` takes the place of the file's where given.
    pub fn crowd(&self, seed: u64, size: Option<u64>) -> Crowd {
        let eligible = self
            .eligible
            .as_ref()
            .map(|criterion| criterion.value.clone());
        let size = size.or(self.size);
        match &self.people {
            People::Table(table) => Crowd::table(table.clone(), eligible, size, self.draws, seed),
            People::Learned(people) => Crowd::learned(
                people.clone(),
                eligible,
                size.unwrap_or(0),
                self.draws,
                seed,
            ),
            People::Drawn(all, correlated) => Crowd::drawn(
                all.clone(),
                correlated.clone(),
                eligible,
                size.unwrap_or(0),
                self.draws,
                seed,
            ),
        }
    }
}
