//! To whom what happens, and when: scenario files, checks, arms, outcomes.
//!
//! The language comes first: the text of a file becomes a [tree that knows its
//! places](document), is [checked](mod@check) against the [grammar] and against what is
//! [known] to exist, and comes out as a [`Scenario`](file::Scenario) or as everything that is
//! wrong with it.

pub mod aligned;
pub mod book;
pub mod catalogue;
pub mod check;
pub mod cohort;
pub mod condition;
pub mod document;
pub mod edit;
pub mod expression;
pub mod file;
pub mod finished;
pub mod grammar;
pub mod happening;
pub mod influence;
pub mod known;
pub mod learned;
pub mod library;
pub mod live;
pub mod manual;
pub mod medicine;
pub mod memory;
pub mod outcome;
pub mod past;
pub mod plan;
pub mod population;
pub mod problem;
pub mod quantity;
pub mod report;
pub mod rests;
pub mod results;
pub mod run;
pub mod schema;
pub mod source;
pub mod span;
pub mod sweep;
pub mod table;
pub mod template;
pub mod time;
pub mod words;

pub use check::{check, check_cell, check_script};
pub use physiology::nearest;
