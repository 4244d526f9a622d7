//! Glucose, insulin and ketone bodies: the model of Dalla Man and colleagues as organs that talk through
//! signals, in type 1 diabetes (13 states) and, with beta cells, in health; hormones that work against
//! insulin; and ketone bodies.

pub mod action;
pub mod basal_insulin;
pub mod beta_cells;
pub mod counter_regulation;
pub mod gut;
pub mod hepatic_glucose;
pub mod insulin;
pub mod ketones;
pub mod person;
pub mod plasma;
pub mod sensor;
