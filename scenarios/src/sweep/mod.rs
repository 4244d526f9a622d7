//! Sweeps: the same question over a grid of values, for every arm and everybody.
//!
//! A [`Sweep`] is laid out cell by cell: each is the file with other values in some places, checked
//! as a file of its own. It is [run](run()) in parts of the people, each of which goes through every
//! cell and arm and becomes two finished files; what is summed up is made from those parts alone, in
//! their order, so that a run that was killed goes on where it stood and ends with the same bytes.

mod cell;
mod journal;
mod part;
mod run;
mod sketch;
mod store;
mod summary;
mod tally;

pub use cell::{Cell, Sweep, lay_out};
pub use journal::{Change, Identity, Journal};
pub use run::{Done, Progress, Report, SweepError, run};
pub use sketch::Sketch;
pub use store::{JOURNAL, outcome_columns};
pub use summary::{Against, Summary, Table, Tabled};
pub use tally::Tally;
