//! Trains generators of people: trees for each column given those before it, judged on people who
//! were held out.

pub mod card;
mod copula;
mod fit;
mod grow;
pub mod judge;
pub mod outcome;
pub mod scores;
pub mod table;
pub mod train;
mod visits;
