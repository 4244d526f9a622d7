//! A residual on an organ's equations, learned from one person's traces: a network in the rates
//! (Rackauckas et al., arXiv:2001.04385: universal differential equations).

pub mod alone;
pub mod card;
mod marquardt;
mod member;
pub mod train;
mod untaught;

pub use train::{Lesson, Taught, teach};
