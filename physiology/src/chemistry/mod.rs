//! Chemistry of the body over hours and days: lactate, acid and base.

pub mod acid_base;
pub mod lactate;
pub mod person;
