//! Glucose and insulin in type 1 diabetes: the 13-state model of Dalla Man and colleagues, as
//! organs that talk through signals.

pub mod action;
pub mod gut;
pub mod insulin;
pub mod plasma;
pub mod sensor;
