//! People who breathe, against what is published of people who breathe.

mod look;
mod lungs;
