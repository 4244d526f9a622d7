//! Chemistry of the body over hours and days: lactate, acid and base, kidneys, heat.

pub mod acid_base;
pub mod electrolytes;
pub mod hormones;
pub mod kidney;
pub mod lactate;
pub mod person;
pub mod phosphate;
pub mod temperature;
mod tubules;
