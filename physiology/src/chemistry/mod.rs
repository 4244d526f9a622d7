//! Chemistry of the body over hours and days: lactate, acid and base, kidneys, heat.

pub mod acid_base;
pub mod kidney;
pub mod lactate;
pub mod person;
pub mod temperature;
