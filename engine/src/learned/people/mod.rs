//! A trained generator of people at run time: one row for each person, mixed kinds of columns, what
//! is missing together, outcomes that were cut off.

pub mod condition;
pub mod draw;
pub mod family;
pub mod file;
pub mod flow;
pub mod model;
pub mod sorted;
pub mod spline;
