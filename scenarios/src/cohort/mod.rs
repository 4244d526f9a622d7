//! Cohorts: many different people, from a table, from distributions or from a learned model, some of whom are eligible.
//!
//! A person is what is known of them. Whom a scenario is about is asked of a [`Crowd`], person by
//! person, so that a cohort of a million is never in memory as a whole. What is drawn for a person
//! depends on the seed and on who the person is: never on the arm, the order, or who else is there.

mod column;
mod criterion;
mod crowd;
mod distribution;
mod draw;
mod drawn;
mod fact;
mod table;

pub use criterion::{Clauses, Criterion, clauses};
pub use crowd::{Admission, Crowd, Screened};
pub use distribution::{Correlated, Distribution, Form, factor};
pub(crate) use draw::DIMENSIONS;
pub use draw::{Draws, Lot, REPLICATES};
pub use drawn::LearnedPeople;
pub use fact::{Cell, Fact, FactKind, FactScope, Somebody};
pub use table::{Mentioned, PeopleTable, mentioned, read_parquet, read_text};
