//! Event tables: a file of records, checked, and the people in it carried through one model.
//!
//! An [`Ask`] says how columns are meant and what is wanted; [`Setup`] settles it against a model;
//! [`Table`] is the file after checking, column by column; [`Simulation`] carries its people and
//! hands out what was predicted, some people at a time.

mod ask;
mod check;
mod columns;
mod courses;
mod derive;
mod facts;
mod grid;
mod limits;
mod parts;
mod persons;
mod portion;
mod read;
mod residual;
mod rows;
mod setup;
pub(crate) mod sheet;
mod simulation;
mod varied;
mod visual_check;

pub use ask::{Ask, Mapping};
pub use columns::Number;
pub use facts::FactMapping;
pub use grid::Grid;
pub use parts::{Dosed, Part, Parts};
pub use read::Table;
pub use residual::Residual;
pub use setup::Setup;
pub use simulation::{Lost, Simulation, Stopped, Summary};
pub use visual_check::{CheckRow, PERCENTILES, VisualCheck};
