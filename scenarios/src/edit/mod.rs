//! A scenario while a person changes it: every value of the file as a field, and a text that keeps
//! what the person wrote around it.
//!
//! Nothing here knows a drug or an organ: [`sections`] walks the [tree of the file](crate::document)
//! beside the [grammar](crate::grammar), so that a key that joins the language has its field at once. A
//! [`Draft`] changes one value, or adds, copies and removes items of a list, and leaves comments,
//! order and spacing as they stand; a [`History`] goes back and forth between texts.

mod draft;
mod field;
mod history;
mod number;
mod section;

pub use draft::{Draft, EditError, NewValue};
pub use field::{Field, FieldValue, Place, Step};
pub use history::History;
pub use number::{WrittenNumber, numbers, rewrite};
pub use section::{Section, sections};
