//! One suite over every reading of the scalar: what an operator means is said once, in
//! `operators.rs`; a reading joins with a line in `values.rs` (and in `derivatives.rs`, where it
//! has slopes).

mod arguments;
mod dependencies;
mod derivatives;
mod expressions;
mod operators;
mod units;
mod values;
