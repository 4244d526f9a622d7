//! Trains generators of people: for each column trees, or networks of a flow, given those before it,
//! judged on people who were held out.

pub mod card;
mod copula;
mod fit;
mod flow;
mod grow;
pub mod judge;
pub mod outcome;
pub mod scores;
pub mod table;
pub mod train;
mod visits;
